"""The desks of the sample: set up, made known to each other, and worked at."""

from __future__ import annotations

import multiprocessing
import random
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from sxsh_desktop.base.clock import Clock, fixed_clock
from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import exchange, fill
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.forms import EVENT_FORM, OFFICER_FORM, REGISTER_FORM
from sxsh_desktop.services.register import new_facility_code
from sxsh_desktop.services.sample import office
from sxsh_desktop.services.sample.answers import Script
from sxsh_desktop.services.sample.filling import fill_in
from sxsh_desktop.services.sample.plan import LAST_DAY, FacilityPlan
from sxsh_desktop.services.sample.province import EVENTS, Province, Visit, scripts_of
from sxsh_desktop.services.setup import Answers, set_up

HOURS = ZoneInfo("Asia/Ho_Chi_Minh")
_DEPARTMENT = Answers("department", "vi", "SCT01", "Lê Minh Khoa", "SCT")
_LOOK_S = 0.2  # between two looks at how far the officers are


def sample_clock() -> Clock:
    """The sample's "now": a working morning after the last visit."""
    return fixed_clock(datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 7, 30, tzinfo=HOURS))


@dataclass(slots=True)
class Desks:
    """The department's desk and the officers' desks, by code; `codes`: facility code by number of the plan."""

    department: Desk
    officers: dict[str, Desk] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)

    def close(self) -> None:
        """Close all of them."""
        for desk in (self.department, *self.officers.values()):
            desk.close()


def set_up_desks(folder: Path, province: Province, progress: Progress) -> Desks:
    """A department and one laptop for each travelling officer; each confirms the other's enrolment file."""
    clock = sample_clock()
    steps = len(province.travelling) + 1
    progress.step(0, steps, words(_("Setting up sample desks")))
    desks = Desks(set_up(folder / "department", _DEPARTMENT, clock, sample=True))
    try:
        _officers_desks(folder, desks, province, progress)
    except BaseException:
        desks.close()
        raise
    return desks


def _officers_desks(folder: Path, desks: Desks, province: Province, progress: Progress) -> None:
    clock = desks.department.clock
    mail = folder / "enrolments"
    mail.mkdir(exist_ok=True)
    exchange.export_enrolment(desks.department, mail / "department.sxsh-key")
    for number, officer in enumerate(province.travelling, 1):
        progress.step(number, len(province.travelling) + 1, words(_("Setting up sample desks")))
        answers = Answers("officer", "vi", officer.code, officer.name, officer.district)
        desk = set_up(folder / f"officer-{number}", answers, clock, sample=True)
        request = mail / f"officer-{number}.sxsh-key"
        exchange.export_enrolment(desk, request)
        exchange.import_enrolment(desks.department, request, confirm=True)
        exchange.import_enrolment(desk, mail / "department.sxsh-key", confirm=True, as_department=True)
        desks.officers[officer.code] = desk
    shutil.rmtree(mail)


def field_work(desks: Desks, province: Province, seed: int, progress: Progress) -> int:
    """Every visit of every officer, form by form; returns how many records were made final.

    Each laptop is worked at by a process of its own, as in life.
    """
    total = sum(len(visit.forms) for visits in province.visits.values() for visit in visits)
    workers = len(desks.officers)  # while one waits for the disk, another can think
    spawn = multiprocessing.get_context("spawn")  # the only way of starting that is the same on every system
    made: Synchronized[int] = spawn.Value("i", 0)
    stop = spawn.Event()
    with ProcessPoolExecutor(workers, spawn, _share, (made, stop)) as pool:
        running = [
            pool.submit(_visit_all, desk.folder, code, province.visits[code], seed)
            for code, desk in desks.officers.items()
        ]
        try:
            while wait(running, _LOOK_S).not_done:
                progress.step(made.value, total, words(_("Visiting facilities")))
        except CancelledError:
            stop.set()  # leaving the pool waits for its processes
            raise
    for done in running:
        desks.codes.update(done.result())
    return made.value


class _Shared:
    """In an officer's process: how many records all of them have made, and whether to stop."""

    made: ClassVar[Synchronized[int]]
    stop: ClassVar[Event]


def _share(made: Synchronized[int], stop: Event) -> None:
    _Shared.made, _Shared.stop = made, stop


def _visit_all(folder: Path, officer: str, visits: Sequence[Visit], seed: int) -> dict[int, str]:
    """One officer's year, in a process of its own; the code of each facility by number of the plan."""
    codes: dict[int, str] = {}
    rng = random.Random(f"{seed} {officer}")
    with closing(open_desk(folder, sample_clock())) as desk:
        for visit in visits:
            code = codes[visit.plan.number] = new_facility_code(desk)
            facility_id = ""
            for script in scripts_of(visit, officer, code, rng):
                if _Shared.stop.is_set():
                    return codes
                facility_id = write_record(desk, script, facility_id)
                with _Shared.made.get_lock():
                    _Shared.made.value += 1
    return codes


def write_record(desk: Desk, script: Script, facility_id: str) -> str:
    """Fill in one form and make it final; returns the facility that it is about."""
    about = "" if script.form_id in (REGISTER_FORM, EVENT_FORM, OFFICER_FORM) else facility_id
    draft = fill.start(desk, script.form_id, about)
    fill_in(draft, script)
    revision = draft.finalise()
    return revision.record_id if script.form_id == REGISTER_FORM else facility_id


def office_work(desks: Desks, province: Province, seed: int, progress: Progress) -> int:
    """Events and officers' cards, written at the department and by the first officer."""
    rng = random.Random(f"{seed} office")
    writer = next(iter(desks.officers.values()))
    invited = _operating(province)
    made = 0
    for number in range(EVENTS):
        guests = [(plan, desks.codes[plan.number]) for plan in rng.sample(invited, min(8, len(invited)))]
        commune = guests[0][0].commune.new_code
        write_record(writer, office.event(number, guests, commune, writer.profile.officer_code, rng), "")
        made += 1
        progress.step(made, EVENTS + len(province.officers), words(_("Writing up events and officers")))
    for officer in province.officers:
        write_record(writer, office.officer_card(officer, writer.profile.officer_code, rng), "")
        made += 1
    return made


def _operating(province: Province) -> Sequence[FacilityPlan]:
    return [
        v.plan
        for visits in province.visits.values()
        for v in visits
        if v.plan.status == "hd" and "B" in v.forms
    ]
