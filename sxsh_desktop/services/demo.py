"""`sxsh demo`: the whole job on sample data, through the same services as the window."""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import write_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.services import exchange, fill, indicators, indicators_export, printing, review
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.duplicates import all_duplicates
from sxsh_desktop.services.sample.desks import Desks, field_work, office_work, sample_clock, set_up_desks
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.services.sample.plan import LAST_DAY
from sxsh_desktop.services.sample.province import make_province
from sxsh_desktop.services.verify import VerifyReport, verify
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records
from sxsh_desktop.store.records import RecordNow, RecordQuery
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.record import path_of

_QUESTION = "Xin xem lại số này với hóa đơn, hoặc ghi rõ nguồn."


class DemoFolderError(UserError):
    """Sample data is never written among other files."""

    code = "DEMO-01"
    said = _("The folder {folder} is not empty.")
    todo = _("Name a new or empty folder for the sample data. Nothing was written.")


@dataclass(slots=True)
class _Timed:
    """Seconds of each step, in order."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)


def run_demo(
    folder: Path, *, seed: int = 50, facilities: int = 302, progress: Progress | None = None
) -> dict[str, Any]:
    """Do the whole job in `folder` and return the summary that is also left there as summary.json.

    Leaves officer-*/, department/, department-before-import/ (as it was before the first import),
    bundles/*.sxsh, print/*.pdf, report/*.xlsx. Raises DemoFolderError.
    """
    told = progress or silent()
    _make_folders(folder)
    timed = _Timed()
    with timed.step("set up"):
        province = make_province(seed, facilities)
        desks = set_up_desks(folder, province, told)
        _copy_before_import(folder, desks)
    try:
        with timed.step("fill"):
            made = field_work(desks, province, seed, told) + office_work(desks, province, seed, told)
        with timed.step("send and receive"):
            _to_department(folder, desks, told, twice=True)
        with timed.step("review"):
            told.step(0, 0, words(_("Reviewing sample records")))
            _review(desks, random.Random(seed))
        with timed.step("answer and send back"):
            _to_officers(folder, desks, told)
            told.step(0, 0, words(_("Answering what was returned")))
            _correct(desks)
            _to_department(folder, desks, told, twice=False)
            _review_again(desks.department)
            _to_officers(folder, desks, told)
        checking, checked_later = _verify_meanwhile(desks.department)
        with checking:  # also when it is stopped: nobody reads a folder that goes
            with timed.step("print"):
                pages = _print(folder / "print", desks.department, told)
            with timed.step("report"):
                told.step(0, 0, words(_("Computing the figures")))
                board = indicators.compute(desks.department, LAST_DAY)
                report = folder / "report" / "indicators.xlsx"
                indicators_export.export(desks.department, board, report)
            with timed.step("verify"):
                told.step(0, 0, words(_("Checking the sample stores")))
                checked = {"department": checked_later.result()}
        summary = _summary(folder, desks, made, pages, board, checked)
    finally:
        desks.close()
    summary["seconds"] = {**timed.seconds, "all": round(sum(timed.seconds.values()), 3)}
    summary["files"] = _files(folder)
    write_whole(folder / "summary.json", json.dumps(summary, ensure_ascii=False, indent=1).encode("utf-8"))
    return summary


def _make_folders(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise DemoFolderError(folder=str(folder))
    for name in ("bundles", "print", "report"):
        (folder / name).mkdir(parents=True, exist_ok=True)


def _copy_before_import(folder: Path, desks: Desks) -> None:
    """A closed store is a folder: copying the folder copies the store."""
    desks.department.close()
    shutil.copytree(folder / "department", folder / "department-before-import")
    desks.department = open_desk(folder / "department", desks.department.clock)


def _to_department(folder: Path, desks: Desks, told: Progress, *, twice: bool) -> None:
    """Each officer's bundle: previewed, imported, and (to show that it does nothing) imported once more."""
    for desk in desks.officers.values():
        if exchange.what_to_send(desk).is_empty:
            continue
        sent = exchange.export_bundle(desk, folder / "bundles", progress=told)
        exchange.preview_bundle(desks.department, sent.file)
        exchange.import_bundle(desks.department, sent.file, progress=told)
        if twice:
            exchange.import_bundle(desks.department, sent.file, progress=told)


def _to_officers(folder: Path, desks: Desks, told: Progress) -> None:
    for desk in desks.officers.values():
        if exchange.what_to_send(desks.department, desk.device_id).is_empty:
            continue
        sent = exchange.export_bundle(desks.department, folder / "bundles", desk.device_id, progress=told)
        exchange.import_bundle(desk, sent.file, progress=told)


def _review(desks: Desks, rng: random.Random) -> None:
    """Most are accepted, some returned with a question, a few rejected, and a tenth is left for tomorrow."""
    department = desks.department
    with department.read() as connection:
        waiting = records.find(connection, RecordQuery(states=(ReviewCode.WAITING,), sort="title"))
    accepted: list[str] = []
    for record in waiting:
        lot = rng.random()
        if lot < 0.84:
            accepted.append(record.head)
        elif lot < 0.90:
            question = _first_number(department, record)
            review.return_with_questions(department, record.head, ((question, _QUESTION),), "")
        elif lot < 0.91:
            review.reject(department, record.head, "Phiếu thử, không phải cơ sở thật.")
    review.accept_many(department, accepted)


def _first_number(desk: Desk, record: RecordNow) -> str:
    """The reference of the first number that the record holds: what a reviewer would ask about."""
    with desk.read() as connection:
        revision = ledger_store.revision(connection, record.head)
    assert revision is not None
    form = desk.forms.get(revision.form_id, revision.form_version, revision.definition_hash)
    answers = instance.fields_of(form, revision.instance_xml)
    numbers = {path for path, question in form.questions.items() if question.is_number}
    return next((ref for ref in answers if path_of(ref) in numbers), "")


def _correct(desks: Desks) -> None:
    """Officers answer what was returned; two records are corrected on two desks at once, and so diverge."""
    for desk in desks.officers.values():
        with desk.read() as connection:
            returned = records.find(connection, RecordQuery(states=(ReviewCode.RETURNED,)))
        for record in [one for one in returned if one.device_id == desk.device_id][:5]:
            _change(desk, record.record_id, "remark", "Đã đối chiếu hóa đơn, số liệu giữ nguyên.")
    officer = next(iter(desks.officers.values()))
    with officer.read() as connection:
        accepted = records.find(connection, RecordQuery(form_ids=("a_co_so",), states=(ReviewCode.ACCEPTED,)))
    both = [one for one in accepted if one.device_id == officer.device_id][:2]
    for record in both:
        _change(officer, record.record_id, "name_short", "Chi nhánh cũ")
        _change(desks.department, record.record_id, "name_short", "Cơ sở 2")


def _change(desk: Desk, record_id: str, question: str, text: str) -> None:
    draft = fill.correct(desk, record_id)
    path = next(path for path, one in draft.form.questions.items() if one.name == question)
    draft.set(path, text)
    settle(draft)
    draft.finalise()


def _review_again(department: Desk) -> None:
    with department.read() as connection:
        corrected = [
            one
            for one in records.find(connection, RecordQuery(states=(ReviewCode.WAITING,)))
            if one.revisions > 1 and not one.diverged
        ]
    review.accept_many(department, [one.head for one in corrected])


def _print(folder: Path, desk: Desk, progress: Progress) -> int:
    forms = [info.form_id for info in desk.forms.current()]
    pages = printing.print_blank(desk, forms, folder / "blank.pdf", progress=progress).pages
    with desk.read() as connection:
        some = [
            records.find_ids(connection, RecordQuery(form_ids=(form,), states=(ReviewCode.ACCEPTED,)))[:2]
            for form in forms
        ]
        facilities = [
            one.facility_id for one in records.find(connection, RecordQuery(form_ids=("b_khao_sat",)))[:3]
        ]
    chosen = [record_id for ids in some for record_id in ids]
    pages += printing.print_filled(desk, chosen, folder / "filled.pdf", progress=progress).pages
    pages += printing.print_prefilled(
        desk, ("c_tieu_thu",), facilities, folder / "prefilled.pdf", progress=progress
    ).pages
    return pages


def _summary(
    folder: Path,
    desks: Desks,
    made: int,
    pages: int,
    board: indicators.IndicatorBoard,
    checked: dict[str, VerifyReport],
) -> dict[str, Any]:
    department = desks.department
    with department.read() as connection:
        everything = records.find(connection, RecordQuery())
    by_form: dict[str, int] = {}
    for record in everything:
        by_form[record.form_id] = by_form.get(record.form_id, 0) + 1
    report = checked["department"]
    return {
        "counts": {
            "officers": len(desks.officers),
            "facilities": by_form.get("a_co_so", 0),
            "records": len(everything),
            "records_by_form": dict(sorted(by_form.items())),
            "records_filled": made,
            "revisions": report.revisions,
            "entries": report.entries,
            "accepted": sum(one.state is ReviewCode.ACCEPTED for one in everything),
            "returned": sum(one.state is ReviewCode.RETURNED for one in everything),
            "waiting_for_review": sum(one.state is ReviewCode.WAITING for one in everything),
            "diverged": sum(one.diverged for one in everything),
            "duplicate_facilities": len(all_duplicates(department)),
            "pages": pages,
        },
        "ledger_hash": report.ledger_hash,
        "derived_hash": report.derived_hash,
        "verified": {name: one.ok for name, one in checked.items()},
        "indicators": indicators_export.as_json(board),
        "folder": folder.name,
    }


def _verify_meanwhile(desk: Desk) -> tuple[ProcessPoolExecutor, Future[VerifyReport]]:
    """Check the department's store in a process of its own, while this one prints and reports."""
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    return pool, pool.submit(_verify, desk.folder)


def _verify(folder: Path) -> VerifyReport:
    with closing(open_desk(folder, sample_clock())) as desk:
        return verify(desk)


def _files(folder: Path) -> list[str]:
    """Every file that a person would open."""
    wanted = ("bundles", "print", "report")
    return sorted(
        file.relative_to(folder).as_posix() for name in wanted for file in (folder / name).iterdir()
    )
