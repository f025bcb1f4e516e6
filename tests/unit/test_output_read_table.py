"""Tables of others: any encoding that offices use, any delimiter, and a sentence for what is no table."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sxsh_desktop.output.errors import OutputError
from sxsh_desktop.output.read_csv import delimiter_of, encoding_of
from sxsh_desktop.output.read_table import column_letter, read_table

TEXT = "Tên cơ sở;Xã;Sản lượng\nNước đá Tân Thạnh Phát;Mỹ Trà;1.234,5\nXay xát Út Hiền;Định Yên;800\n"


def as_cp1258(text: str) -> bytes:
    """What Windows writes on a Vietnamese system: base letters composed, tone marks behind them."""
    import unicodedata

    out = []
    for letter in text:
        try:
            out.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            pair = unicodedata.normalize("NFD", letter)
            base = unicodedata.normalize("NFC", "".join(c for c in pair if c not in TONES))
            tone = "".join(c for c in pair if c in TONES)
            out.append((base + tone).encode("cp1258"))
    return b"".join(out)


TONES = "\u0300\u0301\u0303\u0309\u0323"


def put(tmp_path: Path, content: bytes, name: str = "bảng.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (as_cp1258(TEXT), "cp1258"),
    ],
)
def test_every_encoding_of_offices_gives_the_same_table(
    tmp_path: Path, content: bytes, encoding: str
) -> None:
    table = read_table(put(tmp_path, content))
    assert table.encoding == encoding
    assert table.columns == ("Tên cơ sở", "Xã", "Sản lượng")
    assert [row["Tên cơ sở"] for row in table.rows] == ["Nước đá Tân Thạnh Phát", "Xay xát Út Hiền"]
    assert [row.number for row in table.rows] == [2, 3]


def test_western_text_is_cp1252() -> None:
    assert encoding_of("Usine à glace;été\n".encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_others_stand_in_the_cells(delimiter: str) -> None:
    text = f'a{delimiter}b{delimiter}c\n"1,2;3"{delimiter}x|y{delimiter}z\n'
    if delimiter == "|":
        text = 'a|b|c\n"1,2;3"|xy|z\n'
    assert delimiter_of(text) == delimiter


def test_a_hint_in_the_first_line_is_obeyed(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, b"sep=|\na|b\n1|2,5\n"))
    assert table.delimiter == "|"
    (row,) = table.rows
    assert (row.number, row["b"]) == (3, "2,5")


def test_headings_are_made_unique_and_surplus_cells_are_kept(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, b"x,,x\n1,2,3,4,\n5\n\n"))
    assert table.columns == ("x", "B", "x (2)")
    first, second = table.rows
    assert first.extra == ("4",)
    assert dict(second.cells) == {"x": "5", "B": "", "x (2)": ""}
    assert second.get("missing", "?") == "?"


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    import unicodedata

    table = read_table(put(tmp_path, unicodedata.normalize("NFD", TEXT).encode("utf-8")))
    assert table.columns[0] == "Tên cơ sở"


def test_a_workbook_gives_text_of_numbers_and_dates(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Số liệu"
    page.append(["Danh sách"])
    page.append(["tên", "lượng", "ngày", "có"])
    page.append(["a", 1234567.0, date(2026, 3, 14), True])
    page.append([None, 1e-7, None, None])
    book.create_sheet("trống")
    target = tmp_path / "x.xlsx"
    book.save(target)
    table = read_table(target)
    assert (table.sheet, table.sheets) == ("Số liệu", ("Số liệu", "trống"))
    first, second = table.rows
    assert dict(first.cells) == {"tên": "a", "lượng": "1234567", "ngày": "2026-03-14", "có": "TRUE"}
    assert (second.number, second["lượng"]) == (4, "0.0000001")


def bomb(tmp_path: Path) -> Path:
    """A small workbook that claims to unpack to 600 MB."""
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
        archive.getinfo("xl/worksheets/sheet1.xml").file_size = 600 << 20
    return file


HOSTILE = {
    "OUTPUT-02": [b"", b"   \n", b"\xef\xbb\xbf\n\n"],
    "OUTPUT-03": [
        b"<html><table></table></html>",
        b"%PDF-1.7",
        bytes(range(256)) * 8,
        b"\x89PNG\r\n\x1a\n\x00\x01\x02\x03",
        b"{\\rtf1 x}",
    ],
    "OUTPUT-04": [b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)],
}


@pytest.mark.parametrize(("code", "content"), [(code, one) for code, all_ in HOSTILE.items() for one in all_])
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, code: str, content: bytes) -> None:
    with pytest.raises(OutputError) as caught:
        read_table(put(tmp_path, content, "x.xlsx"))
    assert caught.value.code == code
    assert all("{" not in sentence for sentence in caught.value.explain())


def test_a_missing_file_a_missing_sheet_and_a_bomb(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as missing:
        read_table(tmp_path / "none.csv")
    assert missing.value.code == "OUTPUT-01"
    Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(OutputError) as sheet:
        read_table(tmp_path / "x.xlsx", "không có")
    assert sheet.value.code == "OUTPUT-05"
    with pytest.raises(OutputError) as large:
        read_table(bomb(tmp_path))
    assert large.value.code == "OUTPUT-06"


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(OutputError) as caught:
        read_table(tmp_path / "x.xlsx")
    assert caught.value.code == "OUTPUT-03"


def test_text_that_turns_to_bytes_later_stops_with_its_row(tmp_path: Path) -> None:
    good = b"a,b\n" + b"1,2\n" * 300_000
    table = read_table(put(tmp_path, good + b"\xff\xfe\x00,3\n"))
    with pytest.raises(OutputError) as caught:
        for _row in table.rows:
            pass
    assert caught.value.code == "OUTPUT-07"


def test_the_real_tables_are_read(shared: Path) -> None:
    folder = shared / "real-data" / "iac-rice-ice-fish"
    table = read_table(folder / "assess_mekong_like.csv")
    assert sum(1 for _row in table.rows) == 2052


@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_known_failure(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("bytes") / "x.csv"
    file.write_bytes(content)
    try:
        table = read_table(file)
        for row in table.rows:
            assert set(row.cells) == set(table.columns)
    except OutputError as error:
        assert error.code.startswith("OUTPUT-0")


def test_column_letters() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
