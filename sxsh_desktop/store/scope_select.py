"""Which records belong to places and facilities: what the department's bundle for one officer chooses from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, or_, select

from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.plain import from_row
from sxsh_desktop.store.records import RecordNow
from sxsh_desktop.store.schema import entries, revisions
from sxsh_desktop.store.schema_derived import facility_now, record_now


def cards_in(connection: Connection, districts: Iterable[str], communes: Iterable[str]) -> set[str]:
    """The facilities (ids of their cards) that lie there, and those whose place nobody knows yet.

    districts: codes of the 2016 tree; communes: codes of either tree.
    """
    columns = facility_now.c
    nowhere = (columns.district == "") & (columns.commune == "") & (columns.commune_2016 == "")
    wanted = list(communes)
    there = or_(
        columns.district.in_(list(districts)),
        columns.commune.in_(wanted),
        columns.commune_2016.in_(wanted),
        nowhere,
    )
    return set(connection.execute(select(columns.facility_id).where(there)).scalars())


def joined_with(connection: Connection, facility_ids: Iterable[str]) -> set[str]:
    """These facilities and all cards that are one facility with them."""
    found: set[str] = set()
    for some in chunks(facility_ids):
        found.update(some)
        columns = facility_now.c
        roots = select(columns.joined_to).where(columns.facility_id.in_(some), columns.joined_to != "")
        root_ids = set(connection.execute(roots).scalars())
        found |= root_ids
        others = select(columns.facility_id).where(columns.joined_to.in_([*some, *root_ids]))
        found.update(connection.execute(others).scalars())
    return found


def records_about(connection: Connection, facility_ids: Iterable[str]) -> set[str]:
    """The records about these facilities, their cards included."""
    found: set[str] = set()
    for some in chunks(facility_ids):
        found.update(some)
        chosen = select(record_now.c.record_id).where(record_now.c.facility_id.in_(some))
        found.update(connection.execute(chosen).scalars())
    return found


def records_of_forms(connection: Connection, form_ids: Iterable[str]) -> set[str]:
    """Every record of these forms."""
    chosen = select(revisions.c.record_id).where(revisions.c.form_id.in_(list(form_ids))).distinct()
    return set(connection.execute(chosen).scalars())


def versions_by_record(connection: Connection, revision_ids: Iterable[str]) -> dict[str, int]:
    """By record: how many of these revisions are of it."""
    found: dict[str, int] = {}
    for some in chunks(revision_ids):
        chosen = select(revisions.c.record_id).where(revisions.c.revision_id.in_(some))
        for record_id in connection.execute(chosen).scalars():
            found[record_id] = found.get(record_id, 0) + 1
    return found


def kinds_of(connection: Connection, entry_ids: Iterable[str]) -> dict[str, int]:
    """By kind: how many of these entries are of it."""
    found: dict[str, int] = {}
    for some in chunks(entry_ids):
        chosen = select(entries.c.kind).where(entries.c.entry_id.in_(some))
        for kind in connection.execute(chosen).scalars():
            found[kind] = found.get(kind, 0) + 1
    return found


def records_since(
    connection: Connection, form_ids: Iterable[str], officer_codes: Iterable[str], day: str
) -> list[RecordNow]:
    """The records of these forms by these officers that were made on that day (ISO) or later; no void ones."""
    columns = record_now.c
    chosen = select(record_now).where(
        columns.form_id.in_(list(form_ids)),
        columns.officer_code.in_(list(officer_codes)),
        columns.made_at >= day,
        ~columns.void,
    )
    return [from_row(RecordNow, row) for row in connection.execute(chosen.order_by(columns.record_id))]
