"""The composition root of the window: the only file that builds its parts and hands them to each other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base import paths
from sxsh_desktop.base.words import _, words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from sxsh_desktop.base.progress import Progress
    from sxsh_desktop.services.desk import Desk
    from sxsh_desktop.ui.navigation import Navigator
    from sxsh_desktop.ui.screen import Screen
    from sxsh_desktop.ui.shell.window import MainWindow
    from sxsh_desktop.ui.theme.apply import Theme

_FIRST_PAINT_MS = 200
# In the order in which they are likely to be opened.
_SCREENS = (
    "facilities.facilities_view",
    "records.records_view",
    "fill.fill_view",
    "exchange.exchange_view",
    "printing.printing_view",
    "review.review_view",
    "indicators.indicators_view",
    "reports.reports_view",
    "plan.plan_view",
    "catalogue.catalogue_view",
    "settings.settings_view",
)
_NO_DISPLAY = _("There is no display here. The whole job runs without one: sxsh demo FOLDER")


def main(argv: Sequence[str]) -> int:
    """Open the window; `argv` may hold "--store FOLDER". Returns the exit status."""
    if not _has_display():
        sys.stderr.write(words(_NO_DISPLAY) + "\n")
        return 1
    app = make_application()
    from sxsh_desktop.ui.theme.apply import Theme  # Qt comes with it

    theme = Theme(app)
    theme.use("system")
    desk = _open_or_ask(_store_of(argv))
    if desk is None:
        return 0
    window = build(desk, theme)
    window.open()
    read_ahead()
    try:
        return app.exec()
    finally:
        desk.close()


def make_application() -> QApplication:
    """The one application object: its names, and Qt's own words in our catalogue."""
    _read_rooms_below()
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from sxsh_desktop.ui.garbage import Collector
    from sxsh_desktop.ui.qt_words import CatalogueTranslator

    policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(policy)
    app = QApplication(["sxsh-desktop"])
    app.setApplicationName("SXSH Desktop")
    app.setApplicationDisplayName("SXSH Desktop")
    app.setDesktopFileName("sxsh-desktop")
    app.installTranslator(CatalogueTranslator(app))
    Collector(app)
    return app


def _read_rooms_below() -> None:
    """Read their code before Qt, whose import hook looks into the source of every module that comes after it."""
    for room in ("desk", "register", "today"):
        import_module(f"sxsh_desktop.services.{room}")


def read_ahead() -> None:
    """Read the code of the screens while the person looks at the first one, so that none waits when it is opened.

    Off the main thread, and only once the window has been painted.
    """
    from PySide6.QtCore import QTimer

    from sxsh_desktop.ui.jobs import Job

    def read(_progress: Progress) -> None:
        for name in _SCREENS:
            import_module(f"sxsh_desktop.ui.{name}")

    QTimer.singleShot(_FIRST_PAINT_MS, lambda: Job(read).start())


def build(desk: Desk, theme: Theme) -> MainWindow:
    """Put the parts of one desk's window together."""
    from sxsh_desktop.ui import jobs, memory
    from sxsh_desktop.ui.facilities.facilities_model import FacilitiesModel
    from sxsh_desktop.ui.navigation import Navigator
    from sxsh_desktop.ui.shell.filling import Filling
    from sxsh_desktop.ui.shell.shell_model import ShellModel
    from sxsh_desktop.ui.shell.window import MainWindow
    from sxsh_desktop.ui.widgets.dialogs import tell

    memory.keep_in(desk.folder)
    jobs.keep_reports_in(desk.folder)
    kept = memory.get("window/theme", "system")
    theme.use("dark" if kept == "dark" else "light" if kept == "light" else "system")
    navigator = Navigator()
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

    makers = _makers(desk, navigator, theme, new_facility)
    window = MainWindow(ShellModel(desk), navigator, makers, find_facility)
    navigator.setParent(window)
    filling = Filling(desk, navigator, window, register.quick, new_facility)
    window.closing.connect(filling.close_all)
    jobs.install_crash_hook(lambda error: tell(error, words(_("Error in the program")), window))
    _connect_printing(window, navigator)
    return window


def _makers(
    desk: Desk, navigator: Navigator, theme: Theme, new_facility: Callable[[QWidget], None]
) -> Mapping[str, Callable[[], Screen]]:
    """How each screen is made; its code is read when it is first shown."""

    def today() -> Screen:
        from sxsh_desktop.ui.today.today_model import TodayModel
        from sxsh_desktop.ui.today.today_view import TodayScreen

        return TodayScreen(TodayModel(desk), navigator)

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

    makers: dict[str, Callable[[], Screen]] = {
        "today": today,
        "facilities": facilities,
        "records": records,
        "printing": printing,
        "exchange": exchange,
        "catalogue": catalogue,
        "settings": settings,
    }
    if desk.profile.is_department:
        makers.update(_department_makers(desk, navigator))
    return makers


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


def _open_or_ask(folder: Path) -> Desk | None:
    """The desk in the folder, or what comes out of the first start; None when the person left."""
    from sxsh_desktop.base.errors import UserError
    from sxsh_desktop.services.desk import is_desk, open_desk
    from sxsh_desktop.ui.first_start.first_start_model import FirstStartModel
    from sxsh_desktop.ui.first_start.first_start_view import FirstStart
    from sxsh_desktop.ui.widgets.dialogs import error_dialog

    try:
        if is_desk(folder):
            return open_desk(folder)
        dialog = FirstStart(FirstStartModel(folder))
        dialog.exec()
    except UserError as error:
        error_dialog(error, "SXSH Desktop", None).run()
        return None
    return dialog.desk


def _store_of(argv: Sequence[str]) -> Path:
    given = list(argv)
    if "--store" in given[:-1]:
        return Path(given[given.index("--store") + 1])
    return paths.default_store()


def _has_display() -> bool:
    """On Linux a window needs X or Wayland, unless Qt is told to draw elsewhere."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
