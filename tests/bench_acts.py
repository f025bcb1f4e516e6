"""The heaviest things that a person asks of the open window, one after the other, for the bench of hold-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from sxsh_desktop.services import register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.register import FacilityQuery
from sxsh_desktop.ui.navigation import FillRequest, PrintRequest

Act = Callable[[], object]
_LOOKED_AT_MS = 800  # how long a dialog stands, with all that it reads, before it is closed


def acts(window: Any, desk: Desk) -> Iterator[tuple[str, Act, Act]]:
    """(what is done, how, what is put back afterwards)."""
    ids = register.search(desk, FacilityQuery(sort="records", descending=True))[:3]
    facilities = [one.facility_id for one in register.page(desk, ids)]
    yield from _reading(window, facilities)
    yield "find a facility (Ctrl+K)", lambda: _shortcut(window, "Ctrl+K"), _nothing
    yield "help (F1)", window.help, _nothing
    request = PrintRequest(form_ids=("c_tieu_thu",), facility_ids=(facilities[0],))
    yield "print one facility's form", lambda: _navigator(window).print_out(request), _nothing
    yield (
        "open a form to fill in",
        lambda: _navigator(window).fill_asked.emit(FillRequest("", "", "c_tieu_thu", facilities[0])),
        lambda: _close_others(window),
    )


def _reading(window: Any, facilities: list[str]) -> Iterator[tuple[str, Act, Act]]:
    yield "open a facility's card", lambda: window.show_screen("facilities", facilities[0]), _nothing
    yield "open another card", lambda: window.show_screen("facilities", facilities[1]), _nothing
    window.show_screen("records", tab="all")
    records = window.screen_of("records")
    yield "read a record's answers", lambda: records.table.opened.emit(_first_final(records)), _nothing
    window.show_screen("indicators")
    indicators = window.screen_of("indicators")
    yield "the facilities behind a target", lambda: indicators.choose(list(indicators.cards)[1]), _nothing
    yield "the diverged records", lambda: window.show_screen("review", tab="diverged"), _nothing
    yield "probable duplicates", lambda: window.show_screen("review", tab="duplicates"), _nothing


def _first_final(records: Any) -> str:
    return str(next(records.table.model().id_of(row) for row in range(records.table.model().rowCount())))


def close_dialogs() -> QTimer:
    """A timer that closes every dialog once it has stood for a while."""
    timer, standing = QTimer(), QElapsedTimer()
    seen: list[QWidget] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or dialog not in seen:
            seen[:] = [dialog] if dialog is not None else []
            standing.restart()
        elif standing.elapsed() > _LOOKED_AT_MS:
            seen.clear()
            dialog.close()

    timer.timeout.connect(look)
    timer.start(20)
    return timer


def _navigator(window: Any) -> Any:
    from sxsh_desktop.ui.navigation import Navigator

    return window.findChild(Navigator)


def _shortcut(window: Any, keys: str) -> None:
    from PySide6.QtGui import QShortcut

    next(one for one in window.findChildren(QShortcut) if one.key().toString() == keys).activated.emit()


def _close_others(window: Any) -> None:
    for one in QApplication.topLevelWidgets():
        if one is not window and one.isVisible():
            one.close()


def _nothing() -> None:
    """Nothing has to be put back."""
