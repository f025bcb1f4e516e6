"""What can go wrong with documents: reading tables of others, writing our own."""

from __future__ import annotations

from typing import ClassVar

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _


class OutputError(UserError):
    """The root of this room's failures; never raised itself."""

    code: ClassVar[str]


class FileUnreadableError(OutputError):
    """Facts: file, reason."""

    code = "OUTPUT-01"
    said = _("The file {file} cannot be opened ({reason}).")
    todo = _("Check that the file is still there, that no other program holds it open, and try again.")


class FileEmptyError(OutputError):
    """Facts: file."""

    code = "OUTPUT-02"
    said = _("The file {file} holds no rows.")
    todo = _("Choose a file with a heading row and at least one row under it.")


class NotATableError(OutputError):
    """Facts: file."""

    code = "OUTPUT-03"
    said = _("The file {file} is neither a text table (CSV) nor an Excel workbook.")
    todo = _("Open it in the program that it comes from and save it as .xlsx or as CSV in UTF-8.")


class WorkbookBrokenError(OutputError):
    """Facts: file."""

    code = "OUTPUT-04"
    said = _("The workbook {file} is damaged or protected by a password.")
    todo = _("Open it in Excel, take the password away, save it as .xlsx and try again.")


class SheetMissingError(OutputError):
    """Facts: file, sheet, sheets."""

    code = "OUTPUT-05"
    said = _("The workbook {file} has no sheet {sheet}.")
    todo = _("Choose one of its sheets: {sheets}.")


class TableTooLargeError(OutputError):
    """Facts: file, limit (in MB)."""

    code = "OUTPUT-06"
    said = _("The file {file} is larger than {limit} MB once unpacked and was not read.")
    todo = _("Split it into smaller files and read them one after the other.")


class TableBrokenError(OutputError):
    """Facts: file, row."""

    code = "OUTPUT-07"
    said = _("The file {file} cannot be read on from row {row}.")
    todo = _("Look at that row: a quotation mark that is never closed, or bytes that are no text.")


class NotWritableError(OutputError):
    """Facts: file, reason."""

    code = "OUTPUT-08"
    said = _("The file {file} could not be written ({reason}). The data on this computer is safe.")
    todo = _(
        "Close the file if it is open, check the room left on the disk or stick, or choose another folder."
    )


class PreviewError(OutputError):
    """Facts: file."""

    code = "OUTPUT-09"
    said = _("The PDF {file} cannot be shown.")
    todo = _("Print it once more.")


class FontMissingError(OutputError):
    """Facts: file."""

    code = "OUTPUT-10"
    said = _("The font {file} that belongs to the program is missing.")
    todo = _("Install the program once more.")
