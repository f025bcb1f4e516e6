"""Where the problems of a computation are shown: computations are not in the body, people answer questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sxsh_desktop.xform.definition import Control
from sxsh_desktop.xform.nodes import NodeDef


@dataclass(frozen=True, slots=True)
class ToldAt:
    """By path: `near`, the question that stands for a hidden computation; `told`, what a question stands for."""

    near: Mapping[str, str]
    told: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Seen:
    """On the way through the form: the question asked last, by table ("" for none), and who waits for one."""

    near: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, list[str]] = field(default_factory=dict)


def told_at(root: NodeDef) -> ToldAt:
    """For each hidden computation the question asked last before it in the same row (or outside of all tables);
    else the first after it there; else the one asked last before its row. None where the form asks nothing.
    """
    seen = _Seen()
    for definition in root.walk():
        question = definition.question
        if question is None:
            continue
        table = _table(definition)
        if question.control.is_answered:
            seen.last[table] = definition.path
            seen.near.update(dict.fromkeys(seen.waiting.pop(table, ()), definition.path))
        elif question.control is Control.HIDDEN:
            seen.near[definition.path] = _last(definition, seen.last)
            if table not in seen.last:
                seen.waiting.setdefault(table, []).append(definition.path)
    return ToldAt(seen.near, _turned(root, seen.near))


def _turned(root: NodeDef, near: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What each question stands for: computations with a check, in the same row as the question."""
    found: dict[str, tuple[str, ...]] = {}
    tables = {one.path: _table(one) for one in root.walk() if one.question is not None}
    for one in root.walk():
        asked = near.get(one.path, "")
        checked = one.question is not None and (one.question.soft or one.question.constraint)
        if asked and checked and tables[asked] == tables[one.path]:
            found[asked] = (*found.get(asked, ()), one.path)
    return found


def _table(definition: NodeDef) -> str:
    """The innermost repeat around a question, "" for none."""
    step = definition.parent
    while step is not None and not step.is_repeat:
        step = step.parent
    return step.path if step is not None else ""


def _last(definition: NodeDef, last: Mapping[str, str]) -> str:
    """The question asked last in the innermost table around that asked one already."""
    step: NodeDef | None = definition
    while step is not None:
        table = _table(step)
        if last.get(table):
            return last[table]
        step = step.parent if table else None
    return ""


def ref_beside(ref: str, path: str) -> str:
    """The ref of `path`, which lies in no other rows than `ref` does: "/d/t[a]/x", "/d/t/y" -> "/d/t[a]/y"."""
    rows = ref.split("]")[:-1]
    row, above = "", ""
    for part in rows:
        before, _bracket, row_id = part.partition("[")
        if not path.startswith(f"{above}{before}/"):
            break
        row, above = f"{row}{before}[{row_id}]", above + before
    return row + path[len(above) :]
