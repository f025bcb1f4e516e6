"""Facts as they stood at a date: which ones count, and which of several statements holds.

Rules: facts of records in the wanted review states, dated T or earlier; of several statements the latest
date, at equal dates the better quality, then the higher revision id (written vocabulary, sections 2 to 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache, reduce

from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.periods import months_before

ACCEPTED = frozenset({ReviewCode.ACCEPTED})
ACCEPTED_AND_WAITING = frozenset({ReviewCode.ACCEPTED, ReviewCode.WAITING})
VALIDITY_MONTHS = 24

QUALITY_RANK = {"dongho": 3, "hoadon": 2, "uoc": 1, "suyra": 0}
MEASURED = ("dongho", "hoadon")


class Answer(StrEnum):
    """Yes, no, or unknown: three values, never two."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit counts as it does: an English message id and the facts that fill it."""

    text: str
    facts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: str, **facts: str) -> Reason:
        """A reason with its facts."""
        return cls(text, tuple(facts.items()))


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer about one unit, with reasons and the ids of the facts that it rests on.

    `stale` says that the answer is unknown because what is known is older than the validity.
    """

    answer: Answer
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[str, ...] = ()
    stale: bool = False


def all_of(parts: Sequence[Answer]) -> Answer:
    """And: one no settles it, else one unknown leaves it open."""
    if Answer.NO in parts:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in parts else Answer.YES


def any_of(parts: Sequence[Answer]) -> Answer:
    """Or: one yes settles it, else one unknown leaves it open."""
    if Answer.YES in parts:
        return Answer.YES
    return Answer.UNKNOWN if Answer.UNKNOWN in parts else Answer.NO


def worse_quality(first: str, second: str) -> str:
    """The worse of two quality codes; one that nobody gave ("") is worse than any."""
    return min(first, second, key=lambda code: QUALITY_RANK.get(code, -1))


def order(row: FactRow) -> tuple[str, int, str, str]:
    """Sorts statements so that the one that holds comes last."""
    quality = row.quality or row.text("quality")
    return row.on_day, QUALITY_RANK.get(quality, -1), row.revision_id, row.row_id


class FactsAt:
    """The facts that count at a date, by kind and facility.

    Attributes: on (the date T), since (what is older than this is stale), states (review states counted).
    """

    def __init__(
        self,
        rows: Iterable[FactRow],
        on: date,
        states: frozenset[ReviewCode] = ACCEPTED,
        validity_months: int = VALIDITY_MONTHS,
        *,
        in_order: bool = False,
    ) -> None:
        """`in_order`: the rows are sorted by `order` already."""
        self.on = on
        self.states = states
        self.since = months_before(on, validity_months).isoformat()
        self._last = on.isoformat()
        self._cut = False  # whether facts dated later are among these, and must be passed over
        self._by_kind: dict[str, dict[str, list[FactRow]]] = {}
        self._by_record: dict[str, dict[str, list[FactRow]]] = {}  # by kind, made when it is asked for
        for row in rows:
            if row.state in states and row.on_day <= self._last:
                self._by_kind.setdefault(row.kind, {}).setdefault(row.facility_id, []).append(row)
        if in_order:
            return
        for facilities in self._by_kind.values():
            for found in facilities.values():
                found.sort(key=order)

    def earlier(self, day: str) -> FactsAt:
        """The same facts as they stood on an earlier day (ISO): for a run over many days, without sorting anew.

        With the usual validity.
        """
        made = FactsAt.__new__(FactsAt)
        made.on, made.since = _dates(day)
        made.states, made._last = self.states, day
        made._by_kind, made._by_record = self._by_kind, self._by_record
        made._cut = True
        return made

    def _seen(self, rows: Sequence[FactRow]) -> Sequence[FactRow]:
        """Those of some sorted facts that are dated T or earlier."""
        if not self._cut or not rows or rows[-1].on_day <= self._last:
            return rows
        at = len(rows) - 1
        while at and rows[at - 1].on_day > self._last:
            at -= 1
        return rows[:at]

    def facilities(self, kind: str) -> Iterable[str]:
        """The ids of the facilities that have facts of this kind."""
        found = self._by_kind.get(kind, {})
        if not self._cut:
            return found.keys()
        return [one for one, rows in found.items() if rows[0].on_day <= self._last]

    def of(self, kind: str, facility_id: str) -> Sequence[FactRow]:
        """All facts of a kind about a facility, the one that holds last."""
        return self._seen(self._by_kind.get(kind, {}).get(facility_id, ()))

    def all(self, kind: str) -> Iterable[FactRow]:
        """All facts of a kind."""
        for rows in self._by_kind.get(kind, {}).values():
            yield from self._seen(rows)

    def of_record(self, kind: str, record_id: str) -> Sequence[FactRow]:
        """All facts of a kind that a record states, the one that holds last."""
        if kind not in self._by_record:
            made = self._by_record[kind] = {}
            for rows in self._by_kind.get(kind, {}).values():
                for row in rows:
                    made.setdefault(row.record_id, []).append(row)
        return self._seen(self._by_record[kind].get(record_id, ()))

    def newest(self, kind: str, facility_id: str) -> FactRow | None:
        """The fact of a kind that holds at T, or None."""
        rows = self.of(kind, facility_id)
        return rows[-1] if rows else None

    def register(self, kind: str, facility_id: str, attribute: str) -> tuple[str, FactRow] | None:
        """The newest value of an attribute of the register that is not absent, and the fact that gives it."""
        for row in reversed(self.of(kind, facility_id)):
            text = row.text(attribute)
            if text:
                return text, row
        return None

    def is_stale(self, row: FactRow) -> bool:
        """Whether the fact is older than the validity."""
        return row.on_day < self.since

    def in_force(self, day: str) -> bool:
        """Whether an ISO day is T or earlier."""
        return day <= self._last


@lru_cache(maxsize=8_000)
def _dates(day: str) -> tuple[date, str]:
    """A day, and what is older than this is stale on it."""
    on = date.fromisoformat(day)
    return on, months_before(on, VALIDITY_MONTHS).isoformat()


def evidence(rows: Iterable[FactRow]) -> tuple[str, ...]:
    """The ids of facts, once each, in order."""
    return tuple(dict.fromkeys(row.fact_id for row in rows))


def yes_no(row: FactRow, attribute: str) -> Answer:
    """A yes/no answer; every reason for absence is unknown."""
    text = row.text(attribute)
    return {"1": Answer.YES, "0": Answer.NO}.get(text, Answer.UNKNOWN)


def counts(answers: Iterable[Answer]) -> tuple[int, int, int]:
    """How many yes, no, unknown."""

    def add(sums: tuple[int, int, int], answer: Answer) -> tuple[int, int, int]:
        yes, no, unknown = sums
        if answer is Answer.YES:
            return yes + 1, no, unknown
        return (yes, no + 1, unknown) if answer is Answer.NO else (yes, no, unknown + 1)

    return reduce(add, answers, (0, 0, 0))
