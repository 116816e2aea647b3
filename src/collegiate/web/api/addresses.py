"""The addresses of the API: every operation behind its gate."""

from django.urls import URLPattern

from collegiate.web.api import tokens, views
from collegiate.web.api.operation import GATES, api, headed
from collegiate.web.api.ways_in import PUBLIC
from collegiate.web.doors import ANYBODY, SIGNED_IN

_ROOT = "api-root"
"""What the library adds by itself; there is nothing behind it."""


def _operations() -> list[URLPattern]:
    """Return the operations' addresses. Raises KeyError for one without a gate: it would be opened by nobody."""
    found = [p for p in api().urls[0] if isinstance(p, URLPattern) and p.name != _ROOT]
    return [GATES[p.name or ""].at(f"api/v1/{p.pattern}", headed(p.callback), p.name or "") for p in found]


ADDRESSES = [
    ANYBODY.at("api/", views.page, "api"),
    PUBLIC.at("api/v1/openapi.json", headed(views.openapi), "api-description"),
    *_operations(),
    SIGNED_IN.writing.at("account/tokens/", tokens.tokens, "tokens"),
    SIGNED_IN.sending.at("account/tokens/<number:token>/end/", tokens.end, "token-end"),
    ANYBODY.at("trusts/<number:uid>/ees.zip", views.trust_files, "trust-ees"),
    ANYBODY.at("schools/<number:urn>/ees.zip", views.school_files, "school-ees"),
    PUBLIC.at("api/v1/", headed(views.nowhere), "api-top"),
    PUBLIC.at("api/v1/<path:rest>", headed(views.nowhere), "api-nowhere"),
]
