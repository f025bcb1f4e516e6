"""The record being filled in, as the window sees it: acts go in, refs that look different come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.services import bills
from sxsh_desktop.services.bills import Proposal
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.fill_values import (
    Applied,
    ChangeKind,
    Problem,
    SectionState,
    Severity,
    language_code,
)
from sxsh_desktop.services.plausibility import Finding
from sxsh_desktop.ui.fill.fill_reads import FillReads
from sxsh_desktop.ui.fill.fill_words import saved_words
from sxsh_desktop.ui.fill.turn import Turn
from sxsh_desktop.ui.turns import Breath

_OF_ROWS = (ChangeKind.ADD_ROW, ChangeKind.REMOVE_ROW)


class FillModel(QObject):
    """Over one open draft. Every act is on disk when it returns.

    Attributes: reads (what to show), questions (what the department asks, by ref), checked (a check was asked
    for: missing answers are problems from now on), turn (how long building may go on), busy (a long act is
    being taken back or done again: the rows that the window shows may be gone, so nobody reads). Signals:
    changed(frozenset of refs), rows_changed(), saved(words), refused(UserError), language_changed().
    """

    changed = Signal(object)
    rows_changed = Signal()
    saved = Signal(str)
    refused = Signal(object)
    language_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        draft: OpenDraft,
        questions: Mapping[str, str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.draft = desk, draft
        self.reads = FillReads(desk, draft)
        self.questions = dict(questions or {})
        self.checked = self.busy = False
        self.turn = Turn()
        self._gathered: list[Applied] | None = None
        self._states: tuple[SectionState, ...] = ()
        self._states_of: tuple[int, str] | None = None

    # -- acts ---------------------------------------------------------------------------------------------

    def set(self, ref: str, text: str) -> bool:
        """Answer a question; False when it could not be kept (`refused` tells why)."""
        return self._do(lambda: self.draft.set(ref, text)) is not None

    def set_absent(self, ref: str, reason: str) -> bool:
        """Say why there is no answer; "" takes it back."""
        return self._do(lambda: self.draft.set_absent(ref, reason)) is not None

    def accept_soft(self, ref: str, reason: str) -> bool:
        """Keep an odd value with the reason; "" takes the acceptance back."""
        return self._do(lambda: self.draft.accept_soft(ref, reason)) is not None

    def set_note(self, ref: str, text: str) -> bool:
        """The officer's note."""
        return self._do(lambda: self.draft.set_note(ref, text)) is not None

    def attach(self, ref: str, file: Path) -> bool:
        """Answer with a file."""
        return self._do(lambda: self.draft.attach(ref, file)) is not None

    def add_row(self, table: str, after: str | None = None) -> str:
        """A new row; its ref, "" when it could not be kept."""
        applied = self._do(lambda: self.draft.add_row(table, after))
        if applied is None:
            return ""
        added = [one.ref for one in applied.changes if one.kind is ChangeKind.ADD_ROW]
        return added[0] if added else ""

    def put_bills(self, proposal: Proposal, table: str) -> int:
        """Rows read from a spreadsheet, as one act; how many were added."""
        applied = self._do(lambda: bills.put(self.draft, proposal, table))
        return sum(one.kind is ChangeKind.ADD_ROW for one in applied.changes) if applied else 0

    def remove_row(self, row: str) -> bool:
        """Take a row away; `undo` brings it back."""
        return self._do(lambda: self.draft.remove_row(row)) is not None

    def undo(self) -> str:
        """Take the last act back; the ref that it was about, "" for none."""
        return self._again(self.draft.undo)

    def redo(self) -> str:
        """Do the last undone act again; the ref that it was about."""
        return self._again(self.draft.redo)

    def _again(self, step: Callable[[Callable[[], object]], Applied]) -> str:
        """The window is told at the end; until then it stays as it is, though it may be drawn."""
        if self.busy:
            return ""
        return self._first(self._do(lambda: self._busily(step)))

    def _busily(self, step: Callable[[Callable[[], object]], Applied]) -> Applied:
        self.busy = True
        try:
            return step(Breath())
        finally:
            self.busy = False
            self._states_of = None  # what a look in between kept
            self.reads.forget_rows()

    @contextmanager
    def together(self, breathe: Callable[[], object] = lambda: None) -> Iterator[None]:
        """Several acts that are one to the person (a pasted table): kept all at the end, or none of them."""
        gathered: list[Applied] = []
        self._gathered = gathered
        try:
            with self.draft.together(breathe):
                yield
            breathe()
        except UserError as error:
            gathered.clear()
            self.reads.forget_rows()
            self.refused.emit(error)
        finally:
            self._gathered = None
        self._tell(gathered)

    def _first(self, applied: Applied | None) -> str:
        return applied.changes[0].ref if applied is not None and applied.changes else ""

    def _do(self, act: Callable[[], Applied]) -> Applied | None:
        try:
            applied = act()
        except UserError as error:
            self.refused.emit(error)
            return None
        if self._gathered is not None:
            self._gathered.append(applied)
            self.reads.forget_rows()
        else:
            self._tell([applied])
        return applied

    def _tell(self, acts: Sequence[Applied]) -> None:
        """Let the window show what was kept."""
        changes = [change for applied in acts for change in applied.changes]
        if not changes:
            return
        if any(change.kind in _OF_ROWS for change in changes):
            self.reads.forget_rows()
            self.rows_changed.emit()
        touched = frozenset(change.ref for change in changes).union(*(one.affected for one in acts))
        self.reads.odd.forget(touched)
        touched = touched.union(map(self.draft.session.near, touched))
        self.changed.emit(touched)
        self.saved.emit(saved_words(self.desk.clock()))

    @property
    def language(self) -> str:
        """The language of the form: "vi" or "en"."""
        return language_code(self.draft.session.language)

    def set_language(self, language: str) -> None:
        """Show the form in another language."""
        self.draft.set_language(language)
        self.language_changed.emit()

    def stand_at(self, ref: str) -> None:
        """Remember where the person stands."""
        try:
            self.draft.set_position(ref)
        except UserError as error:
            self.refused.emit(error)

    # -- how far it is ------------------------------------------------------------------------------------

    def sections(self) -> tuple[SectionState, ...]:
        """The sections that are asked now; read once for each change."""
        now = (self.draft.head.last_seq, self.draft.session.language)
        if now != self._states_of:
            self._states = tuple(one for one in self.draft.section_states() if self._is_asked(one))
            self._states_of = now
        return self._states

    def _is_asked(self, section: SectionState) -> bool:
        return any(self.draft.is_relevant(ref) for ref in section.items)

    def section_of(self, ref: str) -> str:
        """The section that shows `ref`; "" when none does now."""
        for section in self.sections():
            if any(ref == item or ref.startswith((f"{item}/", f"{item}[")) for item in section.items):
                return section.ref
        return ""

    def progress(self) -> tuple[int, int]:
        """Answered and all relevant questions."""
        sections = self.sections()
        return sum(one.answered for one in sections), sum(one.total for one in sections)

    def problems(self) -> tuple[Problem, ...]:
        """What the problem list shows: hard and soft ones; missing answers after a check."""
        found = self.draft.problems()
        shown = (
            found if self.checked else tuple(one for one in found if one.severity is not Severity.REQUIRED)
        )
        return (*shown, *self.reads.odd.beside(self.draft, found))

    def show_oddities(self, found: Sequence[Finding]) -> None:
        """What the checks across figures found; it replaces what they found before."""
        touched = self.reads.odd.put(found)
        if touched and not self.busy:
            self.changed.emit(touched)

    def check(self) -> tuple[Problem, ...]:
        """From now on missing answers are problems too; all that stands in the way of completing."""
        self.checked = True
        found = self.draft.problems()
        self.changed.emit(frozenset(one.near or one.ref for one in found))
        return (*found, *self.reads.odd.beside(self.draft, found))

    def is_open(self, ref: str) -> bool:
        """Whether a question has neither answer nor reason."""
        question = self.reads.question(ref)
        if not question.control.is_answered or self.reads.is_readonly(ref):
            return False
        return not self.draft.value(ref) and not self.draft.absent(ref)
