"""Savings per unit of product, for one product and for several.

Formulas: 2.2, 2.3 and 2.5 of the written formulas. A negative saving is a real result. How the savings of several
solutions combine is in `overlap`, many products with one meter in `equivalent_output`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown

MIX_SENSITIVE_POINTS = Decimal("0.03")

NO_OUTPUT = _("The output of one of the two periods is not above zero.")
NO_BASE_USE = _("The use of the base period is not above zero.")
OTHER_PRODUCTS = _("No product is made in both periods: {products}.")


@dataclass(frozen=True, slots=True)
class Saving:
    """Saving of one resource: `rate` = avoided / expected.

    `expected` is what the reporting period would have used at the rates of the base period, `avoided` what
    was not used of it, `absolute` = 1 - C1/C0, printed beside the rate and never instead of it.
    """

    rate: Decimal
    expected: Decimal
    avoided: Decimal
    absolute: Decimal


@dataclass(frozen=True, slots=True)
class OutsideProduct:
    """A product of one period only: `new` after, or dropped; its output and its share of that period's use.

    `use_share` is None where its use or the use of that period is not known.
    """

    product: str
    new: bool
    output: Decimal
    use_share: Decimal | None


@dataclass(frozen=True, slots=True)
class MixSaving:
    """Saving with several products: Paasche is what was avoided, Laspeyres and Fisher are its checks.

    `outside` are the products made in one of the two periods only, with their share of that period's use:
    they are in neither index.
    """

    rate: Decimal
    expected: Decimal
    avoided: Decimal
    laspeyres: Decimal
    paasche: Decimal
    fisher: Decimal
    mix_sensitive: bool
    outside: tuple[OutsideProduct, ...] = ()


def simple_saving(
    base_use: Decimal | None,
    base_output: Decimal | None,
    after_use: Decimal | None,
    after_output: Decimal | None,
    adjustment: Decimal | None = Decimal(0),
) -> Result[Saving]:
    """r = 1 - (C1/Q1) / ((C0 + adjustment)/Q0), D = expected - C1 with expected = (C0 + adj)/Q0 x Q1.

    Unknown lists every input that is None; undefined where an output or the base use is not above zero.
    """
    inputs = {
        "base_use": base_use,
        "base_output": base_output,
        "after_use": after_use,
        "after_output": after_output,
        "adjustment": adjustment,
    }
    if (
        base_use is None
        or base_output is None
        or after_use is None
        or after_output is None
        or adjustment is None
    ):
        return Unknown(tuple(name for name, value in inputs.items() if value is None))
    if base_output <= 0 or after_output <= 0:
        return Undefined(NO_OUTPUT)
    base = base_use + adjustment
    if base <= 0 or base_use <= 0:
        return Undefined(NO_BASE_USE)
    expected = base * after_output / base_output
    avoided = expected - after_use
    return Known(Saving(avoided / expected, expected, avoided, 1 - after_use / base_use))


def mix_saving(
    base_rates: Mapping[str, Decimal],
    base_output: Mapping[str, Decimal],
    after_rates: Mapping[str, Decimal],
    after_output: Mapping[str, Decimal],
) -> Result[MixSaving]:
    """Several products with specific use of their own, in the form of price indexes.

    Paasche P = sum e1 q1 / sum e0 q1 (the amount really avoided), Laspeyres L = sum e1 q0 / sum e0 q0, Fisher
    their geometric mean. Mix-sensitive: the two differ by more than 3 points, or their signs differ.
    """
    names = {name for name in base_rates if name in after_rates}
    every = set(base_rates) | set(after_rates)
    if every and not names:
        return Undefined(OTHER_PRODUCTS, (("products", ", ".join(sorted(every))),))
    missing = [f"output of {name}" for name in sorted(names - (base_output.keys() & after_output.keys()))]
    if missing or not names:
        return Unknown(tuple(missing) or ("products",))
    outside = (
        *_outside(base_rates, base_output, names, new=False),
        *_outside(after_rates, after_output, names, new=True),
    )
    base_rates = {name: base_rates[name] for name in sorted(names)}
    after_rates = {name: after_rates[name] for name in sorted(names)}
    expected = _cost(base_rates, after_output)
    base = _cost(base_rates, base_output)
    if expected <= 0 or base <= 0:
        return Undefined(NO_BASE_USE)
    used = _cost(after_rates, after_output)
    paasche = used / expected
    laspeyres = _cost(after_rates, base_output) / base
    signs_differ = (1 - paasche) * (1 - laspeyres) < 0
    return Known(
        MixSaving(
            rate=1 - paasche,
            expected=expected,
            avoided=expected - used,
            laspeyres=laspeyres,
            paasche=paasche,
            fisher=(paasche * laspeyres).sqrt(),
            mix_sensitive=signs_differ or abs(laspeyres - paasche) > MIX_SENSITIVE_POINTS,
            outside=outside,
        )
    )


def _outside(
    rates: Mapping[str, Decimal], outputs: Mapping[str, Decimal], both: set[str], *, new: bool
) -> list[OutsideProduct]:
    """The products of one period that the other has not, with their share of this period's use."""
    whole = [rate * outputs[name] for name, rate in rates.items() if name in outputs]
    total = sum(whole, start=Decimal(0)) if len(whole) == len(rates) else Decimal(0)
    return [
        OutsideProduct(name, new, outputs[name], rates[name] * outputs[name] / total if total > 0 else None)
        for name in sorted(set(rates) - both)
        if name in outputs
    ]


def _cost(rates: Mapping[str, Decimal], amounts: Mapping[str, Decimal]) -> Decimal:
    return sum((rate * amounts[name] for name, rate in rates.items()), start=Decimal(0))
