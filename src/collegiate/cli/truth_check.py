"""collegiate truth-check."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption


def run(
    store: StoreOption,
    truth: Annotated[
        Path,
        typer.Option("--truth", help="truth.json of the made-up nation that the store was built from.", dir_okay=False),
    ],
    as_json: JsonOption = False,
) -> None:
    """Set each planted truth of a made-up trust beside what was found: hit or miss."""
    from collegiate.build.truth import check_truth
    from collegiate.cli.people import people_of
    from collegiate.store import Store

    people = people_of(store, "truth-check")
    found = check_truth(Store(store).reader(), people, _children(truth))
    if as_json:
        typer.echo(json.dumps([asdict(f) for f in found], indent=1, default=str))
        return
    kinds = dict.fromkeys(f.truth for f in found)
    for kind in kinds:
        mine = [f for f in found if f.truth == kind]
        typer.echo(f"{kind:<32} {sum(f.hit for f in mine):>5,} of {len(mine):,}")
        for miss in [f for f in mine if not f.hit][:3]:
            typer.echo(f"    missed {miss.about}: planted {miss.planted}, found {miss.found}")


def _children(path: Path) -> dict[str, Any]:
    from collegiate.cli.errors import PlainError

    try:
        planted = json.loads(path.read_text(encoding="utf-8"))
        children = dict(planted.get("children", planted))
        if "faults" not in children:
            raise PlainError(
                f"{path} tells nothing of children. Make some up: collegiate simulate FOLDER --pupils 1000"
            )
        return children
    except FileNotFoundError as error:
        raise PlainError(f"There is no {path}. A made-up nation has a truth.json in its folder.") from error
    except (ValueError, AttributeError) as error:
        raise PlainError(f"{path} is not the truth.json of a made-up nation: {error}") from error
