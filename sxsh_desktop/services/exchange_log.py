"""Nhật ký gửi nhận: what left and what came, who was trusted, what failed; for people, kept on this computer.

One JSON line each in `exchange-log.jsonl` of the store's folder: moment, kind, facts. The sentence is made when
it is read, in the language of the reader. Never a password, never an answer of a record.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.errors import UserError, all_user_errors
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.text import fold
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.table_export import export_table

_FILE = "exchange-log.jsonl"
_SENTENCES = {
    "made": _(
        "Bundle made for {recipient}, laid in {place}: {file}, {records} versions and {entries} other entries."
    ),
    "sent": _(
        "Bundle sent to {recipient} over {place}: {file}, {records} versions and {entries} other entries."
    ),
    "not_sealed": _(
        "Not sealed, for the key of {recipient} is not known here: {file}. Whoever finds it can read everything."
    ),
    "left_open": _("Not sealed, as a person chose: {file}. Whoever finds it can read everything."),
    "lies_there": _("The bundle for {recipient} still lies in {place}; it waits to be fetched: {file}."),
    "nothing_to_send": _("Nothing new to send: everything was confirmed by receipts."),
    "nothing_new": _("Nothing new to fetch in {place}."),
    "fetched": _("Fetched from {place}: {file}. It waits to be looked at and imported."),
    "not_for_us": _("Left alone in {place}: {file} is sealed for somebody else."),
    "imported": _("Imported: {file} of {sender}; {new} new versions, {known} were here already."),
    "undone": _("Import taken back: {file} of {sender}, {count} items are hidden."),
    "redone": _("Import shown again: {file} of {sender}, {count} items."),
    "trusted": _("Device trusted: {name}, code {code}."),
    "revoked": _("Device no longer trusted since {day}: {name}, code {code}."),
    "mail": _("E-mail made ready for {recipient}: {file}. A person sends it from the mail program."),
    "stopped": _("Sending and receiving was stopped by a person; nothing is half done."),
}
_MOODS = {
    "failed": "bad",
    "refused": "bad",
    "revoked": "warn",
    "undone": "warn",
    "stopped": "warn",
    "not_sealed": "warn",
    "left_open": "warn",
}
# What a line of an earlier version may not tell.
_NOT_TOLD = dict.fromkeys(
    ("recipient", "file", "records", "entries", "place", "sender", "new", "known", "count", "name", "day"),
    "–",
)
_OUT = ("made", "sent", "not_sealed", "left_open", "lies_there", "nothing_to_send", "mail")
_IN = ("fetched", "imported", "not_for_us", "nothing_new", "undone", "redone")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line. direction: "out", "in" or ""; mood: "bad", "warn" or ""; code: of the refusal, "" for none."""

    at: str
    kind: str
    text: str
    direction: str = ""
    mood: str = ""
    code: str = ""


def note(desk: Desk, kind: str, **facts: object) -> None:
    """Write a line; a log that cannot be written stops nobody's work."""
    _append(
        desk, {"at": desk.now(), "kind": kind, "facts": {name: str(fact) for name, fact in facts.items()}}
    )


def note_failure(desk: Desk, act: str, error: UserError) -> None:
    """Write down what did not work. act: "refused" (a bundle that came) or "failed" (anything else)."""
    hidden = ("certificate", "key_id", "shelf_id")
    facts = {name: str(fact) for name, fact in error.facts.items() if name not in hidden}
    _append(desk, {"at": desk.now(), "kind": act, "code": error.code, "facts": facts})


def lines(desk: Desk, text: str = "") -> tuple[LogLine, ...]:
    """The log, the newest first; `text` narrows it: every word, without accents."""
    wanted = fold(text).split()
    found = [line for line in map(_line, _read(desk.folder / _FILE)) if line is not None]
    found.reverse()
    if wanted:
        found = [
            one for one in found if all(word in fold(f"{one.at} {one.text} {one.code}") for word in wanted)
        ]
    return tuple(found)


def export(target: Path, shown: Sequence[LogLine], progress: Progress | None = None) -> Path:
    """These lines as a workbook. Raises NotWritableError."""
    columns = (words(_("When")), words(_("What happened")), words(_("Code")))
    rows = [(one.at.replace("T", " ")[:19], one.text, one.code) for one in shown]
    return export_table(target, words(_("Log of sending and receiving")), columns, rows, progress=progress)


def _append(desk: Desk, value: dict[str, object]) -> None:
    line = json.dumps(value, ensure_ascii=False) + "\n"
    with contextlib.suppress(OSError), (desk.folder / _FILE).open("ab") as stream:
        stream.write(line.encode("utf-8"))


def _read(file: Path) -> list[dict[str, object]]:
    """What can be read of the file: a line that a power cut left half is passed over."""
    try:
        content = file.read_bytes()
    except OSError:
        return []
    found = []
    for line in content.splitlines():
        with contextlib.suppress(ValueError):
            value = json.loads(line)
            if isinstance(value, dict):
                found.append(value)
    return found


def _line(value: dict[str, object]) -> LogLine | None:
    kind, at, given = str(value.get("kind", "")), str(value.get("at", "")), value.get("facts")
    facts = {str(name): str(fact) for name, fact in given.items()} if isinstance(given, dict) else {}
    direction = "out" if kind in _OUT else "in" if kind in _IN or kind == "refused" else ""
    code = str(value.get("code", ""))
    try:
        text = _failure(code, facts) if code else words(_SENTENCES[kind], **{**_NOT_TOLD, **facts})
    except (KeyError, IndexError, ValueError):  # a line of another version of the program
        text = " ".join((kind, *facts.values()))
    return LogLine(at, kind, text, direction, _MOODS.get(kind, ""), code)


def _failure(code: str, facts: dict[str, str]) -> str:
    kind = next((one for one in all_user_errors() if one.code == code), None)
    return " ".join(kind(**facts).explain()) if kind else code
