"""Badges, inline notes, empty lists: how a state is shown (always icon and word)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.text import IconLabel, Panel, Tinted, column, label, row


@dataclass(frozen=True, slots=True)
class State:
    """How one state looks: its word (msgid), icon and colour role."""

    word: str
    icon: str
    role: str

    @property
    def text(self) -> str:
        """The word in the user's language."""
        return words(self.word)


STATES: dict[str, State] = {
    "empty": State(_("Not begun"), "state-empty", "off"),
    "work": State(_("In work"), "state-work", "accent"),
    "draft": State(_("Draft"), "state-work", "accent"),
    "problem": State(_("Has problems"), "state-problem", "warn"),
    "done": State(_("Done"), "state-done", "ok"),
    "no_receipt": State(_("No receipt yet"), "history", "off"),
    "not_sent": State(_("Not sent yet"), "send", "off"),
    "parent_missing": State(_("Earlier version missing"), "history", "warn"),
    "acknowledged": State(_("Acknowledged"), "state-done", "ok"),
    "operating": State(_("Operating"), "state-done", "ok"),
    "suspended": State(_("Suspended"), "state-off", "off"),
    "closed": State(_("Closed"), "close", "off"),
    "waiting": State(_("Awaiting review"), "history", "off"),
    "accepted": State(_("Accepted"), "state-done", "ok"),
    "returned": State(_("Returned"), "state-returned", "ask"),
    "rejected": State(_("Rejected"), "close", "bad"),
    "diverged": State(_("Diverged"), "merge", "warn"),
    "duplicate": State(_("Probable duplicate"), "copy", "warn"),
    "unknown": State(_("Unknown"), "question", "off"),
    "met": State(_("Met"), "state-done", "ok"),
    "not_met": State(_("Not met"), "state-off", "off"),
    "undecided": State(_("Cannot be told yet"), "question", "off"),
    "new": State(_("New"), "plus", "accent"),
    "known": State(_("Already here"), "check", "off"),
    "void": State(_("Deleted"), "trash", "off"),
    "void_draft": State(_("Draft deleted"), "trash", "off"),
}


def state(name: str) -> State:
    """The look of a state; a state that we have no look for shows as unknown."""
    return STATES.get(name, STATES["unknown"])


class Badge(QWidget):
    """Icon and word, both in the state's colour: for headings and cards."""

    def __init__(self, name: str = "", text: str = "", *, bold: bool = True) -> None:
        super().__init__()
        self._icon = IconLabel("", "text", 16)
        self._word = Tinted("", "text", bold=bold)
        self.setLayout(row(self._icon, self._word, spacing=6))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if name:
            self.show_state(name, text)

    def show_state(self, name: str, text: str = "") -> None:
        """Show another state; `text` in place of its usual word."""
        look = state(name)
        self._icon.show_icon(look.icon, look.role)
        self._word.setText(text or look.text)
        self._word.set_role(look.role)
        self.setAccessibleName(text or look.text)


HintKind = Literal["warn", "bad", "ok", "ask", "info"]
_HINT = {
    "warn": ("warning", "warn", "warn_bg"),
    "bad": ("error", "bad", "bad_bg"),
    "ok": ("seal", "ok", "ok_bg"),
    "ask": ("state-returned", "ask", "ask_bg"),
    "info": ("info", "accent", "sel"),
}


class Hint(QWidget):
    """An inline note: state ground, bar at the left, icon, one or two lines, at most one button."""

    def __init__(
        self, text: str = "", kind: HintKind = "info", button: Button | None = None, icon: str = ""
    ) -> None:
        super().__init__()
        self._kind: HintKind = kind
        self._icon = IconLabel(icon or _HINT[kind][0], _HINT[kind][1], 18)
        self._given_icon = icon
        self.text = label(text, wrap=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._line = row(self._icon, self.text, spacing=10)
        self._line.setContentsMargins(14, 6, 10, 6)
        self.setLayout(self._line)
        self.setMinimumHeight(30)
        self.button: Button | None = None
        if button is not None:
            self.set_button(button)

    def set_button(self, button: Button) -> None:
        """Put the one button at the right."""
        if self.button is not None:
            self._line.removeWidget(self.button)
            self.button.deleteLater()
        self.button = button
        self._line.addWidget(button)

    def say(self, text: str, kind: HintKind | None = None) -> None:
        """Say something else; an empty text hides the note."""
        self._kind = kind or self._kind
        self._icon.show_icon(self._given_icon or _HINT[self._kind][0], _HINT[self._kind][1])
        self.text.setText(text)
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Ground and bar."""
        painter = QPainter(self)
        _icon, role, ground = _HINT[self._kind]
        painter.fillRect(self.rect(), current.colour(ground))
        painter.fillRect(0, 0, 3, self.height(), current.colour(role))


_EMPTY_TEXT, _EMPTY_SIDES, _EMPTY_LEAST = 420, 32, 320  # logical px


class EmptyList(Panel):
    """What stands in the place of a list that has nothing: what will fill it, and one or two buttons."""

    def __init__(self, icon: str, title: str, text: str = "", *buttons: Button, framed: bool = True) -> None:
        super().__init__("panel" if framed else "plain")
        self._title, self._text = label(title, "strong"), label(text, "dim", wrap=True)
        self._title.setWordWrap(True)
        for one in (self._title, self._text):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            one.setMinimumWidth(_EMPTY_TEXT)
        self._text.setMaximumWidth(560)
        self._acts = row(0, *buttons, 0)
        sign = row(0, IconLabel(icon, "ctl", MEASURES.icon_empty), 0)
        middle = column(sign, 4, self._title, row(0, self._text, 0), 6, self._acts, spacing=6)
        self.body.addStretch(2)
        self.body.addLayout(middle)
        self.body.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap at a good width, and at less where there is no more."""
        super().resizeEvent(event)
        room = max(min(_EMPTY_TEXT, event.size().width() - _EMPTY_SIDES), 120)
        for one in (self._title, self._text):
            one.setMinimumWidth(room)

    def minimumSizeHint(self) -> QSize:
        """Never wider than half a small window: the words wrap."""
        wished = super().minimumSizeHint()
        return QSize(min(wished.width(), _EMPTY_LEAST), wished.height())

    def say(self, title: str, text: str = "") -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
