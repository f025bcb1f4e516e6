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

_BELOW = frozenset({"source", "note", "plan_note", "certainty"})
_SHORT = 44  # letters that a cell shows whole
Rows = list[tuple[str, tuple[Cell, ...]]]
_STATES = {
    "published": (_("In use"), "state-done", "ok"),
    "received": (_("Only to read older records"), "history", "off"),
    "retired": (_("No longer offered"), "close", "off"),
}
_REPLACED = (_("Replaced by {version}"), "history", "off")


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
            Column("state", words(_("State")), 240),
        )

    def forms(self) -> Rows:
        """Every version of every form; the id is form and version."""
        rows: Rows = []
        offered = {one.form_id: one for one in self._desk.forms.current()}
        for one in self._desk.forms.every_version():
            newer = offered.get(one.form_id)
            word, icon, role = _STATES[one.state]
            if one.state == "published" and newer is not None and newer.version != one.version:
                word, icon, role = _REPLACED
            rows.append(
                (
                    f"{one.form_id}@{one.version}",
                    (
                        Cell(say.form_short(one.form_id, one.letter)),
                        Cell(say.form_title(one.form_id, one.title)),
                        Cell(one.version),
                        Cell(words(word, version=newer.version if newer else ""), icon, role),
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
                    Cell(_version(one.version), order=one.version),
                    Cell(say.day(one.valid_from), order=one.valid_from),
                    text_cell(source_words(one.source)),
                ),
            )
            for key, one in infos.items()
        ]
        return rows, infos

    def rows(self, info: TableInfo) -> tuple[tuple[Column, ...], Rows, dict[str, str]]:
        """The rows of a table, with a column for each of its columns, and by row what is too long for a cell.

        Where a figure comes from takes sentences, mostly in the language of its source: it stands under the
        table for the row that is chosen, not in a column that cuts it.
        """
        names, found = table_rows(self._desk, info.name, info.version)
        told = [[value_words(name, text) for name, text in zip(names, row, strict=True)] for row in found]
        longest = [max((len(row[at]) for row in told), default=0) for at in range(len(names))]
        short = [at for at, name in enumerate(names) if name not in _BELOW or longest[at] <= _SHORT]
        below = [at for at in range(len(names)) if at not in short]
        columns = tuple(
            Column(
                names[at],
                column_title(names[at]),
                _width(column_title(names[at]), [row[at] for row in told[:60]]),
            )
            for at in short
        )
        rows: Rows = [
            (str(number), tuple(_cell(names[at], row[at]) for at in short))
            for number, row in enumerate(found)
        ]
        details = {
            str(number): "\n".join(f"{column_title(names[at])}: {row[at]}" for at in below if row[at])
            for number, row in enumerate(told)
        }
        return columns, rows, details if below else {}

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


def _version(text: str) -> str:
    """ "23/11/2026", and "23/11/2026 (2)" for the second of a day ("2026-11-23.2")."""
    day, _dot, number = text.partition(".")
    shown = say.day(day) if len(day) == len("2026-11-23") else ""
    return f"{shown} ({number})" if shown and number else shown or text


def _cell(column: str, text: str) -> Cell:
    return Cell(value_words(column, text), order=text) if text else none_cell()


def _width(name: str, texts: list[str]) -> int:
    longest = max((len(text) for text in (*texts, name)), default=8)
    return min(max(longest * 8 + 26, 70), 360)
