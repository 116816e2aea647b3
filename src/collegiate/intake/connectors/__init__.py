"""Connectors: what asks a management system for what it holds, and keeps each reply as a file that is read like any other.

Tried against recorded replies and a local server that answers as the published descriptions say, never with a real service.
"""

from collegiate.intake.connectors.client import ConnectorError
from collegiate.intake.connectors.fetch import KINDS, fetch

__all__ = ["KINDS", "ConnectorError", "fetch"]
