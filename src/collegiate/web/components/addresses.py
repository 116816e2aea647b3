"""The address of the gallery."""

from collegiate.web.components import gallery
from collegiate.web.doors import ANYBODY

ADDRESSES = [ANYBODY.at("components/", gallery.gallery, "components")]
