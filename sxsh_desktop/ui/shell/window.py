"""The main window: holds rail, screens and strip together; screens are made when they are first shown.

It stands before the store is open. Until `furnish` gives it what a desk has, a screen that needs the store is stood
for by its head, and whatever else is asked for is kept and done as soon as the store is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import jobs, memory, turns, work
from sxsh_desktop.ui.navigation import FillRequest, Navigator, Place
from sxsh_desktop.ui.screen import Screen, ScreenMaker
from sxsh_desktop.ui.shell.awaited import Awaited
from sxsh_desktop.ui.shell.rail import Rail, RailEntry
from sxsh_desktop.ui.shell.shell_model import ShellModel, ShellNews
from sxsh_desktop.ui.shell.strip import Strip
from sxsh_desktop.ui.theme import icons
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.text import label

LEAST = QSize(960, 560)
_FOLD_RAIL_BELOW = 900
_FRAME = QSize(4, 44)  # what the system puts around a window, at the most


class MainWindow(QMainWindow):
    """One desk's window. `early`: screens that stand and react before the store is open, by the keys of the rail.

    `first_painted` tells once that the window stands on the screen: what is slow begins then.
    """

    closing = Signal()
    first_painted = Signal()

    def __init__(
        self, title: str, entries: Sequence[RailEntry], navigator: Navigator, early: Mapping[str, Screen]
    ) -> None:
        super().__init__()
        self._model: ShellModel | None = None
        self._navigator = navigator
        self._makers: Mapping[str, ScreenMaker] = {}
        self._find_facility: Callable[[QWidget], None] = lambda _parent: None
        self._asked: list[Callable[[], object]] = []
        self._screens: dict[str, Screen] = {}
        self._stale: set[str] = set()
        self._heads: list[Screen] = []
        self._key = ""
        self._counting = self._was_painted = self._holds = False
        self._hold: Callable[[Callable[[], None]], object] | None = None
        self.setWindowTitle(title)
        self.setWindowIcon(QIcon(icons.pixmap("leaf", "accent", 64)))
        self.rail = Rail(entries)
        self.strip = Strip()
        self.strip.note(words(_("The store is being opened…")), "history", "dim")
        self.stack = QStackedWidget()
        for key, screen in early.items():
            self._screens[key] = screen
            self.stack.addWidget(screen)
        self._lay_out()
        self.rail.picked.connect(self.show_screen)
        self.strip.picked.connect(self._go_to)
        self.strip.help_asked.connect(self.help)
        navigator.place_asked.connect(self._show_place)
        navigator.fill_asked.connect(self._keep_request)
        navigator.data_changed.connect(self.data_changed)
        self._add_keys()

    @property
    def is_furnished(self) -> bool:
        """Whether the store is open and every screen is the real one."""
        return self._model is not None

    def furnish(
        self,
        model: ShellModel,
        makers: Mapping[str, ScreenMaker],
        find_facility: Callable[[QWidget], None],
    ) -> None:
        """The store is open: does what was asked for meanwhile.

        `makers` make the screens by the keys of the rail; `find_facility` is Ctrl+K.
        """
        self._model, self._makers, self._find_facility = model, makers, find_facility
        self.strip.note("")
        self.unsetCursor()
        self._stand_in_no_longer()
        self.count_anew()
        while self._asked:
            turns.later(self, self._asked.pop(0))

    def when_open(self, act: Callable[[], object]) -> None:
        """Do this now, or, while the store is being opened, as soon as it is open."""
        if self.is_furnished:
            act()
        else:
            self._asked.append(act)
            self.setCursor(Qt.CursorShape.BusyCursor)

    def open(self) -> None:
        """Show the window where and as large as it was (the first time maximised), and its first screen."""
        self.show_screen(memory.get("window/screen", "today"))
        state = memory.get_bytes("window/geometry")
        if not state.isEmpty() and self.restoreGeometry(state):
            self.show()
        else:
            self.showMaximized()

    def screen_key(self) -> str:
        """The key of the screen shown."""
        return self._key

    def screen_of(self, key: str) -> Screen:
        """The screen of a key, made if it was not yet; its head alone while the store is being opened."""
        if not self._is_made(key):
            made = self._makers[key].make() if self.is_furnished else self._head_of(key)
            self._put_screen(key, made)
            made.prepare()
            self._stale.add(key)
        if key in self._stale:
            self._stale.discard(key)
            self._screens[key].refresh()
        return self._screens[key]

    def show_screen(self, key: str, target: str = "", tab: str = "") -> None:
        """Bring a screen to the front; unknown keys (of another role) lead to Today.

        A screen that is shown for the first time is made in this turn of the event loop and shown in the next;
        when its code has yet to be read, its head stands for it.
        """
        chosen = key if self._title_of(key) else "today"
        self._key = chosen
        self.rail.choose(chosen)
        memory.put("window/screen", chosen)
        if self._is_made(chosen) or not self.is_furnished:
            self._bring_up(chosen, target, tab)
        elif self._makers[chosen].is_read:
            made = self._makers[chosen].make()
            self._put_screen(chosen, made)
            self._stale.add(chosen)
            turns.later(made, made.prepare)
            turns.later(self, lambda: self._bring_up(chosen, target, tab))
        else:
            self._bring_up(chosen, target, tab)
            work.read(self._makers[chosen].read, lambda _read: self._stand_in_no_longer(), self)

    def _is_made(self, key: str) -> bool:
        there = self._screens.get(key)
        return there is not None and not (isinstance(there, Awaited) and self.is_furnished)

    def _head_of(self, key: str) -> Awaited:
        return Awaited(self._title_of(key))

    def _bring_up(self, key: str, target: str, tab: str) -> None:
        """To the front, unless another screen was asked for meanwhile."""
        if key != self._key:
            return
        if key not in self._screens:
            self._put_screen(key, self._head_of(key))
        screen = self._screens[key]
        self.stack.setCurrentWidget(screen)
        self._drop_heads()
        if key in self._stale:
            self._stale.discard(key)
            screen.refresh()
        if target or tab:
            screen.show_target(target, tab)
        pane = next(iter(screen.panes()), None)
        if pane is not None and not self.rail.isAncestorOf(QApplication.focusWidget() or self.stack):
            pane.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_screen(self, key: str, screen: Screen) -> None:
        before = self._screens.pop(key, None)
        self._screens[key] = screen
        self.stack.addWidget(screen)
        if before is not None:
            self._heads.append(before)

    def _drop_heads(self) -> None:
        """A head goes when its screen is in its place, not before: nothing else may show meanwhile."""
        while self._heads:
            head = self._heads.pop()
            self.stack.removeWidget(head)
            head.deleteLater()

    def _stand_in_no_longer(self) -> None:
        """Where a head stands in the front, show its screen, as far as its code is read."""
        shown = self._screens.get(self._key)
        if isinstance(shown, Awaited):
            self.show_screen(self._key, shown.target, shown.tab)

    def data_changed(self) -> None:
        """Something in the store is other than it was: the screen shown reads again, the others when shown."""
        self._stale = set(self._screens) - {self._key}
        if self._key:
            self._screens[self._key].refresh()
        self.count_anew()

    def count_anew(self) -> None:
        """Counts of rail and strip, read in the background."""
        if self._counting or self._model is None:
            return
        self._counting = True
        work.read(self._model.read_news, self._show_news, self, self._not_counted)

    def help(self) -> None:
        """F1."""
        from sxsh_desktop.ui.shell.help import Help

        Help(self._key, self._title_of(self._key), self).run()

    def sizeHint(self) -> QSize:
        """When it is not maximised."""
        return QSize(1280, 720)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail when there is little room."""
        super().resizeEvent(event)
        self.rail.fold(self.width() < _FOLD_RAIL_BELOW)

    def showEvent(self, event: QShowEvent) -> None:
        """Never demand more than the screen has beside the title bar."""
        super().showEvent(event)
        free = QGuiApplication.primaryScreen().availableSize() - _FRAME
        self.setMinimumSize(LEAST.boundedTo(free))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window can be seen; the turn of the event loop that draws it ends first."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask when work is under way; remember place and size."""
        if not all(screen.may_leave() for screen in self._screens.values()):
            event.ignore()
            return
        opens = not self.is_furnished  # an opening store ends by itself
        if jobs.is_working() and not opens and not self._stop_work():
            event.ignore()
            return
        if self._holds:
            event.ignore()
            return
        if self._hold is not None:
            self._holds, hold, self._hold = True, self._hold, None
            self.closing.emit()
            event.ignore()
            hold(self._let_go)
            return
        self.closing.emit()
        memory.put_bytes("window/geometry", self.saveGeometry())
        memory.flush()
        event.accept()

    def hold_closing(self, hold: Callable[[Callable[[], None]], object]) -> None:
        """What has to be done before the window closes; it calls what it is given when that is over."""
        self._hold = hold

    def _let_go(self) -> None:
        self._holds = False
        self.close()

    def _stop_work(self) -> bool:
        about = words(_("Work is still under way. It can be stopped at a safe place; nothing is half done."))
        dialog = Dialog(words(_("Close the program")), about, self)
        dialog.set_buttons(
            ordinary(words(_("Go on working")), dialog.reject),
            primary(words(_("Stop and close")), dialog.accept),
        )
        if not dialog.run():
            return False
        jobs.stop_all()
        return jobs.wait_for_all()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.stack, 1)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(middle, 1)
        outer.addWidget(self.strip)
        self.setCentralWidget(inner)

    def _show_place(self, place: Place) -> None:
        self.show_screen(place.screen, place.target, place.tab)

    def _go_to(self, target: str) -> None:
        screen, _slash, tab = target.partition("/")
        self.show_screen(screen, tab=tab)

    def _title_of(self, key: str) -> str:
        return next((entry.text for entry in self.rail.entries if entry.key == key), "")

    def _keep_request(self, request: FillRequest) -> None:
        if not self.is_furnished:
            self.when_open(lambda: self._navigator.fill_asked.emit(request))

    def _show_news(self, news: ShellNews) -> None:
        self._counting = False
        if self._model is None:
            return
        for key, count in self._model.counts(news).items():
            self.rail.set_count(key, count)
        self.strip.put(self._model.strip(news))

    def _not_counted(self, _error: object) -> None:
        self._counting = False

    def _add_keys(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "F1": self.help,
            "F5": self._read_again,
            "F6": lambda: self._next_pane(1),
            "Shift+F6": lambda: self._next_pane(-1),
            "Ctrl+F": lambda: self.when_open(lambda: self._screens[self._key].focus_search()),
            "Ctrl+K": lambda: self.when_open(lambda: self._find_facility(self)),
            "Ctrl+N": lambda: self.when_open(self._new_record),
            "Ctrl+P": lambda: self.when_open(lambda: self._screens[self._key].print_shown()),
            "Ctrl+E": lambda: self.when_open(lambda: self._screens[self._key].export_list()),
            "Ctrl+L": lambda: self.when_open(lambda: self._screens[self._key].clear_filters()),
            "Ctrl+S": lambda: self.strip.note(words(_("Everything is saved already"))),
        }
        for number, entry in enumerate(self.rail.entries[:9], 1):
            acts[f"Ctrl+{number}"] = lambda key=entry.key: self.show_screen(key)  # type: ignore[misc]
        for key, act in acts.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)

    def _new_record(self) -> None:
        if not self._screens[self._key].new_record():
            self._navigator.fill()

    def _read_again(self) -> None:
        self._screens[self._key].refresh()
        self.count_anew()

    def _next_pane(self, step: int) -> None:
        ring = [self.rail.item(self._key), *self._screens[self._key].panes(), self.strip.first()]
        here = QApplication.focusWidget()
        within = [at for at, pane in enumerate(ring) if here and (pane is here or pane.isAncestorOf(here))]
        at = within[0] if within else (0 if step > 0 else len(ring))
        ring[(at + step) % len(ring)].setFocus(Qt.FocusReason.ShortcutFocusReason)


def message(parent: QWidget, title: str, about: str, text: str = "") -> None:
    """Tell something that only has to be read."""
    dialog = Dialog(title, about, parent)
    if text:
        dialog.add(label(text, wrap=True, select=True))
    dialog.set_buttons(primary(words(_("Close")), dialog.accept))
    dialog.run()
