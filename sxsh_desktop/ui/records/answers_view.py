"""A record to read: what was asked back about it, and every answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.records import RecordLine
from sxsh_desktop.services.review import AnswerLine, Said
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel, none_cell

_VERDICTS = {
    "accepted": _("{who} accepted it on {day}. {reason}"),
    "returned": _("{who} returned it on {day}. {reason}"),
    "rejected": _("{who} rejected it on {day}. {reason}"),
}


class AnswersDialog(Dialog):
    """Read only; `correct_asked` opens the fill window on a correction."""

    correct_asked = Signal()

    def __init__(
        self,
        line: RecordLine,
        answers: Sequence[AnswerLine],
        conversation: Sequence[Said],
        parent: QWidget | None,
    ) -> None:
        about = " · ".join(
            part for part in (line.facility or line.title, say.day(line.day), line.officer) if part
        )
        super().__init__(say.form_name(line.form_id, line.letter, line.title), about, parent, width=820)
        labels = {one.ref: one.label for one in answers}
        for hint in conversation_hints(conversation, labels):
            self.add(hint)
        columns = (
            Column("label", words(_("Question")), 380),
            Column("value", words(_("Answer given")), stretch=True),
        )
        model = RowsModel(columns)
        model.put(
            [(one.ref, (Cell(one.label), Cell(one.text) if one.text else none_cell())) for one in answers]
        )
        table = Table(model, "answers", dense=True)
        table.setMinimumHeight(340)
        self.add(table)
        self.set_buttons(
            ordinary(words(_("Correct")), self._correct, "edit"), primary(words(_("Close")), self.accept)
        )

    def _correct(self) -> None:
        self.reject()
        self.correct_asked.emit()


def conversation_hints(conversation: Sequence[Said], labels: dict[str, str]) -> list[Hint]:
    """The newest decision, and every question that goes with it."""
    reviews = [one for one in conversation if one.kind == "review"]
    if not reviews:
        return []
    last = reviews[-1]
    kind = {"accepted": "ok", "returned": "ask", "rejected": "bad"}.get(last.verdict, "info")
    text = _VERDICTS.get(last.verdict, _("{who} spoke on {day}. {reason}"))
    said = words(text, who=last.who, day=say.day(last.made_at), reason=last.reason).strip()
    hints = [Hint(said, kind)]  # type: ignore[arg-type]
    for question in last.questions:
        about = labels.get(question.ref, "")
        hints.append(Hint(f"{about}: {question.text}" if about else question.text, "ask"))
    return hints
