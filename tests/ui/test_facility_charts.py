"""The card of a facility: its charts, read out in words, each leading to its records; and the audit report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.words import set_language
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui.facilities.card_model import CardModel
from sxsh_desktop.ui.facilities.card_view import FacilityCardView
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.dialogs import Dialog
from tests.audit_maker import assessed
from tests.window_maker import PATIENCE, idle, meet, until


@pytest.fixture(scope="module")
def ice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, str]]:
    desk, facility_id = assessed(tmp_path_factory.mktemp("card") / "desk")
    with closing(desk):
        yield desk, facility_id


@pytest.fixture
def card(qtbot: QtBot, ice: tuple[Desk, str]) -> FacilityCardView:
    set_language("vi")
    desk, facility_id = ice
    view = FacilityCardView(CardModel(desk), Navigator())
    qtbot.addWidget(view)
    view.resize(1120, 640)
    view.show()
    view.show_facility(facility_id)
    until(lambda: view.tabs.count() == 4)
    return view


def test_charts_are_drawn_once_they_are_looked_at(card: FacilityCardView) -> None:
    assert card.charts.panels == []
    card.tabs.choose("charts")
    until(lambda: len(card.charts.panels) == 5)
    idle()
    for panel in card.charts.panels:
        picture = panel.picture
        assert picture.accessibleName() and picture.accessibleName() in picture.accessibleDescription()
        assert picture.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert picture.height() > 40
    assert "chưa rõ" in card.charts.panels[2].picture.accessibleDescription()


def test_a_chart_leads_to_its_records(card: FacilityCardView, qtbot: QtBot) -> None:
    card.tabs.choose("charts")
    until(lambda: len(card.charts.panels) == 5)
    idle()
    links = card.charts.panels[1].findChildren(Button)
    assert [one.text()[:5] for one in links if one.text().startswith("Mẫu")] == ["Mẫu E", "Mẫu F"]
    with qtbot.waitSignal(card.charts.opened, timeout=PATIENCE) as sent:
        links[0].click()
    assert sent.args and sent.args[0]


def test_the_report_is_written_from_the_card(card: FacilityCardView, tmp_path: Path) -> None:
    assert card.audit.isEnabled()
    target = tmp_path / "báo cáo.docx"
    closer = meet(Dialog, lambda dialog: dialog.reject())
    card.write_audit_to(target)
    until(target.exists, 60_000)
    idle()
    closer.stop()
    assert target.stat().st_size > 20_000
