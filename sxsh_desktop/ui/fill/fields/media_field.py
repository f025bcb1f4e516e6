"""Photos, sounds, films and files: chosen, dropped or pasted, shown with a small picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageReader,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import files
from sxsh_desktop.ui.fill.fields.field import Field, FieldSpec
from sxsh_desktop.ui.fill.look import hint_label, plain_button, small_button, tool_button
from sxsh_desktop.ui.theme import icons

_THUMB = QSize(112, 72)
# Kept files have no ending, and Qt's own guess takes some of them for another format: how each begins.
_BEGINNINGS = (
    (0, b"\x89PNG", b"png"),
    (0, b"\xff\xd8\xff", b"jpeg"),
    (8, b"WEBP", b"webp"),
    (0, b"BM", b"bmp"),
    (0, b"II*\0", b"tiff"),
    (0, b"MM\0*", b"tiff"),
    (0, b"GIF8", b"gif"),
)
_FILTERS = {
    "image": (_("Photos"), "*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff"),
    "audio": (_("Recordings"), "*.mp3 *.m4a *.wav *.ogg *.amr *.aac"),
    "video": (_("Films"), "*.mp4 *.mov *.avi *.3gp *.mkv *.webm"),
}


class MediaField(Field):
    """An upload. It hands over the path of what was chosen; what is kept comes back through `show_file`."""

    span = 3
    file_given = Signal(Path)

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._kind = spec.mediatype.partition("/")[0] if "/" in spec.mediatype else "file"
        self._file: Path | None = None
        self._pasted = QTemporaryDir()
        self._count = 0
        self.setAcceptDrops(True)
        self.line = line = QHBoxLayout()
        line.setSpacing(6)
        self.thumb = QLabel(self)
        self.thumb.hide()
        picture = self._kind == "image"
        self.choose = plain_button("photo" if picture else "folder", self._choose_words(), self)
        self.paste = tool_button("copy", words("Paste (Ctrl+V)"), self)
        self.view = small_button(words("Open"), self)
        self.remove = small_button(words("Take out"), self)
        self.said = hint_label("", self)
        for part in (self.thumb, self.choose, self.paste, self.view, self.remove):
            line.addWidget(part)
        line.addWidget(self.said, 1)
        self.body.addLayout(line)
        self.choose.clicked.connect(self.open_dialog)
        self.paste.clicked.connect(self.paste_in)
        self.view.clicked.connect(self._open)
        self.remove.clicked.connect(lambda: self.tell(""))
        self.show_file("", None)

    def _choose_words(self) -> str:
        return {
            "image": words("Choose a photo…"),
            "audio": words("Choose a recording…"),
            "video": words("Choose a film…"),
        }.get(self._kind, words("Choose a file…"))

    def _other_words(self) -> str:
        return words(_("Another photo…")) if self._kind == "image" else words(_("Another file…"))

    def show_file(self, text: str, file: Path | None) -> None:
        """Show the stored answer and the file that it names."""
        self._shown, self._file = text, file
        has = bool(text)
        for part in (self.view, self.remove):
            part.setVisible(has)
        self.paste.setVisible(not has)
        picture = thumbnail(file) if has and file is not None and self._kind == "image" else None
        self.thumb.setVisible(picture is not None)
        if picture is not None:
            self.thumb.setPixmap(picture)
        elif has:
            self.thumb.setPixmap(icons.pixmap("form", "dim", 32))
            self.thumb.show()
        self.said.setText(words(_("or drop it here, or paste it (Ctrl+V)")) if not has else _size_words(file))
        self.choose.setText(self._other_words() if has else self._choose_words())

    def show_value(self, text: str) -> None:
        self.show_file(text, self._file if text == self._shown else None)

    def open_dialog(self) -> None:
        """Choose a file of the kind that the question asks for."""
        kind, patterns = _FILTERS.get(self._kind, ("", ""))
        chosen = files.ask_one(self, self._choose_words().rstrip("…"), words(kind) if kind else "", patterns)
        if chosen is not None:
            self.file_given.emit(chosen)

    def paste_in(self) -> None:
        """Take the picture or the file that was copied elsewhere."""
        self._take(QGuiApplication.clipboard().mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V pastes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_in()
            return
        super().keyPressEvent(event)

    def _take(self, data: QMimeData | None) -> bool:
        if data is None:
            return False
        for url in data.urls():
            if url.isLocalFile():
                self.file_given.emit(Path(url.toLocalFile()))
                return True
        image = data.imageData() if data.hasImage() else None
        if isinstance(image, QPixmap):
            image = image.toImage()
        if isinstance(image, QImage) and not image.isNull():
            self.give_image(image)
            return True
        self.said.setText(words("Nothing that was copied fits here"))
        return False

    def give_image(self, image: QImage, ending: str = "png", quality: int = -1) -> None:
        """Hand over a picture that is in no file yet."""
        self._count += 1
        target = Path(self._pasted.path()) / f"picture-{self._count}.{ending}"
        if image.save(str(target), None, quality):
            self.file_given.emit(target)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if self.isEnabled() and (data.hasUrls() or data.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._take(event.mimeData()):
            event.acceptProposedAction()
        else:
            self.said.setText(words("What was dropped here cannot be used"))

    def _open(self) -> None:
        if self._file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))

    def set_readonly(self, on: bool) -> None:
        for part in (self.choose, self.paste, self.remove):
            part.setEnabled(not on)

    def focus_target(self) -> QWidget:
        return self.choose


def thumbnail(file: Path | None) -> QPixmap | None:
    """A small picture of an image file, decoded at the small size; None when it cannot be read."""
    if file is None or not file.exists():
        return None
    kind = format_of(file)
    if not kind:
        return None
    reader = QImageReader(str(file), QByteArray(kind))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(_THUMB, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)


def format_of(file: Path) -> bytes:
    """The image format that the first bytes of a file say; b"" for none that we show."""
    try:
        with file.open("rb") as stream:
            head = stream.read(16)
    except OSError:
        return b""
    return next((kind for at, mark, kind in _BEGINNINGS if head[at : at + len(mark)] == mark), b"")


def _size_words(file: Path | None) -> str:
    if file is None or not file.exists():
        return words("The file is not here")
    return f"{max(1, round(file.stat().st_size / 1000))}\u00a0kB"
