"""The trust's directory: the conversation that Entra holds over SCIM, groups that become appointments, and what is refused."""

from __future__ import annotations

import json

import pytest
from made_up_store import MIDDLE

TOKEN = "a-token-of-the-directory-that-nobody-guesses"
CORE = "urn:ietf:params:scim:schemas:core:2.0"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ANN = {
    "schemas": [f"{CORE}:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "Ann@dove.example", "active": True, "emails": [{"primary": True, "type": "work", "value": "ann@dove.example"}],
    "meta": {"resourceType": "User"}, "name": {"formatted": "Ann Archer", "familyName": "Archer", "givenName": "Ann"}, "roles": [],
}  # fmt: skip


@pytest.fixture
def scim(browse, _django: None, tmp_path):
    """Ask as the directory does."""
    from django.test.utils import override_settings

    from collegiate.web.accounts.models import Group, User

    User.objects.all().delete()
    Group.objects.all().delete()
    (tmp_path / "groups.toml").write_text(
        f'"MAT executives" = "trust_executive"\n"Dove Middle heads" = "head/{MIDDLE}"\n"8A teachers" = "teacher/{MIDDLE}/8A"\n'
    )

    def ask(method: str, path: str, sends: object = None, token: str = TOKEN):
        body = (
            {}
            if sends is None or method == "get"
            else {"data": json.dumps(sends), "content_type": "application/scim+json"}
        )
        return getattr(browse, method)(f"/scim/v2/{path}", headers={"authorization": f"Bearer {token}"}, **body)

    with override_settings(COLLEGIATE_SCIM_TOKEN=TOKEN, COLLEGIATE_SCIM_GROUPS=tmp_path / "groups.toml"):
        yield ask
    User.objects.all().delete()
    Group.objects.all().delete()


@pytest.fixture
def ann(scim) -> str:
    """The id of an account that the directory sent."""
    return scim("post", "Users", ANN).json()["id"]


def change(operation: str, path: str | None, value: object) -> dict[str, object]:
    one = {"op": operation, "value": value} | ({"path": path} if path else {})
    return {"schemas": [PATCH], "Operations": [one]}


def held(key: str) -> set[tuple[str, int | None, str]]:
    from collegiate.web.accounts.models import User

    return {(a.role, a.urn, a.part) for a in User.objects.get(pk=key).appointments_now()}


def test_a_person_is_looked_for_added_changed_shut_and_deleted_as_entra_does(scim, made_up_store) -> None:
    nobody = scim("get", 'Users?filter=userName+eq+"ann%40dove.example"')
    assert (nobody.status_code, nobody.json()["totalResults"]) == (200, 0)
    made = scim("post", "Users", ANN)
    assert made.status_code == 201 and made["Location"].endswith(f"/scim/v2/Users/{made.json()['id']}")
    assert made["Content-Type"] == "application/scim+json"
    found = scim("get", 'Users?filter=userName eq "ANN@dove.example"').json()["Resources"][0]
    assert found == made.json() == scim("get", f"Users/{found['id']}").json()
    assert found["displayName"] == "Ann Archer" and found["externalId"] == ANN["externalId"] and found["active"] is True
    assert scim("get", f'Users?filter=externalId eq "{ANN["externalId"]}"').json()["totalResults"] == 1
    assert scim("post", "Users", ANN).json() | {"detail": ""} == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409", "scimType": "uniqueness", "detail": "",
    }  # fmt: skip

    path = f"Users/{found['id']}"
    changed = scim("patch", path, {"schemas": [PATCH], "Operations": [
        {"op": "Replace", "path": "displayName", "value": "Ann Baker"}, {"op": "Add", "path": 'emails[type eq "work"].value', "value": "a@dove.example"},
        {"op": "Replace", "path": "userName", "value": "ann.baker@dove.example"},
        {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "English"},
    ]}).json()  # fmt: skip
    assert (changed["displayName"], changed["userName"]) == ("Ann Baker", "ann.baker@dove.example")
    shut = scim("patch", path, change("Replace", "active", "False")).json()
    assert shut["active"] is False and scim("get", path).json()["active"] is False
    assert scim("delete", path).status_code == 204
    assert scim("get", path).status_code == 404 == scim("delete", path).status_code
    assert scim("get", "Users").json()["totalResults"] == 0
    back = scim("post", "Users", ANN | {"userName": "ann.baker@dove.example"})
    assert back.status_code == 201 and back.json()["active"] is True
    written = (made_up_store / "audit.jsonl").read_text()
    for what in (
        "added the account ann@dove.example",
        "changed the address",
        "shut the account ann.baker@dove.example",
    ):
        assert what in written


def test_whoever_is_shut_out_is_out_at_the_next_click(scim, ann, browse) -> None:
    from collegiate.web.accounts.models import User

    browse.force_login(User.objects.get(pk=ann))
    assert browse.get("/account/").status_code == 200
    scim("patch", f"Users/{ann}", change("replace", None, {"active": False}))
    assert browse.get("/account/").status_code == 302


def test_a_group_of_the_table_appoints_and_leaving_it_ends_that(scim, ann, made_up_store) -> None:
    sent = {"schemas": [f"{CORE}:Group"], "displayName": "Dove Middle heads", "externalId": "8aa1", "members": []}
    key = scim("post", "Groups", sent).json()["id"]
    assert held(ann) == set()
    scim("patch", f"Groups/{key}", change("Add", "members", [{"value": ann}]))
    assert held(ann) == {("head", MIDDLE, "")}
    assert scim("get", f"Groups/{key}").json()["members"][0]["value"] == ann
    assert "members" not in scim("get", f"Groups/{key}?excludedAttributes=members").json()
    assert scim("get", 'Groups?filter=displayName eq "dove middle heads"').json()["totalResults"] == 0
    for asked, found in (
        (f'id eq "{key}" and members eq "{ann}"', 1), (f'id eq "{key}" AND members.value eq "999999"', 0), ('displayName eq "x" or externalId eq "8aa1"', 1),
        (f'displayName eq "x" and externalId eq "8aa1" or id eq "{key}"', 1), (f'id eq "{key}" or displayName eq "x" and externalId eq "8aa1"', 1), (f'members eq "{ann}" and externalId eq "no"', 0),
    ):  # fmt: skip
        assert scim("get", f"Groups?filter={asked}").json()["totalResults"] == found, asked
    for leaving in (
        change("Remove", "members", [{"value": ann}]),
        change("remove", f'members[value eq "{ann}"]', None),
    ):
        assert scim("patch", f"Groups/{key}", leaving).status_code == 200
        assert held(ann) == set()
        scim("patch", f"Groups/{key}", change("Add", "members", [{"value": ann}]))
        assert held(ann) == {("head", MIDDLE, "")}
    scim("patch", f"Groups/{key}", change("replace", "displayName", "8A teachers"))
    assert held(ann) == {("teacher", MIDDLE, "8A")}
    scim("put", f"Groups/{key}", sent | {"displayName": "Nothing here"})
    assert held(ann) == set()
    written = (made_up_store / "audit.jsonl").read_text()
    assert f"as head/{MIDDLE}" in written and "no longer in the group" in written


def test_taking_a_group_away_ends_what_it_gave_and_nothing_else(scim, ann) -> None:
    from collegiate.web.accounts.acts import Post, appoint
    from collegiate.web.accounts.models import User

    appoint(user=User.objects.get(pk=ann), post=Post("trustee"), by="head@dove.example")
    key = scim("post", "Groups", {"displayName": "MAT executives", "members": [{"value": ann}]}).json()["id"]
    assert held(ann) == {("trustee", None, ""), ("trust_executive", None, "")}
    assert scim("delete", f"Groups/{key}").status_code == 204
    assert held(ann) == {("trustee", None, "")}


def test_whoever_is_shut_and_opened_again_has_what_the_groups_give(scim, ann) -> None:
    scim("post", "Groups", {"displayName": "MAT executives", "members": [{"value": ann}]})
    scim("patch", f"Users/{ann}", change("replace", "active", False))
    assert held(ann) == set()
    scim("patch", f"Users/{ann}", change("replace", "active", "True"))
    assert held(ann) == {("trust_executive", None, "")}


@pytest.mark.parametrize("table", ['"MAT executives" = "king"', "not a table", '"MAT executives" = "head"'])
def test_a_table_that_cannot_be_used_changes_nothing(scim, ann, table: str, tmp_path) -> None:
    (tmp_path / "groups.toml").write_text(table)
    answer = scim("post", "Groups", {"displayName": "MAT executives", "members": [{"value": ann}]})
    assert answer.status_code == 500 and "COLLEGIATE_SCIM_GROUPS" in answer.json()["detail"]
    assert scim("get", "Groups").json()["totalResults"] == 0 and held(ann) == set()


def test_a_list_comes_in_pages(scim) -> None:
    for n in range(5):
        scim("post", "Users", {"userName": f"p{n}@dove.example"})
    first = scim("get", "Users?startIndex=1&count=2").json()
    last = scim("get", "Users?startIndex=5&count=2").json()
    assert (first["totalResults"], first["itemsPerPage"], last["itemsPerPage"]) == (5, 2, 1)
    assert scim("get", "Users?count=0").json()["Resources"] == []
    assert scim("get", "Users?startIndex=0&count=9999").json()["itemsPerPage"] == 5


@pytest.mark.parametrize(("method", "path", "sends", "status", "kind"), [
    ("post", "Users", {"userName": "no address"}, 400, "invalidValue"), ("post", "Users", {}, 400, "invalidValue"),
    ("post", "Users", [1], 400, "invalidSyntax"), ("get", 'Users?filter=userName co "a"', None, 400, "invalidFilter"),
    ("get", "Users?count=many", None, 400, "invalidValue"), ("get", 'Users?filter=password eq "x"', None, 400, "invalidFilter"),
    ("get", 'Users?filter=userName eq "a" and', None, 400, "invalidFilter"), ("get", 'Users?filter=(userName eq "a")', None, 400, "invalidFilter"),
    ("get", 'Users?filter=userName eq "a" and not externalId eq "b"', None, 400, "invalidFilter"), ("get", "Users?filter=" + " or ".join(['id eq "1"'] * 21), None, 400, "invalidFilter"),
    ("get", "Users/999999999999999999999999", None, 404, None), ("get", "Groups/7", None, 404, None),
    ("post", "Groups", {"displayName": "x", "members": [{"value": "9" * 40}]}, 400, "invalidValue"),
    ("post", "Groups", {"displayName": "x", "members": [{"value": "77"}]}, 400, "invalidValue"), ("post", "Groups", {}, 400, "invalidValue"),
    ("patch", "Users/{ann}", {"Operations": []}, 400, "invalidSyntax"), ("patch", "Users/{ann}", change("replace", "is_superuser", True), 400, "invalidPath"),
    ("patch", "Users/{ann}", change("replace", "active", "perhaps"), 400, "invalidValue"), ("patch", "Users/{ann}", change("replace", None, 3), 400, "noTarget"),
    ("patch", "Users/{ann}", change("destroy", "active", True), 400, "invalidSyntax"), ("patch", "Users/{ann}", change("replace", "userName", None), 400, "invalidValue"),
])  # fmt: skip
def test_what_is_sent_wrongly_is_said_to_be_and_changes_nothing(scim, ann, method, path, sends, status, kind) -> None:
    before = scim("get", f"Users/{ann}").json()
    answer = scim(method, path.replace("{ann}", ann), sends)
    assert answer.status_code == status and answer.json().get("scimType") == kind
    assert scim("get", f"Users/{ann}").json() == before


def test_the_address_of_another_cannot_be_taken(scim, ann) -> None:
    scim("post", "Users", {"userName": "bob@dove.example"})
    assert scim("patch", f"Users/{ann}", change("replace", "userName", "BOB@dove.example")).status_code == 409


def test_it_says_what_it_is(scim) -> None:
    assert scim("get", "ServiceProviderConfig").json()["patch"] == {"supported": True}
    assert [k["id"] for k in scim("get", "ResourceTypes").json()["Resources"]] == ["User", "Group"]
    assert [s["id"] for s in scim("get", "Schemas").json()["Resources"]] == [f"{CORE}:User", f"{CORE}:Group"]


PATHS = ("ServiceProviderConfig", "ResourceTypes", "Schemas", "Users", "Users/1", "Groups", "Groups/1")


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_nothing_is_told_or_done(scim, browse, path: str) -> None:
    from django.test.utils import override_settings

    for method in ("get", "post", "put", "patch", "delete"):
        refused = scim(method, path, {}, token="another")
        assert refused.status_code == 401 and refused["WWW-Authenticate"] == "Bearer"
        assert refused.json()["status"] == "401"
        with override_settings(COLLEGIATE_SCIM_TOKEN=""):
            assert scim(method, path, {}, token="").status_code == 404


def test_a_session_opens_nothing_of_it_and_nothing_is_kept(scim, browse, ann) -> None:
    from collegiate.web import kept
    from collegiate.web.accounts.models import User

    browse.force_login(User.objects.get(pk=ann))
    assert browse.get("/scim/v2/Users").status_code == 401
    kept.SHELF._held.clear()
    assert scim("get", "Schemas")["Cache-Control"] == "no-store"
    assert len(kept.SHELF) == 0


def test_a_short_token_is_refused_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.web.accounts.installation import signing_in
    from collegiate.web.environment import SettingError

    monkeypatch.setenv("COLLEGIATE_SCIM_TOKEN", "secret")
    with pytest.raises(SettingError, match="openssl rand"):
        signing_in(behind_proxy=False)
