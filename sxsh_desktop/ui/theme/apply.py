"""Put a theme on the application: Fusion, palette, fonts, style sheet; follow the system's light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTemporaryDir
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from sxsh_desktop.ui.theme import current, fonts
from sxsh_desktop.ui.theme.sheet import sheet
from sxsh_desktop.ui.theme.tokens import DARK, LIGHT, Tokens

Choice = Literal["system", "light", "dark"]

_GROUPS = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "rail",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "base",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.Highlight: "sel",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "base",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "dim",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "ctl",
    QPalette.ColorRole.Accent: "accent",
}


class Theme(QObject):
    """The theme of one application; `use` chooses, "system" follows the desktop while the program runs."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = "system"
        self._system = QPalette(app.palette())
        self._pictures = QTemporaryDir()
        app.setStyle("Fusion")
        fonts.load_fonts()
        app.setFont(fonts.font())
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: self.use(self._choice))

    @property
    def choice(self) -> Choice:
        """What was chosen last."""
        return self._choice

    def use(self, choice: Choice) -> None:
        """Show light or dark colours, or whichever the system shows now."""
        self._choice = choice
        chosen = self._tokens(choice)
        if chosen == current.tokens() and self._app.styleSheet():
            return
        current.put(chosen)  # first: widgets take their colours anew when the palette tells them
        self._app.setPalette(palette_of(chosen))
        self._app.setStyleSheet(sheet(chosen, Path(self._pictures.path())))

    def _tokens(self, choice: Choice) -> Tokens:
        if choice == "system" and _wants_contrast():
            return _of_system(self._system)
        if choice == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if choice == "dark" else LIGHT


def palette_of(tokens: Tokens) -> QPalette:
    """The palette that says the same as the tokens, for what no style sheet rule touches."""
    palette = QPalette()
    for role, name in _GROUPS.items():
        palette.setColor(role, QColor(tokens.colour(name)))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return palette


def _wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)  # since Qt 6.10
    if accessibility is None:
        return False
    preference = accessibility().contrastPreference()
    return str(getattr(preference, "name", "")) == "HighContrast"


def _of_system(palette: QPalette) -> Tokens:
    """High contrast: every colour is the system's; states keep their icon and their word."""
    text, base = palette.text().color().name(), palette.base().color().name()
    accent, on_accent = palette.highlight().color().name(), palette.highlightedText().color().name()
    plain = dict.fromkeys(("text", "dim", "line", "ctl", "ok", "warn", "bad", "ask", "off", "disabled"), text)
    grounds = ("window", "base", "rail", "hover", "sel", "ok_bg", "warn_bg", "bad_bg", "ask_bg", "off_bg")
    dark = palette.text().color().lightness() > palette.base().color().lightness()
    start = DARK if dark else LIGHT
    colours = {**plain, **dict.fromkeys(grounds, base), "accent": accent, "on_accent": on_accent}
    return Tokens(dark=start.dark, **colours)
