"""Laws of numbers and units."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sxsh_desktop.domain.numbers import format_number, read_number
from sxsh_desktop.domain.quantity import Quantity, UnitTable
from sxsh_desktop.services.reference import load_units

amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
units = load_units()


@given(amounts)
def test_what_is_written_is_read_back(number: Decimal) -> None:
    written = format_number(number)
    assert number in read_number(written).readings


@given(st.text(max_size=30))
def test_reading_never_fails(text: str) -> None:
    read_number(text)


def _same_dimension(table: UnitTable) -> list[tuple[str, str]]:
    return [
        (a.code, b.code)
        for a in table.units
        for b in table.units
        if a.dimension == b.dimension and a.to_base is not None and b.to_base is not None
    ]


@given(amounts, st.sampled_from(_same_dimension(units)))
def test_a_unit_change_and_back_keeps_the_amount(number: Decimal, pair: tuple[str, str]) -> None:
    there = Quantity(number, units.get(pair[0])).to(units.get(pair[1]))
    back = there.to(units.get(pair[0]))
    assert abs(back.amount - number) <= abs(number) * Decimal("1e-20")
