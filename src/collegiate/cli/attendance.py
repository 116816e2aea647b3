"""collegiate attendance."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption


def run(
    store: StoreOption,
    urn: Annotated[int | None, typer.Option("--urn", help="Only this academy, by its Unique Reference Number.")] = None,
    year: Annotated[
        str | None, typer.Option("--year", help="An academic year such as 2025/26; without it, the latest.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print each academy's sessions of an academic year: possible = attended + authorised + unauthorised."""
    from collegiate.cli.errors import PlainError
    from collegiate.cli.figures import year_asked
    from collegiate.cli.people import people_of, school_names

    found = people_of(store, "attendance").attendance_counts(urn=urn)
    periods = sorted({r["period"] for r in found})
    if not periods:
        raise PlainError("There are no register marks" + (f" of school {urn}" if urn else "") + " in this store.")
    period = year_asked(year) or periods[-1]
    if period not in periods:
        raise PlainError(
            f"There are no register marks of {_year(period)}. There are those of {', '.join(map(_year, periods))}."
        )
    rows = [_academy(r) for r in found if r["period"] == period]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    _print(rows, school_names(store, {r["urn"] for r in rows}))


_SESSIONS = ("possible", "attended", "authorised", "unauthorised")


def _academy(row: dict[str, Any]) -> dict[str, Any]:
    missed = row["authorised"] + row["unauthorised"]
    rate = round(missed / row["possible"], 6) if row["possible"] else None
    counts = {name: row[name] for name in ("persistent", "severe", "pupils")}
    return {
        "urn": row["urn"],
        "year": _year(row["period"]),
        **{n: row[n] for n in _SESSIONS},
        "absence_rate": rate,
        **counts,
    }


def _year(period: int) -> str:
    from collegiate.vocabulary.years import AcademicYear

    return str(AcademicYear(period))


def _print(rows: list[dict[str, Any]], names: dict[int, str]) -> None:
    for row in rows:
        rate = "no possible session" if row["absence_rate"] is None else f"{100 * row['absence_rate']:.1f} % missed"
        typer.echo(
            f"{row['year']}  {names[row['urn']][:40]:<40} {row['possible']:>9,} possible = {row['attended']:>9,} attended + {row['authorised']:>7,} authorised "
            f"+ {row['unauthorised']:>7,} unauthorised; {rate}; of {row['pupils']:,} children {row['persistent']:,} missed a tenth or more, {row['severe']:,} half or more"
        )
