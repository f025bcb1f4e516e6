"""The dialog of the first start: 600 wide, asked once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.profile import Role
from sxsh_desktop.ui import files, work
from sxsh_desktop.ui.first_start.first_start_model import FirstStartModel
from sxsh_desktop.ui.widgets.buttons import flat, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import tell
from sxsh_desktop.ui.widgets.fields import Combo, Field, Option
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.text import IconLabel, Panel, clear, column, label, row

_LABEL = 132


class RolePanel(Panel):
    """One of the two roles: a radio button, and what one does in it."""

    def __init__(self, title: str, about: str) -> None:
        super().__init__(margins=(10, 8, 10, 8), spacing=2)
        self.radio = QRadioButton(title)
        self.radio.setStyleSheet("font-weight: bold;")
        note = label(about, "small", wrap=True)
        note.setContentsMargins(30, 0, 0, 0)
        self.add(self.radio, note, 0)
        self.setFixedHeight(78)
        self.clicked.connect(lambda: self.radio.setChecked(True))


class FirstStart(QDialog):
    """After `exec`, `desk` is the store that was made or chosen, None when the person left."""

    def __init__(self, model: FirstStartModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.desk: Desk | None = None
        self._role: Role = "officer"
        self.setFixedWidth(600)
        self._inner = QVBoxLayout(self)
        self._inner.setContentsMargins(26, 18, 26, 18)
        self._inner.setSpacing(10)
        self._kept = ("", "", "")
        self._build()

    def _build(self) -> None:
        """Everything in the language chosen; called again when it changes."""
        clear(self._inner)
        self.setWindowTitle(words(_("SXSH Desktop – First start")))
        self.name, self.code = Field(self._kept[0]), Field(self._kept[1])
        self.unit = Combo(self._model.units(self._role), self._kept[2], search=True)
        self.place = Field(str(self._model.folder))
        languages = (Option("vi", "Tiếng Việt"), Option("en", "English"))
        self.language = Combo(languages, self._model.language, width=160)
        self.officer = RolePanel(
            words(_("Officer")), words(_("Visits facilities, fills in records, sends them in."))
        )
        self.department = RolePanel(
            words(_("Department (Sở Công Thương)")),
            words(_("Receives bundles, reviews records, computes indicators, reports.")),
        )
        self._why = label("", "small", wrap=True)
        self.go = primary(words(_("Begin")), self._begin)
        self._lay_out()
        self._connect()
        self._choose_role(self._role)
        self._inner.activate()
        self.setMinimumHeight(max(0, self._inner.totalHeightForWidth(self.width())))

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need in the fonts of this screen."""
        super().showEvent(event)
        self.setMinimumHeight(max(0, self._inner.totalHeightForWidth(self.width())))

    def _lay_out(self) -> None:
        welcome = column(
            label(words(_("Welcome")), "title"),
            label(words(_("Asked only once. Can be changed later in the settings.")), "dim"),
            spacing=0,
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, _LABEL)
        choose = ordinary(words(_("Choose…")), self._choose_folder)
        where = row(self.place, choose)
        where.setStretch(0, 1)
        for at, (title, field) in enumerate(
            ((_("Full name"), self.name), (_("Officer's code"), self.code), (_("Unit"), self.unit))
        ):
            grid.addWidget(label(words(title)), at, 0)
            grid.addWidget(field, at, 1)
            field.setAccessibleName(words(title))
        below = QGridLayout()
        below.setHorizontalSpacing(8)
        below.setVerticalSpacing(10)
        below.setColumnMinimumWidth(0, _LABEL)
        below.addWidget(label(words(_("Where data is kept"))), 0, 0)
        below.addLayout(where, 0, 1)
        below.addWidget(label(words(_("Language"))), 1, 0)
        below.addLayout(row(self.language, 0), 1, 1)
        safe = words(_("Data stays on this computer. Nothing is sent unless you make a bundle."))
        self._inner.addLayout(row(IconLabel("leaf", "accent", 26), 4, welcome, 0))
        self._inner.addLayout(grid)
        self._inner.addWidget(label(words(_("I work as")), "strong"))
        self._inner.addLayout(row(self.officer, self.department, spacing=10))
        self._inner.addLayout(below)
        self._inner.addWidget(Hint(safe, "info", icon="lock"))
        self._inner.addWidget(self._why)
        self.sample = ordinary(words(_("Try with sample data")), self._try_sample, "facility")
        self._inner.addLayout(row(self.sample, 0, flat(words(_("Quit")), self.reject), self.go))

    def _connect(self) -> None:
        self.language.picked.connect(self._speak)
        self.name.left.connect(self._propose_code)
        self.name.textChanged.connect(lambda _text: self._tell())
        self.code.textChanged.connect(lambda _text: self._tell())
        self.unit.picked.connect(lambda _value: self._tell())
        self.officer.radio.toggled.connect(lambda on: self._choose_role("officer" if on else "department"))
        self.department.radio.toggled.connect(lambda on: self._choose_role("department" if on else "officer"))

    def _choose_role(self, role: Role) -> None:
        changed = role != self._role
        self._role = role
        for one, panel in (("officer", self.officer), ("department", self.department)):
            panel.radio.blockSignals(True)
            panel.radio.setChecked(one == role)
            panel.radio.blockSignals(False)
            panel.set_chosen(one == role)
        if changed or not self.unit.value():
            options = self._model.units(role)
            self.unit.set_options(options, options[0].value if role == "department" and options else "")
        self._tell()

    def _propose_code(self, name: str) -> None:
        if not self.code.value():
            self.code.put(self._model.proposed_code(name))
        self._tell()

    def _tell(self) -> None:
        missing = self._model.missing(self.name.value(), self.code.value(), self.unit.value())
        self._why.setText(missing)
        self.go.setEnabled(not missing)

    def _speak(self, language: str) -> None:
        self._kept = (self.name.value(), self.code.value(), self.unit.value())
        self._model.speak(language)
        self._build()

    def _choose_folder(self) -> None:
        folder = files.ask_folder(self, words(_("Where data is kept")))
        if folder is not None:
            self.place.put(str(folder))

    def _begin(self) -> None:
        self._model.folder = Path(self.place.value())
        answers = (self._role, self.name.value(), self.code.value(), self.unit.value())
        self.setEnabled(False)

        def begun(desk: Desk) -> None:
            self.desk = desk
            self.accept()

        def failed(error: BaseException) -> None:
            self.setEnabled(True)
            tell(error, words(_("First start")), self)

        title = words(_("Making the store"))
        work.with_progress(
            lambda _progress: self._model.begin(*answers), begun, self, title, writes=True, failed=failed
        )

    def reject(self) -> None:
        """Leaving waits for a store that is being made."""
        if self.isEnabled():
            super().reject()

    def _try_sample(self) -> None:
        if self._model.sample_is_here():
            self._open_sample()
            return
        title = words(_("Making the sample data"))
        work.with_progress(self._model.make_sample, lambda _n: self._open_sample(), self, title, writes=True)

    def _open_sample(self) -> None:
        try:
            self.desk = self._model.open_sample(self._role)
        except UserError as error:
            tell(error, words(_("Try with sample data")), self)
            return
        self.accept()
