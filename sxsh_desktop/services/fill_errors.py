"""What can go wrong while a form is filled in."""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _


class NotReadyError(UserError):
    """Questions stand between the draft and its being final."""

    code = "FILL-01"
    said = _("The form cannot be completed yet: {count} questions need attention.")
    todo = _("Open the list of problems, go to each question, answer it or say why there is no answer.")


class RecordGoneError(UserError):
    """The record to be corrected is not in this store."""

    code = "FILL-02"
    said = _("The record {record} is not in this store, so it cannot be corrected here.")
    todo = _("Import the bundle that it came with, and try again.")


class PictureUnreadableError(UserError):
    """The file chosen as a photo is none."""

    code = "FILL-03"
    said = _("The file {file} is not a picture that can be read.")
    todo = _("Choose a photo (JPEG or PNG). Your other answers are safe.")


class AttachmentUnreadableError(UserError):
    """The chosen file cannot be read."""

    code = "FILL-04"
    said = _("The file {file} cannot be read: {reason}.")
    todo = _("Copy the file to this computer and choose it again. Your other answers are safe.")


class AttachmentLostError(UserError):
    """A file that the answers name is not in the store any more."""

    code = "FILL-05"
    said = _("The file attached to “{question}” is missing or damaged in this store.")
    todo = _("Attach the file again, then complete the form.")


class FixedAnswerError(UserError):
    """The code of a facility is given once, by the register."""

    code = "FILL-06"
    said = _("“{question}” is {answer} and never changes.")
    todo = _("If the form is about another facility, begin it from the card of that facility.")
