"""The addresses of SCIM: each reads what was sent, has it done, and answers as RFC 7644 says."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from collegiate.web.accounts.models import Group, User, same_address
from collegiate.web.accounts.scim import acts, resources, sent
from collegiate.web.accounts.scim.errors import ScimError
from collegiate.web.asked import number_in

_USERS = {"username": "email", "externalid": "sent__external", "id": "pk"}
_GROUPS = {
    "displayname": "name",
    "externalid": "external",
    "id": "pk",
    "members": "members",
    "members.value": "members",
}
_NUMBERS = frozenset({"pk", "members"})
View = Callable[..., HttpResponse]


def _machine(view: View) -> View:
    """Answer mistakes in SCIM's words. No form of ours is sent here: the token says who asks, so that no cookie is looked at."""

    @csrf_exempt
    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ScimError as error:
            return _said(error.body(), error.status)

    return answered


@_machine
def users(request: HttpRequest) -> HttpResponse:
    """List accounts, or add one."""
    if request.method == "POST":
        user = acts.add_account(sent.body(request))
        return _made(resources.account(user, _base(request)))
    found = _accounts().filter(_asked(sent.filtered(request, _USERS))).order_by("pk")
    return _list(request, found, lambda user: resources.account(user, _base(request)))


@_machine
def user(request: HttpRequest, key: int) -> HttpResponse:
    """Show, change or delete an account."""
    found = _accounts().filter(pk=key).first()
    if found is None:
        raise ScimError(404, "There is no such account.")
    if request.method == "DELETE":
        acts.delete_account(found)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        acts.change_account(found, list(sent.changes(sent.body(request))))
    elif request.method == "PUT":
        acts.replace_account(found, sent.body(request))
    return _said(resources.account(User.objects.get(pk=key), _base(request)))


@_machine
def groups(request: HttpRequest) -> HttpResponse:
    """List groups, or add one."""
    whole = "members" not in request.GET.get("excludedAttributes", "").split(",")
    if request.method == "POST":
        return _made(resources.group(acts.add_group(sent.body(request)), _base(request)))
    found = Group.objects.filter(_asked(sent.filtered(request, _GROUPS))).distinct().order_by("pk")
    return _list(request, found, lambda group: resources.group(group, _base(request), whole))


@_machine
def group(request: HttpRequest, key: int) -> HttpResponse:
    """Show, change or delete a group."""
    found = Group.objects.filter(pk=key).first()
    if found is None:
        raise ScimError(404, "There is no such group.")
    if request.method == "DELETE":
        acts.delete_group(found)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        acts.change_group(found, list(sent.changes(sent.body(request))))
    elif request.method == "PUT":
        acts.replace_group(found, sent.body(request))
    whole = "members" not in request.GET.get("excludedAttributes", "").split(",")
    return _said(resources.group(Group.objects.get(pk=key), _base(request), whole))


@_machine
def service(request: HttpRequest) -> HttpResponse:
    """Say what this service can do."""
    return _said(resources.service(_base(request)))


@_machine
def kinds(request: HttpRequest) -> HttpResponse:
    """Say which kinds of resources there are."""
    found = resources.kinds(_base(request))
    return _said(resources.listed(found, len(found), 1))


@_machine
def schemas(request: HttpRequest) -> HttpResponse:
    """Say what is kept of each kind."""
    found = resources.schemas(_base(request))
    return _said(resources.listed(found, len(found), 1))


def _accounts() -> QuerySet[User]:
    return User.objects.filter(Q(sent__isnull=True) | Q(sent__gone=False))


def _asked(wanted: Iterable[sent.Terms]) -> Q:
    """Return what a filter asks for; without one, everything."""
    return reduce(or_, (reduce(and_, (Q(**{f: _value(f, v)}) for f, v in terms)) for terms in wanted), Q())


def _value(field: str, said: str) -> str:
    """An address in small letters; an id that is no number finds nothing."""
    if field in _NUMBERS:
        return said if number_in(said, 18) is not None else "0"
    return same_address(said) if field == "email" else said


def _list(request: HttpRequest, found: QuerySet[Any], write: Callable[[Any], resources.Resource]) -> HttpResponse:
    start, count = sent.page(request)
    shown = [write(one) for one in found[start - 1 : start - 1 + count]]
    return _said(resources.listed(shown, found.count(), start))


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("scim-service").removesuffix("ServiceProviderConfig"))


def _made(resource: resources.Resource) -> HttpResponse:
    answer = _said(resource, 201)
    answer.headers["Location"] = resource["meta"]["location"]
    return answer


def _said(what: object, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(what, ensure_ascii=False), content_type="application/scim+json", status=status)
