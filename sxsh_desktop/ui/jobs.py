"""Long work off the main thread: one pool with one writer, one pool of readers, and the one catch-all.

A job runs a plain function `(progress) -> value` and ends with exactly one of four signals. A bug becomes a
crash report: a file in the store's folder, without answers or names.
"""

from __future__ import annotations

import itertools
import platform
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Signal, qVersion

from sxsh_desktop import __version__
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.ui import turns


class _Pools:
    writer: ThreadPoolExecutor | None = None
    readers: ThreadPoolExecutor | None = None
    folder: Path | None = None


def _pool(*, writes: bool) -> ThreadPoolExecutor:
    """Python's own threads: QRunnable.create leaves a wrapper of a deleted object behind (seen: crashes)."""
    if writes:
        if _Pools.writer is None:
            _Pools.writer = ThreadPoolExecutor(1, "writer")
        return _Pools.writer
    if _Pools.readers is None:
        _Pools.readers = ThreadPoolExecutor(2, "reader")
    return _Pools.readers


class _Relay(QObject):
    """Brings what a worker says to the main thread; lives as long as the program.

    A worker knows its job by number only: nothing of Qt's may lose its last holder in a worker's thread.
    """

    progressed = Signal(int, int, int, str)
    ended = Signal(int, str, object)

    def __init__(self) -> None:
        super().__init__()
        self.progressed.connect(self._progress)
        self.ended.connect(self._end)

    def _progress(self, number: int, done: int, total: int, what: str) -> None:
        job = _running.get(number)
        if job is not None:
            job.progressed.emit(done, total, what)

    def _end(self, number: int, how: str, payload: object) -> None:
        job = _running.get(number)
        if job is None:
            return
        try:
            job.close(how, payload)
        finally:
            _running.pop(number, None)


class Job(QObject):
    """One piece of work; ends with exactly one of the four closing signals, on the main thread.

    `writes` chooses the pool: writers run one after the other, so that they never race for the store.
    `quiet`: it only reads, or nobody asked for it; the program may end without it and asks nobody.
    """

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    refused = Signal(object)  # UserError: show its words
    broke = Signal(object)  # any other exception: a bug; its crash report is written
    cancelled = Signal()

    def __init__(
        self, work: Callable[[Progress], object], *, writes: bool = False, quiet: bool = False
    ) -> None:
        super().__init__()
        self.quiet = quiet
        self._work: list[Callable[[Progress], object]] = [work]  # emptied on the main thread
        self._writes = writes
        self._number = next(_numbers)
        number, relay = self._number, _relay()
        self._progress = Progress(lambda done, total, what: relay.progressed.emit(number, done, total, what))

    def start(self) -> Job:
        """Hand the work to its pool; connect listeners before. The job is held until its answer arrived."""
        _running[self._number] = self
        number, work, progress, relay = self._number, self._work, self._progress, _relay()
        _pool(writes=self._writes).submit(_run, number, work, progress, relay)
        return self

    def cancel(self) -> None:
        """Ask the work to stop at its next safe step."""
        self._progress.cancel()

    def close(self, how: str, payload: object) -> None:
        """Tell the listeners how it ended; called by the relay on the main thread."""
        self._work.clear()
        if how == "cancelled":
            self.cancelled.emit()
        else:
            signal = {"succeeded": self.succeeded, "refused": self.refused, "broke": self.broke}[how]
            signal.emit(payload)


def _run(number: int, work: list[Callable[[Progress], object]], progress: Progress, relay: _Relay) -> None:
    """In the worker's thread: do the work and say how it ended."""
    try:
        result = work[0](progress)
    except CancelledError:
        relay.ended.emit(number, "cancelled", None)
    except UserError as error:
        relay.ended.emit(number, "refused", error)
    except Exception as error:  # noqa: BLE001 - the one place a bug is caught
        write_crash_report(error)
        relay.ended.emit(number, "broke", error)
    else:
        relay.ended.emit(number, "succeeded", result)


_running: dict[int, Job] = {}  # a job that nobody holds is dropped, and its answer with it
_numbers = itertools.count(1)


@lru_cache(maxsize=1)
def _relay() -> _Relay:
    return _Relay()


def is_idle() -> bool:
    """Whether no job is under way, and no slice of work waits for its turn."""
    return not _running and turns.is_idle()


def is_working() -> bool:
    """Whether something is under way that a person asked for and would miss."""
    return not all(job.quiet for job in _running.values())


def wait_for_all(milliseconds: int = 10_000) -> bool:
    """Let every job come to its end and deliver its answer; False when that took too long."""
    end = time.monotonic() + milliseconds / 1000
    while _running and time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    return not _running


def stop_all() -> None:
    """Ask every job to stop at its next safe step: the program is closing."""
    for job in tuple(_running.values()):
        job.cancel()


def keep_reports_in(folder: Path) -> None:
    """Where crash reports go from now on: a store's folder."""
    _Pools.folder = folder


def write_crash_report(error: BaseException) -> Path | None:
    """Write what broke, where in the program, and with which versions; never a message, answer or name.

    The message of an exception may hold what was typed, so only its type is kept. Returns the file, or None
    when there is no store yet or nothing can be written.
    """
    if _Pools.folder is None:
        return None
    frames = "".join(
        f"  {Path(one.filename).name}:{one.lineno} {one.name}\n"
        for one in traceback.extract_tb(error.__traceback__)
    )
    moment = datetime.now().astimezone()
    text = (
        f"time {moment.isoformat(timespec='seconds')}\n"
        f"program {__version__}\npython {platform.python_version()}\nqt {qVersion()}\n"
        f"system {platform.system()} {platform.release()}\nerror {type(error).__name__}\n{frames}"
    )
    target = _Pools.folder / "crashes" / f"crash-{moment:%Y%m%d-%H%M%S-%f}.txt"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    except OSError:
        return None
    return target


def install_crash_hook(shown: Callable[[BaseException], None]) -> None:
    """Whatever escapes from a slot is reported and shown, and the program goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        sys.__excepthook__(kind, error, trace)
        write_crash_report(error)
        shown(error)

    sys.excepthook = hook
