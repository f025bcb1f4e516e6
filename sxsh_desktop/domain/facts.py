"""Facts: what the answers of a record mean, apart from how the questions were worded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

# Reasons for an attribute without value (FACTS.md, section 2, rule 3).
SAID_ABSENT = ("unknown", "not_applicable", "refused")
FOUND_ABSENT = ("not_asked", "not_answered", "not_in_form", "conflict")


class ReviewCode(IntEnum):
    """The review state of the revision that a fact comes from."""

    WAITING = 0
    ACCEPTED = 1
    RETURNED = 2
    REJECTED = 3


@dataclass(frozen=True, slots=True)
class FactValue:
    """One attribute: the text as entered (decimal point, ISO date, codes parted by blanks), or why absent.

    `unit` is the unit as entered ("" for values without one), `base` the canonical number in the base unit
    of its dimension as decimal text ("" where there is none).
    """

    text: str = ""
    unit: str = ""
    base: str = ""
    absent: str = ""

    def __post_init__(self) -> None:
        if self.absent and self.text:
            raise ValueError(f"an answer cannot be {self.text!r} and absent ({self.absent})")
        if self.absent and self.absent not in SAID_ABSENT + FOUND_ABSENT:
            raise ValueError(f"no such reason for an absent answer: {self.absent}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one revision: `kind` and `item` of the vocabulary, and the repeat row that it stands in."""

    kind: str
    item: str
    row_id: str
    values: Mapping[str, FactValue]

    def fact_id(self, revision_id: str) -> str:
        """First 16 bytes, as hex, of SHA-256 over (revision id, kind, row id, item)."""
        parts = "\x1f".join((revision_id, self.kind, self.row_id, self.item))
        return hashlib.sha256(parts.encode("utf-8")).hexdigest()[:32]

    def text(self, attribute: str) -> str:
        """The entered text, or "" where the attribute is absent."""
        value = self.values.get(attribute)
        return value.text if value else ""


_NOTHING: Mapping[str, FactValue] = MappingProxyType({})


class FactRow(NamedTuple):
    """A fact with what attaches to every fact (FACTS.md, section 3).

    Days are ISO dates or "". `commune` is the code on the tree in force at the fact's date (`tree` "2016" or
    "2025"), `commune_other` the code on the other tree where the conversion is one to one.
    A plain tuple: it is made ten times as quickly, and an import or the judging of a province makes millions.
    """

    fact_id: str
    kind: str
    item: str
    row_id: str
    record_id: str
    revision_id: str
    facility_id: str
    form_id: str
    form_version: str
    state: ReviewCode
    on_day: str
    from_day: str = ""
    to_day: str = ""
    tree: str = ""
    commune: str = ""
    commune_other: str = ""
    quality: str = ""
    values: Mapping[str, FactValue] = _NOTHING

    def text(self, attribute: str) -> str:
        """The entered text, or "" where the attribute is absent."""
        value = self.values.get(attribute)
        return value.text if value else ""

    def absent(self, attribute: str) -> str:
        """Why the attribute has no value; "not_in_form" where the form never asked; "" where it has one."""
        value = self.values.get(attribute)
        return value.absent if value else "not_in_form"
