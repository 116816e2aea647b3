"""The only room that knows Ibis, DuckDB and Spark: a few expression forms that mean the same on every engine."""

from collegiate.engine.abilities import ABILITIES, Ability, MissingAbilityError
from collegiate.engine.database import Between, Contains, Database, copy_tables, write_database
from collegiate.engine.session import EngineMissingError, FileFormatError, Session

__all__ = [
    "ABILITIES",
    "Ability",
    "Between",
    "Contains",
    "Database",
    "EngineMissingError",
    "FileFormatError",
    "MissingAbilityError",
    "Session",
    "copy_tables",
    "write_database",
]
