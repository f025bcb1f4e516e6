"""The screen Send – Receive: tabs, each made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, cast

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import work
from sxsh_desktop.ui.exchange.both_view import BothPane
from sxsh_desktop.ui.exchange.devices_view import DevicesPane
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.exchange.history_view import HistoryPane
from sxsh_desktop.ui.exchange.receive_view import ReceivePane
from sxsh_desktop.ui.exchange.send_view import SendPane
from sxsh_desktop.ui.exchange.shelf_view import ShelfPane
from sxsh_desktop.ui.exchange.work_view import WorkPane
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.widgets.buttons import ordinary
from sxsh_desktop.ui.widgets.pages import PageHead, Tabs


class _Pane(Protocol):
    def refresh(self) -> None: ...


class ExchangeScreen(Screen):
    """Send and receive in one press, receive, send, history, shelf, given work (department), trusted devices."""

    def __init__(self, model: ExchangeModel, navigator: Navigator) -> None:
        super().__init__()
        self._model, self._navigator = model, navigator
        self._counts = {"receive": 0, "shelf": 0}
        self._made: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._makers: dict[str, Callable[[], QWidget]] = {
            "both": self._make_both,
            "receive": self._make_receive,
            "send": self._make_send,
            "history": self._make_history,
            "shelf": self._make_shelf,
            "work": self._make_work,
            "devices": self._make_devices,
        }
        self.tabs = Tabs(self._tab_words())
        self.tabs.picked.connect(self._show_tab)
        head = PageHead(words(_("Send – Receive")), tabs=self.tabs)
        head.put(
            0,
            ordinary(words(_("Open a folder…")), self._open_folder, "folder"),
            ordinary(words(_("Open a bundle file…")), self._open_files, "import"),
        )
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._stack, 1)
        self.tabs.choose("receive" if model.department else "both")
        self._show_tab(self.tabs.key())

    # -- the panes, made when they are first asked for ----------------------------------------------------

    @property
    def both(self) -> BothPane:
        """Send and receive in one press, and the log."""
        return cast(BothPane, self._pane("both"))

    @property
    def receive(self) -> ReceivePane:
        """Bundles that wait, and what is in them."""
        return cast(ReceivePane, self._pane("receive"))

    @property
    def send(self) -> SendPane:
        """One bundle for somebody into a folder."""
        return cast(SendPane, self._pane("send"))

    @property
    def history(self) -> HistoryPane:
        """What came and went."""
        return cast(HistoryPane, self._pane("history"))

    @property
    def shelf(self) -> ShelfPane:
        """What was refused."""
        return cast(ShelfPane, self._pane("shelf"))

    @property
    def tasks(self) -> WorkPane:
        """What was given to officers; the department's desk only."""
        return cast(WorkPane, self._pane("work"))

    @property
    def devices(self) -> DevicesPane:
        """Whose bundles are taken."""
        return cast(DevicesPane, self._pane("devices"))

    def _pane(self, key: str) -> QWidget:
        if key not in self._made:
            made = self._made[key] = self._makers[key]()
            self._stack.addWidget(made)
            self._refresh(key)
        return self._made[key]

    def _refresh(self, key: str) -> None:
        self._stale.discard(key)
        pane = self._made[key]
        if hasattr(pane, "refresh"):
            cast(_Pane, pane).refresh()

    # -- what every screen can do -------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the tab that is shown again, the others when they are shown; count what waits."""
        self._stale = set(self._made)
        self._refresh(self.tabs.key())
        work.read(lambda: (self._model.shelf(), self._model.arrived()), self._counted, self)

    def show_target(self, target: str, tab: str) -> None:  # noqa: ARG002 - the common signature
        """Show a tab."""
        self.tabs.choose(tab)

    def export_list(self) -> bool:
        """The log."""
        return self.both.export() if self.tabs.key() == "both" else False

    def panes(self) -> list[QWidget]:
        """Tabs, the pane shown."""
        return [self._pane(self.tabs.key()), self.tabs]

    def _show_tab(self, key: str) -> None:
        pane = self._pane(key)
        if key in self._stale:
            self._refresh(key)
        self._stack.setCurrentWidget(pane)

    def _open_folder(self) -> None:
        self.tabs.choose("receive")
        self.receive.ask_folder()

    def _open_files(self) -> None:
        self.tabs.choose("receive")
        self.receive.ask_files()

    def _counted(self, found: tuple[Sequence[object], tuple[Path, ...]]) -> None:
        shelved, arrived = found
        self._count("shelf", len(shelved))
        if arrived:
            self.receive.take(arrived)

    def _count(self, key: str, count: int) -> None:
        self._counts[key] = count
        self.tabs.put(self._tab_words())

    def _tab_words(self) -> list[tuple[str, str]]:
        receive, shelf = self._counts["receive"], self._counts["shelf"]
        tabs = [
            ("both", words(_("Send and receive"))),
            ("receive", words(_("Receive ({n})"), n=receive) if receive else words(_("Receive"))),
            ("send", words(_("Send"))),
            ("history", words(_("History"))),
            ("shelf", words(_("Shelf ({n})"), n=shelf) if shelf else words(_("Shelf"))),
        ]
        if self._model.department:
            tabs.append(("work", words(_("Give work"))))
        return [*tabs, ("devices", words(_("Trusted devices")))]

    # -- making -------------------------------------------------------------------------------------------

    def _make_both(self) -> QWidget:
        pane = BothPane(self._model.both(), self._model.recipients)
        pane.fetched.connect(self._take)
        pane.look_asked.connect(lambda: self.tabs.choose("receive"))
        pane.changed.connect(self._navigator.data_changed.emit)
        return pane

    def _take(self, files: list[Path]) -> None:
        if files:
            self.receive.take(files)

    def _make_receive(self) -> QWidget:
        pane = ReceivePane(self._model)
        pane.imported.connect(self._navigator.data_changed.emit)
        pane.counted.connect(lambda n: self._count("receive", n))
        return pane

    def _make_send(self) -> QWidget:
        pane = SendPane(self._model)
        pane.sent.connect(self._navigator.data_changed.emit)
        pane.devices_asked.connect(lambda: self.tabs.choose("devices"))
        return pane

    def _make_history(self) -> QWidget:
        pane = HistoryPane(self._model)
        pane.changed.connect(self._navigator.data_changed.emit)
        return pane

    def _make_shelf(self) -> QWidget:
        pane = ShelfPane(self._model)
        pane.changed.connect(self._navigator.data_changed.emit)
        pane.changed.connect(self.receive.look_again)
        pane.counted.connect(lambda n: self._count("shelf", n))
        return pane

    def _make_work(self) -> QWidget:
        pane = WorkPane(self._model.work())
        pane.changed.connect(self._navigator.data_changed.emit)
        return pane

    def _make_devices(self) -> QWidget:
        pane = DevicesPane(self._model)
        pane.changed.connect(self._navigator.data_changed.emit)
        pane.changed.connect(self.receive.look_again)
        return pane
