"""The window's own typeface: Noto Sans from resources/fonts, in the five sizes of the design."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from sxsh_desktop.base import paths
from sxsh_desktop.ui.theme.tokens import MEASURES

FAMILY = "Noto Sans"
Size = Literal["big", "title", "h2", "body", "small"]
_BOLD = {"big", "title", "h2"}


def load_fonts() -> str:
    """Give the shipped faces to Qt; the family to use (the system's own if the files are missing)."""
    found = ""
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        handle = QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / name))
        families = QFontDatabase.applicationFontFamilies(handle) if handle >= 0 else []
        found = found or (families[0] if families else "")
    return found or QGuiApplication.font().family()


def font(size: Size = "body", bold: bool | None = None) -> QFont:
    """A font in one of the design's sizes; big, title and h2 are bold unless told otherwise."""
    screen = QGuiApplication.primaryScreen()
    full = screen is None or screen.devicePixelRatio() == 1.0
    return QFont(_made(float(getattr(MEASURES, size)), size in _BOLD if bold is None else bold, full))


@lru_cache(maxsize=64)
def _made(points: float, bold: bool, full: bool) -> QFont:
    made = QFont(FAMILY)
    made.setPointSizeF(points)
    made.setBold(bold)
    made.setHintingPreference(
        QFont.HintingPreference.PreferFullHinting if full else QFont.HintingPreference.PreferNoHinting
    )
    return made
