"""A form as paper: what is asked, in which kind of field, from the form's definition alone.

Answers come from an `Answers` source; without one the paper is blank. What a filled print leaves out (not
relevant, notes without meaning) is decided there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.output.paper import (
    AnswerState,
    PaperCell,
    PaperChoice,
    PaperColumn,
    PaperFigures,
    PaperForm,
    PaperHeading,
    PaperItem,
    PaperKind,
    PaperLead,
    PaperQuestion,
    PaperRow,
    PaperSection,
    PaperSignature,
    PaperTable,
)
from sxsh_desktop.services.answer_words import is_calendar_year
from sxsh_desktop.services.code_length import code_length, is_code
from sxsh_desktop.services.numbering import (
    number_questions,
    sections_of,
    with_rows,
    without_number,
)
from sxsh_desktop.services.printing_media import FormMedia
from sxsh_desktop.services.printing_rows import leaves, repeats
from sxsh_desktop.services.skip_words import skip_words
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.xform.definition import BodyNode, Choice, Control, Form, Group, Question, Repeat

SEVERAL = _("several may be ticked")
LEGEND = _(
    "Tick one box with ×, write figures with a decimal comma. No figure: write KB (not known), 0 (none), KAD"
    " (does not apply), TC (refused); an empty field is not a zero. * must be answered. Write choices in tables"
    " by their number."
)
BELOW_IF = _("What follows: only {condition}")
_MOST_BOXES = 20
_LOOKUP_APPEARANCES = frozenset({"autocomplete", "minimal", "search"})
_TYPIST = frozenset({"visit.from_paper", "visit.typed_by", "visit.page_photo"})
_SIGNATURE_FACT = re.compile(r"\.sign[a-z_]*$")
_DEFAULT_ROWS, _DEFAULT_CARDS, _CARD_COLUMNS = 5, 2, 14


class Answers(Protocol):
    """The answers of one record, by reference (location path with row ids)."""

    def rows(self, repeat_ref: str) -> Sequence[str]:
        """The references of the rows of a repeat."""

    def shown(self, ref: str) -> bool:
        """Whether the node is printed: it is relevant."""

    def fill(self, ref: str, question: PaperQuestion, source: Question) -> PaperQuestion:
        """The question with its answer."""


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What stands around the questions: heading, whom it is about, particulars, ids, number of spare rows.

    `spare_rows` gives the empty rows of a repeat by its name; a repeat that it does not name gets five rows,
    two when it is printed as cards.
    """

    language: str
    superior: str = ""
    issuer: str = ""
    subject: str = ""
    particulars: tuple[tuple[str, str], ...] = ()
    record_id: str = ""
    revision_id: str = ""
    facility_id: str = ""
    spare_rows: Mapping[str, int] | None = None


def paper_form(
    form: Form,
    units: UnitTable,
    words: PaperWords,
    answers: Answers | None = None,
    media: FormMedia | None = None,
) -> PaperForm:
    """The form as paper: blank without answers, filled (only what is relevant) with them; `media` of the form."""
    maker = _Maker(form, units, words, answers, media)
    return PaperForm(
        title=form.title,
        form_id=form.form_id,
        version=form.version,
        sections=maker.sections(),
        language=words.language,
        superior=words.superior,
        issuer=words.issuer,
        subject=words.subject,
        particulars=words.particulars,
        record_id=words.record_id,
        revision_id=words.revision_id,
        facility_id=words.facility_id,
        legend="" if words.record_id else words_in(words.language, LEGEND),
        signatures=tuple(maker.signatures),
    )


class _Maker:
    """Goes through the form once; signatures are gathered on the way."""

    def __init__(
        self,
        form: Form,
        units: UnitTable,
        words: PaperWords,
        answers: Answers | None,
        media: FormMedia | None,
    ) -> None:
        self._form, self._media = form, media
        self._units = units
        self._words = words
        self._language = words.language
        self._answers = answers
        self._blank = not words.record_id
        self._numbers = number_questions(form)
        self.signatures: list[PaperSignature] = []

    def sections(self) -> tuple[PaperSection, ...]:
        found = []
        for section in sections_of(self._form):
            items = self._items(section.before, "", ())
            node, before = section.node, len(items)
            if node is not None and self._shown(node.path):
                items.extend(self._inside(node))
            if not items:
                continue
            label = without_number(self._form.label(node.path, self._language)) if node else ""
            hint = self._form.hint(node.path, self._language) if node else ""
            skip = self._skip(node.path) if node else ""
            alike = [isinstance(one, PaperQuestion) and one.skip == skip for one in items[:before]]
            items = [
                replace(one, skip="") if isinstance(one, PaperQuestion) and one.skip == skip else one
                for one in items
            ]
            if skip and before and not all(alike):  # the condition is not that of what stands before the rest
                items.insert(before, PaperLead(words_in(self._language, BELOW_IF, condition=skip)))
                skip = ""
            found.append(PaperSection(section.number, label, tuple(items), hint, skip))
        return tuple(found)

    def _inside(self, node: Group | Repeat) -> list[PaperItem]:
        if isinstance(node, Repeat):
            return self._table_items(node, node.path, ())
        return [*self._figures(node.path), *self._items(node.children, node.path, ())]

    def _figures(self, path: str) -> list[PaperFigures]:
        return self._media.of(path) if self._media is not None else []

    def _table_items(self, node: Repeat, ref: str, rows: tuple[int, ...]) -> list[PaperItem]:
        table = self._table(node, ref, rows)
        if table is None:
            return []
        columns = self._media.of_columns(leaves(node.children)) if self._media is not None else []
        return [*self._figures(node.path), *columns, table, *self._tables_inside(node, ref, rows, table)]

    def _tables_inside(
        self, node: Repeat, ref: str, rows: tuple[int, ...], table: PaperTable
    ) -> list[PaperItem]:
        """The tables of a table's rows, row by row: those that are there, and on blank paper the empty ones too."""
        found: list[PaperItem] = []
        refs = list(self._answers.rows(ref)) if self._answers is not None else []
        for inner in repeats(node.children):
            tail = inner.path.removeprefix(node.path)
            for place in range(len(table.rows) + table.spare_rows):
                row_ref = refs[place] if place < len(refs) else f"{ref}[]"
                if place >= len(refs) or self._shown(row_ref + tail):
                    found.extend(self._table_items(inner, row_ref + tail, (*rows, place + 1)))
        return found

    def _shown(self, ref: str) -> bool:
        return not ref or self._answers is None or self._answers.shown(ref)

    def _skip(self, path: str) -> str:
        if not self._blank:
            return ""
        return skip_words(self._form, self._numbers, path, self._language)

    # -- questions ---------------------------------------------------------------------------------------

    def _items(self, nodes: Sequence[BodyNode], base: str, rows: tuple[int, ...]) -> list[PaperItem]:
        """Nodes below `base` (a reference) as they are printed; `rows` are the rows around them."""
        items: list[PaperItem] = []
        for node in nodes:
            ref = f"{base}/{node.name}" if base else node.path
            if not self._shown(ref if node.path else base):
                continue
            if isinstance(node, Question):
                asked = self._question(node, ref, rows)
                items.extend([*asked, *(self._figures(node.path) if asked else [])])
            elif isinstance(node, Repeat):
                items.extend(self._table_items(node, ref, rows))
            else:
                inside = self._items(node.children, ref if node.path else base, rows)
                if node.label.by_language and inside:
                    items.extend([self._heading(node, rows), *self._figures(node.path)])
                items.extend(inside)
        return items

    def _heading(self, node: Group, rows: tuple[int, ...]) -> PaperHeading:
        number = with_rows(self._numbers.get(node.path, ""), rows)
        label = self._form.label(node.path, self._language)
        return PaperHeading(number, label, self._form.hint(node.path, self._language), self._skip(node.path))

    def _question(self, node: Question, ref: str, rows: tuple[int, ...]) -> list[PaperQuestion]:
        if node.control is Control.HIDDEN or (self._blank and node.fact in _TYPIST):
            return []
        paper = self._blank_question(node, with_rows(self._numbers.get(node.path, ""), rows))
        if self._answers is not None:
            paper = self._answers.fill(ref, paper, node)
        if is_signature(node):
            picture = paper.pictures[0] if paper.pictures else None
            self.signatures.append(PaperSignature(paper.number, paper.label, picture))
            return []
        if node.control is Control.NOTE and self._blank and "…" in paper.label:
            return []  # it shows what only the program can work out
        return [paper]

    def _blank_question(self, node: Question, number: str) -> PaperQuestion:
        choices = self._form.choice_list(node, self._language) if node.control.is_select else ()
        kind = paper_kind(node, choices)
        cells = _cells(node, kind, choices)
        unit = "" if kind is PaperKind.CODE else unit_words(self._units, node.unit, self._language)
        hint = _hint(self._form.hint(node.path, self._language), unit, node)
        if kind is PaperKind.MULTIPLE and self._blank:
            hint = "; ".join(part for part in (hint, words_in(self._language, SEVERAL)) if part)
        boxed = kind in (PaperKind.CHOICE, PaperKind.MULTIPLE, PaperKind.RANK)
        return PaperQuestion(
            number=number,
            label=self._form.label(node.path, self._language),
            kind=kind,
            hint=hint if self._blank else "",
            skip=self._skip(node.path),
            required=node.required not in ("", "false()"),
            unit=unit,
            cells=cells,
            choices=tuple(PaperChoice(choice.label) for choice in choices) if boxed else (),
        )

    # -- tables ------------------------------------------------------------------------------------------

    def _table(self, node: Repeat, ref: str, rows: tuple[int, ...]) -> PaperTable | None:
        questions = [
            one for one in leaves(node.children) if one.control.is_answered and not is_signature(one)
        ]
        number = with_rows(self._numbers[node.path], rows)
        row_refs = self._answers.rows(ref) if self._answers else ()
        found = tuple(
            self._row(node, questions, row_ref, f"{number}.{place}")
            for place, row_ref in enumerate(row_refs, start=1)
        )
        if not self._blank and not found:
            return None
        nested = node.path.count("/") > 2 or number != self._numbers[node.path]
        label = self._form.label(node.path, self._language) if "." in number or nested else ""
        return PaperTable(
            columns=tuple(self._column(one) for one in questions),
            rows=found,
            number=number,
            spare_rows=self._spare(node, len(questions), len(found)) if self._blank else 0,
            title=f"{number} {label}" if label else "",
            hint=self._form.hint(node.path, self._language) if label else "",
            skip=self._skip(node.path) if label else "",
        )

    def _spare(self, node: Repeat, columns: int, known: int) -> int:
        """Empty rows: known ones take their places, and some are always left."""
        cards = columns >= _CARD_COLUMNS
        usual = _DEFAULT_CARDS if cards else _DEFAULT_ROWS
        wanted = (self._words.spare_rows or {}).get(node.name, usual)
        return max(wanted - known, min(wanted, 1 if cards else 2))

    def _column(self, node: Question) -> PaperColumn:
        paper = self._blank_question(node, "")
        return PaperColumn(
            number=self._numbers[node.path].rsplit("#.", 1)[-1],
            label=paper.label,
            kind=paper.kind,
            hint=paper.hint,
            skip=paper.skip,
            required=paper.required,
            unit=paper.unit,
            cells=paper.cells,
            choices=tuple(choice.label for choice in paper.choices),
        )

    def _row(self, node: Repeat, questions: Sequence[Question], row_ref: str, number: str) -> PaperRow:
        cells: list[PaperCell | None] = []
        remarks: list[str] = []
        for question in questions:
            ref = row_ref + question.path.removeprefix(node.path)
            if not self._shown(ref):
                cells.append(None)
                continue
            paper = self._blank_question(question, "")
            if self._answers is not None:
                paper = self._answers.fill(ref, paper, question)
            cells.append(_cell(paper))
            column = self._numbers[question.path].rsplit("#.", 1)[-1]
            remarks.extend(f"({column}) {remark}" for remark in paper.remarks)
        return PaperRow(number, tuple(cells), tuple(remarks))


def _cell(paper: PaperQuestion) -> PaperCell:
    answer = paper.answer
    if paper.state is AnswerState.ANSWERED and paper.choices:
        answer = ", ".join(choice.label for choice in paper.choices if choice.chosen) or answer
    if paper.state is AnswerState.ANSWERED and paper.unit and not answer.endswith(paper.unit):
        answer = f"{answer} {paper.unit}" if paper.kind is not PaperKind.NUMBER else answer
    return PaperCell(paper.state, answer, paper.pictures)


def is_signature(node: Question) -> bool:
    """Whether the answer is somebody's signature: by its appearance or by what it means."""
    return node.control is Control.UPLOAD and (
        "signature" in node.appearances or bool(_SIGNATURE_FACT.search(node.fact))
    )


def paper_kind(node: Question, choices: Sequence[Choice]) -> PaperKind:
    """How a question is drawn."""
    if node.control is Control.NOTE:
        return PaperKind.NOTE
    if node.control.is_select:
        looked_up = len(choices) > _MOST_BOXES or (
            _LOOKUP_APPEARANCES & node.appearances and len(choices) > 12
        )
        if looked_up or not choices:
            return PaperKind.LOOKUP
        if node.control is Control.RANK:
            return PaperKind.RANK
        return PaperKind.CHOICE if node.control is Control.SELECT_ONE else PaperKind.MULTIPLE
    if node.control is Control.UPLOAD:
        return PaperKind.PHOTO
    if node.datatype in ("date", "dateTime"):
        return PaperKind.MONTH if "month-year" in node.appearances else PaperKind.DATE
    if node.datatype == "geopoint":
        return PaperKind.PLACE
    if node.is_number:
        return PaperKind.CODE if is_calendar_year(node) else PaperKind.NUMBER
    if node.datatype == "string" and is_code(node.constraint):
        return PaperKind.CODE
    return PaperKind.LONG_TEXT if "multiline" in node.appearances else PaperKind.TEXT


def _cells(node: Question, kind: PaperKind, choices: Sequence[Choice]) -> int:
    if kind is PaperKind.LOOKUP and node.control is Control.SELECT_ONE:
        lengths = {len(choice.value) for choice in choices if choice.value.isdecimal()}
        plain = all(choice.value.isdecimal() for choice in choices)
        return lengths.pop() if plain and len(lengths) == 1 else 0
    if kind is PaperKind.CODE:
        return 4 if node.is_number else code_length(node.constraint)
    return 0


def _hint(hint: str, unit: str, node: Question) -> str:
    """The hint without the unit that it repeats ("kWh", "%; negative when it rises")."""
    head, separator, rest = hint.partition(";")
    name = head.strip()
    repeats = (unit and unit.startswith(name)) or (is_calendar_year(node) and " " not in name)
    return rest.strip() if name and repeats and (separator or not rest) else hint
