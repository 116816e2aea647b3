"""The pages of saved views."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from collegiate.web.accounts.models import User, signed_in
from collegiate.web.saved.models import SavedView

MOST = 100
"""Views that one person saves; beyond that nobody finds any."""


class ViewForm(forms.Form):
    """A name for an address of ours."""

    name = forms.CharField(
        label="Name", max_length=120, help_text="What you will look for it by. Leave children's names out."
    )
    page = forms.CharField(
        label="Address", max_length=600, help_text="From the first slash, as /trusts/ and what follows."
    )

    def clean_page(self) -> Any:
        """Take pages of ours alone, and none that only takes something in."""
        page = self.cleaned_data["page"].strip()
        try:
            ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
            resolve(page.partition("?")[0]) if ours else None
        except Resolver404:
            ours = False
        if not ours:
            raise forms.ValidationError("This is not an address of these pages.")
        return page


def listing(request: HttpRequest) -> HttpResponse:
    """Show one's saved views."""
    mine = list(SavedView.objects.filter(user=_whoever(request)))
    return render(request, "saved/list.html", {"section": "saved", "views": mine})


def add(request: HttpRequest) -> HttpResponse:
    """Save the view that the address names."""
    me = _whoever(request)
    first = {"page": request.GET.get("page", ""), "name": request.GET.get("name", "")[:120]}
    form = ViewForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if SavedView.objects.filter(user=me).count() >= MOST:
            form.add_error(None, f"You have {MOST} saved views. Delete one that you no longer need.")
        elif SavedView.objects.filter(user=me, name=said["name"]).exists():
            form.add_error("name", "You have a view of this name. Choose another.")
        else:
            SavedView.objects.create(user=me, name=said["name"], path=said["page"])
            return redirect("saved")
    return render(request, "saved/add.html", {"section": "saved", "form": form}, status=400 if form.errors else 200)


def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own."""
    found = SavedView.objects.filter(user=_whoever(request), pk=pk).first()
    if found is None:
        raise Http404("You have no such view.")
    found.delete()
    return redirect("saved")


def _whoever(request: HttpRequest) -> User:
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user
