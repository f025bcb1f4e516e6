"""Why a decision could not be taken."""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _


class NotTheDepartmentError(UserError):
    """Officers do not review."""

    code = "REVIEW-01"
    said = _("Only the department accepts, returns or rejects records.")
    todo = _("Nothing was changed. Send the record to the department.")


class RevisionGoneError(UserError):
    """Facts: revision."""

    code = "REVIEW-02"
    said = _("This version of the record is not here: {revision}.")
    todo = _("Nothing was changed. Read the list again; perhaps an import was undone.")


class NothingAskedError(UserError):
    """A return without a question or reason helps nobody."""

    code = "REVIEW-03"
    said = _("A record is returned with at least one question or a reason.")
    todo = _("Nothing was changed. Write what the officer should look at.")


class ReasonNeededError(UserError):
    """A rejection without a reason."""

    code = "REVIEW-04"
    said = _("A rejection needs a reason.")
    todo = _("Nothing was changed. Write why the record cannot be used.")


class NotDivergedError(UserError):
    """Facts: record."""

    code = "REVIEW-05"
    said = _("There is nothing to decide in this record: it has one version only.")
    todo = _("Nothing was changed. Read the list again.")


class UndecidedError(UserError):
    """Facts: count (fields without a choice)."""

    code = "REVIEW-06"
    said = _("{count} answers on which the versions differ are not decided yet.")
    todo = _("Nothing was changed. Choose a value for each of them.")
