"""How fast the store is: search over 100,000 facilities, one answer to disk, filling the ledger."""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sxsh_desktop.store import drafts, ledger, register, search
from sxsh_desktop.store.database import Store, open_store
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.store.register import FacilityNow
from sxsh_desktop.store.search import FacilityQuery
from tests.bench_table import Measured
from tests.ledger_maker import Author, record_id

pytestmark = pytest.mark.bench

FACILITIES = 100_000
_KINDS = (
    "Cơ sở xay xát",
    "Nhà máy nước đá",
    "Lò gạch",
    "Chế biến thủy sản",
    "Bột gạo",
    "Cưa xẻ gỗ",
    "Cơ khí",
)
_FIRST = [
    "An", "Bình", "Cường", "Dũng", "Đông", "Hạnh", "Hòa", "Hưng", "Kiên", "Lan", "Long", "Minh", "Nam", "Ngọc",
    "Phát", "Phú", "Quang",
]  # fmt: skip
_COMMUNES = [
    f"{kind} {name} {number}" for kind in ("Phường", "Xã") for name in _FIRST for number in (1, 2, 3)
]


_DISTRICTS = (
    "Cao Lãnh", "Sa Đéc", "Hồng Ngự", "Tân Hồng", "Tam Nông", "Tháp Mười", "Thanh Bình", "Lấp Vò", "Lai Vung",
    "Châu Thành", "Huyện Hồng Ngự", "Huyện Cao Lãnh",
)  # fmt: skip
_TYPED = ("nha may nuoc da dong", "co so xay xat 12", "cl-7k3qxb-0999", "phuong an", "1400", "zzz")


def told(text: str) -> None:
    """A line of the report that `dev.py bench` shows."""
    sys.stdout.write(text + "\n")


def facilities(number: int) -> Iterator[FacilityNow]:
    """Facilities with names as they occur, the same for every run."""
    chance = random.Random(7)
    for n in range(number):
        place = chance.randrange(len(_COMMUNES))
        name = (
            f"{chance.choice(_KINDS)} {chance.choice(_FIRST)} {chance.choice(_FIRST)} {chance.randrange(999)}"
        )
        yield FacilityNow(
            f"facility-{n:06d}",
            f"CL-7K3QXB-{n:06d}",
            name,
            tax_code=f"14{chance.randrange(10**8):08d}" if n % 3 else "",
            commune=f"{30000 + place}",
            district=f"{866 + place % 12}",
            commune_name=_COMMUNES[place],
            district_name=_DISTRICTS[place % 12],
            sector=f"s{n % 9}",
            sector_name=_KINDS[n % len(_KINDS)],
            status="hoatdong" if n % 11 else "tamngung",
            potential=("1", "0", "")[n % 3],
            last_visit_day=f"202{n % 6}-0{1 + n % 9}-15" if n % 4 else "",
        )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("register"))
    start = time.perf_counter()
    with opened.write() as connection:
        register.put(connection, facilities(FACILITIES))
    told(f"\nregister of {FACILITIES:,} facilities filled in {time.perf_counter() - start:.1f} s")
    yield opened
    opened.close()


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def test_search_answers_each_key_stroke(store: Store, measured: Measured) -> None:
    """Each key stroke as it comes: found, in order, and the first page read. The best of three typings."""
    cache = search.SearchCache()

    def press(query: FacilityQuery) -> None:
        with store.read() as connection:
            numbers = search.find(connection, query, cache)
            search.read_page(connection, numbers[: register.PAGE])

    times: dict[str, float] = {}
    opened = 0.0
    for _ in range(3):
        cache = search.SearchCache()
        opened = milliseconds(lambda: press(FacilityQuery()))
        for typed in _TYPED:
            for place in ("", "870"):
                for end in range(1, len(typed) + 1):
                    query = FacilityQuery(text=typed[:end], district=place)
                    spent = milliseconds(lambda query=query: press(query))  # type: ignore[misc]
                    name = f"{typed[:end]!r} {place}"
                    times[name] = min(spent, times.get(name, spent))
    ranked = sorted(times.items(), key=lambda item: -item[1])
    middle = ranked[len(ranked) // 2][1]
    measured.note(
        f"search over {FACILITIES:,} facilities, one key stroke, the slowest",
        f"{ranked[0][1]:.1f} ms (middle {middle:.1f} ms)",
        f"opening the whole list {opened:.0f} ms",
        bound="< 50 ms",
    )
    told("  slowest: " + "; ".join(f"{name}: {spent:.1f}" for name, spent in ranked[:5]))
    assert ranked[0][1] < 50


def test_filters_answer_at_once(store: Store) -> None:
    times = {}
    for query in (
        FacilityQuery(sector="s3"),
        FacilityQuery(visited_to="2023-01-01", status="hoatdong"),
        FacilityQuery(never_visited=True, descending=True),
    ):
        with store.read() as connection:
            search.find(connection, FacilityQuery(), store.search_cache)
            times[str(query)] = milliseconds(
                lambda query=query: search.find(connection, query, store.search_cache)  # type: ignore[misc]
            )
    told(f"\na filter set: {', '.join(f'{spent:.0f} ms' for spent in times.values())}")


def test_another_order_is_worked_out_once(store: Store) -> None:
    def sort() -> None:
        with store.read() as connection:
            search.find(connection, FacilityQuery(sort="last_visit", descending=True), store.search_cache)

    told(f"sort by another column: first {milliseconds(sort):.0f} ms, then {milliseconds(sort):.1f} ms")


def test_an_answer_is_on_disk_before_the_next_one(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.write() as connection:
        drafts.create(connection, DraftHead("d", "r", (), "a", "1", "h", "", "CB", ""), b"<data/>")
    times = []
    for seq in range(1, 1001):
        start = time.perf_counter()
        with store.write() as connection:
            drafts.append(connection, "d", seq, '{"kind":"set","ref":"/data/g_id/name","value":"Lúa Vàng"}')
        times.append((time.perf_counter() - start) * 1000)
    store.close()
    times.sort()
    told(f"\nanswer to disk: middle {times[500]:.2f} ms, 99th percentile {times[990]:.2f} ms")
    assert times[990] < 20


def test_the_ledger_is_filled_nearly_as_fast_as_raw_rows(tmp_path: Path, measured: Measured) -> None:
    author = Author("CB-01")
    xml = b"<data>" + b"x" * 1100 + b"</data>"
    many = [author.revision(record_id(), xml=xml) for _ in range(5000)]
    with closing(sqlite3.connect(tmp_path / "raw.sqlite")) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE r (id TEXT PRIMARY KEY, record TEXT, xml BLOB, hash TEXT, sig BLOB)")
        raw.execute("CREATE INDEX r_record ON r (record)")
        rows = [(r.revision_id, r.record_id, r.instance_xml, r.content_hash, r.signature) for r in many]

        def fill_raw() -> None:
            raw.executemany("INSERT INTO r VALUES (?,?,?,?,?)", rows)
            raw.commit()

        base = milliseconds(fill_raw)
    store = open_store(tmp_path)

    def fill() -> None:
        with store.write() as connection:
            ledger.add_revisions(connection, many)

    ours = milliseconds(fill)
    store.close()
    measured.note(
        "5,000 revisions into the ledger",
        f"{ours:.0f} ms",
        f"raw executemany {base:.0f} ms",
        f"{ours / base:.1f}",
        "≤ 5",
    )
    assert ours < 5 * base + 100
