"""The list of facilities: what is asked for, which ids that gives, and the cells of a page of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.services import reference, register, table_export
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.register import FacilityNow, FacilityQuery, SortColumn
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.fields import Option
from sxsh_desktop.ui.widgets.states import state
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell, unknown_cell

STATUS = {"hd": "operating", "tn": "suspended", "gt": "closed"}
_SORTS: dict[str, SortColumn] = {
    "code": "code",
    "name": "name",
    "sector": "sector",
    "place": "place",
    "size": "size",
    "status": "status",
    "potential": "potential",
    "visited": "last_visit",
    "records": "records",
    "tax": "tax_code",
}
_SIZES = {"sn": _("Micro"), "nho": _("Small"), "vua": _("Medium"), "lon": _("Large")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filter line says; visited: "" or a number of months, "never"."""

    text: str = ""
    district: str = ""
    sector: str = ""
    status: str = ""
    potential: str = ""
    visited: str = ""


class FacilitiesModel:
    """Searches and reads pages for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.filters = Filters()
        self.sort: SortColumn = "name"
        self.descending = False
        self._sectors: dict[str, str] = {}

    @staticmethod
    def columns() -> tuple[Column, ...]:
        """The columns of the table, narrowest window first considered."""
        return (
            Column("code", words(_("Code")), 156),
            Column("name", words(_("Name of facility")), 290, stretch=True),
            Column("sector", words(_("Industry")), 196, wide=250, drop=2),
            Column("place", words(_("Commune, ward")), 140, wide=176),
            Column("district", words(_("District")), 116, drop=4, sort=False),
            Column("size", words(_("Size of facility")), 96, drop=5),
            Column("tax", words(_("Tax code")), 120, drop=7),
            Column("status", words(_("Status")), 126),
            Column("potential", words(_("Potential")), 96, drop=3),
            Column("visited", words(_("Last visit")), 116, drop=1),
            Column("records", words(_("Records")), 80, "right", drop=6),
        )

    def find(self) -> Sequence[str]:
        """The numbers (as text) of the facilities asked for, in the order asked for."""
        return [str(number) for number in register.search(self._desk, self.query())]

    def read(self, numbers: Sequence[str]) -> list[tuple[Cell, ...]]:
        """The cells of some rows, in their order."""
        return [self._cells(one) for one in register.page(self._desk, [int(number) for number in numbers])]

    def facility_id(self, number: str) -> str:
        """The facility of a row's number."""
        found = register.ids_of(self._desk, [int(number)])
        return found[0] if found else ""

    def quick(self, text: str) -> list[FacilityNow]:
        """The first 50 that match, for the finder (Ctrl+K)."""
        numbers = register.search(self._desk, FacilityQuery(text=text))
        return register.page(self._desk, numbers[:50])

    def total(self) -> int:
        """How many facilities the register holds."""
        return register.count(self._desk)

    def set_filters(self, **changes: str) -> None:
        """Change some of the filters."""
        self.filters = replace(self.filters, **changes)

    def clear(self) -> None:
        """Drop every filter, keep the search text."""
        self.filters = Filters(text=self.filters.text)

    def order(self, key: str, *, ascending: bool) -> None:
        """Sort by a column of the table."""
        self.sort, self.descending = _SORTS.get(key, "name"), not ascending

    def query(self) -> FacilityQuery:
        """What the store is asked."""
        chosen = self.filters
        since = ""
        if chosen.visited.isdigit():
            since = (self._desk.today() - timedelta(days=round(int(chosen.visited) * 30.44))).isoformat()
        return FacilityQuery(
            text=chosen.text,
            district=chosen.district,
            sector=chosen.sector,
            status=chosen.status,
            potential=chosen.potential,
            visited_from=since,
            never_visited=chosen.visited == "never",
            sort=self.sort,
            descending=self.descending,
        )

    def options(self) -> dict[str, tuple[Option, ...]]:
        """The choices of the filter line, by filter."""
        tables = reference.current(self._desk)
        status = [(code, state(name).text) for code, name in STATUS.items()]
        return {
            "district": _options(_("Whole province"), [(p.code, p.name) for p in tables.places.districts]),
            "sector": _options(
                _("Every industry"), [(s.code, s.label(language())) for s in tables.industries.sectors]
            ),
            "status": _options(_("Every status"), status),
            "potential": _options(
                _("Potential or not"),
                [
                    ("1", words(_("Has potential"))),
                    ("0", words(_("No potential"))),
                    ("?", words(_("Unknown"))),
                ],
            ),
            "visited": _options(
                _("Any time"),
                [
                    ("12", words(_("Within 12 months"))),
                    ("24", words(_("Within 24 months"))),
                    ("never", words(_("Never visited"))),
                ],
            ),
        }

    def filter_words(self) -> str:
        """The filters in words, for the foot of the list and the notes of an export."""
        options = self.options()
        chosen = self.filters
        parts = []
        for name in ("district", "sector", "status", "potential", "visited"):
            value = getattr(chosen, name)
            if value:
                parts += [one.text for one in options[name] if one.value == value]
        return ", ".join(parts)

    def export(self, target: Path, titles: Sequence[str], places: Sequence[int], progress: Progress) -> Path:
        """Write the whole list as shown (columns by their places) as a workbook."""
        numbers = self.find()

        def rows() -> list[list[str]]:
            found: list[list[str]] = []
            for start in range(0, len(numbers), register.PAGE):
                progress.step(start, len(numbers), words(_("Reading facilities")))
                page = self.read(numbers[start : start + register.PAGE])
                found += [[cells[at].text for at in places] for cells in page]
            return found

        notes = [text for text in (self.filters.text, self.filter_words()) if text]
        title = words(_("Facilities"))
        return table_export.export_table(target, title, titles, rows(), notes=notes, progress=progress)

    def _sector(self, one: FacilityNow) -> str:
        """The name of the industry in the person's language; the register keeps the Vietnamese one."""
        if language() == "vi":
            return one.sector_name
        if not self._sectors:
            sectors = reference.current(self._desk).industries.sectors
            self._sectors = {known.code: known.label(language()) for known in sectors}
        return self._sectors.get(one.sector, one.sector_name)

    def _cells(self, one: FacilityNow) -> tuple[Cell, ...]:
        look = state(STATUS.get(one.status, "unknown"))
        potential = {"1": words(_("Yes")), "0": words(_("No"))}
        size = words(_SIZES[one.size]) if one.size in _SIZES else ""
        return (
            Cell(one.code, dim=True),
            Cell(one.name or words(_("(no name)"))),
            Cell(self._sector(one)) if one.sector_name else unknown_cell(),
            Cell(say.short_place(one.commune_name), tip=one.commune_name)
            if one.commune_name
            else unknown_cell(),
            Cell(say.short_place(one.district_name), tip=one.district_name)
            if one.district_name
            else none_cell(),
            Cell(size) if size else unknown_cell(),
            Cell(one.tax_code) if one.tax_code else unknown_cell(),
            Cell(look.text, look.icon, look.role),
            Cell(potential[one.potential]) if one.potential in potential else unknown_cell(),
            text_cell(say.day(one.last_visit_day)),
            Cell(say.count(one.records)),
        )


def _options(every: str, pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return (Option("", words(every)), *(Option(value, text) for value, text in pairs))
