"""Regular expressions from forms, kept from running for ever.

A form is written by a person who may not know that `(a+)+` can take years in an engine that backtracks. So a
pattern with a repetition inside a repetition, or with many of them, runs on an automaton of our own (`automata`),
whose steps are at most states times letters; a plain pattern runs on Python's `re`. Bounds: MAX_PATTERN letters of
pattern, MAX_TEXT of text. References back are refused, and looking around where the automaton would be needed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from re import _constants, _parser  # type: ignore[attr-defined]  # the only reader of patterns in Python
from typing import Any

from sxsh_desktop.base.words import _
from sxsh_desktop.xform.xpath.automata import Automaton, TooManyStatesError, UnsupportedPartError
from sxsh_desktop.xform.xpath.errors import XPathPatternError

MAX_PATTERN = 1_000
MAX_TEXT = 2_000
MAX_PLAIN_COST = 2.0
"""Up to here `re` does: two unbounded repetitions (text length squared steps), or ten choices (2 to the 10th)."""
LARGE = 16
"""A bounded repetition of more than so many counts as unbounded."""

_CHOICE, _BOUNDED, _VERY_MUCH = 0.2, 0.7, 1_000.0
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT)


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text fits the pattern; raises XPathPatternError for one that is wrong or not allowed."""
    matcher = _matcher(pattern)
    if len(text) > MAX_TEXT:
        raise XPathPatternError(pattern=pattern, reason=_("the text is too long"))
    return matcher(text)


@lru_cache(maxsize=512)
def _matcher(pattern: str) -> Callable[[str], bool]:
    if len(pattern) > MAX_PATTERN:
        raise XPathPatternError(pattern=pattern[:60] + "…", reason=_("it is too long"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            parts = _parser.parse(pattern)
            compiled = re.compile(pattern)
        if _cost(parts, pattern) <= MAX_PLAIN_COST:
            return lambda text: compiled.fullmatch(text) is not None
        return Automaton(parts, compiled.flags).fits
    except (re.error, RecursionError, OverflowError) as error:
        raise XPathPatternError(pattern=pattern, reason=_("it is not a pattern")) from error
    except UnsupportedPartError as error:
        raise XPathPatternError(pattern=pattern, reason=_("it looks around in a costly place")) from error
    except TooManyStatesError as error:
        raise XPathPatternError(pattern=pattern, reason=_("it has too many repetitions")) from error


def _cost(parts: Any, pattern: str) -> float:  # the tree of the reader has no types
    """How much going back the parts may cause: 1 for an unbounded repetition, less for a bounded one or a choice.

    Anything of that kind inside a repetition counts as very much.
    """
    total = 0.0
    for operation, argument in parts:
        if operation in (_constants.GROUPREF, _constants.GROUPREF_EXISTS):
            raise XPathPatternError(pattern=pattern, reason=_("it refers back to a group"))
        inner = sum(_cost(part, pattern) for part in _inner_parts(operation, argument))
        if operation is _constants.BRANCH:
            inner += _CHOICE
        elif operation in _REPEATS:
            inner = _cost_of_repeat(argument[0], argument[1], inner)
        total += inner
    return total


def _cost_of_repeat(least: int, most: int, inner: float) -> float:
    if inner and most > 1:
        return _VERY_MUCH
    if least == most:
        return inner
    return inner + (_CHOICE if most == 1 else _BOUNDED if most <= LARGE else 1.0)


def _inner_parts(operation: Any, argument: Any) -> list[Any]:
    if operation in _REPEATS or operation is _constants.POSSESSIVE_REPEAT:
        return [argument[2]]
    if operation is _constants.SUBPATTERN:
        return [argument[3]]
    if operation is _constants.BRANCH:
        return list(argument[1])
    if operation in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [argument[1]]
    return [argument] if operation is _constants.ATOMIC_GROUP else []
