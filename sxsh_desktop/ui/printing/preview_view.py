"""The preview: two A4 pages side by side (one where there is little room), drawn as they come into sight."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.printing_preview import PagePicture, PdfPreview, open_preview
from sxsh_desktop.ui import say, work
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.widgets.buttons import tool
from sxsh_desktop.ui.widgets.states import EmptyList
from sxsh_desktop.ui.widgets.text import Panel, label

_TWO_PAGES_FROM = 760
_GAP, _MARGIN = 18, 10
_A4 = 297 / 210


class Pages(QWidget):
    """One or two pages, fitted into the height or zoomed."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.first, self.count = 0, 0
        self._images: dict[int, QImage] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 300)

    @property
    def shown(self) -> int:
        """How many pages stand side by side."""
        return 2 if self.width() >= _TWO_PAGES_FROM else 1

    def page_width(self) -> int:
        """Logical pixels of a page's width."""
        room = (self.width() - 2 * _MARGIN - _GAP * (self.shown - 1)) // self.shown
        return max(120, min(room, round((self.height() - 2 * _MARGIN) / _A4)))

    def put(self, count: int) -> None:
        """Another document."""
        self.first, self.count = 0, count
        self._images.clear()
        self.update()

    def show_image(self, page: int, image: QImage) -> None:
        """A page was drawn."""
        self._images[page] = image
        self.update()

    def has(self, page: int) -> bool:
        """Whether a page is at hand in the present size."""
        ratio = self.devicePixelRatioF()
        image = self._images.get(page)
        return image is not None and abs(image.width() - round(self.page_width() * ratio)) <= 1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paper with a thin edge; a page that is not drawn yet is white."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        wide = self.page_width()
        tall = round(wide * _A4)
        whole = wide * self.shown + _GAP * (self.shown - 1)
        left = max((self.width() - whole) // 2, 0)
        for place in range(self.shown):
            page = self.first + place
            if page >= self.count:
                break
            rect = QRect(left + place * (wide + _GAP), _MARGIN, wide, tall)
            painter.fillRect(rect, Qt.GlobalColor.white)  # paper is white in the dark theme too
            if page in self._images:
                painter.drawImage(rect, self._images[page])
            painter.setPen(current.colour("ctl"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn pages."""
        self.turned.emit(-1 if event.angleDelta().y() > 0 else 1)


class Preview(QWidget):
    """Tool line and pages. `show_file` takes a PDF; the file is held open until the next one."""

    def __init__(self) -> None:
        super().__init__()
        self._pdf: PdfPreview | None = None
        self._drawing = False
        self.pages = Pages()
        self.pages.turned.connect(self.turn)
        self._where, self._note = label(""), label("", "dim")
        up = tool("chevron-up", words(_("Earlier pages")), lambda: self.turn(-1))
        down = tool("chevron-down", words(_("Later pages")), lambda: self.turn(1))
        head = Panel("head", across=True, margins=(14, 0, 14, 0))
        head.setFixedHeight(44)
        head.add(up, down, self._where, 0, self._note)
        self._empty = EmptyList("printer", words(_("Nothing to show yet")), " ", framed=False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.pages)
        desk = Panel("desk")
        desk.body.addWidget(self._stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(desk, 1)

    def show_nothing(self, why: str) -> None:
        """Say why there is no preview."""
        self.close_file()
        self._empty.say(words(_("Nothing to show yet")), why)
        self._stack.setCurrentIndex(0)
        self._where.setText("")
        self._note.setText("")

    def show_file(self, file: Path, note: str) -> None:
        """Show a PDF."""
        self.close_file()
        self._pdf = open_preview(file)
        self.pages.put(self._pdf.pages)
        self._note.setText(note)
        self._stack.setCurrentIndex(1)
        self._tell()

    def close_file(self) -> None:
        """Let go of the PDF."""
        if self._pdf is not None:
            self._pdf.close()
            self._pdf = None

    def page_count(self) -> int:
        """How many pages the document has."""
        return self._pdf.pages if self._pdf is not None else 0

    def turn(self, step: int) -> None:
        """Go on or back by what stands side by side."""
        wanted = self.pages.first + step * self.pages.shown
        if 0 <= wanted < self.pages.count:
            self.pages.first = wanted
            self.pages.update()
            self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pages in their new size."""
        super().resizeEvent(event)
        self._draw_missing()

    def _tell(self) -> None:
        last = min(self.pages.first + self.pages.shown, self.pages.count)
        self._where.setText(
            words(
                _("Pages {first}–{last} of {count}"),
                first=self.pages.first + 1,
                last=last,
                count=say.count(self.pages.count),
            )
        )
        self._draw_missing()

    def _draw_missing(self) -> None:
        if self._pdf is None or self._drawing:
            return
        shown = range(self.pages.first, min(self.pages.first + self.pages.shown, self.pages.count))
        page = next((one for one in shown if not self.pages.has(one)), None)
        if page is None:
            return
        pdf, wide = self._pdf, round(self.pages.page_width() * self.devicePixelRatioF())
        self._drawing = True
        work.read(lambda: (page, pdf, pdf.draw(page, wide)), self._drawn, self, lambda _error: self._stop())

    def _drawn(self, found: tuple[int, PdfPreview, PagePicture]) -> None:
        self._drawing = False
        page, pdf, picture = found
        if pdf is self._pdf:
            image = QImage(
                picture.pixels,
                picture.width,
                picture.height,
                picture.width * 4,
                QImage.Format.Format_RGBA8888,
            )
            self.pages.show_image(page, image.copy())
        self._draw_missing()

    def _stop(self) -> None:
        self._drawing = False


def splitter_body(left: QWidget, right: QWidget) -> QHBoxLayout:
    """A pane of fixed width at the left, the rest at the right."""
    body = QHBoxLayout()
    body.setContentsMargins(0, 0, 0, 0)
    body.setSpacing(0)
    body.addWidget(left)
    body.addWidget(right, 1)
    return body
