"""The tokens: every pair of the contrast table of the design passes AA, and no colour stands elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sxsh_desktop import ui
from sxsh_desktop.ui.theme.apply import Theme
from sxsh_desktop.ui.theme.tokens import DARK, LIGHT, Tokens, contrast
from sxsh_desktop.ui.widgets.buttons import ordinary

TEXT_PAIRS = [
    *(("text", ground) for ground in ("base", "window", "rail", "sel")),
    *(("dim", ground) for ground in ("base", "window", "rail", "sel", "hover")),
    *(("accent", ground) for ground in ("base", "window", "sel")),
    ("on_accent", "accent"),
    *(
        (state, ground)
        for state in ("ok", "warn", "bad", "ask", "off")
        for ground in ("base", "window", "sel")
    ),
    *((state, f"{state}_bg") for state in ("ok", "warn", "bad", "ask", "off")),
    *(("text", f"{state}_bg") for state in ("ok", "warn", "bad", "ask", "off")),
]
MARK_PAIRS = [("ctl", ground) for ground in ("base", "window", "rail", "off_bg")]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS)
def test_text_passes_aa(tokens: Tokens, front: str, ground: str) -> None:
    assert contrast(tokens.colour(front), tokens.colour(ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), MARK_PAIRS)
def test_borders_and_marks_pass_aa(tokens: Tokens, front: str, ground: str) -> None:
    assert contrast(tokens.colour(front), tokens.colour(ground)) >= 3.0


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast(LIGHT.text, LIGHT.base) == pytest.approx(15.9, abs=0.1)


def test_a_role_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        LIGHT.colour("pink")


def test_no_colour_is_named_outside_the_tokens() -> None:
    folder = Path(ui.__file__).parent
    found = [
        file.name
        for file in folder.rglob("*.py")
        if file.name != "tokens.py" and re.search(r"[\"'(: ]#[0-9A-Fa-f]{6}\b", file.read_text("utf-8"))
    ]
    assert found == []


def test_what_is_there_takes_the_colours_of_another_theme(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp)
    theme.use("light")
    button = ordinary("Tìm cơ sở", icon="search")
    qtbot.addWidget(button)
    button.show()
    theme.use("dark")
    shown = button.icon().pixmap(QSize(18, 18)).toImage()
    inked = [
        shown.pixelColor(x, y)
        for x in range(shown.width())
        for y in range(shown.height())
        if shown.pixelColor(x, y).alpha() > 120
    ]
    wanted = QColor(DARK.colour("text"))
    assert inked and all(abs(one.lightness() - wanted.lightness()) < 30 for one in inked)
    theme.use("light")
