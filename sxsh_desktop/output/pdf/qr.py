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


def draw(canvas: Any, text: str, x: float, y: float, side: float) -> None:
    """Draw the code into a square whose lower left corner is (x, y), as one filled path."""
    rows = modules(text)
    unit = side / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        bottom = y + side - (number + 1) * unit
        start = None
        for column, dark in enumerate((*row, False)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(x + start * unit, bottom, (column - start) * unit, unit)
                start = None
    canvas.drawPath(path, stroke=0, fill=1)
