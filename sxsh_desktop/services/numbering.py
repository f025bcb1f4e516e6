"""Question numbers: one rule for the window, the paper and every list, so that "question 3.2.4" is one thing.

A section is a labelled group or repeat at the top of the form. Its number is the one that its label begins with
("3b. Electricity" is 3b), else the next whole number that no section has; a number met twice takes a letter.
Questions are counted within their section, notes and calculations left out; a group or repeat inside a section
counts as one question, and its own are counted below it. A question in a repeat has "#" where the number of
the row goes: "3.#.2". Questions that stand loose before a section belong to it: "3.0" (several: 3.0a, 3.0b).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sxsh_desktop.xform.definition import BodyNode, Form, Group, Question, Repeat

ROW = "#"
_FIGURE = re.compile(r"[0-9]+")
_LEADING = re.compile(r"^\s*([0-9]+[A-Za-z]?)\s*[.):]\s*")


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its number, the group or repeat it is (None: loose questions only), what stands before it."""

    number: str
    node: Group | Repeat | None
    before: tuple[Question, ...] = ()


def number_questions(form: Form) -> Mapping[str, str]:
    """The number of every question, group and repeat that is shown, by its path (without row ids)."""
    numbers: dict[str, str] = {}
    for section in sections_of(form):
        loose = [question for question in section.before if question.control.is_answered]
        for index, question in enumerate(loose):
            tail = chr(ord("a") + index) if len(loose) > 1 else ""
            numbers[question.path] = f"{section.number}.0{tail}"
        if section.node is None:
            numbers.update(_counted(section.before, section.number))
            continue
        numbers[section.node.path] = section.number
        inner = f"{section.number}.{ROW}" if isinstance(section.node, Repeat) else section.number
        numbers.update(_counted(section.node.children, inner))
    return numbers


def sections_of(form: Form) -> tuple[Section, ...]:
    """The sections in the order of the form."""
    nodes = list(_visible(form.root.children))
    led = {id(node): _leading(form, node) for node in nodes if not isinstance(node, Question)}
    used: set[str] = set()
    highest = max((_whole(number) for number in led.values()), default=0)
    found: list[Section] = []
    waiting: list[Question] = []
    for node in nodes:
        if isinstance(node, Question):
            waiting.append(node)
            continue
        number = led[id(node)]
        if not number:
            highest += 1
            number = str(highest)
        number = _free(number, used)
        used.add(number)
        found.append(Section(number, node, tuple(waiting)))
        waiting = []
    if waiting:
        found.append(Section(str(highest + 1), None, tuple(waiting)))
    return tuple(found)


def with_rows(number: str, rows: Sequence[int]) -> str:
    """The number of an answer: each "#" replaced by the row it stands in (the first is 1), outermost first."""
    for row in rows:
        number = number.replace(ROW, str(row), 1)
    return number


def without_number(label: str) -> str:
    """A section's label without the number that it begins with."""
    return _LEADING.sub("", label)


def _visible(nodes: Sequence[BodyNode]) -> Iterator[BodyNode]:
    """The nodes as they are counted: a group without a label lends its children to the one around it."""
    for node in nodes:
        if isinstance(node, Group) and not node.label.by_language:
            yield from _visible(node.children)
        elif not isinstance(node, Question) or node.control.is_answered or node.control.value == "note":
            yield node


def _leading(form: Form, node: Group | Repeat | Question) -> str:
    match = _LEADING.match(node.label.plain(form.default_language))
    return match[1] if match else ""


def _whole(number: str) -> int:
    """The figure that a number begins with: 3 of "3b"; 0 for none."""
    match = _FIGURE.match(number)
    return int(match[0]) if match else 0


def _free(number: str, used: set[str]) -> str:
    free, letter = number, ord("b")
    while free in used:
        free, letter = f"{number}{chr(letter)}", letter + 1
    return free


def _counted(nodes: Sequence[BodyNode], prefix: str) -> dict[str, str]:
    numbers: dict[str, str] = {}
    count = 0
    for node in _visible(nodes):
        if isinstance(node, Question) and not node.control.is_answered:
            continue
        count += 1
        number = f"{prefix}.{count}"
        numbers[node.path] = number
        if not isinstance(node, Question):
            inner = f"{number}.{ROW}" if isinstance(node, Repeat) else number
            numbers.update(_counted(node.children, inner))
    return numbers
