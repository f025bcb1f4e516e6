"""Leaving a field of a real form, beside one bare commit on the same disk; opening a form, with and without plan."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from sxsh_desktop.base import paths
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.ui.fill.fields.choice_search import ChoiceIndex
from sxsh_desktop.xform.definition import Question
from sxsh_desktop.xform.load import load_form
from tests import fill_maker
from tests.bench_table import Measured, milliseconds, percentile
from tests.exchange_maker import CLOCK, make_card
from tests.xform_maker import all_refs

pytestmark = pytest.mark.bench

_ROWS, _BOUND_MS, _LINES = 25, 20, 60


@dataclass(frozen=True)
class _Choice:
    value: str
    label: str
    absent: str = ""
    image: str = ""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    profile = Profile("officer", "vi", "CB01", "Nguyễn Văn An", "866", "Thành phố Cao Lãnh", "CL")
    opened = create_desk(tmp_path / "store", profile, CLOCK)
    yield opened
    opened.close()


def text_for(question: Question, number: int) -> str:
    """An answer that fits, another one each time."""
    if question.datatype in ("int", "decimal"):
        return str(100 + number)
    return f"Dòng {number}" if question.datatype == "string" and not question.choices else ""


def answers(draft: fill.OpenDraft) -> Iterator[tuple[str, str]]:
    """Every text and number of the form, in tables of 25 rows too."""
    for table in all_refs(draft.session)[1]:
        while len(draft.rows(table)) < _ROWS and draft.session.can_add_row(table):
            draft.add_row(table)
    for number, ref in enumerate(all_refs(draft.session)[0]):
        question = draft.question(ref)
        text = text_for(question, number)
        if text and draft.is_relevant(ref) and not draft.is_readonly(ref) and not question.calculate:
            yield ref, text


def test_leaving_a_field(desk: Desk, tmp_path: Path, measured: Measured) -> None:
    facility = make_card(desk, "Cơ sở nước đá Tân Phú").record_id
    ours: list[float] = []
    raw: list[float] = []
    with closing(sqlite3.connect(tmp_path / "raw.sqlite", isolation_level=None)) as bare:
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("CREATE TABLE changes (n INTEGER PRIMARY KEY, line TEXT)")
        for form_id in ("a_co_so", "b_khao_sat", "c_tieu_thu", "e_danh_gia_chi_tiet"):
            draft = fill.start(desk, form_id, "" if form_id == "a_co_so" else facility)
            for ref, text in answers(draft):
                ours.append(milliseconds(lambda: draft.set(ref, text)))  # noqa: B023
                raw.append(milliseconds(lambda: bare.execute("INSERT INTO changes(line) VALUES (?)", (ref,))))  # noqa: B023
    worst, base = percentile(ours, 0.99), percentile(raw, 0.99)
    middle = percentile(ours, 0.5)
    measured.note(
        "leaving a field until it is on disk, 99th percentile",
        f"{worst:.1f} ms (middle {middle:.1f} ms, {len(ours)} fields)",
        f"one bare SQLite commit {base:.1f} ms (middle {percentile(raw, 0.5):.1f} ms)",
        f"{middle / percentile(raw, 0.5):.1f}",
        f"< {_BOUND_MS} ms",
    )
    assert worst < max(_BOUND_MS, 3 * base)  # a disk that is busy with others has its own 99th percentile


def opened(file: Path, cache: Path) -> float:
    return milliseconds(lambda: load_form(file, cache))


def test_opening_a_form(tmp_path: Path, measured: Measured) -> None:
    files = sorted(paths.forms().glob("*.xlsx"))
    without = [opened(file, tmp_path) for file in files]
    kept = [min(opened(file, tmp_path) for _turn in range(3)) for file in files]
    measured.note(
        "opening one of the nine forms, the slowest",
        f"{max(kept):.0f} ms",
        f"for the first time, through pyxform {max(without):.0f} ms",
        f"{max(kept) / max(without):.2f}",
    )
    assert max(kept) < 250


def test_writing_a_record_out(tmp_path: Path, measured: Measured) -> None:
    with closing(fill_maker.make_desk(tmp_path)) as desk:
        draft = fill.start(desk, "c_tieu_thu", fill_maker.facility(desk))
        draft.set("/data/g_per/p_from", "2024-01-01")
        draft.set("/data/g_per/p_to", "2024-12-31")
        draft.set("/data/g_per/src", "thamvan")
        with draft.together():
            for number in range(_LINES):
                fill_maker.energy_row(draft, e_type="dien", e_unit="kwh", e_qty=str(number), e_q="hoadon")
        record = draft.session.to_xml(final=True)
        ours = min(milliseconds(lambda: draft.session.to_xml(final=True)) for _turn in range(5))
    bare = min(milliseconds(lambda: etree.tostring(etree.fromstring(record))) for _turn in range(5))
    measured.note(
        "an inventory with 60 rows of energy written out as XML",
        f"{ours:.0f} ms ({len(record) // 1000} kB)",
        f"the same bytes read and written by lxml {bare:.1f} ms",
        f"{ours / bare:.0f}",
        "≤ 20",
    )
    assert ours <= 20 * bare  # the window waits for it


def test_searching_a_long_list_of_choices(measured: Measured) -> None:
    index = ChoiceIndex([_Choice(str(at), f"Ấp {at % 97} xã Tân Thạnh {at}") for at in range(50_000)])
    first = milliseconds(lambda: index.search("tan"))
    ours = max(milliseconds(lambda: index.search("tan thanh 4999")) for _turn in range(5))
    measured.note(
        "50,000 choices searched for what was typed",
        f"{ours:.0f} ms",
        f"made ready once, in turns: {first:.0f} ms",
        f"{ours / first:.2f}",
        "≤ 0.5",
    )
    assert ours <= first / 2
