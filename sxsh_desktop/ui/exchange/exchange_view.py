"""The screen Send – Receive: five tabs."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.exchange.devices_view import DevicesPane
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.exchange.history_view import HistoryPane
from sxsh_desktop.ui.exchange.receive_view import ReceivePane
from sxsh_desktop.ui.exchange.send_view import SendPane
from sxsh_desktop.ui.exchange.shelf_view import ShelfPane
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.widgets.buttons import ordinary
from sxsh_desktop.ui.widgets.pages import PageHead, Tabs


class ExchangeScreen(Screen):
    """Receive, send, history, shelf, trusted devices."""

    def __init__(self, model: ExchangeModel, navigator: Navigator) -> None:
        super().__init__()
        self._navigator = navigator
        self._counts = {"receive": 0, "shelf": 0}
        self.receive, self.send = ReceivePane(model), SendPane(model)
        self.history, self.shelf, self.devices = HistoryPane(model), ShelfPane(model), DevicesPane(model)
        self._panes: dict[str, QWidget] = {
            "receive": self.receive,
            "send": self.send,
            "history": self.history,
            "shelf": self.shelf,
            "devices": self.devices,
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
        for pane in self._panes.values():
            self._stack.addWidget(pane)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._stack, 1)
        self.receive.imported.connect(navigator.data_changed.emit)
        self.send.sent.connect(navigator.data_changed.emit)
        self.history.changed.connect(navigator.data_changed.emit)
        self.shelf.changed.connect(navigator.data_changed.emit)
        self.devices.changed.connect(navigator.data_changed.emit)
        self.send.devices_asked.connect(lambda: self.tabs.choose("devices"))
        self.receive.counted.connect(lambda n: self._count("receive", n))
        self.shelf.counted.connect(lambda n: self._count("shelf", n))
        if not model.department:
            self.tabs.choose("send")

    def refresh(self) -> None:
        """Read every tab again."""
        self.send.refresh()
        self.history.refresh()
        self.shelf.refresh()
        self.devices.refresh()

    def show_target(self, target: str, tab: str) -> None:  # noqa: ARG002 - the common signature
        """Show a tab."""
        self.tabs.choose(tab)

    def panes(self) -> list[QWidget]:
        """Tabs, the pane shown."""
        return [self._panes[self.tabs.key()], self.tabs]

    def _show_tab(self, key: str) -> None:
        self._stack.setCurrentWidget(self._panes[key])

    def _open_folder(self) -> None:
        self.tabs.choose("receive")
        self.receive.ask_folder()

    def _open_files(self) -> None:
        self.tabs.choose("receive")
        self.receive.ask_files()

    def _count(self, key: str, count: int) -> None:
        self._counts[key] = count
        self.tabs.put(self._tab_words())

    def _tab_words(self) -> list[tuple[str, str]]:
        receive, shelf = self._counts["receive"], self._counts["shelf"]
        return [
            ("receive", words(_("Receive ({n})"), n=receive) if receive else words(_("Receive"))),
            ("send", words(_("Send"))),
            ("history", words(_("History"))),
            ("shelf", words(_("Shelf ({n})"), n=shelf) if shelf else words(_("Shelf"))),
            ("devices", words(_("Trusted devices"))),
        ]
