"""Somebody else's table becomes records: each row through the form's own checks, what fails is listed.

A source row always gives the same record (source name, form, key), and the same answers the same revision: a
second run adds nothing, a changed row gives a correction of the record that it gave before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.values import Revision, UnsignedRevision
from sxsh_desktop.output.read_table import TableRow, read_table
from sxsh_desktop.services import intake_report
from sxsh_desktop.services.fill import environment
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.services.intake_fill import Filled, Filler, Remark
from sxsh_desktop.services.intake_map import IntakeMap, MapWrongError, check_map, read_map
from sxsh_desktop.services.intake_plan import Planned, plan
from sxsh_desktop.services.projection import project_records
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import register as register_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.session import InstanceIds

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_BATCH = 200
_LISTED = 500_000

NO_FACILITY = _("There is no facility with the code {code}.")
OTHER_FACILITY = _("The code {code} belongs to another facility already.")


@dataclass(slots=True)
class Intake:
    """What an import did. Counts of records unless they say rows.

    `taken` became new records, `corrected` new revisions of records that were here, `unchanged` were here
    already, `refused` stand in the report with every source row (`refused_rows`, which also counts rows left
    out alone). `aside`: values that the form refused and that stand as unknown with the text in the note;
    `odd`: odd values that were kept. `reported` are rows that a rule of the map calls odd.
    """

    source_rows: int = 0
    taken: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: int = 0
    refused_rows: int = 0
    aside: int = 0
    odd: int = 0
    reported: int = 0
    report: Path | None = None
    revisions: list[str] = field(default_factory=list)


def import_table(
    desk: Desk,
    file: Path,
    form_id: str,
    map_toml: Path,
    report_path: Path | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Import a CSV or workbook as records of a form, as a map says; the report is an .xlsx beside the file.

    What was taken when it is stopped (CancelledError) or fails stays: batches of 200 records are whole, and a
    next run goes on. Raises MapUnreadableError, MapWrongError, FormUnknownError, and what reading the table,
    the store and writing the report raise.
    """
    told = progress or silent()
    map = read_map(map_toml, desk.units)
    if form_id and form_id != map.form:
        raise MapWrongError(file=map.file, faults=f"{map.form} ≠ {form_id}")
    form = desk.forms.get(map.form)
    table = read_table(file, map.sheet or None)
    check_map(map, form, table.columns)
    rows = list(table.rows)
    done = Intake(source_rows=len(rows))
    report = intake_report.Report(map, table.columns)
    done.reported = report.look_over(rows)
    run = _Run(desk, map, form, done, report)
    planned = plan(map, rows)
    total = len({tuple(row.get(column) for column in map.key) for row in rows})
    for count, batch in _batches(planned):
        told.step(count, total, words(_("Importing records")))
        run.take(batch)
    told.step(total, total, words(_("Writing the report")))
    if done.refused_rows or done.aside or done.odd or done.reported:
        target = report_path or file.with_name(f"{file.stem}-{form.form_id}-report.xlsx")
        done.report = report.write(target, done_counts(done))
    return done


def done_counts(done: Intake) -> list[tuple[str, int]]:
    """The counts in words, for the report and for the terminal."""
    return [
        (words(_("Rows in the table")), done.source_rows),
        (words(_("New records")), done.taken),
        (words(_("Corrected records")), done.corrected),
        (words(_("Records that were here already")), done.unchanged),
        (words(_("Records not taken in")), done.refused),
        (words(_("Rows not taken in")), done.refused_rows),
        (words(_("Values put aside as unknown")), done.aside),
        (words(_("Odd values that were kept")), done.odd),
        (words(_("Odd rows by the rules of the map")), done.reported),
    ]


def _batches(planned: Iterable[Planned]) -> Iterator[tuple[int, list[Planned]]]:
    waiting = iter(planned)
    count = 0
    while batch := list(islice(waiting, _BATCH)):
        yield count, batch
        count += len(batch)


class _Run:
    """One import: takes batches of planned records, each in a transaction of its own."""

    def __init__(
        self, desk: Desk, map: IntakeMap, form: Form, done: Intake, report: intake_report.Report
    ) -> None:
        self._desk, self._map, self._form, self._done, self._report = desk, map, form, done, report
        self._filler = Filler(form, map, environment(desk))
        self._is_card = form.form_id == REGISTER_FORM

    def take(self, batch: Sequence[Planned]) -> None:
        """Fill, check, sign and project a batch."""
        with self._desk.read() as connection:
            here = ledger_store.revisions_of_many(connection, [one.record_id for one in batch])
            codes = [one.facility for one in batch if one.facility]
            facilities = register_store.by_codes(connection, codes)
        ready: list[tuple[Filled, str, tuple[str, ...], str]] = []
        for planned in batch:
            known = here.get(planned.record_id, [])
            if self._is_known(planned, known):
                self._done.unchanged += 1
                self._report_again(planned)
                continue
            about = self._about(planned, facilities)
            if not about:
                continue
            parents = dag.heads(known)
            revision_id = planned.revision_id(self._desk.device_id, self._form.definition_hash)
            ids = InstanceIds(revision_id, parents[0] if parents else "")
            filled = self._filler.fill(planned, ids)
            self._count(filled)
            if filled.xml is not None:
                ready.append(
                    (filled, revision_id, tuple(parents), "" if about == _NO_FACILITY_NEEDED else about)
                )
        if ready:
            with self._desk.write() as connection:
                self._append(connection, ready)

    def _is_known(self, planned: Planned, known: Sequence[Revision]) -> bool:
        """Whether these very answers were taken before, here or on another computer."""
        return any(
            one.revision_id == planned.revision_id(one.device_id, self._form.definition_hash) for one in known
        )

    def _report_again(self, planned: Planned) -> None:
        """A second run reports the same dirt: what was put aside or odd, and the rows left out alone."""
        filled = self._filler.fill(planned, InstanceIds("uuid:again"))
        self._count(filled)

    def _about(self, planned: Planned, facilities: dict[str, str]) -> str:
        """The facility of the revision: of the code that the map gives, or "" with the row refused."""
        if not self._map.facility:
            return planned.record_id if self._is_card else _NO_FACILITY_NEEDED
        found = facilities.get(planned.facility)
        if self._is_card:
            if found in (None, planned.record_id):
                return planned.record_id
            self._refuse(planned, words(OTHER_FACILITY, code=planned.facility))
            return ""
        if found is None:
            self._refuse(planned, words(NO_FACILITY, code=planned.facility))
        return found or ""

    def _refuse(self, planned: Planned, reason: str) -> None:
        first = planned.source[0].number
        remark = Remark("refused", first, " ".join(planned.key), "", "", planned.facility, reason)
        self._count(Filled(planned, remarks=[remark]))

    def _count(self, filled: Filled) -> None:
        done = self._done
        lost: list[TableRow] = []
        if filled.xml is None:
            done.refused += 1
            lost = list(filled.planned.source)
        elif filled.lost_rows:
            lost = [row for row in filled.planned.source if row.number in filled.lost_rows]
        done.refused_rows += len(lost)
        done.aside += sum(one.kind == "aside" for one in filled.remarks)
        done.odd += sum(one.kind == "odd" for one in filled.remarks)
        self._report.add(filled.remarks, lost)

    def _append(
        self, connection: Connection, ready: Sequence[tuple[Filled, str, tuple[str, ...], str]]
    ) -> None:
        """Sign and add the revisions of a batch, then compute everything that follows from them."""
        for filled, revision_id, parents, about in ready:
            revision = self._desk.append_revision(
                connection,
                UnsignedRevision(
                    revision_id=revision_id,
                    record_id=filled.planned.record_id,
                    parents=tuple(sorted(parents)),
                    form_id=self._form.form_id,
                    form_version=self._form.version,
                    definition_hash=self._form.definition_hash,
                    facility_id=about,
                    officer_id=self._desk.profile.officer_code,
                    device_id=self._desk.device_id,
                    made_at=self._desk.now(),
                    sequence=0,
                    instance_xml=filled.xml or b"",
                    attachments=(),
                ),
            )
            self._done.revisions.append(revision.revision_id)
            if parents:
                self._done.corrected += 1
            else:
                self._done.taken += 1
        project_records(connection, self._desk, [filled.planned.record_id for filled, *_rest in ready])


_NO_FACILITY_NEEDED = "-"
