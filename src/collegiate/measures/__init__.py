"""Measures: one reviewed definition file each, and the code that evaluates them into figures."""

from collegiate.measures.definition import DefinitionError, Measure, Variant, definitions, measure_rows, read_definition
from collegiate.measures.evaluate import Evaluated, evaluate
from collegiate.measures.facts import narrowed
from collegiate.measures.figure import Figure, Provenance, Similar

__all__ = [
    "DefinitionError",
    "Evaluated",
    "Figure",
    "Measure",
    "Provenance",
    "Similar",
    "Variant",
    "definitions",
    "evaluate",
    "measure_rows",
    "narrowed",
    "read_definition",
]
