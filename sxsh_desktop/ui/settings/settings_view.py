"""The screen Settings: person and looks at the left, the store and its backups at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.backup import Backup, Restored, VerifyReport
from sxsh_desktop.services.backup_errors import RecoveryCodeNeededError
from sxsh_desktop.ui import files, memory, say, work
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.settings.backup_panel import BackupPanel, ask_code
from sxsh_desktop.ui.settings.care_dialogs import AboutDialog, CopyDialog
from sxsh_desktop.ui.settings.sample_panel import SamplePanel
from sxsh_desktop.ui.settings.settings_model import Rows, SettingsModel
from sxsh_desktop.ui.theme.apply import Choice, Theme
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, link, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog, tell
from sxsh_desktop.ui.widgets.fields import Combo, Option
from sxsh_desktop.ui.widgets.pages import PageHead, Scroller, facts
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import Panel, column, label, row

THEME_KEY = "window/theme"
_LEFT, _BESIDE_FROM = 380, 940  # pixels: the left column, and the screen that has room for two
_ANY_WIDTH = 16_777_215  # Qt's own "no limit"


class SettingsScreen(Screen):
    """Everything takes effect at once, but for the language."""

    def __init__(self, model: SettingsModel, navigator: Navigator, theme: Theme) -> None:
        super().__init__()
        self._model, self._navigator, self._theme = model, navigator, theme
        self.backups = RowsModel(model.backup_columns())
        self.table = Table(self.backups, "backups")
        self.table.setMinimumHeight(120)
        self._stack = QStackedWidget()
        text = words(_("A backup takes a few seconds and is kept in the store's folder."))
        self._stack.addWidget(self.table)
        self._stack.addWidget(EmptyList("backup", words(_("Never backed up")), text))
        self._note = Hint("", "ok")
        self._note.hide()
        head = PageHead(words(_("Settings")))
        self.back_up = primary(words(_("Back up now")), self._back_up, "backup")
        head.put(0, self.back_up)
        sample = SamplePanel(model.role, self, sample=model.sample)
        self._left = QWidget()
        left = column(self._person_panel(), self._looks_panel(), sample, 0, spacing=12)
        left.setContentsMargins(0, 0, 0, 0)
        self._left.setLayout(left)
        whole = Scroller(margins=(MEASURES.margin, 12, MEASURES.margin, 12))
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(14)
        self._beside.addWidget(self._left)
        self._beside.addWidget(self._store_panel(), 1)
        whole.body.addLayout(self._beside, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(whole, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or under each other where there is little room."""
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE_FROM
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._beside.direction() != way:
            self._beside.setDirection(way)
        if beside:
            self._left.setFixedWidth(_LEFT)
        else:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(_ANY_WIDTH)

    def refresh(self) -> None:
        """Read the backups."""
        work.read(self._model.backups, self._show_backups, self)

    def _show_backups(self, rows: Rows) -> None:
        self.backups.put(rows)
        self.rolling.refresh()
        self._stack.setCurrentIndex(0 if rows else 1)
        self.table.choose_row(0)

    def panes(self) -> list[QWidget]:
        """Looks, backups."""
        return [self.language, self.table]

    def _person_panel(self) -> Panel:
        panel = Panel()
        trusted = link(
            words(_("Trusted devices")), lambda: self._navigator.go("exchange", tab="devices"), "seal"
        )
        ways = link(
            words(_("How bundles go, watched folder")),
            lambda: self._navigator.go("exchange", tab="both"),
            "exchange",
        )
        panel.add(label(words(_("Person")), "h2"), facts(self._model.person()), trusted, ways)
        return panel

    def _looks_panel(self) -> Panel:
        languages = (Option("vi", "Tiếng Việt"), Option("en", "English"))
        self.language = Combo(languages, self._model.language, width=200)
        self.language.setAccessibleName(words(_("Language")))
        self.language.picked.connect(self._set_language)
        looks = (
            Option("system", words(_("As the system"))),
            Option("light", words(_("Light"))),
            Option("dark", words(_("Dark"))),
        )
        self.looks = Combo(looks, memory.get(THEME_KEY, "system"), width=200)
        self.looks.setAccessibleName(words(_("Colours")))
        self.looks.picked.connect(self._set_theme)
        self._later = label("", "small", wrap=True)
        self._later.hide()
        panel = Panel()
        panel.add(
            label(words(_("Language and colours")), "h2"),
            row(label(words(_("Language")), "dim"), 0, self.language),
            row(label(words(_("Colours")), "dim"), 0, self.looks),
            self._later,
        )
        return panel

    def _store_panel(self) -> Panel:
        panel = Panel(spacing=10)
        open_folder = flat(words(_("Open the folder")), lambda: files.show(self._model.folder), "folder")
        self.copy = ordinary(words(_("Copy everything to another disk…")), self._copy_store, "usb")
        self.restore = ordinary(words(_("Restore…")), self._restore, "import")
        self.about = flat(words(_("About the program")), self._tell_about, "info")
        self.rolling = BackupPanel(self._model)
        care = row(
            flat(words(_("Check the whole store")), self._verify, "seal"),
            flat(words(_("Compute lists anew")), self._rebuild, "compare"),
            0,
            self.about,
        )
        panel.add(
            row(label(words(_("Store")), "h2"), 0, open_folder),
            facts(self._model.store(), 150),
            care,
            self._note,
            label(words(_("Backups in the store's folder")), "h2"),
            self._stack,
            self.rolling,
            row(self.copy, self.restore, 0),
            label(words(_("The copy holds the keys of this device: keep that disk locked up.")), "small"),
        )
        panel.body.setStretchFactor(self._stack, 1)
        return panel

    # -- acts ---------------------------------------------------------------------------------------------

    def _set_language(self, language: str) -> None:
        self._model.set_language(language)
        self._later.setText(words(_("The language changes when the program is opened again.")))
        self._later.show()

    def _set_theme(self, value: str) -> None:
        memory.put(THEME_KEY, value)
        chosen: Choice = "dark" if value == "dark" else "light" if value == "light" else "system"
        self._theme.use(chosen)

    def _back_up(self) -> None:
        title = words(_("Backing up"))

        def failed(error: BaseException) -> None:
            tell(
                error, title, self
            )  # the second place may have failed after the backup here was made: show it
            self._navigator.data_changed.emit()
            self.refresh()

        work.with_progress(
            lambda progress: self._model.back_up(None, progress), self._backed_up, self, title, failed=failed
        )

    def _copy_store(self) -> None:
        if not CopyDialog(self).run():
            return
        target = files.ask_folder(self, words(_("Copy everything to another disk")))
        if target is not None:
            chosen: Path = target
            title = words(_("Copying the store"))
            work.with_progress(
                lambda progress: self._model.back_up(chosen, progress), self._backed_up, self, title
            )

    def _tell_about(self) -> None:
        AboutDialog(str(self._model.folder), lambda: files.show(self._model.fonts), self).run()

    def _backed_up(self, made: Backup) -> None:
        text = _("The backup is made and was read back: {file}, {size}.")
        self._note.say(words(text, file=made.file.name, size=say.size(made.size)), "ok")
        self._navigator.data_changed.emit()
        self.refresh()

    def _restore(self) -> None:
        chosen = self.table.current_id()
        about = words(_("What the store lacks is brought back; what is there stays."))
        dialog = Dialog(words(_("Restore")), about, self)
        name = Path(chosen).name if chosen else words(_("no backup is chosen in the list"))
        dialog.add(label(name, select=True))
        this = primary(words(_("Restore this backup")), dialog.accept)
        this.setEnabled(bool(chosen))
        other = ordinary(words(_("From another disk…")), lambda: dialog.done(2), "folder")
        dialog.set_buttons(ordinary(words(_("Back")), dialog.reject), other, this)
        dialog.run()
        if dialog.result() == 1:
            self._bring_back(Path(chosen))
        elif dialog.result() == 2:
            about = words(_("The folder of the copied store, or of sealed backups"))
            folder = files.ask_folder(self, about)
            if folder is not None:
                self._bring_back(folder)

    def _bring_back(self, file: Path, code: str = "") -> None:
        def done(restored: Restored) -> None:
            self._note.say(self._model.restored_words(restored), "ok")
            self._navigator.data_changed.emit()

        def failed(error: BaseException) -> None:
            if not isinstance(error, RecoveryCodeNeededError):
                tell(error, title, self)
                return
            typed = ask_code(self.window(), file.name)
            if typed:
                self._bring_back(file, typed)

        title = words(_("Restoring"))
        work.with_progress(
            lambda p: self._model.restore(file, p, code), done, self, title, writes=True, failed=failed
        )

    def _verify(self) -> None:
        work.with_progress(self._model.verify, self._verified, self, words(_("Checking the whole store")))

    def _verified(self, report: VerifyReport) -> None:
        if report.ok:
            text = _("The store is whole: {n} versions of records, every signature and file is right.")
            self._note.say(words(text, n=say.count(report.revisions)), "ok")
            return
        first = report.problems[0].text if report.problems else ""
        text = _("{n} things are wrong with the store. {first}")
        self._note.say(words(text, n=len(report.problems), first=first), "bad")

    def _rebuild(self) -> None:
        def done(_nothing: object) -> None:
            self._note.say(words(_("All lists were computed anew from the records.")), "ok")
            self._navigator.data_changed.emit()

        title = words(_("Computing lists anew"))
        work.with_progress(self._model.rebuild, done, self, title, writes=True)
