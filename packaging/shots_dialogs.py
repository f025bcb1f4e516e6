"""Pictures of every dialog, and of the states of screens that only an act brings about.

First start, errors, finder, new record, probable duplicates, joined cards, previews of bundles of every fate (those
that clash with the store or diverge from it are made by shots_bundles.py), sending, merging what diverged, returning
with questions, taking an import back, printing, settings, progress, reference tables. They are drawn over copies of
the sample's desks, because some of them change what is there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from sxsh_desktop.services.desk import Desk
    from sxsh_desktop.ui.exchange.exchange_view import ExchangeScreen
    from sxsh_desktop.ui.review.review_view import ReviewScreen
    from sxsh_desktop.ui.shell.window import MainWindow
    from sxsh_desktop.ui.theme.apply import Theme

ROOMS = {"1366x768": (1366, 698), "1920x1080_150": (1280, 650)}
LOOKS = (("light", "vi"), ("dark", "vi"), ("light", "en"), ("dark", "en"))
Picture = tuple[str, "QPixmap"]
_QUESTION = "Số điện này của tháng nào? Xin xem lại hóa đơn."
_REASON = "Đã gọi cho chủ cơ sở, số của bản A đúng."


def draw(app: QApplication, theme: Theme, sample: Path, target: Path, size: str) -> None:
    """Every dialog in each look and language, in one size."""
    from sxsh_desktop.base.words import set_language
    from sxsh_desktop.ui import memory

    for look, language in LOOKS:
        memory.keep_in(None)
        set_language(language)
        theme.use("dark" if look == "dark" else "light")
        with tempfile.TemporaryDirectory() as made:
            copies = Path(shutil.copytree(sample, Path(made) / "mau"))
            for name, picture in _Scenes(app, theme, copies, size, language).all():
                picture.save(str(target / f"dialog-{name}-{size}-{language}-{look}.png"))


class _Scenes:
    """The pictures of one size, look and language."""

    def __init__(self, app: QApplication, theme: Theme, sample: Path, size: str, language: str) -> None:
        self._app, self._theme, self._sample = app, theme, sample
        self._room, self._language = ROOMS[size], language

    def all(self) -> Iterator[Picture]:
        """Each with its name."""
        yield from self._first_start()
        with _window(self._app, self._theme, self._sample / "department", self._language, self._room) as at:
            window, desk = at
            yield from self._dialogs(window, desk)
            yield from self._joined(window, desk)
            yield from self._review(window, desk)
            figures, file = import_module("shots_figures"), self._sample / "bang.xlsx"
            yield from figures.tables(self._grab, self._settle, window, desk, file)
            yield from self._settings(window)
        folder = self._sample / "department-before-import"
        with _window(self._app, self._theme, folder, self._language, self._room) as at:
            yield from self._bundles(at[0])
        with _window(self._app, self._theme, self._sample / "officer-1", self._language, self._room) as at:
            yield from self._officer(*at)

    # -- before there is a desk ---------------------------------------------------------------------------

    def _first_start(self) -> Iterator[Picture]:
        from sxsh_desktop.ui.first_start.first_start_model import FirstStartModel
        from sxsh_desktop.ui.first_start.first_start_view import FirstStart

        model = FirstStartModel(Path("D:/SXSH/CaoLanh"), self._sample / "thu")
        model.language = self._language
        dialog = FirstStart(model)
        yield "first-start-empty", self._grab(dialog)
        dialog.name.setText("Nguyễn Thị Hồng Gấm")
        dialog.name.left.emit(dialog.name.text())
        dialog.unit.set_value("866")
        dialog.unit.picked.emit("866")
        yield "first-start-officer", self._grab(dialog)
        dialog.department.radio.setChecked(True)
        yield "first-start-department", self._grab(dialog)
        yield "first-start-sample", self._progress(dialog)
        dialog.close()

    def _progress(self, parent: QWidget) -> QPixmap:
        from sxsh_desktop.base.words import words
        from sxsh_desktop.ui.jobs import Job
        from sxsh_desktop.ui.work import ProgressDialog

        dialog = ProgressDialog(words("Making the sample data"), Job(lambda _progress: None), parent)
        dialog.panel.advance(41, 120, words("Writing records"))
        picture = self._grab(dialog)
        dialog.hide()
        return picture

    # -- dialogs of the department ------------------------------------------------------------------------

    def _dialogs(self, window: MainWindow, desk: Desk) -> Iterator[Picture]:
        from sxsh_desktop.bundle.errors import BundleNoRoomError
        from sxsh_desktop.services import register
        from sxsh_desktop.services.register import FacilityQuery
        from sxsh_desktop.ui.duplicates.duplicates_model import Draft, NewFacilityModel
        from sxsh_desktop.ui.duplicates.duplicates_view import NewFacilityDialog, SameFacilityDialog
        from sxsh_desktop.ui.widgets.dialogs import error_dialog

        for name, error in (
            ("error", BundleNoRoomError(file="cl-cb01.sxsh", folder="D:/SXSH/So")),
            ("error-bug", ZeroDivisionError()),
        ):
            dialog = error_dialog(error, window.windowTitle().partition(" – ")[0], window, lambda: None)
            yield name, self._grab(dialog)
            dialog.fold.click()
            yield f"{name}-details", self._grab(dialog)
        yield "finder", self._caught(lambda: _press(window, "Ctrl+K"), _type("nuoc da"))
        yield "help", self._caught(window.help)
        yield "new-record", self._caught(lambda: _press(window, "Ctrl+N"))
        alike = next((one for one in register.page(desk, register.search(desk, FacilityQuery()))), None)
        if alike is not None:
            model = NewFacilityModel(desk, lambda _form, _known: None)
            new = NewFacilityDialog(model, window)
            yield "new-facility", self._grab(new)
            new.name.setText(alike.name)
            new.commune.set_value(alike.commune)
            new.look()
            yield "probable-duplicates", self._grab(new)
            found = model.duplicates(Draft(alike.name, "", alike.commune))
            yield "same-facility", self._grab(SameFacilityDialog(alike.name, found, window))

    def _joined(self, window: MainWindow, desk: Desk) -> Iterator[Picture]:
        from sxsh_desktop.services import duplicates, facility_links

        screen = _review(window)
        window.show_screen("review", tab="duplicates")
        self._settle()
        yield "review-duplicates", window.grab()
        yield "join", self._caught(screen.duplicates.act.click)
        pair = next(iter(duplicates.all_duplicates(desk)), None)
        if pair is None:
            return
        facility_links.join(desk, pair.a.facility_id, pair.b.facility_id, _REASON)
        window.show_screen("facilities", pair.a.facility_id)
        self._settle()
        yield "joined-card", window.grab()

    def _review(self, window: MainWindow, desk: Desk) -> Iterator[Picture]:
        from sxsh_desktop.services import review

        screen = _review(window)
        window.show_screen("review", tab="diverged")
        self._settle()
        screen.diverged.act.click()
        self._settle()
        yield "merge", window.grab()
        for chooser in screen.split.choosers.values():
            chooser.choose(1)
        self._settle()
        yield "merge-chosen", window.grab()
        yield "merge-reason", self._caught(screen.split.go.click)
        line = next((one for one in review.inbox(desk) if one.corrected and not one.diverged), None)
        line = line or review.inbox(desk)[0]
        screen.inbox.choose(line.revision_id)
        self._settle()
        yield "compare", window.grab()
        screen.compare.question.put(_QUESTION)
        screen.compare.question.left.emit(_QUESTION)
        self._settle()
        yield "return-with-question", window.grab()
        yield "reject", self._caught(screen.compare.reject.click)

    def _settings(self, window: MainWindow) -> Iterator[Picture]:
        from sxsh_desktop.ui.settings.settings_view import SettingsScreen

        window.show_screen("settings")
        screen = cast(SettingsScreen, window.screen_of("settings"))
        screen.back_up.click()
        self._settle()
        yield "settings-backed-up", window.grab()
        yield "settings-restore", self._caught(screen.restore.click)
        yield "settings-copy", self._caught(screen.copy.click)
        yield "settings-about", self._caught(screen.about.click)

    # -- bundles ------------------------------------------------------------------------------------------

    def _bundles(self, window: MainWindow) -> Iterator[Picture]:
        bundles = sorted((self._sample / "bundles").glob("*-cb*.sxsh"), key=lambda one: -one.stat().st_size)
        first, later = bundles[0], next(one for one in bundles[1:] if one.name[:2] == bundles[0].name[:2])
        broken = self._sample / f"hong-{first.name}"
        content = bytearray(first.read_bytes())
        content[len(content) // 2] ^= 1
        broken.write_bytes(content)
        screen = _exchange(window)
        window.show_screen("exchange", tab="receive")
        for name, file in (("waiting", later), ("new", first), ("refused", broken)):
            screen.receive.take([file])
            screen.receive.show_file(file)
            self._settle()
            yield f"preview-{name}", window.grab()
        yield "refused", self._caught(screen.receive.go.click)
        screen.receive.show_file(first)
        screen.receive.go.click()
        self._settle()
        yield "imported", window.grab()
        for name, file in (
            ("corrected", later),
            *((f"other-{at}", one) for at, one in enumerate(bundles[4:], 1)),
        ):
            again = Path(shutil.copy(file, self._sample / f"lai-{file.name}"))
            screen.receive.take([again])
            screen.receive.show_file(again)
            self._settle()
            yield f"preview-{name}", window.grab()
            screen.receive.go.click()
            self._settle()
        yield from self._odd(window)
        window.show_screen("exchange", tab="shelf")
        self._settle()
        yield "shelf", window.grab()
        window.show_screen("exchange", tab="history")
        self._settle()
        screen.history.undo.click()
        self._settle()
        yield "import-undone", window.grab()

    def _odd(self, window: MainWindow) -> Iterator[Picture]:
        """A record that clashes with one that is here, and one that diverges from it: before and after."""
        screen = _exchange(window)
        for name, file in import_module("shots_bundles").odd_bundles(self._sample):
            window.show_screen("exchange", tab="receive")
            screen.receive.take([file])
            screen.receive.show_file(file)
            self._settle()
            yield f"preview-{name}", window.grab()
            screen.receive.go.click()
            self._settle()
            yield f"imported-{name}", window.grab()

    def _officer(self, window: MainWindow, desk: Desk) -> Iterator[Picture]:
        from sxsh_desktop.services import records, register
        from sxsh_desktop.services.records import RecordFilter
        from sxsh_desktop.services.register import FacilityQuery
        from sxsh_desktop.ui import say
        from sxsh_desktop.ui.navigation import PrintRequest
        from sxsh_desktop.ui.printing.printing_view import PrintingScreen
        from sxsh_desktop.ui.records.records_view import RecordsScreen

        window.show_screen("exchange", tab="send")
        screen = _exchange(window)
        screen.send.folder.put(str(self._sample / "bundles"))
        self._settle()
        yield "send", window.grab()
        yield "sent", self._caught(screen.send.go.click)
        window.show_screen("records", tab="all")
        self._settle()
        answers = cast(RecordsScreen, window.screen_of("records"))
        yield "answers", self._caught(answers.read_it.click)
        facility = register.page(desk, register.search(desk, FacilityQuery(sort="records", descending=True)))[
            0
        ]
        window.show_screen("printing")
        printing = cast(PrintingScreen, window.screen_of("printing"))
        forms = ("b_khao_sat", "c_tieu_thu")
        names = {facility.facility_id: f"{facility.code} · {facility.name}"}
        printing.take(PrintRequest(form_ids=forms, facility_ids=(facility.facility_id,), names=names))
        self._settle()
        yield "print-prefilled", window.grab()
        found = records.records(desk, RecordFilter(facility_id=facility.facility_id))
        titles = {
            one.record_id: f"{say.form_short(one.form_id)} · {say.without_letter(one.form_id, one.title)}"
            for one in found[:2]
        }
        theirs = tuple(one.form_id for one in found[:2])
        printing.take(PrintRequest(form_ids=theirs, record_ids=tuple(titles), names=titles))
        self._settle()
        yield "print-filled", window.grab()

    # -- how ----------------------------------------------------------------------------------------------

    def _grab(self, dialog: QWidget) -> QPixmap:
        dialog.show()
        self._settle()
        return dialog.grab()

    def _caught(
        self, act: Callable[[], object], before: Callable[[QDialog], object] | None = None
    ) -> QPixmap:
        """The picture of the modal dialog that an act opens; the dialog is then left."""
        from PySide6.QtCore import QTimer
        from PySide6.QtGui import QPixmap
        from PySide6.QtWidgets import QApplication, QDialog

        from sxsh_desktop.ui.work import ProgressDialog

        taken: list[QPixmap] = []
        timer = QTimer()

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QDialog) or isinstance(dialog, ProgressDialog):
                return
            timer.stop()
            if before is not None:
                before(dialog)
            self._settle()
            taken.append(dialog.grab())
            dialog.reject()

        timer.timeout.connect(look)
        timer.start(50)
        act()
        for _round in range(20):
            if taken:
                break
            self._settle()
        timer.stop()
        return taken[0] if taken else QPixmap(8, 8)

    def _settle(self, longest: int = 20_000) -> None:
        """Let every job end and everything be drawn."""
        from PySide6.QtCore import QElapsedTimer, QEventLoop

        from sxsh_desktop.ui import jobs

        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < 250 or (not jobs.is_idle() and clock.elapsed() < longest):
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        for _round in range(3):
            self._app.processEvents()


@contextmanager
def _window(
    app: QApplication, theme: Theme, folder: Path, language: str, room: tuple[int, int]
) -> Iterator[tuple[MainWindow, Desk]]:
    """The window of a desk, as the program puts it together."""
    from sxsh_desktop import app as composition
    from sxsh_desktop.base.words import set_language
    from sxsh_desktop.services.desk import open_desk
    from sxsh_desktop.ui import jobs, memory

    desk = open_desk(folder)
    set_language(language)
    colours = theme.choice
    window = composition.build(desk, theme)
    memory.keep_in(None)
    theme.use(colours)
    window.resize(*room)
    window.show()
    window.show_screen("today")
    window.count_anew()
    jobs.wait_for_all()
    try:
        yield window, desk
    finally:
        jobs.wait_for_all()
        window.close()
        window.deleteLater()
        app.processEvents()
        desk.close()


def _press(window: MainWindow, key: str) -> None:
    from PySide6.QtGui import QKeySequence, QShortcut

    wanted = QKeySequence(key)
    for shortcut in window.findChildren(QShortcut):
        if shortcut.key() == wanted:
            shortcut.activated.emit()
            return


def _type(text: str) -> Callable[[QDialog], None]:
    def type_it(dialog: QDialog) -> None:
        from sxsh_desktop.ui.shell.finder import Finder

        if isinstance(dialog, Finder):
            dialog.search.put(text)
            dialog.search.searched.emit(text)

    return type_it


def _review(window: MainWindow) -> ReviewScreen:
    return cast("ReviewScreen", window.screen_of("review"))


def _exchange(window: MainWindow) -> ExchangeScreen:
    return cast("ExchangeScreen", window.screen_of("exchange"))
