"""collegiate top-quarter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from collegiate.measures import Measure
    from collegiate.store import Reader

COLUMNS = (
    "urn", "name", "value", "low", "high", "p_top_quarter", "rank", "rank_low", "rank_high", "rank_of", "indistinguishable",
    "children_to_target", "points_to_target",
)  # fmt: skip
_HEAD = (
    "urn", "school", "value", "95 % interval", "chance of top quarter", "place", "truly between", "of", "not told apart from",
    "what it would take",
)  # fmt: skip
_WORDS = 36

Row = Mapping[str, Any]


def run(
    store: StoreOption,
    measure: Annotated[str, typer.Option("--measure", help="The measure, by id, such as ks4_progress8.")],
    period: Annotated[str, typer.Option("--period", help="The academic year, such as 2018/19.")],
    trust: Annotated[int | None, typer.Option("--trust", help="Only a trust's academies, by its Group UID.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print how likely each school is truly in the top quarter of its similar schools, with its place and what it would take."""
    from collegiate.store import Store

    reader = Store(store).reader()
    defined, year = _measure(measure), _year(period)
    rows = _rows(reader, defined.id, year, None if trust is None else _academies(reader, trust, year))
    if as_json:
        typer.echo(json.dumps([{c: r[c] for c in COLUMNS} for r in rows], ensure_ascii=False, indent=2))
        return
    _print(rows, defined)


def _measure(name: str) -> Measure:
    from collegiate.cli.errors import PlainError
    from collegiate.measures import definitions

    known = {m.id: m for m in definitions() if m.kind == "number"}
    if name not in known:
        raise PlainError(f"There is no measure '{name}'. Use one of {', '.join(known)}.")
    return known[name]


def _year(text: str) -> int:
    from collegiate.cli.errors import PlainError
    from collegiate.vocabulary.years import AcademicYear

    try:
        return AcademicYear.parse(text).end
    except ValueError as error:
        raise PlainError(str(error)) from error


def _academies(reader: Reader, trust: int, period: int) -> list[int]:
    """The schools that were members on the last day of the year: those that count in the trust's figures."""
    from collegiate.cli.errors import PlainError
    from collegiate.vocabulary.years import AcademicYear

    if reader.trust(trust) is None:
        raise PlainError(f"There is no trust {trust} in this store. Look it up: collegiate serve, then search.")
    day = AcademicYear(period).last_day
    return [
        m["urn"]
        for m in reader.memberships(trust=trust)
        if (m["joined"] is None or m["joined"] <= day) and (m["left_before"] is None or m["left_before"] > day)
    ]


def _rows(reader: Reader, measure: str, period: int, urns: list[int] | None) -> list[dict[str, Any]]:
    """Schools with the figure, the likeliest first; those of which it cannot be said last."""
    from collegiate.cli.errors import PlainError

    try:
        rows = reader.standings(measure, period, urns=urns)
    except KeyError as error:  # a snapshot of a version that did not place figures
        raise PlainError(
            "This store was built before figures had their places. Build it again: collegiate build FOLDER --store STORE."
        ) from error
    return sorted(rows, key=lambda r: (r["p_top_quarter"] is None, -(r["p_top_quarter"] or 0.0), r["urn"]))


def _print(rows: list[dict[str, Any]], measure: Measure) -> None:
    if not rows:
        typer.echo("No school here has that figure in that year. collegiate figures --urn N shows what a school has.")
        return
    lines = [_HEAD, *(_line(row, measure) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEAD))]
    for line in lines:
        cells = (c.ljust(w) if i in (1, 9) else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True)))
        typer.echo("  ".join(cells).rstrip())
    if measure.polarity == "none":
        typer.echo(f"\n{measure.title} has no good direction, so no school is in its top quarter.")


def _line(row: Row, measure: Measure) -> tuple[str, ...]:
    interval = "" if row["low"] is None else f"{row['low']:.{measure.decimals}f} to {row['high']:.{measure.decimals}f}"
    between = "" if row["rank_low"] is None else f"{row['rank_low']} to {row['rank_high']}"
    places = tuple(_whole(row[c]) for c in ("rank_of", "indistinguishable"))
    return (
        str(row["urn"]), (row["name"] or "")[:_WORDS], f"{row['value']:.{measure.decimals}f}", interval,
        _chance(row["p_top_quarter"]),
        _whole(row["rank"]), between, *places, _takes(row, measure),
    )  # fmt: skip


def _chance(chance: float | None) -> str:
    """A chance in words that never claim certainty."""
    if chance is None:
        return ""
    return "over 99 %" if chance > 0.99 else "under 1 %" if chance < 0.01 else f"{100 * chance:.0f} %"


def _whole(number: int | None) -> str:
    return "" if number is None else str(number)


def _takes(row: Row, measure: Measure) -> str:
    """What would have made the chance even, in children of the cohort where it is a share of them."""
    if row["p_top_quarter"] is None:
        return ""
    more = "fewer" if measure.polarity == "lower" else "more"
    children, points = row["children_to_target"], row["points_to_target"]
    if children == 0 or points == 0:
        return "nothing: as likely as not already"
    if children is not None:
        return f"{children} {more} of {row['n']} children"
    if points is not None:
        return f"{points:.{measure.decimals}f} {measure.unit} {more}, over {row['n']} children"
    return "no number of this cohort's children"
