"""The addresses of the first screens."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import CHILDREN, COUNTS, SIGNED_IN, Door
from collegiate.web.home import views
from collegiate.web.views.children import my_class, needs, year

ADDRESSES = [
    SIGNED_IN.at("home/", views.home, "home"),
    SIGNED_IN.at("monday/", views.monday, "monday"),
    SIGNED_IN.at("find/", views.find, "find"),
    COUNTS.at("academies/<number:urn>/", views.academy, "academy"),
    Door(Right.SEE_OWN_CHILD).at("my-child/", views.my_child, "my-child"),
    CHILDREN.at("my-class/", my_class.mine, "my-class"),
    CHILDREN.at("children/schools/<number:urn>/class/", my_class.page, "children-class"),
    CHILDREN.at("children/schools/<number:urn>/year/", year.page, "children-year"),
    CHILDREN.at("children/schools/<number:urn>/needs/", needs.academy, "children-needs"),
]
