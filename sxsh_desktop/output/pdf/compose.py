"""A form as one long row of strips, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.output.paper import (
    PaperFigures,
    PaperForm,
    PaperHeading,
    PaperItem,
    PaperLead,
    PaperQuestion,
    PaperSection,
    PaperTable,
)
from sxsh_desktop.output.pdf import cards, geometry, head, matrix, questions, tables
from sxsh_desktop.output.pdf.fonts import BOLD, ITALIC, Span, wrap
from sxsh_desktop.output.pdf.strips import SMALL, Look, Pen, Strip, gap

_SECTION, _HEADING = 12.0, 11.0
_SIGNED = 3  # strips that stay with the signatures
ON_SHEETS = _("The table of this part is on the attached sheets, after the signatures.")
ONLY_IF = _("Questions {first}–{last}: only {condition}")


def form_strips(form: PaperForm, *, tight: bool = False, sheets: bool = False) -> list[Strip]:
    """Everything that is printed of a form, apart from the foot of its pages.

    With `sheets` the tables turned sideways come last, behind the signatures, in place of breaking the page.
    """
    look = Look(form.language, tight)
    strips, attached = head.head_strips(form), []
    for section in form.sections:
        drawn = _section(section, look)
        sideways = [one for one in drawn if one.landscape] if sheets else []
        if sideways:
            drawn = _pointed(section, drawn, look)
        strips.extend(drawn)
        attached.extend(sideways)
    signed = head.signature_strips(form)
    if signed:  # nobody signs an empty page: what is signed last goes along
        strips = [*strips[:-_SIGNED], *(replace(one, keep=True) for one in strips[-_SIGNED:])]
    return [*strips, *signed, *attached]


def _section(section: PaperSection, look: Look) -> list[Strip]:
    body = item_strips(section.items, look)
    turned = bool(body) and body[0].landscape
    if not turned:
        body = _titled_again(body, _name(section))
    return [
        *([] if turned else [gap(look.section_gap)]),
        *_title(_name(section), _SECTION, section.hint, section.skip, landscape=turned),
        *body,
    ]


def _name(section: PaperSection) -> str:
    return f"{section.number}. {section.title}" if section.number else section.title


def _pointed(section: PaperSection, drawn: list[Strip], look: Look) -> list[Strip]:
    """The upright part of a section, with a sentence where its table is printed elsewhere."""
    at = next(place for place, strip in enumerate(drawn) if strip.landscape)
    before = drawn[:at]
    if not before:
        before = [gap(look.section_gap), *_title(_name(section), _SECTION, section.hint, section.skip)]
    said = tables.small_text(words_in(look.language, ON_SHEETS), geometry.width())
    after = [strip for strip in drawn[at:] if not strip.landscape]
    return [*before, *(replace(one, keep=False) for one in said), gap(3), *after]


def _titled_again(strips: list[Strip], title: str) -> list[Strip]:
    """The same strips; where the section goes on on a page turned sideways its title stands there again."""
    for place, strip in enumerate(strips):
        if strip.landscape:
            return [*strips[:place], *_title(title, _SECTION, "", "", landscape=True), *strips[place:]]
    return strips


def _title(text: str, size: float, hint: str, skip: str, *, landscape: bool = False) -> list[Strip]:
    """A heading with its hint and its condition; never the last thing on a page."""
    spans = [Span(text, BOLD, size)]
    for small in (hint, skip):
        if small:
            spans.append(Span(f" ({small})", ITALIC, SMALL))
    pen = Pen()
    bottom = pen.lines(0, 1, wrap(spans, geometry.width(landscape=landscape)))
    return [pen.strip(bottom + 3, keep=True, landscape=landscape)]


def folded(items: Sequence[PaperItem], look: Look) -> list[PaperItem]:
    """Neighbours with the same condition get one sentence before them in place of one each."""
    found: list[PaperItem] = []
    for skip, run in groupby(items, key=lambda item: item.skip if isinstance(item, PaperQuestion) else ""):
        group = list(run)
        first, last = group[0], group[-1]
        if skip and len(group) > 1 and isinstance(first, PaperQuestion) and isinstance(last, PaperQuestion):
            text = words_in(look.language, ONLY_IF, first=first.number, last=last.number, condition=skip)
            found.append(PaperLead(text))
            group = [replace(one, skip="") for one in group if isinstance(one, PaperQuestion)]
        found.extend(group)
    return found


def item_strips(plain: Sequence[PaperItem], look: Look) -> list[Strip]:
    """Questions, tables and headings in order; short questions share rows, like ones a matrix."""
    items = folded(plain, look)
    strips: list[Strip] = []
    width = geometry.width()
    at = 0
    while at < len(items):
        item = items[at]
        at += 1
        if isinstance(item, PaperQuestion):
            run = list(takewhile(lambda other: isinstance(other, PaperQuestion), items[at - 1 :]))
            used, drawn = _questions([q for q in run if isinstance(q, PaperQuestion)], width, look)
            strips.extend(drawn)
            at += used - 1
        elif isinstance(item, PaperTable):
            strips.extend(_table(item, look))
        elif isinstance(item, PaperHeading):
            title = f"{item.number} {item.title}".strip()
            strips.extend([gap(4), *_title(title, _HEADING, item.hint, item.skip)])
        elif isinstance(item, PaperLead):
            strips.extend(tables.small_text(item.text, width - 30, x=30))
        else:
            strips.extend(_figures(item, width))
    return strips


def _figures(item: PaperFigures, width: float) -> list[Strip]:
    """The pictures of the form; sentences on the others."""
    left = questions.NUMBER_WIDTH
    said = [strip for text in item.said for strip in tables.small_text(text, width - left, x=left)]
    return [*questions.picture_strips(item.pictures, width), *said]


def _questions(run: Sequence[PaperQuestion], width: float, look: Look) -> tuple[int, list[Strip]]:
    """Draw the first question of a run, with those that stand beside or below it in the same frame."""
    count = matrix.matrix_length(run)
    if count:
        return count, [*matrix.matrix_strips(run[:count], width, look), gap(3)]
    half = questions.half_width(width)
    if len(run) > 1 and all(questions.half_need(question, look) <= half for question in run[:2]):
        return 2, [questions.pair_strip(run[:2], width, look)]
    return 1, questions.question_strips(run[0], width, look)


def _table(table: PaperTable, look: Look) -> list[Strip]:
    strips: list[Strip] = []
    grid = tables.grid_of(table)
    if table.title:
        strips.append(gap(4))
        strips.extend(_title(table.title, _HEADING, table.hint, table.skip))
    if grid is not None:
        body = tables.table_strips(grid, look)
        if grid.landscape:
            strips = [replace(strip, landscape=True) for strip in strips if strip.ops]
        return [*strips, *body]
    if tables.is_blank(table):
        strips.extend(cards.card_legend(table))
    for row in cards.card_rows(table):
        strips.append(cards.card_head(row, look))
        strips.extend(item_strips(cards.card_questions(table, row, look), look))
        for remark in row.remarks:
            strips.extend(tables.small_text(remark, geometry.width()))
        strips.append(gap(4))
    return strips
