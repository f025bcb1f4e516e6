"""Fields alone: what is typed, what is told, what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.ui.fill.fields.annotate_field import AnnotateField
from sxsh_desktop.ui.fill.fields.barcode_field import BarcodeField
from sxsh_desktop.ui.fill.fields.choice_combo import ComboField
from sxsh_desktop.ui.fill.fields.choice_many import ManyField
from sxsh_desktop.ui.fill.fields.choice_marks import CheckField, LikertField, RadioField
from sxsh_desktop.ui.fill.fields.choice_search import ChoiceIndex
from sxsh_desktop.ui.fill.fields.date_field import DateField, MomentField, TimeField
from sxsh_desktop.ui.fill.fields.dates import read_date, read_time
from sxsh_desktop.ui.fill.fields.field import Field, FieldSpec
from sxsh_desktop.ui.fill.fields.make import make_field
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.fields.place_field import PlaceField, TrackField
from sxsh_desktop.ui.fill.fields.places import read_place, read_track
from sxsh_desktop.ui.fill.fields.range_field import RangeField
from sxsh_desktop.ui.fill.fields.rank_field import RankField
from sxsh_desktop.ui.fill.fields.show_field import AcknowledgeField, NoteField
from sxsh_desktop.ui.fill.fields.signature_field import SignatureField
from sxsh_desktop.ui.fill.fields.text_field import LineField, LongField
from tests.window_maker import PATIENCE

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


@dataclass(frozen=True)
class Pick:
    value: str
    label: str
    absent: str = ""
    image: str = ""


FOUR = [
    Pick("dongho", "Đồng hồ"),
    Pick("hoadon", "Hóa đơn"),
    Pick("uoc", "Ước tính"),
    Pick("suyra", "Suy ra"),
]


def field_of(qtbot: QtBot, how_many: int = 0, **facts: object) -> Field:
    made = make_field(FieldSpec("/data/x", "x", **facts), how_many, lambda: NOW)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("facts", "how_many", "kind"),
    [
        ({"control": "input"}, 0, LineField),
        ({"control": "input", "appearances": frozenset({"multiline"})}, 0, LongField),
        ({"control": "input", "datatype": "int"}, 0, NumberField),
        ({"control": "input", "datatype": "decimal"}, 0, NumberField),
        ({"control": "input", "datatype": "date"}, 0, DateField),
        ({"control": "input", "datatype": "date", "appearances": frozenset({"month-year"})}, 0, DateField),
        ({"control": "input", "datatype": "time"}, 0, TimeField),
        ({"control": "input", "datatype": "dateTime"}, 0, MomentField),
        ({"control": "input", "datatype": "geopoint"}, 0, PlaceField),
        ({"control": "input", "datatype": "geotrace"}, 0, TrackField),
        ({"control": "input", "datatype": "geoshape"}, 0, TrackField),
        ({"control": "input", "datatype": "barcode"}, 0, BarcodeField),
        ({"control": "select_one"}, 5, RadioField),
        ({"control": "select_one"}, 6, ComboField),
        ({"control": "select_one", "appearances": frozenset({"minimal"})}, 3, ComboField),
        ({"control": "select_one", "appearances": frozenset({"likert"})}, 7, LikertField),
        ({"control": "select_multiple"}, 8, CheckField),
        ({"control": "select_multiple"}, 102, ManyField),
        ({"control": "rank"}, 4, RankField),
        ({"control": "range", "datatype": "int"}, 0, RangeField),
        ({"control": "upload", "mediatype": "image/*"}, 0, MediaField),
        ({"control": "upload", "mediatype": "audio/*"}, 0, MediaField),
        ({"control": "upload", "mediatype": "application/*"}, 0, MediaField),
        (
            {"control": "upload", "mediatype": "image/*", "appearances": frozenset({"draw"})},
            0,
            SignatureField,
        ),
        (
            {"control": "upload", "mediatype": "image/*", "appearances": frozenset({"annotate"})},
            0,
            AnnotateField,
        ),
        ({"control": "upload", "mediatype": "image/*", "personal": "signature"}, 0, SignatureField),
        ({"control": "acknowledge"}, 0, AcknowledgeField),
        ({"control": "note"}, 0, NoteField),
        ({"control": "input", "datatype": "of-tomorrow"}, 0, LineField),
    ],
)
def test_every_type_of_question_has_its_field(
    qtbot: QtBot, facts: dict[str, object], how_many: int, kind: type[Field]
) -> None:
    assert type(field_of(qtbot, how_many, **facts)) is kind


def test_vietnamese_text_is_told_when_the_field_is_left(
    qtbot: QtBot, type_into: Callable[[QWidget, str], None]
) -> None:
    field = field_of(qtbot, control="input")
    with qtbot.waitSignal(field.answered, timeout=PATIENCE) as told:
        type_into(field.focus_target(), "Đông lạnh, nồi hơi ")
    assert told.args == ["Đông lạnh, nồi hơi"]


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [("1.234,5", "1234.5", "1.234,5"), ("1234,50", "1234.5", "1.234,5"), ("1.028.160", "1028160", "1.028.160"),
     ("nhiều", "nhiều", "nhiều"), ("-5", "-5", "-5")],
)  # fmt: skip
def test_a_number_is_read_when_it_is_left(
    qtbot: QtBot, type_into: Callable[[QWidget, str], None], typed: str, stored: str, shown: str
) -> None:
    field = field_of(qtbot, control="input", datatype="decimal")
    assert isinstance(field, NumberField)
    with qtbot.waitSignal(field.answered, timeout=PATIENCE) as told:
        type_into(field.edit, typed)
    assert told.args == [stored]
    field.edit.clearFocus()
    assert field.edit.text() == shown
    assert not field.in_doubt


def test_an_ambiguous_number_is_read_back_in_words_before_it_is_taken(
    qtbot: QtBot, type_into: Callable[[QWidget, str], None]
) -> None:
    field = field_of(qtbot, control="input", datatype="decimal")
    assert isinstance(field, NumberField)
    told: list[str] = []
    field.answered.connect(told.append)
    type_into(field.edit, "1.234")

    assert told == ["1.234?"]  # kept, but no number until it is confirmed
    assert field.in_doubt
    assert field.read_back.said.text().startswith("Một nghìn hai trăm ba mươi")
    field.read_back.yes.click()
    assert told == ["1.234?", "1234"]
    assert not field.in_doubt


def test_a_number_opened_for_typing_has_no_group_points(qtbot: QtBot) -> None:
    field = field_of(qtbot, control="input", datatype="decimal")
    assert isinstance(field, NumberField)
    field.show_value("4150.5")
    assert field.edit.text() == "4.150,5"
    with qtbot.assertNotEmitted(field.answered):
        field.commit()


def test_digits_choose_and_delete_takes_back(qtbot: QtBot) -> None:
    field = field_of(qtbot, 4, control="select_one")
    field.set_choices(FOUR)
    told: list[str] = []
    field.answered.connect(told.append)
    qtbot.keyClick(field.focus_target(), Qt.Key.Key_3)  # type: ignore[no-untyped-call]
    qtbot.keyClick(field.focus_target(), Qt.Key.Key_3)  # type: ignore[no-untyped-call]
    qtbot.keyClick(field.focus_target(), Qt.Key.Key_Delete)  # type: ignore[no-untyped-call]
    assert told == ["uoc", ""]


def test_several_choices_keep_the_order_of_the_list(qtbot: QtBot) -> None:
    field = field_of(qtbot, 4, control="select_multiple")
    field.set_choices(FOUR)
    told: list[str] = []
    field.answered.connect(told.append)
    qtbot.keyClick(field.focus_target(), Qt.Key.Key_3)  # type: ignore[no-untyped-call]
    qtbot.keyClick(field.focus_target(), Qt.Key.Key_1)  # type: ignore[no-untyped-call]
    assert told[-1] == "dongho uoc"


@pytest.mark.qt_log_ignore("This plugin does not support")  # lists that pop up, on the offscreen platform
def test_a_combo_finds_without_accents(qtbot: QtBot, type_into: Callable[[QWidget, str], None]) -> None:
    field = field_of(qtbot, 20, control="select_one")
    assert isinstance(field, ComboField)
    field.set_choices([*FOUR, Pick("khac", "Khác")])
    told: list[str] = []
    field.answered.connect(told.append)
    type_into(field.edit, "hoa don")
    field.commit()
    assert told == ["hoadon"]
    assert field.edit.text() == "Hóa đơn"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_list_of_a_combo_cuts_no_choice(qtbot: QtBot) -> None:
    field = field_of(qtbot, 20, control="select_one")
    assert isinstance(field, ComboField)
    long = "Sản xuất vật liệu xây dựng từ đất sét nung, gốm sứ và các sản phẩm tương tự"
    field.set_choices([*FOUR, Pick("dai", long)])
    field.edit.setFixedWidth(160)
    field.window().resize(900, 300)
    field.edit.open_all()
    popup = field.edit.finder.popup()
    assert popup is not None and popup.isVisible()
    assert 160 < popup.fontMetrics().horizontalAdvance(long) <= popup.viewport().width()
    popup.hide()


def test_fifty_thousand_choices_are_searched() -> None:
    index = ChoiceIndex([Pick(str(at), f"Ấp {at % 97} xã Tân Thạnh {at}") for at in range(50_000)])
    found = index.search("tan thanh 4999")
    assert found and all("4999" in one.label for one in found)


def test_many_choices_are_added_and_taken_out(qtbot: QtBot) -> None:
    field = field_of(qtbot, 40, control="select_multiple")
    assert isinstance(field, ManyField)
    field.set_choices(FOUR)
    field.show_value("dongho uoc")
    told: list[str] = []
    field.answered.connect(told.append)
    field.edit.setText("suy")
    field.edit.setModified(True)
    field.commit()
    assert told == ["dongho uoc suyra"]


def test_rank_moves_lines(qtbot: QtBot) -> None:
    field = field_of(qtbot, 4, control="rank")
    assert isinstance(field, RankField)
    field.set_choices(FOUR)
    told: list[str] = []
    field.answered.connect(told.append)
    field.list.setCurrentRow(2)
    qtbot.keyClick(field.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)  # type: ignore[no-untyped-call]
    assert told == ["dongho uoc hoadon suyra"]


def test_a_range_is_typed_or_slid(qtbot: QtBot, type_into: Callable[[QWidget, str], None]) -> None:
    field = field_of(
        qtbot, control="range", datatype="decimal", parameters={"start": "0", "end": "5", "step": "0.5"}
    )
    assert isinstance(field, RangeField)
    told: list[str] = []
    field.answered.connect(told.append)
    type_into(field.edit, "2,5")
    assert told == ["2.5"]
    assert field.slider.value() == 5


@pytest.mark.parametrize(
    ("typed", "kind", "day"),
    [("14/3/2016", "date", date(2016, 3, 14)), ("14032016", "date", date(2016, 3, 14)),
     ("1-2-16", "date", date(2016, 2, 1)),
     ("2016-03-14", "date", date(2016, 3, 14)), ("14/3", "date", date(2026, 3, 14)), ("31/2/2016", "date", None),
     ("3/2016", "month", date(2016, 3, 1)), ("2016-03", "month", date(2016, 3, 1)), ("2016", "year", date(2016, 1, 1)),
     ("hôm qua", "date", None)],
)  # fmt: skip
def test_dates_as_people_type_them(typed: str, kind: str, day: date | None) -> None:
    assert read_date(typed, kind, NOW.date()) == day


def test_times_as_people_type_them() -> None:
    assert [str(read_time(text)) for text in ("7:30", "7h30", "730", "7", "25:00")] == [
        "07:30:00", "07:30:00", "07:30:00", "07:00:00", "None",
    ]  # fmt: skip


def test_a_date_that_is_none_is_kept_as_typed(
    qtbot: QtBot, type_into: Callable[[QWidget, str], None]
) -> None:
    field = field_of(qtbot, control="input", datatype="date")
    told: list[str] = []
    field.answered.connect(told.append)
    type_into(field.focus_target(), "31/02/2026")
    assert told == ["31/02/2026"]


@pytest.mark.parametrize(
    "typed",
    ["10,4567; 105,6789", "10.4567, 105.6789", "10,4567, 105,6789", "10.4567N 105.6789E", "105,6789 Đ 10,4567 B",
     "10°27'24.12\" N 105°40'44.04\" E"],
)  # fmt: skip
def test_places_as_people_type_them(typed: str) -> None:
    assert read_place(typed) == "10.4567 105.6789"


def test_places_come_from_the_file_of_a_gps_device(tmp_path: Path) -> None:
    gpx = b'<gpx><wpt lat="10.5" lon="105.5"><ele>3</ele></wpt><wpt lat="10.6" lon="105.6"/></gpx>'
    assert read_track(gpx) == ["10.5 105.5 3 0", "10.6 105.6 0 0"]
    kml = b"<kml><Point><coordinates>105.5,10.5,2</coordinates></Point></kml>"
    assert read_track(kml) == ["10.5 105.5 2 0"]
    for bad in (b"<!DOCTYPE x><gpx/>", b"<gpx>", b"nothing here"):
        with pytest.raises(ValueError):
            read_track(bad)


def test_a_drawn_signature_becomes_a_picture(qtbot: QtBot) -> None:
    field = field_of(qtbot, control="upload", mediatype="image/*", personal="signature")
    assert isinstance(field, SignatureField)
    qtbot.mousePress(field.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))  # type: ignore[no-untyped-call]
    qtbot.mouseMove(field.pad, QPoint(80, 60))  # type: ignore[no-untyped-call]
    qtbot.mouseRelease(field.pad, Qt.MouseButton.LeftButton, pos=QPoint(80, 60))  # type: ignore[no-untyped-call]
    with qtbot.waitSignal(field.file_given, timeout=PATIENCE) as given:
        field.keep.click()
    assert not QImage(str(given.args[0])).isNull()
    assert not field.is_edited()  # what was handed over is not handed over again, and may be shown
    again: list[object] = []
    field.file_given.connect(again.append)
    field.commit()
    assert not again
    field.show_file("signature.png", Path(str(given.args[0])))
    assert field.pad.isHidden() and not field.thumb.isHidden()
    field.show_file("", None)  # taken back
    assert not field.pad.isHidden() and not field.pad.lines and field.thumb.isHidden()


def test_a_click_is_no_signature(qtbot: QtBot) -> None:
    field = field_of(qtbot, control="upload", mediatype="image/*", personal="signature")
    assert isinstance(field, SignatureField)
    given: list[object] = []
    field.file_given.connect(given.append)
    qtbot.mouseClick(field.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))  # type: ignore[no-untyped-call]
    field.commit()
    assert not given and not field.is_edited() and field.keep.isHidden()


def test_the_keyboard_leaves_long_text_with_enter(qtbot: QtBot) -> None:
    field = field_of(qtbot, control="input", appearances=frozenset({"multiline"}))
    assert isinstance(field, LongField)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    assert field.edit.toPlainText() == ""
    qtbot.keyClick(field.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)  # type: ignore[no-untyped-call]
    assert field.edit.toPlainText() == "\n"
