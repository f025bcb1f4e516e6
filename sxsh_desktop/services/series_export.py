"""All series of the facilities as a workbook or CSV: labels, units, ids, quality, source, and the factors used.

What is unknown stays an empty cell with what is missing beside it; nothing is added that the series does not add.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.results import Known, Result, Unknown
from sxsh_desktop.output.sheets import CellValue, Column, Sheet
from sxsh_desktop.output.write_csv import write_tables
from sxsh_desktop.services import reference
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.energy_years import EnergyYear, energy_years
from sxsh_desktop.services.missing_words import missing_words
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.services.series import KINDS, Point, Series, facility_series
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.store import facts_read, register
from sxsh_desktop.store.register import FacilityNow

_FORM, _BATCH = "c_tieu_thu", 200
_PARTS = {
    "product": _("product"),
    "energy": _("energy"),
    "material": _("material"),
    "water": _("water"),
    "waste": _("waste"),
}
_STATES = {
    ReviewCode.WAITING: _("not reviewed yet"),
    ReviewCode.ACCEPTED: _("accepted"),
    ReviewCode.RETURNED: _("returned with questions"),
    ReviewCode.REJECTED: _("rejected"),
}
_LABELLED = {"energy": "energy_use.carrier", "water": "water_use.source"}
_QUALITY, _SOURCE = "energy_use.quality", "period.source"


@dataclass(frozen=True, slots=True)
class _Labels:
    """Labels of codes, by fact and code, as the form of inventories words them."""

    by_fact: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, desk: Desk) -> _Labels:
        form, spoken = desk.forms.get(_FORM), language()
        wanted = (*_LABELLED.values(), _QUALITY, _SOURCE)
        return cls(
            {
                one.fact: {choice.value: choice.label for choice in form.choice_list(one, spoken)}
                for one in form.questions.values()
                if one.fact in wanted and one.control.is_select
            }
        )

    def of_code(self, fact: str, code: str) -> str:
        return self.by_fact.get(fact, {}).get(code, code)


def series_columns() -> tuple[Column, ...]:
    """The columns of the table of series."""
    heads: Sequence[tuple[str, str]] = (
        (_("Facility code"), "text"), (_("Facility"), "text"), (_("Kind"), "text"), (_("Series"), "text"),
        (_("Code"), "text"), (_("First day"), "date"), (_("Last day"), "date"), (_("Amount"), "number"),
        (_("Unit"), "text"),
        (_("What is missing"), "text"), (_("Data quality"), "text"), (_("Source of the figures"), "text"),
        (_("State"), "text"), (_("Holds"), "text"), (_("Record id"), "text"), (_("Fact ids"), "text"),
    )  # fmt: skip
    return tuple(Column(words(title), kind=kind) for title, kind in heads)  # type: ignore[arg-type]


def export_series(
    desk: Desk, target: Path, facility_ids: Sequence[str] = (), progress: Progress | None = None
) -> Path:
    """Write the series (of some facilities, else of all) as .xlsx, or as CSV files when the name ends so.

    The series themselves are the first sheet or file. Raises NotWritableError when the folder is read-only or the
    disk full, CancelledError.
    """
    told = progress or silent()
    tables = reference.current(desk)
    sheets = (
        Sheet(words(_("Series")), series_columns(), _series_rows(desk, facility_ids, told)),
        Sheet(words(_("Energy by year")), _year_columns(), _year_rows(desk, facility_ids, told)),
    )
    title = words(_("Series of the facilities"))
    write_tables(target, sheets, title=title, notes=_notes(tables), progress=told)
    return target


def _notes(tables: Reference) -> list[str]:
    """What the figures were made with."""
    used = ("energy_toe", "fuel_factors", "units", "energy_carriers")
    said = words(_("An empty amount is unknown, never zero; what is missing stands beside it."))
    beside = words(_("“beside”: stated for days that another inventory covers; it is not added."))
    versions = [
        words(_("Table {table}, version {version}"), table=name, version=tables.versions[name])
        for name in used
        if name in tables.versions
    ]
    return [said, beside, *versions]


def _facts(
    desk: Desk, facility_ids: Sequence[str], told: Progress
) -> Iterator[tuple[FacilityNow, list[FactRow]]]:
    """Each facility with its facts of inventories, in batches."""
    with desk.read() as connection:
        every = register.every_facility(connection)
    wanted = [one for one in every if not facility_ids or one.facility_id in facility_ids]
    for start in range(0, len(wanted), _BATCH):
        told.step(start, len(wanted), words(_("Reading the series")))
        some = wanted[start : start + _BATCH]
        ids = [one.facility_id for one in some]
        found: dict[str, list[FactRow]] = {}
        with desk.read() as connection:
            for kind in KINDS:
                for facility_id, rows in facts_read.of_facilities(
                    connection, desk.vocabulary, ids, kind
                ).items():
                    found.setdefault(facility_id, []).extend(rows)
        for one in some:
            if one.facility_id in found:
                yield one, found[one.facility_id]


def _series_rows(desk: Desk, facility_ids: Sequence[str], told: Progress) -> Iterator[Sequence[CellValue]]:
    labels = _Labels.of(desk)
    for facility, rows in _facts(desk, facility_ids, told):
        for series in facility_series(rows, desk.units):
            for point in series.points:
                yield _row(desk, labels, facility, series, point, holds=True)
            for point in series.beside:
                yield _row(desk, labels, facility, series, point, holds=False)


def _row(
    desk: Desk, labels: _Labels, facility: FacilityNow, series: Series, point: Point, *, holds: bool
) -> tuple[CellValue, ...]:
    fact = _LABELLED.get(series.part, "")
    return (
        facility.code,
        facility.name,
        words(_PARTS[series.part]),
        labels.of_code(fact, series.code) if fact else series.name,
        series.code,
        point.period.first,
        point.period.last,
        _value(point.amount),
        unit_words(desk.units, series.unit, language()),
        _missing(point.amount),
        labels.of_code(_QUALITY, point.quality),
        labels.of_code(_SOURCE, point.source),
        words(_STATES[point.state]),
        words(_("yes")) if holds else words(_("beside")),
        point.record_id,
        " ".join(point.facts),
    )


def _value(found: Result[Decimal]) -> CellValue:
    return found.value if isinstance(found, Known) else None


def _missing(found: Result[Decimal]) -> str:
    return missing_words(found.missing) if isinstance(found, Unknown) else ""


def _year_columns() -> tuple[Column, ...]:
    return (
        Column(words(_("Facility code"))), Column(words(_("Facility"))), Column(words(_("Year"))),
        Column(words(_("Product"))), Column(words(_("Output")), kind="number"), Column(words(_("Unit"))),
        Column(words(_("Energy")), "GJ", "number"), Column(words(_("Energy")), "TOE", "number"),
        Column(words(_("For one unit of product")), "GJ", "number"), Column(words(_("Days covered")), kind="integer"),
        Column(words(_("What is missing"))), Column(words(_("All accepted"))), Column(words(_("Record ids"))),
        Column(words(_("Version of the factors"))),
    )  # fmt: skip


def _year_rows(desk: Desk, facility_ids: Sequence[str], told: Progress) -> Iterator[Sequence[CellValue]]:
    tables = reference.current(desk)
    for facility, rows in _facts(desk, facility_ids, told):
        for one in energy_years(rows, tables.factors, tables.units):
            yield _year(desk, facility, one)


def _year(desk: Desk, facility: FacilityNow, one: EnergyYear) -> tuple[CellValue, ...]:
    missing = [_missing(found) for found in (one.output, one.gigajoules, one.toe)]
    return (
        facility.code, facility.name, str(one.year), one.product, _value(one.output),
        unit_words(desk.units, one.unit, language()), _value(one.gigajoules), _value(one.toe), _value(one.per_unit),
        one.days, "; ".join(dict.fromkeys(text for text in missing if text)),
        words(_("yes")) if one.accepted else words(_("no")), " ".join(one.records), one.factors,
    )  # fmt: skip
