"""Targets and tasks of the plan as tables. Qt-free."""

from __future__ import annotations

from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.services import reference, table_export
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.table_model import Cell, Column, text_cell

Rows = list[tuple[str, tuple[Cell, ...]]]
_BASIS = {"facility": _("facilities"), "saving": _("savings"), "officer": _("officers")}


class PlanModel:
    """Reads for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def name(self) -> str:
        """The plan's own name."""
        targets = reference.current(self._desk).targets
        return targets[0].plan if targets else ""

    @staticmethod
    def target_columns() -> tuple[Column, ...]:
        """The columns of the targets."""
        return (
            Column("clause", words(_("Clause")), 90),
            Column("name", words(_("Target")), stretch=True),
            Column("share", words(_("To reach")), 100, "right"),
            Column("basis", words(_("Counted in")), 120),
            Column("due", words(_("By")), 110),
        )

    def targets(self) -> Rows:
        """The rows of the targets; the id is the indicator's."""
        return [
            (
                one.id,
                (
                    text_cell(one.clause),
                    Cell(one.label(language())),
                    Cell(say.share(one.target, 0), order=one.target),
                    Cell(words(_BASIS.get(one.basis, one.basis))),
                    Cell(say.day(one.due), order=one.due.isoformat()),
                ),
            )
            for one in reference.current(self._desk).targets
        ]

    @staticmethod
    def task_columns() -> tuple[Column, ...]:
        """The columns of the tasks."""
        return (
            Column("code", words(_("Code")), 80),
            Column("clause", words(_("Clause")), 90, drop=2),
            Column("name", words(_("Task")), stretch=True),
            Column("lead", words(_("In charge")), 200),
            Column("partners", words(_("With")), 220, drop=1),
            Column("unit", words(_("Measured in")), 130, drop=3),
        )

    def tasks(self) -> Rows:
        """The rows of the tasks."""
        return [
            (
                one.code,
                (
                    Cell(one.code, dim=True),
                    text_cell(one.clause),
                    Cell(one.name),
                    text_cell(one.lead),
                    text_cell(one.partners),
                    text_cell(one.unit),
                ),
            )
            for one in reference.current(self._desk).tasks
        ]

    def export(self, target: Path, titles: list[str], rows: list[list[str]], progress: Progress) -> Path:
        """The tasks as a workbook."""
        name = words(_("Tasks of the plan"))
        return table_export.export_table(target, name, titles, rows, notes=(self.name(),), progress=progress)
