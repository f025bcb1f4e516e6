"""What the department asks about a record that it returned: told above the form, with the way to each question."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ledger.review import ReviewState
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.widgets.buttons import ordinary
from sxsh_desktop.ui.widgets.states import Hint

WHOLE = ""  # the reference of what is said about the record as a whole


def asked_of(states: Iterable[ReviewState]) -> dict[str, str]:
    """What is asked, by the reference of the answer; under WHOLE the reason and what is asked about all of it."""
    found: dict[str, list[str]] = {}
    for state in states:
        if not state.questions:
            continue
        for ref, text in ((WHOLE, state.reason), *((one.ref, one.text) for one in state.questions)):
            if text and text not in found.setdefault(ref, []):
                found[ref].append(text)
    return {ref: " ".join(texts) for ref, texts in found.items() if texts}


def asked_in_order(model: FillModel) -> list[str]:
    """The questions of the form that the department asks about, in the order of the form."""
    return [ref for ref in model.reads.all_questions() if ref in model.questions]


def asked_note(model: FillModel, go: Callable[[str], object]) -> Hint | None:
    """The note above the form; None where nothing is asked."""
    if not model.questions:
        return None
    at = asked_in_order(model)
    parts = [words(_("The department returned this record."))]
    if model.questions.get(WHOLE):
        parts.append(model.questions[WHOLE])
    if at:
        numbers = ", ".join(model.reads.number(ref) for ref in at)
        parts.append(words(_("It asks about: {questions}."), questions=numbers))
    button = ordinary(words(_("To the question")), lambda: go(at[0])) if at else None
    return Hint(" ".join(parts), "ask", button)
