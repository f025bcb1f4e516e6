"""How single questions are drawn: label at the left, room to write or the answer at the right or below."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.output.paper import AnswerState, PaperKind, PaperPicture, PaperQuestion
from sxsh_desktop.output.pdf import boxes
from sxsh_desktop.output.pdf.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR, Span, width_of, wrap
from sxsh_desktop.output.pdf.strips import (
    BASE_SHARE,
    BODY,
    CELL_WIDTH,
    SMALL,
    Look,
    Pen,
    Strip,
    height_of,
    paragraph,
)

NUMBER_WIDTH = 30.0  # column of the question numbers
RIGHT = 168.0  # column of short answers at the right edge
_TOP = 3.5  # room above the first line of a row
_BASE = _TOP + BODY * BASE_SHARE  # its base line
_GUTTER = 18.0  # between two questions that share a row
_TEXT_ROOM = 130.0  # least room to write a text behind its label
_PICTURE = (116.0, 87.0)

_SHORT = (PaperKind.NUMBER, PaperKind.DATE, PaperKind.MONTH, PaperKind.CODE)
_TICKED = (PaperKind.CHOICE, PaperKind.MULTIPLE)
_DATES = {PaperKind.DATE: (2, 2, 4), PaperKind.MONTH: (2, 4)}

PHOTO_TAKEN = _("taken, picture number")
LATITUDE, LONGITUDE = _("Latitude"), _("Longitude")
CODE_WORD, NAME_WORD = _("Code"), _("Name")
NOT_ANSWERED = _("not answered")


def question_strips(question: PaperQuestion, width: float, look: Look) -> list[Strip]:
    """One question over the whole width, with the sentences and pictures that belong to it."""
    strips = _body(question, width, look)
    for remark in question.remarks:
        strips.extend(
            paragraph([Span(remark, ITALIC, SMALL)], width - NUMBER_WIDTH - 10, x=NUMBER_WIDTH + 10)
        )
    strips.extend(picture_strips(question.pictures, width))
    return strips


def _body(question: PaperQuestion, width: float, look: Look) -> list[Strip]:
    if question.kind is PaperKind.NOTE:
        return paragraph(
            [Span(question.label, ITALIC, SMALL + 0.5)], width - NUMBER_WIDTH, x=NUMBER_WIDTH, before=3
        )
    if question.kind in _TICKED or question.kind is PaperKind.RANK:
        if question.state in (AnswerState.BLANK, AnswerState.ANSWERED):
            return _choices(question, width, look)
        return _answered(question, width, look)
    if question.state is not AnswerState.BLANK:
        return _answered(question, width, look)
    if question.kind in _SHORT or question.kind is PaperKind.PHOTO:
        return [_right(question, width, look)]
    if question.kind is PaperKind.PLACE:
        return [_place(question, width, look)]
    if question.kind is PaperKind.LOOKUP and question.cells:
        return [_lookup(question, width, look)]
    return _text_lines(question, width, look)


def label_spans(question: PaperQuestion, *, colon: bool = False) -> list[Span]:
    """The words of a question: label, mark of a required one, hint and condition in small italics."""
    label = question.label
    if colon and label and label[-1] not in ".:?!":
        label += ":"
    spans = [Span(label)]
    if question.required and question.state is AnswerState.BLANK:
        spans.append(Span("\u00a0*", BOLD))
    hint = question.hint if question.state is AnswerState.BLANK else ""
    for small in (hint, question.skip):
        if small:
            spans.append(Span(f" ({small})", ITALIC, SMALL))
    return spans


def _number(pen: Pen, question: PaperQuestion, x: float = 0, base: float = _BASE) -> None:
    pen.text(x, base, question.number, REGULAR, 10)


def _least(question: PaperQuestion, look: Look) -> float:
    return look.row if question.state is AnswerState.BLANK else look.filled_row


def _right(question: PaperQuestion, width: float, look: Look) -> Strip:
    """Label at the left, a short answer in the right column."""
    pen = Pen()
    _number(pen, question)
    x = width - RIGHT
    lines = wrap(label_spans(question, colon=question.kind not in _TICKED), x - NUMBER_WIDTH - 10)
    bottom = pen.lines(NUMBER_WIDTH, _TOP, lines)
    low = _room(pen, question, x, RIGHT, look)
    return pen.strip(max(_least(question, look), bottom + 2, low + 3))


def _room(pen: Pen, question: PaperQuestion, x: float, width: float, look: Look) -> float:
    """The room for an answer, from `x` on in the first line of a row; how far down it reaches."""
    if question.kind in _DATES:
        _draw_date(pen, question.kind, x)
    elif question.kind is PaperKind.CODE and question.cells:
        pen.comb(x, _BASE + 3, (question.cells,))
    elif question.kind is PaperKind.PHOTO:
        words = words_in(look.language, PHOTO_TAKEN)
        pen.box(x, _BASE)
        pen.text(x + 13, _BASE, words, REGULAR, 10)
        pen.rule(x + 17 + width_of(words, REGULAR, 10), x + width, _BASE + 2)
    elif question.kind in _TICKED:
        boxes.in_line(pen, question.choices, x, _BASE)
    else:
        unit = width_of(question.unit, REGULAR, 10)
        end = max(x + 50, min(x + 90, x + width - unit - 4))
        pen.rule(x, end, _BASE + 2)
        pen.text(end + 4, _BASE, question.unit, REGULAR, 10)
    return _BASE + 3


def _draw_date(pen: Pen, kind: PaperKind, x: float) -> None:
    groups = _DATES[kind]
    pen.comb(x, _BASE + 3, groups, gap=8)
    at = x
    for count in groups[:-1]:
        at += count * CELL_WIDTH
        pen.text(at + 2.5, _BASE, "/", REGULAR, BODY)
        at += 8


def answer_spans(question: PaperQuestion, look: Look) -> list[Span]:
    """The words of an answer: bold, the reason of an absent one and a missing one in italics."""
    if question.state is AnswerState.UNANSWERED:
        return [Span(words_in(look.language, NOT_ANSWERED), ITALIC, SMALL + 0.5)]
    if question.state is AnswerState.ABSENT:
        return [Span(question.answer, BOLD_ITALIC)]
    spans = [Span(question.answer, BOLD)]
    if question.unit:
        spans.append(Span(f" {question.unit}"))
    return spans


def _answered(question: PaperQuestion, width: float, look: Look) -> list[Strip]:
    """A printed answer behind its label; long texts begin below it and flow over pages."""
    between = "\n" if question.kind is PaperKind.LONG_TEXT and question.answer else " "
    answer = answer_spans(question, look)
    if between == "\n" and question.state is AnswerState.ANSWERED:
        answer = [Span(question.answer)]
    spans = [*label_spans(question, colon=True), Span(between), *answer]
    lines = paragraph(spans, width - NUMBER_WIDTH, x=NUMBER_WIDTH, before=_TOP)
    pen = Pen(list(lines[0].ops))
    _number(pen, question)
    lines[0] = pen.strip(lines[0].height, keep=lines[0].keep)
    return lines


def _text_lines(question: PaperQuestion, width: float, look: Look) -> list[Strip]:
    """A text to write: on the line of the label when there is room behind it, else below."""
    pen = Pen()
    _number(pen, question)
    lines = wrap(label_spans(question, colon=True), width - NUMBER_WIDTH)
    bottom = pen.lines(NUMBER_WIDTH, _TOP, lines)
    end = NUMBER_WIDTH + lines[-1].width + 4
    rows = look.long_lines if question.kind is PaperKind.LONG_TEXT else 1
    if question.kind is PaperKind.LOOKUP:
        rows = 2
    if width - end >= _TEXT_ROOM:
        pen.rule(max(end, NUMBER_WIDTH + 100), width, bottom - 1)
        rows -= 1
    first = pen.strip(max(look.row, bottom + 4), keep=rows > 0)
    return [first, *(ruled(width, look, keep=number < rows - 1) for number in range(rows))]


def ruled(width: float, look: Look, *, keep: bool = False, x: float = NUMBER_WIDTH) -> Strip:
    """One line to write on."""
    pen = Pen()
    pen.rule(x, width, look.row - 4)
    return pen.strip(look.row, keep=keep)


def _place(question: PaperQuestion, width: float, look: Look) -> Strip:
    pen = Pen()
    _number(pen, question)
    lines = wrap(label_spans(question, colon=True), width - NUMBER_WIDTH)
    bottom = pen.lines(NUMBER_WIDTH, _TOP, lines)
    start, base = NUMBER_WIDTH + lines[-1].width + 8, bottom - 3
    if len(lines) > 1 or width - start < 240:
        start, base, bottom = NUMBER_WIDTH, base + look.row - 2, bottom + look.row - 2
    middle = (start + width) / 2
    for word, left, right in ((LATITUDE, start, middle - 6), (LONGITUDE, middle, width)):
        text = words_in(look.language, word)
        pen.text(left, base, text, REGULAR, 10)
        pen.rule(left + width_of(text, REGULAR, 10) + 3, right, base + 2)
    return pen.strip(max(look.row, bottom + 3))


def _lookup(question: PaperQuestion, width: float, look: Look) -> Strip:
    """A place in a list too long for boxes: boxes for the code, a line for the name."""
    pen = Pen()
    _number(pen, question)
    code, name = words_in(look.language, CODE_WORD), words_in(look.language, NAME_WORD)
    need = width_of(code, REGULAR, 10) + width_of(name, REGULAR, 10) + question.cells * CELL_WIDTH + 14
    lines = wrap(label_spans(question, colon=True), width - NUMBER_WIDTH)
    bottom = pen.lines(NUMBER_WIDTH, _TOP, lines)
    x, base = NUMBER_WIDTH + lines[-1].width + 8, bottom - 3
    if len(lines) > 1 or width - x < need + 110:
        x, base, bottom = NUMBER_WIDTH, base + look.row, bottom + look.row
    pen.text(x, base, code, REGULAR, 10)
    x = pen.comb(x + width_of(code, REGULAR, 10) + 4, base + 3, (question.cells,)) + 6
    pen.text(x, base, name, REGULAR, 10)
    pen.rule(x + width_of(name, REGULAR, 10) + 3, width, base + 2)
    return pen.strip(max(look.row, bottom + 4))


def _choices(question: PaperQuestion, width: float, look: Look) -> list[Strip]:
    """Boxes: in the right column, behind the label, or in columns below it."""
    spans = label_spans(question)
    natural = sum(width_of(span.text, span.font, span.size) for span in spans)
    total = boxes.line_width(question.choices)
    ranked = question.kind is PaperKind.RANK
    pen = Pen()
    _number(pen, question)
    if total <= RIGHT and not ranked:
        lines = wrap(spans, width - RIGHT - NUMBER_WIDTH - 10)
        bottom = pen.lines(NUMBER_WIDTH, _TOP, lines)
        boxes.in_line(pen, question.choices, width - RIGHT, _BASE)
        return [pen.strip(max(_least(question, look) - 1, bottom + 2))]
    if NUMBER_WIDTH + natural + 14 + total <= width and not ranked:
        pen.lines(NUMBER_WIDTH, _TOP, wrap(spans, width))
        boxes.in_line(pen, question.choices, NUMBER_WIDTH + natural + 14, _BASE)
        return [pen.strip(_least(question, look) - 1)]
    lines = wrap(spans, width - NUMBER_WIDTH)
    bottom = pen.lines(NUMBER_WIDTH, _TOP, lines)
    head = pen.strip(bottom + 1, keep=True)
    return [head, *boxes.in_columns(question.choices, NUMBER_WIDTH, width, look.choice_row, ranked=ranked)]


def half_need(question: PaperQuestion, look: Look) -> float:
    """How wide the question is on one line; a very large number when it cannot share a row."""
    if question.remarks or question.pictures:
        return 1e9
    label = sum(width_of(span.text, span.font, span.size) for span in label_spans(question, colon=True))
    answer = _half_answer(question, look)
    return NUMBER_WIDTH + label + 8 + answer


def _half_answer(question: PaperQuestion, look: Look) -> float:
    ticked = question.kind in _TICKED and question.state in (AnswerState.BLANK, AnswerState.ANSWERED)
    if ticked:
        return boxes.line_width(question.choices)
    if question.state is not AnswerState.BLANK:
        spans = answer_spans(question, look)
        fits = question.kind is not PaperKind.LONG_TEXT
        return sum(width_of(s.text, s.font, s.size) for s in spans) if fits else 1e9
    if question.kind in _DATES:
        groups = _DATES[question.kind]
        return sum(groups) * CELL_WIDTH + 8 * (len(groups) - 1)
    if question.kind is PaperKind.CODE and question.cells:
        return question.cells * CELL_WIDTH
    if question.kind is PaperKind.NUMBER:
        return 64 + 4 + width_of(question.unit, REGULAR, 10)
    return 1e9


def pair_strip(questions: Sequence[PaperQuestion], width: float, look: Look) -> Strip:
    """Two short questions on one row."""
    pen = Pen()
    half = half_width(width)
    for place, question in enumerate(questions):
        left = place * (half + _GUTTER)
        _number(pen, question, left)
        spans = label_spans(question, colon=question.kind not in _TICKED)
        boxed = question.kind in _TICKED and question.state is AnswerState.ANSWERED
        if question.state is not AnswerState.BLANK and not boxed:
            spans = [*spans, Span(" "), *answer_spans(question, look)]
        pen.lines(left + NUMBER_WIDTH, _TOP, wrap(spans, half))
        room = _half_answer(question, look)
        if boxed:
            boxes.in_line(pen, question.choices, left + half - room, _BASE)
        elif question.state is AnswerState.BLANK:
            _room(pen, question, left + half - room, room + 1, look)
    return pen.strip(max(_least(question, look) for question in questions))


def half_width(width: float) -> float:
    """The width of one of two questions that share a row."""
    return (width - _GUTTER) / 2


def picture_strips(pictures: Sequence[PaperPicture], width: float) -> list[Strip]:
    """Small pictures side by side, each with its words below."""
    across, down = _PICTURE
    each = max(1, int((width - NUMBER_WIDTH + 10) // (across + 10)))
    strips = []
    for start in range(0, len(pictures), each):
        pen = Pen()
        height = down
        for place, picture in enumerate(pictures[start : start + each]):
            x = NUMBER_WIDTH + place * (across + 10)
            pen.picture(x, 3, across, down, picture)
            if picture.caption:
                lines = wrap([Span(picture.caption, ITALIC, SMALL)], across)
                pen.lines(x, down + 4, lines)
                height = max(height, down + 4 + height_of(lines))
        strips.append(pen.strip(height + 6))
    return strips
