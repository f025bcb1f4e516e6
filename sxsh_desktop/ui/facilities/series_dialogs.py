"""Dialogs of the tables that facilities fill in: for which year, and what was understood when one comes back."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.series_template import TemplatePreview
from sxsh_desktop.ui.facilities.series_model import SeriesModel
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import Combo
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import column, label, row

_WIDTH, _HEIGHT = 900, 320


class TableYearDialog(Dialog):
    """For which year the table is; `year` is the answer."""

    def __init__(self, model: SeriesModel, facility: str, parent: QWidget | None = None) -> None:
        super().__init__(words(_("Write a table to fill in")), facility, parent)
        years = model.years()
        self._year = Combo(years, years[0].value, width=140)
        text = words(
            _("The facility writes a line a month: what it used and made, with the unit in each heading. Send it by "
              "e-mail or on a stick; when it comes back, choose “Read a table that came back…”.")
        )  # fmt: skip
        self.add(
            label(text, wrap=True), column(label(words(_("Year")), "small"), row(self._year, 0), spacing=2)
        )
        self.set_buttons(
            ordinary(words(_("Back")), self.reject),
            primary(words(_("Choose where to save…")), self.accept, "export"),
        )

    @property
    def year(self) -> int:
        """The chosen year."""
        return int(self._year.value())


class TableBackDialog(Dialog):
    """What a table that came back was understood to say, before any draft is made."""

    def __init__(self, found: TemplatePreview, parent: QWidget | None = None) -> None:
        about = words(_("{facility}: figures of {year}"), facility=found.facility, year=found.year)
        super().__init__(words(_("What was understood")), about, parent, _WIDTH)
        if found.doubtful:
            text = words(
                _("{n} figures want a look: they are marked, and the draft keeps a note."), n=found.doubtful
            )
            self.add(Hint(text, "warn"))
        self.rows = RowsModel(SeriesModel.preview_columns())
        self.rows.put(SeriesModel.preview_rows(found))
        self.table = Table(self.rows, "table-back", dense=True)
        self.table.setMinimumHeight(_HEIGHT)
        self.table.setAccessibleName(words(_("What was understood")))
        self.add(self.table)
        for said, names in (
            (_("Columns that were left out, because nobody can tell what they are: {names}"), found.unplaced),
            (_("Rows that were left out: {names}"), found.left_out),
        ):
            if names:
                self.add(label(words(said, names=", ".join(names)), "small", wrap=True))
        self.whole = QRadioButton(words(_("One record for the whole time")))
        self.months = QRadioButton(
            words(
                _("A record for each month ({n}): the model of the months needs these"), n=len(found.months)
            )
        )
        self.months.setEnabled(len(found.months) > 1)
        self.whole.setChecked(True)
        group = QButtonGroup(self)
        for one in (self.whole, self.months):
            group.addButton(one)
            self.add(one)
        self.act = primary(words(_("Make the draft")), self.accept)
        self.months.toggled.connect(self._tell)
        self._count = len(found.months)
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.act)

    @property
    def by_month(self) -> bool:
        """Whether each month becomes a record of its own."""
        return self.months.isChecked()

    def _tell(self, by_month: bool) -> None:
        self.act.setText(
            words(_("Make {n} drafts"), n=self._count) if by_month else words(_("Make the draft"))
        )
