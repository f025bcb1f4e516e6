"""What a person does while the disk is full or read-only: run as a program on a disk of its own.

`python -m tests.fault_acts KIND DESKS DISK`: DESKS holds the desks of tests/exchange_maker.py, DISK is a small
empty disk. KIND: "target-full", "target-read-only" (the disk is a stick that files are written to), "target-limited"
(no file may grow: the portable stand-in for a full one), "store-full", "store-read-only" (the disk holds the store).
One JSON line an act: its name, the code and whether its sentences are in the Vietnamese catalogue, and what was
left behind.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import is_translated
from sxsh_desktop.services import backup, exchange, fill, indicators, indicators_export, printing
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.profile import change_language
from sxsh_desktop.services.record_files import export_instances
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.services.table_export import export_table
from sxsh_desktop.services.verify import verify
from tests.exchange_maker import CARD, CLOCK, NAME, path_to

Act = Callable[[], object]
Acts = dict[str, Act]
LONG = "x" * 20_000
# Where no file may grow, the store's own cannot either: these need it before they come to their target.
_NOT_LIMITED = {"target-limited": ("set up", "backup")}


def told(name: str, act: Act, watched: Path) -> dict[str, object]:
    """Do it; what it says, and what new files are left in `watched`."""
    before = {file for file in watched.rglob("*") if file.is_file()}
    code, translated = "", False
    try:
        act()
    except UserError as error:
        code = error.code
        translated = (
            all(error.explain()) and is_translated("vi", error.said) and is_translated("vi", error.todo)
        )
    left = sorted(file.name for file in watched.rglob("*") if file.is_file() and file not in before)
    return {"act": name, "code": code, "translated": translated, "left": left}


def target_acts(desk: Desk, target: Path) -> Acts:
    """Everything that writes a file where the person says."""
    board = indicators.compute(desk, date(2026, 7, 1))
    rows = [("Cơ sở", str(number)) for number in range(500)]
    return {
        "bundle": lambda: exchange.export_bundle(desk, target),
        "enrolment": lambda: exchange.export_enrolment(desk, target / "e.json"),
        "print": lambda: printing.print_blank(desk, [CARD], target / "a.pdf"),
        "print apart": lambda: printing.print_prefilled(
            desk, [CARD], [_card(desk)], target / "cơ sở", one_per_facility=True
        ),
        "sheet": lambda: export_table(target / "t.xlsx", "Danh sách", ("Tên", "Số"), rows),
        "report": lambda: indicators_export.export(desk, board, target / "r.xlsx"),
        "records": lambda: export_instances(desk, target / "phiếu"),
        "backup": lambda: backup.backup(desk, target),
        "set up": lambda: set_up(target / "mới", Answers("officer", "vi", "CB09", "An", "866"), CLOCK),
    }


def store_acts(desk: Desk, draft: fill.OpenDraft, ready: fill.OpenDraft, desks: Path) -> Acts:
    """Everything that writes into the store itself."""
    bundle = next((desks / "mail").glob("*.sxsh"))

    def answer() -> None:
        for number in range(2000):  # until the room that the database still has is used up
            draft.set(path_to(draft, "remark"), f"{number} {LONG}")

    return {
        "answer": answer,
        "photo": lambda: draft.attach(path_to(draft, "photo"), desks / "ảnh.png"),
        "final": ready.finalise,
        "new draft": lambda: fill.start(desk, CARD),
        "import": lambda: exchange.import_bundle(desk, bundle),
        "backup": lambda: backup.backup(desk),
        "settings": lambda: change_language(desk.folder, "en"),
        "rebuild": lambda: backup.rebuild(desk),
    }


def _card(desk: Desk) -> str:
    with desk.read() as connection:
        from sxsh_desktop.store import ledger

        return ledger.record_ids(connection)[0]


def fill_up(disk: Path) -> Path:
    """Use the disk up to its last byte."""
    filler = disk / "filler"
    for size in (1 << 16, 1 << 12, 1 << 8, 1):
        try:
            with filler.open("ab", buffering=0) as stream:
                while stream.write(b"x" * size) == size:
                    pass
        except OSError:
            continue
    return filler


def allow(size: int) -> None:
    """Let no file of this process grow beyond so many bytes; -1 for any size. POSIX only."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def on_target(kind: str, desks: Path, disk: Path) -> list[dict[str, object]]:
    with closing(open_desk(desks / "first", CLOCK)) as desk:
        acts = target_acts(desk, disk)
        desk.forms.get(
            CARD
        )  # on a new machine its plan is made now: this is about what is written to the target
        if kind == "target-full":
            fill_up(disk)
        elif kind == "target-read-only":
            remount(disk, "ro")
        else:
            allow(16)
        found = [
            told(name, act, disk) for name, act in acts.items() if name not in _NOT_LIMITED.get(kind, ())
        ]
        if kind == "target-limited":
            allow(-1)
        found.append({"act": "after", "ok": verify(desk).ok, "drafts": len(fill.drafts(desk))})
    return found


def on_full_store(desks: Path, disk: Path) -> list[dict[str, object]]:
    store = disk / "store"
    shutil.copytree(desks / "department", store)
    filler = fill_up(disk)
    closed = told("open", lambda: open_desk(store, CLOCK).close(), store)
    filler.unlink()
    with closing(open_desk(store, CLOCK)) as desk:
        draft, ready = fill.start(desk, CARD), fill.start(desk, CARD)
        ready.set(NAME, "Xong")
        settle(ready)
        filler = fill_up(disk)
        acts = store_acts(desk, draft, ready, desks)
        found = [closed, *(told(name, act, store / "attachments") for name, act in acts.items())]
        seen = draft.value(path_to(draft, "remark"))
        filler.unlink()
        kept = fill.resume(desk, draft.draft_id)
        same = kept.value(path_to(kept, "remark")) == seen
        again = [told(name, act, store) for name, act in acts.items() if name not in ("answer", "backup")]
        ok = verify(desk).ok
    found.append({"act": "after", "ok": ok, "same": same, "again": [one["code"] for one in again]})
    return found


def on_read_only_store(desks: Path, disk: Path) -> list[dict[str, object]]:
    store = disk / "store"
    shutil.copytree(desks / "department", store)
    with closing(open_desk(store, CLOCK)) as desk:
        settle(fill.start(desk, CARD))
    remount(disk, "ro")
    found = [told("open", lambda: open_desk(store, CLOCK).close(), disk)]
    remount(disk, "rw")
    with closing(open_desk(store, CLOCK)) as desk:
        found.append({"act": "after", "ok": verify(desk).ok, "drafts": len(fill.drafts(desk))})
    return found


def main(kind: str, desks: Path, disk: Path) -> None:
    if kind == "store-full":
        found = on_full_store(desks, disk)
    elif kind == "store-read-only":
        found = on_read_only_store(desks, disk)
    else:
        found = on_target(kind, desks, disk)
    sys.stdout.write("".join(json.dumps(one) + "\n" for one in found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
