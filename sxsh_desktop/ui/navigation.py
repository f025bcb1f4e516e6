"""How screens ask for each other without knowing each other: requests that the main window answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, and what it should show: for instance a facility's id, or a tab."""

    screen: str
    target: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class FillRequest:
    """What to open in the fill window: a draft to go on with, a record to correct, or a new record.

    A new record without a form or facility lets the person choose them first.
    """

    draft_id: str = ""
    record_id: str = ""
    form_id: str = ""
    facility_id: str = ""


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """What the print screen should begin with."""

    form_ids: tuple[str, ...] = ()
    facility_ids: tuple[str, ...] = ()
    record_ids: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


class Navigator(QObject):
    """Requests and news. `data_changed`: something in the store is other than it was."""

    place_asked = Signal(object)
    fill_asked = Signal(object)
    print_asked = Signal(object)
    data_changed = Signal()

    def go(self, screen: str, target: str = "", tab: str = "") -> None:
        """Show a screen."""
        self.place_asked.emit(Place(screen, target, tab))

    def fill(
        self, *, draft_id: str = "", record_id: str = "", form_id: str = "", facility_id: str = ""
    ) -> None:
        """Open the fill window."""
        self.fill_asked.emit(FillRequest(draft_id, record_id, form_id, facility_id))

    def print_out(self, request: PrintRequest) -> None:
        """Go to the print screen with a choice made."""
        self.print_asked.emit(request)
