"""Hiding small counts in a table that is published with its sums.

Rule: what is published shows no count under 3 (0 too), nor anything that gives one away. In every line (a row with its
total, a column with its total) that hides something at least two entries are hidden and those hidden add up to 3 or
more; so none of them follows from the others. Source: "Small cells" of the written formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 3
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Published:
    """The table as it may be shown; None where hidden. `rows` have one place more than was given: their total."""

    rows: Mapping[str, tuple[int | None, ...]]
    totals: tuple[int | None, ...]

    @property
    def hidden(self) -> int:
        """How many entries are not shown."""
        return sum(value is None for row in (*self.rows.values(), self.totals) for value in row)


def published(table: Mapping[str, Sequence[int]], hidden_totals: Iterable[int] = ()) -> Published:
    """Counts by part, every part with as many columns; totals of rows and columns are added.

    `hidden_totals`: columns whose total is hidden elsewhere (of the same whole), and so must not follow from here.
    Raises ValueError when the parts differ in length.
    """
    keys = list(table)
    widths = {len(row) for row in table.values()}
    if len(widths) > 1:
        raise ValueError("the parts do not have the same columns")
    grid = [[*table[key], sum(table[key])] for key in keys]
    grid.append([sum(column) for column in zip(*grid, strict=True)] if grid else [])
    hidden = _hidden(grid, {(len(grid) - 1, place) for place in hidden_totals})
    shown = [
        tuple(None if (at, place) in hidden else value for place, value in enumerate(row))
        for at, row in enumerate(grid)
    ]
    return Published(dict(zip(keys, shown[:-1], strict=True)), shown[-1])


def _hidden(grid: Sequence[Sequence[int]], already: set[Cell]) -> set[Cell]:
    hidden = already | {
        (at, place) for at, row in enumerate(grid) for place, value in enumerate(row) if value < LEAST
    }
    while True:
        added = next(
            (cell for line in _lines(grid) if (cell := _another(grid, line, hidden)) is not None), None
        )
        if added is None:
            return hidden
        hidden.add(added)


def _lines(grid: Sequence[Sequence[int]]) -> Iterator[list[Cell]]:
    """Every line in which the last entry is the sum of the others."""
    for at, row in enumerate(grid):
        yield [(at, place) for place in range(len(row))]
    for place in range(len(grid[0]) if grid else 0):
        yield [(at, place) for at in range(len(grid))]


def _another(grid: Sequence[Sequence[int]], line: Sequence[Cell], hidden: set[Cell]) -> Cell | None:
    """The entry that must be hidden too; None where this line gives nothing away, or everything in it is hidden."""
    inside = [cell for cell in line if cell in hidden]
    left = [cell for cell in line if cell not in hidden]
    if not inside or not left:
        return None
    parts = [cell for cell in inside if cell != line[-1]]
    safe = len(inside) > 1 and (line[-1] in hidden or sum(grid[at][place] for at, place in parts) >= LEAST)
    if safe:
        return None
    ends = (line[-1],)
    return min(left, key=lambda cell: (cell in ends, grid[cell[0]][cell[1]], cell))
