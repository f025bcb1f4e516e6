"""The catalogue: every sentence that a person reads passes through here.

Message ids are English sentences; `resources/translations/<language>/*.po` hold the other languages, one
file a room, compiled together into `sxsh.mo` by `packaging/dev.py words`. English needs no catalogue.
"""

from __future__ import annotations

import gettext
import re
from functools import lru_cache

from sxsh_desktop.base import paths

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"

_current = DEFAULT_LANGUAGE

_SINGULAR = {
    "answers": "answer",
    "bundles": "bundle",
    "columns": "column",
    "days": "day",
    "devices": "device",
    "drafts": "draft",
    "entries": "entry",
    "facilities": "facility",
    "facts": "fact",
    "fields": "field",
    "files": "file",
    "forms": "form",
    "officers": "officer",
    "pages": "page",
    "pairs": "pair",
    "photos": "photo",
    "pieces": "piece",
    "problems": "problem",
    "questions": "question",
    "records": "record",
    "rows": "row",
    "things": "thing",
    "versions": "version",
    "visits": "visit",
}
_VERBS = {
    " are": " is",
    " differ": " differs",
    " go": " goes",
    " wait": " waits",
    " were": " was",
    " have": " has",
}
_ONE = re.compile(
    rf"(?<![\d.,/–-])\b1 ((?:new |other |earlier |later |different )?)({'|'.join(_SINGULAR)})\b"
    rf"((?:{'|'.join(_VERBS)})?)\b"
)


def _(msgid: str) -> str:
    """Mark a sentence for the catalogue and leave it as it is; `words` translates it when it is shown."""
    return msgid


def set_language(language: str) -> None:
    """Choose the language of every later `words`; raises ValueError for a language without a catalogue."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}")
    _current = language


def language() -> str:
    """The language now chosen: "vi" or "en"."""
    return _current


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    file = paths.resources() / "translations" / language / "sxsh.mo"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def words(msgid: str, /, **facts: object) -> str:
    """The sentence in the language of the user, with its facts filled in."""
    return words_in(_current, msgid, **facts)


def words_in(language: str, msgid: str, /, **facts: object) -> str:
    """The sentence in a named language: for documents whose language is not the window's."""
    text = msgid if language == "en" or not msgid else _catalogue(language).gettext(msgid)
    told = text.format(**facts) if facts else text
    return _one(told) if facts and language == "en" else told


def _one(text: str) -> str:
    """English of one: "1 files on the shelf" reads "1 file on the shelf"; Vietnamese has no plural."""
    return _ONE.sub(lambda found: f"1 {found[1]}{_SINGULAR[found[2]]}{_VERBS.get(found[3], found[3])}", text)


def is_translated(language: str, msgid: str) -> bool:
    """Whether the catalogue of `language` holds this sentence (a catalogue that is missing holds none)."""
    catalogue = _catalogue(language)
    return language == "en" or (
        isinstance(catalogue, gettext.GNUTranslations) and msgid in vars(catalogue)["_catalog"]
    )
