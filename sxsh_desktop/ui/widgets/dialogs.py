"""Dialogs: 600 wide, the act as title, what it is about in bold, buttons bottom right; and the error dialog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from sxsh_desktop import __version__
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.reasons import spoken
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import Button, flat, link, ordinary, primary
from sxsh_desktop.ui.widgets.fields import NoteField
from sxsh_desktop.ui.widgets.text import IconLabel, column, fill, label, row

BUG_CODE = "SX-9000"
_BESIDE, _TITLE_BAR = 24, 36  # what a screen keeps free around a dialog
# How the sentences begin that say what is safe: they stand beside what happened, not among the things to do.
_CALMING = (
    "Nothing was",
    "Nothing is",
    "Nothing has",
    "It is kept",
    "Both are kept",
    "Everything is kept",
    "What was saved",
    "The one that was here first stays",
    "The tables that are here stay",
    "The store itself was not",
    "Your other answers",
)


class _Shade(QWidget):
    """Dims the window behind a modal dialog by 28 %."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setOpacity(0.28)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)


class Dialog(QDialog):
    """A dialog of one act. Put parts with `add`; buttons from left to right with `set_buttons`."""

    def __init__(self, title: str, about: str = "", parent: QWidget | None = None, width: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(min(width or MEASURES.dialog, self.screen().availableSize().width() - _BESIDE))
        self._fitted = False
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(24, 20, 20, 18)
        self._outer.setSpacing(12)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        if about:
            self.body.addWidget(label(about, "strong", wrap=True))
        self._outer.addLayout(self.body, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._outer.addLayout(self._buttons)

    def add(self, *parts: QWidget | QLayout | int) -> None:
        """Add parts under what stands there."""
        fill(self.body, *parts)

    def set_buttons(self, *buttons: Button, left: tuple[Button, ...] = ()) -> None:
        """Ways out at the left of the primary, which stands last."""
        fill(self._buttons, *left, 0, *buttons)
        if buttons:
            buttons[-1].setDefault(True)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need at its width: wrapped labels ask for more when they do not know it."""
        super().showEvent(event)
        if not self._fitted and self._needed():
            self._fitted = True
            self.resize(self.width(), self._needed())

    def event(self, event: QEvent) -> bool:
        """What comes while it is open (a refusal) is given room; nothing above it is pressed together."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._fitted and self._needed() > self.height():
            self.resize(self.width(), self._needed())
        return handled

    def _needed(self) -> int:
        """The height that its words ask for at this width, as far as the screen has it; 0 where none is asked for."""
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return 0
        room = self.screen().availableSize().height() - _TITLE_BAR
        return min(layout.totalHeightForWidth(self.width()), room)

    def run(self) -> bool:
        """Show it modally over its window, which is dimmed; True when it was accepted."""
        parent = self.parentWidget()
        host = parent.window() if parent is not None else None
        shade = _Shade(host) if host is not None else None
        if shade is not None and host is not None:
            shade.setGeometry(host.rect())
            shade.show()
        try:
            return bool(self.exec())
        finally:
            if shade is not None:
                shade.hide()
                shade.deleteLater()


def room_for(wanted: int, around: int) -> int:
    """How high a table in a dialog may be: as wished, or what the screen leaves beside `around` px of other things."""
    screen = QApplication.primaryScreen().availableSize().height() - _TITLE_BAR
    return max(min(wanted, screen - around), 120)


class ErrorDialog(Dialog):
    """What happened, what to do, the code to read over the phone; details folded."""

    def __init__(
        self,
        title: str,
        said: str,
        todo: list[str],
        code: str,
        details: str = "",
        retry: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self._code, self._details = code, QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setFixedHeight(96)
        self._details.hide()
        happened, _dot, safe = said.partition(". ")
        text = column(label(happened.rstrip(".") + ("." if safe else ""), "strong", wrap=True), spacing=4)
        if safe:
            text.addWidget(label(safe, wrap=True))
        text.addSpacing(8)
        if todo:
            text.addWidget(label(words(_("What you can do")), "strong"))
        for number, one in enumerate(todo, 1):
            words_of = [_top(label(one, wrap=True))]
            if len(todo) > 1:
                words_of.insert(0, _top(label(f"{number}.")))
            step = row(*words_of, spacing=6)
            step.setStretch(len(words_of) - 1, 1)
            text.addLayout(step)
        self.fold = link(words(_("Show details")), self._toggle, "chevron-down")
        tell = label(words(_("Code to read over the phone: {code}"), code=code), select=True)
        copy = flat(words(_("Copy")), self._copy, "copy")
        text.addLayout(row(self.fold, 0, tell, copy))
        text.addWidget(self._details)
        line = row(_top(IconLabel("error", "bad", MEASURES.icon_dialog)), text, spacing=16)
        line.setStretch(1, 1)
        self.body.addLayout(line)
        close = ordinary(words(_("Close")), self.reject)
        if retry is None:
            self.set_buttons(close)
        else:
            self.accepted.connect(retry)
            self.set_buttons(close, primary(words(_("Try again")), self.accept))

    def _toggle(self) -> None:
        shown = not self._details.isVisible()
        self._details.setVisible(shown)
        self.fold.setText(words(_("Hide details")) if shown else words(_("Show details")))
        self.fold.set_icon("chevron-up" if shown else "chevron-down")
        self.adjustSize()

    def _copy(self) -> None:
        QApplication.clipboard().setText(f"{self._code}\n{self._details.toPlainText()}")


def _top(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)
    layout.addStretch(1)
    return layout


def error_dialog(
    error: BaseException, title: str, parent: QWidget | None, retry: Callable[[], object] | None = None
) -> ErrorDialog:
    """The dialog for a failure: its own words when it has some, else that of a bug with its crash report."""
    moment = datetime.now().astimezone()
    stamp = f"{moment:%d/%m/%Y %H:%M:%S}   SXSH Desktop {__version__}"
    if isinstance(error, UserError):
        said, todo = _told(error)
        facts = "\n".join(f"{name}: {value}" for name, value in error.facts.items())
        return ErrorDialog(title, said, todo, error.code, f"{error.code}   {stamp}\n{facts}", retry, parent)
    said = words(_("Something in the program broke. What was recorded on this computer is safe."))
    todo_list = [
        words(_("Close this message and try again.")),
        words(_("If it happens again, call the department, read out the code and send the report file.")),
    ]
    details = f"{BUG_CODE}   {stamp}\n{type(error).__name__}"
    return ErrorDialog(title, said, todo_list, BUG_CODE, details, retry, parent)


def _told(error: UserError) -> tuple[str, list[str]]:
    """What happened with what is safe, and what to do, sentence by sentence."""
    facts = spoken(error.facts)
    said = words(error.said, **facts)
    english, told = _sentences(error.todo), _sentences(words(error.todo))
    safe: list[str] = []
    todo: list[str] = []
    for at, one in enumerate(told):
        calms = at < len(english) and english[at].startswith(_CALMING)
        (safe if calms else todo).append(one.format(**facts))
    return " ".join((said if said.endswith((".", "?")) else f"{said}.", *safe)), todo


def _sentences(text: str) -> list[str]:
    parts: list[str] = []
    for part in text.split(" "):
        begins = part[:1].isupper() or part[:1] == "{"
        if parts and not (begins and parts[-1].endswith((".", "?"))):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def tell(
    error: BaseException, title: str, parent: QWidget | None, retry: Callable[[], object] | None = None
) -> None:
    """Show a failure and wait until it was read."""
    error_dialog(error, title, parent, retry).run()


def ask_reason(title: str, about: str, act: str, parent: QWidget | None, *, bad: bool = False) -> str | None:
    """Ask for a reason in words; None when the person went back. The act cannot be done without one."""
    dialog = Dialog(title, about, parent)
    field = NoteField(placeholder=words(_("The reason, in a sentence")), lines=3)
    field.setAccessibleName(words(_("The reason, in a sentence")))
    why = label(words(_("Please write a reason first.")), "small")
    go = Button(act, kind="danger" if bad else "primary", on_click=dialog.accept)
    go.setEnabled(False)

    def look() -> None:
        go.setEnabled(bool(field.value()))
        why.setVisible(not field.value())

    field.textChanged.connect(look)
    QShortcut(QKeySequence("Ctrl+Return"), dialog).activated.connect(go.click)
    dialog.add(field, why)
    dialog.set_buttons(ordinary(words(_("Back")), dialog.reject), go)
    return field.value() if dialog.run() else None
