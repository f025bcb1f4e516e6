"""Choice lists: secondary instances inside the form, and CSV, XML or GeoJSON files beside it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable

from lxml import etree

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.text import nfc
from sxsh_desktop.base.words import _
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.definition import ChoiceList

FileReader = Callable[[str], bytes]
LAST_SAVED = "jr://instance/last-saved"
MOST_ROWS = 300_000
"""Rows of one list; every commune of the country is 11,000."""
LARGEST_LIST = 64 << 20
"""Bytes of one list file."""


class ListFileError(UserError):
    """A list file is not what its name says."""

    code = "FORM-04"
    said = _("The list file {file} of the form cannot be read: {reason}.")
    todo = _("Save the file as CSV (UTF-8) with the columns name and label, and put it beside the form.")


def read_list(instance: etree._Element, read_file: FileReader) -> ChoiceList:
    """A secondary instance of the form; `read_file` gives the bytes of a file by its bare name.

    Raises ListFileError when the file is broken, and what `read_file` raises when it is missing.
    """
    list_id, source = instance.get("id") or "", instance.get("src") or ""
    if source == LAST_SAVED:
        return ChoiceList(list_id, (), (), source)
    if not source:
        roots = xml.children(instance)
        if len(roots) == 1 and not _is_table(roots[0]):
            return ChoiceList(list_id, (), (), "", _document(roots[0]))
        return _table(list_id, [_cells(item) for root in roots for item in xml.children(root)])
    name = re.split(r"[/\\]", source)[
        -1
    ]  # a file stands beside the form; a way out of its folder is not followed
    data = read_file(name)
    if name.lower().endswith(".csv") or "/file-csv/" in source:
        return read_csv(list_id, name, data, source)
    if name.lower().endswith(".geojson"):
        return _table(list_id, _geojson_rows(name, data), source)
    root = xml.parse(data, xml.LARGEST_FORM)
    if not _is_table(root):
        return ChoiceList(list_id, (), (), source, _document(root))
    return _table(list_id, [_cells(item) for item in xml.children(root)], source)


def _is_table(root: etree._Element) -> bool:
    """Whether an instance is rows of cells: `<root>` holding `<item>`, each cell once, no attributes."""
    if xml.local(root) != "root" or root.attrib:
        return False
    for item in xml.children(root):
        cells = xml.children(item)
        if xml.local(item) != "item" or item.attrib or len({xml.local(cell) for cell in cells}) < len(cells):
            return False
        if any(cell.attrib or xml.children(cell) for cell in cells):
            return False
    return True


def _document(root: etree._Element) -> str:
    return nfc(etree.tostring(root, encoding="unicode", with_tail=False))


def _cells(item: etree._Element) -> dict[str, str]:
    return {
        xml.local(cell): nfc("".join(str(text) for text in cell.itertext())) for cell in xml.children(item)
    }


def _table(list_id: str, rows: Iterable[dict[str, str]], source: str = "") -> ChoiceList:
    kept = list(rows)
    columns = tuple(dict.fromkeys(name for row in kept for name in row))
    return ChoiceList(
        list_id, columns, tuple(tuple(row.get(name, "") for name in columns) for row in kept), source
    )


def read_csv(list_id: str, name: str, data: bytes, source: str) -> ChoiceList:
    """A CSV file as a table, read row by row: never more in memory than what is kept. Raises ListFileError."""
    stream = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    rows: list[tuple[str, ...]] = []
    try:
        delimiter = _delimiter(stream.readline())
        stream.seek(0)
        reader = csv.reader(stream, strict=True, delimiter=delimiter)
        header = [nfc(cell).strip() for cell in next(reader, [])]
        places = {column: place for place, column in enumerate(header)}
        for row in reader:
            if any(row):
                cells = [nfc(cell) for cell in row] + [""] * (len(header) - len(row))
                rows.append(tuple([cells[place] for place in places.values()]))
            if len(rows) > MOST_ROWS:
                raise ListFileError(file=name, reason=f"> {MOST_ROWS}")
    except UnicodeDecodeError as error:
        raise ListFileError(file=name, reason="UTF-8") from error
    except csv.Error as error:
        raise ListFileError(file=name, reason=str(error)) from error
    return ChoiceList(list_id, tuple(places), tuple(rows), source)


def _delimiter(first: str) -> str:
    return max(",;\t", key=first.count)


def _geojson_rows(name: str, data: bytes) -> list[dict[str, str]]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
        features = document["features"]
        return [_feature(feature) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ListFileError(file=name, reason="GeoJSON") from error


def _feature(feature: dict[str, object]) -> dict[str, str]:
    cells: dict[str, str] = {}
    properties = feature.get("properties")
    if isinstance(properties, dict):
        cells = {str(key): nfc("" if value is None else str(value)) for key, value in properties.items()}
    if "id" in feature:
        cells.setdefault("id", str(feature["id"]))
    geometry = feature.get("geometry")
    if isinstance(geometry, dict):
        cells["geometry"] = _points(geometry.get("coordinates"))
    return cells


def _points(coordinates: object) -> str:
    """GeoJSON has longitude first, ODK latitude; a line or an outer ring is parted by semicolons."""
    if not isinstance(coordinates, list) or not coordinates:
        return ""
    if isinstance(coordinates[0], int | float):
        longitude, latitude = coordinates[:2]
        return f"{latitude} {longitude} 0 0"
    if isinstance(coordinates[0], list) and coordinates[0] and isinstance(coordinates[0][0], list):
        return _points(coordinates[0])
    return "; ".join(_points(point) for point in coordinates)
