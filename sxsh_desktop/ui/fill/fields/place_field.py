"""Places, lines and areas: typed, or read from a file of a GPS device or a phone. No map is needed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from sxsh_desktop.base.words import words
from sxsh_desktop.ui import files
from sxsh_desktop.ui.fill.fields.field import EntryLine, Field, FieldSpec
from sxsh_desktop.ui.fill.fields.places import read_place, read_track, show_place
from sxsh_desktop.ui.fill.fields.text_field import LongText
from sxsh_desktop.ui.fill.look import hint_label, plain_button


class PlaceField(Field):
    """A geopoint: latitude and longitude."""

    span = 3

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.edit = EntryLine(self)
        self.edit.setPlaceholderText("10,4567; 105,6789")
        self.edit.setFixedWidth(250)
        self.file = plain_button("pin", words("From a file…"), self)
        self.file.setToolTip(words("GPX or KML from a GPS device or a phone"))
        line.addWidget(self.edit)
        line.addWidget(self.file)
        line.addStretch(1)
        self.body.addLayout(line)
        self.said = hint_label("", self)
        self.said.hide()
        self.body.addWidget(self.said)
        self.edit.textEdited.connect(lambda _text: self.wrote.emit())
        self.edit.editingFinished.connect(self.commit)
        self.file.clicked.connect(self._choose)

    def show_value(self, text: str) -> None:
        super().show_value(text)
        self.edit.setText(show_place(text))
        self.edit.setModified(False)

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)
        self.file.setVisible(not on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.isModified()

    def commit(self) -> None:
        if not self.edit.isModified():
            return
        typed = self.edit.text().strip()
        place = read_place(typed)
        self.tell(f"{place} 0 0" if place else typed)
        self.show_value(self._shown)

    def _choose(self) -> None:
        chosen = files.ask_one(self, words("Read a place from a file"), *_FILES)
        if chosen is not None:
            self.take_file(chosen)

    def take_file(self, file: Path) -> None:
        """Take the first place of the file, or say that it holds none."""
        points = points_of(file)
        self.said.setVisible(not points)
        if points:
            self.tell(points[0])
            self.show_value(self._shown)
        else:
            self.said.setText(words("No places found in {file}", file=file.name))


_FILES = ("GPX, KML, TXT, CSV", "*.gpx *.kml *.txt *.csv")


def points_of(file: Path) -> list[str]:
    """The places of a file; none when it cannot be read."""
    try:
        return read_track(file.read_bytes())
    except (OSError, ValueError):
        return []


class TrackField(Field):
    """A geotrace or geoshape: one place a line; an area is closed by itself."""

    span = 3

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = LongText(self)
        self.edit.setPlaceholderText(words("One place a line (Alt+Enter): 10,4567; 105,6789"))
        self.body.addWidget(self.edit)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.file = plain_button("pin", words("From a file…"), self)
        self.said = hint_label("", self)
        line.addWidget(self.file)
        line.addWidget(self.said, 1)
        self.body.addLayout(line)
        self.file.clicked.connect(self._choose)
        self.edit.textChanged.connect(self._typed)
        self.edit.left.connect(self.commit)

    def _typed(self) -> None:
        if self.edit.document().isModified():
            self.wrote.emit()

    def show_value(self, text: str) -> None:
        super().show_value(text)
        points = [point for point in text.split(";") if point.strip()]
        readable = all(read_place(point) for point in points)
        self.edit.setPlainText("\n".join(show_place(one) for one in points) if readable else text)
        self.edit.document().setModified(False)
        self.said.setText(words("{count} places", count=len(points)) if points else "")

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)
        self.file.setVisible(not on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.document().isModified()

    def commit(self) -> None:
        if not self.is_edited():
            return
        lines = [line for line in self.edit.toPlainText().splitlines() if line.strip()]
        points = [read_place(line) for line in lines]
        self._keep([f"{one} 0 0" for one in points] if all(points) else None, self.edit.toPlainText())
        self.show_value(self._shown)

    def _keep(self, points: list[str] | None, typed: str) -> None:
        if points is None:
            self.tell(typed.strip())
            return
        if self.spec.datatype == "geoshape" and len(points) > 2 and points[0] != points[-1]:
            points = [*points, points[0]]
        self.tell(";".join(points))

    def _choose(self) -> None:
        chosen = files.ask_one(self, words("Read places from a file"), *_FILES)
        if chosen is not None:
            self.take_file(chosen)

    def take_file(self, file: Path) -> None:
        """Take all places of the file, or say that it holds none."""
        points = points_of(file)
        if points:
            self._keep(points, "")
            self.show_value(self._shown)
        else:
            self.said.setText(words("No places found in {file}", file=file.name))
