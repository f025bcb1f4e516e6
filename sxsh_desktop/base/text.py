"""Text as Vietnamese readers type, search and sort it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_D_STROKE = str.maketrans({"đ": "d", "Đ": "D"})
_NOT_FILE_SAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_WINDOWS_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$")

# The Vietnamese alphabet, and the order of its five tone marks (TCVN; level tone first).
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: index for index, letter in enumerate(_LETTERS)}
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def nfc(text: str) -> str:
    """Composed form: every text is brought to it at every door (macOS files and some editors send NFD)."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """For search without accents: "Đồng Tháp" and "dong thap" fold to the same.

    NFD, marks dropped, case folded, đ to d (đ does not decompose, so SQLite's own folding misses it),
    runs of white space to one blank.
    """
    return " ".join("".join(map(_folded, text)).split())


@lru_cache(maxsize=8192)
def _folded(letter: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return bare.translate(_D_STROKE).casefold()


def sort_key(text: str) -> str:
    """A key that sorts Vietnamese right under plain comparison: letters first, then tones, then case.

    SQLite and Python sort by code point; the key is stored beside the text so that SQL can sort by it.
    """
    ranks = [_rank(letter) for letter in unicodedata.normalize("NFC", text).lower()]
    return "".join([letter for letter, _tone in ranks]) + "\x01" + "".join([tone for _letter, tone in ranks])


@lru_cache(maxsize=8192)
def _rank(lower: str) -> tuple[str, str]:
    """A lower-case letter's place in the alphabet, and its tone."""
    tone, rest = 0, ""
    for c in unicodedata.normalize("NFD", lower):
        if c in _TONE_RANK:
            tone = _TONE_RANK[c]
        else:
            rest += c
    letter = unicodedata.normalize("NFC", rest)
    rank = _LETTER_RANK.get(letter)
    return (f"b{rank:02d}" if rank is not None else f"a{letter}"), str(tone)


def safe_file_name(text: str, longest: int = 80) -> str:
    """A file name that Windows, Linux and every stick's file system take; never empty."""
    name = _NOT_FILE_SAFE.sub("-", fold(text).replace(" ", "-")).strip(". -")[:longest].rstrip(". ")
    if not name or _WINDOWS_DEVICES.match(name):
        name = f"_{name}"
    return name


def spreadsheet_safe(text: str) -> str:
    """A cell that begins with = + - @ (or a control) must stay text in a spreadsheet, never a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
