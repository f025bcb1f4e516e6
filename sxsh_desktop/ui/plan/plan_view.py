"""The screen Plan: targets above, tasks below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import files, work
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.plan.plan_model import PlanModel
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, link, ordinary
from sxsh_desktop.ui.widgets.pages import PageHead
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import column, label, row


class PlanScreen(Screen):
    """Each target leads to its indicator."""

    def __init__(self, model: PlanModel, navigator: Navigator) -> None:
        super().__init__()
        self._model = model
        self.targets, self.tasks = RowsModel(model.target_columns()), RowsModel(model.task_columns())
        self.target_table = Table(self.targets, "plan-targets")
        self.target_table.setFixedHeight(34 + 5 * 32 + 4)
        self.target_table.opened.connect(lambda _id: navigator.go("indicators"))
        self.task_table = Table(self.tasks, "plan-tasks", many=True)
        head = PageHead(words(_("Plan")))
        self._head = head
        head.put(0, ordinary(words(_("Export to Excel")), self.export_list, "export"))
        look = link(words(_("See how far each target is")), lambda: navigator.go("indicators"), "indicator")
        columns = flat("", lambda: self.task_table.choose_columns(columns), "columns")
        columns.setToolTip(words(_("Columns")))
        body = column(
            row(label(words(_("Targets")), "h2"), 0, look),
            self.target_table,
            row(label(words(_("Tasks")), "h2"), 0, columns),
            self.task_table,
            spacing=8,
        )
        body.setStretch(3, 1)
        body.setContentsMargins(MEASURES.margin, 10, MEASURES.margin, 12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addLayout(body, 1)

    def refresh(self) -> None:
        """Read the tables."""
        self._head.note.setText(self._model.name())
        self.targets.put(self._model.targets())
        self.tasks.put(self._model.tasks())

    def export_list(self) -> bool:
        """The tasks as a workbook."""
        target = files.ask_save(self, words(_("Export to Excel")), words(_("Tasks of the plan")), "xlsx")
        if target is None:
            return True
        chosen: Path = target
        titles, *rows = self.task_table.table_text()

        def write(progress: Progress) -> Path:
            return self._model.export(chosen, titles, rows, progress)

        work.with_progress(write, lambda file: files.told(self, file), self, words(_("Export to Excel")))
        return True

    def panes(self) -> list[QWidget]:
        """Targets, tasks."""
        return [self.target_table, self.task_table]
