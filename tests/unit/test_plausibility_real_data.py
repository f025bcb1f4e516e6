"""The checks against 2,052 industrial assessments that nobody here wrote: known dirt is caught, the rest left alone.

Known dirt, by the README of the data: blank production units, an output of exactly 1, more than 8,784 hours a
year, prices off by 1,000, rice mills outside 15 to 200 kWh/t. It is found in the raw cells here, by rules of its own.
"""

from __future__ import annotations

import csv
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sxsh_desktop.domain import plausibility
from sxsh_desktop.domain.factors import SectorRange
from sxsh_desktop.domain.facts import Fact, FactValue
from sxsh_desktop.domain.plausibility import Case, PriceBand, by_kind
from sxsh_desktop.domain.plausibility.bands import learned_fence, learned_range
from sxsh_desktop.domain.plausibility.ranges import KWH_T, figures
from sxsh_desktop.services.reference import load_reference

TABLES = load_reference()
EARLY = date(1980, 1, 1)
DONG = 25_000  # for a dollar, as in the map of the import
SECTORS = {"2044": "xayxat", "2097": "nuocda", "2092": "thuysan", "2048": "thucan"}
UNITS = {"1": "cai", "2": "kg", "3": "tan", "4": "lit", "5": "lit", "6": "m3", "7": "kg"}
FACTORS = {"2": "0.45359237", "3": "0.90718474", "4": "158.987", "5": "3.7854", "6": "2.3597", "7": "20.41"}
FUELS = {"e2": "ng", "e3": "lpg", "e5": "do", "e6": "fo", "e8": "than", "e9": "cui", "w0": "capnuoc"}
Row = Mapping[str, str]


def number(text: str) -> Decimal | None:
    """A cell as a number."""
    return Decimal(text) if text.strip() else None


def said(text: str = "", unit: str = "") -> FactValue:
    return FactValue(text=text, unit=unit if text else "")


def facts_of(row: Row) -> list[Fact]:
    """The assessment as the facts of an inventory; heat of any fuel in GJ."""
    year = int(row["fy"])
    hours = number(row["prodhours"])
    found = [
        Fact("period", "", "", {
            "from": said(f"{year - 1}-10-01"), "to": said(f"{year}-09-30"),
            "production_days": said(str(hours / 24) if hours else "", "day"), "source": said("kiemtoan"),
        }),
        Fact("inventory_scope", "energy", "", {"state": said("du")}),
    ]  # fmt: skip
    if row["prodlevel"]:
        made = Decimal(row["prodlevel"]) * Decimal(FACTORS.get(row["produnits"], "1"))
        amount = row["prodlevel"] if row["prodlevel"] in ("1", "1.0") else str(made)
        unit = UNITS.get(row["produnits"], "")
        found.append(Fact("product_output", "", "", {"amount": said(amount, unit), "reference": said("1")}))
    for column, carrier in (("ec", "dien"), *FUELS.items()):
        amount, cost = row[f"{column}_plant_usage"], number(row[f"{column}_plant_cost"])
        if not amount:
            continue
        values = {
            "carrier": said(carrier),
            "source": said(carrier),
            "amount": said(amount, {"dien": "kwh", "capnuoc": "m3"}.get(carrier, "gj")),
            "cost": said(str(cost * DONG) if cost is not None else "", "vnd"),
        }
        found.append(Fact("water_use" if column == "w0" else "energy_use", "", column, values))
    return found


def dirt_of(row: Row, medians: Mapping[str, float]) -> set[str]:
    """Which known dirt a row has, read from its cells."""
    found = set()
    if row["prodlevel"] and not row["produnits"]:
        found.add("unit blank")
    if number(row["prodlevel"]) == 1:
        found.add("output 1")
    if (number(row["prodhours"]) or 0) > 8784:
        found.add("hours")
    for column, median in medians.items():
        price = _price(row, column)
        if price and (price > 25 * median or price < median / 25):
            found.add("price")
    made, kwh = number(row["prodlevel"]), number(row["ec_plant_usage"])
    kilos = {"2": 0.45359237, "3": 907.18474, "7": 20.41}.get(row["produnits"])
    if row["sic"] == "2044" and made and kwh and kilos and not 15 <= float(kwh / made) * 1000 / kilos <= 200:
        found.add("rice kWh/t")
    return found


def _price(row: Row, column: str) -> float | None:
    cost, amount = number(row[f"{column}_plant_cost"]), number(row[f"{column}_plant_usage"])
    return float(cost / amount) if cost and amount else None


def _bands(rows: Iterable[Row]) -> list[PriceBand]:
    """What energy and water cost there: learned, because the shipped table is that of Viet Nam."""
    every = list(rows)
    found = []
    for column, carrier in (("ec", "dien"), *FUELS.items()):
        paid = [Decimal(str(price)) * DONG for row in every if (price := _price(row, column))]
        fence = learned_fence(paid, 5)
        if fence is not None:
            unit = {"dien": "kwh", "capnuoc": "m3"}.get(carrier, "gj")
            found.append(PriceBand(carrier, unit, *fence, None, EARLY, None, "learned", "low"))
    return found


def _ranges(cases: Mapping[str, Case], rows: Iterable[Row]) -> dict[str, list[SectorRange]]:
    """The shipped ranges, held to be in force then, and learned ones for the other sectors."""
    values: dict[str, list[Decimal]] = {}
    for row in rows:
        for one in figures(cases[row["id"]]):
            if one.unit == KWH_T:
                values.setdefault(row["sic"], []).append(one.value)
    found = {}
    for sic, learned in values.items():
        stated = TABLES.factors.ranges_of(SECTORS.get(sic, ""), date(2024, 1, 1))
        more = learned_range(sic, KWH_T, learned, EARLY)
        found[sic] = [replace(one, valid_from=EARLY) for one in stated] + ([more] if more else [])
    return found


def test_known_dirt_is_caught_and_the_rest_left_alone(shared: Path) -> None:
    file = shared / "real-data" / "iac-rice-ice-fish" / "assess_mekong_like.csv"
    with file.open(encoding="utf-8", newline="", errors="replace") as stream:
        rows = [dict(row) for row in csv.DictReader(stream)]
    medians = {
        column: statistics.median(price for row in rows if (price := _price(row, column)))
        for column in ("ec", *FUELS)
    }
    prices = _bands(rows)
    plain = {
        row["id"]: Case(by_kind(facts_of(row)), TABLES.units, date(int(row["fy"]), 9, 30), prices=prices)
        for row in rows
    }
    ranges = _ranges(plain, rows)
    table: dict[str, Counter[bool]] = {}
    flagged: Counter[str] = Counter()
    clean = 0
    for row in rows:
        sector = SECTORS.get(row["sic"], "")
        case = replace(plain[row["id"]], sector=sector, ranges=ranges.get(row["sic"], []))
        found = {one.check for one in plausibility.check(case)}
        dirt = dirt_of(row, medians)
        for kind in dirt or {"(none)"}:
            table.setdefault(kind, Counter())[bool(found)] += 1
        if not dirt:
            clean += 1
            flagged.update(found)
    told = _told(table, flagged, clean)
    sys.stdout.write(f"\n{told}\n")  # seen with pytest -s
    for kind, counts in table.items():
        if kind != "(none)":
            assert not counts[False], told
    assert set(table) == {"(none)", "unit blank", "output 1", "hours", "price", "rice kWh/t"}
    assert sum(table["rice kWh/t"].values()) == 8
    assert table["(none)"][True] < 0.10 * clean, told


def _told(table: Mapping[str, Counter[bool]], flagged: Counter[str], clean: int) -> str:
    """The figures, for who must find out why they changed."""
    lines = ["known dirt      rows  flagged  missed"]
    for kind, counts in sorted(table.items()):
        lines.append(f"{kind:14} {counts.total():5d} {counts[True]:8d} {counts[False]:7d}")
    return "\n".join([*lines, f"flagged of the {clean} others, by check: {dict(flagged.most_common())}"])


def test_savings_below_zero_are_named(shared: Path) -> None:
    file = shared / "real-data" / "iac-rice-ice-fish" / "rec_mekong_like.csv"
    caught = negative = other = 0
    with file.open(encoding="utf-8", newline="", errors="replace") as stream:
        for row in csv.DictReader(stream):
            saving = number(row["psaved"])
            value = FactValue(absent="unknown") if saving is None else said(str(saving), "vnd")
            case = Case(by_kind([Fact("solution", "", "", {"saving": value})]), TABLES.units, EARLY)
            found = bool(plausibility.check(case))
            below = saving is not None and saving < 0
            negative += below
            caught += found and below
            other += found and not below
    assert negative == caught > 0
    assert other == 0
