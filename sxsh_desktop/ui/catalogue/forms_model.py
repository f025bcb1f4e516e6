"""The department's forms: what a file says, what it would change, which versions there are. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import draft_move, form_preview, form_publishing, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.draft_move import DraftMove
from sxsh_desktop.services.form_preview import FormTrial
from sxsh_desktop.services.form_publishing import FormComparison
from sxsh_desktop.services.forms import FormInfo
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.table_model import Cell, Column, text_cell

Rows = list[tuple[str, tuple[Cell, ...]]]
_KINDS = {
    "input": _("Answer given"),
    "select_one": _("One choice"),
    "select_multiple": _("Several choices"),
    "rank": _("Order of choices"),
    "range": _("Scale"),
    "upload": _("File or photo"),
    "acknowledge": _("Confirmation"),
    "note": _("Note"),
    "hidden": _("Not shown"),
    "group": _("Section of the form"),
    "repeat": _("Table of rows"),
}
_PARTS = {
    "label": _("words"),
    "hint": _("hint"),
    "type": _("kind of answer"),
    "choices": _("choices"),
    "required": _("whether it must be answered"),
    "relevant": _("when it is asked"),
    "constraint": _("limit"),
    "calculation": _("formula"),
    "fact": _("meaning"),
    "unit": _("unit"),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A form file: faults and warnings, its questions, and what it changes against the version in use."""

    file: Path
    faults: int
    warnings: int
    findings: Rows
    questions: Rows
    changes: Rows
    drafts: Rows
    summary: str


class FormsModel:
    """Acts of the department on forms, for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def is_department(self) -> bool:
        """Whether this desk may publish."""
        return self._desk.profile.is_department

    @staticmethod
    def finding_columns() -> tuple[Column, ...]:
        """Columns of the faults."""
        return (
            Column("place", words(_("Sheet, row, column")), 250),
            Column("said", words(_("What is wrong, and what to do")), stretch=True),
        )

    @staticmethod
    def question_columns() -> tuple[Column, ...]:
        """Columns of the questions."""
        return (
            Column("number", words(_("No.")), 56, sort=False),
            Column("label", words(_("Question")), stretch=True),
            Column("kind", words(_("Kind")), 150, drop=1),
            Column("relevant", words(_("Asked when")), 260),
        )

    @staticmethod
    def change_columns() -> tuple[Column, ...]:
        """Columns of the comparison."""
        return (
            Column("what", words(_("Change")), 190),
            Column("before", words(_("Before")), 330),
            Column("after", words(_("After")), stretch=True),
        )

    def examine(self, file: Path) -> Examined:
        """Check a form file, list its questions, compare it with the version in use."""
        found = form_publishing.check(self._desk, file)
        faults = sum(one.severity == "error" for one in found)
        rows: Rows = []
        for number, one in enumerate(sorted(found, key=lambda one: one.severity != "error")):
            place = " · ".join(str(part) for part in (one.sheet, one.row, one.column) if part)
            icon, role = ("error", "bad") if one.severity == "error" else ("warning", "warn")
            rows.append((str(number), (Cell(place, icon, role), text_cell(one.message))))
        questions: Rows = []
        changes: Rows = []
        drafts: Rows = []
        summary = ""
        if not faults:
            questions = self._questions(file)
            changes, drafts, summary = self._changes(file)
        return Examined(file, faults, len(found) - faults, rows, questions, changes, drafts, summary)

    def _questions(self, file: Path) -> Rows:
        return [
            (
                one.path,
                (
                    text_cell(one.number),
                    text_cell("    " * one.depth + " ".join(one.label.split())),
                    text_cell(words(_KINDS[one.kind])),
                    text_cell(one.relevant),
                ),
            )
            for one in form_publishing.outline(self._desk, file)
        ]

    def _changes(self, file: Path) -> tuple[Rows, Rows, str]:
        try:
            found = form_publishing.compare_file(self._desk, file)
        except UserError:
            return [], [], words(_("This form is new here."))
        return self.changes_of(found), self.touched_rows(found), self.summary_of(found)

    def try_out(self, file: Path) -> FormTrial:
        """Open a form file for a trial that nothing is kept of."""
        return form_preview.try_out(self._desk, file)

    @staticmethod
    def touched_columns() -> tuple[Column, ...]:
        """Columns of the drafts that a newer version touches."""
        return (
            Column("title", words(_("Draft")), stretch=True),
            Column("changed", words(_("Last changed")), 170),
        )

    @staticmethod
    def touched_rows(found: FormComparison) -> Rows:
        """The drafts that stand at the older version."""
        return [
            (
                one.draft_id,
                (text_cell(one.title), Cell(say.full_moment(one.changed_at), order=one.changed_at)),
            )
            for one in found.touched
        ]

    @staticmethod
    def changes_of(found: FormComparison) -> Rows:
        """A comparison as rows."""
        rows: Rows = []
        for path, text in found.added:
            rows.append((f"+{path}", (Cell(words(_("Added")), "plus", "ok"), text_cell(""), text_cell(text))))
        for path, text in found.removed:
            rows.append(
                (f"-{path}", (Cell(words(_("Removed")), "minus", "bad"), text_cell(text), text_cell("")))
            )
        for one in found.reworded:
            parts = ", ".join(words(_PARTS[part]) for part in one.what)
            said = words(_("Changed: {parts}"), parts=parts)
            changed = Cell(said, "edit", "accent")
            rows.append((f"~{one.path}", (changed, text_cell(one.before), text_cell(one.after))))
        return rows

    @staticmethod
    def summary_of(found: FormComparison) -> str:
        """A comparison in one sentence."""
        return words(
            _(
                "{before} to {after}: {added} added, {removed} removed, {changed} changed; {drafts} drafts open here."
            ),
            before=found.before,
            after=found.after,
            added=len(found.added),
            removed=len(found.removed),
            changed=len(found.reworded),
            drafts=found.drafts,
        )

    def publish(self, file: Path) -> FormInfo:
        """Put a form file into use."""
        return form_publishing.publish(self._desk, file)

    def is_offered(self, form_id: str, version: str) -> bool:
        """Whether records can be begun with this version, were it the newest."""
        every = self._desk.forms.every_version()
        return any((one.form_id, one.version, one.state) == (form_id, version, "published") for one in every)

    def retire(self, form_id: str, version: str) -> FormInfo:
        """Offer a version no longer."""
        return form_publishing.retire(self._desk, form_id, version)

    def earlier_version(self, form_id: str, version: str) -> str:
        """The version before this one, "" when it is the first."""
        before = ""
        for one in self._desk.forms.every_version():
            if one.form_id == form_id:
                if one.version == version:
                    return before
                before = one.version
        return before

    def called(self, form_id: str, version: str) -> str:
        """A version as people call it: "Mẫu B · Khảo sát nhận thức, phiên bản 2026112303"."""
        every = self._desk.forms.every_version()
        one = next((info for info in every if (info.form_id, info.version) == (form_id, version)), None)
        name = say.form_name(form_id, one.letter if one else "", one.title if one else "")
        return words(_("{form}, version {version}"), form=name, version=version)

    def compare(self, form_id: str, before: str, after: str) -> tuple[Rows, Rows, str]:
        """Two versions that are here, as rows, the drafts that stand at the older one, and a sentence."""
        found = form_publishing.compare(self._desk, form_id, before, after)
        return self.changes_of(found), self.touched_rows(found), self.summary_of(found)

    @staticmethod
    def draft_columns() -> tuple[Column, ...]:
        """Columns of the drafts of older versions."""
        return (
            Column("title", words(_("Draft")), stretch=True),
            Column("version", words(_("Version")), 150),
            Column("changed", words(_("Last changed")), 170),
        )

    def old_drafts(self) -> Rows:
        """The drafts that stand at a version which is no longer the newest."""
        found = draft_move.of_older_versions(self._desk)
        wanted = sorted({one.facility_id for one in found} - {""})
        named = {id: one.name for id, one in register.of_ids(self._desk, wanted).items()}
        return [
            (
                one.draft_id,
                (
                    text_cell(_draft_title(one.form_id, one.title, named.get(one.facility_id, ""))),
                    text_cell(one.form_version),
                    Cell(say.full_moment(one.changed_at), order=one.changed_at),
                ),
            )
            for one in found
        ]

    def preview_move(self, draft_id: str) -> DraftMove:
        """What moving a draft would lose."""
        return draft_move.preview(self._desk, draft_id)

    def move(self, draft_id: str) -> DraftMove:
        """Move a draft to the version in use."""
        return draft_move.move(self._desk, draft_id)

    @staticmethod
    def lost_columns() -> tuple[Column, ...]:
        """Columns of the answers that would be lost."""
        return (
            Column("label", words(_("Question")), 420),
            Column("text", words(_("Answer given")), stretch=True),
        )

    @staticmethod
    def lost_rows(done: DraftMove) -> Rows:
        """The answers that would be lost."""
        return [(one.ref, (text_cell(one.label), text_cell(one.text))) for one in done.lost]


def _draft_title(form_id: str, title: str, facility: str) -> str:
    own = say.without_letter(form_id, title)
    return " · ".join(part for part in (say.form_short(form_id), facility, own) if part)
