"""The card of one facility as the screen shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain.results import Known
from sxsh_desktop.services import audit_report, duplicates, facility_charts, facility_links, records, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.facility_charts import ShownChart
from sxsh_desktop.services.records import RecordFilter, RecordLine, Standing
from sxsh_desktop.services.register import FacilityCard
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.ui import say
from sxsh_desktop.ui.facilities.facilities_model import STATUS
from sxsh_desktop.ui.facilities.series_model import SeriesModel
from sxsh_desktop.ui.standing import standing_cell
from sxsh_desktop.ui.widgets.chart import YearValue
from sxsh_desktop.ui.widgets.states import state
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell

__all__ = ["CardModel", "CardPage", "Standing", "duplicates"]

_ROLES = {
    "legal_rep": _("Legal representative"),
    "liaison": _("Contact"),
    "respondent": _("Who answered"),
}
_ASSESSMENTS = ("d_danh_gia_nhanh", "e_danh_gia_chi_tiet")
# What the short list of facts shows, with the words for it; everything stands in the tab with all facts.
_SHORT = (
    ("facility_profile.vsic", _("Industry")),
    ("facility_profile.tax_code", _("Tax code")),
    ("facility_profile.labour", _("Workers")),
    ("facility_profile.revenue", _("Revenue")),
    ("facility_profile.size", _("Size of facility")),
)


@dataclass(frozen=True, slots=True)
class JoinedCard:
    """Another card that is the same facility: its own id, code and name."""

    facility_id: str
    text: str


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One chart, and the records behind it: (id, words) each."""

    chart: ShownChart
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """One card, ready to be shown."""

    card: FacilityCard
    facts: tuple[tuple[str, str], ...]
    all_facts: tuple[tuple[str, tuple[Cell, ...]], ...]
    status: str
    potential: str
    missing: tuple[str, ...]
    years: tuple[YearValue, ...]
    chart_title: str
    change: str
    records: tuple[RecordLine, ...]
    joined: tuple[JoinedCard, ...]

    @property
    def is_assessed(self) -> bool:
        """Whether there is an assessment (form D or E) that a report could be made of."""
        return any(line.form_id in _ASSESSMENTS and not line.draft_id for line in self.records)


class CardModel:
    """Reads cards for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.series = SeriesModel(desk)

    @property
    def department(self) -> bool:
        """Whether joins of facilities may be taken back here."""
        return self._desk.profile.is_department

    def read(self, facility_id: str) -> CardPage:
        """Everything about a facility; for a background job. Raises FacilityGoneError."""
        card = register.facility_card(self._desk, facility_id)
        lines = records.records(self._desk, RecordFilter(facility_id=card.facility.facility_id))
        years, title, change = _chart(card, self._unit_of(card))
        return CardPage(
            card=card,
            facts=_facts(card),
            all_facts=tuple((line.fact, _fact_cells(line)) for line in card.lines),
            status=STATUS.get(card.facility.status, "unknown"),
            potential={"1": words(_("Yes")), "0": words(_("No"))}.get(
                card.facility.potential, words(_("unknown"))
            ),
            missing=(
                *(one.label for one in card.missing),
                *(words(_("No record yet: {form}"), form=say.form_name(form)) for form in card.no_record_of),
            ),
            years=years,
            chart_title=title,
            change=change,
            records=lines,
            joined=tuple(JoinedCard(one.facility_id, f"{one.code} {one.name}") for one in card.joined),
        )

    def charts(self, facility_id: str, colours: Mapping[str, str]) -> tuple[ChartLine, ...]:
        """The charts of a facility in these colours; for a background job."""
        known = {
            line.record_id: f"{say.form_short(line.form_id, line.letter)} · {say.day(line.day)}"
            for line in records.records(self._desk, RecordFilter(facility_id=facility_id))
            if line.record_id
        }
        return tuple(
            ChartLine(one, tuple((record, known[record]) for record in one.records if record in known))
            for one in facility_charts.shown_charts(self._desk, facility_id, colours)
        )

    def write_audit(self, facility_id: str, target: Path, progress: Progress) -> Path:
        """Write the audit report; for a background job. Raises what `write_audit_report` raises."""
        return audit_report.write_audit_report(self._desk, facility_id, target, progress).files[0]

    def _unit_of(self, card: FacilityCard) -> str:
        """The unit of the product that the newest year of the chart speaks of."""
        return unit_words(self._desk.units, card.energy[-1].unit, language()) if card.energy else ""

    def part(self, joined: JoinedCard, reason: str) -> None:
        """Take one card out of those that are joined: it and its records stand alone again.

        Every join that holds it goes; where it stood between two others, they are no longer joined either.
        """
        for one in facility_links.joins(self._desk):
            if joined.facility_id in (one.a, one.b):
                facility_links.part(self._desk, one.a, one.b, reason)

    def timeline_columns(self) -> tuple[Column, ...]:
        """The columns of the timeline."""
        return (
            Column("day", words(_("Date")), 104),
            Column("form", words(_("Record")), 76, drop=1),
            Column("what", words(_("Contents")), stretch=True),
            Column("who", words(_("Made by")), 172, drop=2),
            Column("state", words(_("State")), 160),
        )

    def fact_columns(self) -> tuple[Column, ...]:
        """The columns of all facts."""
        return (
            Column("label", words(_("What")), 340),
            Column("value", words(_("Value")), stretch=True),
            Column("day", words(_("Said on")), 110),
            Column("state", words(_("Record")), 140),
        )

    def timeline(self, lines: tuple[RecordLine, ...]) -> list[tuple[str, tuple[Cell, ...]]]:
        """The rows of the timeline; the id is that of the draft ("draft:…") or record."""
        return [
            (
                f"draft:{line.draft_id}" if line.draft_id else line.record_id,
                (
                    Cell(say.day(line.day), order=line.day),
                    Cell(say.form_short(line.form_id, line.letter)),
                    Cell(contents(line)),
                    text_cell(line.officer),
                    standing_cell(line.standing, department=self.department),
                ),
            )
            for line in lines
        ]


def contents(line: RecordLine) -> str:
    """What a record is about, in a few words."""
    name = words(say.FORM_NAMES[line.form_id]) if line.form_id in say.FORM_NAMES else line.title
    parts = [name, say.period(line.period_from, line.period_to)]
    if line.draft_id and line.total:
        parts.append(words(_("{done} of {total} questions"), done=line.answered, total=line.total))
    if line.questions:
        parts.append(words(_("{n} questions from the department"), n=line.questions))
    if line.revisions > 1:
        parts.append(words(_("{n} versions"), n=line.revisions))
    return " · ".join(part for part in parts if part)


def _facts(card: FacilityCard) -> tuple[tuple[str, str], ...]:
    one = card.facility
    place = ", ".join(part for part in (one.address, one.commune_name, one.district_name) if part)
    found = {line.fact: line.masked or line.shown for line in card.lines}
    unknown = words(_("unknown"))
    pairs = [(words(_("Code")), one.code), (words(_("Address")), place or unknown)]
    pairs += [(words(name), found.get(fact) or unknown) for fact, name in _SHORT]
    pairs += [(line.label, line.shown or unknown) for line in card.products[:2]]
    for person in card.contacts[:2]:
        role = words(_ROLES[person.role]) if person.role in _ROLES else person.role
        pairs.append((role, " · ".join(part for part in (person.name, person.title, person.phone) if part)))
    return tuple(pairs)


def _fact_cells(line: register.CardLine) -> tuple[Cell, ...]:
    shown = line.masked or line.shown
    look = state(("waiting", "accepted", "returned", "rejected")[int(line.state)])
    return (
        Cell(line.label),
        Cell(shown) if shown else Cell(line.absent, dim=True) if line.absent else none_cell(),
        Cell(say.day(line.day), order=line.day),
        Cell(look.text, look.icon, look.role),
    )


def _chart(card: FacilityCard, unit: str) -> tuple[tuple[YearValue, ...], str, str]:
    """The years from the first to the last inventory; years between without one are unknown."""
    found = {one.year: one for one in card.energy}
    if not found:
        return (), "", ""
    values = []
    for year in range(min(found), max(found) + 1):
        result = found[year].per_unit if year in found else None
        values.append(YearValue(year, result.value if isinstance(result, Known) else None))
    last = found[max(found)]
    title = words(_("Energy"))
    if last.product:
        named = words(_("Energy per unit: {product}"), product=last.product)
        title = f"{named}, GJ/{unit}" if unit else named
    return tuple(values), title, _change([one for one in values if one.value is not None])


def _change(known: list[YearValue]) -> str:
    if len(known) < 2 or not known[0].value or known[-1].value is None:
        return ""
    first, last = known[0], known[-1]
    change = (last.value or Decimal(0)) / (first.value or Decimal(1)) - 1
    word = (
        _("{last} against {first}: down {change}") if change < 0 else _("{last} against {first}: up {change}")
    )
    return words(word, last=last.year, first=first.year, change=say.share(abs(change)))
