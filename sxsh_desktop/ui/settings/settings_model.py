"""What can be set, and the care of the store. Qt-free."""

from __future__ import annotations

from pathlib import Path

from sxsh_desktop import __version__
from sxsh_desktop.base import paths
from sxsh_desktop.base.files import free_bytes
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import backup, backup_settings
from sxsh_desktop.services.backup import Backup, Restored, VerifyReport
from sxsh_desktop.services.database_place import read_place
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.profile import Role, change_language
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
    def role(self) -> Role:
        """Officer or department."""
        return self._desk.profile.role

    @property
    def sample(self) -> bool:
        """Whether this is sample data."""
        return self._desk.profile.sample

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
            (words(_("Database")), read_place(self._desk.folder).shown or words(_("a file in this folder"))),
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

    def restore(self, file: Path, progress: Progress, code: str = "") -> Restored:
        """Bring back what this store lacks of a backup; `code`: the recovery code, where it is needed."""
        return backup.restore(self._desk.folder, file, progress, code=code)

    @property
    def has_second(self) -> bool:
        """Whether backups go to a second place."""
        return bool(backup_settings.read_settings(self._desk.folder).second)

    @property
    def has_recovery(self) -> bool:
        """Whether there is a recovery code."""
        return bool(backup_settings.read_settings(self._desk.folder).recovery)

    def set_second(self, place: Path | None) -> None:
        """Choose the second place, or none. Raises UserError."""
        backup_settings.set_second_place(self._desk, place)

    @staticmethod
    def new_recovery() -> str:
        """A new recovery code, to be shown once."""
        return backup_settings.new_recovery_code()

    def use_recovery(self, code: str) -> None:
        """The person has kept the code: it is in force from now on. Raises UserError."""
        backup_settings.use_recovery_code(self._desk, code)

    def write_recovery(self, target: Path, code: str) -> None:
        """Keep the code in a file. Raises UserError."""
        backup_settings.write_recovery_code(target, code)

    def second_words(self) -> str:
        """Where else backups go, and when one went there last."""
        kept = backup_settings.read_settings(self._desk.folder)
        if not kept.second:
            return words(_("Backups are made each hour of work and at the end, on this computer only."))
        if not kept.second_last:
            return words(_("Backups also go to {folder}, as soon as it is there."), folder=kept.second)
        when = say.moment(kept.second_last, self._desk.today())
        return words(_("Backups also go to {folder}, last {when}."), folder=kept.second, when=when)

    def recovery_words(self) -> str:
        """Whether another computer could open the backups."""
        made = say.parse_day(backup_settings.read_settings(self._desk.folder).recovery_made)
        if made is None:
            return words(_("No recovery code yet: only this computer can open its backups."))
        return words(_("Recovery code made on {day}."), day=say.day(made))

    @staticmethod
    def restored_words(done: Restored) -> str:
        """What was brought back."""
        text = _("Brought back: {records} versions, {entries} other entries, {drafts} drafts, {files} files.")
        return words(text, records=done.revisions, entries=done.entries, drafts=done.drafts, files=done.files)
