"""What every section of the audit report needs: words, sources below tables, and the list of what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.results import Known, Result, Unknown
from sxsh_desktop.output.document import Block, Grid, Heading, Paragraph, Picture, Points
from sxsh_desktop.services.audit_facts import AuditFacts
from sxsh_desktop.services.facility_charts import FacilityChart
from sxsh_desktop.services.figure_words import FigureWords
from sxsh_desktop.services.forms import LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable

REVIEW = {
    ReviewCode.WAITING: _("not reviewed yet"),
    ReviewCode.ACCEPTED: _("accepted"),
    ReviewCode.RETURNED: _("returned with questions"),
    ReviewCode.REJECTED: _("rejected"),
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class AuditWriter:
    """Collects the blocks of the report. Each table and drawing is numbered and names its source."""

    def __init__(self, facts: AuditFacts, said: FigureWords, tables: int = 0) -> None:
        """`tables`: how many are numbered already."""
        self.facts = facts
        self.said = said
        self.say: Callable[..., str] = said.say
        self.blocks: list[Block] = []
        self.lacking: list[str] = []
        self.tables = tables
        self._chapter = self._part = self._pictures = 0

    def chapter(self, title: str) -> None:
        """A heading "I. …"."""
        self._chapter += 1
        self._part = 0
        self.blocks.append(Heading(f"{_ROMAN[self._chapter - 1]}. {title.upper()}", 1))

    def part(self, title: str) -> None:
        """A heading "1. …" within the chapter."""
        self._part += 1
        self.blocks.append(Heading(f"{self._part}. {title}", 2))

    def text(self, *sentences: str) -> None:
        """A paragraph."""
        told = " ".join(one for one in sentences if one)
        if told:
            self.blocks.append(Paragraph(told))

    def note(self, text: str) -> None:
        """A remark in small letters."""
        if text:
            self.blocks.append(Paragraph(text, "note"))

    def points(self, items: Iterable[str], is_small: bool = False) -> None:
        """A list; nothing where it is empty."""
        told = tuple(one for one in items if one)
        if told:
            self.blocks.append(Points(told, is_small))

    def lacks(self, what: str) -> None:
        """Something that should be known and is not: said here, and listed at the end."""
        self.lacking.append(what)

    def nothing(self, what: str) -> None:
        """A paragraph that says that a part is unknown and what is missing."""
        self.text(self.say(_("Unknown: {what}."), what=what))
        self.lacks(what)

    def table(
        self,
        caption: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        records: Iterable[str] = (),
        figures: Iterable[int] = (),
        strong: Iterable[int] = (),
    ) -> None:
        """A numbered table with its source below."""
        self.tables += 1
        self.blocks.append(
            Grid(
                tuple(headings),
                tuple(tuple(row) for row in rows),
                tuple(widths),
                frozenset(figures),
                frozenset(strong),
                self.say(_("Table {n}. {caption}"), n=self.tables, caption=caption),
                self.source(records),
            )
        )

    def pairs(self, caption: str, rows: Sequence[tuple[str, str]], records: Iterable[str] = ()) -> None:
        """A table of names and values, without headings."""
        self.table(caption, (), rows, (2, 3), records)

    def picture(self, chart: FacilityChart) -> None:
        """A numbered drawing with its note and source."""
        self._pictures += 1
        caption = self.say(_("Figure {n}. {caption}"), n=self._pictures, caption=chart.title)
        source = " ".join(one for one in (chart.note, self.source(chart.records)) if one)
        self.blocks.append(Picture(chart.chart, caption, chart.alt, source))

    def source(self, records: Iterable[str]) -> str:
        """Which records a table rests on: form, number, day, review state."""
        told = [self.record(one) for one in dict.fromkeys(records) if one in self.facts.sources]
        return self.say(_("Source: {records}."), records="; ".join(told)) if told else ""

    def record(self, record_id: str) -> str:
        """One record: "form E no. 2026-209 of 10/02/2026 (accepted)"."""
        one = self.facts.sources[record_id]
        number = self._number(record_id)
        word = (
            _("form {letter} no. {number} of {day} ({state})")
            if number
            else _("form {letter} of {day} ({state})")
        )
        return self.say(
            word,
            letter=LETTERS.get(one.form_id, one.form_id),
            number=number,
            day=self.said.day(one.visit_day),
            state=self.say(REVIEW[one.state]),
        )

    def _number(self, record_id: str) -> str:
        for kind in ("detailed_assessment", "quick_assessment"):
            for row in self.facts.of(kind, record_id):
                return row.text("number")
        return ""

    def value(self, form_id: str, fact: str, row: FactRow | None) -> str:
        """An attribute in words (see FigureWords.value)."""
        return self.said.value(form_id, fact, row)

    def told(self, form_id: str, fact: str, row: FactRow | None) -> str:
        """As `value`; what is unknown goes onto the list of what is missing."""
        name = fact.rpartition(".")[2]
        if row is None or (not row.text(name) and row.absent(name) != "not_applicable"):
            self.lacks(self.said.label(form_id, fact))
        return self.value(form_id, fact, row)

    def total(self, values: Sequence[Decimal | None], places: int | None = None) -> str:
        """A sum; where some are unknown, of how many of how many; unknown where all are."""
        known = [value for value in values if value is not None]
        if not known:
            return self.said.unknown
        shown = self.said.number(sum(known, start=Decimal(0)), places)
        if len(known) == len(values):
            return shown
        return self.say(_("{sum} (known of {known} of {all})"), sum=shown, known=len(known), all=len(values))


def known(result: Result[Decimal] | None) -> Decimal | None:
    """The value of a result, None where there is none."""
    return result.value if isinstance(result, Known) else None


def is_unknown(result: Result[Decimal] | None) -> bool:
    """Whether something that was spoken of is not known."""
    return isinstance(result, Unknown)
