"""Jobs end with exactly one of their four signals; a bug leaves a report without what was typed."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.ui import jobs, work
from sxsh_desktop.ui.jobs import Job
from tests.window_maker import PATIENCE


class _RefusedError(UserError):
    code = "TEST-UI-01"
    said = "No."
    todo = "Try."


def test_an_answer_arrives(qtbot: QtBot) -> None:
    job = Job(lambda _progress: 42)
    with qtbot.waitSignal(job.succeeded, timeout=PATIENCE) as caught:
        job.start()
    assert caught.args == [42]


def test_a_refusal_arrives_as_itself(qtbot: QtBot) -> None:
    def refuse(_progress: Progress) -> None:
        raise _RefusedError

    job = Job(refuse)
    with qtbot.waitSignal(job.refused, timeout=PATIENCE) as caught:
        job.start()
    assert isinstance(caught.args[0], _RefusedError)


def test_a_job_stops_at_its_next_step(qtbot: QtBot) -> None:
    def endless(progress: Progress) -> None:
        done = 0
        while True:
            done += 1
            progress.step(done, 0, "x")

    job = Job(endless)
    with qtbot.waitSignal(job.cancelled, timeout=PATIENCE):
        job.start()
        job.cancel()


def test_a_bug_leaves_a_report_without_answers(qtbot: QtBot, tmp_path: Path) -> None:
    jobs.keep_reports_in(tmp_path)

    def broken(_progress: Progress) -> None:
        raise ValueError("Nguyễn Văn Bí Mật 0900 000 041")

    job = Job(broken)
    with qtbot.waitSignal(job.broke, timeout=PATIENCE):
        job.start()
    (report,) = (tmp_path / "crashes").iterdir()
    text = report.read_text("utf-8")
    assert "ValueError" in text
    assert "Bí Mật" not in text
    assert "0900" not in text


def test_writers_run_one_after_the_other(qtbot: QtBot) -> None:
    order: list[str] = []

    def work(name: str) -> Job:
        def run(_progress: Progress) -> None:
            order.append(f"{name} begins")
            order.append(f"{name} ends")

        return Job(run, writes=True)

    first, second = work("a"), work("b")
    with qtbot.waitSignals([first.succeeded, second.succeeded], timeout=PATIENCE):
        first.start()
        second.start()
    assert order == ["a begins", "a ends", "b begins", "b ends"]


@pytest.fixture(autouse=True)
def _no_report_folder() -> None:
    jobs.keep_reports_in(Path("nowhere"))


def test_work_whose_window_has_gone_ends_quietly(qtbot: QtBot) -> None:
    go_on = Event()
    done: list[object] = []
    owner = QWidget()
    job = work.with_progress(lambda _progress: go_on.wait(20), done.append, owner, "…")
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    with qtbot.waitSignal(job.succeeded, timeout=PATIENCE):
        go_on.set()
    assert done == [True]
