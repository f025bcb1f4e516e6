"""What is published gives no small count away, and never another number than the true one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_desktop.domain.small_cells import LEAST, published

tables = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.tuples(*[st.integers(0, 12) | st.integers(0, 400)] * 3),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(tables, st.sets(st.integers(0, 3), max_size=2))
def test_no_small_count_is_shown_nor_follows(
    table: dict[str, tuple[int, int, int]], elsewhere: set[int]
) -> None:
    found = published(table, elsewhere)
    true = {key: (*row, sum(row)) for key, row in table.items()}
    totals = tuple(map(sum, zip(*true.values(), strict=True)))
    shown = [*((true[key], found.rows[key]) for key in table), (totals, found.totals)]
    for whole, told in shown:
        assert all(
            value is None or (value == real and value >= LEAST)
            for real, value in zip(whole, told, strict=True)
        )
    assert all(found.totals[place] is None for place in elsewhere)
    rows = [list(zip(whole, told, strict=True)) for whole, told in shown]
    for line in (*rows, *(list(column) for column in zip(*rows, strict=True))):
        *parts, (_total, end) = line
        hidden = [real for real, value in parts if value is None]
        if end is None:
            assert hidden  # a total alone would be the sum of its parts
        elif hidden and any(value is not None for _real, value in parts):
            assert len(hidden) > 1 and sum(hidden) >= LEAST


def test_a_plain_table() -> None:
    found = published({"a": (10, 5, 1), "b": (20, 4, 9), "c": (30, 8, 7)})
    assert found.rows["a"] == (10, None, None, 16)
    assert found.totals == (60, 17, 17, 94)
    assert found.rows["b"][2] is None or found.rows["c"][2] is None
