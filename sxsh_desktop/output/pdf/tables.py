"""Repeats as tables: upright when the columns fit, sideways on blank prints when they do there, else as cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.output.paper import (
    AnswerState,
    PaperCell,
    PaperColumn,
    PaperKind,
    PaperPicture,
    PaperRow,
    PaperTable,
)
from sxsh_desktop.output.pdf import geometry
from sxsh_desktop.output.pdf.fonts import BOLD, ITALIC, REGULAR, Line, Span, width_of, wrap
from sxsh_desktop.output.pdf.matrix import centred
from sxsh_desktop.output.pdf.questions import picture_strips
from sxsh_desktop.output.pdf.strips import (
    BOX,
    SMALL,
    TINY,
    Look,
    Pen,
    Strip,
    gap,
    height_of,
    paragraph,
    without_orphan,
)

ROW_WORD = _("No.")
PICTURES = _("{count} pictures, below")
_HEAD, _CELL = 8.5, 9.5
_PAD = 3.0
_FIRST = 26.0  # column of the row numbers
_BOX_STEP = 13.5  # from one box inside a cell to the one below: a pen must hit one of them
_SMALL_BOX, _APART = (
    10.0,
    7.0,
)  # a box inside a cell with the room before its word; between two beside each other
_TO_WRITE = 60.0  # room that is left for words before boxes may stand beside each other
_MOST_IN_CELL = 2  # this many short choices are boxes inside a cell, more are written by number
_LONGEST_IN_CELL = 26.0
_LEAST = {
    PaperKind.TEXT: 62.0,
    PaperKind.LONG_TEXT: 84.0,
    PaperKind.NUMBER: 40.0,
    PaperKind.CODE: 34.0,
    PaperKind.DATE: 54.0,
    PaperKind.MONTH: 44.0,
    PaperKind.PLACE: 70.0,
    PaperKind.LOOKUP: 60.0,
    PaperKind.MULTIPLE: 44.0,
}
_WEIGHT = {
    PaperKind.TEXT: 3.0,
    PaperKind.LONG_TEXT: 5.0,
    PaperKind.NUMBER: 1.0,
    PaperKind.LOOKUP: 2.0,
    PaperKind.MULTIPLE: 1.0,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a table with their widths, in points; `left` is where each begins."""

    table: PaperTable
    widths: tuple[float, ...]
    landscape: bool

    @property
    def right(self) -> float:
        """The right edge."""
        return _FIRST + sum(self.widths)

    @property
    def edges(self) -> list[float]:
        """Every upright line."""
        found = [0.0, _FIRST]
        for width in self.widths:
            found.append(found[-1] + width)
        return found


def is_blank(table: PaperTable) -> bool:
    """Whether the table is there to be written on."""
    return table.spare_rows > 0 or any(
        cell is not None and cell.state is AnswerState.BLANK for row in table.rows for cell in row.cells
    )


def grid_of(table: PaperTable) -> Grid | None:
    """How the table fits a page, upright or (to be written on) sideways; None when it has to be cards."""
    least = [_least_width(table, index) for index in range(len(table.columns))]
    for landscape in (False, True):
        room = geometry.width(landscape=landscape) - _FIRST - sum(least)
        if room >= 0 and not (landscape and not is_blank(table)):
            extra = _beside_room(table, least)
            if room - sum(extra) >= _TO_WRITE:
                least = [narrow + more for narrow, more in zip(least, extra, strict=True)]
                room -= sum(extra)
            weights = _weights(table, least)
            share = room / sum(weights)
            widths = tuple(wide + share * weight for wide, weight in zip(least, weights, strict=True))
            return Grid(table, widths, landscape)
    return None


def _beside_room(table: PaperTable, least: Sequence[float]) -> list[float]:
    """What each column wants on top so that its boxes stand beside each other."""
    return [
        max(0.0, _beside_width(column) - narrow) if in_cell(column) and is_blank(table) else 0.0
        for column, narrow in zip(table.columns, least, strict=True)
    ]


def _beside_width(column: PaperColumn) -> float:
    words = sum(width_of(label, REGULAR, _HEAD) for label in column.choices)
    return words + len(column.choices) * _SMALL_BOX + (len(column.choices) - 1) * _APART + 2 * _PAD + 0.5


def _weights(table: PaperTable, least: list[float]) -> list[float]:
    """How the room that is left is shared: by kind where people write, by what is written otherwise."""
    if is_blank(table):
        return [_WEIGHT.get(column.kind, 0.3) for column in table.columns]
    weights = []
    for index, narrow in enumerate(least):
        answers = [cell.answer for row in table.rows if (cell := row.cells[index])]
        longest = max((width_of(text, REGULAR, _CELL) for text in answers), default=0)
        weights.append(max(3.0, min(longest + 2 * _PAD, 170) - narrow))
    return weights


def table_strips(grid: Grid, look: Look) -> list[Strip]:
    """Legend, heading, the rows that are there, spare rows, and the pictures of the rows."""
    table, width = grid.table, geometry.width(landscape=grid.landscape)
    strips = legend_strips(table, width, grid.landscape) if is_blank(table) else []
    head = _head(grid, look)
    strips.append(head)
    rows = [strip for row in table.rows for strip in _row(grid, row, head, look)]
    used = sum(strip.height for strip in (*strips, *rows))
    strips.extend(without_orphan([*rows, *_spare(grid, look, head, used)]))
    pictures = row_pictures(table)
    if pictures:
        strips.extend(picture_strips(pictures, width))
    strips.append(gap(4))
    return strips


def legend_strips(table: PaperTable, width: float, landscape: bool = False) -> list[Strip]:
    """What the numbers to write mean, the hints and the conditions of the columns: one small paragraph."""
    spans: list[Span] = []
    for column in table.columns:
        numbered = bool(column.choices) and not in_cell(column)
        if not numbered and not column.hint:
            continue
        spans.append(Span(f" ({column.number})", BOLD, TINY))
        if column.hint:
            spans.append(Span(f" {column.hint.rstrip('.')}{':' if numbered else '.'}", ITALIC, TINY))
        if numbered:
            spans.append(Span(f" {numbered_list(column.choices)}.", REGULAR, TINY))
    for numbers, skip in skips_of(table):
        spans.append(Span(f" {numbers}", BOLD, TINY))
        spans.append(Span(f" {skip}.", ITALIC, TINY))
    if not spans:
        return []
    pen = Pen()
    bottom = pen.lines(0, 1, wrap(spans, width))
    return [pen.strip(bottom + 3, keep=True, landscape=landscape)]


def numbered_list(choices: Sequence[str]) -> str:
    """The choices with the numbers to write; blanks inside one do not break."""
    return "; ".join(f"{number}\u00a0{label}" for number, label in enumerate(choices, start=1))


def skips_of(table: PaperTable) -> list[tuple[str, str]]:
    """The conditions of columns, neighbours with the same one together: ("(6)–(10)", "if item 5 = …")."""
    found: list[tuple[str, str]] = []
    for skip, run in groupby(table.columns, key=lambda column: column.skip):
        numbers = [column.number for column in run]
        if skip:
            last = f"–({numbers[-1]})" if len(numbers) > 1 else ""
            found.append((f"({numbers[0]}){last}", skip))
    return found


def in_cell(column: PaperColumn) -> bool:
    """Whether the choices of a column are few and short enough for boxes inside the cell."""
    return (
        column.kind is PaperKind.CHOICE
        and 0 < len(column.choices) <= _MOST_IN_CELL
        and all(width_of(label, REGULAR, _HEAD) <= _LONGEST_IN_CELL for label in column.choices)
    )


def row_pictures(table: PaperTable) -> list[PaperPicture]:
    """All pictures of a table, each named by its row and column."""
    found: list[PaperPicture] = []
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            for picture in cell.pictures if cell else ():
                caption = f"{row.number}.{column.number} {picture.caption or column.label}"
                found.append(PaperPicture(picture.source, caption))
    return found


def _least_width(table: PaperTable, index: int) -> float:
    column = table.columns[index]
    words = _heading_text(column).split()
    least = max((width_of(word, BOLD, _HEAD) for word in words), default=0) + 2 * _PAD + 1
    if column.cells:
        least = max(least, min(column.cells * 6.0 + 6, 72))
    if in_cell(column):
        least = max(least, BOX + max(width_of(label, REGULAR, _HEAD) for label in column.choices) + 10)
    else:
        least = max(least, _LEAST.get(column.kind, 32.0) if not column.cells else 30.0)
    for row in table.rows:
        cell = row.cells[index]
        if cell and cell.answer:
            longest = max(width_of(word, BOLD, _CELL) for word in cell.answer.split() or [""])
            least = max(least, min(longest + 2 * _PAD + 1, 120))
    return least


def _heading_text(column: PaperColumn) -> str:
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _head(grid: Grid, look: Look) -> Strip:
    pen = Pen()
    cells = [wrap([Span(words_in(look.language, ROW_WORD), BOLD, _HEAD)], _FIRST - 2)]
    for column, width in zip(grid.table.columns, grid.widths, strict=True):
        spans = [Span(column.label, BOLD, _HEAD)]
        if column.required and is_blank(grid.table):
            spans.append(Span("\u00a0*", BOLD, _HEAD))
        if column.unit:
            spans.append(Span(f" ({column.unit})", REGULAR, _HEAD))
        cells.append(wrap(spans, width - 2 * _PAD))
    tall = max(height_of(lines) for lines in cells) + 2
    height = tall + 10
    pen.ground(0, 0, grid.right, height, 0.93)
    edges = grid.edges
    for place, lines in enumerate(cells):
        left, wide = edges[place], edges[place + 1] - edges[place]
        centred(pen, lines, left, wide, (tall - height_of(lines)) / 2)
        if place:
            mark = wrap([Span(f"({grid.table.columns[place - 1].number})", REGULAR, 7)], wide)
            centred(pen, mark, left, wide, height - 10)
    _rules(pen, grid, 0, height)
    pen.rule(0, grid.right, 0, dotted=False)
    return pen.strip(height, keep=True, landscape=grid.landscape)


def _rules(pen: Pen, grid: Grid, top: float, bottom: float, *, closed: bool = True) -> None:
    for x in grid.edges:
        pen.upright(x, top, bottom, 0.5)
    if closed:
        pen.rule(0, grid.right, bottom, dotted=False, width=0.5)


def _row(grid: Grid, row: PaperRow, head: Strip, look: Look) -> list[Strip]:
    """A row as one strip, or as several when its texts are longer than a good part of a page."""
    cells: list[list[Line]] = []
    for column, cell, width in zip(grid.table.columns, row.cells, grid.widths, strict=True):
        spans = _cell_spans(column, cell, look)
        cells.append(wrap(spans, width - 2 * _PAD) if spans else [])
    most = int(geometry.body_height(landscape=grid.landscape) * 0.4 // (_CELL * 1.2))
    parts = max(1, *(-(-len(lines) // most) for lines in cells))
    strips = []
    for part in range(parts):
        pen = Pen()
        shown = [lines[part * most : (part + 1) * most] for lines in cells]
        least = _blank_row(grid, look) if is_blank(grid.table) else 16.0
        height = max(least, *(height_of(lines) + 5 for lines in shown))
        if part == 0:
            _row_number(pen, row.number, height)
        for left, wide, column, cell, lines in zip(
            grid.edges[1:], grid.widths, grid.table.columns, row.cells, shown, strict=False
        ):
            if cell is not None and cell.state is AnswerState.BLANK:
                _cell_boxes(pen, column, left, wide, height)
            _cell_lines(pen, grid, left, column, lines)
        _rules(pen, grid, 0, height, closed=part == parts - 1)
        strips.append(pen.strip(height, head=head, landscape=grid.landscape))
    for remark in row.remarks:
        strips.append(_remark(grid, remark, head))
    return strips


def _cell_lines(pen: Pen, grid: Grid, left: float, column: PaperColumn, lines: list[Line]) -> None:
    """The words of a cell; figures stand at its right edge."""
    if column.kind is not PaperKind.NUMBER:
        pen.lines(left + _PAD, 2, lines)
        return
    right = next(edge for edge in grid.edges if edge > left + 1) - _PAD
    top = 2.0
    for line in lines:
        top = pen.lines(right - line.width, top, [line])


def _cell_spans(column: PaperColumn, cell: PaperCell | None, look: Look) -> list[Span]:
    if cell is None:
        return [Span("–", REGULAR, _CELL)]
    if cell.state is AnswerState.BLANK:
        return []
    if cell.state is AnswerState.ABSENT:
        return [Span(cell.answer, ITALIC, _HEAD)]
    if cell.state is AnswerState.UNANSWERED:
        return []
    if cell.pictures and not cell.answer:
        return [Span(words_in(look.language, PICTURES, count=len(cell.pictures)), ITALIC, _HEAD)]
    return [Span(cell.answer, BOLD if column.kind is PaperKind.NUMBER else REGULAR, _CELL)]


def _row_number(pen: Pen, number: str, height: float) -> None:
    size = 9.0 if width_of(number, REGULAR, 9) <= _FIRST - 4 else 7.5
    x = (_FIRST - width_of(number, REGULAR, size)) / 2
    pen.text(x, min(height / 2 + 3, 15), number, REGULAR, size)


def _cell_boxes(pen: Pen, column: PaperColumn, left: float, wide: float, height: float) -> None:
    """Boxes inside a blank cell: beside each other where they fit, else one below the other."""
    if not in_cell(column):
        return
    beside = wide >= _beside_width(column)
    step = height / len(column.choices)
    x = left + _PAD
    for number, label in enumerate(column.choices):
        base = height / 2 + 3 if beside else step * number + step / 2 + 3
        pen.box(x, base, side=7)
        pen.text(x + _SMALL_BOX, base, label, REGULAR, _HEAD)
        x += _SMALL_BOX + width_of(label, REGULAR, _HEAD) + _APART if beside else 0


def _remark(grid: Grid, remark: str, head: Strip) -> Strip:
    pen = Pen()
    lines = wrap([Span(remark, ITALIC, SMALL)], grid.right - _FIRST - 2 * _PAD)
    bottom = pen.lines(_FIRST + _PAD, 1, lines) + 3
    for x in (0.0, _FIRST, grid.right):
        pen.upright(x, 0, bottom, 0.5)
    pen.rule(0, grid.right, bottom, dotted=False, width=0.5)
    return pen.strip(bottom, head=head, landscape=grid.landscape)


def _blank_row(grid: Grid, look: Look) -> float:
    """How high a row to be written on is: higher where boxes stand one below the other in a cell."""
    columns = zip(grid.table.columns, grid.widths, strict=True)
    boxes = [len(one.choices) for one, wide in columns if in_cell(one) and wide < _beside_width(one)]
    return max(look.table_row, max(boxes, default=0) * _BOX_STEP)


def _spare(grid: Grid, look: Look, head: Strip, used: float) -> list[Strip]:
    """Empty rows, numbered on; a sideways table takes the whole of its page."""
    count, tall = grid.table.spare_rows, _blank_row(grid, look)
    if grid.landscape and count:
        room = geometry.body_height(landscape=True) - used - 30
        count = max(count, int(room // tall))
    start = len(grid.table.rows) + 1
    strips = []
    for number in range(start, start + count):
        pen = Pen()
        label = f"{grid.table.number}.{number}" if grid.table.number else str(number)
        _row_number(pen, label, tall)
        for left, column, wide in zip(grid.edges[1:], grid.table.columns, grid.widths, strict=False):
            _cell_boxes(pen, column, left, wide, tall)
        _rules(pen, grid, 0, tall)
        strips.append(pen.strip(tall, head=head, landscape=grid.landscape))
    return strips


def spare_cells(columns: Sequence[PaperColumn]) -> tuple[PaperCell, ...]:
    """An empty row."""
    return tuple(cell for cell, _column in zip_longest((), columns, fillvalue=PaperCell()))


def small_text(text: str, width: float, x: float = 0) -> list[Strip]:
    """A small sentence in italics, kept with what follows."""
    return paragraph([Span(text, ITALIC, SMALL)], width, x=x, before=3, keep=True)
