"""The screen Records: tabs, list, and the acts on the chosen line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.records import RecordLine, Standing
from sxsh_desktop.ui import files, say, work
from sxsh_desktop.ui.navigation import Navigator, PrintRequest
from sxsh_desktop.ui.records.answers_view import AnswersDialog
from sxsh_desktop.ui.records.instances_acts import InstancesActs
from sxsh_desktop.ui.records.records_model import TABS, RecordsModel
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, ordinary, primary, tool
from sxsh_desktop.ui.widgets.fields import Combo, SearchField
from sxsh_desktop.ui.widgets.pages import PageHead, Tabs
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import column, label, row

_EMPTY = {
    "draft": (
        _("No drafts"),
        _("Records that you have begun stand here and open again exactly where you stopped."),
    ),
    "done": (_("No records yet"), _("Records that you complete, or that come with a bundle, stand here.")),
    "returned": (
        _("Nothing was returned"),
        _("Records that the department returns with a question stand here."),
    ),
    "all": (
        _("No records yet"),
        _("Begin with a facility, or receive the list that the department assigned."),
    ),
    "deleted": (_("Nothing was deleted"), _("Drafts that you delete stay here and can be brought back.")),
}


class RecordsScreen(Screen):
    """The list of records."""

    def __init__(self, model: RecordsModel, navigator: Navigator) -> None:
        super().__init__()
        self._model, self._navigator = model, navigator
        self.rows = RowsModel(model.columns())
        self.table = Table(self.rows, "records", many=True)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda _id: self._offer())
        self.search = SearchField(words(_("Search records")))
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(300)
        self.search.searched.connect(self._look_for)
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(self._open_found)
        self.forms = Combo(model.forms(), "", width=220)
        self.forms.picked.connect(self._narrow)
        self.tabs = Tabs(model.tabs())
        self.tabs.picked.connect(lambda _key: self._show_tab())
        self._undo = Hint("", "info", flat(words(_("Undo")), self._bring_last_back, "undo"))
        self._undo.hide()
        self._deleted: list[str] = []
        self._wanted = ""
        self._tab_is_chosen = self._opens_found = False
        self.instances = InstancesActs(model, navigator, self.table, self)
        self._make_acts()
        self._stack = QStackedWidget()
        self._empty = EmptyList(
            "form",
            " ",
            " ",
            ordinary(words(_("Choose a facility")), lambda: navigator.go("facilities"), "facility"),
            ordinary(words(_("Receive a bundle")), lambda: navigator.go("exchange", tab="receive"), "import"),
        )
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._lay_out()
        delete = QShortcut(QKeySequence("Del"), self.table, context=Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._delete)

    def refresh(self) -> None:
        """Read the list in the background."""
        work.read(self._model.read, self._show, self)

    def show_target(self, target: str, tab: str) -> None:
        """A tab, and a record in it."""
        self._tab_is_chosen = self._tab_is_chosen or bool(tab or target)
        if tab in TABS:
            self.tabs.choose(tab)
        elif target:
            self.tabs.choose("all")
        self._wanted = target
        self._show_tab()

    def focus_search(self) -> bool:
        """Into the search."""
        self.search.setFocus()
        return True

    def clear_filters(self) -> bool:
        """Every form, no search text."""
        self.search.put("")
        self.forms.set_value("")
        self._model.text = self._model.form_id = ""
        self.refresh()
        return True

    def export_list(self) -> bool:
        """The tab as a workbook."""
        target = files.ask_save(self, words(_("Export to Excel")), words(_("Records")), "xlsx")
        if target is None:
            return True
        tab, places = self.tabs.key(), self.table.visible_columns()
        titles = [self.rows.columns[at].title for at in places]

        def write(progress: Progress) -> Path:
            return self._model.export(target, tab, titles, places, progress)

        work.with_progress(write, lambda file: files.told(self, file), self, words(_("Export to Excel")))
        return True

    def print_shown(self) -> bool:
        """The chosen records as they were filled in."""
        lines = [self._model.line(one) for one in self.table.chosen_ids()]
        chosen = [line for line in lines if line is not None and not line.draft_id]
        if chosen:
            names = {one.record_id: _name(one) for one in chosen}
            ids = tuple(one.record_id for one in chosen)
            forms = tuple(dict.fromkeys(one.form_id for one in chosen))
            self._navigator.print_out(PrintRequest(form_ids=forms, record_ids=ids, names=names))
        return bool(chosen)

    def panes(self) -> list[QWidget]:
        """Tabs, table."""
        return [self.table, self.tabs]

    def _make_acts(self) -> None:
        self.go_on = flat(words(_("Continue")), self._open_current, "edit")
        self.correct = flat(words(_("Correct")), self._correct, "edit")
        self.read_it = flat(words(_("Read answers")), self._read, "form")
        self.print_it = flat(words(_("Print")), self.print_shown, "printer")
        self.delete = flat(words(_("Delete draft")), self._delete, "trash")
        self.restore = flat(words(_("Bring back")), self._restore, "undo")

    def _lay_out(self) -> None:
        head = PageHead(words(_("Records")))
        head.line.addStretch(1)
        head.line.addWidget(self.search, 2)
        head.put(
            self.instances.button,
            ordinary(words(_("Export to Excel")), self.export_list, "export"),
            primary(words(_("New record…")), self._navigator.fill, "plus"),
        )
        acts = row(
            self.go_on, self.correct, self.read_it, self.print_it, self.delete, self.restore, 0, spacing=2
        )
        acts.addWidget(tool("columns", words(_("Columns")), lambda: self.table.choose_columns(self.table)))
        acts.addWidget(tool("copy", words(_("Copy rows with headers")), self.table.copy_rows))
        filters = row(self.tabs, label(words(_("Form")), "small"), self.forms)
        filters.setStretch(0, 1)
        filters.setStretch(0, 1)
        body = column(filters, self._undo, self._stack, acts, spacing=8)
        body.setContentsMargins(MEASURES.margin, 8, MEASURES.margin, 4)
        body.setStretch(2, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addLayout(body, 1)

    def _show(self, lines: tuple[RecordLine, ...]) -> None:
        self._model.keep(lines)
        self.tabs.put(self._model.tabs())
        if not self._tab_is_chosen and lines and not any(one.draft_id for one in lines):
            self.tabs.choose("done")
        self._tab_is_chosen = True
        self._show_tab()
        if self._opens_found:
            self._opens_found = False
            self._open_current()

    def _open_found(self) -> None:
        """Enter in the search: what is marked once everything typed has been searched for."""
        self._opens_found = True
        self.refresh()

    def _show_tab(self) -> None:
        tab = self.tabs.key() or "draft"
        kept, chosen = self._wanted or self.table.current_id(), self.table.chosen_ids()
        rows = self._model.rows(tab)
        self.rows.put(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        self._empty.say(*(words(text) for text in _EMPTY[tab]))
        ids = [one[0] for one in rows]
        if not self.table.choose_again(kept, [] if self._wanted else chosen, ids) and rows:
            self.table.choose_row(0)
        if kept in ids:
            self._wanted = ""
        self._offer()

    def _offer(self) -> None:
        line = self._model.line(self.table.current_id())
        draft = line is not None and line.standing is Standing.DRAFT
        final = line is not None and not line.draft_id and line.standing is not Standing.VOID
        self.go_on.setVisible(draft)
        self.delete.setVisible(draft)
        self.restore.setVisible(line is not None and line.standing is Standing.THROWN_AWAY)
        for button in (self.correct, self.read_it, self.print_it):
            button.setVisible(final)

    def _open_current(self) -> None:
        self._open(self.table.current_id())

    def _open(self, row_id: str) -> None:
        line = self._model.line(row_id)
        if line is None:
            return
        if line.standing is Standing.DRAFT:
            self._navigator.fill(draft_id=line.draft_id)
        elif not line.draft_id:
            self._read()

    def _correct(self) -> None:
        line = self._model.line(self.table.current_id())
        if line is not None and not line.draft_id:
            self._navigator.fill(record_id=line.record_id)

    def _read(self) -> None:
        line = self._model.line(self.table.current_id())
        if line is None or line.draft_id:
            return
        record_id = line.record_id
        work.read(
            lambda: (self._model.answers(record_id), self._model.conversation(record_id)),
            lambda found: self._show_answers(line, found[0], found[1]),
            self,
        )

    def _show_answers(self, line: RecordLine, answers: object, said: object) -> None:
        dialog = AnswersDialog(line, answers, said, self)  # type: ignore[arg-type]
        dialog.correct_asked.connect(lambda: self._navigator.fill(record_id=line.record_id))
        dialog.run()

    def _delete(self) -> None:
        lines = [self._model.line(one) for one in self.table.chosen_ids()]
        ids = [one.draft_id for one in lines if one is not None and one.standing is Standing.DRAFT]
        if not ids:
            return

        def throw_away(_progress: Progress) -> list[str]:
            for draft_id in ids:
                self._model.delete(draft_id)
            return ids

        work.write(throw_away, self._deleted_now, self, words(_("Delete draft")))

    def _deleted_now(self, ids: list[str]) -> None:
        self._deleted = ids
        self._undo.say(
            words(_("{n} drafts deleted."), n=len(ids)) if len(ids) > 1 else words(_("Draft deleted."))
        )
        self._navigator.data_changed.emit()

    def _bring_last_back(self) -> None:
        self._bring_back(self._deleted)

    def _restore(self) -> None:
        line = self._model.line(self.table.current_id())
        if line is not None and line.draft_id:
            self._bring_back([line.draft_id])

    def _bring_back(self, ids: list[str]) -> None:
        def restore(_progress: Progress) -> None:
            for draft_id in ids:
                self._model.bring_back(draft_id)

        def shown(_nothing: object) -> None:
            self._undo.say("")
            self._navigator.data_changed.emit()

        work.write(restore, shown, self, words(_("Bring back")))

    def _look_for(self, text: str) -> None:
        self._model.text = text
        self.refresh()

    def _narrow(self, form_id: str) -> None:
        self._model.form_id = form_id
        self.refresh()


def _name(line: RecordLine) -> str:
    name = line.facility or say.without_letter(line.form_id, line.title)
    return f"{say.form_short(line.form_id, line.letter)} · {name}"
