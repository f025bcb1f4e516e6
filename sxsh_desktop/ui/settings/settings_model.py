"""What can be set, and the care of the store. Qt-free."""

from __future__ import annotations

from pathlib import Path

from sxsh_desktop import __version__
from sxsh_desktop.base import paths
from sxsh_desktop.base.files import free_bytes
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import backup
from sxsh_desktop.services.backup import Backup, Restored, VerifyReport
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.profile import change_language
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.table_model import Cell, Column

Rows = list[tuple[str, tuple[Cell, ...]]]


class SettingsModel:
    """For one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def language(self) -> str:
        """The language of the profile."""
        return self._desk.profile.language

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return self._desk.folder

    @property
    def fonts(self) -> Path:
        """Where the fonts lie, with their licences."""
        return paths.resources() / "fonts"

    def person(self) -> tuple[tuple[str, str], ...]:
        """Who works here."""
        profile = self._desk.profile
        role = words(_("Department")) if profile.is_department else words(_("Officer"))
        return (
            (words(_("Name")), profile.officer_name),
            (words(_("Code")), profile.officer_code),
            (words(_("Unit")), f"{profile.unit_name} ({profile.unit_code})"),
            (words(_("Role")), role),
            (words(_("Device")), self._desk.device_id),
        )

    def store(self) -> tuple[tuple[str, str], ...]:
        """The store and the program."""
        return (
            (words(_("Folder")), str(self._desk.folder)),
            (words(_("Free on the disk")), say.size(free_bytes(self._desk.folder))),
            (words(_("Program")), f"SXSH Desktop {__version__}"),
        )

    def set_language(self, language: str) -> None:
        """Keep another language; it is spoken from the next start on."""
        change_language(self._desk.folder, language)

    @staticmethod
    def backup_columns() -> tuple[Column, ...]:
        """The columns of the backups."""
        return (
            Column("when", words(_("Made on")), 160),
            Column("size", words(_("Size")), 100, "right"),
            Column("file", words(_("File")), stretch=True),
        )

    def backups(self) -> Rows:
        """The backups in the store's own folder, the newest first."""
        return [
            (
                str(one.file),
                (
                    Cell(say.full_moment(one.made_at), order=one.made_at),
                    Cell(say.size(one.size), order=one.size),
                    Cell(one.file.name),
                ),
            )
            for one in backup.backups(self._desk.folder)
        ]

    def back_up(self, target: Path | None, progress: Progress) -> Backup:
        """Into the store's folder, or a whole store onto another disk."""
        return backup.backup(self._desk, target, progress)

    def verify(self, progress: Progress) -> VerifyReport:
        """Look at the whole store."""
        return backup.verify(self._desk, progress)

    def rebuild(self, progress: Progress) -> None:
        """Compute everything anew that is computed."""
        backup.rebuild(self._desk, progress)

    def restore(self, file: Path, progress: Progress) -> Restored:
        """Bring back what this store lacks of a backup."""
        return backup.restore(self._desk.folder, file, progress)

    @staticmethod
    def restored_words(done: Restored) -> str:
        """What was brought back."""
        text = _("Brought back: {records} versions, {entries} other entries, {drafts} drafts, {files} files.")
        return words(text, records=done.revisions, entries=done.entries, drafts=done.drafts, files=done.files)
