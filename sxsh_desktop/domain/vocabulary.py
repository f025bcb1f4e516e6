"""The names that a form may give to its answers: kinds of facts, their attributes, units and permissions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

TYPES = (
    "text", "integer", "decimal", "date", "month", "year", "yes/no", "code", "codes", "list", "ref", "point",
    "file",
)  # fmt: skip
MUST = ("K", "M", "O")

_FACT_NAME = re.compile(r"^([a-z_]+)(?:\[([a-z0-9_]+)\])?\.([a-z0-9_]+)$")


@dataclass(frozen=True, slots=True)
class FactName:
    """`kind.attribute` or `kind[item].attribute`, as a form writes it in its column `bind::sxsh:fact`."""

    kind: str
    item: str
    attribute: str

    @staticmethod
    @lru_cache(maxsize=2048)
    def parse(text: str) -> FactName:
        """Read the written name; raises ValueError for anything else."""
        match = _FACT_NAME.match(text.strip())
        if not match:
            raise ValueError(f"not a fact name: {text!r}")
        return FactName(match[1], match[2] or "", match[3])

    def __str__(self) -> str:
        item = f"[{self.item}]" if self.item else ""
        return f"{self.kind}{item}.{self.attribute}"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a kind.

    `type` is one of TYPES; `list` names the choice list of code, codes, list, or what a ref points to.
    `unit` is a fixed unit code ("" for none), `unit_from` the attribute that names the unit (or
    "unit per year"). `must` is K (key), M (needed), O (optional). `absent_allowed` are the reasons a person
    may give for an empty answer; `personal` is the class of personal data ("" for none).
    """

    name: str
    type: str
    unit: str
    must: str
    absent_allowed: tuple[str, ...]
    personal: str
    list: str = ""
    unit_from: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.type not in TYPES or self.must not in MUST:
            raise ValueError(f"attribute {self.name}: type {self.type!r}, must {self.must!r}")

    @property
    def is_number(self) -> bool:
        """Whether the stored text is a number with (perhaps) a unit."""
        return self.type in ("integer", "decimal")

    @property
    def is_key(self) -> bool:
        """Whether a fact without this attribute cannot be placed."""
        return self.must == "K"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: its key parts as written, its items (closed list) and its attributes.

    `dated_by` is the attribute that dates the fact; "" means the period of the record where the key says
    period, else the day of the visit.
    """

    name: str
    key: tuple[str, ...]
    items: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    about: str = ""
    used_by: str = ""
    dated_by: str = ""
    _by_name: Mapping[str, Attribute] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {a.name: a for a in self.attributes})
        if len(self._by_name) != len(self.attributes):
            raise ValueError(f"kind {self.name} names an attribute twice")

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, or None."""
        return self._by_name.get(name)

    @property
    def keys(self) -> tuple[Attribute, ...]:
        """The attributes that are part of the key, in order."""
        return tuple(a for a in self.attributes if a.is_key)

    @property
    def has_period(self) -> bool:
        """Whether a fact of this kind takes the period of its record."""
        return "period" in self.key or self.name == "period"

    @property
    def quality_attribute(self) -> str:
        """The attribute that tells how well the figure is known, or ""."""
        return "quality" if "quality" in self._by_name else ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All kinds of one version. A name is added in a later version, never renamed or re-typed."""

    version: str
    kinds: tuple[Kind, ...]
    _by_name: Mapping[str, Kind] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {k.name: k for k in self.kinds})
        if len(self._by_name) != len(self.kinds):
            raise ValueError("the vocabulary names a kind twice")

    @classmethod
    def from_rows(cls, version: str, rows: Iterable[Mapping[str, Any]]) -> Vocabulary:
        """Build it from the rows of the JSON table (one object a kind, its attributes inside).

        Raises ValueError when a row names an unknown type or a name twice, KeyError when a field is missing.
        """
        return cls(version, tuple(_kind(row) for row in rows))

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> Vocabulary:
        """The whole JSON table: `version` and `kinds`."""
        return cls.from_rows(str(table["version"]), table["kinds"])

    def kind(self, name: str) -> Kind | None:
        """The kind of that name, or None."""
        return self._by_name.get(name)

    def find(self, fact_name: str) -> tuple[FactName, Kind, Attribute] | None:
        """What a written fact name means, or None when this version does not know it (item included).

        Raises ValueError when the text is not a fact name at all.
        """
        name = FactName.parse(fact_name)
        kind = self._by_name.get(name.kind)
        attribute = kind.attribute(name.attribute) if kind else None
        if kind is None or attribute is None or (name.item or "") not in (kind.items or ("",)):
            return None
        return name, kind, attribute


def _kind(row: Mapping[str, Any]) -> Kind:
    return Kind(
        name=row["name"],
        key=tuple(row["key"]),
        items=tuple(row["items"]),
        attributes=tuple(_attribute(a) for a in row["attributes"]),
        about=row.get("about", ""),
        used_by=row.get("used_by", ""),
        dated_by=row.get("dated_by", ""),
    )


def _attribute(row: Mapping[str, Any]) -> Attribute:
    return Attribute(
        name=row["name"],
        type=row["type"],
        unit=row["unit"],
        must=row["must"],
        absent_allowed=tuple(row["absent"]),
        personal=row["personal"],
        list=row["list"],
        unit_from=row.get("unit_from", ""),
        note=row.get("note", ""),
    )
