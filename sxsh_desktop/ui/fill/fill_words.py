"""Words that several parts of the fill window say in the same way."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.ui.widgets.states import State, state

ABSENT_WORDS = {
    "unknown": _("Not known"),
    "not_applicable": _("Does not apply"),
    "refused": _("Refused"),
}
_STATES = {
    "empty": "empty",
    "started": "work",
    "problems": "problem",
    "done": "done",
    "not_relevant": "suspended",
}
NONE_ZERO = _("None (0)")


def absent_words(reason: str) -> str:
    """The word for an absent answer."""
    return words(ABSENT_WORDS[reason]) if reason in ABSENT_WORDS else ""


def state_look(name: str) -> State:
    """How the state of a section or row looks."""
    return state(_STATES.get(name, "empty"))


def change_words(before: Decimal, now: Decimal) -> str:
    """ "tăng 67,3 %", "giảm 12 %", "như cũ"; "" when there is nothing to compare with."""
    if now == before:
        return words(_("as before"))
    if before == 0:
        return ""
    percent = format_number(abs(now - before) * 100 / abs(before), 1)
    percent = percent.removesuffix(",0")
    return words(_("up {percent} %") if now > before else _("down {percent} %"), percent=percent)


def saved_words(moment: datetime) -> str:
    """ "Đã lưu 10:42"."""
    return words(_("Saved {time}"), time=moment.strftime("%H:%M"))


def without_unit(hint: str, unit: str, word: str) -> str:
    """A hint without its clauses that only name the unit, or speak of it (`word`: "unit" in the hint's language).

    Clauses end with a semicolon; within one, parts end with a comma, and what follows a part about the unit
    belongs to it ("in the unit above, a year").
    """
    kept: list[str] = []
    for clause in hint.split(";"):
        parts: list[str] = []
        for part in clause.split(","):
            if _is_unit(part, unit) or f" {word} " in f" {part.casefold().strip()} ":
                break
            parts.append(part)
        if any(part.strip() for part in parts):
            kept.append(",".join(parts).strip())
    return "; ".join(kept)


def _is_unit(part: str, unit: str) -> bool:
    """ "triệu đồng" beside a box that says "triệu đồng/năm"; "kWh a year" beside "kWh/year"."""
    said = part.strip().replace(" a ", "/").replace(" per ", "/")
    names = (unit, unit.partition("/")[0])
    return bool(said) and (said in names or _singular(said) in names)


def _singular(said: str) -> str:
    """ "persons" and "tonnes/year" beside "person" and "tonne/year"."""
    first, slash, rest = said.partition("/")
    one = f"{first[:-3]}y" if first.endswith("ies") else first.removesuffix("s")
    return f"{one}{slash}{rest}"


def kept_together(text: str) -> str:
    """Text in which no line ends between a figure and its per cent."""
    return text.replace(" %", "\u00a0%")


def lower_first(text: str) -> str:
    """For a word that stands in a table cell."""
    return text[:1].lower() + text[1:]
