"""A record being filled in: set an answer, see what it changes. The one door for windows, imports and samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sxsh_desktop.base.text import nfc
from sxsh_desktop.domain.facts import SAID_ABSENT
from sxsh_desktop.xform.answers import Answer, Meta, read_instance
from sxsh_desktop.xform.changes import Applied, Change, ChangeKind
from sxsh_desktop.xform.definition import Choice, Form, Question
from sxsh_desktop.xform.editing import Editor
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.identity import InstanceIds, OtherFormError
from sxsh_desktop.xform.kept import without_collecting
from sxsh_desktop.xform.nodes import AnswerNode
from sxsh_desktop.xform.plan import plan_of
from sxsh_desktop.xform.problems import Checking, Problem
from sxsh_desktop.xform.record import Record, path_of
from sxsh_desktop.xform.sections import Body, Item, SectionState
from sxsh_desktop.xform.showing import Showing, UnitText
from sxsh_desktop.xform.told_at import ref_beside
from sxsh_desktop.xform.writing import clean, write_record

__all__ = [
    "Applied",
    "Change",
    "ChangeKind",
    "FillEnvironment",
    "FillSession",
    "InstanceIds",
    "Item",
    "OtherFormError",
    "Problem",
    "SectionState",
    "UnitText",
]


class FillSession:
    """Answers by ref. Mutators return what they changed; reads are cheap and always up to date.

    A ref that the record does not have raises KeyError. Texts are stored as ODK does: numbers with a point,
    ISO dates, several choices parted by blanks, attachments by file name.
    """

    def __init__(self, record: Record, ids: InstanceIds) -> None:
        """Use `new` or `open`."""
        self._record, self.ids = record, ids
        self._showing = Showing(record)
        self._checking = Checking(record, self._showing)
        self._body = Body(record, self._showing, self._checking)
        self._editor = Editor(record)
        self._problems: tuple[Problem, ...] | None = None

    @staticmethod
    def new(
        form: Form,
        environment: FillEnvironment,
        prefill: Mapping[str, str] | None = None,
        ids: InstanceIds | None = None,
    ) -> FillSession:
        """An empty record with the form's defaults, its preloads and the answers of `prefill`."""
        given = ids or InstanceIds("")
        with without_collecting():
            record = Record(plan_of(form), environment)
            record.build_new()
            session = FillSession(record, given)
            session._editor.first_load(given.instance_id, prefill or {})
        return session

    @staticmethod
    def open(
        form: Form,
        instance_xml: bytes,
        environment: FillEnvironment,
        ids: InstanceIds | None = None,
    ) -> FillSession:
        """A draft or a revision as it was left. `ids` replaces its own ids: for a correction.

        Raises XmlRefusedError for XML that is broken or hostile, OtherFormError for a record of another form.
        """
        read = read_instance(instance_xml)
        if read.meta.form_id != form.form_id:
            raise OtherFormError(wanted=form.form_id, given=read.meta.form_id)
        session = FillSession.from_answers(form, read.root, read.meta, environment, ids)
        session._editor.every_load()
        return session

    @staticmethod
    def from_answers(
        form: Form,
        root: Answer,
        meta: Meta,
        environment: FillEnvironment,
        ids: InstanceIds | None = None,
    ) -> FillSession:
        """A session over answers that were read or merged already."""
        with without_collecting():
            record = Record(plan_of(form), environment)
            record.build_from(root)
            session = FillSession(record, ids or InstanceIds(meta.instance_id, meta.deprecated_id))
            session._editor.settle_all()
        return session

    # -- writing ----------------------------------------------------------------------------------------

    def set(self, ref: str, text: str) -> Applied:
        """Answer a question ("" empties it). An absent reason and an accepted soft check go with the old value."""
        return self._done(self._editor.write(ref, ChangeKind.SET, clean(nfc(text))))

    def set_absent(self, ref: str, reason: str) -> Applied:
        """Say why there is no answer: unknown, not_applicable, refused; "" takes it back."""
        if reason and reason not in SAID_ABSENT:
            raise ValueError(f"no such reason: {reason}")
        return self._done(self._editor.write(ref, ChangeKind.ABSENT, reason))

    def accept_soft(self, ref: str, reason: str) -> Applied:
        """Keep an odd value, with the reason; "" takes the acceptance back."""
        return self._done(self._editor.write(ref, ChangeKind.ACCEPT, clean(nfc(reason))))

    def set_note(self, ref: str, text: str) -> Applied:
        """The officer's own note at a question."""
        return self._done(self._editor.write(ref, ChangeKind.NOTE, clean(nfc(text))))

    def add_row(self, repeat_ref: str, after: str | None = None, row_id: str = "") -> Applied:
        """A new row at the end of the table, or behind the row `after`; its ref is in the first change.

        `row_id` is given for a row that another version of the record has: it stays the same row.
        """
        return self._done(self._editor.add_row(repeat_ref, after, row_id))

    def remove_row(self, row_ref: str) -> Applied:
        """Take a row away; `undo` brings it back with its answers."""
        return self._done(self._editor.remove_row(row_ref))

    def undo(self, breathe: Callable[[], object] | None = None) -> Applied:
        """Take the last change back; empty when there is none.

        A long one goes in parts, with `breathe` called after each: then all that is read is up to date, but the
        rows that an earlier look showed may be gone. When it fails in the middle, nothing has changed.
        """
        return self._again(self._editor.undo, breathe)

    def redo(self, breathe: Callable[[], object] | None = None) -> Applied:
        """Do again what was undone last; empty when there is nothing. Parts as in `undo`."""
        return self._again(self._editor.redo, breathe)

    def _again(
        self, step: Callable[[Callable[[Applied], object]], Applied], breathe: Callable[[], object] | None
    ) -> Applied:
        def told(part: Applied) -> None:
            self._done(part)
            if breathe is not None:
                breathe()

        try:
            return step(told)
        except BaseException:
            self._forget_all()
            raise

    def forget_last(self) -> Applied:
        """Take the last change back as if it had never been made: for one that could not be kept on disk."""
        return self._done(self._editor.forget_last())

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several changes that are one act: `undo` takes all of them back. When it fails, it was never made."""
        try:
            with self._editor.together():
                yield
        except BaseException:
            self._forget_all()
            raise

    @property
    def can_undo(self) -> bool:
        """Whether `undo` would do anything."""
        return self._editor.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether `redo` would do anything."""
        return self._editor.can_redo

    def replay(self, change: Change) -> Applied:
        """Do a change of the journal again: nothing is fired, and it cannot be undone.

        Raises KeyError when the record has no such place.
        """
        return self._done(self._editor.replay(change))

    def set_language(self, language: str) -> None:
        """Show everything in another language of the form ("vi", "en" or its full name)."""
        self._record.world.language = self.form.language(language)
        self._editor.settle_language()
        self._forget_all()

    def _forget_all(self) -> None:
        self._checking.forget_all()
        self._body.forget_all()
        self._problems = None

    def _done(self, applied: Applied) -> Applied:
        self._checking.forget(applied.affected)
        self._body.forget(applied.affected)
        self._problems = None
        return applied

    # -- reading ----------------------------------------------------------------------------------------

    @property
    def form(self) -> Form:
        """The form that is being filled in."""
        return self._record.plan.form

    @property
    def language(self) -> str:
        """The language as the form names it."""
        return self._showing.language

    @property
    def meta(self) -> Meta:
        """What the meta block of the instance says now."""
        form = self.form
        return Meta(
            form.form_id, form.version, self.ids.instance_id, self.ids.deprecated_id, self.instance_name()
        )

    def has(self, ref: str) -> bool:
        """Whether the record has this question, group or row."""
        return self._record.has(ref)

    def question(self, ref: str) -> Question:
        """What the form says about the question at `ref`."""
        return self.form.questions[path_of(ref)]

    def value(self, ref: str) -> str:
        """The text as stored, kept even while the question is not relevant."""
        return self._record.find(ref).text

    def absent(self, ref: str) -> str:
        """The reason given for having no answer, or ""."""
        return self._record.find(ref).absent

    def note(self, ref: str) -> str:
        """The officer's note."""
        return self._record.find(ref).note

    def accepted(self, ref: str) -> str:
        """Why the odd value was kept."""
        return self._record.find(ref).accepted

    def shown_value(self, ref: str) -> str:
        """The answer as formulas see it: "" while the question is not relevant."""
        return self._record.find(ref).string_value()

    def attribute(self, ref: str, name: str) -> str:
        """An attribute of the answer's element, "" when it has none of that name."""
        return self._record.find(ref).attributes.get(name, "")

    def is_relevant(self, ref: str) -> bool:
        """Whether the question, group, row or table is asked now."""
        if path_of(ref) in self.form.repeats and not ref.endswith("]"):
            return self._table_is_relevant(ref)
        return self._record.find(ref).relevant

    def _table_is_relevant(self, ref: str) -> bool:
        parent, definition = self._record.find_table(ref)
        rows = parent.rows(definition.index)
        if rows or not parent.relevant or not definition.relevant:
            return any(row.relevant for row in rows) if rows else parent.relevant
        return self._record.truth_of(definition.relevant, AnswerNode(definition, parent), True)

    def is_required(self, ref: str) -> bool:
        """Whether an answer (or a reason) must be given."""
        return self._checking.is_required(self._record.find(ref))

    def is_readonly(self, ref: str) -> bool:
        """Whether a person may not write here."""
        return self._checking.is_readonly(self._record.find(ref))

    def label(self, ref: str) -> str:
        """The words of the question with its outputs filled in."""
        node = self.form.node(path_of(ref))
        return "" if node is None else self._showing.text(node.label, self._probe(ref))

    def hint(self, ref: str) -> str:
        """The hint with its outputs filled in."""
        node = self.form.node(path_of(ref))
        return "" if node is None else self._showing.text(node.hint, self._probe(ref))

    def guidance(self, ref: str) -> str:
        """The guidance for the officer."""
        node = self.form.node(path_of(ref))
        return "" if node is None else self._showing.text(node.hint, self._probe(ref), "guidance")

    def _probe(self, ref: str) -> AnswerNode:
        if path_of(ref) in self.form.repeats and not ref.endswith("]"):
            parent, definition = self._record.find_table(ref)
            return AnswerNode(definition, parent)
        return self._record.find(ref)

    def choices(self, ref: str) -> Sequence[Choice]:
        """The choices that may be picked now."""
        return self._showing.choices(self._record.find(ref))

    def choice_label(self, ref: str, value: str) -> str:
        """The label of one value of a select."""
        return self._showing.choice_label(self._record.find(ref), value)

    def choice_properties(self, ref: str, value: str) -> tuple[tuple[str, str], ...]:
        """All columns of the list's row for a choice, in their order, the value left out."""
        return self._showing.properties(self._record.find(ref), value)

    def unit(self, ref: str) -> UnitText:
        """The unit that the number is in."""
        return self._showing.unit(self._record.find(ref))

    def rows(self, repeat_ref: str) -> tuple[str, ...]:
        """The refs of the rows of a table."""
        return self._body.rows(repeat_ref)

    def can_add_row(self, repeat_ref: str) -> bool:
        """Whether a person may add and remove rows (not where the form counts them)."""
        repeat = self.form.repeats[path_of(repeat_ref)]
        return not repeat.count and not repeat.no_add_remove

    def children(self, ref: str = "") -> tuple[Item, ...]:
        """The body at `ref` ("" for the top), relevant or not."""
        return self._body.children(ref)

    def problems(self) -> tuple[Problem, ...]:
        """Everything that stands in the way, in the order of the form; soft ones that were accepted left out."""
        if self._problems is None:
            found = (problem for node in self._record.nodes() for problem in self._checking.of_node(node))
            self._problems = tuple(found)
        return self._problems

    def problems_at(self, ref: str) -> tuple[Problem, ...]:
        """The problems of one question."""
        return self._checking.of_node(self._record.find(ref))

    def told_at(self, ref: str) -> tuple[str, ...]:
        """The refs of the computations whose problems are shown at this question, for they are not in the body."""
        found = self._record.plan.told_at.told.get(path_of(ref), ())
        return tuple(ref_beside(ref, path) for path in found)

    def near(self, ref: str) -> str:
        """The question that stands for a computation; the ref itself for what a person answers."""
        asked = self._record.plan.told_at.near.get(path_of(ref), "")
        return ref_beside(ref, asked) if asked else ref

    def section_states(self) -> tuple[SectionState, ...]:
        """The sections of the form and how far each is."""
        return self._body.sections()

    def progress(self) -> tuple[int, int]:
        """Answered and all relevant questions."""
        return self._body.progress()

    def broken(self) -> Mapping[str, str]:
        """Formulas that failed when they ran, by path: what the form gives there is empty until it is mended."""
        return dict(self._record.broken)

    def instance_name(self) -> str:
        """The name that the form gives this record, "" when it gives none."""
        for path in (f"{self.form.model.path}/meta/instanceName", f"{self.form.model.path}/instanceName"):
            if self._record.has(path):
                return self._record.find(path).text
        return ""

    def evaluations(self) -> int:
        """How many computations the last change ran."""
        return self._editor.evaluations

    def to_xml(self, final: bool = False) -> bytes:
        """The record as canonical XML; `final` leaves out what is not relevant and writes the end time."""
        return write_record(
            self._record,
            (self.ids.instance_id, self.ids.deprecated_id),
            self.instance_name(),
            final,
            self._final_text if final else _text,
        )

    def _final_text(self, node: AnswerNode) -> str:
        question = node.definition.question
        if question is not None and question.preload == "timestamp" and question.preload_params == "end":
            return self._record.given.clock().isoformat(timespec="milliseconds")
        return node.text


def _text(node: AnswerNode) -> str:
    return node.text
