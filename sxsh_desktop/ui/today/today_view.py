"""The screen Today."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.waiting import Waiting, WaitingKind
from sxsh_desktop.ui import work
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.today.today_model import Group, Line, TodayModel, TodayPage, heading, store_names
from sxsh_desktop.ui.widgets.buttons import Button, link, ordinary, primary
from sxsh_desktop.ui.widgets.pages import LineButton, PageHead, Scroller, figures, line_panel
from sxsh_desktop.ui.widgets.states import EmptyList
from sxsh_desktop.ui.widgets.text import Panel, clear, column, label, row

_SIDE = 264


class TodayScreen(Screen):
    """Groups of lines at the left; start and store at the right.

    Stands, and its buttons react, before `take` gives it a model: what waits is told once the store is open.
    """

    def __init__(self, navigator: Navigator, day: date) -> None:
        super().__init__()
        self._model: TodayModel | None = None
        self._navigator = navigator
        self.head = PageHead(words(_("Today")))
        self.head.note.setText(heading(day))
        self.head.put(0)
        self._list = Scroller((MEASURES.margin, 10, 8, MEASURES.margin), spacing=8)
        self._list.body.addWidget(label(words(_("Reading what waits for you…")), "dim"))
        self._list.body.addStretch(1)
        self._store = Panel()
        self._store.body.addLayout(figures([(name, "…") for name in store_names()]))
        self.start = primary(words(_("New record…")), lambda: navigator.fill(), "plus")
        self.receive = ordinary(words(_("Receive bundles")), lambda: navigator.go("exchange"), "import")
        side = self._side()
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._list, 1)
        body.addWidget(side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addLayout(body, 1)

    def take(self, model: TodayModel) -> None:
        """The store is open: from now on this model is shown."""
        self._model = model
        self.receive.setVisible(model.department)
        self.refresh()

    def refresh(self) -> None:
        """Read what waits, in the background."""
        if self._model is None:
            return
        self.head.note.setText(self._model.heading())
        work.read(self._model.read, self._show, self)

    def panes(self) -> list[QWidget]:
        """Lines, then the buttons at the right."""
        first = self.findChild(LineButton)
        return [first, self.start] if first is not None else [self.start]

    def _side(self) -> QWidget:
        wide = QSizePolicy.Policy.Expanding
        self.receive.hide()
        buttons: list[Button] = [
            self.start,
            self.receive,
            ordinary(words(_("Find a facility")), lambda: self._navigator.go("facilities"), "search"),
            ordinary(words(_("Print blank forms")), lambda: self._navigator.go("printing"), "printer"),
        ]
        for one in buttons:
            one.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        side = QWidget()
        side.setFixedWidth(_SIDE + MEASURES.margin)
        layout = column(
            label(words(_("Start")), "h2"),
            column(*buttons, spacing=6),
            14,
            label(words(_("My store")), "h2"),
            self._store,
            0,
        )
        layout.setContentsMargins(0, 10, MEASURES.margin, MEASURES.margin)
        side.setLayout(layout)
        return side

    def _show(self, page: TodayPage) -> None:
        clear(self._store.body)
        self._store.body.addLayout(figures(page.store))
        clear(self._list.body)
        for group in page.groups:
            self._add_group(group)
        if not page.groups:
            text = words(_("Drafts, returned records and visits due will stand here."))
            if self._model is not None and self._model.department:
                text = words(
                    _("Records that await review and visits due will stand here once bundles came in.")
                )
            empty = EmptyList("today", words(_("Nothing waits for you")), text, framed=False)
            self._list.body.addWidget(empty, 1)
        else:
            self._list.body.addStretch(1)

    def _add_group(self, group: Group) -> None:
        heading = row(label(group.title, "h2"), label(str(group.count), "dim"), 0)
        if group.more:
            first = group.lines[0].waiting
            more = words(_("{n} more"), n=group.more)
            heading.addWidget(link(more, lambda: self._go_to_list(first)))
        lines = [self._line(line, last=line is group.lines[-1]) for line in group.lines]
        self._list.body.addLayout(heading)
        self._list.body.addWidget(line_panel(lines))
        self._list.body.addSpacing(4)

    def _line(self, line: Line, *, last: bool) -> LineButton:
        button = LineButton(
            line.title,
            line.about,
            line.at_right,
            icon=line.icon,
            role=line.role,
            right_role=line.right_role,
            last=last,
        )
        button.clicked.connect(lambda _checked=False: self._open(line.waiting))
        return button

    def _open(self, one: Waiting) -> None:
        places = {
            WaitingKind.TO_REVIEW: ("review", ""),
            WaitingKind.DIVERGED: ("review", "diverged"),
            WaitingKind.NOT_SENT: ("exchange", "send"),
            WaitingKind.NO_RECEIPT: ("exchange", "history"),
            WaitingKind.SHELF: ("exchange", "shelf"),
            WaitingKind.ARRIVED: ("exchange", "receive"),
            WaitingKind.WORK_LATE: ("exchange", "work"),
            WaitingKind.BACKUP: ("settings", ""),
        }
        if one.kind is WaitingKind.DRAFT:
            self._navigator.fill(draft_id=one.target)
        elif one.kind is WaitingKind.ASSIGNED:
            self._do_work(one)
        elif one.kind is WaitingKind.RETURNED:
            self._navigator.go("records", one.target, "returned")
        elif one.kind is WaitingKind.VISIT_DUE:
            self._navigator.go("facilities", one.target)
        else:
            screen, tab = places[one.kind]
            self._navigator.go(screen, tab=tab)

    def _do_work(self, one: Waiting) -> None:
        """Go on with the draft that was begun, put right what came back, or begin the record that was asked for."""
        if one.target:
            self._navigator.fill(draft_id=one.target)
        elif one.record_id:
            self._navigator.go("records", one.record_id, "returned")
        else:
            self._navigator.fill(form_id=one.form_id, facility_id=one.facility_id)

    def _go_to_list(self, one: Waiting) -> None:
        tab = {WaitingKind.DRAFT: "draft", WaitingKind.RETURNED: "returned"}.get(one.kind, "")
        self._navigator.go("records" if tab else "facilities", tab=tab)
