"""The reference tables in the catalogue: what is too long for a cell stands under the table, for the chosen row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.ui.catalogue.catalogue_model import CatalogueModel


@pytest.fixture
def department(tmp_path: Path) -> Iterator[Desk]:
    made = set_up(tmp_path / "kho", Answers("department", "vi", "SCT01", "Nguyễn Thị Hồng Gấm", "SCT"))
    yield made
    made.close()


def test_no_cell_of_a_table_is_cut_by_where_its_figure_comes_from(qtbot: QtBot, department: Desk) -> None:
    model = CatalogueModel(department)
    _rows, infos = model.tables()
    told = 0
    for info in infos.values():
        columns, rows, details = model.rows(info)
        keys = [one.key for one in columns]
        for id, cells in rows:
            assert len(cells) == len(keys)
            for key, cell in zip(keys, cells, strict=True):
                assert key not in ("source", "note", "plan_note", "certainty") or len(cell.text) <= 44
            told += bool(details.get(id))
    assert told > 20


def test_versions_of_one_day_are_told_apart(qtbot: QtBot, department: Desk) -> None:
    rows, infos = CatalogueModel(department).tables()
    shown = [(infos[id].name, cells[1].text) for id, cells in rows]
    assert len(shown) == len(set(shown))
