"""The screen Facilities: the list, and the card of the one that was opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.ui import turns
from sxsh_desktop.ui.facilities.card_model import CardModel
from sxsh_desktop.ui.facilities.card_view import FacilityCardView
from sxsh_desktop.ui.facilities.facilities_model import FacilitiesModel
from sxsh_desktop.ui.facilities.list_view import FacilityList
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.screen import Screen

_Panes = list[QWidget]  # the class has a `list` of its own


class FacilitiesScreen(Screen):
    """List or card. `new_facility` shows the dialog that looks for duplicates first."""

    def __init__(
        self,
        model: FacilitiesModel,
        card_model: CardModel,
        navigator: Navigator,
        new_facility: Callable[[QWidget], None],
    ) -> None:
        super().__init__()
        self._navigator, self._new_facility = navigator, new_facility
        self._model, self._card_model = model, card_model
        self._list: FacilityList | None = None
        self._card: FacilityCardView | None = None
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    @property
    def list(self) -> FacilityList:
        """The list, made in its place."""
        if self._list is None:
            self._list = FacilityList(self._model, self._stack)
            self._list.opened.connect(self.open_card)
            self._list.new_asked.connect(lambda: self._new_facility(self))
            self._stack.addWidget(self._list)
        return self._list

    def prepare(self) -> None:
        """Make the list."""
        assert self.list is not None

    @property
    def card(self) -> FacilityCardView:
        """The card, made when the first facility is opened."""
        if self._card is None:
            self._card = FacilityCardView(self._card_model, self._navigator)
            self._card.closed.connect(self._close_card)
            self._stack.addWidget(self._card)
        return self._card

    @property
    def _shows_card(self) -> bool:
        return self._card is not None and self._stack.currentWidget() is self._card

    def refresh(self) -> None:
        """Read again what is shown."""
        self.list.refresh()
        if self._shows_card:
            self.card.show_facility(self.card.facility_id)

    def show_target(self, target: str, tab: str) -> None:  # noqa: ARG002 - the common signature
        """Open a card."""
        if target:
            self.open_card(target)

    def open_card(self, facility_id: str) -> None:
        """Show one facility."""
        if facility_id:
            self.card.show_facility(facility_id)
            turns.later(self, lambda: self._stack.setCurrentWidget(self.card))

    def focus_search(self) -> bool:
        """Back to the list, into its search."""
        self._close_card()
        self.list.search.setFocus()
        self.list.search.selectAll()
        return True

    def export_list(self) -> bool:
        """The list as a workbook."""
        self.list.export()
        return True

    def print_shown(self) -> bool:
        """Forms for the facility of the card."""
        if self._shows_card:
            self.card.print_card()
            return True
        return False

    def clear_filters(self) -> bool:
        """Drop filters and search."""
        self.list.clear_filters()
        return True

    def new_record(self) -> bool:
        """For the facility of the card; in the list the window asks for the facility."""
        if self._shows_card:
            self._navigator.fill(facility_id=self.card.facility_id)
            return True
        return False

    def panes(self) -> _Panes:
        """Search and table, or tabs and timeline."""
        if self._shows_card:
            return [self.card.records_table, self.card.tabs]
        return [self.list.search, self.list.table]

    def _close_card(self) -> None:
        self._stack.setCurrentWidget(self.list)
        self.list.table.setFocus()
