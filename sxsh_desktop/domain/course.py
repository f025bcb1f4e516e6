"""How one facility counts, from day to day: the judgements at every date at which they can change.

What a facility is at a date T changes only on a day of one of its facts, on a day that such a fact names (a solution
in use from, a year's end), or when a fact grows too old (24 months) or a suspension too long (12 months). Judged once
on each of these days, the answer for any T is read off: the days between two of them are alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import FacilityAt, Tables, facility_at
from sxsh_desktop.domain.facility_saving import FacilitySaving
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.judging import SUSPENDED, SUSPENDED_MONTHS, attendance_by_facility, links_of
from sxsh_desktop.domain.reading import VALIDITY_MONTHS, Answer, FactsAt, Judgement, order

EVER = "9999-12-31"
NOT_THERE = "-"
# What each place of `Standing.answers` says: y yes, n no, u unknown, s unknown because too old, - outside the base.
PLACES = ("base", ind.I1, ind.I2, ind.I2_LEVEL, ind.I2_SOLUTION, ind.I2S)
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
    inside = one.base.answer is Answer.YES
    answers = _letter(one.base) + "".join(_letter(one.of(id)) if inside else NOT_THERE for id in PLACES[1:])
    saved = one.saved if isinstance(one.saved, FacilitySaving) else None
    return Standing(
        answers=answers,
        district=one.groups.get("district", ""),
        commune=one.groups.get("commune", ""),
        sector=one.groups.get("sector", ""),
        size=one.groups.get("size", ""),
        rate=_text(saved.rate if saved else None),
        expected=_text(saved.expected.value if saved and saved.expected else None),
        quality=saved.quality if saved else "",
        claim=_text(one.claim),
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
    days = sorted(_days(counted))
    found: list[Days] = []
    for at, day in enumerate(days):
        one = judged_at(counted, facility_id, date.fromisoformat(day), tables, states, in_order=True)
        standing = ABSENT if one is None else standing_of(one)
        until = days[at + 1] if at + 1 < len(days) else EVER
        if found and found[-1].standing == standing:
            found[-1] = Days(found[-1].first, until, standing)
        else:
            found.append(Days(day, until, standing))
    return tuple(found)


def _days(rows: Iterable[FactRow]) -> set[str]:
    """Every day at which the judgement may change."""
    found: set[str] = set()
    for row in rows:
        named = [row.on_day, row.text("done_on") if row.kind == "solution_result" else ""]
        if row.kind == "measure":
            named.append(f"{(row.text('year') or row.on_day[:4])}-12-31")
        if row.kind in AGEING:
            named += [_too_old(row.on_day), _too_old(row.text("after_to"))]
        if row.kind == "facility_status" and row.text("state") == SUSPENDED:
            named.append(_months_later(row.on_day, SUSPENDED_MONTHS))
        found.update(day for day in named if _is_day(day))
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


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
