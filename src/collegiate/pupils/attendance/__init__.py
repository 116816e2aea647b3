"""Attendance: which marks stand and count, sessions by child, school, group and week, and why other counts differ."""

from collegiate.pupils.attendance.publish import Attendance, publish_marks

__all__ = ["Attendance", "publish_marks"]
