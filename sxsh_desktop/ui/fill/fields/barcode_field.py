"""A barcode: typed (or sent by a hand scanner, which types), or read from a photo."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTemporaryDir
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from shiboken6 import isValid

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import barcodes
from sxsh_desktop.ui.fill.fields.field import FieldSpec
from sxsh_desktop.ui.fill.fields.text_field import LineField
from sxsh_desktop.ui.fill.look import hint_label, small_button
from sxsh_desktop.ui.jobs import Job

_PICTURES = "(*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff)"


class BarcodeField(LineField):
    """One line, and a button that takes a picture; a picture may be dropped on the field as well."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._dropped = QTemporaryDir()
        self.read = small_button(words(_("Read from a photo…")), self, "photo")
        self.read.clicked.connect(self.open_dialog)
        self.said = hint_label("", self)
        self.said.hide()
        self.body.addWidget(self.read)
        self.body.addWidget(self.said)
        self.setAcceptDrops(True)

    def open_dialog(self) -> None:
        """Choose the photo."""
        title = words(_("Read from a photo…")).rstrip("…")
        name, _filter = QFileDialog.getOpenFileName(self, title, "", f"{title} {_PICTURES};;* (*)")
        if name:
            self.read_file(Path(name))

    def read_file(self, picture: Path) -> None:
        """Look for codes in a picture, beside the window's work."""
        self._say(words(_("Looking for a code…")))
        job = Job(lambda _progress: barcodes.read_codes(picture), quiet=True)
        job.succeeded.connect(self._found)
        job.refused.connect(self._refused)
        job.start()

    def _refused(self, error: UserError) -> None:
        if isValid(self):
            self._say(" ".join(error.explain()))

    def _found(self, codes: tuple[str, ...]) -> None:
        if not isValid(self):
            return
        if not codes:
            self._say(
                words(_("No code was found in this picture. Take it closer and straight, or type the code."))
            )
        elif len(codes) == 1:
            self.take(codes[0])
        else:
            self._say(words(_("Several codes were found; choose one.")))
            menu = QMenu(self)
            for code in codes:
                menu.addAction(code, partial(self.take, code))
            menu.popup(self.read.mapToGlobal(self.read.rect().bottomLeft()))

    def take(self, code: str) -> None:
        """Answer with a code that was read."""
        self._say("")
        self.edit.setText(code)
        self.commit()

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def set_readonly(self, on: bool) -> None:
        super().set_readonly(on)
        self.read.setEnabled(not on)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if self.read.isEnabled() and (data.hasUrls() or data.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file, or a picture from another program."""
        data = event.mimeData()
        local = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        image = data.imageData() if data.hasImage() else None
        if local:
            self.read_file(Path(local[0]))
        elif isinstance(image, QImage | QPixmap):
            target = Path(self._dropped.path()) / "picture.png"
            if image.save(str(target)):
                self.read_file(target)
        else:
            return
        event.acceptProposedAction()
