"""The pages of watched folders: which there are, how the last look went, and their settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.web.uploads import acts
from collegiate.web.uploads.frame import local, show
from collegiate.web.uploads.models import Watch
from collegiate.web.uploads.reach import Reach, academies, places, reach_of
from collegiate.web.uploads.sftp import check_host_key
from collegiate.web.uploads.watching import WatchError, local_folder


class WatchForm(forms.ModelForm):
    """What is said of a watched folder."""

    urn = forms.TypedChoiceField(label="Whose files", required=False, coerce=int, empty_value=None)

    class Meta:
        """Its fields, in the order in which they are asked for."""

        model = Watch
        fields = (
            "name", "kind", "path", "host", "port", "account", "host_key", "secret", "urn", "system", "minutes", "publishes", "on",
        )  # fmt: skip
        labels: ClassVar[dict[str, str]] = {
            "name": "What to call it", "kind": "Where it is", "path": "Folder", "host": "Name of the other machine", "port": "Port", "account": "Account on the other machine",
            "host_key": "Its public host key", "secret": "Name of the key or password", "system": "System", "minutes": "Look every so many minutes", "publishes": "Publish by itself what was read whole",
            "on": "Look into it",
        }  # fmt: skip
        help_texts: ClassVar[dict[str, str]] = {
            "path": "Of this machine: a folder within the place for drops. Of another: its path there.",
            "host_key": "The line that the other machine's keeper gives you, such as: ssh-ed25519 AAAA… Without it the machine is not believed.",
            "secret": "The installation keeps the key itself, in COLLEGIATE_SFTP_<NAME>_KEY_FILE or _PASSWORD_FILE. Only its name is written here.",
            "system": "The system whose numbers name the children, such as sims, arbor or bromcom.",
            "publishes": "Only files of which no row or cell was refused and nothing is asked.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"host_key": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, reach: Reach, names: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reach = reach
        own = [("", "Of no one academy")] if reach.everything else []
        self.fields["urn"].choices = [*own, *names.items()]  # type: ignore[attr-defined]
        self.fields["minutes"].min_value = 1  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say what is lacking for the kind of folder that was chosen."""
        said: dict[str, Any] = super().clean() or {}
        if "urn" in said and not self._reach.holds(said["urn"]):
            self.add_error("urn", "Choose one of the academies that you look after.")
        try:
            if said.get("kind") == Watch.SFTP:
                self._other_machine(said)
            elif said.get("path"):
                self._own_folder(local_folder(said["path"]))
        except WatchError as error:
            self.add_error("host_key" if said.get("kind") == Watch.SFTP else "path", str(error))
        if said.get("system") and not acts.ANSWERS["system"].fullmatch(said["system"]):
            self.add_error("system", "Write the system in small letters, such as sims.")
        if not 1 <= (said.get("minutes") or 0) <= 10_080:
            self.add_error("minutes", "Write a number of minutes from 1 to 10,080, which is a week.")
        return said

    def _own_folder(self, folder: Path) -> None:
        """Whoever looks after some academies watches folders of those, not what others send. Raises `WatchError`."""
        home = places().drops.resolve()
        if not self._reach.everything and not any(folder.is_relative_to(home / str(u)) for u in self._reach.urns or ()):
            raise WatchError(
                "You look after some academies: choose a folder whose first part is the URN of one, such as 900102/nightly."
            )

    def _other_machine(self, said: dict[str, Any]) -> None:
        """Look at what leads to another machine. The installation's keys are sent there, so that it takes looking after the whole store."""
        if not self._reach.everything:
            self.add_error(
                "kind",
                "A folder of another machine is set by whoever looks after the whole store: it takes a key of the installation.",
            )
        for name, words in (
            ("host", "the name of the other machine"),
            ("account", "the account"),
            ("secret", "the name of its key or password"),
        ):
            if not said.get(name):
                self.add_error(name, f"Give {words}.")
        if said.get("secret") and not re.fullmatch(r"[A-Za-z0-9_-]+", said["secret"]):
            self.add_error(
                "secret", "The name has letters, digits and hyphens only; the key itself is never written here."
            )
        said["host_key"] = check_host_key(said.get("host_key", ""))


def listing(request: HttpRequest) -> HttpResponse:
    """Show the watched folders with their last look."""
    reach = reach_of(request)
    names = academies(request, reach)
    found = [w for w in Watch.objects.all() if reach.holds(w.urn)]
    told = [
        (
            w,
            names.get(w.urn or 0, "no one academy") if w.urn else "no one academy",
            local(w.looked_at),
            local(w.taken_at),
        )
        for w in found
    ]
    return show(request, "watches", "watches", {
        "watches": told, "failed": sum(w.failed and w.on for w in found), "home": places().drops, "may_add": True,
    })  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    """Add a watched folder."""
    return _form(request, None)


def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a watched folder."""
    return _form(request, _required(request, key))


def look(request: HttpRequest, key: str) -> HttpResponse:
    """Have a folder looked into soon."""
    watch = _required(request, key)
    Watch.objects.filter(key=watch.key).update(looked_at=None)
    return redirect("/data/watches/?said=looked")


def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Look into a folder no more; what it took stays."""
    watch = _required(request, key)
    if watch.from_file:
        raise PermissionDenied
    acts.written(reach_of(request).who, f"removed the watch {watch.name}")
    watch.delete()
    return redirect("/data/watches/?said=watched")


def _required(request: HttpRequest, key: str) -> Watch:
    watch = Watch.objects.filter(key=key).first()
    if watch is None or not reach_of(request).holds(watch.urn):
        raise Http404("There is no such watched folder.")
    return watch


def _form(request: HttpRequest, watch: Watch | None) -> HttpResponse:
    reach = reach_of(request)
    if watch is not None and watch.from_file and request.method == "POST":
        raise PermissionDenied
    form = WatchForm(request.POST or None, instance=watch, reach=reach, names=academies(request, reach))
    if request.method == "POST" and form.is_valid():
        kept = form.save(commit=False)
        kept.by = reach.who
        acts.written(reach.who, f"set the watch {kept.name}: {kept.get_kind_display()}, every {kept.minutes} minutes")
        kept.save()
        return redirect("/data/watches/?said=watched")
    wrong = request.method == "POST"
    return show(
        request,
        "watch",
        "watches",
        {"form": form, "watch": watch, "home": places().drops},
        status=400 if wrong else 200,
    )
