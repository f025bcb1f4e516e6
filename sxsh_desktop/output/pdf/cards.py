"""Rows with more columns than a page takes: each row is a small form of its own."""

from __future__ import annotations

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.output.paper import (
    AnswerState,
    PaperCell,
    PaperChoice,
    PaperColumn,
    PaperKind,
    PaperPicture,
    PaperQuestion,
    PaperRow,
    PaperTable,
)
from sxsh_desktop.output.pdf import geometry
from sxsh_desktop.output.pdf.fonts import BOLD, REGULAR, Span, width_of
from sxsh_desktop.output.pdf.strips import SMALL, TINY, Look, Pen, Strip, gap, paragraph
from sxsh_desktop.output.pdf.tables import is_blank, numbered_list, spare_cells

ROW_OF = _("Row {number}")
BY_NUMBER = _("write its number")
_MOST_BOXES = 4


def card_rows(table: PaperTable) -> tuple[PaperRow, ...]:
    """The rows that are there, and the spare ones numbered on."""
    start = len(table.rows) + 1
    spare = tuple(
        PaperRow(f"{table.number}.{number}" if table.number else str(number), spare_cells(table.columns))
        for number in range(start, start + table.spare_rows)
    )
    return (*table.rows, *spare)


def card_head(row: PaperRow, look: Look) -> Strip:
    """The band above a card."""
    pen = Pen()
    text = words_in(look.language, ROW_OF, number=row.number)
    width = geometry.width()
    pen.ground(0, 3, width, 15, 0.93)
    pen.text(4, 14, text, BOLD, 10)
    pen.rule(0, width, 18, dotted=False, width=0.5)
    return pen.strip(20, keep=True)


def card_questions(table: PaperTable, row: PaperRow, look: Look) -> list[PaperQuestion]:
    """The answers of a row as questions; what is not asked in it is left out."""
    blank = is_blank(table)
    return [
        card_question(column, cell, f"{row.number}.{column.number}", look, blank=blank)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell is not None
    ]


def card_question(
    column: PaperColumn, cell: PaperCell, number: str, look: Look, *, blank: bool
) -> PaperQuestion:
    """One answer of a row as a question; a long list of choices is answered by its number."""
    kind, hint, choices = column.kind, column.hint, column.choices
    if choices and cell.state is AnswerState.BLANK and by_number(column):
        kind, choices = PaperKind.NUMBER, ()
        hint = "; ".join(text for text in (hint, words_in(look.language, BY_NUMBER)) if text)
    elif choices and cell.state is not AnswerState.BLANK:
        kind, choices = PaperKind.TEXT, ()
    pictures = tuple(PaperPicture(p.source, p.caption or column.label) for p in cell.pictures)
    return PaperQuestion(
        number=number,
        label=column.label,
        kind=kind,
        hint=hint if blank else "",
        skip=column.skip if blank else "",
        required=column.required,
        unit=column.unit if cell.state is not AnswerState.ABSENT else "",
        cells=column.cells,
        choices=tuple(PaperChoice(label) for label in choices),
        state=cell.state,
        answer=cell.answer,
        pictures=pictures,
    )


def by_number(column: PaperColumn) -> bool:
    """Whether the choices of a column stand in the list above the cards."""
    wide = sum(width_of(label, REGULAR, 10.5) + 25 for label in column.choices)
    return column.kind in (PaperKind.CHOICE, PaperKind.MULTIPLE) and (
        len(column.choices) > _MOST_BOXES or wide > geometry.width() * 0.75
    )


def card_legend(table: PaperTable) -> list[Strip]:
    """The lists that are answered by number, once before the cards."""
    strips: list[Strip] = []
    for column in table.columns:
        if not column.choices or not by_number(column):
            continue
        listed = numbered_list(column.choices)
        spans = [
            Span(f"({column.number}) {column.label}: ", BOLD, SMALL),
            Span(f"{listed}.", REGULAR, TINY + 0.5),
        ]
        strips.extend(paragraph(spans, geometry.width(), keep=True))
    return [*strips, gap(3)] if strips else []
