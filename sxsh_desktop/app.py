"""The composition root of the window: the only file that builds its parts and hands them to each other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.clock import system_clock
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.started import NotUnderstoodError, has_display, store_asked
from sxsh_desktop.base.words import _, set_language, words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from sxsh_desktop.base.progress import Progress
    from sxsh_desktop.services.desk import Desk
    from sxsh_desktop.services.profile import Profile
    from sxsh_desktop.ui.navigation import Navigator
    from sxsh_desktop.ui.screen import Screen, ScreenMaker
    from sxsh_desktop.ui.shell.window import MainWindow
    from sxsh_desktop.ui.theme.apply import Theme

_FIRST_PAINT_MS = 200
_LONGEST_OPENING_MS = 600_000  # a large store of an earlier version is brought up to date when it is opened
# Qt's calls let other threads in, and each time the window waits this long for its turn while a worker computes.
_THREADS_CHANGE_S = 0.001
# What the window needs as soon as the store is open, in this order; read off the main thread.
_NEEDED_FIRST = (
    *("services.desk", "services.today", "services.register"),
    *("ui.facilities.facilities_model", "ui.shell.filling", "ui.shell.backup_keeper"),
)
# In the order in which they are likely to be opened.
_SCREENS = (
    *("facilities", "records", "fill", "exchange", "printing"),
    *("review", "indicators", "reports", "plan", "catalogue", "settings"),
)
_NO_DISPLAY = _("There is no display here. The whole job runs without one: sxsh demo FOLDER")


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window; `argv` may hold "--store FOLDER". Returns the exit status."""
    given = sys.argv[1:] if argv is None else argv
    folder = store_asked(given)
    if not has_display():
        sys.stderr.write(words(_NO_DISPLAY) + "\n")
        return 1
    app = make_application()
    from sxsh_desktop.ui.theme.apply import Theme  # Qt comes with it

    theme = Theme(app)
    try:
        if folder is None:
            raise NotUnderstoodError(given=" ".join(given))
        profile = _profile_of(folder)
        desk = _first_start(folder, theme) if profile is None else None
    except UserError as error:
        _refuse(error, theme)
        return 1
    if desk is not None:
        folder, profile = desk.folder, desk.profile
    if profile is None:
        return 0
    program = Program(theme, folder, profile, desk)
    program.open()
    try:
        return app.exec()
    finally:
        program.close()


class Program:
    """One start: the window first, the store behind it, then everything that needs the store.

    Attributes: window; desk (None while the store is being opened).
    """

    def __init__(self, theme: Theme, folder: Path, profile: Profile, desk: Desk | None = None) -> None:
        self.desk = desk
        self._folder, self._theme, self._closed = folder, theme, False
        set_language(profile.language)
        _remember_in(folder, theme)
        self._shell = Shell(profile, folder, system_clock().date())
        self.window = self._shell.window

    def open(self) -> None:
        """Show the window; open the store, unless it is open already, once the window has been painted."""
        if self.desk is None:
            self.window.first_painted.connect(self._open_store)
        else:
            self._opened(self.desk)
        self.window.open()

    def close(self) -> None:
        """After the event loop: let an opening store come to its end, and let go of it."""
        from sxsh_desktop.ui import jobs

        self._closed = True
        jobs.stop_all()  # what still reads, for nobody
        jobs.wait_for_all(_LONGEST_OPENING_MS)
        if self.desk is not None:
            self.desk.close()

    def _open_store(self) -> None:
        from sxsh_desktop.ui import work

        folder = self._folder

        def open_store(_progress: Progress) -> Desk:
            for name in _NEEDED_FIRST:
                import_module(f"sxsh_desktop.{name}")
            from sxsh_desktop.services.desk import open_desk

            return open_desk(folder)

        work.write(open_store, self._opened, self.window, "", self._failed)

    def _opened(self, desk: Desk) -> None:
        from sxsh_desktop.ui import garbage
        from sxsh_desktop.ui.shell.backup_keeper import BackupKeeper

        self.desk = desk
        garbage.keep_all()
        if not self._closed:
            self._shell.furnish(desk, self._theme)
            BackupKeeper(desk, self.window)
            read_ahead()

    def _failed(self, error: BaseException) -> None:
        from sxsh_desktop.ui.widgets.dialogs import tell

        if not self._closed:
            tell(error, "SXSH Desktop", self.window)
        self.window.close()


class Shell:
    """The window before its store is open, and what makes it whole."""

    def __init__(self, profile: Profile, folder: Path, day: date) -> None:
        from sxsh_desktop.ui.navigation import Navigator
        from sxsh_desktop.ui.shell.shell_model import rail_entries, title_of
        from sxsh_desktop.ui.shell.window import MainWindow
        from sxsh_desktop.ui.today.today_view import TodayScreen

        self._navigator = Navigator()
        self._today = TodayScreen(self._navigator, day)
        entries = rail_entries(department=profile.is_department)
        early = {"today": self._today}
        self.window = MainWindow(title_of(profile, folder), entries, self._navigator, early)
        self._navigator.setParent(self.window)

    def furnish(self, desk: Desk, theme: Theme) -> None:
        """Give the window everything that needs the open store."""
        from sxsh_desktop.ui import jobs
        from sxsh_desktop.ui.exchange.inbox_watch import InboxWatch
        from sxsh_desktop.ui.facilities.facilities_model import FacilitiesModel
        from sxsh_desktop.ui.shell.filling import Filling
        from sxsh_desktop.ui.shell.shell_model import ShellModel
        from sxsh_desktop.ui.shell.store_watch import StoreWatch
        from sxsh_desktop.ui.today.today_model import TodayModel
        from sxsh_desktop.ui.widgets.dialogs import tell

        window, navigator = self.window, self._navigator
        register = FacilitiesModel(desk)

        def find_facility(parent: QWidget) -> None:
            from sxsh_desktop.ui.shell.finder import Finder

            finder = Finder(register.quick, words(_("Find a facility")), words(_("Open its card")), parent)
            finder.found.connect(lambda one: navigator.go("facilities", one))
            finder.run()

        def new_facility(parent: QWidget) -> None:
            from sxsh_desktop.ui.duplicates.duplicates_model import NewFacilityModel
            from sxsh_desktop.ui.duplicates.duplicates_view import NewFacilityDialog

            model = NewFacilityModel(desk, lambda form, known: filling.start(form, known=known))
            dialog = NewFacilityDialog(model, parent)
            dialog.open_asked.connect(lambda one: navigator.go("facilities", one))
            dialog.run()

        filling = Filling(desk, navigator, window, register.quick, new_facility)
        window.closing.connect(filling.close_all)
        jobs.install_crash_hook(lambda error: tell(error, words(_("Error in the program")), window))
        _connect_printing(window, navigator)
        self._today.take(TodayModel(desk))
        window.furnish(ShellModel(desk), _makers(desk, navigator, theme, new_facility), find_facility)
        watch = InboxWatch(desk, window)
        watch.arrived.connect(lambda _files: navigator.data_changed.emit())
        navigator.data_changed.connect(watch.look_soon)
        window.closing.connect(watch.stop)
        others = StoreWatch(desk, window)
        others.changed.connect(navigator.data_changed)
        navigator.data_changed.connect(others.own_change)
        window.closing.connect(others.stop)


def make_application() -> QApplication:
    """The one application object: its names, and Qt's own words in our catalogue."""
    sys.setswitchinterval(_THREADS_CHANGE_S)
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from sxsh_desktop.ui.garbage import Collector
    from sxsh_desktop.ui.qt_words import CatalogueTranslator

    policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(policy)
    app = QApplication(["sxsh-desktop"])
    app.setApplicationName("SXSH Desktop")
    app.setDesktopFileName("sxsh-desktop")
    app.installTranslator(CatalogueTranslator(app))
    Collector(app)
    return app


def read_ahead() -> None:
    """Read the code of the screens while the person looks at the first one, so that none waits when it is opened.

    Off the main thread, and only once the window has been painted.
    """
    from PySide6.QtCore import QTimer

    from sxsh_desktop.ui import garbage
    from sxsh_desktop.ui.jobs import Job

    def read(_progress: Progress) -> None:
        for name in _SCREENS:
            import_module(_module_of(name))

    job = Job(read, quiet=True)
    job.succeeded.connect(lambda _read: garbage.keep_all())
    QTimer.singleShot(_FIRST_PAINT_MS, lambda: job.start())  # the lambda holds the job


def build(desk: Desk, theme: Theme) -> MainWindow:
    """The whole window of a desk that is open already."""
    _remember_in(desk.folder, theme)
    shell = Shell(desk.profile, desk.folder, desk.today())
    shell.furnish(desk, theme)
    return shell.window


def _remember_in(folder: Path, theme: Theme) -> None:
    """Places, sizes and crash reports go into the store's folder; the colours are those that were chosen last."""
    from sxsh_desktop.ui import jobs, memory

    memory.keep_in(folder)
    jobs.keep_reports_in(folder)
    kept = memory.get("window/theme", "system")
    theme.use("dark" if kept == "dark" else "light" if kept == "light" else "system")


def _makers(
    desk: Desk, navigator: Navigator, theme: Theme, new_facility: Callable[[QWidget], None]
) -> Mapping[str, ScreenMaker]:
    """How each screen is made; its code is read ahead, or when it is first shown."""
    from sxsh_desktop.ui.screen import ScreenMaker

    def facilities() -> Screen:
        from sxsh_desktop.ui.facilities.card_model import CardModel
        from sxsh_desktop.ui.facilities.facilities_model import FacilitiesModel
        from sxsh_desktop.ui.facilities.facilities_view import FacilitiesScreen

        return FacilitiesScreen(FacilitiesModel(desk), CardModel(desk), navigator, new_facility)

    def records() -> Screen:
        from sxsh_desktop.ui.records.records_model import RecordsModel
        from sxsh_desktop.ui.records.records_view import RecordsScreen

        return RecordsScreen(RecordsModel(desk), navigator)

    def printing() -> Screen:
        from sxsh_desktop.ui.printing.printing_model import PrintingModel
        from sxsh_desktop.ui.printing.printing_view import PrintingScreen

        return PrintingScreen(PrintingModel(desk))

    def exchange() -> Screen:
        from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
        from sxsh_desktop.ui.exchange.exchange_view import ExchangeScreen

        return ExchangeScreen(ExchangeModel(desk), navigator)

    def catalogue() -> Screen:
        from sxsh_desktop.ui.catalogue.catalogue_model import CatalogueModel
        from sxsh_desktop.ui.catalogue.catalogue_view import CatalogueScreen

        return CatalogueScreen(CatalogueModel(desk), navigator)

    def settings() -> Screen:
        from sxsh_desktop.ui.settings.settings_model import SettingsModel
        from sxsh_desktop.ui.settings.settings_view import SettingsScreen

        return SettingsScreen(SettingsModel(desk), navigator, theme)

    made = {
        "facilities": facilities,
        "records": records,
        "printing": printing,
        "exchange": exchange,
        "catalogue": catalogue,
        "settings": settings,
    }
    if desk.profile.is_department:
        made.update(_department_makers(desk, navigator))
    return {key: ScreenMaker(_module_of(key), make) for key, make in made.items()}


def _module_of(key: str) -> str:
    """Where a screen's code is."""
    return f"sxsh_desktop.ui.{key}.{key}_view"


def _department_makers(desk: Desk, navigator: Navigator) -> Mapping[str, Callable[[], Screen]]:
    """The screens that only the department has."""

    def review() -> Screen:
        from sxsh_desktop.ui.review.review_model import ReviewModel
        from sxsh_desktop.ui.review.review_view import ReviewScreen

        return ReviewScreen(ReviewModel(desk), navigator)

    def indicators() -> Screen:
        from sxsh_desktop.ui.indicators.indicators_model import IndicatorsModel
        from sxsh_desktop.ui.indicators.indicators_view import IndicatorsScreen

        return IndicatorsScreen(IndicatorsModel(desk), navigator)

    def reports() -> Screen:
        from sxsh_desktop.ui.reports.reports_model import ReportsModel
        from sxsh_desktop.ui.reports.reports_view import ReportsScreen

        return ReportsScreen(ReportsModel(desk), navigator)

    def plan() -> Screen:
        from sxsh_desktop.ui.plan.plan_model import PlanModel
        from sxsh_desktop.ui.plan.plan_view import PlanScreen

        return PlanScreen(PlanModel(desk), navigator)

    return {"review": review, "indicators": indicators, "reports": reports, "plan": plan}


def _connect_printing(window: MainWindow, navigator: Navigator) -> None:
    from sxsh_desktop.ui.navigation import PrintRequest

    def show(request: PrintRequest) -> None:
        from sxsh_desktop.ui.printing.printing_view import PrintingScreen

        window.show_screen("printing")
        screen = window.screen_of("printing")
        if isinstance(screen, PrintingScreen):
            screen.take(request)

    navigator.print_asked.connect(show)


def _profile_of(folder: Path) -> Profile | None:
    """Who works in this folder; None when nobody has set it up. Raises ProfileDamagedError."""
    from sxsh_desktop.services.profile import NotSetUpError, read_profile

    try:
        return read_profile(folder)
    except NotSetUpError:
        return None


def _first_start(folder: Path, theme: Theme) -> Desk | None:
    """What comes out of the questions of the first start; None when the person left. Raises UserError."""
    from sxsh_desktop.ui.first_start.first_start_model import FirstStartModel
    from sxsh_desktop.ui.first_start.first_start_view import FirstStart

    theme.use("system")
    dialog = FirstStart(FirstStartModel(folder))
    dialog.exec()
    return dialog.desk


def _refuse(error: UserError, theme: Theme) -> None:
    """Say why there is no window."""
    from sxsh_desktop.ui.widgets.dialogs import error_dialog

    theme.use("system")
    error_dialog(error, "SXSH Desktop", None).run()
