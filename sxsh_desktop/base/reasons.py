"""Reasons that the system and other programs give in their own words, said in ours.

A failure that carries such a reason keeps it as it came (`Reason`), for the details; the sentence that a person
reads takes our words for it, found by pattern, or points to the details when we have none.
Sources of the patterns: POSIX error numbers; pyxform 4.x (errors.py, xls2json.py).
"""

from __future__ import annotations

import errno
import re

from sxsh_desktop.base.words import _, words


class Reason(str):
    """Words of the system or of another program: for the details, never for a sentence."""

    __slots__ = ()


_NETWORK = _("the network does not answer")
_GONE = _("it is not there any more, or was moved")
_FORBIDDEN = _("this account may not read or write it, or another program holds it")
_PROTECTED = _("it is write-protected")
_FULL = _("there is no room left")
_SILENT = _("the stick or disk does not answer; perhaps it was pulled out")
_BUSY = _("another program is using it")
_LONG = _("its name or path is too long")
_FOLDER = _("it is a folder, not a file")
_NO_FOLDER = _("a part of its path is not a folder")
_THERE = _("something of that name is there already")
_BROKEN_BOOK = _("it is no whole .xlsx workbook")

# by POSIX error number, and by the English text for those who kept only that
_SYSTEM: tuple[tuple[str, str, str], ...] = (
    ("ENOENT", "no such file or directory", _GONE),
    ("EACCES", "permission denied", _FORBIDDEN),
    ("EPERM", "operation not permitted", _FORBIDDEN),
    ("EROFS", "read-only file system", _PROTECTED),
    ("ENOSPC", "no space left on device", _FULL),
    ("EDQUOT", "disk quota exceeded", _FULL),
    ("EFBIG", "file too large", _FULL),
    ("EIO", "input/output error", _SILENT),
    ("ENODEV", "no such device", _SILENT),
    ("ENXIO", "no such device or address", _SILENT),
    ("EBUSY", "device or resource busy", _BUSY),
    ("ETXTBSY", "text file busy", _BUSY),
    ("ENAMETOOLONG", "file name too long", _LONG),
    ("EISDIR", "is a directory", _FOLDER),
    ("ENOTDIR", "not a directory", _NO_FOLDER),
    ("EEXIST", "file exists", _THERE),
    ("ETIMEDOUT", "connection timed out", _NETWORK),
    ("ECONNREFUSED", "connection refused", _NETWORK),
    ("ECONNRESET", "connection reset by peer", _NETWORK),
    ("EHOSTUNREACH", "no route to host", _NETWORK),
    ("ENETUNREACH", "network is unreachable", _NETWORK),
)
_BY_NUMBER = {name: said for name, _text, said in _SYSTEM}
_BY_TEXT = {text: said for _name, text, said in _SYSTEM}

_FORMS: tuple[tuple[str, str], ...] = (
    (
        r"List name not in (?:external )?choices sheet: (?P<name>\S+)",
        _("the list {name} is not in the sheet choices"),
    ),
    (r"There should be a choices sheet", _("the sheet choices is missing")),
    (r"Unknown question type '(?P<name>.+?)'", _("the question type {name} is not known")),
    (r"Question with no type", _("a question has no type")),
    (r"Question or group with no name", _("a question or group has no name")),
    (r"The survey element named '(?P<name>.+?)' has no label", _("the question {name} has no label")),
    (r"Missing calculation", _("a calculate question has no formula")),
    (
        r"On the 'survey' sheet, the 'name' value '(?P<name>.+?)' is invalid\. (?:Questions, groups|Repeat names)",
        _("the name {name} occurs twice"),
    ),
    (r".*Choice names must be unique", _("a choice occurs twice in its list")),
    (r".*Choices must have a name", _("a choice has no name")),
    (r".*Choices should have a label", _("a choice has no label")),
    (r".*Could not find the name '(?P<name>.+?)'", _("a formula names {name}, which is no question")),
    (
        r".*Reference variables must start with",
        _("a formula names a question without ${{ or }} around it"),
    ),
    (
        r".*The name '(?P<name>.+?)' appears more than once",
        _("a formula names {name}, which is the name of several questions"),
    ),
    (
        r".*Names must begin with a letter or underscore",
        _("a name holds a blank or sign, or begins with a figure"),
    ),
    (r"Unmatched 'begin_(?P<kind>\w+)'.*name '(?P<name>.+?)'", _("{name} is begun and never ended")),
    (r"Unmatched 'end_(?P<kind>\w+)'", _("a group or repeat is ended that was not begun")),
    (r"You must have a sheet named '(?P<name>.+?)'", _("the sheet {name} is missing")),
    (
        r"Invalid headers provided for sheet: '(?P<sheet>.+?)'.*not found: (?P<name>.+?)\.",
        _("the sheet {sheet} lacks the column {name}"),
    ),
    (
        r"Invalid headers provided for sheet: '(?P<sheet>.+?)'",
        _("the heading row of the sheet {sheet} is not right"),
    ),
    (r"database disk image is malformed|database corruption", _("its parts do not fit together")),
    (r"(?:BadZipFile|InvalidFileException|KeyError|IndexError|ParseError|xlsx)$", _BROKEN_BOOK),
)
_PATTERNS = tuple((re.compile(pattern), said) for pattern, said in _FORMS)
_ROW = re.compile(r"\[row : (?P<row>\d+)\]\s*")
_UNKNOWN = _("the details hold the message")


def reason_of(error: BaseException) -> Reason:
    """Why something failed, as it came: with the error's number where it has one ("ENOSPC: No space left")."""
    text = " ".join(str(getattr(error, "strerror", None) or error).split()) or type(error).__name__
    number = getattr(error, "errno", None)
    name = errno.errorcode.get(number, "") if isinstance(number, int) else ""
    return Reason(f"{name}: {text}" if name else text)


def in_our_words(reason: str) -> str:
    """A reason in the language of the user; "" when we have no words for it."""
    number, _colon, rest = reason.partition(": ")
    known = (
        _BY_NUMBER.get(number) or _BY_TEXT.get(reason.strip().lower()) or _BY_TEXT.get(rest.strip().lower())
    )
    if known:
        return words(known)
    place = _ROW.match(reason)
    text = reason[place.end() :] if place else reason
    for pattern, said in _PATTERNS:
        found = pattern.match(text)
        if found:
            facts = {key: value.replace("'", "") for key, value in found.groupdict().items()}
            told = words(said, **facts) if facts else words(said).replace("{{", "{").replace("}}", "}")
            return words(_("row {row}: {what}"), row=place["row"], what=told) if place else told
    return ""


def spoken(facts: dict[str, object]) -> dict[str, object]:
    """The facts of a failure as its sentences take them: reasons in our words."""
    told = dict(facts)
    for name, value in facts.items():
        if isinstance(value, Reason):
            told[name] = in_our_words(value) or words(_UNKNOWN)
        elif name in ("reason", "what") and isinstance(value, str):
            told[name] = in_our_words(value) or value
    return told
