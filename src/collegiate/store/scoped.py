"""The only door to children's rows. The scope is applied here and nowhere else, and every look at a child is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any

from collegiate.engine import Between, Contains, Database
from collegiate.store.audit import Look
from collegiate.store.layout import Layout
from collegiate.store.scope import OutOfScopeError, Scope
from collegiate.tables import RESOLVED, Pupil
from collegiate.vocabulary.years import AcademicYear

Row = dict[str, Any]
Audit = Callable[[Look], None]

_HIDDEN = ("upn", "uln")
_SHOWN = tuple(c for c in Pupil.columns() if c not in _HIDDEN)
_OF_CHILD = {t.name: t for t in RESOLVED}
_COUNTED = {"urn", "year_group", "on_roll"}
"""What children may be counted by for whoever sees no child."""
_NAMED = ("surname", "forename", "pupil_key", "year_group", "registration_group")


class ScopedReader:
    """A reader of one snapshot's children, for one person, for one reason.

    Lists of children and single records are looks and go to the audit log before they are returned; counts are not.
    """

    def __init__(self, database: Database, layout: Layout, snapshot: str, scope: Scope, audit: Audit) -> None:
        self._database = database
        self._layout = layout
        self._snapshot = snapshot
        self._audit = audit
        self.scope = scope

    def pupil(self, key: str) -> Row | None:
        """Return the child whom a key leads to, be it the child's own or one that a sender's name once had; None if not in scope."""
        child = self._child(key)
        if child is not None:
            self._looked("record", [child])
        return child

    def identifiers(self, key: str, *, what: str) -> Row | None:
        """Return a child's UPN and ULN, for a file that has to carry them: `what` says which; never for a page."""
        child = self._child(key)
        if child is None:
            return None
        self._looked(what, [child])
        return self._database.select("pupil", where={"pupil": child["pupil"]}, columns=["pupil_key", *_HIDDEN])[0]

    def keys_of(self, pupil: int) -> list[str]:
        """Return every key that leads to a child: addresses that were given out, and looks in the audit log, carry them."""
        self._must_hold([pupil])
        return sorted(
            {
                r["pupil_key"]
                for r in self._database.select("person_link", where={"pupil": pupil}, columns=["pupil_key"])
            }
        )

    def must_hold_keys(self, keys: Iterable[str]) -> None:
        """Make sure that every key leads to a child of the scope. Raises `OutOfScopeError`: what is done about a child takes seeing them."""
        if any(self._child(key) is None for key in set(keys)):
            raise OutOfScopeError("The record belongs to a child whom you may not see.")

    def pupils(
        self,
        *,
        urn: int | None = None,
        year_group: str | None = None,
        registration_group: str | None = None,
        numbers: Iterable[int] | None = None,
        on_roll: bool | None = True,
    ) -> list[Row]:
        """Return children by school, year group, registration group and name, as a list that somebody reads: one look at each."""
        asked = {"urn": urn, "year_group": year_group, "registration_group": registration_group, "on_roll": on_roll}
        where: Row = {k: v for k, v in asked.items() if v is not None}
        if numbers is not None:
            where["pupil"] = list(numbers)
        found = self._children(where, order=["pupil"])
        self._looked("list of children", found)
        return found

    def find_pupils(self, words: str, *, limit: int = 50) -> list[Row]:
        """Return children whose name holds every word, those on roll first; nothing is found by nothing."""
        wanted = tuple(words.casefold().split())[:6]
        if not wanted:
            return []
        found = self._children(
            {"search_text": Contains(wanted)}, order=["-on_roll", "surname", "forename"], limit=limit
        )
        self._looked("search by name", found)
        return found

    def count_pupils(self, *by: str, **equals: Any) -> dict[tuple[Any, ...], int]:
        """Count children by some columns of Pupil, such as urn and year_group."""
        if {*by, *equals} - _COUNTED:
            self._must_name()
        return self._database.tally("pupil", by, self._within(equals))

    def classes(self, urn: int) -> list[Row]:
        """Return a school's registration groups with the number of children in each."""
        counts = self.count_pupils("year_group", "registration_group", urn=urn, on_roll=True)
        return [{"year_group": y, "registration_group": g, "pupils": n} for (y, g), n in counts.items()]

    def facts(self, name: str, pupil: int) -> list[Row]:
        """Return what one of the RESOLVED tables says of a child who has been looked up, oldest first."""
        self._must_hold([pupil])
        table = _OF_CHILD[name]
        dated = [c for c in ("day", "start_date", "entry_date", "period") if c in table.columns()]
        rows = self._database.select(name, where={"pupil": pupil})
        return _in_order(rows, [*dated, *(k for k in table.key if k not in dated)])

    def facts_of(self, name: str, pupils: Sequence[int], *, columns: Sequence[str] = ()) -> list[Row]:
        """Return what one of the RESOLVED tables says of several children who have been listed."""
        self._must_hold(pupils)
        return self._database.select(
            name, where={"pupil": list(pupils)}, columns=columns, order=list(_OF_CHILD[name].key)
        )

    def year_group_results(self, pupil: int) -> list[Row]:
        """Return how the year group of a child who has been looked up did, at the schools at which the child was assessed."""
        self._must_hold([pupil])
        if "cohort_result" not in self._database.tables:  # a snapshot of an earlier version lacks it
            return []
        born = self._database.select("pupil", where={"pupil": pupil}, columns=["birth_date"])[0]["birth_date"]
        taken = self._database.tally("pupil_result", ["urn"], {"pupil": pupil})
        where = {"urn": [urn for (urn,) in taken], "cohort": AcademicYear.of(born).end if born else -1}
        return self._database.select("cohort_result", where=where, order=["period", "month"])

    def marks(self, pupil: int, first: date | None = None, last: date | None = None) -> list[Row]:
        """Return a child's register marks between two days, both included."""
        self._must_hold([pupil])
        where: Row = {"pupil": pupil}
        if first or last:
            where["day"] = Between(first or date.min, last or date.max)
        if school := self._schools_of(pupil):
            where["urn"] = school
        columns = ["urn", "day", "session", "code", "minutes_late", "counted", "file_id", "line"]
        rows = self._database.select("mark", where=where, columns=columns)
        return sorted(rows, key=itemgetter("day", "session", "urn"))

    def attendance(self, pupils: Sequence[int]) -> list[Row]:
        """Return children's sessions by school and academic year."""
        self._must_hold(pupils)
        rows = self._database.select("pupil_attendance", where={"pupil": list(pupils)})
        return _in_order(rows, ["pupil", "period", "urn"])

    def attendance_list(
        self, urn: int, period: int, *, persistent: bool | None = None, severe: bool | None = None
    ) -> list[Row]:
        """Return a school's children with their sessions in a year, the most missed first."""
        where = {"urn": urn, "period": period} | {
            k: v for k, v in (("persistent", persistent), ("severe", severe)) if v is not None
        }
        rows = self._of_children("pupil_attendance", where)
        return sorted(rows, key=lambda r: -(r["authorised"] + r["unauthorised"]) / max(r["possible"], 1))

    def attendance_counts(
        self, *, urn: int | None = None, period: int | None = None, grouping: str = "all"
    ) -> list[Row]:
        """Return schools' sessions by academic year and group."""
        return self._counts("attendance_count", ["urn", "period", "value"], urn=urn, period=period, grouping=grouping)

    def attendance_weeks(
        self, *, urn: int | None = None, grouping: str = "all", first: date | None = None, last: date | None = None
    ) -> list[Row]:
        """Return schools' sessions by week and group, the earliest week first."""
        week = Between(first or date.min, last or date.max) if first or last else None
        return self._counts("attendance_week", ["urn", "week", "value"], urn=urn, grouping=grouping, week=week)

    def register(self, urn: int, period: int, ranges: Sequence[tuple[date, date]]) -> dict[str, list[Row]]:
        """Return what it takes to count a school's year by other rules: counts for a page that shows no child.

        `counts`: marks by child, code and whether they count, in each range of days, named by its `first_day`; and rows of
        pupil_attendance, pupil (number and birth date) and pupil_enrolment of those children.
        """
        self._must_name()
        self._must_hold_school(urn)
        counts = [
            {"pupil": pupil, "code": code, "counted": counted, "first_day": first, "sessions": sessions}
            for first, last in ranges
            for (pupil, code, counted), sessions in self._database.tally(
                "mark", ["pupil", "code", "counted"], {"urn": urn, "day": Between(first, last)}
            ).items()
        ]
        children = sorted({row["pupil"] for row in counts})
        return {
            "counts": counts,
            "pupil_attendance": self._database.select("pupil_attendance", where={"urn": urn, "period": period}),
            "pupil": self._database.select("pupil", where={"pupil": children}, columns=["pupil", "birth_date"]),
            "pupil_enrolment": self._database.select("pupil_enrolment", where={"urn": urn, "pupil": children}),
        }

    def weeks(self) -> list[date]:
        """Return the Mondays of the weeks that the ledger knows, the latest first."""
        return sorted(
            {week for (week,) in self._database.tally("ledger_count", ["week"], self._schools_around())}, reverse=True
        )

    def ledger_counts(self, *, week: date | None = None, urn: int | None = None, grouping: str = "all") -> list[Row]:
        """Return the ledger in numbers by school, week and group."""
        return self._counts("ledger_count", ["urn", "week", "value"], urn=urn, week=week, grouping=grouping)

    def ledger_groupings(self, urn: int) -> dict[tuple[Any, ...], int]:
        """Return the groupings by which a school's ledger is counted, with the number of counts."""
        return self._database.tally("ledger_count", ["grouping"], self._schools({"urn": urn}))

    def ledger_entries(
        self,
        week: date,
        *,
        urn: int | None = None,
        state: str | None = None,
        year_group: str | None = None,
        registration_group: str | None = None,
    ) -> list[Row]:
        """Return the children behind the ledger's numbers, each with their state and what is missing: a look at each."""
        asked = {"week": week, "urn": urn, "state": state}
        rows = self._of_children("ledger_entry", {k: v for k, v in asked.items() if v is not None}, look=False)
        found = [
            r
            for r in rows
            if year_group in (None, r["year_group"]) and registration_group in (None, r["registration_group"])
        ]
        self._looked(f"ledger of the week of {week:%Y-%m-%d}", found)
        return found

    def ledger_among(self, week: date, pupils: Sequence[int]) -> list[Row]:
        """Return how children who have been listed stand in a week's ledger."""
        self._must_hold(pupils)
        return self._database.select("ledger_entry", where={"week": week, "pupil": list(pupils)}, order=["pupil"])

    def known(self, *, urn: int | None = None, least_days: int | None = None) -> list[Row]:
        """Return children with who knows them and how long no adult has acted, the longest first."""
        where: Row = {} if urn is None else {"urn": urn}
        if least_days is not None:
            where["days_without_action"] = Between(least_days, 1 << 30)
        return sorted(self._of_children("known_now", where), key=lambda r: -r["days_without_action"])

    def known_by(self, pupils: Sequence[int]) -> list[Row]:
        """Return who knows children who have been listed."""
        self._must_hold(pupils)
        return self._database.select("known_now", where={"pupil": list(pupils)}, order=["pupil"])

    def flag_days(self) -> list[date]:
        """Return the days up to which flags were made, the latest first."""
        return sorted({day for (day,) in self._database.tally("flag", ["as_of"], self._schools_around())}, reverse=True)

    def flags(self, *, as_of: date | None = None, urn: int | None = None, raised: bool | None = True) -> list[Row]:
        """Return flags with their children, the likeliest first; without `as_of`, the latest ones."""
        days = self.flag_days() if as_of is None else [as_of]
        asked = {"as_of": days[0] if days else date.min, "urn": urn, "raised": raised}
        rows = self._of_children("flag", {k: v for k, v in asked.items() if v is not None})
        return sorted(rows, key=lambda r: -r["chance"])

    def flags_of(self, pupil: int) -> list[Row]:
        """Return a child's flags, the latest first."""
        self._must_hold([pupil])
        return self._database.select("flag", where={"pupil": pupil}, order=["-as_of"])

    def flags_among(self, as_of: date, pupils: Sequence[int]) -> list[Row]:
        """Return the raised flags of a day among children who have been listed, the likeliest first."""
        self._must_hold(pupils)
        where = {"as_of": as_of, "raised": True, "pupil": list(pupils)}
        return self._database.select("flag", where=where, order=["-chance", "pupil"])

    def flag_scores(self, *, urn: int | None = None) -> list[Row]:
        """Return how past flags came out; without `urn`, those of the whole trust, which only a trust-wide scope holds."""
        if urn is None and self.scope.urns is not None:
            raise OutOfScopeError("How the whole trust's flags came out is for those who see the whole trust.")
        if urn is not None:
            self._must_hold_school(urn)
        return self._database.select("flag_score", where={"urn": urn}, order=["-period", "grouping", "value"])

    def flag_scores_by_school(self) -> list[Row]:
        """Return how past flags came out for each school's children together."""
        rows = self._counts("flag_score", ["-period", "urn"], grouping="all")
        return [r for r in rows if r["urn"] is not None]

    def flag_model(self) -> list[Row]:
        """Return the model cards."""
        return self._database.select("flag_model", order=["model"])

    def alarms(self, *, urn: int | None = None, raised: bool | None = None) -> list[Row]:
        """Return schools' series that were looked at for a fall."""
        return self._counts("alarm", ["urn", "series", "as_of"], urn=urn, raised=raised)

    def school_series(self, *, urn: int | None = None, series: str | None = None) -> list[Row]:
        """Return what schools' children did together, half term by half term: sums, to be shown through disclosure alone."""
        if "school_series" not in self._database.tables:  # a snapshot of an earlier version lacks it
            return []
        return self._counts("school_series", ["urn", "series", "first"], urn=urn, series=series)

    def moves(self, *, period: int | None = None, urn: int | None = None, next_urn: int | None = None) -> list[Row]:
        """Return children who move to the next stage, with their pack: a look at each."""
        asked = {"period": period, "urn": urn, "next_urn": next_urn}
        return self._of_children("move", {k: v for k, v in asked.items() if v is not None})

    def moves_of(self, pupil: int) -> list[Row]:
        """Return a child's moves."""
        self._must_hold([pupil])
        return self._database.select("move", where={"pupil": pupil}, order=["period"])

    def move_counts(self) -> dict[tuple[Any, ...], int]:
        """Count moving children by period, move, the two schools, whether complete, and how far the pack has come."""
        by = ["period", "move", "urn", "next_urn", "complete", "sent", "received", "confirmed"]
        return self._database.tally("move", by, self._within({}))

    def move_states(self, period: int) -> list[Row]:
        """Return how far each moving child's pack has come, by key and without a name: to be counted, which is no look."""
        self._must_name()
        columns = ["pupil", "period", "move", "urn", "next_urn", "complete", "sent", "received", "confirmed"]
        rows = self._database.select("move", where=self._within({"period": period}), columns=columns, order=["pupil"])
        children = self._numbered({r["pupil"] for r in rows})
        return [r | {"pupil_key": children[r["pupil"]]["pupil_key"]} for r in rows if r["pupil"] in children]

    def ground(self) -> list[Row]:
        """Return the ground lost or gained by pair of schools."""
        return self._counts("ground_lost", ["move", "next_urn", "urn", "subject"])

    def value_added(self, *, urn: int | None = None) -> list[Row]:
        """Return what schools' children gained beyond those who began alike, from the trust's own tests."""
        return self._counts("pupil_value_added", ["urn", "subject", "period"], urn=urn)

    def programmes(self) -> list[Row]:
        """Return what became of children in each programme; counts of the whole trust, for those who see it."""
        self._must_see_all("What became of programmes across the trust")
        there = "programme_effect" in self._database.tables  # a snapshot of an earlier version lacks it
        return self._database.select("programme_effect", order=["programme", "subject"]) if there else []

    def programme_years(self, trust_uid: int) -> list[Row]:
        """Return what became of a trust's children in each programme by academic year, for those who see the whole store's counts."""
        self._must_see_all("What became of programmes across the trust")
        there = "programme_year" in self._database.tables  # a snapshot of an earlier version lacks it
        order = ["period", "programme", "subject"]
        return self._database.select("programme_year", where={"trust_uid": trust_uid}, order=order) if there else []

    def programmes_begun(self) -> list[str]:
        """Return the names of the programmes that children of the scope were given, of whatever year; no child is read."""
        given = self._database.tally("pupil_support", ["programme"], self._schools({}))
        return [name for (name,) in given if name]

    def led_to(self, persons: Sequence[str]) -> dict[str, int]:
        """Return the children whom senders' names lead to: for whoever holds the files that the names stand in."""
        self._must_see_all("Which child a sender's name leads to")
        rows = self._database.select("person_link", where={"person": list(persons)}, columns=["person", "pupil"])
        self._looked("children by a sender's name", list(self._numbered({r["pupil"] for r in rows}).values()))
        return {r["person"]: r["pupil"] for r in rows}

    def finding_counts(self, *, urn: int | None = None) -> dict[tuple[Any, ...], int]:
        """Count the findings about children's data by school, rule and the date by which to fix them."""
        return self._database.tally(
            "pupil_finding", ["urn", "rule", "fix_by"], self._schools({} if urn is None else {"urn": urn})
        )

    def findings(
        self, *, urn: int | None = None, rule: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Row]:
        """Return findings about children's data with the child's name and key where they are about one."""
        where = self._schools({k: v for k, v in (("urn", urn), ("rule", rule)) if v is not None})
        rows = self._database.select(
            "pupil_finding", where=where, order=["fix_by", "urn", "rule", "pupil", "line"], limit=limit, offset=offset
        )
        return self._with_names(rows, look="data quality findings")

    def findings_of(self, pupil: int) -> list[Row]:
        """Return the findings about a child who has been looked up."""
        self._must_hold([pupil])
        return self._database.select("pupil_finding", where={"pupil": pupil}, order=["fix_by", "rule"])

    def sendings(self) -> list[Row]:
        """Return what each school sent, by kind of data."""
        return self._counts("sending", ["urn", "kind"])

    def questions(self) -> list[Row]:
        """Return the questions whether children are one or two, the surest first, with both children: a look at each.

        A scope that holds only one of the two schools does not show the question: it takes someone who may see both.
        """
        return self._questions({})

    def question_counts(self) -> dict[tuple[Any, ...], int]:
        """Count the questions whether children are one or two, by the two schools; no child is told from another."""
        return self._database.tally("identity_question", ["urn", "other_urn"], self._schools({}))

    def question(self, question: str) -> Row | None:
        """Return one question with both children, or None."""
        return next(iter(self._questions({"question": question})), None)

    def holds_file(self, file_id: int) -> bool:
        """Whether every academy that a file about children tells of is in the scope; of a file that tells of none, only who sees all knows."""
        if self.scope.urns is None:
            return True
        told_of = self._database.once("academies by file", self._academies_by_file).get(file_id, frozenset())
        return bool(told_of) and all(self.scope.holds_school(urn) for urn in told_of)

    def _academies_by_file(self) -> dict[int, frozenset[Any]]:
        """The academies that each file about children tells of, whoever asks."""
        found: dict[int, set[Any]] = {}
        for table in (*_OF_CHILD, "mark"):
            if table in self._database.tables:
                for file_id, urn in self._database.tally(table, ["file_id", "urn"]):
                    found.setdefault(file_id, set()).add(urn)
        return {file_id: frozenset(urns) for file_id, urns in found.items()}

    def refused(self, file_id: int, *, limit: int | None = None, offset: int = 0) -> list[Row]:
        """Return what was refused of a file that tells of children: for those whose scope holds every academy that it tells of."""
        self._must_name()
        if not self.holds_file(file_id):
            raise OutOfScopeError("What was refused of a file is for those who may see every academy that it tells of.")
        self._audit(Look(self.scope.who, f"refused rows of file {file_id}", self.scope.why, (), self._snapshot))
        return self._database.select(
            "refused_row", where={"file_id": file_id}, order=["line", "column_name"], limit=limit, offset=offset
        )

    def _questions(self, where: Mapping[str, Any]) -> list[Row]:
        rows = self._database.select("identity_question", where=self._schools(where), order=["-score", "question"])
        seen = self._numbered({n for r in rows for n in (r["pupil"], r["other"])})
        found = [
            r | {"first": seen[r["pupil"]], "second": seen[r["other"]]}
            for r in rows
            if r["pupil"] in seen and r["other"] in seen
        ]
        self._looked("duplicate-child questions", [c for r in found for c in (r["first"], r["second"])])
        return found

    def _child(self, key: str) -> Row | None:
        own = self._children({"pupil_key": key})  # nearly every page has the child's own key: one question, not two
        if own:
            return own[0]
        link = next(
            iter(self._database.select("person_link", where={"pupil_key": key}, columns=["pupil"], limit=1)), None
        )
        return next(iter(self._children({"pupil": link["pupil"]})), None) if link else None

    def _children(self, where: Mapping[str, Any], *, order: Sequence[str] = (), limit: int | None = None) -> list[Row]:
        return self._database.select("pupil", where=self._within(where), columns=_SHOWN, order=order, limit=limit)

    def _within(self, where: Mapping[str, Any]) -> dict[str, Any]:
        """Narrow a condition on the table of children to the scope: the one place in which it is said."""
        return self._schools(where) if self.scope.whole_academies else self._held_of(where)

    def _held_of(self, where: Mapping[str, Any]) -> dict[str, Any]:
        """Narrow a condition on rows by child to the children whom the scope holds."""
        asked = where.get("pupil")
        wanted = self._held if asked is None else self._held & set(asked if isinstance(asked, list) else [asked])
        return {**where, "pupil": sorted(wanted)}

    @cached_property
    def _held(self) -> frozenset[int]:
        """The children of a scope that is more than whole academies."""
        scope = self.scope
        years: list[Row] = [
            {"urn": p.urn, "year_group": p.year_group, "on_roll": True} for p in scope.parts if p.year_group
        ]
        classes: list[Row] = [
            {"urn": p.urn, "registration_group": p.class_name, "on_roll": True} for p in scope.parts if p.class_name
        ]
        whole: list[Row] = [{"urn": sorted(scope.urns or ())}, {"pupil_key": sorted(scope.keys)}]
        found = {n for where in (*whole, *years, *classes) for n in self._numbers("pupil", where)}
        found |= self._numbers("person_link", {"pupil_key": sorted(scope.keys)})
        return frozenset(found | {n for p in scope.parts if p.class_name for n in self._taught(p.urn, p.class_name)})

    def _taught(self, urn: int, class_name: str) -> set[int]:
        """Return the children on roll who are in a teaching class today."""
        today = datetime.now(UTC).date()
        rows = self._database.select(
            "pupil_class_membership",
            where={"urn": urn, "class_name": class_name},
            columns=["pupil", "start_date", "end_date"],
        )
        now = [r["pupil"] for r in rows if (r["start_date"] or today) <= today <= (r["end_date"] or today)]
        return self._numbers("pupil", {"pupil": sorted(now), "urn": urn, "on_roll": True}) if now else set()

    def _numbers(self, table: str, where: Mapping[str, Any]) -> set[int]:
        if any(value == [] for value in where.values()):
            return set()
        return {r["pupil"] for r in self._database.select(table, where=where, columns=["pupil"])}

    def _schools_around(self) -> dict[str, Any]:
        """A condition on a table by school that holds every academy in which somebody of the scope is."""
        scope = self.scope
        if scope.urns is None:
            return {}
        keyed = {p["urn"] for p in self._children({})} if scope.keys else set()
        return {"urn": sorted(scope.urns | {p.urn for p in scope.parts} | keyed)}

    def _schools(self, where: Mapping[str, Any]) -> dict[str, Any]:
        """Narrow a condition on a table by school to the scope's academies."""
        if self.scope.urns is None:
            return dict(where)
        asked = where.get("urn")
        return {**where, "urn": sorted(self.scope.urns if asked is None else self.scope.urns & {asked})}

    def _counts(self, table: str, order: Sequence[str], **asked: Any) -> list[Row]:
        where = self._schools({k: v for k, v in asked.items() if v is not None})
        return self._database.select(table, where=where, order=order)

    def _of_children(self, table: str, where: Mapping[str, Any], *, look: bool = True) -> list[Row]:
        """Return rows of a table by child with the children's names; a child who has left the scope is not among them."""
        within = self._schools(where) if self.scope.whole_academies else self._held_of(where)
        rows = self._database.select(table, where=within)
        children = self._numbered({r["pupil"] for r in rows})
        named = {c: dict.fromkeys(_NAMED) | {n: children[c][n] for n in _NAMED} for c in children}
        found = [r | named[r["pupil"]] for r in rows if r["pupil"] in named]
        if look:
            self._looked(table.replace("_", " "), found)
        return sorted(found, key=lambda r: int(r["pupil"]))

    def _with_names(self, rows: Sequence[Row], *, look: str) -> list[Row]:
        children = self._numbered({r["pupil"] for r in rows if r["pupil"] is not None})
        found = [r | {n: children[r["pupil"]][n] if r["pupil"] in children else None for n in _NAMED} for r in rows]
        self._looked(look, [r for r in found if r["pupil_key"]])
        return found

    def _numbered(self, pupils: Iterable[int]) -> dict[int, Row]:
        wanted = sorted(set(pupils))
        return {r["pupil"]: r for r in self._children({"pupil": wanted})} if wanted else {}

    def _schools_of(self, pupil: int) -> list[int]:
        """Return the schools that a child has marks at: marks lie by school, so that saying which saves reading the rest."""
        tables = ("pupil_attendance", "pupil_enrolment")
        rows = [r for t in tables for r in self._database.select(t, where={"pupil": pupil}, columns=["urn"])]
        return sorted({r["urn"] for r in rows})

    def _must_hold(self, pupils: Sequence[int]) -> None:
        self._must_name()
        wanted = set(pupils)
        if self.scope.urns is not None and wanted - set(self._numbered(wanted)):
            raise OutOfScopeError("The record belongs to a child whom you may not see.")

    def _must_name(self) -> None:
        if not self.scope.names:
            raise OutOfScopeError("Whoever may see counts alone sees no child.")

    def _must_see_all(self, what: str) -> None:
        if self.scope.urns is not None:
            raise OutOfScopeError(f"{what} is for those who see the whole trust.")

    def _must_hold_school(self, urn: int) -> None:
        if not self.scope.holds_school(urn):
            raise OutOfScopeError("The counts belong to a school whose children you may not see.")

    def _looked(self, what: str, children: Sequence[Mapping[str, Any]]) -> None:
        if children:
            self._must_name()
            keys = tuple(dict.fromkeys(c["pupil_key"] for c in children))
            self._audit(Look(self.scope.who, what, self.scope.why, keys, self._snapshot))


def _in_order(rows: Iterable[Row], columns: Sequence[str]) -> list[Row]:
    """Put one child's few rows in order, missing last; the engine takes a millisecond for it, whatever their number."""
    return sorted(rows, key=lambda row: [(row[c] is None, row[c]) for c in columns])
