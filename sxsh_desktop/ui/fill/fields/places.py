"""Places as people type them or as a GPS device writes them: decimal degrees, degrees and minutes, GPX, KML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Xml

from sxsh_desktop.base.text import nfc

_DEGREES = re.compile(
    r"(?P<lead>[NSEWBĐTnsewbđt])?\s*(?P<deg>-?\d+(?:[.,]\d+)?)\s*[°ºd]?\s*"
    r"(?:(?P<min>\d+(?:[.,]\d+)?)\s*['′’]\s*)?(?:(?P<sec>\d+(?:[.,]\d+)?)\s*(?:\"|″|”|'')\s*)?"
    r"(?P<tail>[NSEWBĐTnsewbđt])?"
)
_SOUTH_WEST = frozenset("SWT")
_LONGITUDE = frozenset("EWĐ")
_MOST_BYTES = 20_000_000


def read_place(text: str) -> str:
    """ "10.4567 105.6789" of a typed or pasted place; "" when it is none.

    Takes points or commas as decimal marks ("10,4567; 105,6789"), degrees with minutes and seconds, letters
    N/S/E/W or B/N/Đ/T (bắc, nam, đông, tây; "N" before or behind the first number is read as north).
    """
    bare = nfc(text).strip()
    if re.match(r"^-?\d+[.,]\d+\s*,\s*-?\d+[.,]\d+$", bare):
        bare = re.sub(r"\s*,\s*(?=-?\d+[.,]\d+$)", " ", bare, count=1)
    found = [match for match in _DEGREES.finditer(bare) if match["deg"]]
    if len(found) < 2:
        return ""
    first, second = (_degrees(match) for match in found[:2])
    if _letter(found[0]) in _LONGITUDE:
        first, second = second, first
    if abs(first) > 90 or abs(second) > 180:
        return ""
    return f"{_short(first)} {_short(second)}"


def _letter(match: re.Match[str]) -> str:
    return str(match["tail"] or match["lead"] or "").upper()


def _degrees(match: re.Match[str]) -> float:
    parts = [float((match[name] or "0").replace(",", ".")) for name in ("deg", "min", "sec")]
    size = abs(parts[0]) + parts[1] / 60 + parts[2] / 3600
    negative = match["deg"].startswith("-") or _letter(match) in _SOUTH_WEST
    return -size if negative else size


def _short(degrees: float) -> str:
    return f"{degrees:.7f}".rstrip("0").rstrip(".")


def show_place(stored: str) -> str:
    """ "10,4567; 105,6789": latitude and longitude as they are read here."""
    parts = stored.split()
    return "; ".join(part.replace(".", ",") for part in parts[:2]) if len(parts) >= 2 else stored


def read_track(data: bytes) -> list[str]:
    """The points of a GPX or KML file, or of a text with one place a line, as "lat lon alt acc" texts.

    Raises ValueError for a file that holds none, is too large, or is XML with a document type.
    """
    if len(data) > _MOST_BYTES:
        raise ValueError("too large")
    text = data.decode("utf-8-sig", errors="replace")
    if "<" not in text[:200]:
        found = [place for line in text.splitlines() if (place := read_place(line))]
    else:
        found = _xml_points(text)
    if not found:
        raise ValueError("no places")
    return found


def _xml_points(text: str) -> list[str]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("document type")
    try:
        root = Xml.fromstring(text)
    except Xml.ParseError as fault:
        raise ValueError(str(fault)) from fault
    found: list[str] = []
    for node in root.iter():
        name = node.tag.rsplit("}", 1)[-1]
        if name in ("trkpt", "rtept", "wpt"):
            height = next((child.text for child in node if child.tag.rsplit("}", 1)[-1] == "ele"), None)
            found.append(_point(node.get("lat", ""), node.get("lon", ""), height or "0"))
        elif name == "coordinates" and node.text:
            for triple in node.text.split():
                cells = [*triple.split(","), "0"]
                if len(cells) >= 3:
                    found.append(_point(cells[1], cells[0], cells[2]))
    return [one for one in found if one]


def _point(latitude: str, longitude: str, height: str) -> str:
    try:
        numbers = [float(latitude), float(longitude), float(height)]
    except ValueError:
        return ""
    if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return ""
    return f"{_short(numbers[0])} {_short(numbers[1])} {_short(numbers[2])} 0"
