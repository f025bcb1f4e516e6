"""The register: every facility as its card, its status and its records say now.

A facility is the record of its card (form A): facility id = record id. A facility that was joined to another
one keeps its row (`joined_to`), but only the other is listed. Source: FACTS.md, sections 3, 4 and 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from math import floor
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from sxsh_desktop.base.text import fold, sort_key
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.store import settings, sqlite_search
from sxsh_desktop.store.bulk import insert_rows
from sxsh_desktop.store.ledger import CHUNK, chunks
from sxsh_desktop.store.plain import from_row, to_cells
from sxsh_desktop.store.schema_derived import facility_now

PAGE = 256
_STAMP = "register.changes"
_WORD = re.compile(r"[^\W_]+")


_VISITS = (
    update(facility_now)
    .where(facility_now.c.facility_id == bindparam("facility"))
    .values(records=bindparam("number"), last_visit_day=bindparam("day"))
)


@dataclass(frozen=True, slots=True)
class FacilityNow:
    """What the register knows of a facility: the newest accepted value, attribute by attribute.

    joined_to: the facility that this one is, "" for itself. Codes as in the reference tables; names in
    Vietnamese, as they are searched and shown; days ISO or ""; potential: "1", "0" or "" (unknown); latitude
    and longitude: decimal degrees as text or ""; records: how many are about it; state: of the card's head;
    absent: why attributes have no value ("tax_code=refused;vsic=unknown").
    """

    facility_id: str
    code: str
    name: str
    short_name: str = ""
    joined_to: str = ""
    tax_code: str = ""
    commune: str = ""
    commune_2016: str = ""
    district: str = ""
    commune_name: str = ""
    district_name: str = ""
    address: str = ""
    vsic: str = ""
    sector: str = ""
    sector_name: str = ""
    size: str = ""
    status: str = ""
    status_day: str = ""
    potential: str = ""
    potential_day: str = ""
    last_visit_day: str = ""
    latitude: str = ""
    longitude: str = ""
    records: int = 0
    state: ReviewCode = ReviewCode.WAITING
    absent: str = ""


_FIELDS = tuple(one.name for one in fields(FacilityNow))
_CELLS = tuple(column.name for column in facility_now.columns if column.name != "n")


def put(connection: Connection, facilities: Iterable[FacilityNow]) -> None:
    """These facilities stand like this now, whatever stood before; the search index follows."""
    rows = [_row(facility) for facility in facilities]
    if not rows:
        return
    ids = [row[0] for row in rows]
    numbers = _take_out(connection, ids)
    kept = [(numbers[row[0]], *row) for row in rows if row[0] in numbers]
    insert_rows(connection, facility_now, ("n", *_CELLS), kept)
    insert_rows(connection, facility_now, _CELLS, [row for row in rows if row[0] not in numbers])
    if sqlite_search.exists(connection):
        _index(connection, ids)
    _touch(connection)


def set_visits(connection: Connection, visits: Mapping[str, tuple[int, str]]) -> None:
    """How many records are about these facilities, and the day of the last visit; all else stays."""
    told = [{"facility": one, "number": number, "day": day} for one, (number, day) in visits.items()]
    if told:
        connection.execute(_VISITS, told)
        _touch(connection)


def remove(connection: Connection, facility_ids: Sequence[str]) -> None:
    """These facilities are no longer in the register (an import was undone)."""
    if _take_out(connection, facility_ids):
        _touch(connection)


def clear(connection: Connection) -> None:
    """Empty the register: the first step of a rebuild."""
    connection.execute(delete(facility_now))
    if sqlite_search.exists(connection):
        sqlite_search.clear(connection)
    _touch(connection)


def get(connection: Connection, facility_id: str) -> FacilityNow | None:
    """One facility, or None."""
    row = connection.execute(select(facility_now).where(facility_now.c.facility_id == facility_id)).first()
    return from_row(FacilityNow, row) if row else None


def get_many(connection: Connection, facility_ids: Sequence[str]) -> dict[str, FacilityNow]:
    """Several facilities by id; unknown ids are left out."""
    found: dict[str, FacilityNow] = {}
    for ids in chunks(facility_ids):
        for row in connection.execute(select(facility_now).where(facility_now.c.facility_id.in_(ids))):
            found[row.facility_id] = from_row(FacilityNow, row)
    return found


def in_order_of_code(connection: Connection, facility_ids: Sequence[str]) -> list[str]:
    """These facilities by their code (unknown ones first), however many they are."""
    column = (facility_now.c.facility_id, facility_now.c.code)
    codes: dict[str, str] = {}
    if len(facility_ids) > CHUNK * 4:
        codes = {row[0]: row[1] for row in connection.execute(select(*column))}
    else:
        for ids in chunks(facility_ids):
            found = connection.execute(select(*column).where(facility_now.c.facility_id.in_(ids)))
            codes.update({row[0]: row[1] for row in found})
    return sorted(facility_ids, key=lambda one: (codes.get(one, ""), one))


def by_code(connection: Connection, code: str) -> FacilityNow | None:
    """The facility that people know by this code; of several the lowest id, as on every device."""
    chosen = select(facility_now).where(facility_now.c.code == code).order_by(facility_now.c.facility_id)
    row = connection.execute(chosen.limit(1)).first()
    return from_row(FacilityNow, row) if row else None


def by_codes(connection: Connection, codes: Sequence[str]) -> dict[str, str]:
    """code -> facility id; unknown codes are left out."""
    found: dict[str, str] = {}
    for some in chunks(codes):
        chosen = select(facility_now.c.code, func.min(facility_now.c.facility_id)).where(
            facility_now.c.code.in_(some)
        )
        rows = connection.execute(chosen.group_by(facility_now.c.code))
        found.update((row[0], row[1]) for row in rows)
    return found


def joined_to(connection: Connection, facility_id: str) -> list[FacilityNow]:
    """The facilities that were joined to this one."""
    chosen = select(facility_now).where(facility_now.c.joined_to == facility_id)
    return [
        from_row(FacilityNow, row) for row in connection.execute(chosen.order_by(facility_now.c.facility_id))
    ]


def every_facility(connection: Connection, *, with_joined: bool = False) -> list[FacilityNow]:
    """The whole register in the order of names; for reports and exports."""
    chosen = select(facility_now).order_by(facility_now.c.name_key, facility_now.c.facility_id)
    if not with_joined:
        chosen = chosen.where(facility_now.c.joined_to == "")
    return [from_row(FacilityNow, row) for row in connection.execute(chosen)]


def highest_number(connection: Connection, prefix: str) -> int:
    """The highest number among the codes that are `prefix` and a number; 0 if there is none."""
    chosen = select(facility_now.c.code).where(facility_now.c.code.startswith(prefix, autoescape=True))
    tails = (code.removeprefix(prefix) for code in connection.execute(chosen).scalars())
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0)


def count(connection: Connection) -> int:
    """How many facilities are listed."""
    chosen = select(func.count()).select_from(facility_now).where(facility_now.c.joined_to == "")
    return connection.execute(chosen).scalar_one()


def near(
    connection: Connection, *, tax_code: str, communes: Sequence[str], latitude: str, longitude: str
) -> list[FacilityNow]:
    """Facilities worth comparing with a new one: same tax code, same commune, or close by.

    "Close by" is the square of a hundredth of a degree (about 1.1 km) and the eight around it; the rule that
    judges (domain.duplicates) measures.
    """
    columns = facility_now.c
    tests = []
    if _digits(tax_code):
        tests.append(columns.tax_digits == _digits(tax_code))
    known = [code for code in communes if code]
    if known:
        tests.append(or_(columns.commune.in_(known), columns.commune_2016.in_(known)))
    cells = _cells(latitude, longitude)
    if cells:
        tests.append(columns.grid.in_(cells))
    if not tests:
        return []
    chosen = select(facility_now).where(or_(*tests), columns.joined_to == "").order_by(columns.facility_id)
    return [from_row(FacilityNow, row) for row in connection.execute(chosen)]


def stamp(connection: Connection) -> str:
    """Changes whenever the register does: what was worked out from it holds as long as this stays."""
    return settings.get(connection, _STAMP)


def search_words(text: str) -> list[str]:
    """The words of a text as the search compares them: folded, letters and digits only."""
    return _WORD.findall(fold(text))


def grid_cell(latitude: str, longitude: str) -> str:
    """The square of a hundredth of a degree (about 1.1 km) that holds a point; "" without a point."""
    try:
        return f"{floor(float(latitude) * 100)},{floor(float(longitude) * 100)}"
    except ValueError:
        return ""


def _digits(tax_code: str) -> str:
    return "".join(sign for sign in tax_code if sign in "0123456789")


def _cells(latitude: str, longitude: str) -> list[str]:
    """The square of a point and the eight around it."""
    middle = grid_cell(latitude, longitude)
    if not middle:
        return []
    north, east = (int(part) for part in middle.split(","))
    return [f"{north + up},{east + right}" for up in (-1, 0, 1) for right in (-1, 0, 1)]


def _row(facility: FacilityNow) -> tuple[Any, ...]:
    """The cells of _CELLS; the first is the id."""
    own = " ".join((facility.name, facility.short_name, facility.code, facility.tax_code))
    shared = (facility.commune_name, facility.district_name, facility.sector_name)
    cells: dict[str, Any] = dict(zip(_FIELDS, to_cells(facility), strict=True))
    cells.update(
        name_key=sort_key(facility.name),
        place_key=_place_key(facility.commune_name),
        search_text=_spaced(own) + "".join(map(_spaced_name, shared)),
        tax_digits=_digits(facility.tax_code),
        grid=grid_cell(facility.latitude, facility.longitude),
    )
    return tuple(map(cells.__getitem__, _CELLS))


def _spaced(text: str) -> str:
    return "".join(f" {word}" for word in search_words(text))


# Of places and sectors there are a few hundred names, said again and again.
_spaced_name = lru_cache(maxsize=4096)(_spaced)
_place_key = lru_cache(maxsize=4096)(sort_key)


def _take_out(connection: Connection, facility_ids: Sequence[str]) -> dict[str, int]:
    """Remove facilities and tell the numbers that they had, so that a changed one keeps its own."""
    numbers: dict[str, int] = {}
    indexed = sqlite_search.exists(connection)
    for ids in chunks(facility_ids):
        chosen = select(facility_now.c.facility_id, facility_now.c.n, facility_now.c.search_text)
        found = connection.execute(chosen.where(facility_now.c.facility_id.in_(ids))).all()
        if not found:
            continue
        if indexed:
            sqlite_search.remove(connection, [(row.n, row.search_text) for row in found])
        connection.execute(delete(facility_now).where(facility_now.c.facility_id.in_(ids)))
        numbers.update({row.facility_id: row.n for row in found})
    return numbers


def _index(connection: Connection, facility_ids: Sequence[str]) -> None:
    for ids in chunks(facility_ids):
        chosen = select(facility_now.c.n, facility_now.c.search_text)
        found = connection.execute(chosen.where(facility_now.c.facility_id.in_(ids))).all()
        sqlite_search.add(connection, [(row.n, row.search_text) for row in found])


def _touch(connection: Connection) -> None:
    settings.next_number(connection, _STAMP)
