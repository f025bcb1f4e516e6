"""Accepting many records at once: what is odd about each stands beside it before anybody can press the button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.plausibility import Finding
from sxsh_desktop.services.review import InboxLine
from sxsh_desktop.ui import say, work
from sxsh_desktop.ui.review.review_model import ReviewModel, finding_words
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, primary
from sxsh_desktop.ui.widgets.dialogs import ask_reason
from sxsh_desktop.ui.widgets.pages import PageHead
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel, none_cell, text_cell
from sxsh_desktop.ui.widgets.text import column, row

Found = Mapping[str, Sequence[Finding]]


class GroupPage(QWidget):
    """`accepted`: which revisions, and the reason ("" where nothing is odd); `opened`: one of them, to look at."""

    accepted = Signal(list, str)
    opened = Signal(str)

    def __init__(self, model: ReviewModel) -> None:
        super().__init__()
        self._model = model
        self._lines: list[InboxLine] = []
        self._found: Found | None = None
        self.head = PageHead("")
        self.hint = Hint("", "info")
        self.rows = RowsModel(
            (
                Column("record", words(_("Record")), 330, wide=420),
                Column("who", words(_("Made by")), 150, drop=1),
                Column("day", words(_("Visit")), 100),
                Column("odd", words(_("Odd figures")), 300, stretch=True),
            )
        )
        self.table = Table(self.rows, "review-group")
        self.table.opened.connect(self.opened)
        self.act = primary("", self.accept_sure)
        self.other = flat("", self.accept_all)
        body = column(self.hint, self.table, row(self.other, 0, self.act), spacing=10)
        body.setStretch(1, 1)
        body.setContentsMargins(16, 12, MEASURES.margin, 12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addLayout(body, 1)

    def show_group(self, title: str, lines: Sequence[InboxLine]) -> None:
        """Show a group and look at the figures of each; nothing can be accepted before that is done."""
        self._lines = [line for line in lines if not line.diverged]
        self._found = None
        self._title, self._every = title, list(lines)
        self.head.title.setText(title)
        self._put()
        wanted = [line.revision_id for line in self._lines]
        work.read(lambda: (wanted, self._model.findings_of(wanted)), self._show, self)

    def odd(self) -> list[InboxLine]:
        """The records with a figure that is impossible, or odd and without a reason."""
        return [line for line in self._lines if self._is_odd(line)]

    def sure(self) -> list[InboxLine]:
        """The others."""
        return [line for line in self._lines if not self._is_odd(line)]

    def accept_sure(self) -> None:
        """Accept those about which nothing is open."""
        if self._found is not None:
            self.accepted.emit([line.revision_id for line in self.sure()], "")

    def accept_all(self) -> None:
        """Accept all of them; a reason is asked for, and kept with each decision."""
        if self._found is None:
            return
        about = words(_("{n} records hold odd figures without a reason."), n=len(self.odd()))
        reason = ask_reason(words(_("Accept all the same")), about, words(_("Accept all the same")), self)
        if reason:
            self.accepted.emit([line.revision_id for line in self._lines], reason)

    def _is_odd(self, line: InboxLine) -> bool:
        return any(one.is_open for one in (self._found or {}).get(line.revision_id, ()))

    def _show(self, answer: tuple[list[str], Found]) -> None:
        wanted, found = answer
        if wanted == [line.revision_id for line in self._lines]:
            self._found = found
            self._put()

    def _put(self) -> None:
        self.rows.put([(line.revision_id, self._cells(line)) for line in self._every])
        ready = self._found is not None
        sure, odd = len(self.sure()), len(self.odd()) if ready else 0
        text = _("Accept the {n} records without open questions") if odd else _("Accept all {n} records")
        self.act.setText(words(text, n=sure))
        self.act.setEnabled(ready and bool(sure))
        self.other.setText(words(_("Accept all {n} all the same…"), n=len(self._lines)))
        self.other.setVisible(bool(odd))
        text = self._hint(odd)
        self.hint.say(text, "warn" if odd or len(self._every) > len(self._lines) else "info")

    def _hint(self, odd: int) -> str:
        left = len(self._every) - len(self._lines)
        parts = []
        if self._found is None:
            parts.append(words(_("The figures of these records are being looked at…")))
        elif odd:
            parts.append(
                words(
                    _("{n} records hold odd figures that nobody gave a reason for: look at them first."),
                    n=odd,
                )
            )
        if left:
            parts.append(
                words(_("Diverged records ({n}) are left out: they must be chosen one by one."), n=left)
            )
        if not parts:
            parts.append(words(_("Records of this group that await review.")))
        return " ".join(parts)

    def _cells(self, line: InboxLine) -> tuple[Cell, ...]:
        icon, role = ("merge", "warn") if line.diverged else ("history", "off")
        return (
            Cell(self._model.title(line), icon, role, tip=self._model.title(line)),
            text_cell(line.officer),
            Cell(say.day(line.visit_day), order=line.visit_day),
            self._odd_cell(line),
        )

    def _odd_cell(self, line: InboxLine) -> Cell:
        """How many findings, the first in words; those with a reason are shown too, calmly."""
        found = (self._found or {}).get(line.revision_id, ())
        if not found:
            return none_cell()
        first = next((one for one in found if one.is_open), found[0])
        more = f" (+{len(found) - 1})" if len(found) > 1 else ""
        tip = "\n".join(finding_words(one) for one in found)
        role = "warn" if first.is_open else "off"
        return Cell(f"{finding_words(first)}{more}", "warning" if first.is_open else "note", role, tip=tip)
