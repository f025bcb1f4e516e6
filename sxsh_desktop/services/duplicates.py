"""All probable duplicates of the register, for the department to judge; nothing is joined by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain import duplicates as rules
from sxsh_desktop.domain.duplicates import Sign
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.facility_apart import apart_cards
from sxsh_desktop.store import register as stored
from sxsh_desktop.store.register import FacilityNow

# About 1.1 km of latitude: neighbours within 100 m lie in one cell or in cells that touch.
_CELL = 0.01


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two cards that may be one facility: why, how alike the names are (0–100), metres apart or None."""

    a: FacilityNow
    b: FacilityNow
    signs: tuple[Sign, ...]
    names: float
    metres: float | None


def all_duplicates(desk: Desk, progress: Progress | None = None) -> tuple[DuplicatePair, ...]:
    """Every pair of cards with a sign that they are one facility, the strongest first; not those told apart.

    Only cards that share a tax code, a commune or a neighbourhood are compared, so that the work grows with
    the number of neighbours and not with the square of the register.
    """
    told = progress or silent()
    with desk.read() as connection:
        everybody = stored.every_facility(connection)
        apart = apart_cards(connection)
    cards = {one.facility_id: _card(one) for one in everybody}
    by_id = {one.facility_id: one for one in everybody}
    found: dict[tuple[str, str], DuplicatePair] = {}
    blocks = _blocks(everybody)
    for number, block in enumerate(blocks):
        told.step(number, len(blocks), words(_("Comparing facilities")))
        for a, b in combinations(sorted(block), 2):
            if (a, b) not in found and (a, b) not in apart and (alike := rules.compare(cards[a], cards[b])):
                pair = DuplicatePair(by_id[a], by_id[b], alike.signs, alike.names, alike.metres)
                found[(a, b)] = pair
    return tuple(sorted(found.values(), key=_strength))


def _strength(pair: DuplicatePair) -> tuple[int, float, str, str]:
    return -len(pair.signs), -pair.names, pair.a.facility_id, pair.b.facility_id


def _card(one: FacilityNow) -> rules.Card:
    return rules.Card(
        one.facility_id,
        one.name,
        one.short_name,
        one.tax_code,
        one.commune,
        one.commune_2016,
        _degrees(one.latitude),
        _degrees(one.longitude),
    )


def _degrees(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _blocks(everybody: Iterable[FacilityNow]) -> list[set[str]]:
    """The groups within which cards are compared."""
    groups: dict[tuple[str, str], set[str]] = {}
    for one in everybody:
        if one.tax_code:
            groups.setdefault(("tax", one.tax_code), set()).add(one.facility_id)
        for commune in {one.commune, one.commune_2016} - {""}:
            groups.setdefault(("place", commune), set()).add(one.facility_id)
        latitude, longitude = _degrees(one.latitude), _degrees(one.longitude)
        if latitude is not None and longitude is not None:
            row, column = int(latitude / _CELL), int(longitude / _CELL)
            for near in ((row, column), (row + 1, column), (row, column + 1), (row + 1, column + 1)):
                groups.setdefault(("cell", f"{near[0]}:{near[1]}"), set()).add(one.facility_id)
    return [group for group in groups.values() if len(group) > 1]
