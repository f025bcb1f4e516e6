"""The widgets: dates as written here, folded search in combos, tables that copy and drop columns."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import set_language
from sxsh_desktop.services.fill_errors import AttachmentUnreadableError, PictureUnreadableError
from sxsh_desktop.ui import memory
from sxsh_desktop.ui.qt_words import CatalogueTranslator
from sxsh_desktop.ui.theme.apply import Theme
from sxsh_desktop.ui.widgets.dialogs import Dialog, error_dialog
from sxsh_desktop.ui.widgets.fields import Choices, Combo, DateField, Option, read_date
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import PAGE, Cell, Column, PagedModel, RowsModel
from sxsh_desktop.ui.widgets.text import label
from tests.window_maker import PATIENCE

COLUMNS = (
    Column("code", "Mã", 80),
    Column("name", "Tên", stretch=True),
    Column("size", "Quy mô", 120, drop=2),
    Column("day", "Ngày", 120, drop=1),
)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    set_language("vi")
    memory.keep_in(None)
    Theme(qapp).use("light")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/03/2016", date(2016, 3, 14)),
        ("14-3-16", date(2016, 3, 14)),
        (" 1.2.2020 ", date(2020, 2, 1)),
        ("2016-03-14", date(2016, 3, 14)),
        ("14032016", date(2016, 3, 14)),
        ("140316", date(2016, 3, 14)),
        ("14316", None),
        ("31/02/2016", None),
        ("hôm nay", None),
        ("", None),
    ],
)
def test_dates_as_written_here(text: str, day: date | None) -> None:
    assert read_date(text) == day


def test_what_is_no_date_stays_and_is_marked(qtbot: QtBot) -> None:
    field = DateField(date(2019, 1, 1))
    qtbot.addWidget(field)
    field.setText("mai")
    field.editingFinished.emit()
    assert field.text() == "mai"
    assert field.property("problem") == "hard"


def test_a_combo_takes_a_text_typed_without_accents(qtbot: QtBot) -> None:
    combo = Combo((Option("866", "Huyện Cao Lãnh"), Option("867", "Huyện Tháp Mười")), "866", search=True)
    qtbot.addWidget(combo)
    line = combo.lineEdit()
    assert line is not None
    line.setText("huyen thap muoi")
    with qtbot.waitSignal(combo.picked, timeout=PATIENCE) as caught:
        line.editingFinished.emit()
    assert caught.args == ["867"]
    assert combo.currentText() == "Huyện Tháp Mười"
    line.setText("không có")
    line.editingFinished.emit()
    assert combo.value() == "867"
    assert combo.currentText() == "Huyện Tháp Mười"


def test_choices_by_number(qtbot: QtBot) -> None:
    choices = Choices((Option("a", "Có"), Option("b", "Không")), numbered=True)
    qtbot.addWidget(choices)
    assert choices.choose(2)
    assert choices.value() == "b"
    assert not choices.choose(3)


def rows(count: int) -> list[tuple[str, tuple[Cell, ...]]]:
    return [
        (f"id{n}", (Cell(f"M{n:03d}"), Cell(f"Cơ sở {n}"), Cell("Nhỏ"), Cell("01/01/2020")))
        for n in range(count)
    ]


def test_copy_has_the_headers(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.put(rows(3))
    table = Table(model, "test")
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.choose_row(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)  # type: ignore[no-untyped-call]
    assert QApplication.clipboard().text() == "Mã\tTên\tQuy mô\tNgày\nM001\tCơ sở 1\tNhỏ\t01/01/2020"


def test_a_narrow_table_drops_the_least_columns_first(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.put(rows(3))
    table = Table(model, "test-narrow")
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    assert table.visible_columns() == [0, 1, 2, 3]
    table.resize(440, 300)
    assert table.visible_columns() == [0, 1, 3]
    table.resize(320, 300)
    assert table.visible_columns() == [0, 1]
    table.resize(900, 300)
    assert table.visible_columns() == [0, 1, 2, 3]


def test_vietnamese_order(qtbot: QtBot) -> None:
    model = RowsModel((Column("name", "Tên"),))
    model.put([(name, (Cell(name),)) for name in ("Đức", "Dũng", "Ân", "An", "Ba")])
    model.order_by("name", ascending=True)
    assert [model.id_of(row) for row in range(5)] == ["An", "Ân", "Ba", "Dũng", "Đức"]


def test_a_long_list_reads_only_the_pages_in_sight(qtbot: QtBot) -> None:
    asked: list[int] = []

    def read(ids: object) -> list[tuple[Cell, ...]]:
        found = list(ids)  # type: ignore[call-overload]
        asked.append(len(found))
        return [(Cell(one), Cell(one), Cell(""), Cell("")) for one in found]

    model = PagedModel(COLUMNS, read, lambda _key, _up: None)
    model.put_ids([str(number) for number in range(100_000)])
    table = Table(model, "test-paged")
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    table.choose_row(99_999)
    table.grab()
    assert model.cells(99_999)[0].text == "99999"
    assert 0 < len(asked) <= 3
    assert max(asked) <= PAGE


def test_an_error_has_a_code_to_read_over_the_phone(qtbot: QtBot) -> None:
    dialog = error_dialog(ValueError("x"), "Thử", None)
    qtbot.addWidget(dialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "SX-9000" in said
    assert "nguyên vẹn" in said


def test_the_list_under_a_searching_combo_is_as_roomy_as_a_table(qtbot: QtBot) -> None:
    combo = Combo([Option("866", "Thành phố Cao Lãnh"), Option("873", "Huyện Cao Lãnh")], search=True)
    qtbot.addWidget(combo)
    combo.show()
    line, completer = combo.lineEdit(), combo.completer()
    assert line is not None and completer is not None
    qtbot.keyClicks(line, "cao")  # type: ignore[no-untyped-call]
    popup = completer.popup()
    assert popup is not None and popup.isVisible()
    assert popup.sizeHintForRow(0) >= 28
    popup.hide()


def test_a_typed_text_that_means_one_line_is_taken(qtbot: QtBot) -> None:
    combo = Combo([Option("866", "Thành phố Cao Lãnh"), Option("873", "Huyện Cao Lãnh")], search=True)
    qtbot.addWidget(combo)
    combo.show()
    line = combo.lineEdit()
    assert line is not None
    for typed, value in (("cao", ""), ("huyen cao", "873")):
        line.setText("")
        qtbot.keyClicks(line, typed)  # type: ignore[no-untyped-call]
        qtbot.keyClick(line, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
        assert combo.value() == value


@pytest.mark.parametrize("kind", [PictureUnreadableError, AttachmentUnreadableError])
def test_what_is_safe_is_not_among_the_things_to_do(qtbot: QtBot, kind: type[UserError]) -> None:
    set_language("vi")
    dialog = error_dialog(kind(file="x.jpg", reason=""), "Thử", None)
    qtbot.addWidget(dialog)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    to_do = texts.index("Cách xử lý")
    assert any("nguyên vẹn" in one for one in texts[:to_do])
    assert not any("nguyên vẹn" in one for one in texts[to_do:])
    assert any("Anh, chị" in one for one in texts[to_do:])


def test_qt_speaks_vietnamese(qapp: QApplication) -> None:
    translator = CatalogueTranslator()
    assert translator.translate("QPlatformTheme", "&Cancel") == "Thôi"
    assert translator.translate("QFileDialog", "Look in:") == "Xem trong:"
    set_language("en")
    assert translator.translate("QPlatformTheme", "&Cancel") is None
    set_language("vi")


@pytest.mark.parametrize("spoken", ["vi", "en"])
def test_words_of_qt_that_we_have_none_for_stay(qapp: QApplication, spoken: str) -> None:
    translator = CatalogueTranslator()
    qapp.installTranslator(translator)
    set_language(spoken)
    try:
        assert QCoreApplication.translate("QSomething", "%1 and %2 elsewhere") == "%1 and %2 elsewhere"
    finally:
        set_language("vi")
        qapp.removeTranslator(translator)


def test_a_dialog_makes_room_for_what_comes_while_it_is_open(qtbot: QtBot) -> None:
    dialog = Dialog("Giao việc")
    late = label("Việc giao còn thiếu: hạn phải là một ngày. " * 5, wrap=True)
    dialog.add(label("Một dòng dài để hộp thoại biết chiều cao theo chiều rộng. " * 3, wrap=True), late)
    late.hide()
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.height()
    late.show()
    qtbot.waitUntil(lambda: dialog.height() >= before + late.heightForWidth(late.width()), timeout=PATIENCE)
