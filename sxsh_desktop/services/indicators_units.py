"""Who is behind a figure: the facilities or officers, and why each counts as it does.

The units come from the kept counts; the reasons are made for the units asked for, by judging them once more at the
date of the board. So a list of 60,000 is there at once, and its pages as they come into sight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import language, words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import OF_OFFICERS, FacilityAt
from sxsh_desktop.domain.course import judged_at
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.indicators import Member
from sxsh_desktop.domain.numbers import format_date, format_number
from sxsh_desktop.domain.reading import ACCEPTED, Judgement, Reason
from sxsh_desktop.services import indicators_judged
from sxsh_desktop.services.indicators_values import IndicatorBoard
from sxsh_desktop.services.missing_words import missing_words
from sxsh_desktop.store import people
from sxsh_desktop.store import register as register_store
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_ANSWERS = {"all": ("yes", "no", "unknown")}  # several answers that are one list


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One facility or officer behind a number, with the reasons in the user's language.

    `counts_as`: yes, no, unknown, excluded or undetermined. `unit_id`: facility id, or officer code (I4).
    """

    unit_id: str
    code: str
    name: str
    place: str
    counts_as: str
    stale: bool
    reasons: tuple[str, ...]
    saving: Decimal | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One facility judged at the date of a board, with every fact that was looked at."""

    unit_id: str
    at: FacilityAt
    facts: Mapping[str, FactRow]


def unit_ids(
    desk: Desk, board: IndicatorBoard, id: str, counts_as: str = "", dimension: str = "", key: str = ""
) -> tuple[str, ...]:
    """The units behind a number, by code: of one answer ("" = every unit), and of one part of a breakdown.

    `counts_as`: yes, no, unknown, all (these three: the denominator), stale, excluded, undetermined, waiting.
    Raises KeyError for an unknown id.
    """
    if id in OF_OFFICERS:
        return tuple(line.unit_id for line in _officer_lines(desk, board, id, counts_as, dimension, key))
    moved = set(board.counted.waiting_units(id)) if counts_as == "waiting" else frozenset()
    found = []
    for unit, state, one in board.counted.units(id):
        if dimension and getattr(one, dimension) != key:
            continue
        if counts_as == "waiting":
            wanted = unit in moved
        elif counts_as == "stale":
            wanted = board.counted.is_stale(id, one)
        else:
            wanted = not counts_as or state in _ANSWERS.get(counts_as, (counts_as,))
        if wanted:
            found.append(unit)
    with desk.read() as connection:
        return tuple(register_store.in_order_of_code(connection, found))


def judgements(desk: Desk, board: IndicatorBoard, units: Sequence[str]) -> Iterator[Judged]:
    """Judge these facilities once more at the date of the board, in their order; each with its facts."""
    tables = indicators_judged.tables_of(board.tables)
    months = board.counted.validity_months
    for start in range(0, len(units), indicators_judged.BATCH):
        some = units[start : start + indicators_judged.BATCH]
        with desk.read() as connection:
            found = list(indicators_judged.facts_of(connection, desk, some))
        for unit, _own, rows in found:
            one = judged_at(rows, unit, board.on, tables, ACCEPTED, months)
            if one is not None:
                yield Judged(unit, one, {row.fact_id: row for row in rows})


def lines_of(desk: Desk, board: IndicatorBoard, id: str, units: Sequence[str]) -> tuple[MemberLine, ...]:
    """A line with reasons for each of these units, in their order."""
    if id in OF_OFFICERS:
        every = {line.unit_id: line for line in _officer_lines(desk, board, id)}
        return tuple(every[unit] for unit in units)
    with desk.read() as connection:
        names = facility_names(connection, units)
    return tuple(line_of(one, id, names) for one in judgements(desk, board, units))


def brief_lines(desk: Desk, board: IndicatorBoard, id: str, units: Sequence[str]) -> tuple[MemberLine, ...]:
    """A line without reasons for each of these units, in their order: quick enough for a page of a long list."""
    if id in OF_OFFICERS:
        return lines_of(desk, board, id, units)
    with desk.read() as connection:
        names = facility_names(connection, units)
    found = []
    for unit in units:
        one = board.counted.standings[unit]
        code, name, place = names.get(unit, (unit, "", ""))
        rate = Decimal(one.rate) if one.rate and id in (ind.I2S, ind.I3) else None
        state, stale = board.counted.state_of(id, one), board.counted.is_stale(id, one)
        found.append(MemberLine(unit, code, name, place, state, stale, (), rate))
    return tuple(found)


def members(
    desk: Desk, board: IndicatorBoard, id: str, counts_as: str = "", dimension: str = "", key: str = ""
) -> tuple[MemberLine, ...]:
    """Who is behind a number, all of them with reasons: `unit_ids`, then `lines_of`."""
    if id in OF_OFFICERS:
        return _officer_lines(desk, board, id, counts_as, dimension, key)
    return lines_of(desk, board, id, unit_ids(desk, board, id, counts_as, dimension, key))


def line_of(one: Judged, id: str, names: Mapping[str, tuple[str, str, str]]) -> MemberLine:
    """A judged facility as a line about one indicator."""
    answer = str(one.at.base.answer)
    judgement = one.at.base
    state = {"no": "excluded", "unknown": "undetermined"}.get(answer, "")
    if not state:
        judgement = one.at.of(id)
        state = str(judgement.answer)
    return _line(one.unit_id, state, judgement, one.at.rate if id in (ind.I2S, ind.I3) else None, names)


def _line(
    unit: str,
    state: str,
    judgement: Judgement,
    saving: Decimal | None,
    names: Mapping[str, tuple[str, str, str]],
) -> MemberLine:
    code, name, place = names.get(unit, (unit, "", ""))
    reasons = tuple(reason_words(reason) for reason in judgement.reasons)
    return MemberLine(unit, code, name, place, state, judgement.stale, reasons, saving, judgement.evidence)


def _officer_lines(
    desk: Desk, board: IndicatorBoard, id: str, counts_as: str = "", dimension: str = "", key: str = ""
) -> tuple[MemberLine, ...]:
    moved = set(board.counted.waiting_units(id))

    def wanted(member: Member) -> bool:
        if dimension and member.groups.get(dimension, "") != key:
            return False
        if counts_as == "waiting":
            return member.unit_id in moved
        return not counts_as or (
            member.judgement.stale
            if counts_as == "stale"
            else member.answer in _ANSWERS.get(counts_as, (counts_as,))
        )

    with desk.read() as connection:
        names = {one.code: (one.code, one.name, one.agency) for one in people.officers(connection)}
    found = [
        _line(member.unit_id, str(member.answer), member.judgement, None, names)
        for member in board.counted.officers.own[id]
        if wanted(member)
    ]
    return tuple(sorted(found, key=lambda line: (line.code, line.unit_id)))


def reason_words(reason: Reason) -> str:
    """A reason in the user's language; what is missing and a fact that is itself a message are translated too."""
    facts = {name: _fact_words(name, text) for name, text in reason.facts}
    return words(reason.text, **facts)


def _fact_words(name: str, text: str) -> str:
    if name == "why":
        return words(text)
    if name == "what":
        return missing_words(text.split(", "))
    if name == "percent":
        return format_number(Decimal(text), 1, language())
    if name == "day" and len(text) == 10:
        return format_date(date.fromisoformat(text))
    return text


def facility_names(connection: Connection, units: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Facility id -> code, name, place."""
    return {
        id: (one.code, one.name, ", ".join(part for part in (one.commune_name, one.district_name) if part))
        for id, one in register_store.get_many(connection, units).items()
    }
