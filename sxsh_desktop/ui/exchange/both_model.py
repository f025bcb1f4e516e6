"""Sending and fetching in one press, for one desk: the way, the button, the log. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import carriers, exchange_log
from sxsh_desktop.services.carriers import Exchanged, Way
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_log import LogLine
from sxsh_desktop.ui import say
from sxsh_desktop.ui.exchange.seal_words import NO_KEY, NO_KEY_OF
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell

Rows = list[tuple[str, tuple[Cell, ...]]]
_NAMED = 3
_PASSWORD_CODES = ("CARRIER-02", "CARRIER-15")


class BothModel:
    """Reads and acts; the password lives here until the program is closed, and nowhere else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._password = ""

    @property
    def department(self) -> bool:
        """Whether this is the department's desk."""
        return self._desk.profile.is_department

    # -- the way ------------------------------------------------------------------------------------------

    def way(self) -> Way:
        """What was chosen on this computer."""
        return carriers.way(self._desk)

    def place(self) -> str:
        """The way in words."""
        chosen = self.way()
        if chosen.kind == "server":
            return chosen.address
        if chosen.kind == "folder" and chosen.folder:
            return chosen.folder
        return words(_("not chosen yet"))

    def save(self, chosen: Way) -> None:
        """Keep a way; a password for another one is forgotten."""
        before = self.way()
        if (before.address, before.user) != (chosen.address, chosen.user):
            self._password = ""
        carriers.set_way(self._desk, replace(chosen, foreign=before.foreign))

    def set_inbox(self, folder: str) -> None:
        """Watch this folder from now on, "" for none."""
        carriers.set_way(self._desk, replace(self.way(), inbox=folder))

    def needs_password(self) -> bool:
        """Whether a person has to type it first."""
        chosen = self.way()
        return chosen.kind == "server" and bool(chosen.user) and not self._password

    def keep_password(self, password: str) -> None:
        """Until the program is closed."""
        self._password = password

    def not_sealed(self, recipients: Sequence[str] | None) -> str:
        """The warning that a bundle for some of these cannot be sealed; "" when all can, or nothing goes."""
        names = carriers.not_sealed(self._desk, recipients)
        if not names or not self.department:
            return words(NO_KEY) if names else ""
        shown = ", ".join(names[:_NAMED])
        more = len(names) - _NAMED
        whom = words(_("{names} and {n} others"), names=shown, n=more) if more > 0 else shown
        return words(NO_KEY_OF, names=whom)

    # -- the button ---------------------------------------------------------------------------------------

    def run(self, recipients: Sequence[str] | None, progress: Progress) -> Exchanged:
        """Send what is not acknowledged, fetch what is new; nothing is imported."""
        over = carriers.carrier(self._desk, self._password)
        done = carriers.send_and_receive(self._desk, over, recipients=recipients, progress=progress)
        if done.failed is not None and done.failed.code in _PASSWORD_CODES:
            self._password = ""
        return done

    @staticmethod
    def told(done: Exchanged) -> tuple[str, ...]:
        """What was done, as sentences."""
        return carriers.told(done)

    def arrived(self) -> tuple[Path, ...]:
        """The bundles that wait to be looked at."""
        return carriers.arrived(self._desk)

    # -- the log ------------------------------------------------------------------------------------------

    @staticmethod
    def log_columns() -> tuple[Column, ...]:
        """The columns of the log."""
        return (
            Column("when", words(_("When")), 150),
            Column("what", words(_("What happened")), stretch=True),
            Column("code", words(_("Code")), 110, drop=1),
        )

    def log(self, text: str) -> tuple[LogLine, ...]:
        """The log, the newest first; `text` narrows it."""
        return exchange_log.lines(self._desk, text)

    @staticmethod
    def log_rows(lines: Sequence[LogLine]) -> Rows:
        """The log as rows."""
        return [(str(at), _cells(line)) for at, line in enumerate(lines)]

    @staticmethod
    def export(target: Path, lines: Sequence[LogLine], progress: Progress) -> Path:
        """These lines as a workbook."""
        return exchange_log.export(target, lines, progress)


def _cells(line: LogLine) -> tuple[Cell, ...]:
    icon = {"out": "send", "in": "import"}.get(line.direction, "info")
    if line.mood == "bad":
        icon = "error"
    role = line.mood or ("accent" if line.kind in ("sent", "made", "imported", "fetched") else "dim")
    return (
        Cell(say.full_moment(line.at), order=line.at),
        Cell(line.text, icon, role, tip=line.text),
        Cell(line.code, dim=True) if line.code else none_cell(),
    )
