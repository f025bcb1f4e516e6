"""What the checks across figures found, by the answer under which it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.fill_values import Problem, Severity
from sxsh_desktop.services.plausibility import Finding


class OddAnswers:
    """Held until an answer that they speak of changes. An accepted answer, or one with a note, is odd no more."""

    def __init__(self) -> None:
        self._found: dict[str, list[Finding]] = {}

    def put(self, found: Sequence[Finding]) -> frozenset[str]:
        """Replace what was found; the refs that look different now."""
        before = self._found
        self._found = {}
        for one in found:
            if one.refs:
                self._found.setdefault(one.refs[0], []).append(one)
        return frozenset(ref for ref in {*before, *self._found} if before.get(ref) != self._found.get(ref))

    def forget(self, refs: frozenset[str]) -> None:
        """These answers changed: what was said of them may no longer hold."""
        left = [one for found in self._found.values() for one in found if not refs.intersection(one.refs)]
        self.put(left)

    def at(self, draft: OpenDraft, ref: str) -> list[Problem]:
        """The open findings under one answer."""
        return [_problem(one, ref) for one in self._found.get(ref, ()) if _is_open(draft, one)]

    def beside(self, draft: OpenDraft, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """All open findings on answers that have no problem of the form's own already."""
        told = {one.ref for one in problems}
        return tuple(problem for ref in self._found if ref not in told for problem in self.at(draft, ref))


def _is_open(draft: OpenDraft, one: Finding) -> bool:
    session = draft.session
    here = [ref for ref in one.refs if session.has(ref) and session.is_relevant(ref)]
    if not here or here[0] != one.refs[0]:
        return False
    return one.hard or not any(session.accepted(ref) or session.note(ref) for ref in here)


def _problem(one: Finding, ref: str) -> Problem:
    return Problem(ref, Severity.HARD if one.hard else Severity.SOFT, one.check, one.sentence)
