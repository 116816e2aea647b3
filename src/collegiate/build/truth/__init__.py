"""What was planted in a made-up trust, and what a build found of it: a system is tried on what is known before it is believed on what is not."""

from collegiate.build.truth.check import check_truth
from collegiate.build.truth.checked import Checked

__all__ = ["Checked", "check_truth"]
