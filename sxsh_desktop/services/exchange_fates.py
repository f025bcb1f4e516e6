"""What becomes of each record of a bundle, and the plan of an import as it travels to windows and commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sxsh_desktop.base.words import _
from sxsh_desktop.bundle.values import Counts, Party

Fate = Literal["new", "known", "corrected", "diverged", "waiting", "clash"]
FATE_NAMES: dict[Fate, str] = {
    "new": _("New"),
    "corrected": _("Corrected"),
    "diverged": _("Diverged"),
    "waiting": _("Earlier version missing"),
    "clash": _("Clash"),
    "known": _("Already here"),
}
FATES: tuple[Fate, ...] = tuple(FATE_NAMES)
# Lists are for reading; the counts tell the whole.
LONGEST_LIST = 5000


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One record of the bundle and what becomes of it.

    new: not here yet; corrected: further revisions of a record that is here; diverged: it will have several
    heads; waiting: a revision that it follows has not arrived; clash: a revision of that id is here with other
    content: it goes to the shelf; known: nothing changes. officer: code of the author of the last revision.
    """

    record_id: str
    fate: Fate
    title: str
    form_id: str
    facility_id: str
    officer: str
    made_at: str
    revisions: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import does or has done.

    records: how many records by fate; lines: the records (at most LONGEST_LIST, the notable ones first);
    revisions_new, revisions_known, entries_new, entries_known, reviews_new, receipts_new: how many;
    clashes: ids that are here with other content; attachments_new; already: the very same bundle is in force,
    nothing is left to do; import_id: of the import, "" for a preview.
    """

    file: str
    bundle_id: str
    sender: Party
    recipient: Party
    made_at: str
    sealed: bool
    inside: Counts
    records: Mapping[Fate, int]
    lines: tuple[PlanLine, ...]
    revisions_new: int
    revisions_known: int
    entries_new: int
    entries_known: int
    reviews_new: int
    receipts_new: int
    attachments_new: int
    clashes: tuple[str, ...] = ()
    already: bool = False
    import_id: str = ""
