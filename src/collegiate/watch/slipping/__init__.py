"""Early identification: academies, subjects and programmes that slip, beyond chance, in one list with its reasons."""

from collegiate.watch.slipping.finding import OWN, PROGRAMME, PUBLISHED, Found, Slip, Unseen, found, still_stands
from collegiate.watch.slipping.looking import Kind
from collegiate.watch.slipping.raising import FALSE_ALERTS, NOT_LOOKED, NOT_RAISED, RAISED, slipping, watched

__all__ = [
    "FALSE_ALERTS",
    "NOT_LOOKED",
    "NOT_RAISED",
    "OWN",
    "PROGRAMME",
    "PUBLISHED",
    "RAISED",
    "Found",
    "Kind",
    "Slip",
    "Unseen",
    "found",
    "slipping",
    "still_stands",
    "watched",
]
