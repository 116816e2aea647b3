"""Charts: each is a specification, one sentence that reads it, and the table under it; drawn here as plain SVG."""

from collegiate.charts.caterpillar import Caterpillar, Leg, draw_caterpillar
from collegiate.charts.chart import Chart
from collegiate.charts.course import Course, Lane, Sat, draw_course, moment
from collegiate.charts.funnel import Funnel, Mate, draw_funnel
from collegiate.charts.history import Conversion, History, Point, draw_history
from collegiate.charts.interval import Dot, axis_of, draw_axis, draw_dot, scale_for
from collegiate.charts.locality import Locality, Place, Spot, draw_locality
from collegiate.charts.lone import draw_lone
from collegiate.charts.measured import Measured
from collegiate.charts.scale import Scale
from collegiate.charts.strip import Strip, draw_strip
from collegiate.charts.svg import Markup
from collegiate.charts.tenure import Stay, Tenure, draw_tenure
from collegiate.charts.weeks import Week, Weeks, draw_weeks

__all__ = [
    "Caterpillar",
    "Chart",
    "Conversion",
    "Course",
    "Dot",
    "Funnel",
    "History",
    "Lane",
    "Leg",
    "Locality",
    "Markup",
    "Mate",
    "Measured",
    "Place",
    "Point",
    "Sat",
    "Scale",
    "Spot",
    "Stay",
    "Strip",
    "Tenure",
    "Week",
    "Weeks",
    "axis_of",
    "draw_axis",
    "draw_caterpillar",
    "draw_course",
    "draw_dot",
    "draw_funnel",
    "draw_history",
    "draw_locality",
    "draw_lone",
    "draw_strip",
    "draw_tenure",
    "draw_weeks",
    "moment",
    "scale_for",
]
