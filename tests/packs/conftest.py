"""Lets these tests share their made-up packs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
