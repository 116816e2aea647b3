"""Collegiate: a self-improving school system, from public files to honest figures."""

__version__ = "0.1.0"
