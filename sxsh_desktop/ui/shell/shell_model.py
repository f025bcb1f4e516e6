"""What the main window shows around its screens: title, rail, counts, status strip."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.services.waiting import StoreStatus
from sxsh_desktop.ui import say
from sxsh_desktop.ui.shell.rail import RailEntry
from sxsh_desktop.ui.shell.strip import StripEntry

if TYPE_CHECKING:  # the window stands before the store is open
    from sxsh_desktop.services.desk import Desk

_LITTLE_ROOM = 2_000_000_000  # bytes: below this the strip warns


@dataclass(frozen=True, slots=True)
class ShellNews:
    """What is counted for rail and strip."""

    status: StoreStatus
    waiting: int


def rail_entries(*, department: bool) -> tuple[RailEntry, ...]:
    """The screens of a role, in the order of the rail (and of Ctrl+1 … Ctrl+9)."""
    entries = [
        RailEntry("today", words(_("Today")), "today"),
        RailEntry("facilities", words(_("Facilities")), "facility"),
        RailEntry("records", words(_("Records")), "form"),
        RailEntry("printing", words(_("Print")), "printer"),
        RailEntry("exchange", words(_("Exchange")), "exchange"),
    ]
    if department:
        entries += [
            RailEntry("review", words(_("Review")), "review", 1),
            RailEntry("indicators", words(_("Indicators")), "indicator", 1),
            RailEntry("reports", words(_("Reports")), "report", 1),
            RailEntry("plan", words(_("Plan")), "plan", 1),
        ]
    return (
        *entries,
        RailEntry("catalogue", words(_("Catalogue")), "catalog", 2),
        RailEntry("settings", words(_("Settings")), "settings", 2),
    )


def title_of(profile: Profile, folder: Path) -> str:
    """Role, person, unit and store; a sample store says so first."""
    role = words(_("Department")) if profile.is_department else words(_("Officer"))
    store = words(_("Store: {folder}"), folder=folder)
    parts = (f"{role}: {profile.officer_name}", profile.unit_name, store)
    text = f"SXSH Desktop – {' · '.join(part for part in parts if part)}"
    return f"{words(_('SAMPLE DATA'))} – {text}" if profile.sample else text


class ShellModel:
    """Reads for the main window; made for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def department(self) -> bool:
        """Whether this is the department's desk."""
        return self._desk.profile.is_department

    def read_news(self) -> ShellNews:
        """Count what waits; may take some time on a large store."""
        from sxsh_desktop.services import today

        return ShellNews(today.status(self._desk), len(today.waiting(self._desk)))

    def counts(self, news: ShellNews) -> dict[str, int]:
        """The figures in the rail."""
        status = news.status
        return {
            "today": news.waiting,
            "records": status.drafts,
            "exchange": status.shelf,
            "review": status.to_review if self.department else 0,
        }

    def strip(self, news: ShellNews) -> tuple[StripEntry, ...]:
        """What the status strip says."""
        status = news.status
        backup = (
            words(_("Last backup: {when}"), when=say.moment(status.last_backup, self._desk.today()))
            if status.last_backup
            else words(_("Never backed up"))
        )
        drafts = (
            words(_("{n} drafts open"), n=say.count(status.drafts))
            if status.drafts
            else words(_("No drafts"))
        )
        backed_up = say.moment(status.last_backup, self._desk.today()) if status.last_backup else backup
        role = "dim" if status.last_backup else "warn"
        entries = [
            StripEntry("backup", backup, "backup", "settings/store", role, backed_up),
            StripEntry("drafts", drafts, "form", "records/draft"),
        ]
        if self._desk.profile.sample:
            sample = words(_("Sample data, to try things out"))
            entries.insert(
                0, StripEntry("sample", sample, "info", "settings/sample", "warn", words(_("Sample data")))
            )
        if self.department:
            shelf = words(_("{n} files on the shelf"), n=say.count(status.shelf))
            short = words(_("{n} on the shelf"), n=say.count(status.shelf))
            entries.append(StripEntry("shelf", shelf, "inbox", "exchange/shelf", short=short))
            diverged = words(_("{n} records diverged"), n=say.count(status.diverged))
            short = words(_("{n} diverged"), n=say.count(status.diverged))
            entries.append(StripEntry("diverged", diverged, "merge", "review/diverged", short=short))
        else:
            text = (
                words(_("{n} records without a receipt"), n=say.count(status.not_acknowledged))
                if status.not_acknowledged
                else words(_("Every record has its receipt"))
            )
            waiting = words(_("{n} without a receipt"), n=say.count(status.not_acknowledged))
            short = waiting if status.not_acknowledged else text
            entries.append(StripEntry("receipts", text, "history", "exchange/history", short=short))
        free = words(_("{size} free on the disk"), size=say.size(status.free))
        role = "dim" if status.free > _LITTLE_ROOM else "warn"
        entries.append(StripEntry("disk", free, "folder", "settings/store", role, say.size(status.free)))
        return tuple(entries)
