"""Why a bundle could not be written, or is not taken. Facts: file (its name) everywhere, others as noted."""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _

_ASK_AGAIN = _(
    "Nothing was imported. Ask the sender to export it again, on another stick if this happens twice."
)
_REPORT = _(
    "Nothing was imported; the file is kept on the shelf. Tell the department this code and the name of the file."
)


class NotABundleError(UserError):
    """Another kind of file, or another program's ZIP."""

    code = "BUNDLE-01"
    said = _("{file} is not a bundle of SXSH Desktop.")
    todo = _(
        "Nothing was imported. Choose a .sxsh file made by SXSH Desktop, or ask its sender for another one."
    )


class BundleCutOffError(UserError):
    """The end is missing."""

    code = "BUNDLE-02"
    said = _("{file} is cut off: the end is missing, as when a stick is pulled out too early.")
    todo = _ASK_AGAIN


class BundleTamperedError(UserError):
    """Facts: entry (the part whose bytes are not those that were signed)."""

    code = "BUNDLE-03"
    said = _("{file} was changed or damaged after it was exported.")
    todo = _ASK_AGAIN


class BundleSignatureError(UserError):
    """The signature over the manifest does not hold."""

    code = "BUNDLE-04"
    said = _("The signature of {file} is wrong: it does not come from the device that it names.")
    todo = _REPORT


class SignerUnknownError(UserError):
    """Facts: sender, code (the short code of the sender's key)."""

    code = "BUNDLE-05"
    said = _("{file} comes from a device that is not enrolled here yet: {sender}, code {code}.")
    todo = _(
        "It is kept on the shelf. Call the sender, compare the code, confirm the device, then import it from the shelf."
    )


class SignerRevokedError(UserError):
    """Facts: sender, day (when the device was revoked)."""

    code = "BUNDLE-06"
    said = _("{file} comes from a device that was revoked on {day}: {sender}.")
    todo = _(
        "It is kept on the shelf. If the device was found again, confirm it anew, then import the file from the shelf."
    )


class BundleTooNewError(UserError):
    """Facts: found, known (format versions), needs (program version)."""

    code = "BUNDLE-07"
    said = _("{file} was written by a newer version of the program (format {found}, this one knows {known}).")
    todo = _("Install SXSH Desktop {needs} or newer, then import the file from the shelf.")


class BundleEntryMissingError(UserError):
    """Facts: entry."""

    code = "BUNDLE-08"
    said = _("{file} is not complete: {entry} is missing in it.")
    todo = _ASK_AGAIN


class BundleEntryExtraError(UserError):
    """Facts: entry."""

    code = "BUNDLE-09"
    said = _("{file} holds something that its sender did not sign: {entry}.")
    todo = _REPORT


class BundleEntryTwiceError(UserError):
    """Facts: entry."""

    code = "BUNDLE-10"
    said = _("{file} holds {entry} more than once.")
    todo = _REPORT


class BundlePathError(UserError):
    """Facts: entry."""

    code = "BUNDLE-11"
    said = _("{file} holds a part whose name points outside of it: {entry}.")
    todo = _REPORT


class BundleTooLargeError(UserError):
    """Facts: entry ("" for the whole file)."""

    code = "BUNDLE-12"
    said = _("{file} is larger inside than a bundle can be (part {entry}).")
    todo = _REPORT


class BundleSizeError(UserError):
    """Facts: entry."""

    code = "BUNDLE-13"
    said = _("{file} gives a wrong size for {entry}.")
    todo = _REPORT


class BundleContentError(UserError):
    """Facts: entry, line (0: not about one line)."""

    code = "BUNDLE-14"
    said = _("{file} cannot be read: {entry}, line {line}, does not follow the format.")
    todo = _REPORT


class BundleXmlError(UserError):
    """Facts: entry, line."""

    code = "BUNDLE-15"
    said = _("{file} holds a record with forbidden instructions ({entry}, line {line}).")
    todo = _REPORT


class NotForUsError(UserError):
    """Sealed to other devices."""

    code = "BUNDLE-16"
    said = _("{file} is sealed for another recipient; this device cannot open it.")
    todo = _("Nothing was imported. Ask the sender to export it for this device.")


class BundleEmptyError(UserError):
    """No byte in it."""

    code = "BUNDLE-17"
    said = _("{file} is empty.")
    todo = _ASK_AGAIN


class BundleUnreadableError(UserError):
    """Facts: what (the system's words)."""

    code = "BUNDLE-18"
    said = _("{file} cannot be read: {what}.")
    todo = _("Nothing was imported. Check that the stick or folder is still there, then try again.")


class AuthorUnknownError(UserError):
    """Facts: author (officer and device), item."""

    code = "BUNDLE-19"
    said = _("{file} holds records of a device that is not enrolled here: {author}.")
    todo = _("It is kept on the shelf. Confirm that device too, then import the file from the shelf.")


class AuthorSignatureError(UserError):
    """Facts: author, item (id of the revision or entry)."""

    code = "BUNDLE-20"
    said = _("{file} holds a record that its author did not sign like this: {author}, {item}.")
    todo = _REPORT


class NotEntitledError(UserError):
    """Facts: author, item."""

    code = "BUNDLE-21"
    said = _("{file} holds a decision that only the department may take, made by {author}.")
    todo = _REPORT


class BundleNoRoomError(UserError):
    """Facts: file, folder."""

    code = "BUNDLE-22"
    said = _("There is not enough room in {folder} to open {file}.")
    todo = _("Nothing was imported. Free some space on the disk of this computer, then try again.")


class CarrierFullError(UserError):
    """Facts: folder."""

    code = "BUNDLE-30"
    said = _("There is not enough room in {folder} for the bundle.")
    todo = _(
        "Nothing is lost: everything is still here. Free some space or choose another stick, then export again."
    )


class CarrierReadOnlyError(UserError):
    """Facts: folder."""

    code = "BUNDLE-31"
    said = _("{folder} cannot be written to.")
    todo = _("Take the write protection off the stick or choose another folder, then export again.")


class CarrierGoneError(UserError):
    """Facts: folder, what (the system's words)."""

    code = "BUNDLE-32"
    said = _("The bundle could not be written to {folder}: {what}.")
    todo = _("Nothing is lost: everything is still here. Check the stick or folder, then export again.")


class AttachmentChangedError(UserError):
    """Facts: sha256."""

    code = "BUNDLE-33"
    said = _("A photo or file of these records is missing from the store or was changed ({sha256}).")
    todo = _("Restore it from a backup, then export again.")


class RecipientKeyError(UserError):
    """Facts: recipient."""

    code = "BUNDLE-34"
    said = _("The key of {recipient} cannot be used to seal a bundle.")
    todo = _("Ask for a new enrolment file of that device, or export unsealed.")
