"""Who there is in the sample province, and what will be found out about each: made from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sxsh_desktop.services.sample import words_vi
from sxsh_desktop.services.sample.words_vi import TRADES, Trade

LAST_DAY = date(2026, 11, 20)
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of 2016 that became part of exactly one commune of 2025."""

    district: str
    old_code: str
    new_code: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class FacilityPlan:
    """One facility of the sample: what it is and how far it is with cleaner production.

    `level` is the adoption level 0–5, `saving` the true drop of specific consumption after measures (share).
    """

    number: int
    name: str
    trade: Trade
    commune: Commune
    owner: str
    owner_is_woman: bool
    phone: str
    tax_code: str
    legal: str
    start_year: int
    labour: int
    output: int
    kwh_per_unit: float
    status: str
    potential: str
    aware: int
    level: int
    reached: bool
    saving: float
    first_visit: date


def person(rng: random.Random) -> tuple[str, bool]:
    """An invented person's name, and whether she is a woman."""
    woman = rng.random() < 0.45
    middle = rng.choice(words_vi.MIDDLE_WOMEN if woman else words_vi.MIDDLE_MEN)
    given = rng.choice(words_vi.GIVEN_WOMEN if woman else words_vi.GIVEN_MEN)
    return f"{rng.choice(words_vi.FAMILY)} {middle} {given}", woman


def tax_code(rng: random.Random) -> str:
    """Ten digits whose check digit is right (weights of the tax code; some prefixes have no number)."""
    while True:
        digits = [1, 4] + [rng.randrange(10) for _ in range(7)]
        rest = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
        if rest:
            return "".join(map(str, digits)) + str(10 - rest)


def plan_facilities(seed: int, communes: Sequence[Commune], count: int) -> list[FacilityPlan]:
    """`count` facilities over all the communes' districts in turn; the same seed gives the same facilities."""
    rng = random.Random(seed)
    by_district: dict[str, list[Commune]] = {}
    for commune in communes:
        by_district.setdefault(commune.district, []).append(commune)
    districts = sorted(by_district)
    trades = [trade for trade in TRADES for _ in range(trade.share)]
    return [
        _plan_one(
            rng, number, rng.choice(trades), rng.choice(by_district[districts[number % len(districts)]])
        )
        for number in range(count)
    ]


def _plan_one(rng: random.Random, number: int, trade: Trade, commune: Commune) -> FacilityPlan:
    owner, woman = person(rng)
    low, high = trade.output
    output = int(low * (high / low) ** rng.random())
    big = output > (low + high) / 3
    legal = rng.choice(("tnhh", "cp", "dntn") if big else ("hkd", "hkd", "dntn", "htx"))
    aware = rng.choices((0, 1, 2, 3), (8, 18, 54, 20))[0]
    level = 0 if aware == 0 else rng.choices((0, 1, 2, 3, 4, 5), (20, 16, 10, 30, 18, 6))[0]
    return FacilityPlan(
        number=number,
        name=f"{trade.word} {rng.choice(words_vi.NAME_PARTS)}",
        trade=trade,
        commune=commune,
        owner=owner,
        owner_is_woman=woman,
        phone=f"0999{rng.randrange(10**6):06d}",
        tax_code=tax_code(rng) if legal != "hkd" or rng.random() < 0.4 else "",
        legal=legal,
        start_year=rng.randint(1992, 2021),
        labour=max(3, int(output / high * rng.randint(40, 220))),
        output=output,
        kwh_per_unit=rng.uniform(*trade.kwh),
        status=rng.choices(("hd", "tn", "gt", "kt"), (91, 5, 3, 1))[0],
        potential=rng.choices(("1", "0", "9"), (82, 12, 6))[0],
        aware=aware,
        level=level,
        reached=rng.random() < 0.86,
        saving=rng.gauss(0.095, 0.035) if level >= 3 else 0.0,
        first_visit=date(2025, 2, 3) + timedelta(days=rng.randrange(600)),
    )


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend; never after the last day of the sample."""
    moved = day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() >= 5 else 0)
    return min(moved, LAST_DAY)
