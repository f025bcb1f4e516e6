"""The figures that stand under the plan's targets: events, assessments, solutions, what was saved, officers.

Counted from accepted records up to the day of the board. Figures about facilities keep to the board's filters and name
their facilities; events and officers belong to no place and are counted whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.domain.results import Known, Result
from sxsh_desktop.domain.solutions import IMPLEMENTED
from sxsh_desktop.services import savings
from sxsh_desktop.services.figure_words import FigureWords
from sxsh_desktop.services.indicators_values import IndicatorBoard
from sxsh_desktop.store import facts as fact_store

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

EVENT_FORM, SOLUTION_FORM = "h_su_kien", "f_theo_doi"
_UNITS = {"vnd": _("dong"), "kwh": "kWh", "m3": "m³", "tan": _("t"), "toe": "TOE", "co2e": _("t CO₂e")}
Rows = Callable[[str], list[FactRow]]


@dataclass(frozen=True, slots=True)
class SupportLine:
    """One figure: title, value as people write it, unit, a remark, and the facilities behind it (() for none)."""

    title: str
    value: str
    unit: str = ""
    note: str = ""
    facilities: tuple[str, ...] = ()


def supporting(desk: Desk, board: IndicatorBoard, id: str) -> tuple[SupportLine, ...]:
    """What stands under one of the four targets. For a background job."""
    with desk.read() as connection:
        held: dict[str, list[FactRow]] = {}

        def rows(kind: str) -> list[FactRow]:
            if kind not in held:
                held[kind] = fact_store.rows(
                    connection,
                    desk.vocabulary,
                    kind,
                    state=ReviewCode.ACCEPTED,
                    on_or_before=board.on.isoformat(),
                )
            return held[kind]

        if id.startswith(ind.I1):
            return tuple(_outreach(rows, FigureWords(desk, language())))
        if id.startswith(ind.I4):
            return tuple(_officers(rows, board))
        if id != ind.I3:
            return tuple(_applying(rows, board, FigureWords(desk, language())))
    return tuple(_saved(desk, board))


def _count(number: int) -> str:
    return format_number(Decimal(number), 0, language())


def _sum(found: Iterable[FactRow], attribute: str) -> tuple[int, int]:
    """(sum, how many did not say)."""
    total = silent = 0
    for row in found:
        text = row.text(attribute)
        if text.isdigit():
            total += int(text)
        else:
            silent += 1
    return total, silent


# -- I1: reaching people -------------------------------------------------------------------------------


def _outreach(rows: Rows, said: FigureWords) -> Iterable[SupportLine]:
    events = rows("event")
    yield SupportLine(words(_("Events")), _count(len(events)))
    types: dict[str, int] = {}
    for row in events:
        types[row.text("type")] = types.get(row.text("type"), 0) + 1
    for code, number in sorted(types.items(), key=lambda one: (-one[1], one[0])):
        yield SupportLine(f"– {said.choice(EVENT_FORM, 'event.type', code)}", _count(number))
    for title, attribute in (
        (_("Participants"), "total"),
        (_("Women among them"), "women"),
        (_("Facilities that took part"), "facilities"),
    ):
        total, silent = _sum(events, attribute)
        shown = _count(total) if silent < len(events) else words(_("not known yet"))
        yield SupportLine(words(title), shown, note=_silence(silent))
    media = rows("media")
    if media:
        logo = [row for row in media if row.text("weekly_logo") == "1"]
        missed, silent = _sum(logo, "weeks_missed")
        yield SupportLine(words(_("Weeks without the logo broadcast")), _count(missed), note=_silence(silent))


def _silence(number: int) -> str:
    return words(_("{n} events do not say"), n=number) if number else ""


# -- I2: applying --------------------------------------------------------------------------------------


def _applying(rows: Rows, board: IndicatorBoard, said: FigureWords) -> Iterable[SupportLine]:
    inside = board.counted.standings

    def whose(found: Iterable[FactRow]) -> tuple[str, ...]:
        return tuple(sorted({row.facility_id for row in found} & inside.keys()))

    for title, kind in (
        (_("Facilities assessed quickly"), "quick_assessment"),
        (_("Facilities assessed in detail"), "detailed_assessment"),
        (_("Facilities followed up"), "follow_up"),
        (_("Facilities asking for support"), "support_need"),
    ):
        asked = [
            row for row in rows(kind) if kind != "support_need" or row.text("codes") not in ("", "khong")
        ]
        mine = whose(asked)
        yield SupportLine(words(title), _count(len(mine)), facilities=mine)
    newest = _newest(row for row in rows("solution_result") if row.facility_id in inside)
    states: dict[str, list[FactRow]] = {}
    for row in newest.values():
        states.setdefault(row.text("state"), []).append(row)
    used = [row for code in IMPLEMENTED for row in states.get(code, ())]
    yield SupportLine(words(_("Solutions in use")), _count(len(used)), facilities=whose(used))
    for code, found in sorted(states.items()):
        name = said.choice(SOLUTION_FORM, "solution_result.state", code) if code else said.unknown
        yield SupportLine(f"– {name}", _count(len(found)), facilities=whose(found))


def _newest(found: Iterable[FactRow]) -> dict[tuple[str, str], FactRow]:
    """The newest word on each solution, by facility and code: what is joined elsewhere is one line here too."""
    held: dict[tuple[str, str], FactRow] = {}
    for row in sorted(found, key=lambda one: (one.on_day, one.revision_id)):
        code = row.text("code") or row.row_id
        held[(row.facility_id, code)] = row
    return held


# -- I3: saved -----------------------------------------------------------------------------------------


def _saved(desk: Desk, board: IndicatorBoard) -> Iterable[SupportLine]:
    book = savings.savings_book(desk, board.on, board.filters.scope())
    yield SupportLine(
        words(_("Solutions in use, measures told in surveys among them")), _count(book.solutions)
    )
    invested = _amount(book.invested)
    yield SupportLine(words(_("Invested in them")), invested[0], words(_UNITS["vnd"]), invested[1])
    for one in book.sums:
        title = f"{words(savings.RESOURCE_WORDS[one.resource])}, {words(savings.ROW_WORDS[one.row]).lower()}"
        year, rest = _amount(one.year)
        whole, _rest = _amount(one.cumulative)
        note = words(_("since the beginning: {amount}"), amount=whole)
        unit = words(_UNITS.get(one.unit, one.unit))
        yield SupportLine(title, year, unit, "; ".join(part for part in (note, rest) if part))


def _amount(found: Result[Decimal]) -> tuple[str, str]:
    """An amount, and of how many of how many solutions it is known."""
    if not isinstance(found, Known):
        return words(_("not known yet")), ""
    places = 0 if abs(found.value) >= 100 else 1
    note = (
        words(_("known of {n} of {of} solutions"), n=found.used, of=found.of) if found.used < found.of else ""
    )
    return format_number(found.value, places, language()), note


# -- I4: officers --------------------------------------------------------------------------------------


def _officers(rows: Rows, board: IndicatorBoard) -> Iterable[SupportLine]:
    members = board.counted.officers.own[ind.I4]
    yield SupportLine(words(_("Officers in post")), _count(len(members)))
    courses = rows("training")
    passed = [row for row in courses if row.text("passed") == "1"]
    yield SupportLine(words(_("Courses completed")), _count(len(courses)))
    yield SupportLine(words(_("Courses passed")), _count(len(passed)))
    posts = _in_post(rows("officer_post"), board.on.isoformat())
    covered = {code for row in posts for code in row.text("communes").split()}
    every = len(board.tables.places.communes_2025)
    note = words(_("of {n} communes"), n=every)
    yield SupportLine(words(_("Communes with an officer")), _count(len(covered)), note=note)
    devices = rows("equipment")
    yield SupportLine(words(_("Devices handed out")), _count(len(devices)))
    due = [row for row in devices if "" < row.text("calibration_due") <= board.on.isoformat()]
    yield SupportLine(words(_("Calibration overdue")), _count(len(due)))


def _in_post(found: Sequence[FactRow], on: str) -> list[FactRow]:
    """The newest post of each officer that has begun and not ended."""
    held: Mapping[str, FactRow] = {
        row.text("officer"): row for row in sorted(found, key=lambda one: (one.text("from"), one.revision_id))
    }
    return [
        row
        for row in held.values()
        if row.text("from") <= on and (not row.text("to") or row.text("to") >= on)
    ]
