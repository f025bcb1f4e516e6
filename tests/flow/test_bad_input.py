"""Every kind of file that the program reads, spoilt: each gets its code and a sentence in Vietnamese, and the store
is in order afterwards."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from sxsh_desktop.base import paths
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import is_translated, set_language
from sxsh_desktop.cli import main
from sxsh_desktop.output.read_table import read_table
from sxsh_desktop.services import backup, exchange, fill
from sxsh_desktop.services.desk import Desk, create_desk, open_desk
from sxsh_desktop.services.intake import import_table
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.services.verify import verify
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.xform.load import load_form
from tests.exchange_maker import CARD, CLOCK, make_card, path_to

MAP = """
form = "a_co_so"
key = ["ma"]
facility = "{ma}"
[answers]
name = "{ten}"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with one facility, a backup and a bundle: each test works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    profile = Profile("officer", "vi", "CB01", "Nguyễn Văn An", "866", "Thành phố Cao Lãnh", "CL")
    with closing(create_desk(folder / "store", profile, CLOCK)) as desk:
        make_card(desk, "Cơ sở nước đá Tân Phú")
        shutil.copy(backup.backup(desk).file, folder / "backup.sqlite")
        exchange.export_bundle(desk, folder).file.rename(folder / "whole.sxsh")
        exchange.export_enrolment(desk, folder / "enrolment.json")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    set_language("vi")
    folder = tmp_path / "made"
    shutil.copytree(made, folder)
    return folder


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal, whose sentences are Vietnamese."""
    with pytest.raises(UserError) as caught:
        act()
    error = caught.value
    assert is_translated("vi", error.said) and is_translated("vi", error.todo)
    said, todo = error.explain()
    assert said and todo and not re.search(r"\{[a-z_]+\}", said + todo)
    return error.code


# --- files that a person chooses ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A file of `content`, and what is done with it; "content" of a str is UTF-8."""

    what: str
    name: str
    content: Callable[[Path], bytes]
    act: Callable[[Desk, Path], object]
    code: str


def same(content: bytes | str) -> Callable[[Path], bytes]:
    data = content.encode("utf-8") if isinstance(content, str) else content
    return lambda _place: data


def cut(name: str, keep: float) -> Callable[[Path], bytes]:
    def read(place: Path) -> bytes:
        whole = (place / name).read_bytes()
        return whole[: int(len(whole) * keep)]

    return read


def changed(name: str, old: bytes, new: bytes) -> Callable[[Path], bytes]:
    return lambda place: (place / name).read_bytes().replace(old, new)


def zipped(**parts: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def workbook(*rows: tuple[str, ...], title: str = "survey") -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def huge_png(side: int = 60_000) -> bytes:
    """A picture that says it is 60,000 x 60,000 points, in a few bytes."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"")) + part(b"IEND", b"")


def as_form(_desk: Desk, file: Path) -> object:
    return load_form(file)


def as_bundle(desk: Desk, file: Path) -> object:
    return exchange.import_bundle(desk, file)


def as_picture(desk: Desk, file: Path) -> object:
    draft = fill.start(desk, CARD)
    return draft.attach(path_to(draft, "photo"), file)


def as_table(_desk: Desk, file: Path) -> object:
    return list(read_table(file).rows)


def as_map(desk: Desk, file: Path) -> object:
    table = file.with_name("bảng.csv")
    table.write_text("ma,ten\nA1,Cơ sở\n", encoding="utf-8")
    return import_table(desk, table, CARD, file)


def as_enrolment(desk: Desk, file: Path) -> object:
    return exchange.import_enrolment(desk, file, confirm=True)


def as_backup(desk: Desk, file: Path) -> object:
    return backup.restore(desk.folder, file, clock=CLOCK)


XFORM = (
    '<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms"><h:head><h:title>t</h:title>'
    '<model><instance><data id="t" version="1"><a/></data></instance>{model}</model></h:head>'
    '<h:body><input ref="/data/a"/></h:body></h:html>'
)
SELECT = workbook(
    ("type", "name", "label"),
    ("select_one_from_file ds.csv", "a", "A"),
)
WRONG_FORMULA = workbook(("type", "name", "label", "relevant"), ("text", "a", "A", "${không có} ="))
CASES = (
    Case("form: no workbook", "f.xlsx", same("hello"), as_form, "FORM-01"),
    Case("form: empty", "f.xlsx", same(b""), as_form, "FORM-01"),
    Case("form: another zip", "f.xlsx", same(zipped(a_dot_txt="x")), as_form, "FORM-01"),
    Case("form: broken parts", "f.xlsx", same(zipped(xl__workbook_dot_xml="<x")), as_form, "FORM-02"),
    Case("form: cut", "f.xlsx", lambda _p: _form_bytes()[:-2000], as_form, "FORM-01"),
    Case(
        "form: other sheets", "f.xlsx", same(workbook(("a", "b"), ("1", "2"), title="Sổ")), as_form, "FORM-02"
    ),
    Case("form: wrong formula", "f.xlsx", same(WRONG_FORMULA), as_form, "FORM-02"),
    Case("form: list missing", "f.xlsx", same(SELECT), as_form, "FORM-03"),
    Case("xform: no xml", "f.xml", same("hello"), as_form, "XML-01"),
    Case("xform: UTF-16", "f.xml", same(XFORM.encode("utf-16")), as_form, "XML-01"),
    Case(
        "xform: entities",
        "f.xml",
        same('<!DOCTYPE h:html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + XFORM),
        as_form,
        "XML-01",
    ),
    Case("xform: not a form", "f.xml", same("<a><b/></a>"), as_form, "XML-01"),
    Case("bundle: empty", "b.sxsh", same(b""), as_bundle, "BUNDLE-17"),
    Case("bundle: text", "b.sxsh", same("hello"), as_bundle, "BUNDLE-01"),
    Case("bundle: cut", "b.sxsh", cut("whole.sxsh", 0.7), as_bundle, "BUNDLE-02"),
    Case("bundle: another zip", "b.sxsh", same(zipped(a_dot_txt="x")), as_bundle, "BUNDLE-01"),
    Case("bundle: a workbook", "b.sxsh", lambda _p: _form_bytes(), as_bundle, "BUNDLE-01"),
    Case(
        "bundle: changed",
        "b.sxsh",
        changed("whole.sxsh", b"readme.html", b"readme.htm_"),
        as_bundle,
        "BUNDLE-09",
    ),
    Case("picture: text", "p.jpg", same("hello"), as_picture, "FILL-03"),
    Case("picture: empty", "p.jpg", same(b""), as_picture, "FILL-03"),
    Case("picture: huge", "p.png", same(huge_png()), as_picture, "FILL-03"),
    Case("picture: cut", "p.png", same(huge_png(90)[:-20]), as_picture, "FILL-03"),
    Case("table: empty", "t.csv", same(b""), as_table, "OUTPUT-02"),
    Case("table: blank lines", "t.csv", same("\n\n  \n"), as_table, "OUTPUT-02"),
    Case("table: a web page", "t.csv", same("<html><table></table></html>"), as_table, "OUTPUT-03"),
    Case("table: NUL bytes", "t.csv", same(b"a,b\n1,\x00\x00\x00\x01\x02\n" * 50), as_table, "OUTPUT-03"),
    Case(
        "table: open quotation",
        "t.csv",
        same('a,b\n1,2\n3,"4\n' + "5,6\n" * 1_200_000),
        as_table,
        "OUTPUT-07",
    ),
    Case("table: broken workbook", "t.xlsx", same(zipped(xl__workbook_dot_xml="<x")), as_table, "OUTPUT-04"),
    Case("table: cut workbook", "t.xlsx", lambda _p: _form_bytes()[:-2000], as_table, "OUTPUT-04"),
    Case("table: empty workbook", "t.xlsx", same(workbook(())), as_table, "OUTPUT-02"),
    Case("map: no TOML", "m.toml", same("= ="), as_map, "INTAKE-01"),
    Case("map: other encoding", "m.toml", same("# Sở".encode("utf-16")), as_map, "INTAKE-01"),
    Case("map: nothing in it", "m.toml", same("x = 1"), as_map, "INTAKE-02"),
    Case("map: no such question", "m.toml", same(MAP + 'nothing = "{ten}"'), as_map, "INTAKE-02"),
    Case("map: no such column", "m.toml", same(MAP.replace("{ten}", "{tên khác}")), as_map, "INTAKE-02"),
    Case("map: no such form", "m.toml", same(MAP.replace("a_co_so", "z")), as_map, "INTAKE-02"),
    Case("enrolment: text", "e.json", same("hello"), as_enrolment, "EXCHANGE-04"),
    Case("enrolment: empty", "e.json", same(b""), as_enrolment, "EXCHANGE-04"),
    Case("enrolment: cut", "e.json", cut("enrolment.json", 0.8), as_enrolment, "EXCHANGE-04"),
    Case(
        "enrolment: changed",
        "e.json",
        changed("enrolment.json", b"CB01", b"CB02"),
        as_enrolment,
        "EXCHANGE-04",
    ),
    Case("enrolment: own", "e.json", cut("enrolment.json", 1), as_enrolment, "EXCHANGE-05"),
    Case("backup: text", "b.sqlite", same("hello"), as_backup, "STORE-10"),
    Case("backup: empty", "b.sqlite", same(b""), as_backup, "STORE-10"),
    Case("backup: cut", "b.sqlite", cut("backup.sqlite", 0.6), as_backup, "STORE-10"),
)


def _form_bytes() -> bytes:
    return (paths.forms() / "a_co_so.xlsx").read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_spoilt_file_gets_a_sentence(case: Case, place: Path) -> None:
    file = place / case.name
    file.write_bytes(case.content(place))
    with closing(open_desk(place / "store", CLOCK)) as desk:
        assert refused(lambda: case.act(desk, file)) == case.code
        assert file.exists()
        report = verify(desk)
        assert report.ok and report.revisions == 1, report.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_file_that_is_gone_or_a_folder_gets_a_sentence(case: Case, place: Path) -> None:
    (place / "folder").mkdir()
    with closing(open_desk(place / "store", CLOCK)) as desk:
        assert refused(lambda: case.act(desk, place / f"gone-{case.name}"))
        assert refused(lambda: case.act(desk, place / "folder"))


def test_a_list_beside_a_form_that_is_no_list(place: Path) -> None:
    (place / "f.xlsx").write_bytes(SELECT)
    for content in ("name,label\nca_mau,Cà Mau\n".encode("utf-16"), b'name,label\na,"b\n'):
        (place / "ds.csv").write_bytes(content)
        assert refused(lambda: load_form(place / "f.xlsx")) == "FORM-04"


def as_cp1258(text: str) -> bytes:
    """The Vietnamese code page of Windows: a tone mark is a byte of its own, after its letter."""
    found = b""
    for letter in text:
        base, *marks = list(unicodedata.normalize("NFD", letter))
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = "".join((base, *(mark for mark in marks if mark not in tones)))
        found += (unicodedata.normalize("NFC", rest) + "".join(tones)).encode("cp1258")
    return found


def test_tables_in_other_encodings_are_read(place: Path) -> None:
    text = "mã;tên\n1;Cơ sở nước đá Tân Phú\n2;Xay xát Đỗ Thị Ngọc Ẩn\n"
    written = {name: text.encode(name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")}
    for name, content in {**written, "cp1258": as_cp1258(text)}.items():
        (place / "t.csv").write_bytes(content)
        rows = list(read_table(place / "t.csv").rows)
        assert list(rows[0].cells.values()) == ["1", "Cơ sở nước đá Tân Phú"], name


# --- the store's own files ----------------------------------------------------------------------------------------


def newer(folder: Path) -> None:
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")


def others(folder: Path) -> None:
    (folder / DATABASE_FILE).unlink()
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection, connection:
        connection.execute("CREATE TABLE books (title TEXT)")


def torn(folder: Path) -> None:
    file = folder / DATABASE_FILE
    content = bytearray(file.read_bytes())
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    file.write_bytes(bytes(content))


def put(name: str, content: bytes | None) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)

    return spoil


STORES: dict[str, tuple[Callable[[Path], None], str]] = {
    "newer version": (newer, "STORE-01"),
    "no database": (put(DATABASE_FILE, b"hello " * 1000), "STORE-02"),
    "another program's database": (others, "STORE-02"),
    "damaged database": (torn, "STORE-03"),
    "no profile": (put("profile.json", None), "DESK-01"),
    "profile no JSON": (put("profile.json", b"{"), "DESK-02"),
    "profile of other bytes": (put("profile.json", b"\xff\xfe\x00"), "DESK-02"),
    "profile a list": (put("profile.json", b"[1]"), "DESK-02"),
    "profile too short": (put("profile.json", b"{}"), "DESK-02"),
    "profile with another role": (
        put(
            "profile.json",
            json.dumps(
                {
                    "role": "king",
                    "language": "vi",
                    "officer_code": "A",
                    "officer_name": "A",
                    "unit_code": "866",
                    "unit_name": "x",
                }
            ).encode(),
        ),
        "DESK-02",
    ),
    "key gone": (put("keys/device.key", None), "DESK-02"),
    "key too short": (put("keys/device.key", b"123"), "DESK-02"),
    "other key no key": (put("keys/age.key", b"hello"), "DESK-02"),
}


@pytest.mark.parametrize("what", STORES)
def test_a_spoilt_store_gets_a_sentence(what: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil, code = STORES[what]
    store = place / "store"
    spoil(store)
    before = {file: file.read_bytes() for file in store.rglob("*") if file.is_file()}
    assert refused(lambda: _use(store)) == code
    assert main(["verify", "--store", str(store)]) != 0
    told = capsys.readouterr()
    assert code in told.err and "Traceback" not in told.err + told.out
    for file, content in before.items():
        if not file.name.startswith(f"{DATABASE_FILE}-"):
            assert file.read_bytes() == content, "nothing was changed"


def _use(folder: Path) -> None:
    with closing(open_desk(folder, CLOCK)) as desk:
        make_card(desk, "Cơ sở mới")


def test_a_damaged_store_comes_back_from_its_backup(place: Path) -> None:
    torn(place / "store")
    restored = backup.restore(place / "store", place / "backup.sqlite", clock=CLOCK)
    assert restored.set_aside is not None and restored.set_aside.is_dir()
    with closing(open_desk(place / "store", CLOCK)) as desk:
        assert verify(desk).ok and verify(desk).revisions == 1


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    set_language("vi")
    yield
