"""A figure as a page tells it: the number or the reason for none, its words, its drawing, and the five questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collegiate.charts import Dot, Markup, Measured
from collegiate.measures.figure import Figure
from collegiate.web.pictures import stood
from collegiate.web.words import GAPS, VERDICTS

_EXPLAINS = ("no interval", "compared with the similar schools of each academy")


@dataclass(frozen=True, slots=True)
class Link:
    """Where to go on."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the five questions with its answer; `mind` when it needs a person."""

    question: str
    sentences: tuple[str, ...]
    links: tuple[Link, ...] = ()
    mind: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with its measure, the name of whom it is about, and what it is compared with in time.

    `done` is what was done about it, in words, for a paper whose readers may read that; empty on pages for everybody.
    """

    figure: Figure
    measured: Measured
    who: str
    past: Figure | None = None
    authority: str = ""
    done: str = ""

    @property
    def path(self) -> str:
        """The figure's own page."""
        f = self.figure
        whose = f"/schools/{f.urn}" if f.urn is not None else f"/trusts/{f.trust}"
        return f"{whose}/figures/{f.measure}/{f.period}/"

    @property
    def number(self) -> str:
        """The number as it is written; empty when there is none."""
        return self.measured.write(self.figure.value)

    @property
    def gap(self) -> str:
        """What stands where there is no number: the symbol and the reason."""
        if self.figure.value is not None:
            return ""
        return f"{self.figure.symbol or 'x'}: {self.figure.reason or 'not available'}"

    @property
    def gap_short(self) -> str:
        """The symbol with one word, for a cell; the reason in full is on the figure's page."""
        symbol = self.figure.symbol or "x"
        return "" if self.figure.value is not None else f"{symbol} {GAPS.get(symbol, 'not available')}"

    @property
    def interval(self) -> str:
        """The 95% interval in words; empty when there is none."""
        f = self.figure
        return self.measured.between(f.low, f.high) if f.low is not None and f.high is not None else ""

    @property
    def verdict(self) -> str:
        """Better, worse, cannot be told apart …; empty when not compared."""
        return self.figure.similar.verdict if self.figure.similar else ""

    @property
    def verdict_words(self) -> str:
        """The verdict as a cell says it."""
        return VERDICTS.get(self.verdict, self.verdict)

    @property
    def odds(self) -> str:
        """The odds of the top quarter, '9 in 10'; empty where they are not known."""
        return stood.top_quarter(self.figure)

    @property
    def stands(self) -> list[str]:
        """Where the school stands among schools like it, and what it would take, in sentences."""
        return stood.sentences(self.figure, self.measured)

    @property
    def england(self) -> str:
        """England's figure as it is written."""
        return self.measured.write(self.figure.england)

    @property
    def warning(self) -> str:
        """The figure's note, when a reader of the number must see it; what only explains is left to the five questions."""
        note = self.figure.note
        return "" if note.startswith(_EXPLAINS) else note

    @property
    def about(self) -> str:
        """Whom, what and when, in one line."""
        return f"{self.who}, {self.measured.title}, {self.figure.year}"

    @property
    def answers(self) -> Sequence[Answer]:
        """The five questions."""
        from collegiate.web.pictures.knowing import five_answers

        return five_answers(self)

    @property
    def know(self) -> Markup:
        """The five questions with their answers, written."""
        from collegiate.web.pictures.knowing import written

        return written(self.answers)

    def dot(self) -> Dot | None:
        """The figure as a dot among its similar schools; None when there is no number."""
        f, s = self.figure, self.figure.similar
        if f.value is None:
            return None
        return Dot(
            self.measured, f.value, f.low, f.high, s.low if s else None, s.median if s else None, s.high if s else None,
            self.verdict, self.who, f.year,
        )  # fmt: skip
