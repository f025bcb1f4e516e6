"""What the screen Today says: groups of lines, each leading to where it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.waiting import StoreStatus, Waiting, WaitingKind
from sxsh_desktop.ui import say

if TYPE_CHECKING:  # the screen stands before the store is open
    from sxsh_desktop.services.desk import Desk

_GROUPS: tuple[tuple[str, tuple[WaitingKind, ...]], ...] = (
    (_("To go on with"), (WaitingKind.DRAFT,)),
    (_("Returned with a question"), (WaitingKind.RETURNED,)),
    (_("Work given by the department"), (WaitingKind.ASSIGNED,)),
    (_("To decide"), (WaitingKind.TO_REVIEW, WaitingKind.DIVERGED, WaitingKind.WORK_LATE)),
    (_("Visits due"), (WaitingKind.VISIT_DUE,)),
    (
        _("Sending and receiving"),
        (WaitingKind.ARRIVED, WaitingKind.NOT_SENT, WaitingKind.NO_RECEIPT, WaitingKind.SHELF),
    ),
    (_("Backup"), (WaitingKind.BACKUP,)),
)
_LINES_SHOWN = 6
_ICONS = {
    WaitingKind.DRAFT: ("state-work", "accent"),
    WaitingKind.RETURNED: ("state-returned", "ask"),
    WaitingKind.VISIT_DUE: ("history", "dim"),
    WaitingKind.NOT_SENT: ("send", "dim"),
    WaitingKind.NO_RECEIPT: ("history", "dim"),
    WaitingKind.TO_REVIEW: ("review", "accent"),
    WaitingKind.DIVERGED: ("merge", "warn"),
    WaitingKind.SHELF: ("inbox", "warn"),
    WaitingKind.ASSIGNED: ("plan", "accent"),
    WaitingKind.WORK_LATE: ("plan", "warn"),
    WaitingKind.ARRIVED: ("bundle", "accent"),
    WaitingKind.BACKUP: ("backup", "warn"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what, about what, when; and the thing that it leads to."""

    title: str
    about: str
    at_right: str
    icon: str
    role: str
    right_role: str
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind; `more`: how many are not shown here."""

    title: str
    lines: tuple[Line, ...]
    count: int

    @property
    def more(self) -> int:
        """How many of the group stand elsewhere only."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class TodayPage:
    """Everything on the screen."""

    groups: tuple[Group, ...]
    store: tuple[tuple[str, str], ...]


def store_names() -> tuple[str, ...]:
    """What is told of the store, in order."""
    return tuple(words(name) for name in (_("Facilities"), _("Records"), _("Drafts"), _("Backup")))


def heading(now: date) -> str:
    """Thứ Hai, 14/10/2019."""
    return f"{say.weekday(now)}, {say.day(now)}"


class TodayModel:
    """Reads for one desk; Qt-free."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def department(self) -> bool:
        """Whether bundles are received and reviewed here."""
        return self._desk.profile.is_department

    def heading(self) -> str:
        """The day of this desk's clock."""
        return heading(self._desk.today())

    def read(self) -> TodayPage:
        """Read what waits and the state of the store; for a background job."""
        from sxsh_desktop.services import today

        waiting, status = today.waiting(self._desk), today.status(self._desk)
        groups = []
        for title, kinds in _GROUPS:
            found = [one for one in waiting if one.kind in kinds]
            if found:
                lines = tuple(self._line(one) for one in found[:_LINES_SHOWN])
                groups.append(Group(words(title), lines, len(found)))
        return TodayPage(tuple(groups), self._store(status))

    def _store(self, status: StoreStatus) -> tuple[tuple[str, str], ...]:
        backup = (
            say.moment(status.last_backup, self._desk.today()) if status.last_backup else words(_("never"))
        )
        counts = (say.count(n) for n in (status.facilities, status.records, status.drafts))
        return tuple(zip(store_names(), (*counts, backup), strict=True))

    def _line(self, one: Waiting) -> Line:
        icon, role = _ICONS[one.kind]
        title, about = self._words(one)
        right, right_role = self._when(one)
        return Line(title, about, right, icon, role, right_role, one)

    def _words(self, one: Waiting) -> tuple[str, str]:
        form = say.form_short(one.form_id) if one.form_id else ""
        subject = " · ".join(
            part for part in (form, one.facility or say.without_letter(one.form_id, one.title)) if part
        )
        if one.kind is WaitingKind.DRAFT:
            return subject or words(_("New record")), _draft_words(one)
        if one.kind is WaitingKind.RETURNED:
            return subject, words(_("The department asks {n} questions"), n=max(one.count, 1))
        if one.kind is WaitingKind.VISIT_DUE:
            return one.facility, words(_("Follow-up after the assessment"))
        if one.kind is WaitingKind.ASSIGNED:
            return subject, _work_words(one)
        if one.kind is WaitingKind.BACKUP:
            return _backup_words(one)
        n = say.count(one.count)
        texts = {
            WaitingKind.TO_REVIEW: (_("{n} records await review"), _("Accept, return or reject them")),
            WaitingKind.DIVERGED: (_("{n} records diverged"), _("Two people changed the same original")),
            WaitingKind.NOT_SENT: (_("{n} records not sent yet"), _("Make a bundle for the department")),
            WaitingKind.NO_RECEIPT: (
                _("{n} records sent, no receipt yet"),
                _("They go along in the next bundle until the receipt is here"),
            ),
            WaitingKind.SHELF: (_("{n} files on the shelf"), _("They could not be imported; see the reason")),
            WaitingKind.ARRIVED: (_("{n} new bundles arrived"), _("Look at them, then import them")),
            WaitingKind.WORK_LATE: (_("Given work overdue: {n}"), _("See who has what to do")),
        }
        title, about = texts[one.kind]
        return words(title, n=n), words(about)

    def _when(self, one: Waiting) -> tuple[str, str]:
        now, found = self._desk.today(), say.parse_day(one.day)
        if found is None:
            return "", "dim"
        if one.kind is WaitingKind.DRAFT:
            return words(_("changed {when}"), when=say.moment(one.day, now)), "dim"
        if one.kind is WaitingKind.RETURNED:
            return words(_("visit of {day}"), day=say.day(found)), "ask"
        days = (found - now).days
        if one.kind in (WaitingKind.VISIT_DUE, WaitingKind.ASSIGNED):
            if days < 0:
                return words(_("{n} days overdue"), n=-days), "bad"
            return (words(_("today")), "warn") if days == 0 else (words(_("in {n} days"), n=days), "dim")
        return words(_("for {n} days"), n=-days) if days < 0 else say.day(
            found
        ), "warn" if days < -7 else "dim"


def _work_words(one: Waiting) -> str:
    """What is to be done, what was begun, and the department's note."""
    parts = [words(say.FORM_NAMES[one.form_id]) if one.form_id in say.FORM_NAMES else ""]
    if one.target:
        parts.append(words(_("begun")))
    elif one.record_id:
        parts.append(words(_("to be put right")))
    elif one.count and not one.facility_id:
        parts.append(words(_("{n} records made"), n=one.count))
    return " · ".join(part for part in (*parts, one.note) if part)


def _backup_words(one: Waiting) -> tuple[str, str]:
    """What failed, or that the stick was not there; the records themselves are safe."""
    if one.title:
        return words(
            _("The last backup could not be made; your records are safe")
        ), f"{one.note} ({one.title})"
    about = words(_("Put the stick in, or choose another folder in Settings"))
    return words(_("The second place for backups was not there")), about


def _draft_words(one: Waiting) -> str:
    left = max(one.total - one.answered, 0)
    parts = [say.FORM_NAMES.get(one.form_id, "") and words(say.FORM_NAMES[one.form_id])]
    if one.total:
        parts.append(words(_("{n} questions left"), n=left) if left else words(_("all answered")))
    if one.problems:
        parts.append(words(_("{n} problems"), n=one.problems))
    return " · ".join(part for part in parts if part)


def lines_of(groups: Sequence[Group]) -> int:
    """How many lines wait in all."""
    return sum(group.count for group in groups)
