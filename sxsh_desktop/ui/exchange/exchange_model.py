"""Sending and receiving for one desk: what would go, what came, and the words for it. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.services import exchange, exchange_outgoing, reference, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange import (
    FATE_NAMES,
    DeviceLine,
    ExportLine,
    Fate,
    ImportLine,
    Plan,
    PlanLine,
    Sent,
    ShelfLine,
)
from sxsh_desktop.services.exchange_outgoing import GoingLine
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.fields import Option
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell

if TYPE_CHECKING:
    from sxsh_desktop.ui.exchange.both_model import BothModel
    from sxsh_desktop.ui.exchange.work_model import WorkModel

FATES: dict[Fate, tuple[str, str, str]] = {
    "new": (FATE_NAMES["new"], "plus", "accent"),
    "corrected": (FATE_NAMES["corrected"], "edit", "accent"),
    "diverged": (FATE_NAMES["diverged"], "merge", "warn"),
    "waiting": (FATE_NAMES["waiting"], "history", "warn"),
    "clash": (FATE_NAMES["clash"], "error", "bad"),
    "known": (FATE_NAMES["known"], "check", "off"),
}
# What is said of them once the bundle is imported; of the others nothing else than before.
DONE: dict[Fate, tuple[str, str, str]] = {
    "new": (_("Taken in"), "check", "ok"),
    "corrected": (_("Correction taken in"), "check", "ok"),
}
Rows = list[tuple[str, tuple[Cell, ...]]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the next bundle for somebody would hold."""

    recipient: str
    records: int
    decisions: int
    files: int
    is_empty: bool
    lines: tuple[GoingLine, ...] = ()
    sealable: bool = True


def _others_new(plan: Plan) -> int:
    """New entries that are neither reviews nor receipts."""
    return plan.entries_new - plan.reviews_new - plan.receipts_new


class ExchangeModel:
    """Reads and acts; everything here may be slow, so the view asks in the background."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def department(self) -> bool:
        """Whether this is the department's desk."""
        return self._desk.profile.is_department

    # -- receiving ----------------------------------------------------------------------------------------

    def preview(self, file: Path, progress: Progress) -> Plan:
        """What importing would do; changes nothing."""
        return exchange.preview_bundle(self._desk, file, progress=progress)

    def receive(self, file: Path, progress: Progress) -> Plan:
        """Import everything new, or nothing; a refused file goes to the shelf."""
        try:
            plan = exchange.import_bundle(self._desk, file, progress=progress)
        except UserError as error:
            if error.facts.get("shelf_id"):  # it is kept there, whole
                self._tidy(file)
            raise
        self._tidy(file)
        self._desk.forms.refresh()
        return plan

    @staticmethod
    def may_be_shelved(error: UserError) -> bool:
        """Whether a file refused for this can be put on the shelf now: it is worth keeping, and not there yet."""
        return exchange.is_shelved(error) and not error.facts.get("shelf_id")

    def _tidy(self, file: Path) -> None:
        """A bundle that was fetched into the own inbox need not lie there any longer."""
        from sxsh_desktop.services import carriers

        carriers.tidy(self._desk, [file])

    def arrived(self) -> tuple[Path, ...]:
        """Fetched bundles, and new ones in the watched folder, that wait to be looked at."""
        from sxsh_desktop.services import carriers

        return carriers.arrived(self._desk)

    def with_mails_opened(self, files: Sequence[Path]) -> tuple[Path, ...]:
        """The same files; in the place of a saved e-mail the bundles in it."""
        from sxsh_desktop.services import carriers_mail

        return carriers_mail.with_mails_opened(self._desk, files)

    def write_mail(self, bundle: Path, target: Path) -> Path:
        """An e-mail with a bundle attached, for a person to send."""
        from sxsh_desktop.services import carriers_mail

        return carriers_mail.write_mail(self._desk, bundle, target)

    def both(self) -> BothModel:
        """For sending and receiving in one press."""
        from sxsh_desktop.ui.exchange.both_model import BothModel

        return BothModel(self._desk)

    def work(self) -> WorkModel:
        """For the work that is given to officers."""
        from sxsh_desktop.ui.exchange.work_model import WorkModel

        return WorkModel(self._desk)

    def today(self) -> date:
        """The day on this desk's clock."""
        return self._desk.today()

    def sender(self, plan: Plan, *, short: bool = False) -> str:
        """Who made the bundle: person and unit."""
        unit = self.unit_name(plan.sender.unit_code)
        unit = say.short_place(unit) if short else unit
        return ", ".join(part for part in (plan.sender.officer_name, unit) if part)

    def unit_name(self, code: str) -> str:
        """The name of a unit; its code where it is not known."""
        unit = reference.current(self._desk).places.unit(code)
        if unit is None:
            return code
        return unit.name if language() == "vi" else unit.name_en or unit.name

    def plan_facts(self, plan: Plan) -> tuple[tuple[str, str], ...]:
        """The particulars of a bundle."""
        recipient = plan.recipient.officer_name or self.unit_name(plan.recipient.unit_code)
        sealed = words(_("yes, only for the recipient")) if plan.sealed else words(_("no, signed only"))
        return (
            (words(_("For")), recipient or words(_("anybody"))),
            (words(_("Made on")), say.full_moment(plan.made_at)),
            (words(_("Sealed")), sealed),
            (words(_("Bundle")), plan.bundle_id[:8]),
        )

    @staticmethod
    def count_columns(*, done: bool = False) -> tuple[Column, ...]:
        """The columns of the small table of counts. `done`: the bundle is in the store by now."""
        return (
            Column("what", words(_("In the bundle")), stretch=True, sort=False),
            Column("new", words(_("Came in") if done else _("New")), 90, "right", sort=False),
            Column("known", words(_("Here before") if done else _("Already here")), 110, "right", sort=False),
            Column("look", words(_("To look at")), 230, sort=False),
        )

    @staticmethod
    def count_rows(plan: Plan) -> Rows:
        """How many of each kind are new."""
        notes = []
        wanted: tuple[Fate, ...] = ("diverged", "waiting", "clash")
        for fate in wanted:
            count = plan.records.get(fate, 0)
            if count:
                notes.append((fate, count))
        look = none_cell()
        if notes:
            _word, icon, role = FATES[notes[0][0]]
            told = ", ".join(f"{words(FATES[fate][0])}: {count}" for fate, count in notes)
            look = Cell(told, icon, role)
        attachments = plan.inside.attachments
        rows = (
            (_("Records (versions)"), plan.revisions_new, plan.revisions_known, look),
            (_("Photos and files"), plan.attachments_new, attachments - plan.attachments_new, none_cell()),
            (_("Reviews"), plan.reviews_new, None, none_cell()),
            (_("Receipts"), plan.receipts_new, None, none_cell()),
            (_("Given work, forms, tables, devices"), _others_new(plan), None, none_cell()),
        )
        return [
            (
                name,
                (
                    Cell(words(name)),
                    Cell(say.count(new)),
                    Cell(say.count(known)) if known is not None else none_cell(),
                    cell,
                ),
            )
            for name, new, known, cell in rows
        ]

    @staticmethod
    def line_columns() -> tuple[Column, ...]:
        """The columns of the records in a bundle."""
        return (
            Column("form", words(_("Record")), 76),
            Column("what", words(_("What")), 300, stretch=True),
            Column("who", words(_("Made by")), 140, drop=1),
            Column("day", words(_("Date")), 100),
            Column("fate", words(_("Against the store")), 180),
        )

    def line_rows(self, plan: Plan, *, done: bool = False) -> Rows:
        """The records in a bundle, before it is imported or afterwards (`done`)."""
        named = self._facilities_of(plan)
        own = {plan.sender.officer_code: plan.sender.officer_name}
        return [
            (line.record_id, self._line_cells(line, named.get(line.facility_id, ""), own, done=done))
            for line in plan.lines
        ]

    def _facilities_of(self, plan: Plan) -> dict[str, str]:
        """Code and name of every facility that the records are about: in the register, or in the bundle."""
        wanted = sorted({line.facility_id for line in plan.lines} - {""})
        found = {
            one.facility_id: f"{one.code} {one.name}" for one in register.of_ids(self._desk, wanted).values()
        }
        cards = {
            line.record_id: say.without_letter(line.form_id, line.title)
            for line in plan.lines
            if line.record_id == line.facility_id
        }
        return {**found, **cards}

    @staticmethod
    def _line_cells(line: PlanLine, facility: str, own: Mapping[str, str], *, done: bool) -> tuple[Cell, ...]:
        word, icon, role = DONE.get(line.fate, FATES[line.fate]) if done else FATES[line.fate]
        return (
            Cell(say.form_short(line.form_id)),
            Cell(facility or say.without_letter(line.form_id, line.title)),
            text_cell(own.get(line.officer, line.officer)),
            Cell(say.day(line.made_at), order=line.made_at),
            Cell(words(word), icon, role),
        )

    # -- sending ------------------------------------------------------------------------------------------

    def recipients(self) -> tuple[Option, ...]:
        """Who a bundle may be made for: not this device itself."""
        if not self.department:
            return (Option("", words(_("The department (Sở Công Thương)"))),)
        return tuple(
            Option(one.device_id, f"{one.officer_name} · {self.unit_name(one.unit_code)}")
            for one in exchange.devices(self._desk)
            if one.state == "confirmed" and one.device_id != self._desk.device_id
        )

    def outgoing(self, recipient: str, *, register_too: bool) -> Outgoing:
        """What the next bundle would hold."""
        going = exchange_outgoing.what_goes(self._desk, recipient, register=register_too)
        found = going.chosen
        return Outgoing(
            recipient,
            len(found.revision_ids),
            len(found.entry_ids),
            len(found.attachment_names),
            found.is_empty,
            going.lines,
            going.sealable,
        )

    def send(
        self, folder: Path, recipient: str, progress: Progress, *, sealed: bool, register_too: bool
    ) -> Sent:
        """Write a bundle into a folder."""
        return exchange.export_bundle(
            self._desk, folder, recipient, sealed=sealed, register=register_too, progress=progress
        )

    # -- history, shelf, devices --------------------------------------------------------------------------

    def history(self) -> tuple[tuple[ImportLine, ...], tuple[ExportLine, ...]]:
        """Imports and exports, the newest first."""
        return exchange.imports(self._desk), exchange.exports(self._desk)

    def shelf(self) -> tuple[ShelfLine, ...]:
        """What waits on the shelf."""
        return exchange.shelf(self._desk)

    def devices(self) -> tuple[DeviceLine, ...]:
        """Every device that is known or asks to be."""
        return exchange.devices(self._desk)

    def undo(self, import_id: str, progress: Progress) -> int:
        """Take an import back as a whole."""
        return exchange.undo_import(self._desk, import_id, progress=progress)

    def redo(self, import_id: str, progress: Progress) -> int:
        """Show again what was taken back."""
        return exchange.redo_import(self._desk, import_id, progress=progress)

    def try_again(self, shelf_id: str, progress: Progress, *, confirm: bool) -> Plan:
        """Try a shelved file once more; `confirm` believes its sender first."""
        plan = exchange.receive_shelved(self._desk, shelf_id, confirm=confirm, progress=progress)
        self._desk.forms.refresh()
        return plan

    def discard(self, shelf_id: str) -> None:
        """Take a file off the shelf's list."""
        exchange.discard(self._desk, shelf_id)

    def own_code(self) -> str:
        """This device's code, to read over the phone."""
        return exchange.own_code(self._desk)

    def write_enrolment(self, file: Path) -> str:
        """This device's enrolment file, for the other side."""
        return exchange.export_enrolment(self._desk, file)

    def read_enrolment(self, file: Path, *, confirm: bool, as_department: bool = False) -> DeviceLine:
        """Show what an enrolment file says, or believe it."""
        return exchange.import_enrolment(self._desk, file, confirm=confirm, as_department=as_department)

    def confirm(self, device_id: str, *, as_department: bool = False) -> DeviceLine:
        """Believe a device from now on."""
        return exchange.confirm_device(self._desk, device_id, as_department=as_department)

    def revoke(self, device_id: str, day: str = "") -> DeviceLine:
        """Take no more bundles of a device since that day (ISO; today when "")."""
        return exchange.revoke_device(self._desk, device_id, day)

    def facilities(self) -> int:
        """How many facilities the register holds."""
        return register.count(self._desk)
