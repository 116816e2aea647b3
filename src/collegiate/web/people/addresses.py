"""The addresses at which people are added and appointed."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import Door
from collegiate.web.people import views

SEEING, APPOINTING = Door(Right.SEE_PEOPLE), Door(Right.APPOINT)

ADDRESSES = [
    SEEING.at("people/", views.listing, "people"),
    SEEING.at("people/list.csv", views.download, "people-download"),
    SEEING.at("people/roles/", views.roles, "roles"),
    APPOINTING.writing.at("people/add/", views.add, "people-add"),
    SEEING.at("people/<number:pk>/", views.person, "person"),
    APPOINTING.writing.at("people/<number:pk>/appoint/", views.appoint_person, "person-appoint"),
    APPOINTING.sending.at("people/<number:pk>/appointments/<number:held>/end/", views.end, "appointment-end"),
    APPOINTING.sending.at("people/<number:pk>/link/", views.link, "person-link"),
    APPOINTING.writing.at("people/<number:pk>/shut-out/", views.shut_out, "person-shut-out"),
]
