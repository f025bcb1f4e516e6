"""QR codes drawn onto a canvas."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_MASK = 4  # any mask is read; choosing the best of eight takes eight times as long


@lru_cache(maxsize=512)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The dark (True) and light modules of a code that holds `text` (error correction M, 15 %)."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.version = code.calculate_version()
    code.makeImpl(False, _MASK)
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


@lru_cache(maxsize=512)
def _bars(text: str) -> tuple[int, str]:
    """How many modules a side has, and the dark runs as PDF rectangles, one module being one unit."""
    rows = modules(text)
    size = len(rows)
    bars = []
    for number, row in enumerate(rows):
        start = -1
        for column, dark in enumerate((*row, False)):
            if dark and start < 0:
                start = column
            elif not dark and start >= 0:
                bars.append(f"{start} {size - number - 1} {column - start} 1 re")
                start = -1
    return size, " ".join(bars)


def draw(canvas: Any, text: str, x: float, y: float, side: float) -> None:
    """Draw the code into a square whose lower left corner is (x, y).

    Written as PDF operators: as a path of the library it took a third of the time of a page.
    """
    size, bars = _bars(text)
    unit = side / size
    canvas.addLiteral(f"q {unit:.4f} 0 0 {unit:.4f} {x:.2f} {y:.2f} cm {bars} f Q")
