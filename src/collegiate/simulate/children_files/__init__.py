"""A made-up trust's children written as each school's system would send them, with the data faults of real files."""

from collegiate.simulate.children_files.write import Progress, write_children

__all__ = ["Progress", "write_children"]
