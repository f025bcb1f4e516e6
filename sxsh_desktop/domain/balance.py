"""Mass and water balance of a process step, and what its waste streams cost.

Formula 2.8: on one basis (wet or dry) and in one unit, closure c = sum out / sum in, gap g = 1 - c; |g| over 5 % warns,
over 10 % asks for a review unless it is explained (moisture, evaporation). Yield y = product / raw material, loss =
1 - y - co-products. Cost of a waste stream = lost material + embedded energy and labour + treatment - recovery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.quantity import DimensionError, Quantity, Unit
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown

WARN_GAP, REVIEW_GAP = Decimal("0.05"), Decimal("0.1")

OTHER_BASIS = _("Wet and dry amounts stand in one balance.")
OTHER_UNIT = _("{unit} does not convert into the unit of the balance.")
NOTHING_IN = _("What went in is not above zero.")


class Closing(StrEnum):
    """How well a balance closes."""

    GOOD = "good"
    WARN = "warn"
    EXPLAINED = "explained"  # a gap over 10 % with a stated reason
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Flow:
    """One amount that goes in or out; None where it is unknown. `basis`: "wet", "dry" or "" (does not matter)."""

    name: str
    amount: Quantity | None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """Sums in the unit of the balance; closure and gap are shares."""

    into: Decimal
    out: Decimal
    unit: str
    closure: Decimal
    gap: Decimal
    closing: Closing


def balance(into: Iterable[Flow], out: Iterable[Flow], unit: Unit, explained: str = "") -> Result[Balance]:
    """The balance of one step. `explained` is the stated reason of a gap, "" where there is none.

    Unknown names every flow without amount; undefined: mixed basis, a unit that does not fit, nothing in.
    """
    entering, leaving = tuple(into), tuple(out)
    every = (*entering, *leaving)
    if len({flow.basis for flow in every if flow.basis}) > 1:
        return Undefined(OTHER_BASIS)
    missing = [f"amount of {flow.name}" for flow in every if flow.amount is None]
    if missing or not entering or not leaving:
        return Unknown(tuple(missing) or ("flows",))
    misfit = next(
        (flow.amount.unit.code for flow in every if flow.amount and not _fits(flow.amount, unit)), ""
    )
    if misfit:
        return Undefined(OTHER_UNIT, (("unit", misfit),))
    sums = [_sum(flows, unit) for flows in (entering, leaving)]
    if sums[0] <= 0:
        return Undefined(NOTHING_IN)
    closure = sums[1] / sums[0]
    return Known(Balance(sums[0], sums[1], unit.code, closure, 1 - closure, closing(1 - closure, explained)))


def _fits(amount: Quantity, unit: Unit) -> bool:
    try:
        amount.to(unit)
    except DimensionError:
        return False
    return True


def _sum(flows: Iterable[Flow], unit: Unit) -> Decimal:
    return sum((flow.amount.to(unit).amount for flow in flows if flow.amount is not None), start=Decimal(0))


def closing(gap: Decimal, explained: str = "") -> Closing:
    """The verdict on a gap (a share, of either sign)."""
    size = abs(gap)
    if size <= WARN_GAP:
        return Closing.GOOD
    if size <= REVIEW_GAP:
        return Closing.WARN
    return Closing.EXPLAINED if explained.strip() else Closing.REVIEW


@dataclass(frozen=True, slots=True)
class Yield:
    """Shares of the raw material: product, co-products, loss = the rest (negative: more came out than went in)."""

    product: Decimal
    coproducts: Decimal
    loss: Decimal


def yield_of(raw: Decimal | None, product: Decimal | None, coproducts: Decimal | None) -> Result[Yield]:
    """y = product / raw, loss = 1 - y - co-products; all three in one unit and on one basis."""
    inputs = {"raw": raw, "product": product, "coproducts": coproducts}
    if raw is None or product is None or coproducts is None:
        return Unknown(tuple(name for name, value in inputs.items() if value is None))
    if raw <= 0:
        return Undefined(NOTHING_IN)
    share, others = product / raw, coproducts / raw
    return Known(Yield(share, others, 1 - share - others))


@dataclass(frozen=True, slots=True)
class WasteCost:
    """What one stream costs in a year, part by part in one money unit; None where a part is unknown.

    `material` = lost amount x purchase price of what is in it, `embedded` = energy and labour spent on it,
    `treatment` = treatment and disposal fee, `recovered` = income from it.
    """

    name: str
    material: Decimal | None
    embedded: Decimal | None
    treatment: Decimal | None
    recovered: Decimal | None

    @property
    def total(self) -> Result[Decimal]:
        """material + embedded + treatment - recovered; negative where the stream earns money."""
        parts = (self.material, self.embedded, self.treatment, self.recovered)
        names = ("material", "embedded", "treatment", "recovered")
        missing = [name for name, part in zip(names, parts, strict=True) if part is None]
        if missing:
            return Unknown(tuple(f"{name} of {self.name}" for name in missing))
        material, embedded, treatment, recovered = (part or Decimal(0) for part in parts)
        return Known(material + embedded + treatment - recovered)


def lost_material(
    amount: Decimal | None, price: Decimal | None, content: Decimal | None = Decimal(1)
) -> Result[Decimal]:
    """Lost material in money: amount of the stream x share of material in it x purchase price of a unit."""
    inputs = {"amount": amount, "price": price, "content": content}
    if amount is None or price is None or content is None:
        return Unknown(tuple(name for name, value in inputs.items() if value is None))
    return Known(amount * content * price)


@dataclass(frozen=True, slots=True)
class ParetoLine:
    """One stream: its cost, its share of all costs and the share of it and the larger ones together.

    Shares are None for a stream that costs nothing or earns money.
    """

    name: str
    cost: Decimal
    share: Decimal | None
    cumulative: Decimal | None


@dataclass(frozen=True, slots=True)
class Pareto:
    """Streams by cost, the dearest first; `unknown` are those whose cost is not known, with what is missing."""

    lines: tuple[ParetoLine, ...]
    total: Decimal
    unknown: Mapping[str, tuple[str, ...]]


def pareto(streams: Iterable[WasteCost]) -> Pareto:
    """Rank the streams. Shares are of the sum of all streams that cost money: they end at 1."""
    known: list[tuple[Decimal, str]] = []
    unknown: dict[str, tuple[str, ...]] = {}
    for stream in streams:
        found = stream.total
        if isinstance(found, Known):
            known.append((found.value, stream.name))
        elif isinstance(found, Unknown):
            unknown[stream.name] = found.missing
    known.sort(key=lambda one: (-one[0], one[1]))
    positive = sum((cost for cost, _name in known if cost > 0), start=Decimal(0))
    lines, running = [], Decimal(0)
    for cost, name in known:
        if cost > 0:
            running += cost
            lines.append(ParetoLine(name, cost, cost / positive, running / positive))
        else:
            lines.append(ParetoLine(name, cost, None, None))
    return Pareto(tuple(lines), sum((cost for cost, _name in known), start=Decimal(0)), unknown)
