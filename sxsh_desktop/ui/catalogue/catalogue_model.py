"""Forms and tables that this store knows. Qt-free."""

from __future__ import annotations

from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.services import reference, table_export
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.reference import TableInfo
from sxsh_desktop.services.table_rows import table_rows
from sxsh_desktop.ui import say
from sxsh_desktop.ui.catalogue.forms_model import FormsModel
from sxsh_desktop.ui.catalogue.table_words import column_title, source_words, value_words
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell

Rows = list[tuple[str, tuple[Cell, ...]]]
_STATES = {
    "published": (_("In use"), "state-done", "ok"),
    "received": (_("Only to read older records"), "history", "off"),
    "retired": (_("No longer offered"), "close", "off"),
}


class CatalogueModel:
    """Reads for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def department_forms(self) -> FormsModel:
        """What the department does with forms."""
        return FormsModel(self._desk)

    @staticmethod
    def form_columns() -> tuple[Column, ...]:
        """The columns of the forms."""
        return (
            Column("letter", words(_("Form")), 90),
            Column("title", words(_("Title")), stretch=True),
            Column("version", words(_("Version")), 130),
            Column("state", words(_("State")), 220),
        )

    def forms(self) -> Rows:
        """Every version of every form; the id is form and version."""
        rows: Rows = []
        offered = {one.definition_hash for one in self._desk.forms.current()}
        for one in self._desk.forms.every_version():
            older = one.state == "published" and one.definition_hash not in offered
            word, icon, role = _STATES["received" if older else one.state]
            rows.append(
                (
                    f"{one.form_id}@{one.version}",
                    (
                        Cell(say.form_short(one.form_id, one.letter)),
                        Cell(say.form_title(one.form_id, one.title)),
                        Cell(one.version),
                        Cell(words(word), icon, role),
                    ),
                )
            )
        return rows

    @staticmethod
    def table_columns() -> tuple[Column, ...]:
        """The columns of the list of tables."""
        return (
            Column("title", words(_("Table")), 300),
            Column("version", words(_("Version")), 120),
            Column("from", words(_("Holds from")), 120),
            Column("source", words(_("Source")), stretch=True),
        )

    def tables(self) -> tuple[Rows, dict[str, TableInfo]]:
        """Every version of every table; the id is name and version."""
        infos = {f"{one.name}@{one.version}": one for one in reference.tables_of(self._desk)}
        rows: Rows = [
            (
                key,
                (
                    Cell(one.title(language())),
                    Cell(say.day(one.version) or one.version, order=one.version),
                    Cell(say.day(one.valid_from), order=one.valid_from),
                    text_cell(source_words(one.source)),
                ),
            )
            for key, one in infos.items()
        ]
        return rows, infos

    def rows(self, info: TableInfo) -> tuple[tuple[Column, ...], Rows]:
        """The rows of a table, with a column for each of its columns."""
        names, found = table_rows(self._desk, info.name, info.version)
        columns = tuple(
            Column(
                name,
                column_title(name),
                _width(column_title(name), [value_words(name, row[at]) for row in found[:60]]),
            )
            for at, name in enumerate(names)
        )
        rows: Rows = [
            (str(number), tuple(_cell(name, text) for name, text in zip(names, row, strict=True)))
            for number, row in enumerate(found)
        ]
        return columns, rows

    def export(self, target: Path, info: TableInfo, progress: Progress) -> Path:
        """A table as a workbook."""
        names, found = table_rows(self._desk, info.name, info.version)
        holds = words(
            _("Version {version}, holds from {day}"), version=info.version, day=say.day(info.valid_from)
        )
        notes = (source_words(info.source), holds)
        return table_export.export_table(
            target,
            info.title(language()),
            [column_title(one) for one in names],
            found,
            notes=notes,
            progress=progress,
        )


def _cell(column: str, text: str) -> Cell:
    return Cell(value_words(column, text), order=text) if text else none_cell()


def _width(name: str, texts: list[str]) -> int:
    longest = max((len(text) for text in (*texts, name)), default=8)
    return min(max(longest * 8 + 26, 70), 360)
