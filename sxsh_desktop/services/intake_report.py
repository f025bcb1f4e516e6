"""The report of an import: the rows that were not taken in, as they were, with the reason; and all dirt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sxsh_desktop.base.words import _, words
from sxsh_desktop.output.read_table import TableRow
from sxsh_desktop.output.sheets import CellValue, Column, Sheet, write_sheets
from sxsh_desktop.services.intake_fill import Remark
from sxsh_desktop.services.intake_map import IntakeMap


class Report:
    """Collects what an import found; `write` makes the workbook."""

    def __init__(self, map: IntakeMap, columns: Sequence[str]) -> None:
        self._map, self._columns = map, tuple(columns)
        self._remarks: dict[str, list[Remark]] = {"refused": [], "aside": [], "odd": [], "reported": []}
        self._lost: dict[int, TableRow] = {}

    def look_over(self, rows: Iterable[TableRow]) -> int:
        """Apply the map's rules of oddness to the source; returns how many rows are odd."""
        odd_rows = set()
        for row in rows:
            for rule in self._map.report:
                text = row.get(rule.column)
                if rule.holds(text):
                    odd_rows.add(row.number)
                    key = " ".join(row.get(column) for column in self._map.key)
                    found = Remark("reported", row.number, key, "", rule.column, text, rule.reason)
                    self._remarks["reported"].append(found)
        return len(odd_rows)

    def add(self, remarks: Iterable[Remark], lost: Iterable[TableRow]) -> None:
        """What one record gave: its remarks, and the source rows that are not in it."""
        for remark in remarks:
            self._remarks[remark.kind].append(remark)
        for row in lost:
            self._lost[row.number] = row

    def write(self, target: Path, counts: Sequence[tuple[str, int]]) -> Path:
        """Write the workbook; the first sheet can be mended and imported again.

        Raises NotWritableError when the folder is read-only or the disk full.
        """
        sheets = [
            Sheet(words(_("Not taken in")), self._lost_columns(), self._lost_rows()),
            self._sheet(words(_("Put aside as unknown")), "aside"),
            self._sheet(words(_("Odd, but kept")), "odd"),
            self._sheet(words(_("Odd in the source")), "reported"),
            Sheet(
                words(_("Counts")),
                (Column(words(_("What was counted"))), Column(words(_("How many")), kind="integer")),
                list(counts),
            ),
        ]
        write_sheets(target, sheets)
        return target

    def _lost_columns(self) -> tuple[Column, ...]:
        own = [Column(name) for name in self._columns]
        return (Column(words(_("Row")), kind="integer"), *own, Column(words(_("Reason"))))

    def _lost_rows(self) -> Iterator[tuple[CellValue, ...]]:
        reasons: dict[tuple[str, int], list[str]] = {}
        by_key: dict[str, list[str]] = {}
        for one in self._remarks["refused"]:
            text = f"{one.label or one.question}: {one.reason}" if one.question else one.reason
            text = f"{text} ({one.value})" if one.value and one.question else text
            reasons.setdefault((one.key, one.row), []).append(text)
            by_key.setdefault(one.key, []).append(text)
        for number, row in sorted(self._lost.items()):
            key = " ".join(row.get(column) for column in self._map.key)
            why = reasons.get((key, number)) or by_key.get(key, [])
            yield (number, *(row.get(name) for name in self._columns), "; ".join(dict.fromkeys(why)))

    def _sheet(self, title: str, kind: str) -> Sheet:
        columns = (
            Column(words(_("Row")), kind="integer"),
            Column(words(_("Source key"))),
            Column(words(_("Question"))),
            Column(words(_("Name"))),
            Column(words(_("Value"))),
            Column(words(_("Reason"))),
        )
        rows = [
            (one.row, one.key, one.label, one.question, one.value, one.reason) for one in self._remarks[kind]
        ]
        return Sheet(title, columns, rows)
