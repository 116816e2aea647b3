"""Children worth a look first, each with its reasons; how past flags came out; what the model is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.pictures.childhood.named import GROUPINGS, group_name, in_order
from collegiate.web.pictures.childhood.reasons import chance_words, pointing, reasons
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_number, school_of, show
from collegiate.web.words import capital, listed


def trust(request: HttpRequest) -> HttpResponse:
    """Show the academies, how last year's flags came out in each, and the way to each academy's list."""
    people = children_of(request)
    days = people.flag_days()
    rolls = {u: n for (u,), n in people.count_pupils("urn", on_roll=True).items()}
    names = school_names(reader_of(request), rolls)
    scores = people.flag_scores_by_school()
    latest = max((s["period"] for s in scores), default=None)
    scored = {s["urn"]: s for s in scores if s["period"] == latest}
    rows = [(u, names[u], n, scored.get(u)) for u, n in sorted(rolls.items(), key=lambda r: names[r[0]])]
    return show(
        request,
        "flags",
        "flags",
        {"day": next(iter(days), None), "rows": rows, "period": latest, "model": _model(people.flag_model())},
    )


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show the children of an academy who are worth a look first, each with the reasons and their weight."""
    people = children_of(request)
    name = school_of(request, people, urn)
    rows = people.flags(urn=urn)
    roll = sum(people.count_pupils("urn", urn=urn, on_roll=True).values())
    flagged = [(r, chance_words(r["chance"]), found, pointing(found)) for r in rows for found in [reasons(r)]]
    return show(request, "flags_academy", "flags", {
        "urn": urn, "name": name, "flags": flagged, "day": rows[0]["as_of"] if rows else None, "roll": roll, "lead": capital(children(len(rows))),
    })  # fmt: skip


def scores(request: HttpRequest) -> HttpResponse:
    """Show how past flags came out, for all and by group: caught, missed, wrongly worried."""
    people = children_of(request)
    urn = asked_number(request, "school")
    urns = [s["urn"] for s in people.flag_scores_by_school()]
    names = school_names(reader_of(request), urns)
    if urn not in names:
        whole = people.scope.urns
        urn = None if whole is None else next(iter(names), min(whole))
    rows = people.flag_scores(urn=urn)
    periods = sorted({r["period"] for r in rows}, reverse=True)
    return show(request, "flag_scores", "flags", {
        "urn": urn, "name": names.get(urn or 0, "the whole trust"), "schools": sorted(names.items(), key=lambda n: n[1]),
        "years": [(p, *_year([r for r in rows if r["period"] == p])) for p in periods],
    })  # fmt: skip


def model(request: HttpRequest) -> HttpResponse:
    """Show the model cards: what is looked for, in whom it was learnt, how it did on what it had not seen, what it never reads."""
    cards = [_card(json.loads(r["card"])) for r in children_of(request).flag_model()]
    return show(
        request, "flag_model", "flags", {"cards": sorted(cards, key=lambda c: str(c.get("as_of")), reverse=True)}
    )


def _model(rows: Sequence[Row]) -> dict[str, Any] | None:
    return json.loads(rows[-1]["card"]) if rows else None


def _year(rows: Sequence[Row]) -> tuple[str, list[tuple[str, list[dict[str, Any]]]]]:
    """Return the sentence of a year's scores, and its rows by grouping."""
    whole = next((r for r in rows if r["grouping"] == "all"), None)
    groupings = [g for g in GROUPINGS if any(r["grouping"] == g for r in rows)]
    told = [("All children", [_told(whole, "all")])] if whole else []
    for grouping in groupings:
        own = sorted((r for r in rows if r["grouping"] == grouping), key=lambda r: in_order(r["grouping"], r["value"]))
        told.append((GROUPINGS[grouping], [_told(r, group_name(grouping, r["value"])) for r in own]))
    return (_sentence(whole) if whole else "", told)


def _told(row: Row, name: str) -> dict[str, Any]:
    came, raised = row["caught"] + row["missed"], row["caught"] + row["wrongly_worried"]
    return {**row, "name": name, "came": came, "raised": raised}


def _sentence(row: Row) -> str:
    came, raised = row["caught"] + row["missed"], row["caught"] + row["wrongly_worried"]
    return (
        f"{capital(children(row['pupils']))} were looked at; {children(came)} went on to drift. Flags caught {row['caught']:,} of them and missed "
        f"{row['missed']:,}. Of {children(raised)} flagged, {row['wrongly_worried']:,} did not drift: a worry that was not needed, or help that helped."
    )


def _card(card: dict[str, Any]) -> dict[str, Any]:
    """Return a card with its lists in words; figures that a card of another version has are shown by their names."""
    known = {"as_of", "period", "looks_for", "not_known_below_sessions", "capacity", "never_read", "limits", "fitted", "why", "signs", "base", "fitted_on", "calibrated_on", "children", "came"}  # fmt: skip
    more = {k.replace("_", " "): v for k, v in card.items() if k not in known}
    return {
        **card, "made": date.fromisoformat(card["as_of"]) if card.get("as_of") else None, "one_in": round(1 / card["capacity"]) if card.get("capacity") else None, "never": listed(card.get("never_read", ())),
        "years": [str(AcademicYear(y)) for y in card.get("fitted_on", ())], "calibrated": _calibrated(card.get("calibrated_on")),
        "figures": [(k, _trial(v), _figures(v)) for k, v in more.items() if isinstance(v, dict)],
        "tables": [(k, _table(v)) for k, v in more.items() if isinstance(v, list) and v and isinstance(v[0], dict)],
        "plain": [(k, v) for k, v in more.items() if not isinstance(v, dict | list)],
    }  # fmt: skip


_WORDS = {
    "rows": "Children looked at", "events": "Children who drifted", "expected": "Children whom the model expected to drift", "raised": "Children flagged",
    "recall": "Recall: of those who drifted, the share that was flagged", "precision": "Precision: of those flagged, the share that drifted",
    "auc": "Ranking: how often a child who drifted stands before one who did not (0.5 is chance)", "brier": "Brier score: mean squared error of the chances",
    "intercept": "Calibration intercept (0 is right)", "slope": "Calibration slope (1 is right)", "slope_error": "Its standard error", "error": "Mean error of calibration",
    "threshold": "Chance from which a child is flagged", "net_benefit": "Net benefit of the flags", "net_benefit_of_all": "Net benefit of flagging everybody",
    "period": "Academic year, by the year in which it ends",
}  # fmt: skip


def _calibrated(on: int | str | None) -> str:
    return str(AcademicYear(on)) if isinstance(on, int) else on or ""


def _trial(found: dict[str, Any]) -> str:
    """Say how the model did on children whom it had not seen; empty where the figures are not of a trial."""
    if not {"events", "caught", "raised"} <= set(found):
        return ""
    flagged = f"{children(found['raised'])} {'was' if found['raised'] == 1 else 'were'} flagged in all"
    return f"Of {children(found['events'])} who drifted, {found['caught']:,} had been flagged; {flagged}."


def _figures(found: dict[str, Any]) -> list[tuple[str, Any]]:
    plain = ((k, v) for k, v in found.items() if not isinstance(v, dict | list))
    return [(_WORDS.get(k, capital(k.replace("_", " "))), "not known" if v is None else v) for k, v in plain]


def _table(rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    columns = [k for k, v in rows[0].items() if not isinstance(v, dict | list)]
    return [c.replace("_", " ") for c in columns], [["–" if r.get(c) is None else r[c] for c in columns] for r in rows]
