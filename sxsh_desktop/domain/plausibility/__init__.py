"""Named checks of figures that are possible but odd: one list, a file a family. Each says what it compared.

The forms carry the checks of single answers; these look across the figures of a record, the other periods of its
facility, the sector and other facilities. Soft ones may stand with a reason; hard ones are impossible.
Source: the plausibility rules of the domain brief, section 3.
"""

from __future__ import annotations

from sxsh_desktop.domain.plausibility import copies, physics, prices, ranges, slips, spans
from sxsh_desktop.domain.plausibility.bands import PriceBand, learned_fence, learned_range
from sxsh_desktop.domain.plausibility.case import Case, Other, by_kind
from sxsh_desktop.domain.plausibility.finding import About, Check, Oddity, Weight

__all__ = [
    "CHECKS",
    "KINDS",
    "About",
    "Case",
    "Check",
    "Oddity",
    "Other",
    "PriceBand",
    "Weight",
    "by_kind",
    "check",
    "learned_fence",
    "learned_range",
]

CHECKS: tuple[Check, ...] = (
    *ranges.CHECKS, *prices.CHECKS, *physics.CHECKS, *copies.CHECKS, *spans.CHECKS, *slips.CHECKS,
)  # fmt: skip

KINDS = frozenset({
    "product_output", "energy_use", "electricity_detail", "material_use", "water_use", "waste_stream", "wastewater",
    "quick_figure", "balance_line", "baseline_after", "claimed_saving", "measure", "opportunity", "solution",
    "solution_result",
})  # fmt: skip
"""Kinds of facts that the checks read of the record itself."""


def check(case: Case) -> tuple[Oddity, ...]:
    """All that is odd about a record, in the order of the list of checks."""
    return tuple(found for one in CHECKS for found in one.run(case))
