"""The figures that stand under the plan's targets: events, assessments, solutions, what was saved, officers.

Counted from accepted records up to the day of the board. Figures about facilities keep to the board's filters and name
their facilities. Events keep to its places by the commune that they were held in: one for several communes or the whole
province belongs to no single place, so under such a filter it stands in a line of its own; no filter of sector or size
fits an event. Officers are those whom I4 counts, with their courses and devices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.domain.officers import in_post
from sxsh_desktop.domain.places import TREE_2025
from sxsh_desktop.domain.reading import FactsAt
from sxsh_desktop.domain.results import Known, Result
from sxsh_desktop.domain.solutions import IMPLEMENTED
from sxsh_desktop.services import savings
from sxsh_desktop.services.figure_words import FigureWords
from sxsh_desktop.services.indicators_values import IndicatorBoard
from sxsh_desktop.store import facts as fact_store

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

ONE_COMMUNE = "xa"
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
            return tuple(_outreach(rows, board, FigureWords(desk, language())))
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


def _outreach(rows: Rows, board: IndicatorBoard, said: FigureWords) -> Iterable[SupportLine]:
    inside, wider = _events_of(rows("event"), board)
    yield SupportLine(words(_("Events")), _count(len(inside)), note=_not_by_trade(board))
    types = Counter(row.text("type") for row in inside)
    for code, number in sorted(types.items(), key=lambda one: (-one[1], one[0])):
        yield SupportLine(f"– {said.choice(EVENT_FORM, 'event.type', code)}", _count(number))
    for title, attribute in (
        (_("Participants"), "total"),
        (_("Women among them"), "women"),
        (_("Facilities that took part"), "facilities"),
    ):
        total, silent = _sum(inside, attribute)
        shown = _count(total) if silent < len(inside) or not inside else words(_("not known yet"))
        yield SupportLine(words(title), shown, note=_silence(silent))
    held = {row.record_id for row in inside}
    logo = [row for row in rows("media") if row.text("weekly_logo") == "1" and row.record_id in held]
    if logo:
        missed, silent = _sum(logo, "weeks_missed")
        yield SupportLine(words(_("Weeks without the logo broadcast")), _count(missed), note=_silence(silent))
    if wider:
        note = words(_("they belong to no single place and are not counted above"))
        title = words(_("Events for several communes or the whole province"))
        yield SupportLine(title, _count(len(wider)), note=note)


def _events_of(events: Sequence[FactRow], board: IndicatorBoard) -> tuple[list[FactRow], list[FactRow]]:
    """(events held in the places of the board, events that belong to no single place); without such a filter all."""
    wanted = board.filters.places()
    if not wanted:
        return list(events), []
    places, inside, wider = board.tables.places, list[FactRow](), list[FactRow]()
    for row in events:
        commune = row.text("commune")
        if row.text("scope") != ONE_COMMUNE or not commune:
            wider.append(row)
            continue
        if all(
            (commune in keys) if name == "commune" else places.district_of(commune, TREE_2025) in keys
            for name, keys in wanted.items()
        ):
            inside.append(row)
    return inside, wider


def _not_by_trade(board: IndicatorBoard) -> str:
    """Said where the board looks at some sectors or sizes only."""
    if not (board.filters.sectors or board.filters.sizes):
        return ""
    return words(_("events belong to no sector or size: counted whole"))


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
    counted = {member.unit_id for member in board.counted.officers.own[ind.I4]}
    facts = FactsAt(rows("officer_post"), board.on)
    posts = [(post, cards) for code, (post, cards) in in_post(facts).items() if code in counted]
    records = frozenset[str]().union(*(cards for _post, cards in posts))
    yield SupportLine(words(_("Officers in post")), _count(len(posts)))
    courses = [row for row in rows("training") if row.record_id in records]
    passed = [row for row in courses if row.text("passed") == "1"]
    yield SupportLine(words(_("Courses completed")), _count(len(courses)))
    yield SupportLine(words(_("Courses passed")), _count(len(passed)))
    every = _communes(board)
    covered = {code for post, _cards in posts for code in post.text("communes").split()} & every
    note = words(_("of {n} communes"), n=len(every))
    yield SupportLine(words(_("Communes with an officer")), _count(len(covered)), note=note)
    devices = [row for row in rows("equipment") if row.record_id in records]
    yield SupportLine(words(_("Devices handed out")), _count(len(devices)))
    due = [row for row in devices if "" < row.text("calibration_due") <= board.on.isoformat()]
    yield SupportLine(words(_("Calibration overdue")), _count(len(due)))


def _communes(board: IndicatorBoard) -> set[str]:
    """The communes of 2025 in the places of the board."""
    wanted, places = board.filters.places(), board.tables.places
    return {
        one.code
        for one in places.communes_2025
        if one.code in wanted.get("commune", {one.code})
        and ("district" not in wanted or places.district_of(one.code, TREE_2025) in wanted["district"])
    }
