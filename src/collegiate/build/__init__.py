"""The whole way from files to a published snapshot. This room calls; it does not compute."""

from collegiate.build.pipeline import NothingBuiltError, Report, build

__all__ = ["NothingBuiltError", "Report", "build"]
