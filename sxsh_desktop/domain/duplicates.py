"""Which facilities are probably one: signs with reasons for a person to judge; nothing is joined by rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from rapidfuzz import fuzz

from sxsh_desktop.base.text import fold

NEAR_METRES = 100
SIMILAR = 88
# Words that say what a firm is, not which one: they would make every rice mill like every other.
_FORMS_OF_FIRM = re.compile(
    r"\b(cong ty|cty|tnhh|mtv|mot thanh vien|hai thanh vien|co phan|cp|dntn|doanh nghiep tu nhan|htx|"
    r"hop tac xa|ho kinh doanh|hkd|co so|chi nhanh|cn|nha may|xi nghiep|tm|dv|sx|thuong mai|dich vu|san xuat)\b"
)
_EARTH_RADIUS = 6_371_000.0


class Sign(StrEnum):
    """Why two cards may be one facility."""

    TAX_CODE = "tax_code"
    NAME_AND_PLACE = "name_and_place"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class Card:
    """What of a facility's card is compared; "" and None mean that it is not known."""

    facility_id: str
    name: str
    short_name: str = ""
    tax_code: str = ""
    commune: str = ""
    commune_2016: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """A probable duplicate: the signs, how alike the names are (0–100), how far apart (metres, None unknown)."""

    facility_id: str
    signs: tuple[Sign, ...]
    names: float
    metres: float | None

    @property
    def weight(self) -> tuple[int, float]:
        """For sorting: more signs first, then more alike names."""
        return len(self.signs), self.names


def bare_name(name: str) -> str:
    """The name without accents, punctuation and the words that every firm's name has."""
    folded = re.sub(r"[^a-z0-9 ]+", " ", fold(name))
    bare = " ".join(_FORMS_OF_FIRM.sub(" ", folded).split())
    return bare or " ".join(folded.split())


def distance(a: Card, b: Card) -> float | None:
    """Metres between two cards on the sphere, None where one has no place."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    north = radians(b.latitude - a.latitude)
    east = radians(b.longitude - a.longitude)
    half = sin(north / 2) ** 2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS * asin(min(1.0, sqrt(half)))


def compare(a: Card, b: Card) -> Likeness | None:
    """The signs that `b` is the facility `a`, or None.

    Signs: the same tax code (a branch's code of 13 digits is its own); names alike (token order aside) in the
    same commune of either tree; closer than 100 m with names at least half alike.
    """
    names = _alike(a, b)
    metres = distance(a, b)
    signs: list[Sign] = []
    if a.tax_code and _digits(a.tax_code) == _digits(b.tax_code):
        signs.append(Sign.TAX_CODE)
    if names >= SIMILAR and _same_place(a, b):
        signs.append(Sign.NAME_AND_PLACE)
    if metres is not None and metres < NEAR_METRES and names >= SIMILAR / 2:
        signs.append(Sign.DISTANCE)
    return Likeness(b.facility_id, tuple(signs), names, metres) if signs else None


def probable_duplicates(card: Card, others: Iterable[Card]) -> tuple[Likeness, ...]:
    """The probable duplicates of a card among others, the strongest first."""
    found = [
        likeness
        for other in others
        if other.facility_id != card.facility_id and (likeness := compare(card, other))
    ]
    return tuple(sorted(found, key=lambda one: (one.weight, one.facility_id), reverse=True))


def _digits(tax_code: str) -> str:
    return re.sub(r"[^0-9]", "", tax_code)


def _alike(a: Card, b: Card) -> float:
    first = {bare_name(name) for name in (a.name, a.short_name) if name}
    second = {bare_name(name) for name in (b.name, b.short_name) if name}
    return max((fuzz.token_sort_ratio(x, y) for x in first for y in second), default=0.0)


def _same_place(a: Card, b: Card) -> bool:
    return bool(
        (a.commune and a.commune == b.commune) or (a.commune_2016 and a.commune_2016 == b.commune_2016)
    )
