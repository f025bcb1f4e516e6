"""Why nothing could be sent or received, apart from the bundle itself (`bundle.errors`)."""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _


class NothingToSendError(UserError):
    """Facts: recipient."""

    code = "EXCHANGE-01"
    said = _("There is nothing new for {recipient}: everything was received, as their receipts say.")
    todo = _("Nothing has to be done.")


class DeviceUnknownError(UserError):
    """Facts: device (what was asked for)."""

    code = "EXCHANGE-02"
    said = _("No device or person {device} is known here.")
    todo = _(
        "Import their enrolment file or a bundle of theirs first, compare the code and confirm the device."
    )


class RecipientNeededError(UserError):
    """The department has to say for whom."""

    code = "EXCHANGE-03"
    said = _("It was not said for whom the bundle is.")
    todo = _("Choose the officer from the list of confirmed devices.")


class EnrolmentFileError(UserError):
    """Facts: file."""

    code = "EXCHANGE-04"
    said = _("{file} is no enrolment file of SXSH Desktop, or it was changed.")
    todo = _("Nothing was changed. Ask for the file again.")


class EnrolmentOwnError(UserError):
    """Facts: file."""

    code = "EXCHANGE-05"
    said = _("{file} is the enrolment file of this device itself.")
    todo = _("Give it to the other side; import theirs here.")


class RoleNotStatedError(UserError):
    """Facts: name, code."""

    code = "EXCHANGE-06"
    said = _(
        "The device of {name} (code {code}) asks to be a device of the department, with the right to decide."
    )
    todo = _(
        "Confirm it as a department device only if it is one; otherwise ask for a new enrolment as an officer."
    )


class ShelfItemGoneError(UserError):
    """Facts: item."""

    code = "EXCHANGE-07"
    said = _("{item} is no longer on the shelf.")
    todo = _("Read the list again.")


class ImportUnknownError(UserError):
    """Facts: item."""

    code = "EXCHANGE-08"
    said = _("There is no import {item}.")
    todo = _("Read the list of imports again.")


class FileUnreadableError(UserError):
    """Facts: file, what."""

    code = "EXCHANGE-09"
    said = _("{file} cannot be read or written: {what}.")
    todo = _("Check the stick or folder, then try again.")


class NotOnShelfKindError(UserError):
    """Facts: item."""

    code = "EXCHANGE-10"
    said = _("{item} is a single record that contradicts one that is here; it cannot be imported.")
    todo = _("Ask its author which of the two is right. Both are kept.")


class ClashError(UserError):
    """A shelf reason, never raised. Facts: file, item, author."""

    code = "LEDGER-04"
    said = _(
        "{file} brought a record with the number of one that is here, but with other content: {item}, by {author}."
    )
    todo = _("The one that was here first stays. Ask the author which of the two is right; both are kept.")
