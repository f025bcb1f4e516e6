"""The charts of one facility: drawn in a job, shown when they are ready; each opens the records behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import work
from sxsh_desktop.ui.facilities.card_model import CardModel, ChartLine
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import link
from sxsh_desktop.ui.widgets.chart_picture import ChartPicture
from sxsh_desktop.ui.widgets.pages import Scroller
from sxsh_desktop.ui.widgets.text import Elided, Panel, label, row

_TWO_COLUMNS = 860  # logical px: below this the panels stand in one column
# role of a chart's colour -> token
_ROLES = {
    "bar": "ctl", "marked": "accent", "doubt": "off_bg", "target": "ok", "text": "text", "axis": "ctl",
    "ground": "base",
}  # fmt: skip


class ChartsView(QWidget):
    """The charts of the facility that was shown last. `opened`: a record that a chart rests on."""

    opened = Signal(str)

    def __init__(self, model: CardModel) -> None:
        super().__init__()
        self._model = model
        self._id = self._drawn = ""
        self._shown = False
        self.panels: list[ChartPanel] = []
        self._scroller = Scroller((MEASURES.margin, 12, MEASURES.margin, 12), spacing=12)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._waits = label(words(_("The charts are being drawn…")), "dim")
        self._scroller.body.addWidget(self._waits)
        self._scroller.body.addLayout(self._grid)
        self._scroller.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroller)
        current.notice().changed.connect(self._redraw)

    def show_facility(self, facility_id: str) -> None:
        """Whose charts are wanted; they are drawn once this pane is looked at."""
        self._id, self._drawn = facility_id, ""
        self._begin()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what is wanted."""
        super().showEvent(event)
        self._shown = True
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is drawn for a pane that nobody looks at."""
        super().hideEvent(event)
        self._shown = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column or two."""
        super().resizeEvent(event)
        self._arrange()

    def _redraw(self) -> None:
        """The colours are others now."""
        self._drawn = ""
        self._begin()

    def _begin(self) -> None:
        wanted = self._id
        if not wanted or not self._shown or self._drawn == wanted:
            return
        self._drawn = wanted
        self._waits.show()
        tokens = current.tokens()
        colours = {name: tokens.colour(role) for name, role in _ROLES.items()}
        work.read(lambda: (wanted, self._model.charts(wanted, colours)), self._show, self)

    def _show(self, found: tuple[str, Sequence[ChartLine]]) -> None:
        wanted, lines = found
        if wanted != self._id:
            return
        self._waits.hide()
        while len(self.panels) < len(lines):
            panel = ChartPanel()
            panel.opened.connect(self.opened)
            self.panels.append(panel)
        for panel, line in zip(self.panels, lines, strict=False):
            panel.put(line)
        self._arrange()

    def _arrange(self) -> None:
        columns = 2 if self.width() >= _TWO_COLUMNS else 1
        for place, panel in enumerate(self.panels):
            self._grid.addWidget(panel, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class ChartPanel(Panel):
    """One chart with its title, its note and links to its records. `opened`: a record id."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._title = Elided("", "h2")
        self.picture = ChartPicture()
        self._note = label("", "small", wrap=True)
        self._links = QWidget()
        self._links.setLayout(row(spacing=12))
        self.body.addWidget(self._title)
        self.body.addWidget(self.picture)
        self.body.addWidget(self._note)
        self.body.addWidget(self._links)

    def put(self, line: ChartLine) -> None:
        """Show another chart."""
        shown = line.chart
        self._title.setText(shown.title)
        self.picture.setVisible(bool(shown.svg))
        if shown.svg:
            self.picture.put(shown.svg, shown.width, shown.height, shown.title, shown.alt)
        self._note.setText(shown.note)
        old = self._links
        self._links = QWidget()
        buttons = [link(text, partial(self.opened.emit, record)) for record, text in line.records]
        self._links.setLayout(row(*buttons, 0, spacing=12))
        self._links.setVisible(bool(buttons))
        self.body.replaceWidget(old, self._links)
        old.deleteLater()
