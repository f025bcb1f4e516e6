"""Hands at the screen Send – Receive: opened on a desk, an act awaited, a code compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, cast

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sxsh_desktop.app import build
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui import jobs
from sxsh_desktop.ui.exchange.exchange_view import ExchangeScreen
from sxsh_desktop.ui.shell.window import MainWindow
from sxsh_desktop.ui.theme.apply import Theme
from sxsh_desktop.ui.widgets.dialogs import Dialog
from tests.window_maker import idle, meet, until

Opened = Callable[[Desk], tuple[MainWindow, ExchangeScreen]]


class Told(Protocol):
    """A signal, as far as it is listened to here."""

    def connect(self, receiver: Callable[[], object], /) -> object:
        """Call the receiver each time."""


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication) -> Iterator[Opened]:
    """The window of a desk, on its screen Send – Receive."""

    def show(desk: Desk) -> tuple[MainWindow, ExchangeScreen]:
        window = build(desk, Theme(qapp))
        qtbot.addWidget(window)
        window.resize(1280, 650)
        window.show()
        window.show_screen("exchange")
        idle()
        return window, cast(ExchangeScreen, window.screen_of("exchange"))

    yield show
    jobs.wait_for_all()


@contextmanager
def awaited(signal: Told) -> Iterator[None]:
    """Do what ends with that signal, and wait for it and for what follows from it."""
    told: list[bool] = []
    signal.connect(lambda: told.append(True))
    yield
    until(lambda: bool(told))
    idle()


def meet_code(code: str) -> QTimer:
    """Trust in the next dialog, after finding the code there that the other side reads out."""

    def compare(dialog: Dialog) -> None:
        assert code in [one.text() for one in dialog.findChildren(QLabel)]
        dialog.accept()

    return meet(Dialog, compare)
