"""Definitions travel with the records that were made with them, and are not offered until they are published."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from sxsh_desktop.base import paths
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.ledger.entries import Publication
from sxsh_desktop.ledger.keys import sign_revision
from sxsh_desktop.ledger.values import UnsignedRevision
from sxsh_desktop.services import exchange
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.forms import files_beside
from sxsh_desktop.services.records import records
from sxsh_desktop.store import forms as forms_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.xform.load import load_form
from tests.exchange_maker import CARD, Desks, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]


def newer_card_form(folder: Path, desk: Desk) -> str:
    """A newer version of form A, published on this desk alone; returns its definition hash."""
    shutil.copytree(paths.forms(), folder)
    file = folder / f"{CARD}.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["settings"]
    names = [cell.value for cell in sheet[1]]
    sheet.cell(2, names.index("version") + 1).value = "2099010100"
    book.save(file)
    form = load_form(file)
    with desk.write() as connection:
        forms_store.add(connection, desk.forms.entry_for(form, file.name), files_beside(file, form))
    desk.forms.refresh()
    return form.definition_hash


def test_a_form_that_the_department_does_not_know_comes_along(desks: Desks) -> None:
    definition = newer_card_form(desks.folder / "forms", desks.first)
    card = make_card(desks.first, "Cơ sở theo mẫu mới")
    assert card.definition_hash == definition
    sent = exchange.export_bundle(desks.first, desks.mail)

    exchange.import_bundle(desks.department, sent.file)

    assert [line.record_id for line in records(desks.department)] == [card.record_id]
    assert desks.department.forms.has(CARD, "2099010100", definition)
    offered = {info.form_id: info.version for info in desks.department.forms.current()}
    assert offered[CARD] != "2099010100"


def test_the_department_publishes_a_form_by_bundle(desks: Desks) -> None:
    definition = newer_card_form(desks.folder / "forms", desks.first)
    make_card(desks.first, "Cơ sở theo mẫu mới")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    body = Publication(CARD, "2099010100", definition, "published")
    with desks.department.write() as connection:
        entry = desks.department.append_entry(connection, body, CARD)
    sent = exchange.export_bundle(desks.department, desks.mail, desks.second.device_id)
    exchange.import_bundle(desks.second, sent.file)

    with desks.second.read() as connection:
        assert ledger_store.entry(connection, entry.entry_id) == entry
    offered = {info.form_id: info.version for info in desks.second.forms.current()}
    assert offered[CARD] == "2099010100"

    withdrawn = replace(body, state="withdrawn")
    with desks.department.write() as connection:
        desks.department.append_entry(connection, withdrawn, CARD, (entry.entry_id,))
    sent = exchange.export_bundle(desks.department, desks.mail, desks.second.device_id)
    exchange.import_bundle(desks.second, sent.file)
    offered = {info.form_id: info.version for info in desks.second.forms.current()}
    assert offered[CARD] != "2099010100"


def test_a_record_of_a_form_that_is_nowhere_waits_on_the_shelf(desks: Desks) -> None:
    card = make_card(desks.first, "Một")
    parts = {name: getattr(card, name) for name in UnsignedRevision.__slots__}
    unsigned = UnsignedRevision(**parts)
    other = replace(
        unsigned,
        revision_id=f"uuid:{uuid.uuid4()}",
        record_id=str(uuid.uuid4()),
        form_version="1999",
        definition_hash="f" * 64,
    )
    with desks.first.write() as connection:
        stranger = sign_revision(other, desks.first.keys.signing)
        ledger_store.add_revisions(connection, [stranger], made_here=True)
    sent = exchange.export_bundle(desks.first, desks.mail)

    with pytest.raises(UserError, match="FORM-21"):
        exchange.import_bundle(desks.department, sent.file)

    assert records(desks.department) == ()
    assert [line.code for line in exchange.shelf(desks.department)] == ["FORM-21"]
