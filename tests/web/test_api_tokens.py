"""Tokens: never more than their owner at the moment of the call, shown once, ended at once, every use about children written down."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from children_store import MAYA, TOWN_CHILD
from made_up_store import DOVE, FIRST, HIGH, MIDDLE, TOWN_PRIMARY

ME, COUNTS, ACTIONS = "/api/v1/me", "/api/v1/counts", "/api/v1/actions"


@pytest.fixture
def people(_django: None):
    """A head, an executive, a trustee and a teacher of the made-up trust."""
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.accounts.models import User

    posts = {
        "head": Post("head", urn=MIDDLE), "executive": Post("trust_executive", trust_uid=DOVE), "trustee": Post("trustee", trust_uid=DOVE),
        "teacher": Post("teacher", urn=MIDDLE, part="8A"), "governor": Post("local_governor", urn=MIDDLE),
    }  # fmt: skip
    yield {name: add_user(email=f"api-{name}@example.org", post=post) for name, post in posts.items()}
    User.objects.filter(email__startswith="api-").delete()


@pytest.fixture
def make(browse, people):
    """Make a token of somebody; without more, for all that they may, for a week."""
    from django.utils import timezone

    from collegiate.web.api.acts import RIGHTS, make_token

    def made(who: str = "head", **given):
        user = people[who]
        about = {
            "name": "a program",
            "until": timezone.localdate() + timedelta(days=7),
            "rights": [r for r in RIGHTS if user.may(r)],
            "by": user.email,
        }
        return make_token(user=user, **(about | given))

    return made


@pytest.fixture
def call(browse):
    """Call with what a program shows."""

    def called(path: str, secret: str = "", scheme: str = "Bearer"):
        return browse.get(path, headers={"authorization": f"{scheme} {secret}"} if secret else {})

    return called


def _entries(store: Path) -> list[dict]:
    from collegiate.store import Store

    return list(Store(store).audit.journal)


def test_a_token_says_who_one_is(make, call) -> None:
    from collegiate.web.authorization.rights import Right

    made = make(urns=[MIDDLE], rights=[Right.SEE_COUNTS])
    told = call(ME, made.secret).json()
    assert (told["email"], told["rights"]) == ("api-head@example.org", ["see counts that show no child"])
    assert (told["token"]["name"], told["token"]["academies"]) == ("a program", [MIDDLE])


@pytest.mark.parametrize(
    "secret", ["", "x", "clg_", "clg_aa_bb", "clg__", "clg_0000000000_" + "x" * 43, "é" * 30, "clg_a_" + "b" * 5000]
)
def test_a_wrong_token_opens_nothing_and_says_how_to_get_one(make, call, secret: str) -> None:
    response = call(ME, secret)
    assert (response.status_code, response.json()["type"]) == (401, "/api/#not-signed-in")
    assert response["WWW-Authenticate"].startswith("Bearer") and response["Cache-Control"] == "no-store"


def test_a_wrong_token_is_not_made_good_by_a_session(make, call, browse, people) -> None:
    secret = make().secret
    browse.force_login(people["executive"])
    assert call(ME).json()["token"] is None
    assert call(ME, secret[:-1] + ("a" if secret[-1] != "a" else "b")).status_code == 401
    assert call(ME, secret, scheme="Basic").status_code == 401
    assert call(ME, secret).json()["email"] == "api-head@example.org"
    assert call(ME).json()["email"] == "api-executive@example.org"


def test_only_a_hash_is_kept_and_nothing_of_it_is_written(make, made_up_store: Path) -> None:
    from collegiate.web.api.models import Token

    made = make()
    secret = made.secret.split("_", 2)[2]
    row = Token.objects.get(pk=made.token.pk)
    assert secret not in f"{row.__dict__}"
    assert secret not in (made_up_store / "audit.jsonl").read_text(encoding="utf-8")
    assert "made the token 'a program'" in _entries(made_up_store)[-1]["what"]


def test_a_token_ends_at_once_and_when_it_expires(make, call, made_up_store: Path) -> None:
    from django.utils import timezone

    from collegiate.web.api.acts import end_token
    from collegiate.web.api.models import Token

    first, second = make(), make()
    assert end_token(token=first.token, by="api-head@example.org") and not end_token(token=first.token, by="x")
    assert "ended the token" in _entries(made_up_store)[-1]["what"]
    assert (call(ME, first.secret).status_code, call(ME, second.secret).status_code) == (401, 200)
    now = timezone.now()
    Token.objects.filter(pk=second.token.pk).update(made=now - timedelta(days=2), expires=now - timedelta(seconds=1))
    assert call(ME, second.secret).status_code == 401


def test_a_token_never_does_more_than_its_owner_now(make, call, people) -> None:
    from collegiate.web.accounts.acts import end_appointments, remove_user

    secret = make("head").secret
    assert call(ACTIONS, secret).status_code == 200
    end_appointments(user=people["head"])
    assert call(ACTIONS, secret).status_code == 403
    assert call(ME, secret).json()["rights"] == []
    remove_user(email="api-head@example.org")
    assert call(ME, secret).status_code == 401


def test_another_password_ends_every_token_and_an_account_set_up_anew_has_none(make, call, people) -> None:
    from collegiate.web.accounts.acts import add_user, remove_user
    from collegiate.web.accounts.views import set_password

    first, other = make("head"), make("executive")
    set_password(people["head"], "a-longer-word-than-before-83", "a test")
    assert (call(ME, first.secret).status_code, call(ME, other.secret).status_code) == (401, 200)
    second = make("head")
    assert call(ME, second.secret).status_code == 200
    remove_user(email="api-head@example.org")
    add_user(email="api-head@example.org")
    assert call(ME, second.secret).status_code == 401


def test_a_token_of_counts_reads_no_actions_and_one_of_nothing_reads_no_counts(make, call) -> None:
    from collegiate.web.authorization.rights import Right

    counts, nothing = make(rights=[Right.SEE_COUNTS]).secret, make(rights=[]).secret
    assert (call(COUNTS, counts).status_code, call(ACTIONS, counts).status_code) == (200, 403)
    assert (call(ME, nothing).status_code, call(COUNTS, nothing).status_code) == (200, 403)


def _urns(response) -> set[int | None]:
    assert response.status_code == 200, response.content
    return {r["urn"] for r in response.json()["rows"]}


def test_a_narrowed_token_counts_its_academies_alone(make, call) -> None:
    whole, narrow = make("executive").secret, make("executive", urns=[FIRST]).secret
    assert _urns(call(f"{COUNTS}?limit=1000", whole)) >= {FIRST, MIDDLE, HIGH}
    assert _urns(call(f"{COUNTS}?limit=1000", narrow)) == {FIRST}


def test_a_narrowed_token_reaches_no_child_elsewhere(make, people, made_up_store: Path) -> None:
    from collegiate.store import Store
    from collegiate.web.api.models import Holder
    from collegiate.web.authorization.scopes import scope_of

    reader = Store(made_up_store).reader()

    def of(urns):
        return reader.scoped(
            scope_of(Holder.of(make("executive", urns=urns).token), reader, "a test"), lambda look: None
        )

    assert of(None).pupil(MAYA) and not of(None).pupil(TOWN_CHILD)
    assert of([MIDDLE]).pupil(MAYA) and not of([FIRST]).pupil(MAYA)


def test_an_emergency_is_no_programs(make, people, made_up_store: Path) -> None:
    from django.utils import timezone

    from collegiate.store import Store
    from collegiate.web.accounts.models import Emergency
    from collegiate.web.api.models import Holder
    from collegiate.web.authorization.scopes import scope_of

    Emergency.objects.create(
        user=people["head"],
        pupil_key=TOWN_CHILD,
        urn=TOWN_PRIMARY,
        reason="a call",
        end=timezone.now() + timedelta(hours=1),
    )
    reader = Store(made_up_store).reader()
    assert TOWN_CHILD in scope_of(people["head"], reader, "a test").keys
    assert not scope_of(Holder.of(make().token), reader, "a test").keys


def test_counts_are_exact_for_who_sees_children_and_disclosed_for_who_does_not(make, call) -> None:
    path = f"{COUNTS}?table=nobody_missed&urn={MIDDLE}&limit=1000"
    head, governor = (call(path, make(who).secret).json()["rows"] for who in ("head", "governor"))
    assert head and all(r["exact"] for r in head)
    assert governor and not any(r["exact"] for r in governor)
    assert all(r["value"] is None or r["value"] % 5 == 0 for r in governor)
    assert {r["urn"] for r in governor} == {MIDDLE}
    assert call(f"{COUNTS}?urn={TOWN_PRIMARY}", make("executive").secret).json()["rows"] == []
    assert call(COUNTS, make("teacher").secret).status_code == 403


def test_counts_add_up_and_come_in_pages(make, call) -> None:
    secret = make("head").secret
    rows = call(f"{COUNTS}?table=nobody_missed&limit=1000", secret).json()["rows"]
    whole = {r["part"]: r["value"] for r in rows if r["grouping"] == "all" and r["period"] == rows[0]["period"]}
    assert whole["children"] == whole["acted_on"] + whole["looked_at"] + whole["no_data"] > 0
    first = call(f"{COUNTS}?table=nobody_missed&limit=3", secret).json()
    second = call(f"{COUNTS}?table=nobody_missed&limit=3&cursor={first['next']}", secret).json()
    assert first["rows"] + second["rows"] == rows[:6]


def test_reading_about_children_is_written_down_with_the_token(make, call, made_up_store: Path) -> None:
    secret = make("head").secret
    before = len(_entries(made_up_store))
    for path in (COUNTS, ACTIONS):
        call(path, secret)
    found = _entries(made_up_store)[before:]
    assert [e["what"] for e in found] == ["counts of children", "what people did about children's records"]
    assert all(e["who"] == "api-head@example.org" and "'a program'" in e["why"] and not e["keys"] for e in found)
    assert secret not in f"{found}"


def test_actions_name_nobody_and_stay_in_scope(make, call, people, made_up_store: Path, tmp_path: Path) -> None:
    from collegiate.store import Store

    journal = Store(made_up_store).decisions
    line = {
        "move": "8_to_9",
        "period": 2027,
        "urn": MIDDLE,
        "batch": "b",
        "on": "2026-11-20",
        "by": "somebody@example.org",
        "why": "Sandford",
    }
    numbers = [journal.add({"kind": "pack_sent", "key": key, **line})["number"] for key in (MAYA, TOWN_CHILD)]
    response = call(f"{ACTIONS}?limit=1000", make("head").secret)
    told = {r["number"]: r for r in response.json()["rows"]}
    assert numbers[0] in told and numbers[1] not in told
    assert told[numbers[0]]["words"] == "sent the pack" and told[numbers[0]]["yours"] is False
    text = response.content.decode()
    assert not [word for word in (MAYA, "Sandford", "somebody@") if word in text]


def test_one_token_calls_so_often_in_a_minute(make, call, monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.web.api import acts

    monkeypatch.setattr(acts, "A_MINUTE", 0)
    response = call(ME, make().secret)
    assert (response.status_code, response.json()["type"]) == (429, "/api/#too-many")
    assert 1 <= int(response["Retry-After"]) <= 60


def test_the_last_use_is_kept(make, call) -> None:
    from collegiate.web.api.models import Token

    made = make()
    assert Token.objects.get(pk=made.token.pk).last_used is None
    call(ME, made.secret)
    assert Token.objects.get(pk=made.token.pk).last_used is not None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"), ({"days": -1}, "until"), ({"days": 367}, "until"), ({"rights": "people"}, "rights"), ({"rights": "children", "who": "trustee"}, "rights"),
        ({"urns": []}, "academies"), ({"urns": [HIGH]}, "academies"), ({"urns": [TOWN_PRIMARY], "who": "executive"}, "academies"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_says_why(make, given: dict, field: str) -> None:
    from django.utils import timezone

    from collegiate.web.api.acts import TokenError
    from collegiate.web.api.models import Token
    from collegiate.web.authorization.rights import Right

    about = {k: v for k, v in given.items() if k in ("name", "urns", "who")}
    if "days" in given:
        about["until"] = timezone.localdate() + timedelta(days=given["days"])
    if "rights" in given:
        about["rights"] = [{"people": Right.SEE_PEOPLE, "children": Right.SEE_CHILDREN}[given["rights"]]]
    with pytest.raises(TokenError) as error:
        make(**about)
    assert error.value.field == field and not Token.objects.exists()


def test_nobody_has_tokens_without_end(make, monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.web.api import acts

    monkeypatch.setattr(acts, "MOST", 1)
    make()
    with pytest.raises(acts.TokenError, match="End one"):
        make()


def test_the_page_shows_a_token_once_and_ends_it(browse, people, call) -> None:
    from django.utils import timezone

    browse.force_login(people["head"])
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    form = {"name": "Power BI", "until": until, "rights": ["see counts that show no child"], "academies": [str(MIDDLE)]}
    assert f'value="{MIDDLE}"' in browse.get("/account/tokens/").content.decode()
    page = browse.post("/account/tokens/", form)
    secret = re.search(r'value="(clg_[^"]+)"', page.content.decode())[1]
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert call(COUNTS, secret).status_code == 200
    listed = browse.get("/account/tokens/").content.decode()
    assert "Power BI" in listed and secret not in listed and "in use" in listed
    end = re.search(r"/account/tokens/(\d+)/end/", listed)[0]
    browse.force_login(people["executive"])
    assert browse.post(end).status_code == 404
    browse.force_login(people["head"])
    assert browse.post(end).status_code == 302
    assert call(COUNTS, secret).status_code == 401


@pytest.mark.parametrize("form", [{}, {"name": "x", "until": "soon"}, {"name": "x", "until": "2099-01-01"}, {"name": "x" * 81, "until": "2026-11-30"}, {"name": "x", "until": "2026-11-30", "rights": ["see who is appointed to what"]}])  # fmt: skip
def test_the_page_says_what_is_wrong(browse, people, form: dict) -> None:
    browse.force_login(people["head"])
    page = browse.post("/account/tokens/", form)
    text = page.content.decode()
    assert page.status_code == 400 and "No token was made" in text and "govuk-error-message" in text
