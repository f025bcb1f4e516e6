"""Pictures of every screen of the window, for looking at: `dev.py shots [FOLDER] [--store STORE] [--only PART]`.

Draws the sample data at 1366x768 (100 %) and 1920x1080 (150 %), light and dark, Vietnamese and English, into
shots/ (or FOLDER). Each size is drawn by a process of its own, because Qt reads its scale once. The sample
(a `sxsh demo` folder) is made when none is named. PART is one of `screens`, `fill` (shots_fill.py says what it
draws of the forms) and `dialogs` (shots_dialogs.py); without it all three are drawn.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from sxsh_desktop.services.desk import Desk
    from sxsh_desktop.ui.shell.window import MainWindow
    from sxsh_desktop.ui.theme.apply import Theme

# name of the size: scale factor, and the room that a maximised window has (title and task bar taken off)
SIZES = {"1366x768": ("1", 1366, 698), "1920x1080_150": ("1.5", 1280, 650)}
LOOKS = (("light", "vi"), ("dark", "vi"), ("light", "en"), ("dark", "en"))
DESKS = ("officer-1", "department")
PARTS = ("screens", "fill", "dialogs")
FACILITIES = 48


def main(arguments: Sequence[str]) -> int:
    """Make the sample if needed, then draw each size in its own process."""
    if {"--help", "-h"} & set(arguments):
        sys.stdout.write(__doc__ or "")
        return 0
    if "--draw" in arguments:
        return draw(Path(arguments[1]), Path(arguments[2]), arguments[3], arguments[4:] or PARTS)
    given = list(arguments)
    store = Path(given.pop(given.index("--store") + 1)) if "--store" in given else None
    only = [given.pop(given.index("--only") + 1)] if "--only" in given else []
    given = [one for one in given if one not in ("--store", "--only")]
    if unknown := [one for one in given if one.startswith("-")] or given[1:]:
        sys.stderr.write(f"Not understood: {' '.join(unknown)}. See: dev.py shots --help\n")
        return 2
    target = Path(given[0]) if given else ROOT / "shots"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        sample = store or make_sample(Path(made) / "sample")
        for size, (scale, _width, _height) in SIZES.items():
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
            command = [sys.executable, str(Path(__file__)), "--draw", str(sample), str(target), size, *only]
            status = subprocess.run(command, env=environment, check=False).returncode
            if status:
                return status
    return 0


def make_sample(folder: Path) -> Path:
    """The sample province, small."""
    from sxsh_desktop.services.demo import run_demo

    run_demo(folder, facilities=FACILITIES)
    return folder


def draw(sample: Path, target: Path, size: str, parts: Sequence[str] = PARTS) -> int:
    """Every screen of both desks in one size, then the forms and the dialogs."""
    from sxsh_desktop import app as composition
    from sxsh_desktop.ui.theme.apply import Theme

    app = composition.make_application()
    theme = Theme(app)
    if "screens" in parts:
        for name in DESKS:
            for look, language in LOOKS:
                draw_desk(app, theme, sample / name, target, (size, look, language))
    if "fill" in parts:
        import_module("shots_fill").draw(app, theme, sample, target, size)
    if "dialogs" in parts:
        import_module("shots_dialogs").draw(app, theme, sample, target, size)
    return 0


def draw_desk(app: QApplication, theme: Theme, folder: Path, target: Path, how: tuple[str, str, str]) -> None:
    """Every screen of one desk in one look and language."""
    from sxsh_desktop import app as composition
    from sxsh_desktop.base.words import set_language
    from sxsh_desktop.services.desk import open_desk
    from sxsh_desktop.ui import memory

    size, look, language = how
    desk = open_desk(folder)
    set_language(language)
    window = composition.build(desk, theme)
    memory.keep_in(None)
    theme.use("dark" if look == "dark" else "light")
    _scale, width, height = SIZES[size]
    window.resize(width, height)
    window.show()
    window.count_anew()
    for name, widget in pictures(app, window, desk):
        widget.grab().save(str(target / f"{folder.name}-{name}-{size}-{language}-{look}.png"))
    window.close()
    settle(app)
    desk.close()


def pictures(app: QApplication, window: MainWindow, desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Each screen, its tabs, a facility card, and the dialogs that matter."""
    from sxsh_desktop.services import register
    from sxsh_desktop.services.register import FacilityQuery

    tabs = {
        "records": ("all",),
        "exchange": ("receive", "send", "history", "shelf", "devices"),
        "catalogue": ("forms", "tables"),
        "review": ("", "diverged"),
    }
    for entry in window.rail.entries:
        for tab in tabs.get(entry.key, ("",)):
            window.show_screen(entry.key, tab=tab)
            settle(app)
            yield f"{entry.key}-{tab}" if tab else entry.key, window
    found = register.page(desk, register.search(desk, FacilityQuery(sort="records", descending=True))[:1])
    if found:
        window.show_screen("facilities", found[0].facility_id)
        settle(app)
        yield "card", window
        yield from figures(app, window)


def figures(app: QApplication, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """The panes of the card that is open, and under the indicators the lists that are no lists of units."""
    from sxsh_desktop.ui.facilities.card_view import FacilityCardView
    from sxsh_desktop.ui.indicators.indicators_view import IndicatorsScreen

    for card in window.findChildren(FacilityCardView):
        for tab in ("charts", "savings"):
            card.tabs.choose(tab)
            settle(app)
            yield f"card-{tab}", window
    if not any(entry.key == "indicators" for entry in window.rail.entries):
        return
    window.show_screen("indicators")
    settle(app)
    screen = window.screen_of("indicators")
    assert isinstance(screen, IndicatorsScreen)
    for id, tab in (("I1", "by:commune"), ("I2", "by:year"), ("I3", "by:sector"), ("I3", "support")):
        screen.choose(id, tab)
        settle(app)
        yield f"indicators-{id}-{tab.removeprefix('by:')}", window


def settle(app: QApplication, longest: int = 20_000) -> None:
    """Let every job end and everything be drawn."""
    from PySide6.QtCore import QElapsedTimer, QEventLoop

    from sxsh_desktop.ui import jobs

    clock = QElapsedTimer()
    clock.start()
    while clock.elapsed() < 400 or (not jobs.is_idle() and clock.elapsed() < longest):
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    for _round in range(3):  # what the last answer brought is laid out and shown
        app.processEvents()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
