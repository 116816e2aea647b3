"""Counts of children as a pair. What goes in has passed disclosure: a count that is exact is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from collegiate.ees.measured import ENGLAND, SCHOOL_PLACES, academic_year
from collegiate.ees.pair import FILTER, INDICATOR, Meta, Pair, number, pair_of, text

Row = Mapping[str, Any]

TOTAL = "Total"
_TOPIC = Meta("breakdown_topic", FILTER, "Breakdown topic", hint="What the children are grouped by")
_GROUP = Meta("breakdown", FILTER, "Breakdown", hint="Which group of them", filter_group="breakdown_topic")


def count_pair(name: str, counts: Sequence[Row], schools: Mapping[int, Row]) -> Pair:
    """Return one table of counts of academies, a row for each academy, year and group; its parts are indicators.

    `counts` have table, urn, period (a year), grouping, group, part, value, symbol and exact; `schools` are rows of School. Raises
    `ValueError` for an exact count: those are for people, not for files of this kind.
    """
    if any(c["exact"] for c in counts):
        raise ValueError("Counts that are handed out as a file have passed disclosure.")
    of_years = [c for c in counts if c["urn"] is not None and re.fullmatch(r"\d{4}", c["period"])]
    parts = list(dict.fromkeys(c["part"] for c in of_years))
    grouped = {c["grouping"] for c in of_years} - {"all"}
    rows: dict[tuple[Any, ...], dict[str, str]] = {}
    for c in of_years:
        key = (c["urn"], c["period"], c["grouping"], c["group"])
        row = rows.setdefault(key, _place(c, schools, bool(grouped)))
        row[c["part"]] = c["symbol"] or number(c["value"])
    metas = [Meta(part, INDICATOR, part.replace("_", " ").capitalize(), "", "", "0") for part in parts]
    whole = [
        dict.fromkeys(parts, "x") | rows[key]
        for key in sorted(rows, key=lambda k: (k[1], k[0], k[2] != "all", k[2], k[3]))
    ]
    return pair_of(
        name, SCHOOL_PLACES, whole, [*([_GROUP] if grouped else []), *metas], (_TOPIC.col_name,) if grouped else ()
    )


def _place(c: Row, schools: Mapping[int, Row], grouped: bool) -> dict[str, str]:
    school = schools[c["urn"]]
    la, number_ = school.get("la_code"), school.get("establishment_number")
    whole = c["grouping"] == "all"
    of = {
        "breakdown_topic": TOTAL if whole else text(c["grouping"].replace("_", " ").capitalize()),
        "breakdown": TOTAL if whole else text(c["group"]),
    }
    return {
        **academic_year(int(c["period"])), "geographic_level": "School", **ENGLAND, "school_urn": str(c["urn"]),
        "school_name": text(school.get("school_name") or f"School {c['urn']}"), "school_laestab": f"{la}{number_:04d}" if la and number_ is not None else "x",
        "trust_id": str(school["trust_uid"]) if school.get("trust_uid") else "", "trust_name": text(school.get("trust_name") or ""),
        **(of if grouped else {}),
    }  # fmt: skip
