"""The list of records: tabs, lines, and what may be done with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import exchange, instances_zip, records, review, table_export
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.forms import FormInfo
from sxsh_desktop.services.instances_zip import Imported
from sxsh_desktop.services.records import RecordFilter, RecordLine, Standing
from sxsh_desktop.services.review import AnswerLine, Said
from sxsh_desktop.ui import say
from sxsh_desktop.ui.standing import standing_cell
from sxsh_desktop.ui.widgets.fields import Option
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell

_FINAL = tuple(one for one in Standing if one not in (Standing.DRAFT, Standing.THROWN_AWAY, Standing.VOID))
TABS: dict[str, tuple[str, tuple[Standing, ...]]] = {
    "draft": (_("Drafts ({n})"), (Standing.DRAFT,)),
    "done": (_("Completed ({n})"), _FINAL),
    "returned": (_("Returned ({n})"), (Standing.RETURNED,)),
    "all": (_("All ({n})"), (Standing.DRAFT, *_FINAL)),
    "deleted": (_("Deleted ({n})"), (Standing.THROWN_AWAY, Standing.VOID)),
}
_SORTS = {"day": "day", "form": "form", "facility": "facility", "who": "officer", "state": "standing"}


class RecordsModel:
    """Reads the list for one desk; keeps what was asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.text, self.form_id = "", ""
        self._lines: tuple[RecordLine, ...] = ()

    @property
    def department(self) -> bool:
        """Whether this is the department's desk."""
        return self._desk.profile.is_department

    @staticmethod
    def columns() -> tuple[Column, ...]:
        """The columns of the list."""
        return (
            Column("day", words(_("Date")), 104),
            Column("form", words(_("Form")), 236, wide=268),
            Column("facility", words(_("Facility")), 300, stretch=True),
            Column("period", words(_("Period")), 120, drop=2),
            Column("progress", words(_("Answered")), 90, "right", drop=3),
            Column("who", words(_("Made by")), 150, drop=1),
            Column("state", words(_("State")), 160),
        )

    def export_instances(self, target: Path, record_ids: Sequence[str], progress: Progress) -> int:
        """Write records (all when none are named) as a zip of instances; returns how many."""
        return instances_zip.export_zip(self._desk, target, record_ids, progress)

    def import_instances(self, file: Path, progress: Progress) -> Imported:
        """Take in a zip of instances."""
        return instances_zip.import_zip(self._desk, file, progress)

    def forms(self) -> tuple[Option, ...]:
        """The forms to narrow by."""
        return (Option("", words(_("Every form"))), *form_options(self._desk.forms.current()))

    def read(self) -> tuple[RecordLine, ...]:
        """Every line of every tab; for a background job."""
        forms = (self.form_id,) if self.form_id else ()
        chosen = RecordFilter(text=self.text, form_ids=forms, standings=tuple(Standing))
        return records.records(self._desk, chosen)

    def keep(self, lines: tuple[RecordLine, ...]) -> None:
        """What was read is shown from now on."""
        self._lines = lines

    def tabs(self) -> list[tuple[str, str]]:
        """Keys and words of the tabs, with how many lines each has."""
        counts = {
            key: sum(line.standing in kinds for line in self._lines) for key, (_t, kinds) in TABS.items()
        }
        return [(key, words(text, n=say.count(counts[key]))) for key, (text, _kinds) in TABS.items()]

    def rows(self, tab: str) -> list[tuple[str, tuple[Cell, ...]]]:
        """The rows of a tab; the id is that of the draft ("draft:…") or of the record."""
        kinds = TABS[tab][1]
        return [(row_id(line), self._cells(line)) for line in self._lines if line.standing in kinds]

    def line(self, wanted: str) -> RecordLine | None:
        """The line of a row id (or of a record's id)."""
        return next((one for one in self._lines if wanted in (row_id(one), one.record_id)), None)

    def answers(self, record_id: str) -> tuple[AnswerLine, ...]:
        """What a record says. Raises RecordGoneError."""
        return review.answers(self._desk, record_id)

    def conversation(self, record_id: str) -> tuple[Said, ...]:
        """What was said about a record, by people's names where their devices are known."""
        names = {one.officer_code: one.officer_name for one in exchange.devices(self._desk)}
        said = review.conversation(self._desk, record_id)
        return tuple(replace(turn, who=names.get(turn.who) or turn.who) for turn in said)

    def delete(self, draft_id: str) -> None:
        """Throw a draft away; `bring_back` undoes it."""
        records.throw_away_draft(self._desk, draft_id)

    def bring_back(self, draft_id: str) -> None:
        """Undo `delete`."""
        records.restore_draft(self._desk, draft_id)

    def export(
        self, target: Path, tab: str, titles: Sequence[str], places: Sequence[int], progress: Progress
    ) -> Path:
        """A tab as a workbook."""
        rows = [[cells[at].text for at in places] for _id, cells in self.rows(tab)]
        return table_export.export_table(target, words(_("Records")), titles, rows, progress=progress)

    def _cells(self, line: RecordLine) -> tuple[Cell, ...]:
        progress = f"{line.answered}/{line.total}" if line.draft_id and line.total else ""
        return (
            Cell(say.day(line.day), order=line.day),
            Cell(say.form_name(line.form_id, line.letter, line.title)),
            text_cell(
                line.facility or ("" if line.facility_id else say.without_letter(line.form_id, line.title))
            ),
            text_cell(say.period(line.period_from, line.period_to)),
            Cell(progress) if progress else none_cell(),
            text_cell(line.officer),
            standing_cell(line.standing, department=self.department),
        )


def form_options(forms: Sequence[FormInfo]) -> tuple[Option, ...]:
    """Forms as choices: letter and short name."""
    return tuple(Option(one.form_id, say.form_name(one.form_id, one.letter, one.title)) for one in forms)


def row_id(line: RecordLine) -> str:
    """The id of a line's row: a draft and the record that it corrects are two rows."""
    return f"draft:{line.draft_id}" if line.draft_id else line.record_id
