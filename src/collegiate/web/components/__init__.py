"""The parts that pages are put together from: what each takes, the tags that write them, and a page that shows them all."""

from collegiate.web.components.parts import (
    Banner,
    Cell,
    Choice,
    Count,
    Counts,
    Fact,
    Need,
    Option,
    Step,
)
from collegiate.web.pictures.told import Link

__all__ = ["Banner", "Cell", "Choice", "Count", "Counts", "Fact", "Link", "Need", "Option", "Step"]
