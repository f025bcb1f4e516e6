"""A draft that is open: every answer is on disk before the call that gave it returns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ledger.merge import Conflict
from sxsh_desktop.ledger.values import Revision, UnsignedRevision
from sxsh_desktop.services import fill_files, fill_previous
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_errors import AttachmentLostError, FixedAnswerError, NotReadyError
from sxsh_desktop.services.fill_fixed import FixedCode, code_path, fixed_code
from sxsh_desktop.services.fill_previous import PreviousAnswer, PreviousRecord
from sxsh_desktop.services.fill_values import wrong_answers
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.services.projection import project_record
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import drafts as draft_store
from sxsh_desktop.store import register as register_store
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.changes import Applied
from sxsh_desktop.xform.definition import Choice, Form, Question
from sxsh_desktop.xform.media import Shown, media_names, media_of
from sxsh_desktop.xform.problems import Problem
from sxsh_desktop.xform.sections import Item, SectionState
from sxsh_desktop.xform.session import FillSession, UnitText

_CHANGES_A_SNAPSHOT = 300


def _hold() -> None:
    """Nothing is drawn meanwhile."""


class OpenDraft:
    """A `FillSession` whose every change is kept. Reads are those of the session.

    Attributes: session (read it, never write it), conflicts (what the heads disagree on that this draft joins).
    When a change cannot be kept, the session is as before and the error goes on to the caller.
    """

    def __init__(
        self,
        desk: Desk,
        session: FillSession,
        head: DraftHead,
        conflicts: tuple[Conflict, ...] = (),
        since_snapshot: int = 0,
    ) -> None:
        """Use `start`, `resume` or `correct` of `services.fill`."""
        self._desk, self._head, self._since_snapshot = desk, head, since_snapshot
        self._previous: PreviousRecord | None = None
        self._previous_known = False
        self._has_media: bool | None = None
        self._gathered: list[Applied] | None = None
        self.session, self.conflicts = session, conflicts
        self._fixed = fixed_code(desk, session, head)
        if any(one.ref == self._fixed.ref for one in conflicts):
            self._fixed = FixedCode()  # the heads disagree on it: somebody must choose

    @property
    def head(self) -> DraftHead:
        """What lists show of the draft."""
        return self._head

    @property
    def draft_id(self) -> str:
        """The draft."""
        return self._head.draft_id

    @property
    def record_id(self) -> str:
        """The record that it will be (or is) a revision of."""
        return self._head.record_id

    @property
    def facility_id(self) -> str:
        """The facility that it is about, "" for none."""
        return self._head.facility_id

    @property
    def position(self) -> str:
        """The ref where the person stood."""
        return self._head.position

    # -- writing ----------------------------------------------------------------------------------------

    def set(self, ref: str, text: str) -> Applied:
        """Answer a question. Raises FixedAnswerError for the code of the facility."""
        self._refuse_fixed(ref, text)
        return self._kept(lambda: self.session.set(ref, text))

    def set_absent(self, ref: str, reason: str) -> Applied:
        """Say why there is no answer. Raises FixedAnswerError for the code of the facility."""
        self._refuse_fixed(ref, "" if reason else self.session.value(ref))
        return self._kept(lambda: self.session.set_absent(ref, reason))

    def _refuse_fixed(self, ref: str, text: str) -> None:
        if self._fixed.refuses(ref, text, self.session.value(ref)):
            raise FixedAnswerError(question=self.session.label(ref), answer=self.session.value(ref))

    def accept_soft(self, ref: str, reason: str) -> Applied:
        """Keep an odd value, with the reason."""
        return self._kept(lambda: self.session.accept_soft(ref, reason))

    def set_note(self, ref: str, text: str) -> Applied:
        """The officer's note."""
        return self._kept(lambda: self.session.set_note(ref, text))

    def add_row(self, repeat_ref: str, after: str | None = None, row_id: str = "") -> Applied:
        """A new row; `row_id` as in `FillSession.add_row`."""
        return self._kept(lambda: self.session.add_row(repeat_ref, after, row_id))

    def remove_row(self, row_ref: str) -> Applied:
        """Take a row away."""
        return self._kept(lambda: self.session.remove_row(row_ref))

    def undo(self, breathe: Callable[[], object] = _hold) -> Applied:
        """Take the last act back, a pasted table as a whole; `breathe` is called while a lot is taken back."""
        return self._again(self.session.undo, self.session.redo, breathe)

    def redo(self, breathe: Callable[[], object] = _hold) -> Applied:
        """Do it again; `breathe` as for `undo`."""
        return self._again(self.session.redo, self.session.undo, breathe)

    def _again(
        self,
        step: Callable[[Callable[[], object]], Applied],
        back: Callable[[], Applied],
        breathe: Callable[[], object],
    ) -> Applied:
        """Undo or redo one act, in one transaction."""
        applied = step(breathe)
        if applied.changes:
            try:
                self._write([applied], breathe)
            except BaseException:
                back()
                raise
        return applied

    def attach(self, ref: str, source: Path) -> Applied:
        """Answer a question with a file, which is copied into the store first.

        Raises PictureUnreadableError, AttachmentUnreadableError, DiskFullError, StoreReadOnlyError.
        """
        return self.set(ref, fill_files.keep(self._desk, self.session.question(ref), source))

    def file(self, ref: str) -> Path | None:
        """The file that answers the question, None when it has none."""
        return fill_files.file_of(self._desk, self.session.value(ref))

    def media(self, path: str) -> tuple[Shown, ...]:
        """The pictures, sounds and films of the form that go with the question at `path`; () where it has none."""
        if self._has_media is None:
            self._has_media = bool(media_names(self.session.form))
        return media_of(self.session.form, path, self.session.language) if self._has_media else ()

    @contextmanager
    def together(self, breathe: Callable[[], object] = _hold) -> Iterator[None]:
        """Several changes that are one act of the person (a pasted table, a copied row): kept all at the end,
        in one transaction, or none of them. Not for undo and redo. `breathe` is called while a lot is written.
        """
        if self._gathered is not None:  # already within a larger act
            yield
            return
        gathered: list[Applied] = []
        self._gathered = gathered
        try:
            with self.session.together():
                yield
                self._write(gathered, breathe)
        finally:
            self._gathered = None

    def _kept(self, change: Callable[[], Applied]) -> Applied:
        applied = change()
        if not applied.changes:
            return applied
        if self._gathered is not None:
            self._gathered.append(applied)
            return applied
        try:
            self._write([applied])
        except BaseException:
            self.session.forget_last()
            raise
        return applied

    def _write(self, acts: Sequence[Applied], breathe: Callable[[], object] = _hold) -> None:
        if not acts:
            return
        seq = self._head.last_seq + len(acts)
        lines = []
        for applied in acts:
            changes = [change.to_json() for change in applied.changes]
            lines.append(json.dumps(changes, ensure_ascii=False, separators=(",", ":")))
            breathe()
        since = self._since_snapshot + sum(len(applied.changes) for applied in acts)
        full = since >= _CHANGES_A_SNAPSHOT
        snapshot = self.session.to_xml() if full else b""
        breathe()
        with self._desk.write() as connection:
            first = self._head.last_seq + 1
            draft_store.append_many(connection, self.draft_id, first, lines, at=self._desk.now())
            if full:
                draft_store.snapshot(connection, self.draft_id, snapshot, seq)
        self._head = replace(self._head, last_seq=seq)
        self._since_snapshot = 0 if full else since

    def set_position(self, ref: str) -> None:
        """Remember where the person stands, and what lists show of the draft."""
        answered, total = self.session.progress()
        title = self.session.instance_name() or self.form.title
        problems = wrong_answers(self.session.problems())
        with self._desk.write() as connection:
            draft_store.set_position(connection, self.draft_id, ref)
            draft_store.set_summary(
                connection, self.draft_id, title=title, answered=answered, total=total, problems=problems
            )
        self._head = replace(
            self._head, position=ref, title=title, answered=answered, total=total, problems=problems
        )

    def set_language(self, language: str) -> None:
        """Show the form in another language."""
        self.session.set_language(language)

    # -- making it final --------------------------------------------------------------------------------

    def finalise(self, progress: Progress | None = None) -> Revision:
        """Make the draft a signed revision: ledger, draft and facts change together or not at all.

        Raises NotReadyError while there are problems, AttachmentLostError, and what the store raises; the draft
        then stays as it is. CancelledError when it was stopped before.
        """
        told = progress or silent()
        told.step(0, 3, words(_("Checking the answers")))
        problems = self.session.problems()
        if problems:
            raise NotReadyError(count=len(problems))
        xml = self.session.to_xml(final=True)
        files = instance.attachments_of(self.form, xml)
        self._check_files(files)
        told.step(1, 3, words(_("Signing")))
        with self._desk.write() as connection:
            revision = self._desk.append_revision(connection, self._unsigned(xml, files, self._about()))
            draft_store.remove(connection, self.draft_id)
            project_record(connection, self._desk, self.record_id)
        told.step(3, 3, words(_("Done")))
        return revision

    def _check_files(self, files: Sequence[str]) -> None:
        lost = [one for one in files if not attachment_store.is_whole(self._desk.store.attachments, one)]
        if not lost:
            return
        answers = instance.fields_of(self.form, self.session.to_xml(final=True))
        ref = next((ref for ref, text in answers.items() if text.startswith(lost[0])), "")
        raise AttachmentLostError(question=self.session.label(ref) if ref else lost[0])

    def _about(self) -> str:
        """The facility of the revision: its card, or the facility whose code the answers name."""
        if self.form.form_id == REGISTER_FORM:
            return self.record_id
        path = code_path(self.session)
        code = self.session.value(path) if path else ""
        if not code:
            return self.facility_id
        with self._desk.read() as connection:
            named = register_store.by_code(connection, code)
        return named.facility_id if named is not None else self.facility_id

    def _unsigned(self, xml: bytes, files: Sequence[str], facility_id: str) -> UnsignedRevision:
        return UnsignedRevision(
            revision_id=self.session.ids.instance_id,
            record_id=self.record_id,
            parents=tuple(sorted(self._head.parents)),
            form_id=self._head.form_id,
            form_version=self._head.form_version,
            definition_hash=self._head.definition_hash,
            facility_id=facility_id,
            officer_id=self._desk.profile.officer_code,
            device_id=self._desk.device_id,
            made_at=self._desk.now(),
            sequence=0,
            instance_xml=xml,
            attachments=tuple(files),
        )

    # -- reading ----------------------------------------------------------------------------------------

    def has_previous(self) -> bool:
        """Whether there is an earlier record of this form and facility."""
        if not self._previous_known:
            self._previous = fill_previous.find(self._desk, self.form, self.facility_id, self.record_id)
            self._previous_known = True
        return self._previous is not None

    def previous_value(self, ref: str) -> PreviousAnswer | None:
        """What the same question said in the newest earlier record of this form and facility."""
        if not self.has_previous() or self._previous is None:
            return None
        return fill_previous.answer(self._desk, self.session, self._previous, ref)

    @property
    def form(self) -> Form:
        """The form."""
        return self.session.form

    @property
    def can_undo(self) -> bool:
        """See the session."""
        return self.session.can_undo

    @property
    def can_redo(self) -> bool:
        """See the session."""
        return self.session.can_redo

    def question(self, ref: str) -> Question:
        """What the form says about the question."""
        return self.session.question(ref)

    def value(self, ref: str) -> str:
        """The answer as stored."""
        return self.session.value(ref)

    def absent(self, ref: str) -> str:
        """Why there is no answer."""
        return self.session.absent(ref)

    def is_relevant(self, ref: str) -> bool:
        """Whether it is asked now."""
        return self.session.is_relevant(ref)

    def is_readonly(self, ref: str) -> bool:
        """Whether a person may not write here: by the form, or because the register gave the answer."""
        return (ref == self._fixed.ref and ref != "") or self.session.is_readonly(ref)

    def rows(self, repeat_ref: str) -> tuple[str, ...]:
        """The rows of a table."""
        return self.session.rows(repeat_ref)

    def children(self, ref: str = "") -> tuple[Item, ...]:
        """The body at `ref`."""
        return self.session.children(ref)

    def label(self, ref: str) -> str:
        """The words of a question."""
        return self.session.label(ref)

    def choices(self, ref: str) -> Sequence[Choice]:
        """The choices that may be picked now."""
        return self.session.choices(ref)

    def unit(self, ref: str) -> UnitText:
        """The unit of a number."""
        return self.session.unit(ref)

    def problems(self) -> tuple[Problem, ...]:
        """What stands in the way."""
        return self.session.problems()

    def section_states(self) -> tuple[SectionState, ...]:
        """The sections and how far each is."""
        return self.session.section_states()
