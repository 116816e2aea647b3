"""What a trust promises, and the numbers by which its board says whether a promise is kept."""

from collegiate.strategy.numbers import NO_THRESHOLD, BoardNumber, board_numbers, words_of

__all__ = ["NO_THRESHOLD", "BoardNumber", "board_numbers", "words_of"]
