"""Codes read from photos, and photos that are drawn on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import barcodes
from sxsh_desktop.services.fill_errors import PictureUnreadableError
from sxsh_desktop.ui.fill.fields.annotate_field import AnnotateField, DrawDialog
from sxsh_desktop.ui.fill.fields.barcode_field import BarcodeField
from sxsh_desktop.ui.fill.fields.field import FieldSpec
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from tests.window_maker import PATIENCE

LEFT = Qt.MouseButton.LeftButton


def code(text: str, kind: str = "QRCode") -> Image.Image:
    """A code with a white margin, as it stands on a label."""
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    drawn = _image(made)
    paper = Image.new("L", (drawn.width + 80, drawn.height + 80), 255)
    paper.paste(drawn, (40, 40))
    return paper


def _image(made: zxingcpp.Barcode) -> Image.Image:
    drawn: Any = made.to_image(scale=3)
    view = memoryview(drawn)
    return Image.frombytes("L", (drawn.shape[1], drawn.shape[0]), view.tobytes())


def photo(folder: Path, *codes: Image.Image, name: str = "anh.jpg") -> Path:
    """The codes one under the other on a grey table."""
    picture = Image.new("L", (900, 100 + sum(one.height + 60 for one in codes)), 120)
    top = 50
    for one in codes:
        picture.paste(one, (120, top))
        top += one.height + 60
    picture.save(folder / name)
    return folder / name


@pytest.fixture
def field(qtbot: QtBot) -> BarcodeField:
    made = BarcodeField(FieldSpec("/data/b", "b", "input", datatype="barcode"))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("kind", "text"), [("QRCode", "CL-0041 Cơ sở"), ("EAN13", "8934563138165"), ("Code128", "TB-2026/07")]
)
def test_codes_of_several_kinds_are_read(tmp_path: Path, kind: str, text: str) -> None:
    assert barcodes.read_codes(photo(tmp_path, code(text, kind))) == (text,)


def test_a_turned_photo_is_read_too(tmp_path: Path) -> None:
    Image.open(photo(tmp_path, code("8934563138165", "EAN13"))).rotate(90, expand=True).save(
        tmp_path / "r.png"
    )
    assert barcodes.read_codes(tmp_path / "r.png") == ("8934563138165",)


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"not a picture")
    with pytest.raises(PictureUnreadableError):
        barcodes.read_codes(tmp_path / "a.jpg")


def test_a_photo_answers_the_question(qtbot: QtBot, tmp_path: Path, field: BarcodeField) -> None:
    with qtbot.waitSignal(field.answered, timeout=PATIENCE) as told:
        field.read_file(photo(tmp_path, code("CL-0041")))
    assert told.args == ["CL-0041"] and field.edit.text() == "CL-0041" and field.said.isHidden()


def test_several_codes_are_offered(
    qtbot: QtBot, tmp_path: Path, field: BarcodeField, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []
    monkeypatch.setattr(
        QMenu, "popup", lambda menu, _at: offered.extend(one.text() for one in menu.actions())
    )
    field.read_file(photo(tmp_path, code("A-1"), code("B-2")))
    qtbot.waitUntil(lambda: bool(offered), timeout=PATIENCE)
    assert offered == ["A-1", "B-2"] and not field.edit.text()


@pytest.mark.parametrize(("broken", "said"), [(False, "Không thấy mã"), (True, "không phải là ảnh")])
def test_nothing_found_is_said(
    qtbot: QtBot, tmp_path: Path, field: BarcodeField, broken: bool, said: str
) -> None:
    file = photo(tmp_path)
    if broken:
        file.write_bytes(b"nothing")
    field.read_file(file)
    qtbot.waitUntil(lambda: said in field.said.text(), timeout=PATIENCE)
    assert not field.edit.text()


def test_a_photo_is_drawn_on(qtbot: QtBot, tmp_path: Path) -> None:
    picture = QImage(1200, 800, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    picture.save(str(tmp_path / "may.png"))
    field = AnnotateField(FieldSpec("/data/p", "p", "upload", mediatype="image/*", label="Ảnh máy"))
    qtbot.addWidget(field)
    field.show()
    assert isinstance(field, MediaField) and field.draw is not None and field.draw.isHidden()
    field.show_file("abc.png", tmp_path / "may.png")
    assert field.draw.isVisible()

    def draw() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DrawDialog) and not dialog.keep.isEnabled()
        for _line in range(2):
            qtbot.mousePress(dialog.canvas, LEFT, pos=QPoint(100, 100))  # type: ignore[no-untyped-call]
            qtbot.mouseMove(dialog.canvas, QPoint(300, 200))  # type: ignore[no-untyped-call]
            qtbot.mouseRelease(dialog.canvas, LEFT, pos=QPoint(300, 200))  # type: ignore[no-untyped-call]
        dialog.undo.click()
        assert len(dialog.canvas.lines) == 1
        dialog.keep.click()

    QTimer.singleShot(50, draw)
    with qtbot.waitSignal(field.file_given, timeout=PATIENCE) as told:
        field.draw.click()
    assert told.args is not None
    kept = QImage(str(told.args[0]))
    assert (kept.width(), kept.height()) == (1200, 800)
    scale = 1200 / 720  # the dialog has room for 860 × 480
    spot = kept.pixelColor(round(100 * scale), round(100 * scale))
    assert spot.red() > 180 and spot.green() < 90 and kept.pixelColor(5, 5).lightness() > 240


def test_a_drop_that_does_not_fit_is_not_called_copied(qtbot: QtBot) -> None:
    field = MediaField(FieldSpec("/data/p", "p", "upload", mediatype="image/*", label="Ảnh máy"))
    qtbot.addWidget(field)
    data = QMimeData()
    data.setText("words only")
    actions = Qt.DropAction.CopyAction
    field.dropEvent(
        QDropEvent(QPointF(5, 5), actions, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )
    assert field.said.text() == "Nội dung vừa thả vào đây không dùng được"
