"""The screen Print: four steps at the left, the pages at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTemporaryDir, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.printing import PrintResult
from sxsh_desktop.ui import files, say, work
from sxsh_desktop.ui.jobs import Job
from sxsh_desktop.ui.navigation import PrintRequest
from sxsh_desktop.ui.printing.paper import send_to_printer
from sxsh_desktop.ui.printing.preview_view import Preview, splitter_body
from sxsh_desktop.ui.printing.printing_model import PREVIEWED, Content, PrintingModel
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.shell.finder import Finder
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import link, ordinary, primary
from sxsh_desktop.ui.widgets.fields import Combo, Option
from sxsh_desktop.ui.widgets.pages import PageHead, Scroller
from sxsh_desktop.ui.widgets.text import Elided, Panel, column, label, row

_LEFT = 320
_CONTENTS: tuple[tuple[Content, str], ...] = (
    ("blank", _("Blank")),
    ("prefilled", _("With what is known of the facility")),
    ("filled", _("As filled in")),
)


class PrintingScreen(Screen):
    """Forms on paper."""

    def __init__(self, model: PrintingModel) -> None:
        super().__init__()
        self._model = model
        self._folder = QTemporaryDir()
        self._number = 0
        self._shown_state: object = None
        self._job: Job | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(250)
        self._wait.timeout.connect(self._make_preview)
        self.preview = Preview()
        self._sum = label("", "dim")
        self.save = ordinary(words(_("Save as PDF…")), self._save, "export")
        self.print_it = primary(words(_("Print…")), self._print, "printer")
        head = PageHead(words(_("Print")))
        head.put(0, self._sum, self.save, self.print_it)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addLayout(splitter_body(self._steps(), self.preview), 1)

    def refresh(self) -> None:
        """Show the choice as it stands."""
        self._show_choice()

    def take(self, request: PrintRequest) -> None:
        """Begin with a choice made on another screen."""
        self._model.take(request)
        self._show_choice()

    def print_shown(self) -> bool:
        """The primary act of this screen."""
        if self.print_it.isEnabled():
            self._print()
        return True

    def panes(self) -> list[QWidget]:
        """Steps, pages."""
        return [next(iter(self._forms.values())), self.preview.pages]

    # -- the choice ---------------------------------------------------------------------------------------

    def _steps(self) -> QWidget:
        self._forms: dict[str, QCheckBox] = {}
        forms = Panel(margins=(6, 4, 6, 4), spacing=0)
        for option in self._model.forms():
            box = QCheckBox(option.text)
            box.setProperty("dense", "true")
            box.toggled.connect(lambda on, form=option.value: self._pick_form(form, on))
            self._forms[option.value] = box
            forms.body.addWidget(box)
        self._facilities_count = Elided("", "dim")
        self._list = QListWidget()
        self._list.setFixedHeight(72)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.itemChanged.connect(self._facility_changed)
        self._contents: dict[str, QRadioButton] = {}
        contents = column(spacing=0)
        for key, text in _CONTENTS:
            radio = QRadioButton(words(text))
            radio.setProperty("dense", "true")
            radio.toggled.connect(lambda on, chosen=key: self._pick_content(chosen) if on else None)
            self._contents[key] = radio
            contents.addWidget(radio)
        self._copies = QSpinBox()
        self._copies.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._copies.setRange(1, 500)
        self._copies.valueChanged.connect(self._pick_copies)
        self._copies_row = QWidget()
        self._copies_row.setLayout(row(label(words(_("Copies of each"))), 0, self._copies))
        self._files = Combo(
            (
                Option("one", words(_("One PDF for all"))),
                Option("each", words(_("One PDF for each facility"))),
            ),
            "one",
        )
        self._files.picked.connect(self._pick_files)
        more = link(words(_("Choose more…")), self._choose_facilities)
        places = row(label(words(_("2. Facilities")), "h2"), self._facilities_count, more)
        places.setStretch(1, 1)
        scroller = Scroller((MEASURES.margin, 10, 16, 12), spacing=6)
        for part in (
            label(words(_("1. Forms")), "h2"),
            forms,
            places,
            self._list,
            label(words(_("3. Contents")), "h2"),
            contents,
            self._copies_row,
            label(words(_("4. File")), "h2"),
            self._files,
        ):
            if isinstance(part, QWidget):
                scroller.body.addWidget(part)
            else:
                scroller.body.addLayout(part)
        scroller.body.addStretch(1)
        side = Panel("side")
        side.setFixedWidth(_LEFT)
        side.body.addWidget(scroller)
        return side

    def _show_choice(self) -> None:
        model = self._model
        for form_id, box in self._forms.items():
            box.blockSignals(True)
            box.setChecked(form_id in model.form_ids)
            box.blockSignals(False)
        self._contents[model.content].setChecked(True)
        self._list.blockSignals(True)
        self._list.clear()
        for key, name in (model.records or model.facilities).items():
            item = QListWidgetItem(name)
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setCheckState(Qt.CheckState.Checked)
            self._list.addItem(item)
        self._list.setFixedHeight(min(max(self._list.count(), 1), 6) * 30 + 12)
        self._list.blockSignals(False)
        self._changed()

    def _changed(self) -> None:
        model = self._model
        chosen = len(model.records or model.facilities)
        self._facilities_count.setText(words(_("{n} chosen"), n=say.count(chosen)) if chosen else "")
        self._copies_row.setVisible(model.content == "blank")
        self._files.setEnabled(model.content != "blank")
        why = model.why_not()
        self.save.setEnabled(not why)
        self.print_it.setEnabled(not why)
        self._sum.setText("" if why else words(_("{n} forms"), n=say.count(model.documents())))
        if why:
            self._shown_state = None
            self.preview.show_nothing(why)
        elif model.state() != self._shown_state:
            if self._shown_state is None:
                self.preview.show_nothing(words(_("The pages are being made.")))
            self._wait.start()

    def _pick_form(self, form_id: str, on: bool) -> None:
        (self._model.form_ids.add if on else self._model.form_ids.discard)(form_id)
        self._changed()

    def _pick_content(self, content: Content) -> None:
        self._model.content = content
        self._changed()

    def _pick_copies(self, copies: int) -> None:
        self._model.copies = copies
        self._changed()

    def _pick_files(self, value: str) -> None:
        self._model.one_per_facility = value == "each"

    def _facility_changed(self, item: QListWidgetItem) -> None:
        key = str(item.data(Qt.ItemDataRole.UserRole))
        chosen = self._model.records or self._model.facilities
        if item.checkState() is Qt.CheckState.Checked:
            chosen[key] = item.text()
        else:
            chosen.pop(key, None)
        self._changed()

    def _choose_facilities(self) -> None:
        finder = Finder(self._model.quick, words(_("Choose a facility")), words(_("Choose it")), self)
        every = ordinary(words(_("Choose all that match")), lambda: self._take_all(finder))
        finder.set_buttons(every)
        if finder.run() and (one := finder.chosen()) is not None:
            self._model.records = {}
            self._model.add_facilities([one])
            if self._model.content == "blank":
                self._model.content = "prefilled"
            self._show_choice()

    def _take_all(self, finder: Finder) -> None:
        self._model.add_facilities(self._model.find_all(finder.search.value()))
        self._model.records = {}
        if self._model.content == "blank":
            self._model.content = "prefilled"
        finder.reject()
        self._show_choice()

    # -- making it ----------------------------------------------------------------------------------------

    def _make_preview(self) -> None:
        if self._job is not None:
            self._job.cancel()
        state = self._model.state()
        self._number += 1
        target = Path(self._folder.path()) / f"preview-{self._number}.pdf"
        job = Job(lambda progress: self._model.write(target, progress, preview=True), quiet=True)
        job.succeeded.connect(lambda result: self._show_preview(result, state))
        job.refused.connect(lambda error: self.preview.show_nothing(error.explain()[0]))
        job.broke.connect(
            lambda _error: self.preview.show_nothing(words(_("The preview could not be made.")))
        )
        self._job = job.start()

    def _show_preview(self, result: PrintResult, state: object) -> None:
        if state != self._model.state() or not result.paths:
            return
        self._shown_state = state
        documents = self._model.documents()
        note = ""
        if self._model.content != "blank" and documents > PREVIEWED:
            note = words(_("Preview of the first {n} forms"), n=PREVIEWED)
        self.preview.show_file(result.paths[0], note)
        if not note:
            text = _("{n} forms · {pages} pages")
            self._sum.setText(words(text, n=say.count(documents), pages=say.count(result.pages)))

    def _save(self) -> None:
        title = words(_("Save as PDF"))
        if self._model.one_per_facility and self._model.content != "blank":
            target = files.ask_folder(self, title)
        else:
            target = files.ask_save(self, title, self._model.name(), "pdf")
        if target is None:
            return
        chosen = target
        what = words(_("Printing {n} forms"), n=say.count(self._model.documents()))
        work.with_progress(lambda progress: self._model.write(chosen, progress), self._saved, self, what)

    def _saved(self, result: PrintResult) -> None:
        if result.paths:
            text = words(_("{pages} pages in {n} files."), pages=say.count(result.pages), n=len(result.paths))
            files.told(self, result.paths[0], text)

    def _print(self) -> None:
        self._number += 1
        target = Path(self._folder.path()) / f"print-{self._number}.pdf"

        def write(progress: Progress) -> PrintResult:
            return self._model.write(target, progress, together=True)

        def ready(result: PrintResult) -> None:
            if result.paths:
                send_to_printer(result.paths[0], self)

        work.with_progress(write, ready, self, words(_("Preparing the pages")))
