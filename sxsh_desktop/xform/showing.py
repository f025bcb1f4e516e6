"""What a question looks like now: texts with their outputs filled in, filtered choices, the unit."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.xform.definition import OUTPUT_DOTS, Choice, ChoiceSource, Text
from sxsh_desktop.xform.environment import language_code
from sxsh_desktop.xform.nodes import AnswerNode, ListNode
from sxsh_desktop.xform.record import Record
from sxsh_desktop.xform.xpath import NodeLike

PER = " per "
_YEAR = "year"
_DECIMAL = re.compile(r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$")
_MAKE_TEXT = ("concat(", "substr", "join(", "format-date", "pulldata(", "translate(")
_YEAR_LIKE = re.compile(r"^(?:19|20)[0-9]{2}$")


@dataclass(frozen=True, slots=True)
class UnitText:
    """The unit that the stored number is in: `code` as facts carry it ("kwh", "trd per year"), "" if unknown yet.

    `amount` and `per` are its two parts (`per` "" for a plain unit).
    """

    amount: str = ""
    per: str = ""

    @property
    def code(self) -> str:
        """Both parts as one code."""
        return f"{self.amount}{PER}{self.per}" if self.amount and self.per else self.amount


class Showing:
    """Texts, choices and units of one record in its language."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._static: dict[tuple[str, str], tuple[Choice, ...]] = {}

    @property
    def language(self) -> str:
        """The language of the session, as the form names it."""
        return self._record.world.language

    @property
    def code(self) -> str:
        """The language for the program's own sentences: "vi" or "en"."""
        code = language_code(self.language)
        if code in ("vi", "en"):
            return code
        return self._record.given.language if self._record.given.language in ("vi", "en") else "vi"

    def text(self, text: Text, node: AnswerNode, form: str = "", blank: str = OUTPUT_DOTS) -> str:
        """The words, each output with the value that it has now (`blank` where it has none).

        A number is written as the language does ("2.151,55"); what expressions see is not touched.
        """
        pieces = []
        for part in text.parts(self.language, form):
            if isinstance(part, str):
                pieces.append(part)
            else:
                pieces.append(self._output(part.expression, node) or blank)
        return "".join(pieces)

    def _output(self, expression: str, node: AnswerNode) -> str:
        """The value of an output as people read it."""
        text = self._record.text_of(expression, node)
        if not _DECIMAL.match(text):
            return text
        found = self._record.value_of(expression, node)
        if isinstance(found, list) and not all(_is_measured(one) for one in found):
            return text
        return format_number(Decimal(text), language=self.code) if not isinstance(found, str) else text

    def choices(self, node: AnswerNode) -> Sequence[Choice]:
        """The choices that may be picked now, in the order of the list."""
        question = node.definition.question
        source = question.choices if question is not None else None
        if source is None:
            return ()
        is_table = source.list_id != "" and not self._record.plan.form.lists[source.list_id].document
        if is_table and not source.filter and not source.randomize:
            key = (node.definition.path, self.language)
            if key not in self._static:
                rows = self._record.plan.form.lists[source.list_id].rows
                self._static[key] = tuple(self._record.plan.form.choices_of(source, rows, self.language))
            return self._static[key]
        found = self._record.value_of(self._nodeset(source), node)
        if not isinstance(found, list):
            return ()
        if is_table:
            table = self._record.plan.form.lists[source.list_id]
            picked = tuple(table.rows[one.row] for one in found if isinstance(one, ListNode))
            return tuple(self._record.plan.form.choices_of(source, picked, self.language))
        return tuple(self._choice_of_node(one, source) for one in found)

    def _choice_of_node(self, node: NodeLike, source: ChoiceSource) -> Choice:
        """A choice taken from a row of a repeat, or from an element of an XML instance."""
        value, words = _cell(node, source.value), _cell(node, source.label)
        if source.translated:
            words = self._record.plan.form.texts.get(words, Text()).plain(self.language)
        return Choice(value, words)

    def _nodeset(self, source: ChoiceSource) -> str:
        if not source.randomize:
            return source.nodeset
        seed = source.seed or str(zlib.crc32(source.nodeset.encode("utf-8")))
        return f"randomize({source.nodeset}, {seed})"

    def is_listed(self, node: AnswerNode, value: str) -> bool:
        """Whether the whole list of a select, before any filter, holds a value."""
        question = node.definition.question
        source = question.choices if question is not None else None
        table = self._record.plan.form.lists.get(source.list_id) if source is not None else None
        if source is None or table is None or table.document:
            return any(one.value == value for one in self.choices(node))
        place = table.column(source.value)
        return any(row[place] == value for row in table.rows)

    def choice_label(self, node: AnswerNode, value: str) -> str:
        """The label of one value of a select; the value itself when the list does not hold it."""
        for choice in self.choices(node):
            if choice.value == value:
                return choice.label
        question = node.definition.question
        if question is not None:
            for choice in self._record.plan.form.choice_list(question, self.language):
                if choice.value == value:
                    return choice.label
        return value

    def properties(self, node: AnswerNode, value: str) -> tuple[tuple[str, str], ...]:
        """The cells of the row that a choice comes from, by column; the value itself left out."""
        question = node.definition.question
        source = question.choices if question is not None else None
        table = self._record.plan.form.lists.get(source.list_id) if source is not None else None
        if source is None or table is None:
            return ()
        own = source.list_id.startswith("#")  # choices written in the question itself have no columns
        place = table.column(source.value)
        row = next((one for one in table.rows if one[place] == value), ())
        pairs = zip(table.columns, row, strict=False)
        return tuple((name, cell) for name, cell in pairs if name != source.value and not own)

    def unit(self, node: AnswerNode) -> UnitText:
        """The unit of a number; a part that is a path reads the answer there."""
        question = node.definition.question
        if question is None or not question.unit:
            return UnitText()
        parts = [self._unit_part(part.strip(), node) for part in question.unit.split(PER, 1)]
        return UnitText(parts[0], parts[1] if len(parts) > 1 else "")

    def _unit_part(self, part: str, node: AnswerNode) -> str:
        return self._record.text_of(part, node) if part.startswith((".", "/")) else part


def _is_measured(node: NodeLike) -> bool:
    """Whether an answer is a number that may be grouped: no code made of digits, and no year."""
    question = node.definition.question if isinstance(node, AnswerNode) else None
    if question is None or question.unit == _YEAR:
        return False
    if question.is_number:
        return True
    is_text = any(name in question.calculate for name in _MAKE_TEXT)
    return bool(question.calculate) and not is_text and not _YEAR_LIKE.match(node.string_value())


def _cell(node: NodeLike, path: str) -> str:
    """The text below `node` at a path of names."""
    step: NodeLike | None = node
    for name in path.split("/"):
        step = next((one for one in step.children if one.name == name), None) if step is not None else None
    return "" if step is None else step.string_value()
