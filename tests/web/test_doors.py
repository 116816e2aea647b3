"""Every address and everybody: who is let in, who is not, and that nothing of a child is kept or left unwritten."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from children_store import FORMER_KEY, MAYA, NO_KEY, NOBODYS, ODD_CLASS, UPN, children
from deciding_rows import SURE, TWO
from made_up_store import HIGH, MIDDLE, PUPILS_FILE, SMALL_FIRST

CHILDREN = {
    "children": ("/children/", "/children/?q=sandford", "/children/?q=quiet"),
    "children-academy": (f"/children/schools/{MIDDLE}/", f"/children/schools/{SMALL_FIRST}/"),
    "children-roll": (f"/children/schools/{MIDDLE}/roll/?year=8", f"/children/schools/{MIDDLE}/roll/?class={quote(ODD_CLASS, safe='')}", f"/children/schools/{MIDDLE}/roll/?year=nothing"),
    "child": (f"/children/child/{MAYA}/", f"/children/child/{NOBODYS}/"),
    "child-looks": (f"/children/child/{MAYA}/looks/",),
    "ledger": ("/children/ledger/", "/children/ledger/?week=2026-09-14"),
    "ledger-academy": (f"/children/ledger/schools/{MIDDLE}/", f"/children/ledger/schools/{SMALL_FIRST}/?week=2026-11-09"),
    "ledger-list": (f"/children/ledger/schools/{MIDDLE}/children/", f"/children/ledger/schools/{MIDDLE}/children/?state=acted_on&year=8", f"/children/ledger/schools/{MIDDLE}/children/?class={quote(ODD_CLASS, safe='')}"),
    "without-action": ("/children/ledger/without-action/", f"/children/ledger/without-action/?school={MIDDLE}&days=60"),
    "attendance": ("/children/attendance/", "/children/attendance/?year=2025/26"),
    "attendance-academy": (f"/children/attendance/schools/{MIDDLE}/", f"/children/attendance/schools/{SMALL_FIRST}/?year=2026"),
    "attendance-list": (f"/children/attendance/schools/{MIDDLE}/children/", f"/children/attendance/schools/{HIGH}/children/?year=2026&who=severe"),
    "reconciling-academy": (f"/children/attendance/schools/{MIDDLE}/why-figures-differ/", f"/children/attendance/schools/{SMALL_FIRST}/why-figures-differ/?year=2026"),
    "reconciling": ("/children/attendance/why-figures-differ/", "/children/attendance/why-figures-differ/?year=2026"),
    "flags": ("/children/flags/",),
    "flags-academy": (f"/children/flags/schools/{MIDDLE}/",),
    "flag-scores": ("/children/flags/scores/", f"/children/flags/scores/?school={MIDDLE}"),
    "flag-model": ("/children/flags/model/",),
    "moving": ("/children/moving/",),
    "moving-academy": (f"/children/moving/schools/{MIDDLE}/", f"/children/moving/schools/{HIGH}/", f"/children/moving/schools/{SMALL_FIRST}/"),
    "moving-child": (f"/children/moving/child/{MAYA}/8_to_9/",),
    "progress": ("/children/progress/", "/children/progress/?subject=READ&year=2025"),
    "progress-moves": ("/children/progress/moves/", "/children/progress/moves/?subject=nothing"),
    "progress-academy": (f"/children/progress/schools/{MIDDLE}/", f"/children/progress/schools/{SMALL_FIRST}/"),
    "data": ("/children/data/",),
    "data-academy": (f"/children/data/schools/{MIDDLE}/", f"/children/data/schools/{SMALL_FIRST}/"),
    "data-list": (f"/children/data/schools/{MIDDLE}/mark_after_leaving/", f"/children/data/schools/{HIGH}/school_silent/"),
    "data-sendings": ("/children/data/sendings/",),
    "data-files": ("/children/data/files/",),
    "data-refused": (f"/children/data/files/{PUPILS_FILE}/",),
    "questions": ("/children/questions/",),
    "question": (f"/children/questions/{SURE}/", f"/children/questions/{TWO}/"),
    "alarms": ("/children/alarms/",),
    "alarms-academy": (f"/children/alarms/schools/{HIGH}/", f"/children/alarms/schools/{SMALL_FIRST}/"),
}  # fmt: skip
"""Every page about children, by the name of its address, with questions that other tests do not ask."""

TAKEN_AWAY = {
    "moving-download": (f"/children/moving/schools/{MIDDLE}/list.csv",),
    "progress-download": ("/children/progress/value-added.csv",),
    "progress-moves-download": ("/children/progress/moves.csv",),
    "data-counts-download": ("/children/data/counts.csv",),
    "data-findings-download": ("/children/data/findings.csv", f"/children/data/findings.csv?school={MIDDLE}&rule=mark_after_leaving"),
    "data-sendings-download": ("/children/data/sendings.csv",),
    "data-refused-download": (f"/children/data/files/{PUPILS_FILE}/refused.csv",),
}  # fmt: skip
"""Every file about children that is no page and has no child's number in it."""

WITH_NUMBERS = {"transfer-file": f"/children/moving/schools/{MIDDLE}/transfer/8_to_9/{HIGH}/"}
"""What carries pupil numbers, for another school's system alone. There is nothing in it until a pack was sent."""

SENT_IN = {
    "moving-step": f"/children/moving/child/{MAYA}/8_to_9/step/",
    "moving-step-academy": f"/children/moving/schools/{MIDDLE}/step/",
    "moving-taken-back": f"/children/moving/schools/{MIDDLE}/taken-back/abc/",
    "question-answer": f"/children/questions/{SURE}/answer/",
    "question-taken-back": "/children/questions/answers/1/taken-back/",
}
"""Every address at which somebody decides about children's records."""

SIGNED_IN = {"account": "/account/", "change-password": "/account/password/", "sign-out": "/account/sign-out/"}
DOORSTEP = {"sign-in": "/account/sign-in/", "choose-password": "/account/choose/MQ/a-b/"}
PAGES = [path for paths in CHILDREN.values() for path in paths]
SECRETS = (UPN, "/sims ", "upn A")
"""A UPN and how senders name a child: never shown, never written."""
FILES = [path for paths in TAKEN_AWAY.values() for path in paths]
KEY = re.compile(r"/children/child/([0-9A-Za-z]{10})/")


@pytest.fixture(scope="module")
def everybody(_django: None):
    """A user for each kind of person."""
    from django.utils import timezone

    from collegiate.web.accounts.models import Appointment, User

    User.objects.all().delete()
    today = timezone.localdate()
    week = timedelta(days=7)
    spans = {
        "trust_wide": (today - week, None),
        "without a role": None,
        "ended": (today - week, today),
        "not yet": (today + week, None),
    }
    found = {}
    for kind, span in spans.items():
        found[kind] = User.objects.create_user(
            f"{kind.replace(' ', '-')}@dove.example", "not used here at all", name=kind
        )
        if span:
            Appointment.objects.create(user=found[kind], role="data_manager", start=span[0], end=span[1])
    yield found
    User.objects.all().delete()


@pytest.fixture
def come(browse, everybody):
    """Open a page as somebody."""

    def opened(path: str, who: str):
        browse.logout()
        if who != "nobody":
            browse.force_login(everybody[who])
        return browse.get(path)

    return opened


@pytest.fixture
def audit(made_up_store):
    from collegiate.store import Store

    return Store(made_up_store).audit


def test_every_row_is_of_the_address_that_it_is_under(_django: None) -> None:
    from django.urls import resolve

    single = {name: (path,) for name, path in (WITH_NUMBERS | SENT_IN).items()}
    for name, paths in (CHILDREN | TAKEN_AWAY | single).items():
        assert {resolve(p.split("?")[0]).url_name for p in paths} == {name}


@pytest.mark.parametrize(
    "path", [*PAGES, *FILES, *WITH_NUMBERS.values(), f"/children/child/{NO_KEY}/", f"/children/child/{FORMER_KEY}/"]
)
def test_nobody_is_sent_to_the_door_and_then_back(come, path: str) -> None:
    response = come(path, "nobody")
    assert response.status_code == 302
    door, _, asked = response["Location"].partition("?next=")
    assert (door, unquote(asked)) == ("/account/sign-in/", path)
    assert response["Cache-Control"] == "no-store"
    assert not response.content


@pytest.mark.parametrize("who", ["without a role", "ended", "not yet"])
@pytest.mark.parametrize("path", [*PAGES, *FILES, *WITH_NUMBERS.values(), f"/children/child/{NO_KEY}/"])
def test_who_is_not_appointed_sees_one_and_the_same_page(come, audit, path: str, who: str) -> None:
    before = sum(1 for _ in audit.journal)
    response = come(path, who)
    text = response.content.decode()
    assert response.status_code == 403
    assert "This page is not for you to see" in text
    assert response["Cache-Control"] == "no-store"
    assert not [c for c in children() if f">{c['surname']}" in text or c["pupil_key"] in text]
    assert sum(1 for _ in audit.journal) == before


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_who_is_appointed_sees_the_page_and_every_child_on_it_is_in_the_audit_log(
    come, audit, monkeypatch, path: str
) -> None:
    from collegiate.web import kept

    monkeypatch.setattr(kept, "SHELF", kept.Shelf())
    entries = sum(1 for _ in audit.journal)
    response = come(path, "trust_wide")
    text = response.content.decode()
    assert response.status_code == 200, path
    assert response["Cache-Control"] == "no-store" and "ETag" not in response.headers
    looks = list(audit.journal)[entries:]
    written = {k for e in looks for k in e["keys"]}
    shown = set(KEY.findall(text))
    assert shown <= written | ({MAYA} if "/looks/" in path else set())
    assert {e["who"] for e in looks} <= {"trust_wide@dove.example"}
    assert all("as data manager" in e["why"] for e in looks if e["kind"] == "look")
    assert not [s for s in SECRETS if s in text]
    assert len(kept.SHELF) == 0
    names = {f"{c['forename']} {c['surname']}" for c in children()} | {
        f"{c['surname']}, {c['forename']}" for c in children()
    }
    assert written or not [n for n in names if f">{n}<" in text]


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_a_childs_page_is_only_read(browse, everybody, path: str) -> None:
    browse.force_login(everybody["trust_wide"])
    assert browse.post(path).status_code == 405


def test_no_line_of_the_audit_log_has_a_upn_or_a_senders_number(come, audit) -> None:
    come(f"/children/child/{MAYA}/", "trust_wide")
    written = (audit.layout.root / "audit.jsonl").read_text(encoding="utf-8")
    assert MAYA in written and not [s for s in SECRETS if s in written]
    assert audit.verify() > 0


def test_a_shared_page_is_the_same_for_everybody_and_touches_no_session(come) -> None:
    for path in ("/", "/help/", f"/schools/{HIGH}/"):
        answers = [come(path, who) for who in ("nobody", "trust_wide")]
        assert answers[0].content == answers[1].content
        assert all("session" not in a.cookies and "Cookie" not in a.headers.get("Vary", "") for a in answers)


def test_nothing_public_names_a_child(browse) -> None:
    from test_pages import PAGES as OPEN_TO_ALL

    for path in OPEN_TO_ALL:
        text = browse.get(path).content.decode()
        assert MAYA not in text and "Sandford" not in text and UPN not in text, path


def test_the_appointment_of_the_day_counts_not_that_of_the_sign_in(come, browse, everybody) -> None:
    from django.utils import timezone

    assert come("/children/", "trust_wide").status_code == 200
    held = everybody["trust_wide"].appointments.get()
    held.end = timezone.localdate()
    held.save()
    try:
        assert browse.get("/children/").status_code == 403
    finally:
        held.end = None
        held.save()


def test_a_view_without_a_door_is_opened_by_nobody(everybody) -> None:
    from django.core.exceptions import PermissionDenied
    from django.test import RequestFactory

    from collegiate.web.doors import doors

    with pytest.raises(PermissionDenied):
        doors(lambda request: None).process_view(RequestFactory().get("/"), lambda request: None, (), {})


def test_a_reader_of_children_is_refused_whatever_the_door_says(everybody, made_up_store) -> None:
    from django.core.exceptions import PermissionDenied

    from collegiate.store import Store
    from collegiate.web.authorization.scopes import scope_of

    reader = Store(made_up_store).reader()
    for who in ("without a role", "ended", "not yet"):
        with pytest.raises(PermissionDenied):
            scope_of(everybody[who], reader, "because")
    with pytest.raises(PermissionDenied):
        scope_of(None, reader, "because")
    assert scope_of(everybody["trust_wide"], reader, "because").urns is None


def test_when_a_look_cannot_be_written_nothing_is_shown(come, monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.store import AuditLog

    def broken(self, look):
        raise OSError("the disk is full")

    monkeypatch.setattr(AuditLog, "looked", broken)
    response = come(f"/children/child/{MAYA}/", "trust_wide")
    assert response.status_code == 500 and "Sandford" not in response.content.decode()


def test_a_refusal_is_written_into_the_log_without_a_name_or_a_key(browse, caplog) -> None:
    from collegiate.web.accounts.acts import add_user, remove_user
    from collegiate.web.accounts.models import User

    add_user(email="trustee@dove.example", role="trustee", name="Tess Trustee")
    user = User.objects.get(email="trustee@dove.example")
    browse.force_login(user)
    with caplog.at_level("WARNING", "collegiate.refused"):
        assert browse.get(f"/children/child/{MAYA}/").status_code == 403
        assert browse.get("/account/").status_code == 200
    remove_user(email=user.email)
    assert [r.getMessage() for r in caplog.records] == [f"GET of page child refused to account {user.pk}"]
