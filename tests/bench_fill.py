"""The fill window on large forms, in a process of its own: `python -m tests.bench_fill FOLDER`.

FOLDER holds the desk and the cached plans that `prepare` leaves. One JSON line, milliseconds of the main thread's own
processor time (`_ms`), or by the clock on the wall (`_wall`). The imports are warm, as after the first record of the
day; nothing of the forms that are measured has been read in this process before.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench_table import percentile

ROWS, FAN, CHAIN, CHOICES = 1_000, 100, 1_000, 50_000
FORMS = ("chain", "fan", "rows", "list", "warm")
_LETTERS, _TURNS = 60, 40


def prepare(folder: Path) -> None:
    """A desk with the forms, their plans cached."""
    from sxsh_desktop.services.forms import files_beside
    from sxsh_desktop.store import forms as stored
    from tests import engine_forms, fill_maker

    desk = fill_maker.make_desk(folder)
    files = {
        "chain": engine_forms.chain(folder, CHAIN),
        "fan": engine_forms.fan(folder, FAN),
        "rows": engine_forms.wide_rows(folder, ROWS),
        "list": engine_forms.long_list(folder, CHOICES),
        "warm": engine_forms.chain(folder, 20, "w"),
    }
    for name, file in files.items():
        text = file.read_text("utf-8").replace('<data id="t"', f'<data id="{name}"')
        own = folder / f"{name}.xml"
        own.write_text(text, "utf-8")
        form = desk.forms.read(own)
        with desk.write() as connection:
            stored.add(connection, desk.forms.entry_for(form, own.name), files_beside(own, form))
    desk.forms.refresh()
    for name in FORMS:
        desk.forms.get(name)
    desk.close()


class Bench:
    """An application, a desk, and the main thread's clock."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtWidgets import QApplication

        from sxsh_desktop.services.desk import open_desk
        from sxsh_desktop.ui import garbage
        from sxsh_desktop.ui.theme.apply import Theme

        self.app = QApplication.instance() or QApplication(["bench"])
        Theme(self.app).use("light")  # type: ignore[arg-type]
        self.collector = garbage.Collector(self.app)  # as in the program
        garbage.keep_all()
        self.desk = open_desk(folder / "store")

    def turn(self) -> None:
        """One turn of the event loop."""
        from PySide6.QtCore import QCoreApplication, QEventLoop

        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)

    def slices(self, act: Callable[[], object]) -> list[float]:
        """Milliseconds of the main thread of an act and of each turn after it."""
        found = []
        for step in (act, *[self.turn] * _TURNS):
            start = time.thread_time()
            step()
            found.append((time.thread_time() - start) * 1000)
        return found

    def opened(self, form_id: str) -> tuple[Any, float, float]:
        """The fill window on a new record, painted with its first section: window, own time, time on the wall."""
        from sxsh_desktop.services import fill
        from sxsh_desktop.ui.fill.fill_view import FillWindow

        wall, own = time.perf_counter(), time.thread_time()
        window = FillWindow(self.desk, fill.start(self.desk, form_id), "Nhà máy nước đá")
        window.resize(1366, 698)
        window.show()
        self.turn()
        spent = (time.thread_time() - own) * 1000, (time.perf_counter() - wall) * 1000
        assert list(window.view.rows())
        self.slices(lambda: None)
        return window, *spent

    def letters(self) -> dict[str, float]:
        """From an answer to the screen, a hundred dependants computed and shown in words."""
        window, _own, _wall = self.opened("fan")
        field = next(iter(window.view.rows())).field
        own, wall = [], []
        for at in range(_LETTERS):
            start, begun = time.thread_time(), time.perf_counter()
            field.edit.setText(str(at + 1))
            field.edit.setModified(True)
            field.commit()
            self.turn()
            own.append((time.thread_time() - start) * 1000)
            wall.append((time.perf_counter() - begun) * 1000)
            self.slices(lambda: None)
        assert window.model.draft.value(f"/data/c{FAN - 1}") == str(_LETTERS + FAN - 1)
        window.close()
        return {"letter_ms": percentile(own, 0.5), "letter_late_ms": percentile(own, 0.95),
                "letter_wall": percentile(wall, 0.5)}  # fmt: skip

    def rows(self) -> dict[str, float]:
        """A thousand rows: shown, scrolled, put in order, a thousand more pasted."""
        from sxsh_desktop.ui.fill.paste_dialog import add_pasted, pasted_questions
        from sxsh_desktop.ui.fill.paste_rows import read_pasted
        from sxsh_desktop.ui.fill.repeat_block import RepeatBlock

        window, own, _wall = self.opened("rows")
        block = window.view.findChildren(RepeatBlock)[0]
        assert block.rows_model.rowCount() == ROWS
        found = {"rows_open_ms": own, "scroll_ms": 0.0, "sort_ms": 0.0}
        bar = block.table.verticalScrollBar()
        for place in range(0, bar.maximum() + 1, max(1, bar.maximum() // 20)):
            found["scroll_ms"] = max(found["scroll_ms"], *self.slices(partial(bar.setValue, place)))
        for key in [one.key for one in block.rows_model.columns[1:-1]]:
            for ascending in (True, False):
                act = partial(block.rows_model.order_by, key, ascending=ascending)
                found["sort_ms"] = max(found["sort_ms"], *self.slices(act))
        block.rows_model.order_by("number", ascending=True)
        text = "\n".join(f"Than {at}\t{at}\t{at + 1}" for at in range(ROWS))
        questions = pasted_questions(window.model, block.table_ref)
        pasted = read_pasted(text, [])
        spent: list[float] = []
        watch = self._watch(spent)
        added = add_pasted(window.model, block.table_ref, pasted, list(questions[:3]))
        watch()
        after = self.slices(lambda: None)
        assert added == ROWS and block.rows_model.rowCount() == 2 * ROWS
        found["paste_ms"] = max(*spent, *after)
        found["paste_all_ms"] = sum(spent)
        found["undo_ms"] = self._again(window.undo)
        assert block.rows_model.rowCount() == ROWS
        found["redo_ms"] = self._again(window.redo)
        assert block.rows_model.rowCount() == 2 * ROWS
        window.close()
        return found

    def _again(self, act: Callable[[], object]) -> float:
        """The longest time away from the event loop while an act is taken back or done again, and after it."""
        spent: list[float] = []
        watch = self._watch(spent)
        act()
        watch()
        return max(*spent, *self.slices(lambda: None))

    def _watch(self, spent: list[float]) -> Callable[[], None]:
        """Notes how long the main thread is away from its event loop between here and the call of what is returned."""
        from PySide6.QtCore import QTimer

        last = [time.thread_time()]

        def tick() -> None:
            now = time.thread_time()
            spent.append((now - last[0]) * 1000)
            last[0] = now

        timer = QTimer(self.app)
        timer.timeout.connect(tick)
        timer.start(0)

        def stop() -> None:
            tick()
            timer.stop()

        return stop

    def search(self) -> dict[str, float]:
        """Fifty thousand choices: the list is folded, a letter typed, a choice taken."""
        window, own, _wall = self.opened("list")
        field = next(iter(window.view.rows())).field
        worst = 0.0
        for text in ("x", "xa", "xa ta", "xa tan 49", "xa tan 4999", ""):
            worst = max(worst, *self.slices(partial(self._type, field, text)))
        field.edit.setText("Xã Tân 49999")
        field.edit.setModified(True)
        worst = max(worst, *self.slices(field.commit))
        assert window.model.draft.value("/data/a") == "c49999"
        window.close()
        return {"list_open_ms": own, "search_ms": worst}

    @staticmethod
    def _type(field: Any, text: str) -> None:
        field.edit.setText(text)
        field.edit.textEdited.emit(text)


def main() -> None:
    """Measure everything once."""
    bench = Bench(Path(sys.argv[1]))
    window, _own, _wall = bench.opened("warm")
    window.close()
    window, own, wall = bench.opened("chain")
    window.close()
    found = {"open_ms": own, "open_wall": wall, **bench.letters(), **bench.rows(), **bench.search()}
    bench.desk.close()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
