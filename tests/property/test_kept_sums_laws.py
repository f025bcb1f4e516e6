"""What is mended piece by piece equals what is made at once: layered mappings, sums of savings."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_desktop.domain.facility_saving import SavingSums, saving_table
from sxsh_desktop.services.layered import Layered

rates = st.decimals("-0.5", "0.9", places=6)
weights = st.one_of(st.none(), st.decimals("0", "900", places=9))


@given(st.lists(st.tuples(rates, weights), max_size=30), st.integers(0, 30), st.randoms())
def test_savings_may_come_and_go_in_any_order(
    savings: list[tuple[Decimal, Decimal | None]], gone: int, order: Random
) -> None:
    sums, mixed = SavingSums(), list(savings)
    order.shuffle(mixed)
    for rate, weight in mixed:
        sums.add(rate, weight)
    kept = sums.copy()
    for rate, weight in savings[:gone]:
        sums.remove(rate, weight)
    assert sums.table(40) == saving_table(40, savings[gone:])
    assert kept.table(40) == saving_table(40, savings)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_a_layered_mapping_is_the_mapping(seed: int) -> None:
    source = Random(seed)
    plain = {str(key): key for key in range(50)}
    layered = Layered(dict(plain))
    for _round in range(12):
        before, copy = layered, dict(layered)
        size = 2500 if source.random() < 0.1 else 5
        changes = {
            str(source.randrange(80 if size < 10 else 5000)): source.choice((None, source.randrange(99)))
            for _n in range(size)
        }
        layered = layered.with_changes(changes)
        for key, value in changes.items():
            if value is None:
                plain.pop(key, None)
            else:
                plain[key] = value
        assert dict(layered) == plain
        assert len(layered) == len(plain)
        assert all((key in layered) == (key in plain) for key in changes)
        assert dict(before) == copy
