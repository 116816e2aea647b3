"""Writing a mapping file from what somebody said of their headers, and which fields a source has to map to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from collegiate.intake.sources import Source

_ODD = re.compile(r"[\x7f\ud800-\udfff]")


def fields_of(source: Source) -> list[str]:
    """Return the headers that a source knows of, as its publisher writes them: those that it must have first."""
    told = [*source.recognise.headers, *(h for group in source.recognise.any for h in group)]
    told += [h for names in source.key.values() for h in names[:1]] + [*source.person.headers, *source.person.upn]
    for spec in source.tables:
        told += [h for column in spec.columns for h in column.headers[:1]] + [*spec.take, *spec.rename]
    return list(dict.fromkeys(h for h in told if h))


def mapping_text(
    *,
    id: str,
    title: str,
    source: Source,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    known_by: Sequence[str],
) -> str:
    """Return a mapping file: somebody's headers to the source's, values for fields that they lack, and the headers to know it by."""
    lines = [
        "[mapping]",
        f"id = {_said(id)}",
        f"title = {_said(title)}",
        f"source = {_said(source.id)}",
        "",
        "[recognise]",
    ]
    lines += [f"headers = [{', '.join(map(_said, known_by))}]", "", "[columns]"]
    lines += [f"{_said(theirs)} = {_said(ours)}" for theirs, ours in columns.items()]
    if constants:
        lines += ["", "[constants]", *(f"{_said(field)} = {_said(value)}" for field, value in constants.items())]
    return "\n".join(lines) + "\n"


def _said(text: str) -> str:
    return json.dumps(_ODD.sub("?", text), ensure_ascii=False)
