"""Hands at the real windows: they type as UniKey does, choose, press keys and answer dialogs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

import pytest
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop import app as composition
from sxsh_desktop.base.words import set_language
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.sample.answers import Script
from sxsh_desktop.ui import jobs, memory
from sxsh_desktop.ui.fill.fields.choice_combo import ComboField
from sxsh_desktop.ui.fill.fields.choice_many import ManyField
from sxsh_desktop.ui.fill.fields.choice_marks import CheckField, RadioField
from sxsh_desktop.ui.fill.fields.date_field import DateField, date_kind
from sxsh_desktop.ui.fill.fields.dates import show_date
from sxsh_desktop.ui.fill.fields.field import Field
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.fields.place_field import PlaceField
from sxsh_desktop.ui.fill.fields.places import show_place
from sxsh_desktop.ui.fill.fields.rank_field import RankField
from sxsh_desktop.ui.fill.fields.signature_field import SignatureField
from sxsh_desktop.ui.fill.fields.text_field import LineField, LongField
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.fill.question_row import QuestionRow
from sxsh_desktop.ui.fill.repeat_block import RepeatBlock
from sxsh_desktop.ui.fill.row_parts import WriteLine
from sxsh_desktop.ui.garbage import Collector
from sxsh_desktop.ui.shell.window import MainWindow
from sxsh_desktop.ui.theme.apply import Theme
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.dialogs import Dialog, ErrorDialog
from sxsh_desktop.ui.widgets.states import Hint

Typist = Callable[[QWidget, str], None]
W = TypeVar("W", bound=QWidget)
_ABSENT = {"?unknown": Qt.Key.Key_1, "?not_applicable": Qt.Key.Key_3, "?refused": Qt.Key.Key_4}
_REASON = "Đã hỏi lại chủ cơ sở"
PATIENCE = 120_000  # milliseconds: a machine under load, a disk that stalls; how fast it is, tests/bench says
_LONGEST_UNANSWERED = 200.0  # seconds; long work shows a dialog too


@pytest.fixture(scope="module", autouse=True)
def collector(qapp_cls: type[QApplication]) -> None:
    """As in the program: cycles that hold widgets are never collected in a worker's thread."""
    Collector(QApplication.instance() or qapp_cls([]))


@pytest.fixture(autouse=True)
def no_dialog_waits(qapp: QApplication) -> Iterator[None]:
    """A dialog that nobody answers fails the test that it appears in; without this, it would wait for ever."""
    seen: list[tuple[QWidget, float]] = []
    left: list[str] = []
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or not seen or seen[0][0] is not dialog:
            seen[:] = [(dialog, monotonic())] if dialog is not None else []
        elif monotonic() - seen[0][1] > _LONGEST_UNANSWERED:
            left.append(" ".join(one.text() for one in dialog.findChildren(QLabel)))
            dialog.close()

    timer.timeout.connect(look)
    timer.start(1000)
    yield
    timer.stop()
    assert not left, f"nobody answered: {left}"


@pytest.fixture
def type_into(qtbot: QtBot) -> Typist:
    """Type as UniKey does and press Enter."""

    def type_text(widget: QWidget, text: str) -> None:
        compose(widget, text)
        qtbot.keyClick(widget, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]

    return type_text


def until(done: Callable[[], bool], milliseconds: int = PATIENCE) -> None:
    """Let the window and its workers go on until something is so; fails when it takes too long.

    Seen once is enough: a timer of the program may start the next piece of work right after.
    """
    loop = QEventLoop()
    look, end = QTimer(), QTimer()
    seen: list[bool] = []

    def see() -> None:
        if done():
            seen.append(True)
            loop.quit()

    look.timeout.connect(see)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    look.start(20)
    end.start(milliseconds)
    if not done():
        loop.exec()
        assert seen, "it did not happen in time"
    look.stop()


def idle() -> None:
    """Wait until no job is under way and its answer is shown."""
    until(jobs.is_idle)
    QApplication.processEvents()


@contextmanager
def window_of(desk: Desk, qapp: QApplication, width: int = 1280, height: int = 650) -> Iterator[MainWindow]:
    """The whole window of a desk, as the program puts it together."""
    set_language("vi")
    hook = sys.excepthook  # of pytest-qt, which fails the test
    window = composition.build(desk, Theme(qapp))
    sys.excepthook = hook
    memory.keep_in(None)
    window.resize(width, height)
    window.show()
    window.show_screen("today")
    idle()
    try:
        yield window
    finally:
        idle()
        window.close()
        window.deleteLater()
        idle()


def compose(widget: QWidget, text: str) -> None:
    """Put text into a field as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def meet(kind: type[W], act: Callable[[W], object]) -> QTimer:
    """Act in the next modal dialog of a kind, which is open when the act that asks for it runs."""
    timer = QTimer()
    timer.setInterval(20)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ErrorDialog):
            said = " ".join(one.text() for one in dialog.findChildren(QLabel))
            dialog.close()
            raise AssertionError(said)
        if type(dialog) is kind:  # a progress dialog is a Dialog too
            timer.stop()
            try:
                act(dialog)
            except BaseException:
                dialog.close()
                raise

    timer.timeout.connect(look)
    timer.start()
    return timer


DRAWN, PASTED = "(drawn)", "(pasted)"  # how a signature and a photo are answered
ANY = "(any)"  # the first choice that may be picked


def complete(window: FillWindow) -> None:
    """Check and complete, and say yes."""
    asked = meet(Dialog, lambda dialog: dialog.findChildren(Button)[-1].click())
    gone: list[str] = []
    window.finished.connect(gone.append)
    window.complete()
    until(lambda: bool(gone) or bool(window.model.check()))
    assert gone, window.model.check()
    asked.stop()
    idle()


class FormHands:
    """Fills a form in its window as a script says, each answer through the widget of its question.

    `rest`: answers, by name, to what the script leaves open; with them the form is filled wholly, and nothing
    is said to be unknown that the script does not call so.
    """

    def __init__(
        self,
        qtbot: QtBot,
        type_into: Typist,
        window: FillWindow,
        script: Script,
        rest: Mapping[str, str] | None = None,
    ) -> None:
        self._bot, self._type = qtbot, type_into
        self.window, self.script, self.rest = window, script, rest
        self.typed: dict[str, str] = {}

    @property
    def by_widget(self) -> int:
        """How many questions were answered through their widgets."""
        return len(self.typed)

    def open_questions(self) -> list[str]:
        """What is asked and has neither an answer nor a reason."""
        model = self.window.model
        return [ref for ref in model.reads.all_questions() if model.is_open(ref)]

    def fill(self) -> None:
        """Answer what is asked, in the order of the form, until nothing new is asked; then the odd answers."""
        done: set[str] = set()
        while True:
            self._make_rows()
            ref = next((one for one in self.window.model.reads.all_questions() if one not in done), "")
            if not ref:
                break
            done.add(ref)
            text = self._wanted(ref)
            if text and text != self.window.model.draft.value(ref):
                self._answer(ref, text)
        for _round in range(3):
            self._settle()

    def _make_rows(self) -> None:
        draft = self.window.model.draft
        for path in draft.form.repeats:
            wanted = len(self.script.rows.get(path.rpartition("/")[2], []))
            if not draft.is_relevant(path) or len(draft.rows(path)) >= wanted:
                continue
            self.window.go(path)
            blocks = self.window.view.findChildren(RepeatBlock)
            block = next(one for one in blocks if one.table_ref == path and one.isVisible())
            while len(draft.rows(path)) < wanted:
                self._bot.mouseClick(block.tools[0], Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
                QApplication.processEvents()

    def _wanted(self, ref: str) -> str:
        name = ref.rpartition("/")[2]
        return self._scripted(ref, name) or (self.rest or {}).get(name, "")

    def _scripted(self, ref: str, name: str) -> str:
        if "[" not in ref:
            return self.script.single.get(name, "")
        row = ref[: ref.rindex("]") + 1]
        place = self.window.model.reads.row_place(row)
        rows = self.script.rows.get(row[: row.rindex("[")].rpartition("/")[2], [])
        return rows[place - 1].get(name, "") if place <= len(rows) else ""

    def _row(self, ref: str) -> QuestionRow:
        self.window.activateWindow()  # no window manager gives it back here after a list was open

        for _try in range(3):  # a section that is being rearranged may take the keyboard away once more
            assert self.window.go(ref), ref
            QApplication.processEvents()
            here = self.window.view.current_row()
            if here is not None and ref in (here.ref, here.unit_ref):
                break
        return next(one for one in self.window.view.rows() if ref in (one.ref, one.unit_ref))

    def _answer(self, ref: str, text: str) -> None:
        if self.window.model.reads.is_readonly(ref):
            return
        row = self._row(ref)
        field = row.unit_field if ref == row.unit_ref else row.field
        assert field is not None
        target = field.focus_target()
        if text in _ABSENT:
            alt = Qt.KeyboardModifier.AltModifier
            self._bot.keyClick(target, _ABSENT[text], alt)  # type: ignore[no-untyped-call]
            assert self.window.model.draft.absent(ref) == text[1:], ref
        else:
            self._write(field, self._first(ref) if text == ANY else text)
            assert self.window.model.draft.value(ref), (
                f"{ref} ({type(field).__name__}) does not take {text!r}: {getattr(target, 'text', str)()}"
            )
        self.typed[ref] = text

    def _first(self, ref: str) -> str:
        return next(one.value for one in self.window.model.draft.choices(ref) if not one.absent)

    def _write(self, field: Field, text: str) -> None:
        target = field.focus_target()
        if isinstance(field, NumberField):
            self._type(target, text.replace(".", ","))
        elif isinstance(field, DateField):
            self._type(target, show_date(text, date_kind(field.spec)))
        elif isinstance(field, PlaceField):
            self._type(target, show_place(text))
        elif isinstance(field, LineField | LongField):
            self._type(target, text)
        elif isinstance(field, ComboField):
            self._search(field, text)
        elif isinstance(field, ManyField):
            for one in text.split():
                self._search(field, one)
        elif isinstance(field, RadioField | CheckField):
            self._mark(field, text.split())
        elif isinstance(field, SignatureField):
            self._draw(field)
        elif isinstance(field, MediaField):
            self._paste(field)
        elif isinstance(field, RankField):
            self._bot.keyClick(target, Qt.Key.Key_Space)  # type: ignore[no-untyped-call]
        else:
            raise AssertionError(f"no hand for {type(field).__name__}")

    def _draw(self, field: SignatureField) -> None:
        """Sign with the mouse, and keep it."""
        left = Qt.MouseButton.LeftButton
        self._bot.mousePress(field.pad, left, pos=QPoint(30, 80))  # type: ignore[no-untyped-call]
        for place in (QPoint(90, 20), QPoint(150, 90), QPoint(260, 40)):
            self._bot.mouseMove(field.pad, place)  # type: ignore[no-untyped-call]
        self._bot.mouseRelease(field.pad, left, pos=QPoint(260, 40))  # type: ignore[no-untyped-call]
        self._bot.mouseClick(field.keep, left)  # type: ignore[no-untyped-call]

    def _paste(self, field: MediaField) -> None:
        """Copy a picture elsewhere and paste it here."""
        image = QImage(320, 240, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.darkCyan)
        QApplication.clipboard().setImage(image)
        ctrl = Qt.KeyboardModifier.ControlModifier
        self._bot.keyClick(field.focus_target(), Qt.Key.Key_V, ctrl)  # type: ignore[no-untyped-call]

    def _search(self, field: ComboField | ManyField, value: str) -> None:
        """Type the words of a choice and take it from the list that opens."""
        self._bot.mouseClick(field.edit, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
        field.edit.selectAll()
        words = field.edit.index.label(value)
        compose(field.edit, words)
        popup = field.edit.finder.popup()
        assert popup is not None and popup.isVisible(), f"{field.spec.ref}: {words!r} {field.edit.text()!r}"
        place = [choice.value for choice in field.edit.listed.shown].index(value)
        popup.setCurrentIndex(field.edit.listed.index(place))
        self._bot.keyClick(popup, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
        assert not popup.isVisible()

    def _mark(self, field: RadioField | CheckField, wanted: list[str]) -> None:
        missing = set(wanted) - {mark.value for mark in field.marks}
        assert not missing, f"{field.spec.ref} has no {missing}"
        for mark in field.marks:
            chosen, asked = mark.value in field.values(), mark.value in wanted
            if asked != chosen and (asked or isinstance(field, CheckField)):
                at = mark.room.center()
                self._bot.mouseClick(field, Qt.MouseButton.LeftButton, pos=at)  # type: ignore[no-untyped-call]

    def _settle(self) -> None:
        """Odd answers are kept with a reason; what the form still misses is said to be unknown, by its keys."""
        for problem in self.window.model.draft.problems():
            if problem.severity.value != "soft":
                if self.window.model.draft.value(problem.ref):
                    raise AssertionError(f"{problem.ref}: {problem.message}")
                assert self.rest is None, f"{problem.ref} is left without an answer"
                self._answer(problem.ref, "?unknown")
                continue
            row = self._row(problem.near or problem.ref)
            hint = next(one for one in row.under.findChildren(Hint) if one.button is not None)
            assert hint.button is not None
            hint.button.click()
            self._type(row.under.findChildren(WriteLine)[-1].edit, _REASON)
