"""Questions that share a few short choices, as one matrix: questions down, choices across."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_desktop.output.paper import AnswerState, PaperKind, PaperQuestion
from sxsh_desktop.output.pdf.fonts import BOLD, ITALIC, REGULAR, Line, Span, width_of, wrap
from sxsh_desktop.output.pdf.questions import NUMBER_WIDTH, answer_spans, label_spans
from sxsh_desktop.output.pdf.strips import BOX, SMALL, Look, Pen, Strip, height_of, without_orphan

_LEAST_ROWS, _MOST_CHOICES, _LONGEST = 3, 6, 95.0


def shares_matrix(first: PaperQuestion, other: PaperQuestion) -> bool:
    """Whether two questions may stand in one matrix: same few short choices, nothing else to say."""
    return (
        first.kind is PaperKind.CHOICE
        and other.kind is PaperKind.CHOICE
        and 2 < len(first.choices) <= _MOST_CHOICES
        and tuple(c.label for c in first.choices) == tuple(c.label for c in other.choices)
        and all(width_of(c.label, REGULAR, SMALL) <= _LONGEST for c in first.choices)
        and not other.pictures
    )


def matrix_length(questions: Sequence[PaperQuestion]) -> int:
    """How many of the first questions make one matrix; 0 when too few do."""
    count = 0
    for question in questions:
        if not shares_matrix(questions[0], question):
            break
        count += 1
    return count if count >= _LEAST_ROWS else 0


def matrix_strips(questions: Sequence[PaperQuestion], width: float, look: Look) -> list[Strip]:
    """Questions as rows, their common choices as columns."""
    choices = [choice.label for choice in questions[0].choices]
    wides = [max(38.0, min(62.0, width_of(label, BOLD, SMALL) + 8)) for label in choices]
    start = width - sum(wides)
    head = _matrix_head(choices, wides, start, width)
    rows = [_matrix_row(question, wides, start, width, head, look) for question in questions]
    return [head, *without_orphan(rows)]


def _matrix_head(choices: Sequence[str], wides: Sequence[float], x: float, width: float) -> Strip:
    pen = Pen()
    cells = [wrap([Span(label, BOLD, SMALL)], wide - 4) for label, wide in zip(choices, wides, strict=True)]
    height = max(height_of(lines) for lines in cells) + 5
    pen.ground(NUMBER_WIDTH - 3, 0, width - NUMBER_WIDTH + 3, height, 0.93)
    for lines, wide in zip(cells, wides, strict=True):
        centred(pen, lines, x, wide, (height - height_of(lines)) / 2)
        x += wide
    pen.rule(NUMBER_WIDTH - 3, width, 0, dotted=False)
    pen.rule(NUMBER_WIDTH - 3, width, height, dotted=False)
    return pen.strip(height, keep=True)


def centred(pen: Pen, lines: Sequence[Line], x: float, wide: float, top: float) -> None:
    """Write lines, each in the middle of a cell that begins at `x`."""
    y = top
    for line in lines:
        y = pen.lines(x + (wide - line.width) / 2, y, [line])


def _matrix_row(
    question: PaperQuestion, wides: Sequence[float], x: float, width: float, head: Strip, look: Look
) -> Strip:
    pen = Pen()
    pen.text(0, 12.5, question.number, REGULAR, 10)
    lines = wrap(label_spans(question), x - NUMBER_WIDTH - 6)
    bottom = pen.lines(NUMBER_WIDTH, 1.5, lines)
    if question.state in (AnswerState.ABSENT, AnswerState.UNANSWERED):
        spans = [Span(s.text, s.font, SMALL) for s in answer_spans(question, look)]
        pen.lines(x + 4, 2, wrap(spans, width - x - 4))
    else:
        for choice, wide in zip(question.choices, wides, strict=True):
            pen.box(x + (wide - BOX) / 2, 12.5, ticked=choice.chosen)
            x += wide
    for remark in question.remarks:
        bottom = pen.lines(
            NUMBER_WIDTH + 8, bottom, wrap([Span(remark, ITALIC, SMALL)], width - NUMBER_WIDTH - 8)
        )
    height = max(17.0, bottom + 3)
    pen.rule(NUMBER_WIDTH - 3, width, height, dotted=False, width=0.3)
    return pen.strip(height, head=head)
