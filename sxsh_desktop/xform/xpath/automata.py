"""Patterns as automata that follow all possibilities at once: no backtracking, so no pattern is slow.

Thompson's construction over the tree that Python's own reader makes of a pattern; answers only whether a whole
text fits, which is all that `regex()` asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from re import _constants  # type: ignore[attr-defined]  # names of the parts of that tree
from typing import Any

MAX_STATES = 5_000

Letter = Callable[[str], bool]
Place = Callable[[str, int], bool]


class UnsupportedPartError(Exception):
    """The pattern looks around or takes back possibilities: no automaton does that."""


class TooManyStatesError(Exception):
    """Bounded repetitions multiply to more than MAX_STATES states."""


_CATEGORIES: dict[Any, re.Pattern[str]] = {
    _constants.CATEGORY_DIGIT: re.compile(r"\d"),
    _constants.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    _constants.CATEGORY_SPACE: re.compile(r"\s"),
    _constants.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    _constants.CATEGORY_WORD: re.compile(r"\w"),
    _constants.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
_PLACES: dict[Any, re.Pattern[str]] = {
    _constants.AT_BEGINNING: re.compile(r"^"),
    _constants.AT_BEGINNING_STRING: re.compile(r"\A"),
    _constants.AT_END: re.compile(r"$"),
    _constants.AT_END_STRING: re.compile(r"\Z"),
    _constants.AT_BOUNDARY: re.compile(r"\b"),
    _constants.AT_NON_BOUNDARY: re.compile(r"\B"),
}


class Automaton:
    """States are numbers: a state reads a letter, or checks its place, and leads on to others."""

    def __init__(self, parts: Any, flags: int) -> None:
        self._ignore_case = bool(flags & re.IGNORECASE)
        self._any_letter = bool(flags & re.DOTALL)
        self._letters: dict[int, tuple[Letter, int]] = {}
        self._places: dict[int, Place] = {}
        self._onward: list[list[int]] = []
        self._start = self._state()
        self._end = self._sequence(parts, self._start)

    def fits(self, text: str) -> bool:
        """Whether the automaton reads the whole text."""
        states = self._closure({self._start}, text, 0)
        for place, letter in enumerate(text, start=1):
            reached = {
                self._letters[one][1] for one in states if one in self._letters and self._reads(one, letter)
            }
            states = self._closure(reached, text, place)
            if not states:
                return False
        return self._end in states

    def _reads(self, state: int, letter: str) -> bool:
        test = self._letters[state][0]
        return test(letter) or (self._ignore_case and (test(letter.lower()) or test(letter.upper())))

    def _closure(self, states: set[int], text: str, place: int) -> set[int]:
        """The states that can be reached without reading a letter."""
        waiting, found = list(states), set(states)
        while waiting:
            state = waiting.pop()
            check = self._places.get(state)
            if check is not None and not check(text, place):
                continue
            for onward in self._onward[state]:
                if onward not in found:
                    found.add(onward)
                    waiting.append(onward)
        return found

    def _state(self) -> int:
        if len(self._onward) >= MAX_STATES:
            raise TooManyStatesError
        self._onward.append([])
        return len(self._onward) - 1

    def _sequence(self, parts: Any, start: int) -> int:
        for operation, argument in parts:
            start = self._part(operation, argument, start)
        return start

    def _part(self, operation: Any, argument: Any, start: int) -> int:
        """Add one part behind state `start`; the state where it ends."""
        if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            least, most, inner = argument
            return self._repeat(least, most, inner, start)
        if operation is _constants.SUBPATTERN:
            _group, added, removed, inner = argument
            if added or removed:
                raise UnsupportedPartError
            return self._sequence(inner, start)
        if operation is _constants.BRANCH:
            return self._branch(argument[1], start)
        end = self._state()
        if operation is _constants.AT:
            pattern = _PLACES[argument]
            self._places[start] = lambda text, place: pattern.match(text, place) is not None
            self._onward[start].append(end)
            return end
        self._letters[start] = (self._letter(operation, argument), end)
        return end

    def _repeat(self, least: int, most: Any, inner: Any, start: int) -> int:
        for _turn in range(least):
            start = self._sequence(inner, self._after(start))
        if most is _constants.MAXREPEAT:
            loop = self._after(start)
            self._onward[self._sequence(inner, self._after(loop))].append(loop)
            return self._after(loop)
        ends = [start]
        for _turn in range(least, most):
            start = self._sequence(inner, self._after(start))
            ends.append(start)
        return self._joined(ends)

    def _branch(self, choices: Any, start: int) -> int:
        return self._joined([self._sequence(choice, self._after(start)) for choice in choices])

    def _after(self, state: int) -> int:
        onward = self._state()
        self._onward[state].append(onward)
        return onward

    def _joined(self, states: list[int]) -> int:
        end = self._state()
        for state in states:
            self._onward[state].append(end)
        return end

    def _letter(self, operation: Any, argument: Any) -> Letter:
        if operation is _constants.LITERAL:
            return lambda letter: ord(letter) == argument
        if operation is _constants.NOT_LITERAL:
            return lambda letter: ord(letter) != argument
        if operation is _constants.ANY:
            return lambda letter: self._any_letter or letter != "\n"
        if operation is _constants.IN:
            return self._one_of(argument)
        if operation is _constants.RANGE:
            return lambda letter: argument[0] <= ord(letter) <= argument[1]
        if operation is _constants.CATEGORY:
            pattern = _CATEGORIES[argument]
            return lambda letter: pattern.match(letter) is not None
        raise UnsupportedPartError

    def _one_of(self, items: Any) -> Letter:
        negated = bool(items) and items[0][0] is _constants.NEGATE
        tests = [self._letter(*item) for item in items[int(negated) :]]
        return lambda letter: any(test(letter) for test in tests) is not negated
