"""What nature and machines allow: capacity, days, yields, balances, electricity by hours, wastewater."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.plausibility.case import Case, amount_in, number
from sxsh_desktop.domain.plausibility.finding import About, Check, Oddity, Weight, about, odd, rounded

MORE_THAN_CAPACITY = _("The output is {percent} % of what the capacity allows in these days.")
TOO_MANY_DAYS = _("{days} production days in a period of {length} days.")
YIELD_ODD = _("{percent} % of milled rice from paddy lies outside 55 to 72 %.")
MORE_WASTE = _("More waste than material went in.")
LITTLE_WATER = _("Less water than the ice that was made of it.")
BOD_OVER_COD = _("BOD ({bod}) cannot be more than COD ({cod}).")
HOURS_OFF = _("Peak, standard and off-peak make {sum} kWh, the total is {total} kWh.")
LOW_FACTOR = _(
    "A power factor of {factor} is low (below 0.85): is it read rightly? If so, compensation is needed."
)
TOO_MUCH_POWER = _("{kwh} kWh need more hours than the period has at {demand} kW.")
GAP = _("In the balance of {item}, {percent} % of the input is not accounted for.")

CAPACITY_LIMIT = Decimal("1.1")
YIELD_LOW, YIELD_HIGH = Decimal(55), Decimal(72)
WATER_PER_ICE = Decimal("0.9")
SUM_OFF = Decimal("0.01")
LEAST_FACTOR = Decimal("0.85")
MOST_GAP = Decimal("0.10")


def over_capacity(output: Decimal, yearly_capacity: Decimal, days: int, *answers: About) -> Oddity | None:
    """Output against the share of the yearly capacity that falls on these days, with a tenth to spare."""
    if yearly_capacity <= 0 or days <= 0:
        return None
    share = output / (yearly_capacity * days / 365)
    if share <= CAPACITY_LIMIT:
        return None
    return odd("CAPACITY", MORE_THAN_CAPACITY, *answers, percent=round(share * 100))


def rice_yield(percent: Decimal, *answers: About) -> Oddity | None:
    """Milled rice from paddy, per cent."""
    inside = YIELD_LOW <= percent <= YIELD_HIGH
    return None if inside else odd("RICE-YIELD", YIELD_ODD, *answers, percent=rounded(percent))


def waste_over_input(waste: Decimal, material: Decimal, *answers: About) -> Oddity | None:
    """Waste against material, both in one unit."""
    return odd("WASTE-INPUT", MORE_WASTE, *answers) if waste > material > 0 else None


def water_for_ice(water_m3: Decimal, ice_tonnes: Decimal, *answers: About) -> Oddity | None:
    """A tonne of ice needs about a cubic metre of water."""
    little = ice_tonnes > 0 and water_m3 < ice_tonnes * WATER_PER_ICE
    return odd("ICE-WATER", LITTLE_WATER, *answers) if little else None


def _capacity(case: Case) -> Iterator[Oddity]:
    period = case.period
    cards = {one.text("product"): one for one in case.card.get("product_capacity", ())}
    for one in case.facts("product_output"):
        card = cards.get(one.text("product"))
        output, most = _comparable(case, one, card) if card is not None else (None, None)
        if period is not None and output is not None and most is not None:
            found = over_capacity(output, most, period.days, *about(one, "amount"))
            if found is not None:
                yield found


def _comparable(case: Case, made: Fact, card: Fact) -> tuple[Decimal | None, Decimal | None]:
    """Output and yearly capacity in one unit: the card's own, else tonnes."""
    unit = card.text("unit")
    most = number(card, "capacity")
    output = amount_in(made, "amount", case.units, unit)
    return (output, most) if output is not None and most is not None else (None, None)


def _days(case: Case) -> Iterator[Oddity]:
    stated, period = case.first("period"), case.period
    days = number(stated, "production_days")
    if stated is not None and period is not None and days is not None and days > period.days:
        answers = about(stated, "production_days")
        yield odd("DAYS-PERIOD", TOO_MANY_DAYS, *answers, hard=True, days=rounded(days), length=period.days)


def _rice(case: Case) -> Iterator[Oddity]:
    paddy = [one for one in case.facts("material_use") if one.text("role") == "chinh"]
    product = case.product
    whole = case.is_whole("material")
    if case.sector != "xayxat" or product is None or not paddy or not whole:
        return
    made, used = amount_in(product, "amount", case.units, "tan"), case.sum(paddy, "tan")
    if made is not None and used:
        found = rice_yield(made / used * 100, *about(product, "amount"), *about(paddy[0], "amount"))
        if found is not None:
            yield found


def _waste(case: Case) -> Iterator[Oddity]:
    materials, waste = case.facts("material_use"), case.facts("waste_stream")
    solid = [one for one in waste if amount_in(one, "amount", case.units, "tan") is not None]
    used = case.sum(materials, "tan") if materials and case.is_whole("material") else None
    thrown = case.sum(solid, "tan")
    if used and solid and thrown is not None:
        found = waste_over_input(thrown, used, *about(solid[0], "amount"))
        if found is not None:
            yield found


def _ice(case: Case) -> Iterator[Oddity]:
    product = case.product
    taken = [one for one in case.facts("water_use") if one.text("source") != "taisudung"]
    if case.sector != "nuocda" or product is None or not taken or not case.is_whole("water"):
        return
    ice, water = amount_in(product, "amount", case.units, "tan"), case.sum(taken, "m3")
    if ice is not None and water is not None:
        found = water_for_ice(water, ice, *about(taken[0], "amount"))
        if found is not None:
            yield found


def _wastewater(case: Case) -> Iterator[Oddity]:
    for one in case.facts("wastewater"):
        bod, cod = number(one, "bod"), number(one, "cod")
        if bod is not None and cod is not None and bod > cod:
            yield odd("BOD-COD", BOD_OVER_COD, *about(one, "bod", "cod"), hard=True, bod=bod, cod=cod)


def _hours(case: Case) -> Iterator[Oddity]:
    total = case.kwh()
    for one in case.facts("electricity_detail"):
        parts = [number(one, name) for name in ("peak", "standard", "offpeak")]
        known = [part for part in parts if part is not None]
        if total and len(known) == 3 and abs(sum(known) - total) > total * SUM_OFF:
            answers = about(one, "offpeak", "peak", "standard")
            yield odd("HOURS-SUM", HOURS_OFF, *answers, sum=sum(known, Decimal(0)), total=total)


def _factor(case: Case) -> Iterator[Oddity]:
    for one in case.facts("electricity_detail"):
        found = number(one, "power_factor")
        if found is not None and found < LEAST_FACTOR:
            yield odd("POWER-FACTOR", LOW_FACTOR, *about(one, "power_factor"), factor=found)


def _demand(case: Case) -> Iterator[Oddity]:
    total, period = case.kwh(), case.period
    for one in case.facts("electricity_detail"):
        demand = amount_in(one, "max_demand", case.units, "kw")
        if total and demand and period is not None and total > demand * 24 * period.days:
            answers = about(one, "max_demand")
            yield odd("DEMAND-HOURS", TOO_MUCH_POWER, *answers, kwh=rounded(total), demand=rounded(demand))


def _balance(case: Case) -> Iterator[Oddity]:
    for one in case.facts("balance_line"):
        given = number(one, "input")
        out = [number(one, name) for name in ("product", "coproduct", "waste", "evaporation")]
        known = [part for part in out if part is not None]
        if not given or len(known) < len(out):
            continue
        gap = (given - sum(known)) / given
        if abs(gap) > MOST_GAP:
            yield odd(
                "BALANCE-GAP", GAP, *about(one, "input"), item=one.text("item"), percent=round(gap * 100)
            )


CHECKS = (
    Check("CAPACITY", _("Output against capacity and days"), Weight.SOFT, _capacity),
    Check("DAYS-PERIOD", _("Production days against the period"), Weight.HARD, _days),
    Check("RICE-YIELD", _("Milled rice from paddy"), Weight.SOFT, _rice),
    Check("WASTE-INPUT", _("Waste against material"), Weight.SOFT, _waste),
    Check("ICE-WATER", _("Water against ice"), Weight.SOFT, _ice),
    Check("BOD-COD", _("BOD against COD"), Weight.HARD, _wastewater),
    Check("HOURS-SUM", _("Peak, standard and off-peak against the total"), Weight.SOFT, _hours),
    Check("POWER-FACTOR", _("Power factor"), Weight.SOFT, _factor),
    Check("DEMAND-HOURS", _("Electricity against the highest demand"), Weight.SOFT, _demand),
    Check("BALANCE-GAP", _("Balance of a step"), Weight.SOFT, _balance),
)
