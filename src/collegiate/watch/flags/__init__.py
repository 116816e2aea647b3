"""Early identification: which children may be drifting, with reasons that add up, and how last year's flags came out."""

from collegiate.watch.flags.run import CAPACITY, Flags, flags

__all__ = ["CAPACITY", "Flags", "flags"]
