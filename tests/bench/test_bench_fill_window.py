"""How long the main thread is busy while a section opens, and from leaving a field to disk and repaint."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.theme.apply import Theme
from tests import fill_maker as maker
from tests.bench_table import Measured, percentile

pytestmark = pytest.mark.bench
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_AUDIT = "e_danh_gia_chi_tiet"
_SLICE_MS, _PAINT_MS, _LEAVE_MS = 60.0, 100.0, 20.0
_TURNS, _ROUNDS, _LEAVES = 60, 5, 120


@pytest.fixture(scope="module", autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    """The style sheet is part of what a widget costs."""
    theme = Theme(qapp)
    theme.use("light")
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = maker.make_desk(tmp_path)
    yield opened
    opened.close()


def turns(act: Callable[[], object]) -> list[float]:
    """Milliseconds of main thread (its own clock) of an act and of each turn of the event loop after it."""
    found = []
    for step in (act, *[_turn] * _TURNS):
        start = time.thread_time()
        step()
        found.append((time.thread_time() - start) * 1000)
    return found


def _turn() -> None:
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)


def shown(qtbot: QtBot, desk: Desk, draft: OpenDraft) -> FillWindow:
    window = FillWindow(desk, draft, "Nhà máy nước đá")
    qtbot.addWidget(window)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1366, 698)
    window.show()
    turns(lambda: None)
    return window


def bare_lines(qtbot: QtBot) -> float:
    """What twenty bare fields cost, in the same run."""

    def show() -> None:
        box = QWidget()
        qtbot.addWidget(box)
        layout = QVBoxLayout(box)
        for _at in range(20):
            layout.addWidget(QLineEdit(box))
        box.show()

    return min(sum(turns(show)) for _round in range(_ROUNDS))


def test_sections_open_in_slices(qtbot: QtBot, desk: Desk, measured: Measured) -> None:
    draft = fill.start(desk, _AUDIT)
    maker.complete(draft)
    window = shown(qtbot, desk, draft)
    refs = [one.ref for one in window.model.sections()]
    slices: dict[str, float] = {}
    first: dict[str, float] = {}
    questions: dict[str, int] = {}
    for _round in range(_ROUNDS):
        for ref in refs:
            busy = turns(lambda ref=ref: window.go(ref))  # type: ignore[misc]
            slices[ref] = min(slices.get(ref, 1e9), max(busy))
            first[ref] = min(first.get(ref, 1e9), busy[0] + busy[1])
            questions[ref] = len(list(window.view.rows()))
    bare = bare_lines(qtbot)
    slowest, latest = max(slices, key=lambda ref: slices[ref]), max(first, key=lambda ref: first[ref])
    measured.note(
        f"fill window, longest slice while a section opens ({max(questions.values())} questions at most)",
        f"{slices[slowest]:.0f} ms ({questions[slowest]} questions)",
        f"20 bare fields {bare:.0f} ms",
        f"{slices[slowest] / bare:.1f}",
        f"< {_SLICE_MS:.0f} ms",
    )
    measured.note(
        "fill window, section opened to first paint",
        f"{first[latest]:.0f} ms ({questions[latest]} questions)",
        f"20 bare fields {bare:.0f} ms",
        f"{first[latest] / bare:.1f}",
        f"< {_PAINT_MS:.0f} ms",
    )
    window.close()
    assert slices[slowest] < _SLICE_MS
    assert first[latest] < _PAINT_MS


def test_a_left_field_is_on_disk_and_painted(qtbot: QtBot, desk: Desk, measured: Measured) -> None:
    draft = fill.start(desk, _AUDIT)
    maker.complete(draft)
    window = shown(qtbot, desk, draft)
    window.go(next(one.ref for one in window.model.sections() if "18" in one.label))
    turns(lambda: None)
    row = window.view.current_row()
    assert row is not None
    times = []
    for at in range(_LEAVES):
        start = time.perf_counter()
        row.field.choose_number(at % 2 + 1)
        _turn()
        times.append((time.perf_counter() - start) * 1000)
        turns(lambda: None)
    late = percentile(times, 0.99)
    measured.note(
        "fill window, answer given to disk and repaint, 99th percentile",
        f"{late:.1f} ms (half of them within {percentile(times, 0.5):.1f} ms)",
        bound=f"< {_LEAVE_MS:.0f} ms",
    )
    window.close()
    assert late < _LEAVE_MS
