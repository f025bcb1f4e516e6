"""A sealed backup killed at any moment: what bears the name of one is whole, here and in the second place."""

from __future__ import annotations

import shutil
from contextlib import closing
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from sxsh_desktop.base.progress import silent
from sxsh_desktop.services import backup, fill
from sxsh_desktop.services.backup_rolling import keep_up
from sxsh_desktop.services.backup_settings import set_second_place
from sxsh_desktop.services.desk import open_desk
from tests.backup_maker import photos_in, revisions_in
from tests.exchange_maker import CLOCK, fresh_desks, make_card, path_to
from tests.kill_rounds import acknowledge, acknowledged, kill_rounds, processes

__all__ = ["fresh_desks", "processes"]


def back_up(folder: Path, said: Path, outside: Any) -> None:
    desk = open_desk(folder / "first", CLOCK)
    draft = fill.start(desk, "a_co_so")
    outside.send("started")
    for number in range(1000):
        draft.set(path_to(draft, "name"), f"Cơ sở {number}")
        rolled = keep_up(desk, silent())
        assert rolled.file is not None and rolled.second is not None
        acknowledge(said, rolled.file.name)


def test_whole_or_not_there(fresh_desks: Path, tmp_path: Path, processes: BaseContext) -> None:
    shutil.copytree(fresh_desks / "first", tmp_path / "first")
    (tmp_path / "stick").mkdir()
    seen: set[str] = set()
    with closing(open_desk(tmp_path / "first", CLOCK)) as desk:
        make_card(desk, "Lúa Vàng")
        set_second_place(desk, tmp_path / "stick")

        def look() -> None:
            here, there = backup.backups(desk.folder), backup.backups(tmp_path / "stick")
            for one in (*here, *there):
                if one.file not in checked:
                    assert revisions_in(one, desk) == 1
                    checked.add(one.file)
            assert photos_in(tmp_path / "stick", desk) == 0
            names = acknowledged(tmp_path)
            if names:  # the last one that was told is there; older ones may have made room
                assert names[-1] in {one.file.name for one in here} & {one.file.name for one in there}
                seen.add(names[-1])

        checked: set[Path] = set()
        kill_rounds(
            processes, back_up, tmp_path, "sealed backup", look, longest=0.6, until=lambda: bool(seen)
        )
        assert seen and keep_up(desk, silent()).second is not None
