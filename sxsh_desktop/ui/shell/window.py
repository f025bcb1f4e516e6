"""The main window: holds rail, screens and strip together; screens are made when they are first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import jobs, memory, work
from sxsh_desktop.ui.navigation import Navigator, Place
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.shell.help import Help
from sxsh_desktop.ui.shell.rail import Rail
from sxsh_desktop.ui.shell.shell_model import ShellModel, ShellNews, rail_entries
from sxsh_desktop.ui.shell.strip import Strip
from sxsh_desktop.ui.theme import icons
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.text import label

LEAST = QSize(960, 560)
_FOLD_RAIL_BELOW = 900


class MainWindow(QMainWindow):
    """One desk's window. `makers` make the screens by the keys of the rail; `find_facility` is Ctrl+K."""

    closing = Signal()

    def __init__(
        self,
        model: ShellModel,
        navigator: Navigator,
        makers: Mapping[str, Callable[[], Screen]],
        find_facility: Callable[[QWidget], None],
    ) -> None:
        super().__init__()
        self._model, self._navigator, self._makers = model, navigator, makers
        self._find_facility = find_facility
        self._screens: dict[str, Screen] = {}
        self._stale: set[str] = set()
        self._key = ""
        self._counting = False
        self.setWindowTitle(model.title())
        self.setWindowIcon(QIcon(icons.pixmap("leaf", "accent", 64)))
        self.rail = Rail(rail_entries(department=model.department))
        self.strip = Strip()
        self.stack = QStackedWidget()
        self._lay_out()
        self.rail.picked.connect(self.show_screen)
        self.strip.picked.connect(self._go_to)
        self.strip.help_asked.connect(self.help)
        navigator.place_asked.connect(self._show_place)
        navigator.data_changed.connect(self.data_changed)
        self._add_keys()

    def open(self) -> None:
        """Show the window where and as large as it was (the first time maximised), and its first screen."""
        self.show_screen(memory.get("window/screen", "today"))
        state = memory.get_bytes("window/geometry")
        if not state.isEmpty() and self.restoreGeometry(state):
            self.show()
        else:
            self.showMaximized()
        QTimer.singleShot(0, self.count_anew)

    def screen_key(self) -> str:
        """The key of the screen shown."""
        return self._key

    def screen_of(self, key: str) -> Screen:
        """The screen of a key, made if it was not yet."""
        if key not in self._screens:
            made = self._makers[key]()
            self._screens[key] = made
            self.stack.addWidget(made)
            made.refresh()
        return self._screens[key]

    def show_screen(self, key: str, target: str = "", tab: str = "") -> None:
        """Bring a screen to the front; unknown keys (of another role) lead to Today."""
        chosen = key if key in self._makers else "today"
        screen = self.screen_of(chosen)
        self._key = chosen
        self.stack.setCurrentWidget(screen)
        self.rail.choose(chosen)
        memory.put("window/screen", chosen)
        if chosen in self._stale:
            self._stale.discard(chosen)
            screen.refresh()
        if target or tab:
            screen.show_target(target, tab)
        pane = next(iter(screen.panes()), None)
        if pane is not None and not self.rail.isAncestorOf(QApplication.focusWidget() or self.stack):
            pane.setFocus(Qt.FocusReason.OtherFocusReason)

    def data_changed(self) -> None:
        """Something in the store is other than it was: the screen shown reads again, the others when shown."""
        self._stale = set(self._screens) - {self._key}
        if self._key:
            self._screens[self._key].refresh()
        self.count_anew()

    def count_anew(self) -> None:
        """Counts of rail and strip, read in the background."""
        if self._counting:
            return
        self._counting = True
        work.read(self._model.read_news, self._show_news, self, self._not_counted)

    def help(self) -> None:
        """F1."""
        title = next((entry.text for entry in self.rail.entries if entry.key == self._key), "")
        Help(self._key, title, self).run()

    def sizeHint(self) -> QSize:
        """When it is not maximised."""
        return QSize(1280, 720)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail when there is little room."""
        super().resizeEvent(event)
        self.rail.fold(self.width() < _FOLD_RAIL_BELOW)

    def showEvent(self, event: QShowEvent) -> None:
        """Never demand more than the screen has."""
        super().showEvent(event)
        free = QGuiApplication.primaryScreen().availableSize()
        self.setMinimumSize(LEAST.boundedTo(free))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask when work is under way; remember place and size."""
        if not all(screen.may_leave() for screen in self._screens.values()):
            event.ignore()
            return
        if not jobs.is_idle() and not self._counting and not self._stop_work():
            event.ignore()
            return
        self.closing.emit()
        memory.put_bytes("window/geometry", self.saveGeometry())
        memory.flush()
        event.accept()

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

    def _show_news(self, news: ShellNews) -> None:
        self._counting = False
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
            "Ctrl+F": lambda: self._screens[self._key].focus_search(),
            "Ctrl+K": lambda: self._find_facility(self),
            "Ctrl+N": self._new_record,
            "Ctrl+P": lambda: self._screens[self._key].print_shown(),
            "Ctrl+E": lambda: self._screens[self._key].export_list(),
            "Ctrl+L": lambda: self._screens[self._key].clear_filters(),
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
