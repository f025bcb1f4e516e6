"""Opens the fill window: on a draft, a correction, or a new record after form and facility were chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.facility_card import FacilityCard, FacilityGoneError
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.services.register import FacilityNow
from sxsh_desktop.ui import say, work
from sxsh_desktop.ui.navigation import FillRequest, Navigator

if TYPE_CHECKING:
    from sxsh_desktop.services.fill import OpenDraft


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft that was opened, what it is about, and what the department asked about it."""

    draft: OpenDraft
    about: str
    questions: Mapping[str, str]


def _fill() -> ModuleType:
    """The service, with the form engine: read off the main thread when the first draft is opened."""
    return import_module("sxsh_desktop.services.fill")


class Filling(QObject):
    """Keeps one window for each open draft; closing or finishing tells the navigator."""

    def __init__(
        self,
        desk: Desk,
        navigator: Navigator,
        owner: QWidget,
        find: Callable[[str], list[FacilityNow]],
        new_facility: Callable[[QWidget], None],
    ) -> None:
        super().__init__(owner)
        self._desk, self._navigator, self._owner = desk, navigator, owner
        self._find, self._new_facility = find, new_facility
        self.windows: dict[str, QWidget] = {}
        self._others: dict[
            str, tuple[str, ...]
        ] = {}  # record of a new card: those that it was said not to be
        navigator.fill_asked.connect(self.open)

    def open(self, request: FillRequest) -> None:
        """Open what is asked for; asks for form and facility when they are not given."""
        if request.draft_id in self.windows:
            self._raise(request.draft_id)
        elif request.draft_id:
            self._read(lambda: _fill().resume(self._desk, request.draft_id))
        elif request.record_id:
            self._read(lambda: _fill().correct(self._desk, request.record_id))
        elif request.form_id:
            self.start(request.form_id, request.facility_id)
        else:
            self._choose(request.facility_id)

    def start(self, form_id: str, facility_id: str = "", known: Mapping[str, str] | None = None) -> None:
        """A new record."""
        self._read(lambda: _fill().start(self._desk, form_id, facility_id, prefill=known))

    def close_all(self) -> bool:
        """Close every window (nothing is lost by it); False when one refuses."""
        return all(window.close() for window in list(self.windows.values()))

    def _choose(self, facility_id: str) -> None:
        from sxsh_desktop.ui.records.new_record_view import NewRecordDialog

        facility = self._facility(facility_id)
        dialog = NewRecordDialog(self._desk.forms.current(), self._find, facility, self._owner)
        dialog.chosen.connect(self._start_chosen)
        dialog.run()

    def _start_chosen(self, form_id: str, facility_id: str) -> None:
        if form_id == REGISTER_FORM:
            self._new_facility(self._owner)
        else:
            self.start(form_id, facility_id)

    def _read(self, open_draft: Callable[[], OpenDraft]) -> None:
        title = words(_("Open the form"))
        work.write(lambda _progress: self._opened(open_draft()), self._show, self._owner, title)

    def _opened(self, draft: OpenDraft) -> Opened:
        facility = self._facility(draft.facility_id)
        place = f"{facility.name} ({facility.code})" if facility else draft.head.title
        return Opened(draft, place, self._asked(draft))

    def _asked(self, draft: OpenDraft) -> dict[str, str]:
        """What was asked in the decisions on the versions that the draft corrects."""
        from sxsh_desktop.services import review
        from sxsh_desktop.ui.fill.asked import asked_of

        return asked_of(review.state_of(self._desk, parent) for parent in draft.head.parents)

    def _facility(self, facility_id: str) -> FacilityNow | None:
        if not facility_id:
            return None
        try:
            card: FacilityCard = register.facility_card(self._desk, facility_id)
        except FacilityGoneError:
            return None
        return card.facility

    def _show(self, opened: Opened) -> None:
        from sxsh_desktop.ui.fill.fill_view import FillWindow

        draft = opened.draft
        if draft.draft_id in self.windows:
            self._raise(draft.draft_id)
            return
        window = FillWindow(
            self._desk, draft, opened.about, opened.questions, before_finish=self._is_no_other
        )
        window.setWindowIcon(self._owner.windowIcon())
        head = say.form_name(draft.head.form_id, "", draft.form.title)
        window.setWindowTitle(words(_("Filling in – {form} – {what}"), form=head, what=opened.about))
        window.closed.connect(self._closed)
        window.finished.connect(self._finished)
        self.windows[draft.draft_id] = window
        window.show()
        self._navigator.data_changed.emit()

    def _is_no_other(self, draft: OpenDraft) -> bool:
        """Before a new card is completed: whether the person says that it is none of those alike."""
        if draft.head.parents:
            return True
        from sxsh_desktop.ui.duplicates.duplicates_model import duplicates_of
        from sxsh_desktop.ui.duplicates.duplicates_view import SameFacilityDialog

        found = duplicates_of(self._desk, draft)
        if not found:
            return True
        owner = self.windows.get(draft.draft_id, self._owner)
        dialog = SameFacilityDialog(draft.head.title, found, owner)
        dialog.open_asked.connect(lambda one: self._navigator.go("facilities", one))
        if not dialog.run():
            return False
        self._others[draft.record_id] = tuple(one.facility.facility_id for one in found)
        return True

    def _finished(self, record_id: str) -> None:
        """A record was completed; when its card was said to be none of those alike, that is kept as well."""
        others = self._others.pop(record_id, ())
        if not others:
            self._navigator.data_changed.emit()
            return
        from sxsh_desktop.services import facility_links

        work.write(
            lambda _progress: facility_links.tell_apart(self._desk, record_id, others),
            lambda _said: self._navigator.data_changed.emit(),
            self._owner,
            words(_("Probable duplicates")),
        )

    def _closed(self, draft_id: str) -> None:
        window = self.windows.pop(draft_id, None)
        if window is not None:
            window.deleteLater()
        self._navigator.data_changed.emit()

    def _raise(self, draft_id: str) -> None:
        window = self.windows[draft_id]
        window.show()
        window.raise_()
        window.activateWindow()
