"""Columns that tell what a meter showed, not what was used: they become amounts, or stand aside.

A reading taken for an amount would be wrong a thousandfold. Where the same table also gives the amount, the readings
are left out; else the amount of a month is the reading at its end less the one before (formula 2.9,
`metering.readings_of`), times the multiplier of the meter where a column gives it. The first reading covers nothing
unless its own line gives the old one; a meter that goes back without an old reading beside it, and a month without the
reading before it, are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from sxsh_desktop.base.text import fold
from sxsh_desktop.base.words import _
from sxsh_desktop.domain.bill_table import BillCell, BillColumn, BillLine, BillTable
from sxsh_desktop.domain.metering import Register, readings_of
from sxsh_desktop.domain.results import Known

FIRST_READING = _("a meter reading without the one before it")
WENT_BACK = _("the meter stands lower than before")
MULTIPLIED = _("a meter reading, but its multiplier cannot be read")

_REGISTER = re.compile(
    r"\bchi so\b|\bcs (?=cu\b|moi\b|dau\b|cuoi\b)|\b(?:meter|old|new|previous|present) reading\b"
)
_AMOUNT = re.compile(r"tieu thu|su dung|san luong|consum|\bused\b")
_OLD = re.compile(r"\bcu\b|\bdau(?: ky)?\b|\btruoc\b|\bold\b|\bprevious\b")
_NEW = re.compile(r"\bmoi\b|\bcuoi(?: ky)?\b|\bsau\b|\bnew\b|\bpresent\b|\bcong to\b|\bdong ho\b")
_MULTIPLIER = re.compile(r"\bhe so(?: nhan)?\b|\bhsn\b|\bmultiplier\b")


@dataclass(slots=True)
class _Meter:
    """The columns of one meter, by their place."""

    new: int = -1
    old: int = -1
    amounts: list[int] = field(default_factory=list)


def without_registers(table: BillTable) -> BillTable:
    """The table with amounts alone; itself where no column tells readings."""
    meters = _meters(table.columns)
    if not meters:
        return table
    multiplier = next(
        (at for at, one in enumerate(table.columns) if _MULTIPLIER.search(fold(one.heading))), -1
    )
    gone = {multiplier} - {-1}
    made: dict[int, list[BillCell]] = {}
    for one in meters.values():
        gone |= {one.old, one.new} - {-1}
        if one.new >= 0 and not one.amounts:
            made[one.new] = _amounts(table.lines, one, multiplier)
            gone.discard(one.new)
    kept = [at for at in range(len(table.columns)) if at not in gone]
    lines = [
        replace(line, cells=tuple(made[at][row] if at in made else line.cells[at] for at in kept))
        for row, line in enumerate(table.lines)
    ]
    return replace(table, columns=tuple(table.columns[at] for at in kept), lines=tuple(lines))


def _meters(columns: Sequence[BillColumn]) -> dict[str, _Meter]:
    """The meters by the words that are left of their headings ("dien"); "" where nothing is."""
    found: dict[str, _Meter] = {}
    others: list[int] = []
    for at, column in enumerate(columns):
        heading = fold(column.heading)
        if not _REGISTER.search(heading) or _AMOUNT.search(heading):
            others.append(at)
            continue
        meter = found.setdefault(_whose(column), _Meter())
        if _OLD.search(heading):
            meter.old = at
        else:
            meter.new = at
    for name, meter in found.items():
        unit = columns[max(meter.new, meter.old)].unit
        for at in others:
            heading = fold(columns[at].heading)
            same = (unit is not None and columns[at].unit == unit) or bool(_AMOUNT.search(heading))
            if same and name in heading:
                meter.amounts.append(at)
    return found


def _whose(column: BillColumn) -> str:
    text = fold(column.name)
    for words in (_REGISTER, _OLD, _NEW):
        text = words.sub(" ", text)
    return " ".join(re.sub(r"[^0-9a-z]+", " ", text).split())


def _amounts(lines: Sequence[BillLine], meter: _Meter, multiplier: int) -> list[BillCell]:
    """What was used in the month of each line, in the order of the lines."""
    found: list[BillCell] = [BillCell("", None)] * len(lines)
    before: Register | None = None
    for row in sorted(range(len(lines)), key=lambda at: _last_day(lines[at])):
        line = lines[row]
        shown, old = line.cells[meter.new], line.cells[meter.old] if meter.old >= 0 else None
        written = f"{old.text} → {shown.text}" if old is not None and old.text else shown.text
        if not written or line.period is None:
            found[row] = BillCell(written, None, shown.doubt or (FIRST_READING if written else ""))
            continue
        start = line.period.first - timedelta(days=1)
        if old is not None and old.value is not None:
            before = Register(start, old.value)
        elif before is not None and before.on != start:
            before = None  # readings of the months between are missing
        now = Register(line.period.last, shown.value)
        found[row] = _used(written, shown.doubt, before, now, _factor(line, multiplier))
        before = now
    return found


def _used(
    written: str, doubt: str, before: Register | None, now: Register, factor: Decimal | None
) -> BillCell:
    if before is None or before.shown is None or now.shown is None:
        return BillCell(written, None, doubt or FIRST_READING)
    told = readings_of((before, now))
    if not isinstance(told, Known):
        return BillCell(written, None, WENT_BACK)
    used = told.value[1].amount
    if used is None or factor is None:
        return BillCell(written, None, doubt or MULTIPLIED)
    return BillCell(written, used * factor, doubt)


def _factor(line: BillLine, multiplier: int) -> Decimal | None:
    if multiplier < 0:
        return Decimal(1)
    value = line.cells[multiplier].value
    return value if value is not None and value > 0 else None


def _last_day(line: BillLine) -> str:
    return line.period.last.isoformat() if line.period is not None else ""
