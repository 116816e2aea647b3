"""A demonstration: somebody for each role, and a year of the loop that they went through, so that no page of it is empty."""

from collegiate.web.demonstration.people import Shown, make_people
from collegiate.web.demonstration.setting import HELP, TODAY, NotLivedError
from collegiate.web.demonstration.year import go_through, live

__all__ = ["HELP", "TODAY", "NotLivedError", "Shown", "go_through", "live", "make_people"]
