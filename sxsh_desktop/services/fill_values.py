"""The values that an open draft hands to a window: one door, so that the window need not know the form engine."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_desktop.services.fill_previous import PreviousAnswer
from sxsh_desktop.xform.changes import Applied, ChangeKind
from sxsh_desktop.xform.definition import Choice, Control, Form, Group, Question, Repeat
from sxsh_desktop.xform.environment import language_code
from sxsh_desktop.xform.media import Shown
from sxsh_desktop.xform.problems import Problem, Severity
from sxsh_desktop.xform.sections import Item, SectionState

__all__ = [
    "Applied",
    "ChangeKind",
    "Choice",
    "Control",
    "Form",
    "Group",
    "Item",
    "PreviousAnswer",
    "Problem",
    "Question",
    "Repeat",
    "SectionState",
    "Severity",
    "Shown",
    "language_code",
    "wrong_answers",
]


def wrong_answers(problems: Iterable[Problem]) -> int:
    """How many problems are about what was answered; what is not answered yet is counted as that."""
    return sum(one.severity is not Severity.REQUIRED for one in problems)
