"""Every kind of page on the picture of a made-up nation, from the files to the page, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from collegiate.store import Store


@pytest.fixture(scope="module")
def paths(simulated_store) -> list[str]:
    """The pages of its trusts, of some of their academies, and of figures and sets of each."""
    reader = Store(simulated_store.store).reader()
    found = ["/", "/search?q=school", "/measures/", "/methods/", "/sources/", "/sources/1/", "/checks/", "/help/"]
    for trust in sorted(reader.trusts(), key=lambda t: -(t["academies"] or 0))[:3]:
        uid = trust["trust_uid"]
        found += [
            f"/trusts/{uid}/",
            f"/trusts/{uid}/placing/",
            f"/trusts/{uid}/figures.csv",
            f"/trusts/{uid}/placing.csv",
        ]
        found += _figures(reader.figures(trust=uid, shown=True), f"/trusts/{uid}")
        for school in reader.members(uid)[:4]:
            found += list(_school(reader, school["urn"]))
    return found


def _school(reader, urn: int) -> Iterator[str]:
    yield f"/schools/{urn}/"
    yield f"/schools/{urn}/figures.csv"
    for made in reader.similar_sets(urn)[:1]:
        yield f"/schools/{urn}/similar/{made['period']}/"
        yield f"/schools/{urn}/similar/{made['period']}/set.csv"
        yield f"/schools/{urn}/similar/{made['period']}/otherwise/"
        yield f"/schools/{urn}/similar/{made['period']}/otherwise/?w_roll=0&schools=30"
    yield from _figures(reader.figures(urns=[urn], shown=True), f"/schools/{urn}")


def _figures(rows, whose: str) -> list[str]:
    latest = {r["measure"]: r["period"] for r in sorted(rows, key=lambda r: r["period"])}
    return [f"{whose}/figures/{measure}/{period}/" for measure, period in list(latest.items())[:6]]


@pytest.fixture
def opened(_django: None, simulated_store):
    from django.test import Client
    from django.test.utils import override_settings

    with override_settings(COLLEGIATE_STORE=simulated_store.store):
        yield Client(raise_request_exception=True).get


def test_every_kind_of_page_opens(opened, paths: list[str]) -> None:
    assert len(paths) > 60
    wrong = [(path, status) for path in paths if (status := opened(path).status_code) != 200]
    assert not wrong


def test_no_page_shows_what_only_a_program_would_write(opened, paths: list[str]) -> None:
    odd = re.compile(r">\s*(None|nan|\[\]|\{\}|inf|-inf)\s*<|0x[0-9a-f]{8}")
    pages = [p for p in paths if ".csv" not in p]
    assert not [(p, m[0]) for p in pages if (m := odd.search(opened(p).content.decode()))]


def test_somewhere_in_the_nation_odds_places_and_firmness_are_said(opened, paths: list[str]) -> None:
    text = "".join(opened(p).content.decode() for p in paths if "/schools/" in p and ".csv" not in p)
    assert re.search(
        r"truly in the top quarter of schools like it: (\d in 10|1 in \d\d|under 1 in 100|over 9 in 10)", text
    )
    assert re.search(r"Its place is (between )?\d+(st|nd|rd|th)", text)
    assert "firm. The verdict" in text
    assert 'class="chart caterpillar"' in text and 'class="chart funnel"' in text


def test_a_trust_is_placed_among_the_nations_trusts(opened, paths: list[str]) -> None:
    text = "".join(opened(p).content.decode() for p in paths if p.endswith("/placing/"))
    assert re.search(r"cannot be told apart from \w+ of [\w,]+ trusts?; surely ahead of", text)
