"""The panel of one indicator: figure, verdict, bar, four figures that are links, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import say
from sxsh_desktop.ui.indicators.indicators_model import Card
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.progress import IndicatorBar
from sxsh_desktop.ui.widgets.states import Badge
from sxsh_desktop.ui.widgets.text import Panel, label, row

_HEIGHT, _WIDTH_LEAST = 212, 256


class CardsRow(QScrollArea):
    """The panels beside one another; where they do not fit they are moved sideways rather than pressed together."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        inner = QWidget()
        inner.setProperty("ground", "clear")
        self.line = QHBoxLayout(inner)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(MEASURES.gap)
        self.setWidget(inner)
        self.setFixedHeight(_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for the bar below the panels, where it is needed."""
        super().resizeEvent(event)
        needed = self.line.minimumSize().width() > event.size().width()
        bar = self.horizontalScrollBar().sizeHint().height() if needed else 0
        self.setFixedHeight(_HEIGHT + bar)


class IndicatorCard(Panel):
    """`asked` sends the indicator and which of its lists ("yes", "unknown", …)."""

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=2, parent=parent)
        self._id = ""
        self.setMinimumWidth(_WIDTH_LEAST)
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._title = label("", "strong", wrap=True)
        self._title.setFixedHeight(40)
        self._title.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._figure, self._badge, self._bar = label("", "big"), Badge(), IndicatorBar()
        self._sentence = label("", "small", wrap=True)
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.setHorizontalSpacing(6)
        self._links: dict[str, Button] = {}
        names = (("yes", _("Met")), ("all", _("In all")), ("unknown", _("Unknown")), ("bounds", _("Range")))
        for at, (key, name) in enumerate(names):
            button = Button(" ", kind="figure")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, asked=key: self._ask(asked))
            self._links[key] = button
            grid.addWidget(label(words(name), "small"), 0, at)
            grid.addWidget(button, 1, at)
            grid.setColumnStretch(at, 1)
        self.add(self._title, row(self._figure, 0, self._badge), self._bar, grid, 2, self._sentence, 0)

    @property
    def indicator(self) -> str:
        """Which indicator is shown."""
        return self._id

    def show_card(self, card: Card) -> None:
        """Show an indicator."""
        self._id = card.id
        self._title.setText(card.title)
        self.setToolTip(card.definition)
        self.setAccessibleName(f"{card.title}: {card.headline}")
        self._figure.setText(card.headline)
        self._badge.show_state(card.state, card.verdict)
        mark = words(_("target {share}"), share=say.share(card.target, 0)) if card.target is not None else ""
        target = float(card.target) if card.target is not None else None
        self._bar.show_values(float(card.lower or 0), float(card.upper or 0), target, mark)
        for key, text in (
            ("yes", card.yes),
            ("all", card.total),
            ("unknown", card.unknown),
            ("bounds", card.bounds),
        ):
            self._links[key].setText(text)
        self._sentence.setText(card.sentence)
        self._sentence.setToolTip(card.sentence)

    def _ask(self, key: str) -> None:
        self.asked.emit(self._id, "all" if key == "bounds" else key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or space chooses the panel."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
