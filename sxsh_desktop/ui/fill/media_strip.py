"""Pictures, sounds and films of the form itself, below the words that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.fill_values import Shown
from sxsh_desktop.ui import files
from sxsh_desktop.ui.fill.fields.media_field import thumbnail
from sxsh_desktop.ui.fill.flow import FlowBox
from sxsh_desktop.ui.fill.look import hint_label, small_button


class Picture(QWidget):
    """A picture with the words of its choice; a click opens it as large as it is."""

    def __init__(self, shown: Shown, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file = file
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        picture = QLabel(self)
        small = thumbnail(file)
        if small is not None:
            picture.setPixmap(small)
        else:
            picture.setText(file.name)
        layout.addWidget(picture)
        if shown.words:
            layout.addWidget(hint_label(shown.words, self))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(words(_("Open the picture")))
        self.setAccessibleName(shown.words or words(_("Picture of the question")))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            files.show(self.file)


class MediaStrip(FlowBox):
    """What goes with one question, side by side."""

    def __init__(self, found: Sequence[tuple[Shown, Path]], parent: QWidget | None = None) -> None:
        super().__init__(parent, across=12, down=6)
        for shown, file in found:
            if shown.kind == "image":
                self.add(Picture(shown, file, self))
                continue
            text = words(_("Listen")) if shown.kind == "audio" else words(_("Watch"))
            button = small_button(text, self, "note")
            button.setToolTip(file.name)
            button.clicked.connect(lambda _on=False, one=file: files.show(one))
            self.add(button)
