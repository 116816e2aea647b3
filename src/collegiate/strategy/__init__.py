"""What a trust promises, how it stands with each promise, and the numbers by which its board says whether a promise is kept."""

from collegiate.strategy.agreed import Agreed, Kind, Line, Strategy, strategy_of
from collegiate.strategy.aims import SOURCES, Aim, Horizon, Target, aims
from collegiate.strategy.measuring import Asked, Cards, Found, Member, Moment, Rule, known_rules
from collegiate.strategy.numbers import NO_THRESHOLD, BoardNumber, board_numbers, words_of
from collegiate.strategy.states import NEEDS, ORDER, State, Stood, odds, stand

__all__ = [
    "NEEDS",
    "NO_THRESHOLD",
    "ORDER",
    "SOURCES",
    "Agreed",
    "Aim",
    "Asked",
    "BoardNumber",
    "Cards",
    "Found",
    "Horizon",
    "Kind",
    "Line",
    "Member",
    "Moment",
    "Rule",
    "State",
    "Stood",
    "Strategy",
    "Target",
    "aims",
    "board_numbers",
    "known_rules",
    "odds",
    "stand",
    "strategy_of",
    "words_of",
]
