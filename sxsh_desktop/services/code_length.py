"""How many boxes a code of figures needs on paper, from the pattern that the form tests it with."""

from __future__ import annotations

import re

_REGEX = re.compile(r"""regex\(\s*\.\s*,\s*(?:'\^?(?P<a>[^']*?)\$?'|"\^?(?P<b>[^"]*?)\$?")\s*\)""")
_ATOM = re.compile(
    r"(?P<set>\[0-9\]|\\d|[0-9]|[ -])(?:\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]+))?\}|(?P<maybe>\?))?"
)
_FEWEST, _MOST = 4, 14


def code_length(constraint: str) -> int:
    """The length of the longest code that the constraint lets through; 0 when it is no code of figures.

    Understood: figures, blanks and hyphens with counts, and alternatives in brackets around the whole.
    """
    match = _REGEX.search(constraint)
    if not match:
        return 0
    pattern = match["a"] or match["b"] or ""
    if pattern.startswith("(") and pattern.endswith(")"):
        pattern = pattern[1:-1]
    lengths = [_longest(branch) for branch in pattern.split("|")]
    length = max(lengths, default=0)
    return length if 0 not in lengths and _FEWEST <= length <= _MOST else 0


def is_code(constraint: str) -> bool:
    """Whether the constraint is the pattern of a short code ("SP1", "2026-014", a phone number)."""
    match = _REGEX.search(constraint)
    return bool(match) and not re.search(r"[+*@.]", (match["a"] or match["b"] or "") if match else "")


def _longest(branch: str) -> int:
    length, at = 0, 0
    while at < len(branch):
        match = _ATOM.match(branch, at)
        if not match:
            return 0
        length += int(match["most"] or match["least"] or 1)
        at = match.end()
    return length
