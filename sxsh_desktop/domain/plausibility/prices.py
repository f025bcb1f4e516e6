"""Money against amounts: a bill against kWh and the published tariff, fuels and water against usual prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.plausibility.bands import PriceBand
from sxsh_desktop.domain.plausibility.case import Case, amount_in
from sxsh_desktop.domain.plausibility.finding import About, Check, Oddity, Weight, about, odd, rounded

PRICE_ODD = _("{price} dong for a kWh lies outside {low} to {high}: check amount, money and unit.")
BILL_ODD = _("{price} dong for a kWh is more than 30 % off the tariff of that time ({low} to {high}).")
FUEL_ODD = _("{price} dong for one {unit} lies outside {low} to {high}: check amount, money and unit.")
PRICE_TITLE = _("Price of a kWh")
BILL_TITLE = _("Bill against kWh and tariff")
FUEL_TITLE = _("Price of fuel and water")

PRICE_LOW, PRICE_HIGH = Decimal(1000), Decimal(5000)
BILL_OFF = Decimal("0.3")
TAX = Decimal("1.1")  # the published average is before VAT of 8 or 10 %; bills are stated with or without it
_POWER, _WATER = "dien", "capnuoc"


def price_of_electricity(
    kwh: Decimal, dong: Decimal, low: Decimal = PRICE_LOW, high: Decimal = PRICE_HIGH, *answers: About
) -> Oddity | None:
    """Dong for a kWh against the usual range."""
    if kwh <= 0 or dong <= 0 or low <= dong / kwh <= high:
        return None
    return odd("PRICE-KWH", PRICE_ODD, *answers, price=rounded(dong / kwh), low=low, high=high)


def bill_against_tariff(
    kwh: Decimal, dong: Decimal, averages: Sequence[Decimal], *answers: About
) -> Oddity | None:
    """A bill against kWh × the average tariffs that held in its time, with 30 % to spare and VAT above."""
    if kwh <= 0 or dong <= 0 or not averages:
        return None
    low, high = min(averages) * (1 - BILL_OFF), max(averages) * (1 + BILL_OFF) * TAX
    if low <= dong / kwh <= high:
        return None
    price = rounded(dong / kwh)
    return odd("BILL-TARIFF", BILL_ODD, *answers, price=price, low=rounded(low), high=rounded(high))


def _bands(case: Case, carrier: str) -> list[PriceBand]:
    period = case.period or Period(case.day, case.day)
    return [one for one in case.prices if one.carrier == carrier and one.touches(period)]


def _electricity(case: Case, code: str) -> Iterator[Oddity]:
    bands = _bands(case, _POWER)
    low = min((one.low for one in bands if one.low is not None), default=PRICE_LOW)
    high = max((one.high for one in bands if one.high is not None), default=PRICE_HIGH)
    averages = [one.average for one in bands if one.average is not None]
    for one in case.facts("energy_use"):
        if one.text("carrier") != _POWER:
            continue
        kwh, dong = amount_in(one, "amount", case.units, "kwh"), amount_in(one, "cost", case.units, "vnd")
        if kwh is None or dong is None:
            continue
        answers = about(one, "cost", "amount")
        found = price_of_electricity(kwh, dong, low, high, *answers)
        found = found or bill_against_tariff(kwh, dong, averages, *answers)
        if found is not None and found.check == code:
            yield found


def _others(case: Case) -> Iterator[Oddity]:
    for one in case.facts("energy_use"):
        if one.text("carrier") != _POWER:
            yield from _priced(case, one, one.text("carrier"))
    for one in case.facts("water_use"):
        if one.text("source") == _WATER:
            yield from _priced(case, one, _WATER)


def _priced(case: Case, fact: Fact, carrier: str) -> Iterator[Oddity]:
    dong = amount_in(fact, "cost", case.units, "vnd")
    for band in _bands(case, carrier):
        amount = amount_in(fact, "amount", case.units, band.unit)
        if not amount or not dong or band.low is None or band.high is None:
            continue
        if not band.low <= dong / amount <= band.high:
            yield odd(
                "PRICE-FUEL", FUEL_ODD, *about(fact, "cost", "amount"), price=rounded(dong / amount),
                unit=band.unit, low=rounded(band.low), high=rounded(band.high),
            )  # fmt: skip
        return


CHECKS = (
    Check("PRICE-KWH", PRICE_TITLE, Weight.SOFT, lambda case: _electricity(case, "PRICE-KWH")),
    Check("BILL-TARIFF", BILL_TITLE, Weight.SOFT, lambda case: _electricity(case, "BILL-TARIFF")),
    Check("PRICE-FUEL", FUEL_TITLE, Weight.SOFT, _others),
)
