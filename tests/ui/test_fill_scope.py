"""Everything that a form may ask: each type of question and each appearance has a widget that takes an answer.

The table is the scope of the form engine, one line a question: type, name, appearance, parameters or other cells,
the widget, what a person gives, what is stored ("*": any answer).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill, form_publishing
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.ui.fill.fields.choice_combo import ComboField
from sxsh_desktop.ui.fill.fields.choice_many import ManyField
from sxsh_desktop.ui.fill.fields.choice_marks import MarksField
from sxsh_desktop.ui.fill.fields.date_field import MomentField
from sxsh_desktop.ui.fill.fields.field import Field
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.fields.rank_field import RankField
from sxsh_desktop.ui.fill.fields.show_field import AcknowledgeField, ShownField
from sxsh_desktop.ui.fill.fields.signature_field import SignatureField
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.fill.media_strip import Picture
from tests.fill_window_maker import Opener, row_of
from tests.form_tables import workbook

Typist = Callable[[QWidget, str], None]

SCOPE = """
text                     |t_plain  |-            |-                     |LineField       |Lúa          |Lúa
text                     |t_long   |multiline    |-                     |LongField       |Lúa          |Lúa
text                     |t_numbers|numbers      |-                     |LineField       |0912         |0912
text                     |t_url    |url          |-                     |LineField       |http://a     |http://a
text                     |t_masked |masked       |-                     |LineField       |abc          |abc
integer                  |i_plain  |-            |-                     |NumberField     |12           |12
integer                  |i_sep    |thousands-sep|-                     |NumberField     |1.234.567    |1234567
decimal                  |d_plain  |-            |-                     |NumberField     |1,5          |1.5
decimal                  |d_bearing|bearing      |-                     |NumberField     |7,5          |7.5
date                     |day      |-            |-                     |DateField       |14/3/2016    |2016-03-14
date                     |day_none |no-calendar  |-                     |DateField       |14/3/2016    |2016-03-14
date                     |month    |month-year   |-                     |DateField       |3/2016       |2016-03-01
date                     |year     |year         |-                     |DateField       |2016         |2016-01-01
time                     |clock    |-            |-                     |TimeField       |7:30         |07:30*
dateTime                 |moment   |-            |-                     |MomentField     |14/3/2016    |*
select_one few           |one      |-            |-                     |RadioField      |a            |a
select_one few           |one_cols |columns-2    |-                     |RadioField      |b            |b
select_one few           |one_quick|quick        |-                     |ComboField      |a            |a
select_one few           |one_small|minimal      |-                     |ComboField      |a            |a
select_one few           |one_auto |autocomplete |-                     |ComboField      |b            |b
select_one few           |one_scale|likert       |-                     |LikertField     |b            |b
select_one few           |one_map  |image-map    |-                     |RadioField      |b            |b
select_one few           |one_bare |list-nolabel |-                     |RadioField      |b            |b
select_one few           |one_chance|-            |randomize=true        |RadioField      |b            |b
select_one few or_other  |one_other|-            |-                     |RadioField      |other        |other
select_multiple few      |many     |-            |-                     |CheckField      |a,b          |a b
select_multiple few      |many_small|minimal      |-                     |CheckField      |a,b          |a b
select_multiple few      |many_auto|autocomplete |-                     |ManyField       |a            |a
rank few                 |order    |-            |-                     |RankField       |-            |a b c*
select_one_from_file l.csv|csv      |-            |-                     |RadioField      |x1           |x1
select_one_from_file m.xml|xml      |-            |-                     |RadioField      |x1           |x1
select_one_from_file n.geojson|geo      |-            |-                     |RadioField      |g1           |g1
select_multiple_from_file l.csv|csvs     |-            |-                     |CheckField      |x1,x2        |x1 x2
range                    |scale    |-            |start=0;end=5;step=1  |RangeField      |3            |3
range                    |rating   |rating       |start=1;end=5;step=1  |RangeField      |4            |4
range                    |level    |vertical     |start=0;end=1;step=0.1|RangeField      |0,5          |0.5
geopoint                 |place    |-            |-                     |PlaceField      |10,45; 105,63|10.45 105.63*
geotrace                 |line     |-            |-                     |TrackField      |*            |*
geoshape                 |area     |-            |-                     |TrackField      |*            |*
image                    |photo    |-            |-                     |MediaField      |-            |*
image                    |signed   |signature    |-                     |SignatureField  |-            |*
image                    |drawn    |draw         |-                     |SignatureField  |-            |*
image                    |marked   |annotate     |-                     |AnnotateField   |-            |*
audio                    |sound    |-            |-                     |MediaField      |t.mp3        |*
video                    |film     |-            |-                     |MediaField      |t.mp4        |*
file                     |paper    |-            |-                     |MediaField      |t.txt        |*
barcode                  |code     |-            |-                     |BarcodeField    |8934567      |8934567
acknowledge              |agreed   |-            |-                     |AcknowledgeField|-            |OK
trigger                  |agreed2  |-            |-                     |AcknowledgeField|-            |OK
"""
UNASKED = """start begun;end ended;today day0;deviceid device;username user;phonenumber phone;email mail;audit audit;
    background-audio heard;background-geopoint placed;hidden hid;start-geopoint began"""
LISTS = {
    "l.csv": "name,label\nx1,Một\nx2,Hai\n",
    "m.xml": "<root><item><name>x1</name><label>Một</label></item></root>",
    "n.geojson": '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",'
    '"coordinates":[105.6,10.4]},"properties":{"id":"g1","title":"Bến"}}]}',
}
LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
Line = tuple[str, str, str, str, str, str, str]


def lines() -> list[Line]:
    """The table: type, name, appearance, parameters, widget, given, stored; "-" is nothing."""
    found = []
    for line in SCOPE.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        kind, name, looks, parameters, widget, given, stored = ("" if one == "-" else one for one in cells)
        found.append((kind, name, looks, parameters, widget, given, stored))
    return found


def publish(folder: Path, desk: Desk) -> None:
    """The form of the table, one group a line so that all are answered alike; and what is never asked."""
    rows = [["type", "name", "label", "appearance", "parameters", "calculation", "image", "trigger"]]
    for kind, name, looks, parameters, *_rest in lines():
        cell = parameters.replace(";", " ")
        rows.append([kind, name, f"Câu {name}", looks, cell, "", "tranh.png" if name == "t_plain" else ""])
    rows.append(["note", "told", "Chỉ để đọc"])
    rows.append(["calculate", "total", "", "", "", "${i_plain} + 1"])
    rows.append(["select_one few", "counted", "Đã tính", "", "", "${one}"])
    for pair in UNASKED.replace("\n", "").split(";"):
        kind, name = pair.split()
        rows.append([kind, name, "", "", "", "", "", "${i_plain}" if kind == "background-geopoint" else ""])
    choices = [["list_name", "name", "label"], *(["few", one, f"Chọn {one}"] for one in "abc")]
    for name, text in LISTS.items():
        (folder / name).write_text(text, "utf-8")
    QImage(60, 40, QImage.Format.Format_RGB32).save(str(folder / "tranh.png"))
    settings = [["form_title", "form_id", "version"], ["Mọi loại câu", "x_moi_loai", "1"]]
    form_publishing.publish(
        desk, workbook(folder, {"survey": rows, "choices": choices, "settings": settings})
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk of the department, which publishes forms."""
    made = set_up(tmp_path / "kho", Answers("department", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "SCT"))
    yield made
    made.close()


@pytest.fixture
def window(tmp_path: Path, desk: Desk, opened: Opener) -> FillWindow:
    """The form of the table, open."""
    publish(tmp_path, desk)
    return opened(fill.start(desk, "x_moi_loai"))


class Hand:
    """Gives an answer through the widget of its question."""

    def __init__(self, qtbot: QtBot, type_into: Typist, folder: Path) -> None:
        self.bot, self.type, self.folder = qtbot, type_into, folder

    def answer(self, field: Field, given: str) -> None:
        """As a person does."""
        if isinstance(field, MarksField):
            for value in given.split(","):
                mark = next(one for one in field.marks if one.value == value)
                self.bot.mouseClick(field, LEFT, pos=mark.room.center())  # type: ignore[no-untyped-call]
        elif isinstance(field, ComboField | ManyField):
            field.edit.setText(field.edit.index.label(given))
            field.edit.setModified(True)
            field.commit()
        elif isinstance(field, RankField):
            self.bot.keyClick(field.focus_target(), Qt.Key.Key_Space)  # type: ignore[no-untyped-call]
        elif isinstance(field, AcknowledgeField):
            self.bot.mouseClick(field.box, LEFT, pos=QPoint(6, 8))  # type: ignore[no-untyped-call]
        elif isinstance(field, SignatureField):
            self._draw(field)
        elif isinstance(field, MediaField):
            self._paste(field, given)
        elif isinstance(field, MomentField):
            self.bot.keyClicks(field.day, given)  # type: ignore[no-untyped-call]
            self.bot.keyClicks(field.clock, "7:30")  # type: ignore[no-untyped-call]
            field.commit()
        else:
            text = "10,45; 105,63\n10,46; 105,64\n10,47; 105,62" if given == "*" else given
            self.type(field.focus_target(), text)
            field.commit()

    def _draw(self, field: SignatureField) -> None:
        self.bot.mousePress(field.pad, LEFT, pos=QPoint(30, 60))  # type: ignore[no-untyped-call]
        for place in (QPoint(90, 20), QPoint(150, 60)):
            self.bot.mouseMove(field.pad, place)  # type: ignore[no-untyped-call]
        self.bot.mouseRelease(field.pad, LEFT, pos=QPoint(150, 60))  # type: ignore[no-untyped-call]
        self.bot.mouseClick(field.keep, LEFT)  # type: ignore[no-untyped-call]

    def _paste(self, field: MediaField, given: str) -> None:
        if given:
            (self.folder / given).write_bytes(b"0123456789")
            copied = QMimeData()
            copied.setUrls([QUrl.fromLocalFile(str(self.folder / given))])
            QApplication.clipboard().setMimeData(copied)
        else:
            QApplication.clipboard().setImage(QImage(32, 24, QImage.Format.Format_RGB32))
        self.bot.keyClick(field.focus_target(), Qt.Key.Key_V, CTRL)  # type: ignore[no-untyped-call]


@pytest.mark.qt_log_ignore("This plugin does not support")  # lists that pop up, on the offscreen platform
def test_each_question_has_its_widget_and_takes_an_answer(
    tmp_path: Path, qtbot: QtBot, type_into: Typist, window: FillWindow
) -> None:
    hand, wrong = Hand(qtbot, type_into, tmp_path), []
    for kind, name, looks, _parameters, widget, given, stored in lines():
        field = row_of(window, f"/data/{name}").field
        hand.answer(field, given)
        got = window.model.draft.value(f"/data/{name}")
        fits = got.startswith(stored[:-1]) and bool(got) if stored.endswith("*") else got == stored
        if type(field).__name__ != widget or not fits:
            wrong.append((kind, name, looks, type(field).__name__, got))
    assert not wrong
    assert not [one for one in window.model.problems() if one.code != "constraint"]
    window.close()


def test_what_nobody_is_asked_is_kept_without_a_widget(window: FillWindow) -> None:
    shown = {row.ref for row in window.view.rows()}
    draft = window.model.draft
    for pair in UNASKED.replace("\n", "").split(";"):
        kind, name = pair.split()
        path = "/data/meta/audit" if kind == "audit" else f"/data/{name}"
        assert path not in shown
        assert draft.session.has(path), kind
    for name in ("begun", "day0", "device", "user"):
        assert draft.value(f"/data/{name}"), name
    assert "/data/told" in shown and "/data/total" not in shown
    draft.set("/data/i_plain", "4")
    assert draft.value("/data/total") == "5"
    window.close()


def test_a_computed_choice_is_shown_in_its_words(qtbot: QtBot, window: FillWindow) -> None:
    field = row_of(window, "/data/one").field
    assert isinstance(field, MarksField)
    qtbot.mouseClick(field, LEFT, pos=field.marks[0].room.center())  # type: ignore[no-untyped-call]
    shown = next(row.field for row in window.view.rows() if row.ref == "/data/counted")
    assert isinstance(shown, ShownField) and shown.said.text() == "Chọn a"
    window.close()


def test_a_picture_beside_the_form_stands_with_its_question(window: FillWindow) -> None:
    row = row_of(window, "/data/t_plain")
    (picture,) = row.under.findChildren(Picture)
    assert picture.file.name == "tranh.png" and picture.isVisible()
    window.close()
