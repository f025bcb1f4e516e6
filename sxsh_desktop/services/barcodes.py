"""Barcodes and QR codes read from a photo or a scan: what a question of type barcode takes beside typing."""

from __future__ import annotations

from pathlib import Path

from sxsh_desktop.base.text import nfc
from sxsh_desktop.services.fill_errors import PictureUnreadableError

_LARGEST_PIXELS = 120_000_000  # a picture that claims more is refused before it is unpacked
_ENOUGH = 3000  # pixels on a side: a larger photo is read no better, only later


def read_codes(picture: Path) -> tuple[str, ...]:
    """The texts of all codes in a picture, from top to bottom, each once; () when there is none.

    Every kind that zxing-cpp knows: EAN, UPC, Code 39/93/128, ITF, Codabar, QR, Data Matrix, Aztec, PDF417.
    Raises PictureUnreadableError.
    """
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(picture) as opened:
            if opened.width * opened.height > _LARGEST_PIXELS:
                raise PictureUnreadableError(file=picture.name)
            opened.draft("L", (_ENOUGH, _ENOUGH))
            grey = opened.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError, OSError) as error:
        raise PictureUnreadableError(file=picture.name) from error
    grey.thumbnail((_ENOUGH, _ENOUGH))
    found = sorted(zxingcpp.read_barcodes(grey), key=lambda one: one.position.top_left.y)
    return tuple(dict.fromkeys(text for one in found if (text := nfc(one.text).strip())))
