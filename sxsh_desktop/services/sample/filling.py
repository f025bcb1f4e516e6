"""Fills one record as an officer does: question by question, row by row, through the same draft as the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from sxsh_desktop.services.sample.answers import Script
from sxsh_desktop.xform.definition import Form, Group, Question, Repeat
from sxsh_desktop.xform.problems import Problem, Severity

_ABSENT_MARK = "?"
_ROUNDS = 4
# What is said to the soft checks that the sample's odd figures set off.
_REASON = "Đã hỏi lại cơ sở, số liệu đúng như ghi."


class Fillable(Protocol):
    """What is filled in: the open draft of `services.fill`."""

    @property
    def form(self) -> Form: ...
    def is_relevant(self, ref: str) -> bool: ...
    def rows(self, repeat_ref: str) -> Sequence[str]: ...
    def problems(self) -> Sequence[Problem]: ...
    def set(self, ref: str, text: str) -> object: ...
    def set_absent(self, ref: str, reason: str) -> object: ...
    def accept_soft(self, ref: str, reason: str) -> object: ...
    def add_row(self, repeat_ref: str) -> object: ...
    def remove_row(self, row_ref: str) -> object: ...
    def together(self) -> AbstractContextManager[None]: ...


def fill_in(draft: Fillable, script: Script) -> None:
    """Give every answer of the script that the form asks for, then settle what the form complains about."""
    _fill_children(draft, draft.form.root, "", script.single, script.rows)
    settle(draft)


def settle(draft: Fillable) -> None:
    """Answer to what the form complains about, until it no longer does."""
    for _round in range(_ROUNDS):
        if not _settle(draft):
            return


def _fill_children(
    draft: Fillable,
    node: Group | Repeat,
    row: str,
    answers: Mapping[str, str],
    tables: Mapping[str, list[dict[str, str]]],
) -> None:
    """Walk the form in its own order, so that relevance and lists of units are settled before they are needed."""
    for child in node.children:
        if isinstance(child, Question):
            text = answers.get(child.name, "")
            ref = f"{row}/{child.name}" if row else child.path
            if text and child.control.is_answered and draft.is_relevant(ref):
                _answer(draft, ref, text)
        elif isinstance(child, Group):
            _fill_children(draft, child, row, answers, tables)
        elif not row and draft.is_relevant(child.path):
            _fill_rows(draft, child, tables.get(child.name, []))


def _fill_rows(draft: Fillable, repeat: Repeat, rows: list[dict[str, str]]) -> None:
    there = list(draft.rows(repeat.path))
    with draft.together():  # pasted from a spreadsheet, as officers do with tables
        for number, answers in enumerate(rows):
            if number >= len(there):
                draft.add_row(repeat.path)
                there = list(draft.rows(repeat.path))
            _fill_children(draft, repeat, there[number], answers, {})
        for surplus in there[len(rows) :]:
            draft.remove_row(surplus)


def _answer(draft: Fillable, ref: str, text: str) -> None:
    if text.startswith(_ABSENT_MARK):
        draft.set_absent(ref, text[1:])
    else:
        draft.set(ref, text)


def _settle(draft: Fillable) -> bool:
    """Accept what is merely odd, with a reason; say "unknown" where an answer is missing or cannot be.

    True when there was something to settle.
    """
    problems = draft.problems()
    for problem in problems:
        if problem.severity is Severity.SOFT:
            draft.accept_soft(problem.ref, _REASON)
        else:
            draft.set_absent(problem.ref, "unknown")
    return bool(problems)
