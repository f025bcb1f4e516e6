"""Several products as one output, by fixed weights that somebody stands for.

Formula 2.3, second part: where only the total use is metered, Q^ = sum w_i q_i with the same weights before and
after; r = 1 - (C1/Q1^) / (C0/Q0^). A weight says how many units of the reference product one unit of this product
stands for, and where that is from (norm, design, regression). Different units are never added without weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.domain.savings import Saving, simple_saving

BAD_WEIGHT = _("The weight of {product} is not above zero.")


@dataclass(frozen=True, slots=True)
class Weight:
    """Units of the reference product for one unit of `product`, with the source of that number."""

    product: str
    value: Decimal
    source: str


def equivalent_output(outputs: Mapping[str, Decimal | None], weights: Iterable[Weight]) -> Result[Decimal]:
    """Q^ in units of the reference product; `outputs` by product, each in its own unit.

    Unknown: an output, a weight, or the source of a weight is missing. Undefined: a weight is not above zero.
    """
    by_product = {weight.product: weight for weight in weights}
    missing: list[str] = []
    total = Decimal(0)
    for product, amount in sorted(outputs.items()):
        weight = by_product.get(product)
        if weight is None:
            missing.append(f"weight of {product}")
        elif not weight.source.strip():
            missing.append(f"source of the weight of {product}")
        elif weight.value <= 0:
            return Undefined(BAD_WEIGHT, (("product", product),))
        elif amount is None:
            missing.append(f"output of {product}")
        else:
            total += weight.value * amount
    if missing or not outputs:
        return Unknown(tuple(missing) or ("products",))
    return Known(total)


def weighted_saving(
    base_use: Decimal | None,
    base_outputs: Mapping[str, Decimal | None],
    after_use: Decimal | None,
    after_outputs: Mapping[str, Decimal | None],
    weights: Iterable[Weight],
    adjustment: Decimal | None = Decimal(0),
) -> Result[Saving]:
    """The saving of a use that is metered only in total, by one set of weights for both periods.

    A product that is made in one period only counts with its weight: that is what the weights are for.
    """
    fixed = tuple(weights)
    before = equivalent_output(base_outputs, fixed)
    after = equivalent_output(after_outputs, fixed)
    for one in (before, after):
        if isinstance(one, Undefined):
            return one
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        lacking = [name for one in (before, after) if isinstance(one, Unknown) for name in one.missing]
        return Unknown.of(*lacking)
    assert isinstance(before, Known)
    assert isinstance(after, Known)
    return simple_saving(base_use, before.value, after_use, after.value, adjustment)
