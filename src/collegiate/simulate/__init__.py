"""A made-up nation, seeded and of any size, with planted truths, in the same file formats as the real sources."""

from collegiate.simulate.truth import Truth
from collegiate.simulate.write import Progress, Pupils, write_nation

__all__ = ["Progress", "Pupils", "Truth", "write_nation"]
