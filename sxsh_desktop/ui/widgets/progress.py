"""Bars: how far a long work is, how complete a form is, where an indicator stands."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.theme import current, fonts
from sxsh_desktop.ui.widgets.buttons import ordinary
from sxsh_desktop.ui.widgets.text import Elided, column, label, repolish, row


class Bar(QProgressBar):
    """A bar 6 px high. `complete` green only when the bar means completeness."""

    def __init__(self, done: int = 0, total: int = 100) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setFixedHeight(6)
        self.show_progress(done, total)

    def show_progress(self, done: int, total: int, *, completeness: bool = False) -> None:
        """Show `done` of `total`; a total of 0 means that nobody knows how much it will be."""
        self.setRange(0, total)
        self.setValue(min(done, total))
        wanted = "true" if completeness and total and done >= total else "false"
        if self.property("complete") != wanted:
            self.setProperty("complete", wanted)
            repolish(self)


def percent(done: int, total: int) -> str:
    """Whole per cent with a blank before the sign."""
    return f"{100 * done // total} %" if total else ""


def time_left(seconds: float) -> str:
    """About how long, in words that need no second look."""
    if seconds < 8:
        return words(_("a few seconds left"))
    if seconds < 55:
        return words(_("about {n} seconds left"), n=round(seconds / 10) * 10)
    return words(_("about {n} min left"), n=max(1, round(seconds / 60)))


class ProgressPanel(QWidget):
    """What is being done, per cent, time left, and the button that stops it ("Dừng")."""

    stopped = Signal()

    def __init__(self, what: str = "") -> None:
        super().__init__()
        self._what, self._share, self._left = Elided(what), label("", "strong"), label("", "small")
        self.bar = Bar(0, 0)
        self.stop = ordinary(words(_("Stop")), self._stop)
        self._since = time.monotonic()
        head = row(self._what, self._share)
        head.setStretch(0, 1)
        line = row(self.bar, self.stop, spacing=14)
        line.setStretch(0, 1)
        self.setLayout(column(head, line, self._left, spacing=4))

    def begin(self, what: str) -> None:
        """Start counting the time of a new work."""
        self._since = time.monotonic()
        self.stop.setEnabled(True)
        self.advance(0, 0, what)

    def advance(self, done: int, total: int, what: str) -> None:
        """Show a step, as `Progress.step` reports it."""
        self._what.setText(what)
        self.bar.show_progress(done, total)
        self._share.setText(percent(done, total))
        spent = time.monotonic() - self._since
        enough = total and done and spent > 1.0
        self._left.setText(time_left(spent * (total - done) / done) if enough else "")

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self._left.setText(words(_("Stopping at the next safe place…")))
        self.stopped.emit()


class IndicatorBar(QWidget):
    """0 to 100: sure up to the lower bound, possible up to the upper, and a mark at the target.

    The three figures are shares from 0 to 1; `target` None draws no mark.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(34)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lower = self._upper = 0.0
        self._target: float | None = None
        self._mark = ""

    def show_values(self, lower: float, upper: float, target: float | None, mark: str) -> None:
        """Show other figures; `mark` is the word at the target."""
        self._lower, self._upper, self._target, self._mark = lower, upper, target, mark
        self.setAccessibleName(f"{lower:.1%} – {upper:.1%} {mark}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the three parts, the mark and its word."""
        painter = QPainter(self)
        width = self.width()
        for share, role in ((1.0, "off_bg"), (self._upper, "ctl"), (self._lower, "accent")):
            painter.fillRect(QRectF(0, 6, width * min(max(share, 0.0), 1.0), 8), current.colour(role))
        if self._target is None:
            return
        at = min(max(width * self._target, 1), width - 1)
        painter.fillRect(QRectF(at - 1, 0, 2, 19), current.colour("text"))
        small: QFont = fonts.font("small")
        painter.setFont(small)
        painter.setPen(current.colour("dim"))
        wide = painter.fontMetrics().horizontalAdvance(self._mark)
        left = min(max(at - wide, 0), width - wide)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, 18, wide + 2, 16), int(flags), self._mark)
