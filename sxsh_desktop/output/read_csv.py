"""CSV as offices make it: the encoding and the delimiter are found out, never asked for."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.output.errors import FileUnreadableError, NotATableError, TableBrokenError

_PROBE = 1 << 20
_LONGEST_CELL = 4 << 20
_DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, slots=True)
class CsvShape:
    """How a text table is written: encoding as Python names it, delimiter, lines to leave out at the top."""

    encoding: str
    delimiter: str
    skip: int = 0


def shape_of(path: Path) -> CsvShape:
    """Find out encoding and delimiter from the first megabyte (the whole file where UTF-8 is in doubt).

    Raises NotATableError when the bytes are no text, FileUnreadableError when they cannot be had.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_PROBE)
            rest = stream.read(1)
    except OSError as error:
        raise FileUnreadableError(file=path.name, reason=reason_of(error)) from error
    encoding = encoding_of(head, whole=not rest)
    if not encoding:
        raise NotATableError(file=path.name)
    text = head.decode(encoding, errors="ignore")
    hint = re.match(r"\ufeff?\"?sep=(.)\"?\r?\n", text)
    if hint:
        return CsvShape(encoding, hint[1], skip=1)
    return CsvShape(encoding, delimiter_of(text))


def encoding_of(head: bytes, *, whole: bool = True) -> str:
    """The encoding of the bytes: by mark, else UTF-16 by its zero bytes, UTF-8, cp1258, cp1252; "" for none.

    cp1258 (the Vietnamese Windows code page) is told from cp1252 by its tone marks: each must sit on a letter
    that takes it.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        return _utf16(head)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=whole)
    except UnicodeDecodeError:
        return _code_page(head)
    return "utf-8"


def _utf16(head: bytes) -> str:
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    if max(even, odd) * 3 < len(head[:4096]) // 2 or min(even, odd) > max(even, odd) // 8:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _code_page(head: bytes) -> str:
    if re.search(rb"[\x00-\x08\x0e-\x1f]", head):
        return ""
    try:
        text = head.decode("cp1258")
    except UnicodeDecodeError:
        text = ""
    marks = sum(c in _MARKS for c in text)
    left_over = sum(c in _MARKS for c in unicodedata.normalize("NFC", text))
    if marks and left_over * 20 <= marks:
        return "cp1258"
    try:
        head.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return "cp1252"


def delimiter_of(text: str) -> str:
    """The delimiter under which most of the first rows have as many cells as the heading, and many."""
    lines = text.splitlines(keepends=True)[:60]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = sum(width == widths[0] for width in widths) / len(widths) * (1 + min(widths[0], 50) / 100)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def records(path: Path, shape: CsvShape) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with its number (the first line of the file is 1), cells stripped.

    The number counts records, as a spreadsheet shows them, not lines. Raises TableBrokenError.
    """
    number = 0
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open("r", encoding=shape.encoding, newline="") as stream:
            for _skipped in range(shape.skip):
                stream.readline()
                number += 1
            for cells in csv.reader(stream, delimiter=shape.delimiter):
                number += 1
                clean = [nfc(cell).replace("\ufeff", "").strip() for cell in cells]
                if any(clean):
                    yield number, clean
    except (csv.Error, UnicodeDecodeError) as error:
        raise TableBrokenError(file=path.name, row=number + 1) from error
    except OSError as error:
        raise FileUnreadableError(file=path.name, reason=reason_of(error)) from error
