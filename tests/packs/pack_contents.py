"""Made-up contents of packs, of any size."""

from __future__ import annotations

from typing import Any

from collegiate.charts import Measured, draw_history
from collegiate.charts.history import History, Point
from collegiate.packs import pack as p
from collegiate.packs.setting import tools

STYLE = "svg{font-family:'Liberation Sans'}.thread{stroke:#333}"
_ANSWERS = [
    ("Compared with what", "50 similar schools: median 5.1%."), ("How sure", "120 children. 3.2% to 6.0% (95% interval)."),
    ("Where from", "Final release. performance.csv, line 12."), ("Who is in it", "Every child of the year group."), ("What did we do", "Nobody yet."),
]  # fmt: skip


def drawn(place: int) -> Any:
    """A chart of six years."""
    measured = Measured("persistent_absence", "Persistent absence", unit="%", polarity="lower")
    years = [Point(2014 + i, 10 + i * (place % 3), 9 + i, 12 + i * 2, 8, 10, 13, 11, "worse" if i == 5 else "") for i in range(6)]  # fmt: skip
    return p.chart(draw_history(History(measured, years, 2014, 2020, f"School {place}")), f"Absence at school {place}")


def content(*, sections: int = 2, rows: int = 5, number: int | None = 1, words: str = "Plain words.", **made: Any) -> dict[str, Any]:  # fmt: skip
    """A pack: each section has a paragraph, two charts side by side and a table of figures."""
    known = p.Known()
    parts = []
    for s in range(1, sections + 1):
        table = [
            (f"School {r}", known.add(f"School {s}-{r}, persistent absence", f"{r}.{s}%", _ANSWERS, path=f"/schools/{r}/",
                                      source={"kind": "figure", "urn": r, "measure": "persistent_absence", "period": 2019, "value": float(r)}), "=1+1")
            for r in range(1, rows + 1)
        ]  # fmt: skip
        blocks = [p.paragraph(words), p.beside(drawn(2 * s), drawn(2 * s + 1)), p.grid(f"Academies {s}", ("School", "Absence", "Note"), table)]  # fmt: skip
        parts.append(p.section(f"part{s}", f"Part {s}", "Two academies are worse than schools like them.", blocks))
    return p.content(
        meeting={"reference": "MEET-2026-1", "kind": "board", "title": "Board of trustees", "trust": "Dove Valley Learning Trust", "trust_uid": 9001,
                 "day": "2026-12-01", "day_words": "1 December 2026", "when": "18:00, Dove Bank"},
        picture={"id": "20261120T101010123-ab12", "made_at": "2026-11-20T10:10:10+00:00", "made_words": "20 November 2026, 10:10 UTC", "later": ""},
        made={"at": "2026-11-22T10:00:00+00:00", "at_words": "22 November 2026 at 10:00", "by": "clerk@x.example", **({"number": number} if number else {}), **made},
        address="https://collegiate.example", chart_style=STYLE, sections=parts, known=known, versions=tools(),
    )  # fmt: skip
