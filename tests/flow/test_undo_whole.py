"""Taking an import back takes back everything that it did: also forms that it published and tables that it brought."""

from __future__ import annotations

from pathlib import Path

from sxsh_desktop.ledger.entries import Publication
from sxsh_desktop.services import exchange, reference
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.reference_exchange import publish_table
from sxsh_desktop.store import reference as stored
from tests.exchange_maker import CARD, Desks, desks, fresh_desks, make_card
from tests.flow.test_exchange_forms import newer_card_form
from tests.flow.test_reference_tables import (
    _grid_with as grid_with,  # the shipped grid factors with a year more
)

__all__ = ["desks", "fresh_desks"]


def offered(desk: Desk) -> dict[str, str]:
    return {info.form_id: info.version for info in desk.forms.current()}


def tables(desk: Desk) -> set[tuple[str, str]]:
    with desk.read() as connection:
        return {(one.name, one.version) for one in stored.tables(connection)}


def publish(desks: Desks, definition: str, state: str) -> Path:
    body = Publication(CARD, "2099010100", definition, state)  # type: ignore[arg-type]
    with desks.department.write() as connection:
        desks.department.append_entry(connection, body, CARD)
    return exchange.export_bundle(desks.department, desks.mail, desks.second.device_id).file


def test_a_form_that_the_import_published_is_no_longer_offered(desks: Desks) -> None:
    definition = newer_card_form(desks.folder / "forms", desks.first)
    make_card(desks.first, "Cơ sở theo mẫu mới")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    before = offered(desks.second)
    done = exchange.import_bundle(desks.second, publish(desks, definition, "published"))
    assert offered(desks.second)[CARD] == "2099010100"

    exchange.undo_import(desks.second, done.import_id)
    assert offered(desks.second) == before

    exchange.redo_import(desks.second, done.import_id)
    assert offered(desks.second)[CARD] == "2099010100"


def test_a_form_of_the_program_that_the_import_withdrew_is_offered_again(desks: Desks) -> None:
    before = offered(desks.second)
    form = desks.second.forms.get(CARD)
    with desks.department.write() as connection:
        body = Publication(CARD, form.version, form.definition_hash, "withdrawn")
        desks.department.append_entry(connection, body, CARD)
    sent = exchange.export_bundle(desks.department, desks.mail, desks.second.device_id)
    done = exchange.import_bundle(desks.second, sent.file)
    assert CARD not in offered(desks.second)

    exchange.undo_import(desks.second, done.import_id)
    assert offered(desks.second) == before


def test_a_table_that_the_import_brought_is_no_longer_in_force(desks: Desks) -> None:
    before = tables(desks.second)
    publish_table(desks.department, "grid_factors", grid_with(desks.folder, "0.55"), source="a letter")
    sent = exchange.export_bundle(desks.department, desks.mail, desks.second.device_id)
    done = exchange.import_bundle(desks.second, sent.file)
    after = tables(desks.second)
    assert len(after - before) == 1

    exchange.undo_import(desks.second, done.import_id)
    assert tables(desks.second) == before
    assert reference.current(desks.second).versions["grid_factors"] != max(after - before)[1]

    exchange.redo_import(desks.second, done.import_id)
    assert tables(desks.second) == after
