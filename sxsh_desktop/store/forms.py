"""Definitions of forms: the files that records were made with, for as long as a record of them is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from sxsh_desktop.store.plain import from_row, to_row
from sxsh_desktop.store.schema import form_definitions, form_files


@dataclass(frozen=True, slots=True)
class StoredForm:
    """One definition. `state`: draft, published, retired; `main_file`: which of its files is the form."""

    form_id: str
    version: str
    definition_hash: str
    title: str
    state: str
    main_file: str
    added_at: str


def add(connection: Connection, form: StoredForm, files: Mapping[str, bytes]) -> bool:
    """Keep a definition with its files (name -> content); False when this very definition is here already."""
    if _find(connection, form.form_id, form.version, form.definition_hash):
        return False
    connection.execute(insert(form_definitions).values(to_row(form)))
    there = set(files_of(connection, form.definition_hash))
    new = [
        {"definition_hash": form.definition_hash, "name": name, "content": content}
        for name, content in sorted(files.items())
        if name not in there
    ]
    if new:
        connection.execute(insert(form_files), new)
    return True


def all_forms(connection: Connection) -> list[StoredForm]:
    """Every definition, by form, version and the order in which they came."""
    columns = form_definitions.c
    chosen = select(form_definitions).order_by(
        columns.form_id, columns.version, columns.added_at, columns.definition_hash
    )
    return [from_row(StoredForm, row) for row in connection.execute(chosen)]


def find(connection: Connection, form_id: str, version: str, definition_hash: str) -> StoredForm | None:
    """This very definition, or None."""
    return _find(connection, form_id, version, definition_hash)


def set_state(connection: Connection, definition_hash: str, state: str) -> None:
    """Publish or retire a definition."""
    connection.execute(
        update(form_definitions)
        .where(form_definitions.c.definition_hash == definition_hash)
        .values(state=state)
    )


def files_of(connection: Connection, definition_hash: str) -> dict[str, bytes]:
    """The files of a definition by name; empty when it is not here."""
    chosen = select(form_files).where(form_files.c.definition_hash == definition_hash)
    return {row.name: bytes(row.content) for row in connection.execute(chosen.order_by(form_files.c.name))}


def _find(connection: Connection, form_id: str, version: str, definition_hash: str) -> StoredForm | None:
    columns = form_definitions.c
    row = connection.execute(
        select(form_definitions).where(
            columns.form_id == form_id,
            columns.version == version,
            columns.definition_hash == definition_hash,
        )
    ).first()
    return from_row(StoredForm, row) if row else None
