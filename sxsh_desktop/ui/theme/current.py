"""Which set of tokens is in force, and the signal that it changed.

Widgets that paint ask here at every paint, so that light and dark may change while the program runs.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from sxsh_desktop.ui.theme.tokens import LIGHT, Tokens


class _Notice(QObject):
    changed = Signal()


class _State:
    tokens: Tokens = LIGHT
    notice: _Notice | None = None


def tokens() -> Tokens:
    """The set in force."""
    return _State.tokens


def put(chosen: Tokens) -> None:
    """Put another set in force and tell everybody."""
    _State.tokens = chosen
    notice().changed.emit()


def notice() -> _Notice:
    """Whose `changed` signal tells that the tokens are others now."""
    if _State.notice is None:
        _State.notice = _Notice()
    return _State.notice


def colour(role: str) -> QColor:
    """The colour of a role in the set in force."""
    return QColor(_State.tokens.colour(role))
