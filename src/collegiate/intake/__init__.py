"""Intake: files in, typed rows and refused rows out. It reads, recognises by headers, and loses nothing."""

from collegiate.intake.dating import MANIFEST
from collegiate.intake.identify import Identification, Refusal, identify
from collegiate.intake.reading import Reading, read
from collegiate.intake.sources import Source, SourceError, sources

__all__ = ["MANIFEST", "Identification", "Reading", "Refusal", "Source", "SourceError", "identify", "read", "sources"]
