"""collegiate figures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from collegiate.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from collegiate.measures import Figure


def run(
    store: StoreOption,
    urn: Annotated[int | None, typer.Option("--urn", help="A school, by its Unique Reference Number.")] = None,
    trust: Annotated[int | None, typer.Option("--trust", help="A trust, by its Group UID.")] = None,
    measure: Annotated[str | None, typer.Option("--measure", help="Only this measure, by id.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="Only this academic year, such as 2018/19.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print the figures of a school or a trust, each with its comparison, interval and source."""
    from collegiate.cli.errors import PlainError
    from collegiate.measures.reading import figures_of
    from collegiate.store import Store

    if (urn is None) == (trust is None):
        raise PlainError("Say whose figures: either --urn N (a school) or --trust UID (a trust).")
    reader = Store(store).reader()
    known = reader.school(urn) if urn is not None else reader.trust(trust or 0)
    if known is None:
        raise PlainError(
            f"There is no {'school ' + str(urn) if urn else 'trust ' + str(trust)} in this store. Look it up: collegiate serve, then search."
        )
    found = figures_of(reader, urns=[urn] if urn else [], trust=trust, measure=measure, period=year_asked(period))
    if as_json:
        typer.echo(json.dumps([f.as_dict() for f in found], ensure_ascii=False, indent=2))
        return
    _print(found)


def year_asked(text: str | None) -> int | None:
    """Return the academic year that was asked for by the year in which it ends. Raises `PlainError` where it is none."""
    from collegiate.cli.errors import PlainError
    from collegiate.vocabulary.years import AcademicYear

    try:
        return AcademicYear.parse(text).end if text else None
    except ValueError as error:
        raise PlainError(str(error)) from error


def _print(found: list[Figure]) -> None:
    if not found:
        typer.echo("No figures. Leave out --measure or --period to see what there is.")
    for figure in found:
        value = figure.reason if figure.value is None else f"{figure.value:g} {figure.unit}"
        sure = "" if figure.low is None else f" ({figure.low:.4g} to {figure.high:.4g})"
        similar = (
            f"; {figure.similar.k} similar schools, median {figure.similar.median:.4g}: {figure.similar.verdict}"
            if figure.similar and figure.similar.median is not None
            else ""
        )
        release = f" {figure.release}" if figure.release else ""
        typer.echo(f"{figure.year}{release}  {figure.measure}: {value}{sure}{similar}")
