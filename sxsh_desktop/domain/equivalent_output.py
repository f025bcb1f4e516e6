"""Several products as one output, by fixed weights that somebody stands for.

Formula 2.3, second part: where only the total use is metered, Q^ = sum w_i q_i with the same weights before and
after; r = 1 - (C1/Q1^) / (C0/Q0^). A weight says how many units of the reference product one unit of this product
stands for, and where that is from (norm, design, regression). Different units are never added without weights.
A figure whose product is CONVERTED comes with its weights in words ("SP1 = 1; SP2 = 0,6; theo định mức thiết kế"): they
are read, and where they cannot be, or name no source, the saving is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.base.text import fold
from sxsh_desktop.base.words import _
from sxsh_desktop.domain.numbers import read_number
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.domain.savings import Saving, simple_saving

CONVERTED = "QD"  # the code of "several products, converted"
STATED_WEIGHTS = "stated weights"  # what is missing where they cannot be read
_PAIR = re.compile(r"\b(sp[0-9]{1,2})\s*(?:=|:|x|\*|la|he so)\s*([0-9]+(?:[.,][0-9]+)*)")
_SOURCE = re.compile(
    r"\b(?:nguon|theo|dinh muc|thiet ke|hoi quy|tieu chuan|do dac|thuc do|source|norm|design|regression|measured)\b"
)
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


def stated_weights(text: str) -> Result[tuple[Weight, ...]]:
    """Weights that somebody wrote in words, each product once, in the order written; the source is the whole text.

    Unknown(STATED_WEIGHTS): fewer than two products, a number that can be read in two ways, a product given two
    weights, or no word of where they are from. Undefined: a weight is not above zero.
    """
    plain = fold(text)
    found: dict[str, Decimal] = {}
    for product, number in _PAIR.findall(plain):
        reading = read_number(number)
        sure = reading.value is not None and len(set(reading.readings)) <= 1
        if not sure or reading.value is None or found.get(product, reading.value) != reading.value:
            return Unknown.of(STATED_WEIGHTS)
        if reading.value <= 0:
            return Undefined(BAD_WEIGHT, (("product", product.upper()),))
        found[product] = reading.value
    if len(found) < 2 or not _SOURCE.search(plain):
        return Unknown.of(STATED_WEIGHTS)
    return Known(tuple(Weight(product.upper(), value, text.strip()) for product, value in found.items()))


def doubted(product: str, rule: str) -> Unknown | Undefined | None:
    """Why no saving may be computed for a figure of converted products; None: it may."""
    weights = stated_weights(rule) if product == CONVERTED else Known(())
    return None if isinstance(weights, Known) else weights
