"""Pages of a PDF as pictures, for the preview in the window: plain bytes, no window library."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sxsh_desktop.output.errors import PreviewError

_PDFIUM = threading.RLock()  # PDFium must not be entered by two threads at once
_WIDEST = 8000


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page drawn: `pixels` are RGBA, 4 bytes each, row by row from the top."""

    width: int
    height: int
    pixels: bytes


class PdfPreview:
    """An open PDF; close it (or use it with `with`) before the file is written again."""

    def __init__(self, path: Path) -> None:
        """Raises PreviewError when the file is missing or no PDF."""
        import pypdfium2

        self._name = path.name
        try:
            with _PDFIUM:
                self._document: Any = pypdfium2.PdfDocument(str(path))
        except (pypdfium2.PdfiumError, OSError) as error:
            raise PreviewError(file=path.name) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        with _PDFIUM:
            return len(self._document)

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page (the first is 0) in points."""
        with _PDFIUM:
            width, height = self._document.get_page_size(page)
        return float(width), float(height)

    def draw(self, page: int, width: int) -> PagePicture:
        """Draw a page (the first is 0) `width` pixels wide on white.

        Raises IndexError for a page that is not there, PreviewError when it cannot be drawn.
        """
        import pypdfium2

        if not 0 <= page < self.pages:
            raise IndexError(page)
        try:
            with _PDFIUM:
                one = self._document[page]
                scale = min(max(width, 1), _WIDEST) / one.get_width()
                bitmap = one.render(scale=scale, rev_byteorder=True, force_bitmap_format=_BGRA)
                picture = PagePicture(bitmap.width, bitmap.height, _tight(bitmap))
                bitmap.close()
                one.close()
        except pypdfium2.PdfiumError as error:
            raise PreviewError(file=self._name) from error
        return picture

    def close(self) -> None:
        """Let go of the file; may be called twice."""
        with _PDFIUM:
            if self._document is not None:
                self._document.close()
                self._document = None


_BGRA = 4  # FPDFBitmap_BGRA; with the bytes turned round it is RGBA


def _tight(bitmap: Any) -> bytes:
    """The pixels without the padding at the end of rows."""
    whole = bytes(bitmap.buffer)
    row = bitmap.width * 4
    if bitmap.stride == row:
        return whole[: row * bitmap.height]
    return b"".join(whole[y * bitmap.stride : y * bitmap.stride + row] for y in range(bitmap.height))
