"""Make resources/reference/vocabulary.json from the written vocabulary (Markdown: kinds and attributes).

    python packaging/vocabulary.py packaging/FACTS.md VERSION

Run it by hand when the vocabulary grows; names are added, never renamed or given another type.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "resources" / "reference" / "vocabulary.json"

_ABSENT = {"U": "unknown", "N": "not_applicable", "R": "refused"}
_LISTED = re.compile(r"^(codes?|list|ref) (.+)$")
_TICKED = re.compile(r"`([^`]+)`")

# The attribute that dates a fact of the kind; a kind that is not here takes the period of its record
# (when its key says so) or the day of the visit.
_DATED_BY = {
    "facility_status": "on",
    "potential": "decided_on",
    "period": "to",
    "report_received": "received_on",
    "baseline_after": "after_to",
    "event": "to",
    "officer_post": "from",
    "training": "completed_on",
    "competence": "assessed_on",
}

# Key parts that are absent until something happens (an after-period not yet measured): the fact stands without.
_OPEN_KEYS = frozenset({("baseline_after", "after_from"), ("baseline_after", "after_to")})


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _type_of(written: str) -> tuple[str, str]:
    """("code", "munit") of "code munit"; ("decimal", "") of "decimal"."""
    match = _LISTED.match(written)
    return (match[1], match[2].replace(" ", "_")) if match else (written, "")


def _unit_of(written: str) -> dict[str, str]:
    """The fixed unit code, or the attribute that names the unit (and "per year" for rates)."""
    ticked = _TICKED.search(written)
    if ticked:
        return {"unit": ticked[1], "unit_from": ""}
    match = re.match(r"by (\w+)(/year)?", written)
    if not match or match[1] == "item":
        return {"unit": "", "unit_from": ""}
    return {"unit": "", "unit_from": match[1] + (" per year" if match[2] else "")}


def _attribute(kind: str, line: str) -> dict[str, object]:
    name, written_type, unit, must, absent, asked_in, personal, note = _cells(line)
    type_, list_ = _type_of(written_type)
    return {
        "name": name,
        "type": type_,
        "list": list_,
        **_unit_of(unit),
        "must": "O" if (kind, name) in _OPEN_KEYS else must,
        "absent": [_ABSENT[letter] for letter in absent if letter in _ABSENT],
        "personal": personal,
        "asked_in": asked_in,
        "note": note,
    }


def _kind(name: str, text: str) -> dict[str, object]:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    key_line = next(line for line in lines if line.startswith("Key: "))
    key, rest = key_line.removeprefix("Key: ").split(". Rows: ", 1)
    rows, used_by = rest.split(". Used by: ", 1)
    items = next((line for line in lines if line.startswith("Items: ")), "")
    table = [line for line in lines if line.startswith("|")]
    return {
        "name": name,
        "about": lines[0],
        "key": [part.strip() for part in re.split(r"[,;]", re.sub(r"\(.*?\)", "", key))],
        "rows": rows,
        "used_by": used_by.rstrip("."),
        "items": _TICKED.findall(items),
        "dated_by": _DATED_BY.get(name, ""),
        "attributes": [_attribute(name, line) for line in table[2:]],
    }


def kinds_of(text: str) -> Iterator[dict[str, object]]:
    """The kinds of the chapter "The kinds", in the order of the text."""
    chapter = re.split(r"(?m)^## ", text)
    body = next(part for part in chapter if part.startswith("7. The kinds"))
    for part in re.split(r"(?m)^### ", body)[1:]:
        name, rest = part.split("\n", 1)
        yield _kind(name.strip(), rest)


def main() -> None:
    """Read the text named on the command line and write the table."""
    source, version = Path(sys.argv[1]), sys.argv[2]
    made = {"version": version, "kinds": list(kinds_of(source.read_text(encoding="utf-8")))}
    TARGET.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
