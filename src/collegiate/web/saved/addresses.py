"""The addresses of saved views."""

from collegiate.web.doors import SIGNED_IN
from collegiate.web.saved import views

ADDRESSES = [
    SIGNED_IN.at("saved/", views.listing, "saved"),
    SIGNED_IN.writing.at("saved/add/", views.add, "saved-add"),
    SIGNED_IN.sending.at("saved/<number:pk>/delete/", views.delete, "saved-delete"),
]
