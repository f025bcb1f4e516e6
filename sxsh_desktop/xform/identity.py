"""Which record and which form a session is about."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _


@dataclass(frozen=True, slots=True)
class InstanceIds:
    """instanceID of the record's next revision, and deprecatedID: the revision that it corrects ("" for none)."""

    instance_id: str
    deprecated_id: str = ""


class OtherFormError(UserError):
    """The record belongs to another form than the one it should be opened with."""

    code = "RECORD-01"
    said = _("This record belongs to the form “{given}”, not to “{wanted}”.")
    todo = _("Open it with its own form.")
