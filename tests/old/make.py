"""Makes the fixtures of tests/old for the present version: `python -m tests.old.make v1`.

Run once for each released version, never again: what it wrote must open in every later one. It leaves in
tests/old/<version>/: `store.tar.xz` (a department's store: six facilities, several forms, one diverged record, one
that was returned, one draft, a photo), `receiver.tar.xz` (the same department before the second bundle came, with
its keys: sample data, made for this), `bundle.sxsh` (that bundle, sealed to it) and `expected.json`.
"""

from __future__ import annotations

import json
import random
import sys
import tarfile
import tempfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.services import exchange, fill, indicators, register, review
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.exchange import export_enrolment, import_enrolment
from sxsh_desktop.services.records import RecordFilter, records
from sxsh_desktop.services.sample.filling import fill_in, settle
from sxsh_desktop.services.sample.plan import FacilityPlan, plan_facilities
from sxsh_desktop.services.sample.province import Visit, communes, scripts_of
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.services.verify import verify

CLOCK = fixed_clock(datetime(2026, 11, 20, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
DAY = date(2026, 11, 20)
FORMS = ("ABC", "ABD", "ABCEF", "AB", "AG", "A")


def answers(desk: Desk, record_id: str, name: str, text: str) -> str:
    """Correct one answer of a record; the new revision."""
    draft = fill.correct(desk, record_id)
    draft.set(next(path for path, one in draft.form.questions.items() if one.name == name), text)
    settle(draft)
    return draft.finalise().revision_id


def visit(desk: Desk, plan: FacilityPlan, forms: str, photo: Path) -> list[str]:
    """Everything that is written at a facility; the record ids, the card's first."""
    code, facility = register.new_facility_code(desk), ""
    made: list[str] = []
    for script in scripts_of(Visit(plan, forms), "CB01", code, random.Random(plan.number)):
        draft = fill.start(desk, script.form_id, facility)
        fill_in(draft, script)
        if not made:
            draft.attach(
                next(path for path, one in draft.form.questions.items() if one.name == "photo"), photo
            )
            settle(draft)
        made.append(draft.finalise().record_id)
        facility = made[0]
    return made


def field_work(desk: Desk, folder: Path) -> list[list[str]]:
    """Six facilities, one photo for all of them."""
    from PIL import Image

    photo = folder / "ảnh.png"
    Image.new("RGB", (40, 30), "teal").save(photo)
    plans = [one for one in plan_facilities(50, communes(), 60) if one.level >= 3 and one.status == "hd"]
    return [visit(desk, plan, forms, photo) for plan, forms in zip(plans, FORMS, strict=False)]


def pack(folder: Path, target: Path) -> None:
    """A closed store as one file."""
    with tarfile.open(target, "w:xz", preset=9) as archive:
        archive.add(folder, "store")


def make(target: Path, folder: Path) -> None:
    """The whole story, once."""
    officer = set_up(
        folder / "officer", Answers("officer", "vi", "CB01", "Trần Thị Lan", "866"), CLOCK, sample=True
    )
    office = set_up(
        folder / "office", Answers("department", "vi", "SCT01", "Lê Minh Khoa", "SCT"), CLOCK, sample=True
    )
    for giver, taker in ((officer, office), (office, officer)):
        export_enrolment(giver, folder / "key")
        import_enrolment(taker, folder / "key", confirm=True, as_department=True)
    made = field_work(officer, folder)
    exchange.import_bundle(office, exchange.export_bundle(officer, folder).file)
    inbox = review.inbox(office)
    returned = next(one for one in inbox if one.record_id == made[0][1])
    review.return_with_questions(office, returned.revision_id, (("/data/remark", "Xin xem lại số này."),))
    review.accept_many(office, [one.revision_id for one in inbox if one is not returned])
    exchange.import_bundle(officer, exchange.export_bundle(office, folder, officer.device_id).file)
    answers(officer, made[1][0], "name_short", "Chi nhánh cũ")
    answers(office, made[1][0], "name_short", "Cơ sở 2")
    office.close()
    pack(folder / "office", target / "receiver.tar.xz")
    sent = exchange.export_bundle(officer, target)
    sent.file.rename(target / "bundle.sxsh")
    officer.close()
    with closing(open_desk(folder / "office", CLOCK)) as office:
        exchange.import_bundle(office, target / "bundle.sxsh")
        draft = fill.start(office, "g_kiem_tra", made[2][0])
        draft.set(
            next(path for path, one in draft.form.questions.items() if one.name == "remark"), "Bản nháp cũ"
        )
        (target / "expected.json").write_text(
            json.dumps(expected(office), ensure_ascii=False, indent=1), "utf-8"
        )
    pack(folder / "office", target / "store.tar.xz")


def expected(desk: Desk) -> dict[str, object]:
    """What every later version must see in the store."""
    report = verify(desk)
    assert report.ok, report.problems
    board = indicators.compute(desk, DAY)
    return {
        "ledger_hash": report.ledger_hash,
        "revisions": report.revisions,
        "entries": report.entries,
        "diverged": report.diverged,
        "records": sorted((one.form_id, str(one.standing)) for one in records(desk, RecordFilter())),
        "facilities": board.facilities,
        "tallies": {one.id: [one.tally.yes, one.tally.no, one.tally.unknown] for one in board.lines},
    }


if __name__ == "__main__":
    place = Path(__file__).parent / sys.argv[1]
    place.mkdir()
    with tempfile.TemporaryDirectory() as name:
        make(place, Path(name))
