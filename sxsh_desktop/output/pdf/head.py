"""What stands above and below the questions: official heading, title, particulars, signatures."""

from __future__ import annotations

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.output.paper import PaperForm, PaperSignature
from sxsh_desktop.output.pdf import geometry
from sxsh_desktop.output.pdf.fonts import BOLD, ITALIC, REGULAR, Line, Span, balanced, width_of, wrap
from sxsh_desktop.output.pdf.matrix import centred
from sxsh_desktop.output.pdf.strips import SMALL, Pen, Strip, gap, height_of

# Nghị định 30/2020/NĐ-CP, phụ lục I: national name 12-13 bold capitals, motto 13-14 bold, line under it.
NATION = _("SOCIALIST REPUBLIC OF VIET NAM")
MOTTO = _("Independence - Freedom - Happiness")
SIGN_HERE = _("(signature and full name)")
PLACE_AND_DAY = _("……………, day …… month …… year ………")
_LINK_WORDS = frozenset({"và", "về", "của", "trong", "cho", "and", "of", "on", "for", "in"})
_BREATH = 160.0  # how much shorter than the other a line may be for a better break (points)
_SIGN_ROOM = 62.0
_MOST_ABREAST = 3


def head_strips(form: PaperForm) -> list[Strip]:
    """National heading beside the issuing body, the title, whom and what it is about, how to fill it in."""
    strips = [_official(form), _title(form)]
    if form.subject:
        strips.append(_middle(form.subject, BOLD, 12))
    if form.particulars:
        strips.append(_particulars(form))
    if form.legend:
        pen = Pen()
        lines = wrap([Span(form.legend, ITALIC, SMALL)], geometry.width() - 10)
        bottom = pen.lines(5, 3, lines) + 4
        pen.frame(0, 1, geometry.width(), bottom - 1, 0.4)
        strips.extend([gap(4), pen.strip(bottom)])
    return strips


def _official(form: PaperForm) -> Strip:
    pen = Pen()
    width = geometry.width()
    nation, motto = words_in(form.language, NATION), words_in(form.language, MOTTO)
    right = max(width_of(nation, BOLD, 12), width_of(motto, BOLD, 13)) + 2
    left = width - right - 14
    top = wrap([Span(nation, BOLD, 12)], right)
    centred(pen, top, width - right, right, 0)
    under = wrap([Span(motto, BOLD, 13)], right)
    centred(pen, under, width - right, right, height_of(top))
    foot = height_of(top) + height_of(under) + 3
    wide = under[0].width
    pen.rule(width - right + (right - wide) / 2, width - (right - wide) / 2, foot, dotted=False)
    superior = balanced([Span(form.superior.upper(), REGULAR, 12)], left) if form.superior else []
    issuer = balanced([Span(form.issuer.upper(), BOLD, 12)], left) if form.issuer else []
    centred(pen, superior, 0, left, 0)
    centred(pen, issuer, 0, left, height_of(superior))
    low = height_of(superior) + height_of(issuer) + 3
    if issuer:
        third = min(left, max(line.width for line in issuer)) / 3
        pen.rule((left - third) / 2, (left + third) / 2, low, dotted=False)
    return pen.strip(max(foot, low) + 8, keep=True)


def _title(form: PaperForm) -> Strip:
    return _lines_in_middle(title_lines(form.title.upper(), geometry.width() - 10), before=4)


def title_lines(title: str, width: float) -> list[Line]:
    """A title on as few lines as it takes; of two, broken where one breathes: after a comma, before a link word."""
    lines = balanced([Span(title, BOLD, 14)], width)
    words = title.split()
    if len(lines) != 2:
        return lines
    best, least = lines, float("inf")
    for place in range(1, len(words)):
        halves = [" ".join(words[:place]), " ".join(words[place:])]
        wide = [width_of(half, BOLD, 14) for half in halves]
        breathes = words[place - 1].endswith(",") or words[place].casefold() in _LINK_WORDS
        cost = abs(wide[0] - wide[1]) - (_BREATH if breathes else 0)
        if max(wide) <= width and cost < least:
            best, least = [wrap([Span(half, BOLD, 14)], width + 1)[0] for half in halves], cost
    return best


def _middle(text: str, font: str, size: float) -> Strip:
    return _lines_in_middle(wrap([Span(text, font, size)], geometry.width()), before=1)


def _lines_in_middle(lines: list[Line], before: float) -> Strip:
    pen = Pen()
    centred(pen, lines, 0, geometry.width(), before)
    return pen.strip(height_of(lines) + before + 3, keep=True)


def _particulars(form: PaperForm) -> Strip:
    """Pairs of label and value in two columns, framed."""
    pen = Pen()
    half = geometry.width() / 2 - 12
    top = 6.0
    for start in range(0, len(form.particulars), 2):
        bottom = top
        for place, (label, value) in enumerate(form.particulars[start : start + 2]):
            spans = [Span(f"{label}: ", REGULAR, 10), Span(value, BOLD, 10)]
            bottom = max(bottom, pen.lines(6 + place * (half + 12), top, wrap(spans, half)))
        top = bottom + 1
    pen.frame(0, 3, geometry.width(), top, 0.4)
    return pen.strip(top + 6)


def signature_strips(form: PaperForm) -> list[Strip]:
    """Places to sign, side by side, kept together."""
    if not form.signatures:
        return []
    width = geometry.width()
    strips = [gap(6, keep=True)]
    if not form.record_id:
        pen = Pen()
        words = words_in(form.language, PLACE_AND_DAY)
        pen.text(width - width_of(words, ITALIC, 11), 12, words, ITALIC, 11)
        strips.append(pen.strip(17, keep=True))
    for start in range(0, len(form.signatures), _MOST_ABREAST):
        row = form.signatures[start : start + _MOST_ABREAST]
        strips.append(_signatures(row, width, form.language))
    return strips


def _signatures(row: tuple[PaperSignature, ...], width: float, language: str) -> Strip:
    pen = Pen()
    wide = width / len(row)
    height = 0.0
    for place, signature in enumerate(row):
        x = place * wide
        spans = [Span(f"{signature.number} ", REGULAR, 9), Span(signature.label, BOLD, 11)]
        lines = wrap(spans, wide - 10)
        centred(pen, lines, x, wide, 2)
        here = wrap([Span(words_in(language, SIGN_HERE), ITALIC, SMALL)], wide)
        centred(pen, here, x, wide, 2 + height_of(lines))
        top = 2 + height_of(lines) + height_of(here)
        if signature.picture:
            pen.picture(x + wide / 2 - 60, top + 2, 120, _SIGN_ROOM - 6, signature.picture)
        height = max(height, top + _SIGN_ROOM)
    return pen.strip(height)
