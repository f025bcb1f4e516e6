"""The place where bundles are dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.widgets.text import IconLabel, column, label


class DropArea(QFrame):
    """Takes .sxsh files that are dropped on it."""

    dropped = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setFixedHeight(58)
        text = column(
            label(words(_("Drop .sxsh bundles here"))),
            label(words(_("or open the folder of the stick")), "small"),
            spacing=0,
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 4)
        layout.addStretch(1)
        layout.addWidget(IconLabel("import", "dim", 24))
        layout.addSpacing(8)
        layout.addLayout(text)
        layout.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Send the files."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """White ground, dashed edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(current.colour("base"))
        painter.setPen(QPen(current.colour("ctl"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
