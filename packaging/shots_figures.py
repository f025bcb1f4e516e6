"""Pictures of what belongs to figures: a group before it is accepted, the table that a facility fills in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from sxsh_desktop.services.desk import Desk
    from sxsh_desktop.ui.review.review_view import ReviewScreen
    from sxsh_desktop.ui.shell.window import MainWindow


def tables(
    grab: Callable[[QWidget], QPixmap],
    settle: Callable[[], object],
    window: MainWindow,
    desk: Desk,
    file: Path,
) -> Iterator[tuple[str, QPixmap]]:
    """Each with its name; the table is written to `file`, filled in and read back."""
    from sxsh_desktop.base.progress import silent
    from sxsh_desktop.services import register
    from sxsh_desktop.services.register import FacilityQuery
    from sxsh_desktop.ui.facilities.series_dialogs import TableBackDialog, TableYearDialog
    from sxsh_desktop.ui.facilities.series_model import SeriesModel

    window.show_screen("review")
    settle()
    tree = cast("ReviewScreen", window.screen_of("review")).inbox.tree
    top = tree.topLevelItem(1) or tree.topLevelItem(0)
    if top is not None:
        tree.setCurrentItem(top)
    settle()
    yield "review-group", window.grab()
    found = register.search(desk, FacilityQuery(sort="records", descending=True))
    one, model = register.page(desk, found[:1])[0], SeriesModel(desk)
    yield "table-year", grab(TableYearDialog(model, f"{one.code} {one.name}", window))
    model.write_template(one.facility_id, 2025, file, silent())
    fill_in(file)
    yield "table-back", grab(TableBackDialog(model.preview(file), window))


def fill_in(file: Path) -> None:
    """Six months of the table, as people write them."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    sheet = book.worksheets[0]
    first = next(at for at in range(1, 30) if str(sheet.cell(at, 1).value).startswith("01/2025"))
    for at, text in enumerate(("12.000", "11.500", "12.350,5", "khoảng 9000", "1.234", "11.870")):
        sheet.cell(first + at, 2).value = text
        sheet.cell(first + at, 3).value = 24.5 + at
    book.save(file)
