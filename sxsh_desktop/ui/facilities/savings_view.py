"""The readings of one facility's saving side by side; each opens the record behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.study_words import StudyLine
from sxsh_desktop.ui import work
from sxsh_desktop.ui.facilities.series_model import SeriesModel
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import label


class SavingsView(QWidget):
    """Read once the pane is looked at. `opened`: a record id."""

    opened = Signal(str)

    def __init__(self, model: SeriesModel) -> None:
        super().__init__()
        self._model = model
        self._id = self._read = ""
        self._shown = False
        self.rows = RowsModel(model.study_columns())
        self.table = Table(self.rows, "card-savings")
        self.table.setAccessibleName(words(_("Readings of the saving side by side")))
        self.table.opened.connect(self._open)
        self._note = label("", "dim", wrap=True)
        self.table.chosen.connect(self._tell)
        body = QVBoxLayout(self)
        body.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 12)
        body.addWidget(
            Hint(
                words(
                    _("Metered, billed and self-reported savings are three rows and never merged; base and after of "
                      "the inventories are chosen by rule. A double click opens the record behind a line.")
                )
            )
        )  # fmt: skip
        body.addWidget(self.table, 1)
        body.addWidget(self._note)
        self._lines: Sequence[StudyLine] = ()

    def show_facility(self, facility_id: str) -> None:
        """Whose readings are wanted."""
        self._id, self._read = facility_id, ""
        self._begin()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is wanted."""
        super().showEvent(event)
        self._shown = True
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read for a pane that nobody looks at."""
        super().hideEvent(event)
        self._shown = False

    def _begin(self) -> None:
        wanted = self._id
        if not wanted or not self._shown or self._read == wanted:
            return
        self._read = wanted
        work.read(lambda: (wanted, self._model.study(wanted)), self._show, self)

    def _show(self, found: tuple[str, Sequence[StudyLine]]) -> None:
        wanted, lines = found
        if wanted != self._id:
            return
        self._lines = lines
        self.rows.put(self._model.study_rows(lines))
        self._note.setText("")
        self.table.choose_row(0)

    def _tell(self, row_id: str) -> None:
        """The whole remark of the chosen line."""
        at = row_id.partition("\n")[0]
        if at.isdigit() and int(at) < len(self._lines):
            one = self._lines[int(at)]
            named = one.title if one.what == "–" else f"{one.title}, {one.what}"
            self._note.setText(f"{named}: {one.note}" if one.note else "")

    def _open(self, row_id: str) -> None:
        record = row_id.partition("\n")[2]
        if record:
            self.opened.emit(record)
