"""How do you know? The five questions that every figure answers, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from collegiate.charts import Markup
from collegiate.measures.figure import Figure, Provenance
from collegiate.web.pictures.told import Answer, Link, Told
from collegiate.web.words import counted, short_id

SHOWN_ROWS = 3


def five_answers(told: Told, *, all_rows: bool = False) -> tuple[Answer, ...]:
    """Answer the five questions about one figure; `all_rows` lists every source row, for the figure's own page."""
    return (
        Answer("Compared with what", _compared(told), _set_link(told)),
        Answer("How sure", (*_sure(told), *told.stands), _methods(told)),
        Answer("Where from", *_from(told, all_rows)),
        Answer("Who is in it", _who(told)),
        _done(told),
    )


def _done(told: Told) -> Answer:
    """Say what was done, where it was asked of whoever may read it; a page for everybody says who may, and leads there."""
    f = told.figure
    if told.done:
        return Answer("What did we do", (told.done,), mind=told.verdict == "worse" and told.done.startswith("Nobody"))
    if f.urn is None:
        return Answer("What did we do", ("Cases and plans are about academies: see each academy's own figure.",))
    public = "Cases, plans and comparisons about this figure are shown to whoever reads the trust's strategy."
    return Answer("What did we do", (public,), (Link("What was done about it", f"/done/{f.urn}/{f.measure}/"),))


def written(answers: Sequence[Answer]) -> Markup:
    """Write answers as a list of questions: here and not in a template, because a trust's page holds a hundred of them."""
    return Markup(f'<dl class="answers">{"".join(_written(a) for a in answers)}</dl>')


def _written(answer: Answer) -> str:
    links = " · ".join(f'<a href="{escape(k.path)}">{escape(k.words)}</a>' for k in answer.links)
    said = escape(" ".join(answer.sentences))
    mind = ' class="mind"' if answer.mind else ""
    return f"<dt>{escape(answer.question)}</dt><dd{mind}>{said} {links}</dd>"


def _compared(told: Told) -> tuple[str, ...]:
    f, m = told.figure, told.measured
    found = [*_similar(told), *_wider(told)]
    if told.past is not None and told.past.value is not None:
        same = "" if told.past.era == f.era else ", which was counted in another way and is not to be compared"
        found.append(f"Itself in {told.past.year}: {m.write(told.past.value)}{same}.")
    if f.note:
        found.append(f.note if f.note.endswith(".") else f"{f.note}.")
    return tuple(found) or ("Nothing: no similar schools and no national figure are in this picture.",)


def _similar(told: Told) -> list[str]:
    s, m = told.figure.similar, told.measured
    if s is None or s.median is None:
        return []
    half = f", middle half {m.between(s.low, s.high)}" if s.low is not None and s.high is not None else ""
    found = [f"{counted(s.k, 'similar school').capitalize()}: median {m.write(s.median)}{half}."]
    if s.percentile is not None and told.figure.value is not None:
        than = "Higher than" if m.polarity == "none" else "Better than"
        found.append(f"{than} {round(s.percentile)} in 100 of them.")
    return found


def _wider(told: Told) -> list[str]:
    f, m = told.figure, told.measured
    found = []
    if f.england is not None:
        found.append(f"England: {m.write(f.england)}{_how(f.england_how)}.")
    if f.local_authority is not None:
        found.append(
            f"{told.authority or 'Its local authority'}: {m.write(f.local_authority)}{_how(f.local_authority_how)}."
        )
    return found


def _how(words: str) -> str:
    return f" ({words})" if words else ""


def _set_link(told: Told) -> tuple[Link, ...]:
    f = told.figure
    if f.urn is None or f.similar is None or not f.similar.set_id:
        return ()
    return (Link("Which schools, and why these?", f"/schools/{f.urn}/similar/{f.period}/?measure={f.measure}"),)


def _methods(told: Told) -> tuple[Link, ...]:
    if told.figure.value is None:
        return ()
    about = "trusts" if told.figure.urn is None else "standing" if told.stands else "intervals"
    return (Link("How this is worked out", f"/methods/{about}/"),)


_SURE = {
    "better": "Better than similar schools, and not by chance alone.",
    "worse": "Worse than similar schools, and not by chance alone.",
    "higher": "Higher than similar schools; that is neither good nor bad in itself.",
    "lower": "Lower than similar schools; that is neither good nor bad in itself.",
    "cannot be told apart": "It cannot be told apart from similar schools: chance alone could make the difference.",
}


def _sure(told: Told) -> tuple[str, ...]:
    f = told.figure
    if f.value is None:
        return (f"There is no number. {f.symbol or 'x'} means: {f.reason or 'not available'}{_code(f)}.",)
    found = [_interval(told)]
    if told.verdict in _SURE:
        found.append(_SURE[told.verdict])
    if f.partial:
        found.append("Parts of the whole are missing, so this is not the whole trust.")
    return tuple(found)


def _code(figure: Figure) -> str:
    return f"; the publisher wrote “{figure.code}”" if figure.code else ""


def _interval(told: Told) -> str:
    f = told.figure
    children = f"{counted(f.n, 'child', 'children').capitalize()}. " if f.n is not None else ""
    if told.interval:
        return f"{children}{told.interval} (95% interval{', ' + f.interval if f.interval else ''})."
    return f"{children}No interval{': ' + f.interval if f.interval else ''}."


def _from(told: Told, all_rows: bool) -> tuple[tuple[str, ...], tuple[Link, ...]]:
    f = told.figure
    rows = f.receipts if all_rows else f.receipts[:SHOWN_ROWS]
    links = [Link(_row_words(r), f"/sources/{r.file_id}/rows/{r.line}/") for r in rows]
    if len(f.receipts) > len(rows):
        links.append(Link(f"and {len(f.receipts) - len(rows)} rows more", told.path))
    rule = f"Rule: {told.measured.title}, version {f.rule_version or 'not recorded'}."
    release = f"{f.release.capitalize()} release. " if f.release else ""
    return (f"{release}{rule}", *_hashes(rows)), (*links, Link("The rule", f"/measures/{f.measure}/"))


def _row_words(row: Provenance) -> str:
    return f"{row.file}, line {row.line}"


def _hashes(rows: tuple[Provenance, ...]) -> tuple[str, ...]:
    kept = dict.fromkeys(short_id(r.sha256) for r in rows)
    return (
        (f"SHA-256 of the kept {'file' if len(kept) == 1 else 'files'} begins {', '.join(kept)}.",)
        if kept
        else ("No source row is recorded.",)
    )


def _who(told: Told) -> tuple[str, ...]:
    f = told.figure
    if f.n is None:
        return ("How many children are in it is not published.",)
    source = f" ({f.n_from})" if f.n_from else ""
    small = " So few that one child can move it." if f.n < 11 else ""
    return (f"{counted(f.n, 'child', 'children').capitalize()}{source}. No child's name is in this picture.{small}",)
