"""How one facility counts, from day to day: the judgements at every date at which they can change.

What a facility is at a date T changes only on a day of one of its facts, on a day that such a fact names (a solution
in use from, a year's end), or when a fact grows too old (24 months) or a suspension too long (12 months). Judged once
on each of these days, the answer for any T is read off: the days between two of them are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import (
    FacilityAt,
    Tables,
    claim_of,
    facility_at,
    groups_of,
    put_together,
)
from sxsh_desktop.domain.facility_saving import FacilitySaving, energy_saving
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.judging import (
    SUSPENDED,
    SUSPENDED_MONTHS,
    applies,
    attendance_by_facility,
    aware,
    base,
    links_of,
)
from sxsh_desktop.domain.reading import VALIDITY_MONTHS, Answer, FactsAt, Judgement, order

EVER = "9999-12-31"
NOT_THERE = "-"
# What each place of `Standing.answers` says: y yes, n no, u unknown, s unknown because too old, - outside the base.
PLACES = ("base", ind.I1, ind.I2, ind.I2_LEVEL, ind.I2_SOLUTION, ind.I2S)
_LAST = date(9999, 12, 31)
_CARD, _GROUPS, _BASE, _LINKS, _AWARE, _APPLIES, _SAVED, _CLAIM = (
    "card", "groups", "base", "links", "aware", "applies", "saved", "claim",
)  # fmt: skip
_LINKING = ("visit", "facility_profile", "detailed_assessment", "quick_assessment", "follow_up", "event")
# Which kinds of facts each part of the judgement reads: a day of one of them is a day of the part.
_KINDS_OF = {
    _CARD: ("facility_profile",),
    _GROUPS: ("facility_profile",),
    _BASE: ("facility_status", "potential"),
    _LINKS: _LINKING,
    _AWARE: ("awareness", "outreach", "attendance", *_LINKING),
    _APPLIES: ("adoption", "measure", "solution", "solution_result", "opportunity", *_LINKING),
    _SAVED: ("baseline_after", *_LINKING),
    _CLAIM: ("claimed_saving",),
}
# Which kinds make a part look at what links facts of several records; without them a day of a link changes nothing.
_LINKED_BY = {
    _AWARE: ("attendance",),
    _APPLIES: ("solution", "solution_result"),
    _SAVED: ("baseline_after",),
    _LINKS: ("attendance", "solution", "solution_result", "baseline_after"),
}
T = TypeVar("T")
AGEING = ("awareness", "adoption", "claimed_saving", "baseline_after")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a facility counts over some days, small enough to be kept for each of 100,000.

    `answers`: a letter for each of PLACES; `district`, `commune`, `sector`, `size` "" where not known; `rate` and
    `expected` (TOE) of the measured saving with its `quality`, and the facility's own `claim`: decimal text or "".
    """

    answers: str
    district: str = ""
    commune: str = ""
    sector: str = ""
    size: str = ""
    rate: str = ""
    expected: str = ""
    quality: str = ""
    claim: str = ""


ABSENT = Standing(NOT_THERE * len(PLACES))


@dataclass(frozen=True, slots=True)
class Days:
    """A standing from one day up to but not including another (ISO; EVER: it lasts)."""

    first: str
    until: str
    standing: Standing


def standing_of(one: FacilityAt) -> Standing:
    """The small form of what is judged of a facility at one date."""
    answers = _letter(one.base) + NOT_THERE * (len(PLACES) - 1)
    if one.base.answer is Answer.YES:
        parts = (one.base, one.aware, one.adopts, one.level, one.solution, one.joint)  # as PLACES says
        answers = "".join([_letter(part) for part in parts])
    saved = one.saved if isinstance(one.saved, FacilitySaving) else None
    where = one.groups
    return Standing(
        answers,
        where.get("district", ""),
        where.get("commune", ""),
        where.get("sector", ""),
        where.get("size", ""),
        _text(saved.rate if saved else None),
        _text(saved.expected.value if saved and saved.expected else None),
        saved.quality if saved else "",
        _text(one.claim),
    )


def _letter(judgement: Judgement) -> str:
    if judgement.answer is Answer.UNKNOWN:
        return "s" if judgement.stale else "u"
    return "y" if judgement.answer is Answer.YES else "n"


def _text(number: Decimal | None) -> str:
    return "" if number is None else str(number)


def judged_at(
    rows: Sequence[FactRow],
    facility_id: str,
    on: date,
    tables: Tables,
    states: frozenset[ReviewCode],
    validity_months: int = VALIDITY_MONTHS,
    *,
    in_order: bool = False,
) -> FacilityAt | None:
    """One facility at T from its own facts and the events that name it; None where it has no card yet.

    `in_order`: the rows are sorted by `reading.order` already.
    """
    facts = FactsAt(rows, on, states, validity_months, in_order=in_order)
    if facility_id not in facts.facilities("facility_profile"):
        return None
    links = links_of(facts)
    return facility_at(facts, links, attendance_by_facility(facts, links), tables, facility_id)


def course(
    rows: Sequence[FactRow], facility_id: str, tables: Tables, states: frozenset[ReviewCode]
) -> tuple[Days, ...]:
    """The whole course of one facility, from the first day of a fact on; neighbours that are alike are one."""
    counted = sorted((row for row in rows if row.state in states), key=order)
    days = _days(counted)
    if not days:
        return ()
    every = sorted(set().union(*days.values()))
    parts = _Parts(FactsAt(counted, _LAST, states, in_order=True), days, facility_id, tables)
    found: list[Days] = []
    for at, day in enumerate(every):
        standing = parts.standing(day)
        until = every[at + 1] if at + 1 < len(every) else EVER
        if found and found[-1].standing == standing:
            found[-1] = Days(found[-1].first, until, standing)
        else:
            found.append(Days(day, until, standing))
    return tuple(found)


class _Parts:
    """The parts of the judgement about one facility, each made anew only on a day at which it may change.

    To be asked day after day, in order: what a part says holds from one of its days to the next.
    """

    def __init__(
        self, facts: FactsAt, days: Mapping[str, set[str]], facility_id: str, tables: Tables
    ) -> None:
        self._every, self._id, self._tables = facts, facility_id, tables
        self._held: dict[str, Any] = {}
        self._last: Standing | None = None
        self._due: dict[str, list[str]] = {}
        for part, kinds in _KINDS_OF.items():
            links = _LINKING if part in _LINKED_BY and days.keys().isdisjoint(_LINKED_BY[part]) else ()
            mine = [days[kind] for kind in kinds if kind in days and kind not in links]
            if mine:
                self._due[part] = sorted(set().union(*mine), reverse=True)

    def standing(self, day: str) -> Standing:
        """How the facility stands from this day on."""
        come = False
        for part, due in self._due.items():
            while due and due[-1] <= day:
                due.pop()
                self._held.pop(part, None)
                come = True
        if come or self._last is None:
            self._last = self._judged(self._every.earlier(day))
        return self._last

    def _judged(self, facts: FactsAt) -> Standing:
        whom, tables = self._id, self._tables
        if not self._part(_CARD, lambda: whom in facts.facilities("facility_profile")):
            return ABSENT
        groups = self._part(_GROUPS, lambda: groups_of(facts, tables.places, whom))
        based = self._part(_BASE, lambda: base(facts, whom))
        if based.answer is not Answer.YES:
            return standing_of(FacilityAt(groups, based))
        links = self._part(_LINKS, lambda: links_of(facts))
        one = put_together(
            groups,
            based,
            self._part(_AWARE, lambda: aware(facts, links, attendance_by_facility(facts, links), whom)),
            self._part(_APPLIES, lambda: applies(facts, links, whom)),
            self._part(_SAVED, lambda: energy_saving(facts, links, whom, tables.factors, tables.units)),
            self._part(_CLAIM, lambda: claim_of(facts, whom)),
        )
        return standing_of(one)

    def _part(self, part: str, make: Callable[[], T]) -> T:
        """What is held of a part; made anew when one of its days has come since."""
        if part not in self._held:
            self._held[part] = make()
        found: T = self._held[part]
        return found


def _days(rows: Iterable[FactRow]) -> dict[str, set[str]]:
    """Every day at which the judgement may change, by the kind of fact that changes it."""
    found: dict[str, set[str]] = {}
    for row in rows:
        named = [row.on_day]
        if row.kind == "solution_result":
            named.append(row.text("done_on"))
        elif row.kind == "measure":
            named.append(f"{(row.text('year') or row.on_day[:4])}-12-31")
        elif row.kind in AGEING:
            named += [_too_old(row.on_day), _too_old(row.text("after_to"))]
        elif row.kind == "facility_status" and row.text("state") == SUSPENDED:
            named.append(_months_later(row.on_day, SUSPENDED_MONTHS))
        mine = [day for day in named if _is_day(day)]
        if mine:
            found.setdefault(row.kind, set()).update(mine)
    return found


@lru_cache(maxsize=20_000)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


@lru_cache(maxsize=20_000)
def _too_old(day: str) -> str:
    """The first date at which a fact of this day is older than the validity."""
    if not _is_day(day):
        return ""
    following = date.fromisoformat(day) + timedelta(days=1)
    return _months_later(following.isoformat(), VALIDITY_MONTHS)


def _months_later(day: str, months: int) -> str:
    """The same day some months later; the first of the month after where that month has no such day."""
    if not _is_day(day):
        return ""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return date(year, month + 1, start.day).isoformat()
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1).isoformat()
