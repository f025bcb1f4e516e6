"""Figures against the range of the sector: electricity, water and heat for a unit of product.

A range of the dated table decides. One learned from accepted records stands in where the table has none in this
unit, and beside it where the table has only estimates of low certainty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.factors import SectorRange
from sxsh_desktop.domain.plausibility.case import Case, amount_in, number
from sxsh_desktop.domain.plausibility.finding import About, Check, Oddity, Weight, about, odd, rounded

OUT_OF_RANGE = _("{value} {unit} lies outside the range of the sector ({low} to {high}).")
FAR_OUT = _(
    "{value} {unit} is about {times} times what the sector has ({low} to {high}): "
    "a slip of the unit, or of amount or output?"
)
RANGE_TITLE = _("Use for a unit of product against the sector")
SLIP_TITLE = _("A unit slipped by hundreds or thousands, against the sector")

KWH_T, M3_T = "kWh/tấn", "m3/tấn"
_FAR = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed figure in the unit of the table of ranges, and the answers that it comes from."""

    value: Decimal
    unit: str
    answers: tuple[About, ...]


def figures(case: Case) -> Iterator[Figure]:
    """What the record says of use for a tonne of product."""
    product = case.product
    made = amount_in(product, "amount", case.units, "tan") if product else None
    if product is not None and made:
        kwh = case.kwh()
        if kwh is not None:
            power = [one for one in case.facts("energy_use") if one.text("carrier") == "dien"]
            yield Figure(kwh / made, KWH_T, (*about(power[0], "amount"), *about(product, "amount")))
        taken = [one for one in case.facts("water_use") if one.text("source") != "taisudung"]
        water = case.sum(taken, "m3") if taken and case.is_whole("water") else None
        if water:
            yield Figure(water / made, M3_T, (*about(taken[0], "amount"), *about(product, "amount")))
    for one in case.facts("quick_figure"):
        power_used, output = number(one, "electricity"), number(one, "output")
        if power_used is not None and output:
            yield Figure(power_used / output, KWH_T, about(one, "electricity", "output"))
    yield from _before_after(case)


def _before_after(case: Case) -> Iterator[Figure]:
    for one in case.facts("baseline_after"):
        for which in ("base", "after"):
            kwh = amount_in(one, f"{which}_use", case.units, "kwh")
            made = amount_in(one, f"{which}_output", case.units, "tan")
            if kwh is not None and made and one.text("resource") == "dien":
                yield Figure(kwh / made, KWH_T, about(one, f"{which}_use", f"{which}_output"))


def fitting(ranges: Sequence[SectorRange], unit: str, day: date) -> list[SectorRange]:
    """The ranges in this unit on that day: stated ones; learned ones where those are missing or mere estimates."""
    found = [one for one in ranges if one.unit.removesuffix(" sp") == unit and one.in_force(day)]
    stated = [one for one in found if one.kind != "learned"]
    return stated if is_sure(stated) else found


def is_sure(stated: Sequence[SectorRange]) -> bool:
    """Whether one of them is a norm or more than an estimate of low certainty."""
    return any(not one.certainty.startswith("low") or one.kind == "legal norm" for one in stated)


def outside_range(
    value: Decimal, unit: str, ranges: Sequence[SectorRange], day: date, answers: tuple[About, ...] = ()
) -> Oddity | None:
    """Odd when there are ranges in this unit on that day and the value lies in none of them."""
    found = fitting(ranges, unit, day)
    if not found or any(
        (one.low is None or value >= one.low) and (one.high is None or value <= one.high) for one in found
    ):
        return None
    low = min((one.low for one in found if one.low is not None), default=None)
    high = max((one.high for one in found if one.high is not None), default=None)
    shown = ["–" if limit is None else format(rounded(limit), "f") for limit in (low, high)]
    times = _times(value, low, high)
    if times >= _FAR:
        return odd(
            "SLIP-SECTOR", FAR_OUT, *answers,
            value=rounded(value), unit=unit, times=round(times), low=shown[0], high=shown[1],
        )  # fmt: skip
    return odd(
        "SEC-RANGE", OUT_OF_RANGE, *answers, value=rounded(value), unit=unit, low=shown[0], high=shown[1]
    )


def _times(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """How many times the value lies beyond the nearer limit."""
    if high and value > high:
        return value / high
    return low / value if low and value else Decimal(1)


def _in_range(case: Case, code: str) -> Iterator[Oddity]:
    for one in figures(case):
        found = outside_range(one.value, one.unit, case.ranges, case.day, one.answers)
        if found is not None and found.check == code:
            yield found


CHECKS = (
    Check("SEC-RANGE", RANGE_TITLE, Weight.SOFT, lambda case: _in_range(case, "SEC-RANGE")),
    Check("SLIP-SECTOR", SLIP_TITLE, Weight.SOFT, lambda case: _in_range(case, "SLIP-SECTOR")),
)
