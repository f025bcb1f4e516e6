"""The register: search, new facilities with a code of their own, probable duplicates."""

from __future__ import annotations

import base64
import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxsh_desktop.domain import duplicates
from sxsh_desktop.domain.duplicates import Sign
from sxsh_desktop.services.energy_years import EnergyYear
from sxsh_desktop.services.facility_apart import apart_cards, pair_of
from sxsh_desktop.services.facility_card import CardLine, Contact, FacilityCard, facility_card
from sxsh_desktop.store import register as stored
from sxsh_desktop.store import search as searching
from sxsh_desktop.store import settings
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.register import PAGE, FacilityNow
from sxsh_desktop.store.search import FacilityQuery, SortColumn

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

__all__ = [
    "PAGE",
    "Candidate",
    "CardLine",
    "Contact",
    "Duplicate",
    "EnergyYear",
    "FacilityCard",
    "FacilityNow",
    "FacilityQuery",
    "Sign",
    "SortColumn",
    "candidate_of",
    "count",
    "facility_card",
    "facility_of_code",
    "ids_of",
    "new_facility_code",
    "of_ids",
    "page",
    "probable_duplicates",
    "search",
]

_COUNTER = "facility_code.last"
_TAG_LENGTH = 6
_JUMP = 100  # what the numbers of a restored store skip: codes given out after the backup are not given twice
# Crockford's letters: none that is taken for another one on paper or over the phone.
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a facility that is about to be saved; "" for what is not. Degrees as decimal text."""

    name: str
    short_name: str = ""
    tax_code: str = ""
    commune: str = ""
    commune_2016: str = ""
    latitude: str = ""
    longitude: str = ""
    facility_id: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A facility that may be the same one: why, how alike the names are (0–100), metres apart or None."""

    facility: FacilityNow
    signs: tuple[Sign, ...]
    names: float
    metres: float | None


def search(desk: Desk, query: FacilityQuery) -> array[int]:
    """The numbers of the facilities asked for, in order; `page` gives the rows that are on screen."""
    with desk.read() as connection:
        return searching.find(connection, query, desk.store.search_cache)


def page(desk: Desk, numbers: Sequence[int]) -> list[FacilityNow]:
    """The facilities with these numbers (at most PAGE), in this order."""
    with desk.read() as connection:
        return searching.read_page(connection, numbers)


def ids_of(desk: Desk, numbers: Sequence[int]) -> list[str]:
    """Facility ids for numbers: what printing and exports are given."""
    with desk.read() as connection:
        return searching.ids_of(connection, numbers)


def of_ids(desk: Desk, facility_ids: Sequence[str]) -> dict[str, FacilityNow]:
    """The facilities with these ids that the register holds."""
    with desk.read() as connection:
        return stored.get_many(connection, facility_ids)


def count(desk: Desk) -> int:
    """How many facilities are in the register."""
    with desk.read() as connection:
        return stored.count(connection)


def facility_of_code(desk: Desk, code: str) -> FacilityNow | None:
    """The facility that people know by this code, or None."""
    with desk.read() as connection:
        return stored.by_code(connection, code.strip())


def candidate_of(facility: FacilityNow) -> Candidate:
    """A facility of the register as the one to compare with the others."""
    return Candidate(
        facility.name,
        facility.short_name,
        facility.tax_code,
        facility.commune,
        facility.commune_2016,
        facility.latitude,
        facility.longitude,
        facility.facility_id,
    )


def probable_duplicates(desk: Desk, candidate: Candidate) -> tuple[Duplicate, ...]:
    """The facilities of the register that may be the candidate, the strongest signs first.

    Signs: same tax code, alike names in the same commune, less than 100 m apart (`domain.duplicates`). The
    candidate itself and what is joined to it are left out, and what was said to be another facility.
    """
    with desk.read() as connection:
        near = stored.near(
            connection,
            tax_code=candidate.tax_code,
            communes=(candidate.commune, candidate.commune_2016),
            latitude=candidate.latitude,
            longitude=candidate.longitude,
        )
        own = stored.get(connection, candidate.facility_id) if candidate.facility_id else None
        apart = apart_cards(connection) if candidate.facility_id else frozenset()
    own_card = (own.joined_to if own else "") or candidate.facility_id
    by_id = {
        one.facility_id: one
        for one in near
        if one.facility_id != own_card and pair_of(one.facility_id, own_card) not in apart
    }
    found = duplicates.probable_duplicates(
        _card(candidate), [_card(candidate_of(one)) for one in by_id.values()]
    )
    return tuple(Duplicate(by_id[one.facility_id], one.signs, one.names, one.metres) for one in found)


def new_facility_code(desk: Desk) -> str:
    """A code for a new facility that no other device can give: unit, tag of the device's key, number.

    "CL-7K3QXB-0012". The number is taken for good, whether the card is saved or not.
    """
    with desk.write() as connection:
        return take_code(connection, desk)


def take_code(connection: Connection, desk: Desk) -> str:
    """`new_facility_code` within the caller's transaction."""
    unit = "".join(sign for sign in (desk.profile.unit_short or desk.profile.unit_code) if sign.isalnum())
    prefix = f"{unit.upper()}-{device_tag(desk.device_id)}-"
    last = max(int(settings.get(connection, _COUNTER, "0")), stored.highest_number(connection, prefix))
    settings.put(connection, _COUNTER, str(last + 1))
    return f"{prefix}{last + 1:04d}"


def skip_codes(connection: Connection) -> None:
    """After a restore: numbers given out since the backup was made must not be given out again."""
    last = int(settings.get(connection, _COUNTER, "0"))
    settings.put(connection, _COUNTER, str((last // _JUMP + 2) * _JUMP))


def device_tag(device_id: str) -> str:
    """Six letters and digits that stand for a device in the codes that it gives out."""
    digest = hashlib.sha256(device_id.encode("utf-8")).digest()
    return base64.b32encode(digest).decode("ascii")[:_TAG_LENGTH].translate(_LETTERS)


def _card(candidate: Candidate) -> duplicates.Card:
    return duplicates.Card(
        facility_id=candidate.facility_id,
        name=candidate.name,
        short_name=candidate.short_name,
        tax_code=candidate.tax_code,
        commune=candidate.commune,
        commune_2016=candidate.commune_2016,
        latitude=_degrees(candidate.latitude),
        longitude=_degrees(candidate.longitude),
    )


def _degrees(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
