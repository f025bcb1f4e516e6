"""The form check: everything that would make a form unusable or its answers meaningless, all at once, each with its
sheet, row and column and a sentence that says what to do."""

from __future__ import annotations

import re
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.reasons import Reason
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.xform.check_facts import check_facts
from sxsh_desktop.xform.check_formulas import check_formulas
from sxsh_desktop.xform.check_rows import check_rows
from sxsh_desktop.xform.check_sheets import check_sheets
from sxsh_desktop.xform.check_xform import check_xform
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.finding import ERROR, WARNING, Finding
from sxsh_desktop.xform.load import load_form
from sxsh_desktop.xform.workbook import Workbook, read_workbook

__all__ = ["ERROR", "WARNING", "Finding", "check_form"]

_PYXFORM_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*", re.IGNORECASE)


def check_form(
    path: Path,
    vocabulary: Vocabulary | None = None,
    units: UnitTable | None = None,
    earlier: Form | None = None,
) -> tuple[Finding, ...]:
    """Every fault of a form file, by sheet and row; empty when there is none.

    `vocabulary` and `units` let facts and units be checked, `earlier` (the version in use) whether the version
    was raised. A file that cannot be opened gives one finding.
    """
    if path.suffix.lower() == ".xml":
        return check_xform(path, vocabulary, units, earlier)
    try:
        book = read_workbook(path)
    except UserError as error:
        return (_as_finding(error, "", 0, "FORM-01"),)
    if "survey" not in book.sheets:
        return (
            Finding(
                ERROR,
                "survey",
                0,
                "",
                "no_survey",
                words(_("The sheet survey is missing. Name the sheet that holds the questions survey.")),
            ),
        )
    found = [*check_rows(book, path), *check_formulas(book, path), *check_sheets(book, path)]
    if vocabulary is not None:
        found += check_facts(book, vocabulary, units)
    if not any(one.severity == ERROR for one in found):
        found += _converted(path, book, earlier)
    order = {"settings": 0, "survey": 1, "choices": 2}
    return tuple(sorted(set(found), key=lambda one: (order.get(one.sheet, 3), one.row, one.column, one.code)))


def _converted(path: Path, book: Workbook, earlier: Form | None) -> list[Finding]:
    """What only the conversion finds, and whether the version was raised."""
    try:
        form = load_form(path)
    except UserError as error:
        return [_as_finding(error, "survey", _row_in(str(error.facts.get("reason", ""))), error.code)]
    if (
        earlier is not None
        and earlier.form_id == form.form_id
        and earlier.definition_hash != form.definition_hash
        and form.version <= earlier.version
    ):
        said = words(
            _("The form has changed, but its version {version} was not raised. Write a higher version."),
            version=form.version,
        )
        return [Finding(ERROR, "settings", book.settings.number, "version", "version_not_raised", said)]
    return []


def _row_in(reason: str) -> int:
    match = _PYXFORM_ROW.search(reason)
    return int(match.group(1)) if match else 0


def _as_finding(error: UserError, sheet: str, row: int, code: str) -> Finding:
    said = " ".join(error.explain())
    reason = error.facts.get("reason")
    if isinstance(reason, Reason):  # a list of faults has no place for details: the words as they came
        said = words(_("{said} In the words of the converter: {reason}"), said=said, reason=str(reason))
    return Finding(ERROR, sheet, row, "", code, said)
