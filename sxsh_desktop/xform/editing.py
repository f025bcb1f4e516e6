"""How a session changes its record: primitive changes, what they set off, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sxsh_desktop.xform.answer_types import stored
from sxsh_desktop.xform.changes import Applied, Change, ChangeKind
from sxsh_desktop.xform.first_load import (
    DEEPEST_CHAIN,
    EVERY_LOAD,
    FIRST_LOAD,
    NEW_REPEAT,
    VALUE_CHANGED,
    actions_of,
    fire,
    preload,
)
from sxsh_desktop.xform.nodes import AnswerNode, NodeDef
from sxsh_desktop.xform.recompute import Settling
from sxsh_desktop.xform.record import Record
from sxsh_desktop.xform.row_json import answer_from_json, answer_to_json
from sxsh_desktop.xform.settled import settle_new

MOST_UNDO = 500
MOST_A_PART = 250  # changes that are undone or done again before the window may draw
_Step = tuple[tuple[Change, ...], tuple[Change, ...]]  # what was done, what takes it back


def _untold(_part: Applied) -> None:
    """Nobody looks in between."""


class Editor:
    """Applies changes one step at a time; a step is what one act of a person did, with all its effects."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._begun = (
            -1
        )  # where the act that is under way began in `_undo`; -1: each step is an act of its own
        self.evaluations = 0

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    # -- opening ----------------------------------------------------------------------------------------

    def first_load(self, instance_id: str, prefill: Mapping[str, str]) -> None:
        """Preloads, defaults, first-load actions, then the answers that are known before."""
        record = self._record
        counted = self._settle_new(preload(record, instance_id))
        step = _StepMaker(record)
        for action in (*actions_of(record, FIRST_LOAD), *actions_of(record, EVERY_LOAD)):
            step.act(action, record.root, 0)
        for row in counted:
            step.new_row_actions(row)
        for ref, text in prefill.items():
            if record.has(ref):
                step.put(record.find(ref), Change(ChangeKind.SET, ref, text))
        step.settle()

    def every_load(self) -> None:
        """The actions that fire whenever a record is opened."""
        step = _StepMaker(self._record)
        for action in actions_of(self._record, EVERY_LOAD):
            step.act(action, self._record.root, 0)
        step.settle()

    def _settle_new(self, preloaded: Iterable[AnswerNode]) -> list[AnswerNode]:
        """Compute a new record, from what is known of it if anything is; the rows that the form's counts added."""
        settling = settle_new(self._record)
        if settling is None:
            settling = Settling(self._record, is_new=True)
            settling.everything()
        else:
            for node in preloaded:
                if node.relevant:
                    settling.value_changed(node)
        settling.run()
        return [row for row, _place in settling.added]

    def settle_all(self) -> None:
        """Compute everything from scratch."""
        settling = Settling(self._record)
        settling.everything()
        settling.run()

    def settle_language(self) -> None:
        """Compute again what the language decides; everything else stays (a random or once-made value too)."""
        settling = Settling(self._record)
        settling.spoken()
        settling.run()

    # -- acts of a person -------------------------------------------------------------------------------

    def write(self, ref: str, kind: ChangeKind, text: str) -> Applied:
        """Set a text, an absent reason, an acceptance or a note. Nothing happens when it is so already."""
        node = self._record.find(ref)
        if not node.definition.is_leaf:
            raise KeyError(ref)
        question = node.definition.question
        if question is not None and question.calculate and kind in (ChangeKind.SET, ChangeKind.ABSENT):
            raise ValueError(f"{ref} is computed")
        if kind is ChangeKind.SET and question is not None and question.datatype == "date":
            text = stored("date", text)
        if _held(node, kind) == text:
            return Applied()
        step = _StepMaker(self._record)
        if node.accepted and kind in (ChangeKind.SET, ChangeKind.ABSENT):
            step.put(node, Change(ChangeKind.ACCEPT, ref))
        step.put(node, Change(kind, ref, text))
        step.settle()
        if kind in (ChangeKind.SET, ChangeKind.ABSENT):
            step.value_actions(node, 0)
        return self._finish(step)

    def add_row(self, repeat_ref: str, after: str | None, row_id: str = "") -> Applied:
        """A new row, with what the form writes into new rows."""
        parent, definition = self._record.find_table(repeat_ref)
        _refuse_counted(definition)
        rows = parent.rows(definition.index)
        place = len(rows)
        if after is not None:
            place = rows.index(self._record.find(after)) + 1
        step = _StepMaker(self._record)
        row_ref = f"{repeat_ref}[{row_id or self._record.given.new_row_id()}]"
        step.put_row(Change(ChangeKind.ADD_ROW, row_ref, extra={"at": place}))
        step.settle()
        step.new_row_actions(self._record.find(row_ref))
        return self._finish(step)

    def remove_row(self, row_ref: str) -> Applied:
        """Take a row away."""
        row = self._record.find(row_ref)
        if not row.definition.is_repeat:
            raise KeyError(row_ref)
        _refuse_counted(row.definition)
        step = _StepMaker(self._record)
        step.take_row(row)
        return self._finish(step)

    def _finish(self, step: _StepMaker) -> Applied:
        step.settle()
        self.evaluations = step.settling.evaluations
        done = tuple(step.done)
        if done:
            self._undo.append((done, tuple(reversed(step.back))))
            if self._begun < 0:
                del self._undo[:-MOST_UNDO]
            self._redo.clear()
        return Applied(done, step.settling.affected | step.refs)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Steps that are one act: undone and done again at once, and taken back wholly when it fails in the middle."""
        begun = self._begun = len(self._undo)
        try:
            yield
        except BaseException:
            self._join(begun)
            if len(self._undo) > begun:
                self.forget_last()
            raise
        finally:
            self._begun = -1
        self._join(begun)
        del self._undo[:-MOST_UNDO]

    def _join(self, begun: int) -> None:
        steps = self._undo[begun:]
        if len(steps) > 1:
            done = tuple(change for step in steps for change in step[0])
            back = tuple(change for step in reversed(steps) for change in step[1])
            self._undo[begun:] = [(done, back)]

    # -- again and back ---------------------------------------------------------------------------------

    def undo(self, told: Callable[[Applied], object] = _untold) -> Applied:
        """Apply what takes the last step back; `told` hears of each part of it, all computed."""
        if not self._undo:
            return Applied()
        applied = self._in_parts(self._undo[-1][1], told)
        self._redo.append(self._undo.pop())
        return applied

    def forget_last(self) -> Applied:
        """Undo the last step and leave nothing to redo."""
        applied = self.undo()
        if applied.changes:
            self._redo.pop()
        return applied

    def redo(self, told: Callable[[Applied], object] = _untold) -> Applied:
        """Apply the last undone step again; `told` as for `undo`."""
        if not self._redo:
            return Applied()
        applied = self._in_parts(self._redo[-1][0], told)
        self._undo.append(self._redo.pop())
        return applied

    def _in_parts(self, changes: Sequence[Change], told: Callable[[Applied], object]) -> Applied:
        """Apply the changes some at a time; when it fails in the middle, what was applied is taken back."""
        done: list[Change] = []
        back: list[Change] = []
        affected: set[str] = set()
        evaluations = 0
        try:
            for begun in range(0, len(changes), MOST_A_PART):
                part = self._apply(changes[begun : begun + MOST_A_PART], back)
                evaluations += self.evaluations
                done.extend(part.changes)
                affected |= part.affected
                told(part)
        except BaseException:
            self._apply(back[::-1], [])
            raise
        self.evaluations = evaluations
        return Applied(tuple(done), frozenset(affected))

    def replay(self, change: Change) -> Applied:
        """One change of a journal, as it is."""
        return self._apply((change,), [])

    def _apply(self, changes: Iterable[Change], back: list[Change]) -> Applied:
        """Apply and compute; what takes it back is put to the end of `back`, the first change first."""
        step = _StepMaker(self._record, count_rows=False)
        step.back = back
        for change in changes:
            step.primitive(change)
        step.settling.run()
        self.evaluations = step.settling.evaluations
        return Applied(tuple(step.done), step.settling.affected | step.refs)


class _StepMaker:
    """Does primitive changes, notes what takes each back, and lets the form's own actions follow."""

    def __init__(self, record: Record, count_rows: bool = True) -> None:
        self._record = record
        self.settling = Settling(record, count_rows)
        self.done: list[Change] = []
        self.back: list[Change] = []
        self.refs: frozenset[str] = frozenset()
        self._noted_added = self._noted_removed = 0

    def primitive(self, change: Change) -> None:
        """A change as a journal or the undo list holds it. Raises KeyError when there is no such place."""
        if change.kind is ChangeKind.ADD_ROW:
            self.put_row(change)
        elif change.kind is ChangeKind.REMOVE_ROW:
            self.take_row(self._record.find(change.ref))
        else:
            self.put(self._record.find(change.ref), change)

    def put(self, node: AnswerNode, change: Change) -> None:
        """Write a text, a reason, an acceptance or a note."""
        old_text, old_absent = node.text, node.absent
        self.back.append(_opposite(node, change))
        self.done.append(change)
        if change.kind is ChangeKind.SET:
            node.absent = ""
            node.write(change.value)
        elif change.kind is ChangeKind.ABSENT:
            node.absent = change.value
            if change.value:
                node.write("")
        elif change.kind is ChangeKind.ACCEPT:
            node.accepted = change.value
        else:
            node.note = change.value
        if node.text != old_text and node.relevant:
            self.settling.value_changed(node)
        elif (node.text, node.absent) != (old_text, old_absent) or change.kind is not ChangeKind.SET:
            self.settling.look(node)

    def put_row(self, change: Change) -> None:
        """Add a row; `extra` says where, and which answers it brings back."""
        repeat_ref, _bracket, row_id = change.ref.rstrip("]").rpartition("[")
        parent, definition = self._record.find_table(repeat_ref)
        rows = parent.rows(definition.index)
        place = max(0, min(int(change.extra.get("at", len(rows))), len(rows)))
        answers = change.extra.get("answers")
        answer = None if answers is None else answer_from_json(answers)
        row = self._record.new_row(parent, definition, row_id, answer)
        rows.insert(place, row)
        parent.rows_changed()
        self.done.append(Change(change.kind, change.ref, extra={"at": place, "answers": answer_to_json(row)}))
        self.back.append(Change(ChangeKind.REMOVE_ROW, change.ref))
        self.settling.take_relevance(row)
        self.settling.row_came(row, place)

    def take_row(self, row: AnswerNode) -> None:
        """Remove a row, keeping what it held."""
        parent = row.parent
        if not isinstance(parent, AnswerNode):
            return
        ref, rows = row.ref, parent.rows(row.definition.index)
        place = rows.index(row)
        self.done.append(Change(ChangeKind.REMOVE_ROW, ref))
        self.back.append(_row_back(row, ref, place))
        rows.pop(place)
        parent.rows_changed()
        self._record.forget_places()
        self.settling.row_went(row, place)

    def settle(self) -> None:
        """Recompute; rows that a repeat count added or removed are changes too, and new ones get their values."""
        self.settling.run()
        while self._noted_added < len(self.settling.added) or self._noted_removed < len(
            self.settling.removed
        ):
            self._note_removed()
            while self._noted_added < len(self.settling.added):
                row, place = self.settling.added[self._noted_added]
                self._noted_added += 1
                answers = answer_to_json(row)
                self.done.append(Change(ChangeKind.ADD_ROW, row.ref, extra={"at": place, "answers": answers}))
                self.back.append(Change(ChangeKind.REMOVE_ROW, row.ref))
                self.new_row_actions(row)

    def _note_removed(self) -> None:
        taken = {change.ref for change in self.done if change.kind is ChangeKind.REMOVE_ROW}
        for row, place in self.settling.removed[self._noted_removed :]:
            self._noted_removed += 1
            if row.ref not in taken:
                self.done.append(Change(ChangeKind.REMOVE_ROW, row.ref))
                self.back.append(_row_back(row, row.ref, place))

    def value_actions(self, node: AnswerNode, depth: int) -> None:
        """What the form writes when this answer changes."""
        for action in actions_of(self._record, VALUE_CHANGED, node.definition.path):
            self.act(action, node, depth)

    def new_row_actions(self, row: AnswerNode) -> None:
        """What the form writes into a new row."""
        for action in actions_of(self._record, NEW_REPEAT):
            if action.target.startswith(row.definition.path + "/"):
                self.act(action, row, 0)

    def act(self, action: Any, source: AnswerNode, depth: int) -> None:
        """One setvalue and what it sets off in turn."""
        if depth > DEEPEST_CHAIN:
            return
        for node, change in fire(self._record, action, source):
            self.put(node, change)
            self.settle()
            self.value_actions(node, depth + 1)


def _refuse_counted(definition: NodeDef) -> None:
    """A table whose rows the form counts is not for persons to lengthen or shorten."""
    repeat = definition.repeat
    if repeat is not None and (repeat.count or repeat.no_add_remove):
        raise ValueError(f"the form itself counts the rows of {definition.path}")


def _held(node: AnswerNode, kind: ChangeKind) -> str | None:
    if kind is ChangeKind.SET:
        return None if node.absent else node.text
    if kind is ChangeKind.ABSENT:
        return node.absent
    return node.accepted if kind is ChangeKind.ACCEPT else node.note


def _opposite(node: AnswerNode, change: Change) -> Change:
    """What makes the node again what it is now."""
    if change.kind in (ChangeKind.SET, ChangeKind.ABSENT):
        if node.absent:
            return Change(ChangeKind.ABSENT, change.ref, node.absent)
        return Change(ChangeKind.SET, change.ref, node.text)
    return Change(change.kind, change.ref, node.accepted if change.kind is ChangeKind.ACCEPT else node.note)


def _row_back(row: AnswerNode, ref: str, place: int) -> Change:
    return Change(ChangeKind.ADD_ROW, ref, extra={"at": place, "answers": answer_to_json(row)})
