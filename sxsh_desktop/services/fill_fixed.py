"""The answer of a draft that nobody may change: the code of its facility, which the register gave once."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.store import register as register_store
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.xform.session import FillSession

CODE_FACT = "visit.facility"


def code_path(session: FillSession) -> str:
    """The question for the code of the facility; "" where the form has none."""
    return next((one.path for one in session.form.questions.values() if one.fact == CODE_FACT), "")


@dataclass(frozen=True, slots=True)
class FixedCode:
    """ref: the question for the code, "" when it can be answered freely. registered: the card is in the register."""

    ref: str = ""
    registered: bool = False

    def refuses(self, ref: str, text: str, now: str) -> bool:
        """Whether `text` may not stand at `ref` instead of `now`.

        A new card may take the code of another source (an import) until the register has it, but never none.
        """
        return bool(self.ref) and ref == self.ref and text != now and (self.registered or not text)


def fixed_code(desk: Desk, session: FillSession, head: DraftHead) -> FixedCode:
    """The question for the code when its answer is the one that the register gave.

    A code that is missing, or is not the one of the card, can still be put right; so can that of a form that
    was begun without a facility.
    """
    ref = code_path(session)
    code = session.value(ref) if ref and session.has(ref) else ""
    if not code or not head.facility_id:
        return FixedCode()
    with desk.read() as connection:
        card = register_store.get(connection, head.facility_id)
    if card is None:
        return FixedCode(ref) if head.form_id == REGISTER_FORM else FixedCode()
    return FixedCode(ref, registered=True) if card.code == code else FixedCode()
