"""The addresses of SCIM 2.0, for the trust's directory."""

from collegiate.web.accounts.scim import views
from collegiate.web.accounts.scim.door import ADDING, CHANGING, READING

ADDRESSES = [
    READING.at("scim/v2/ServiceProviderConfig", views.service, "scim-service"),
    READING.at("scim/v2/ResourceTypes", views.kinds, "scim-kinds"),
    READING.at("scim/v2/Schemas", views.schemas, "scim-schemas"),
    ADDING.at("scim/v2/Users", views.users, "scim-users"),
    CHANGING.at("scim/v2/Users/<int:key>", views.user, "scim-user"),
    ADDING.at("scim/v2/Groups", views.groups, "scim-groups"),
    CHANGING.at("scim/v2/Groups/<int:key>", views.group, "scim-group"),
]
