"""The comparator method of the DfE's Financial Benchmarking and Insights Tool: its very answers, and corrected ones."""

from __future__ import annotations

from collegiate.compare.dfe.benchmark import Benchmark, MemberError, WhatIf
from collegiate.compare.dfe.definition import Method, Mode, WeightError, method
from collegiate.compare.dfe.reading import SchoolsFileError, read_schools
from collegiate.compare.dfe.writing import write

__all__ = [
    "Benchmark",
    "MemberError",
    "Method",
    "Mode",
    "SchoolsFileError",
    "WeightError",
    "WhatIf",
    "method",
    "read_schools",
    "write",
]
