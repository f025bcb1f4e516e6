"""A condition of a form said in words for paper, where it is simple enough: "if question 1.8 = Yes".

Understood: comparisons of a question with a constant, `selected()`, `not()`, `and`, `or`. Anything else has no
words: nothing is printed rather than something half true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.xform.definition import Control, Form, Question

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<op>!=|<=|>=|=|<|>)"
    r"|(?P<mark>[(),])|(?P<path>(?:\.\./)*(?:/?[A-Za-z_][\w.-]*)(?:/[A-Za-z_][\w.-]*)*))"
)
_MOST_LABELS = 4
_MOST_CHOICES = 25

ASKED_IF = _("if {condition}")
QUESTION = _("question {number}")
ITEM = _("item {number}")
EQUALS, DIFFERS = _("{question} = {answers}"), _("{question} is not {answers}")
LEFT_EMPTY, ANSWERED = _("{question} is left empty"), _("{question} is answered")
TICKED = _("{answers} is ticked in {question}")
ABOVE, FROM, BELOW, UP_TO = (
    _("{question} is above {number}"),
    _("{question} is {number} or more"),
    _("{question} is below {number}"),
    _("{question} is at most {number}"),
)
OR_WORD, AND_WORD = _("or"), _("and")
_BY_OP = {">": ABOVE, ">=": FROM, "<": BELOW, "<=": UP_TO}
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "!=": "!="}

Join = Literal["or", "and"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A question beside a constant."""

    path: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class Selected:
    """A choice that is, or is not, among the answers."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Joined:
    """Several, all or any of which must hold."""

    join: Join
    parts: tuple[Condition, ...]


Condition = Compared | Selected | Not | Joined


class _NotSimpleError(Exception):
    """The expression says more than we can put in words."""


def skip_words(form: Form, numbers: Mapping[str, str], path: str, language: str) -> str:
    """When the node at `path` is asked, in words ("if question 1.8 = Yes"); "" for always or not simple."""
    node = form.node(path)
    expression = node.relevant if node else ""
    if not expression:
        return ""
    try:
        condition = _Parser(expression, path).whole()
        said = _said(condition, form, numbers, path, language)
    except _NotSimpleError:
        return ""
    return words_in(language, ASKED_IF, condition=said)


# -- reading -------------------------------------------------------------------------------------------


class _Parser:
    """Recursive descent over the few forms that are understood."""

    def __init__(self, expression: str, path: str) -> None:
        self._tokens = _tokens(expression)
        self._at = 0
        self._path = path

    def whole(self) -> Condition:
        condition = self._any()
        if self._at != len(self._tokens):
            raise _NotSimpleError
        return condition

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> str:
        token = self._peek()
        if not token or (wanted and token != wanted):
            raise _NotSimpleError
        self._at += 1
        return token

    def _any(self) -> Condition:
        return self._joined("or", self._all)

    def _all(self) -> Condition:
        return self._joined("and", self._one)

    def _joined(self, join: Join, inner: Callable[[], Condition]) -> Condition:
        parts = [inner()]
        while self._peek() == join:
            self._take()
            parts.append(inner())
        return parts[0] if len(parts) == 1 else Joined(join, tuple(parts))

    def _one(self) -> Condition:
        if self._peek() == "(":
            self._take()
            inside = self._any()
            self._take(")")
            return inside
        if self._peek() == "not":
            self._take()
            self._take("(")
            inside = self._any()
            self._take(")")
            return Not(inside)
        if self._peek() == "selected":
            return self._selected()
        return self._compared()

    def _selected(self) -> Condition:
        self._take()
        self._take("(")
        path = self._operand()
        self._take(",")
        value = self._operand()
        self._take(")")
        return Selected(self._resolved(path), self._constant(value))

    def _compared(self) -> Condition:
        left, op, right = self._operand(), self._take(), self._operand()
        if op not in _TURNED:
            raise _NotSimpleError
        if _is_path(right) and not _is_path(left):
            left, op, right = right, _TURNED[op], left
        return Compared(self._resolved(left), op, self._constant(right))

    def _operand(self) -> str:
        token = self._take()
        if token == "number" and self._peek() == "(":
            self._take()
            token = self._take()
            self._take(")")
        return token

    def _resolved(self, token: str) -> str:
        """The absolute path of a path as written."""
        if not _is_path(token):
            raise _NotSimpleError
        if token.startswith("/"):
            return token
        parts = self._path.split("/")
        for step in token.split("/"):
            if step == "..":
                parts = parts[:-1]
            else:
                parts = [*parts, step]
        return "/".join(parts)

    def _constant(self, token: str) -> str:
        if _is_path(token) or token in "(),":
            raise _NotSimpleError
        return token[1:-1] if token[0] in "'\"" else token


def _tokens(expression: str) -> list[str]:
    found, at = [], 0
    text = expression.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.end() == at:
            raise _NotSimpleError
        found.append(match[0].strip())
        at = match.end()
    return found


def _is_path(token: str) -> bool:
    return token.startswith(("/", "../"))


# -- saying --------------------------------------------------------------------------------------------


def _said(condition: Condition, form: Form, numbers: Mapping[str, str], asker: str, language: str) -> str:
    paths = _paths(condition)
    if len(paths) == 1:
        return _said_of_one(condition, form.questions.get(paths[0]), form, numbers, asker, language)
    if not isinstance(condition, Joined):
        raise _NotSimpleError
    parts = [_said(part, form, numbers, asker, language) for part in _by_question(condition)]
    return f" {words_in(language, OR_WORD if condition.join == 'or' else AND_WORD)} ".join(parts)


def _by_question(condition: Joined) -> list[Condition]:
    """The parts, those that speak of one and the same question put together."""
    grouped: dict[tuple[str, ...], list[Condition]] = {}
    for part in condition.parts:
        grouped.setdefault(tuple(_paths(part)), []).append(part)
    return [
        parts[0] if len(parts) == 1 else Joined(condition.join, tuple(parts)) for parts in grouped.values()
    ]


def _paths(condition: Condition) -> list[str]:
    if isinstance(condition, Compared | Selected):
        return [condition.path]
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return list(dict.fromkeys(path for part in parts for path in _paths(part)))


def _said_of_one(
    condition: Condition,
    question: Question | None,
    form: Form,
    numbers: Mapping[str, str],
    asker: str,
    language: str,
) -> str:
    if question is None or question.path not in numbers:
        raise _NotSimpleError
    name = _name(numbers[question.path], question.path, asker, language)
    choices = form.choice_list(question, language)
    if question.control is Control.SELECT_MULTIPLE and isinstance(condition, Selected):
        label = next((c.label for c in choices if c.value == condition.value), condition.value)
        return words_in(language, TICKED, question=name, answers=_quoted([label])[0])
    if question.control is Control.SELECT_ONE and 0 < len(choices) <= _MOST_CHOICES:
        pairs = [(choice.value, choice.label) for choice in choices]
        return _said_by_choices(condition, pairs, name, language)
    return _said_by_value(condition, name, language)


def _name(number: str, path: str, asker: str, language: str) -> str:
    """A question of the same row is named by its place in the row."""
    if "#" in number:
        if path.rsplit("/", 1)[0] != asker.rsplit("/", 1)[0]:
            raise _NotSimpleError
        return words_in(language, ITEM, number=number.rsplit(".", 1)[-1])
    return words_in(language, QUESTION, number=number)


def _said_by_choices(
    condition: Condition, choices: Sequence[tuple[str, str]], name: str, language: str
) -> str:
    """By trying every choice: those that make it true, or those that do not when they are fewer."""
    if _holds(condition, ""):
        if any(_holds(condition, value) for value, _label in choices):
            raise _NotSimpleError
        return words_in(language, LEFT_EMPTY, question=name)
    true = _quoted([label for value, label in choices if _holds(condition, value)])
    false = _quoted([label for value, label in choices if not _holds(condition, value)])
    if not false:
        return words_in(language, ANSWERED, question=name)
    separator = f" {words_in(language, OR_WORD)} "
    if true and (len(true) <= len(false) or len(true) <= 2) and len(true) <= _MOST_LABELS:
        return words_in(language, EQUALS, question=name, answers=separator.join(true))
    if len(false) <= _MOST_LABELS:
        return words_in(language, DIFFERS, question=name, answers=separator.join(false))
    raise _NotSimpleError


def _quoted(labels: Sequence[str]) -> list[str]:
    """Labels without what stands in brackets; in quotation marks when they are more than a word."""
    short = [re.sub(r"\s*\([^)]*\)", "", label).strip() or label for label in labels]
    return [f"“{label}”" if " " in label else label for label in short]


def _holds(condition: Condition, value: str) -> bool:
    if isinstance(condition, Compared):
        return _compare(value, condition.op, condition.value)
    if isinstance(condition, Selected):
        return value == condition.value
    if isinstance(condition, Not):
        return not _holds(condition.part, value)
    results = (_holds(part, value) for part in condition.parts)
    return any(results) if condition.join == "or" else all(results)


def _compare(value: str, op: str, constant: str) -> bool:
    if op in ("=", "!="):
        return (value == constant) == (op == "=")
    try:
        left, right = float(value), float(constant)
    except ValueError:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]


def _said_by_value(condition: Condition, name: str, language: str) -> str:
    """A number or text beside one constant; "answered and not 0" is said as "not 0"."""
    if isinstance(condition, Joined) and condition.join == "and":
        rest = [part for part in condition.parts if part != _answered_part(part)]
        if len(rest) == 1 and len(condition.parts) == 2:
            return _said_by_value(rest[0], name, language)
    if not isinstance(condition, Compared):
        raise _NotSimpleError
    if condition.value == "":
        return words_in(language, LEFT_EMPTY if condition.op == "=" else ANSWERED, question=name)
    if condition.op in _BY_OP:
        return words_in(language, _BY_OP[condition.op], question=name, number=condition.value)
    msgid = EQUALS if condition.op == "=" else DIFFERS
    return words_in(language, msgid, question=name, answers=condition.value)


def _answered_part(part: Condition) -> Condition | None:
    """The part itself when it only says that there is an answer."""
    return part if isinstance(part, Compared) and part.op == "!=" and part.value == "" else None
