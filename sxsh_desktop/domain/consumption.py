"""Specific consumption: use of one resource for one product in one period."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown

NO_OUTPUT = _("Nothing was produced, so there is no consumption per unit of product.")
NO_PAIR = _("The two series have no month in common.")


def specific(use: Decimal | None, output: Decimal | None) -> Result[Decimal]:
    """s = C / Q; unknown where one is unknown, undefined where the output is 0 or below."""
    missing = [name for name, value in (("use", use), ("output", output)) if value is None]
    if use is None or output is None:
        return Unknown(tuple(missing))
    if output <= 0:
        return Undefined(NO_OUTPUT)
    return Known(use / output)


def specific_of_months(
    use: Mapping[tuple[int, int], Decimal], output: Mapping[tuple[int, int], Decimal]
) -> Result[Decimal]:
    """s over the months that both series have; `used` of `of` months tells how many that were."""
    both = sorted(use.keys() & output.keys())
    every = use.keys() | output.keys()
    if not both:
        return Undefined(NO_PAIR) if every else Unknown.of("use", "output")
    made = sum((output[month] for month in both), start=Decimal(0))
    if made <= 0:
        return Undefined(NO_OUTPUT)
    used = sum((use[month] for month in both), start=Decimal(0))
    return Known(used / made, len(both), len(every))
