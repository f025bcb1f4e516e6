"""What the fill window shows of an open draft: numbers, labels, units, last period, rows, cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.words import _, language, words, words_in
from sxsh_desktop.services.answer_words import is_calendar_year
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.fill_values import (
    Choice,
    Control,
    Item,
    Problem,
    Question,
    Severity,
    Shown,
    language_code,
)
from sxsh_desktop.services.numbering import number_questions, with_rows
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.ui.fill.fields.dates import kind_of_date, show_date, show_time
from sxsh_desktop.ui.fill.fields.field import FieldSpec
from sxsh_desktop.ui.fill.fields.number_text import as_number, for_reading
from sxsh_desktop.ui.fill.fields.places import show_place
from sxsh_desktop.ui.fill.fill_words import NONE_ZERO, absent_words, change_words, lower_first, without_unit
from sxsh_desktop.ui.fill.odd_answers import OddAnswers

_ROW = re.compile(r"\[[^\]]*\]")
_TOLD_APART, _MOST_TITLES = 40, 3
_SIBLING = re.compile(r"^\s*\.\./([^/\s]+)\s*$")


@dataclass(frozen=True, slots=True)
class PreviousView:
    """An earlier answer as it is shown: `change` is "tăng 67,3 %" or "", `text` what is stored of it."""

    text: str
    shown: str
    change: str
    absent: str
    day: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a table: its title, how far it is."""

    title: str
    answered: int
    total: int
    state: str


class FillReads:
    """Reads of one draft; cheap enough to be asked at every repaint."""

    def __init__(self, desk: Desk, draft: OpenDraft) -> None:
        self.desk, self.draft = desk, draft
        self._numbers = number_questions(draft.form)
        self._places: dict[str, dict[str, int]] = {}
        self._folded = _folded_units(draft)
        self._hosts = {unit: number for number, unit in self._folded.items()}
        self._compares: bool | None = None
        self._titles: dict[str, tuple[int, str]] = {}
        self.odd = OddAnswers()

    # -- the body -----------------------------------------------------------------------------------------

    def forget_rows(self) -> None:
        """Rows came or went."""
        self._places.clear()

    def path(self, ref: str) -> str:
        """The path of a ref: without row ids."""
        return _ROW.sub("", ref)

    def kind(self, ref: str) -> str:
        """question, group, repeat or row."""
        path = self.path(ref)
        if path in self.draft.form.questions:
            return "question"
        if path in self.draft.form.repeats:
            return "row" if ref.endswith("]") else "repeat"
        return "group"

    def items(self, ref: str) -> tuple[Item, ...]:
        """What stands in a group or row, hidden questions left out."""
        return tuple(item for item in self.draft.children(ref) if not self._is_hidden(item))

    def _is_hidden(self, item: Item) -> bool:
        if item.kind != "question":
            return False
        return self.draft.form.questions[item.path].control is Control.HIDDEN

    def questions(self, ref: str) -> Iterator[str]:
        """The refs of the relevant questions at and below `ref`, in the order of the form."""
        kind = self.kind(ref)
        if kind == "question":
            if self.draft.is_relevant(ref):
                yield ref
            return
        if kind == "repeat":
            for row in self.draft.rows(ref):
                yield from self.questions(row)
            return
        if self.draft.is_relevant(ref):
            for item in self.items(ref):
                yield from self.questions(item.ref)

    def all_questions(self) -> list[str]:
        """The refs of all relevant questions, in the order of the form."""
        found: list[str] = []
        for section in self.draft.section_states():
            for ref in section.items:
                if self.draft.is_relevant(ref):
                    found.extend(self.questions(ref))
        return found

    def row_place(self, row_ref: str) -> int:
        """Which row of its table this is, counted from 1; 0 when it is gone."""
        table = row_ref[: row_ref.rindex("[")]
        if table not in self._places:
            self._places[table] = {row: place for place, row in enumerate(self.draft.rows(table), 1)}
        return self._places[table].get(row_ref, 0)

    def number(self, ref: str) -> str:
        """The number of a question, table or row: "3.2.4"."""
        places = [self.row_place(ref[: match.end()]) for match in _ROW.finditer(ref)]
        number = with_rows(self._numbers.get(self.path(ref), ""), places)
        if ref.endswith("]") and number:
            return f"{number}.{places[-1]}"
        return number

    def is_required(self, ref: str) -> bool:
        """Whether an answer must be given."""
        return self.draft.session.is_required(ref)

    def is_readonly(self, ref: str) -> bool:
        """Whether a person may not write here."""
        return self.draft.is_readonly(ref)

    def spec(self, ref: str) -> FieldSpec:
        """What the field of a question must know."""
        question = self.question(ref)
        return FieldSpec(
            ref=ref,
            name=question.name,
            control=question.control.value,
            datatype=question.datatype,
            appearances=question.appearances,
            parameters=question.parameters,
            mediatype=question.mediatype,
            personal=question.personal,
            label=self.draft.label(ref),
            grouped=not is_calendar_year(question),
        )

    def question(self, ref: str) -> Question:
        """What the form says about a question."""
        return self.draft.form.questions[self.path(ref)]

    def choice_count(self, ref: str) -> int:
        """How many choices the whole list has: this decides the field, not what is left by a filter."""
        source = self.question(ref).choices
        table = self.draft.form.lists.get(source.list_id) if source is not None else None
        return len(table.rows) if table is not None and table.rows else len(self.choices(ref))

    def choices(self, ref: str) -> Sequence[Choice]:
        """The choices that may be picked now."""
        return self.draft.choices(ref) if self.question(ref).control.is_select else ()

    def media(self, ref: str) -> tuple[tuple[Shown, Path], ...]:
        """Pictures, sounds and films beside the form that go with a question, and those of its choices."""
        found = ((one, self._media_file(one.name)) for one in self.draft.media(self.path(ref)))
        return tuple((one, file) for one, file in found if file is not None)

    def _media_file(self, name: str) -> Path | None:
        return self.desk.forms.media_file(self.draft.form.definition_hash, name)

    # -- units --------------------------------------------------------------------------------------------

    @property
    def unit_paths(self) -> frozenset[str]:
        """The questions that are shown as units beside numbers."""
        return frozenset(self._hosts)

    def unit_path(self, path: str) -> str:
        """The question that is the unit of a number, by paths; "" for none."""
        return self._folded.get(path, "")

    def fixed_unit(self, path: str) -> str:
        """The unit of a number when no answer decides it; none beside a year like 2026."""
        if is_calendar_year(self.draft.form.questions[path]):
            return ""
        return unit_words(self.desk.units, self.draft.form.questions[path].unit, language())

    def unit_question(self, ref: str) -> str:
        """The question that is shown as the unit beside the number at `ref`; "" when the unit is fixed."""
        name = self._folded.get(self.path(ref))
        return "" if name is None else ref.rpartition("/")[0] + "/" + name.rpartition("/")[2]

    def is_beside(self, ref: str) -> bool:
        """Whether this question is shown as the unit of a number that is asked now."""
        host = self._hosts.get(self.path(ref))
        if host is None:
            return False
        return self.draft.is_relevant(ref.rpartition("/")[0] + "/" + host.rpartition("/")[2])

    def unit(self, ref: str) -> str:
        """The unit in words; "" for none."""
        if is_calendar_year(self.question(ref)):
            return ""
        return unit_words(self.desk.units, self.draft.unit(ref).code, language())

    def hint(self, ref: str) -> str:
        """The hint without what it says of the unit, which stands beside the field."""
        hint = self.draft.session.hint(ref)
        if not hint or not self.question(ref).unit:
            return hint
        word = words_in(language_code(self.draft.session.language), _("unit"))
        unit = unit_words(self.desk.units, self.draft.unit(ref).code, language())
        return without_unit(hint, unit, word)

    # -- earlier answers ----------------------------------------------------------------------------------

    def compares(self) -> bool:
        """Whether there is an earlier record to compare with."""
        if self._compares is None:
            refs = (path for path, one in self.draft.form.questions.items() if one.control.is_answered)
            self._compares = self.draft.has_previous() and any(
                self.draft.previous_value(path) is not None for path in refs if self.draft.session.has(path)
            )
        return self._compares

    def previous(self, ref: str) -> PreviousView | None:
        """The earlier answer to a question."""
        earlier = self.draft.previous_value(ref)
        question = self.question(ref)
        if earlier is None or question.control is Control.UPLOAD:
            return None
        day = show_date(earlier.visit_day, "date")
        if earlier.absent:
            return PreviousView("", lower_first(absent_words(earlier.absent)), "", earlier.absent, day)
        if not question.is_number:
            return PreviousView(earlier.text, self._as_shown(question, earlier.shown), "", "", day)
        unit, same = self._previous_unit(ref)
        before, now = as_number(earlier.text), as_number(self.draft.value(ref))
        change = change_words(before, now) if same and before is not None and now is not None else ""
        before_text = for_reading(earlier.text, grouped=not is_calendar_year(question))
        if unit[:1].isdigit():  # "2.209 1,000 pieces" would read as one number
            unit = f"× {unit}"
        return PreviousView(earlier.text, f"{before_text} {unit}".strip(), change, "", day)

    def _previous_unit(self, ref: str) -> tuple[str, bool]:
        """The unit of the earlier number, and whether it is the one of now."""
        beside = self.unit_question(ref)
        if not beside:
            return self.unit(ref), True
        earlier = self.draft.previous_value(beside)
        if earlier is None:
            return "", False
        return earlier.shown, earlier.text == self.draft.value(beside)

    # -- answers as they are read -------------------------------------------------------------------------

    def shown(self, ref: str) -> str:
        """The answer in a table cell or title; "" for none."""
        absent = self.draft.absent(ref)
        if absent:
            return lower_first(absent_words(absent))
        return self._as_shown(self.question(ref), self.draft.value(ref), ref)

    def _as_shown(self, question: Question, text: str, ref: str = "") -> str:
        if not text:
            return ""
        if question.is_number:
            if text == "0" and ref:
                return lower_first(words(NONE_ZERO))
            return for_reading(text, grouped=not is_calendar_year(question))
        if question.control.is_select and ref:
            return ", ".join(self.draft.session.choice_label(ref, code) for code in text.split())
        if question.datatype == "date":
            return show_date(text, kind_of_date(question.appearances))
        if question.datatype == "dateTime":
            day, _mark, moment = text.partition("T")
            return f"{show_date(day, 'date')} {show_time(moment)}".strip()
        if question.datatype == "time":
            return show_time(text)
        if question.datatype == "geopoint":
            return show_place(text)
        return words("attached") if question.control is Control.UPLOAD else text

    def row(self, row_ref: str) -> RowView:
        """How a row looks in the table and in the section tree."""
        titled = self._title_path(row_ref[: row_ref.rindex("[")])
        title, answered, total, required, problems = "", 0, 0, 0, 0
        for ref in self.questions(row_ref):
            question = self.question(ref)
            if not question.control.is_answered or question.calculate:
                continue
            has = bool(self.draft.value(ref) or self.draft.absent(ref))
            total, answered = total + 1, answered + has
            if has and (question.path == titled or (not title and _may_title(question))):
                title = self.shown(ref)
            found = self.draft.session.problems_at(ref)
            missing = sum(1 for one in found if one.severity is Severity.REQUIRED)
            required, problems = required + missing, problems + len(found) - missing
        state = "problems" if problems else "started"
        if not problems and not required and answered:
            state = "done"
        return RowView(title or words("new row"), answered, total, state if answered or problems else "empty")

    def _title_path(self, table: str) -> str:
        """The question whose answers tell the rows of a table apart; "" when the first answer does."""
        seen = self.draft.head.last_seq
        if self._titles.get(table, (-1, ""))[0] != seen:
            self._titles[table] = (seen, self._find_title(table))
        return self._titles[table][1]

    def _find_title(self, table: str) -> str:
        path, rows = self.path(table), self.draft.rows(table)[:_TOLD_APART]
        children = self.draft.form.repeats[path].children
        asked = [one for one in children if isinstance(one, Question) and _may_title(one)]
        for question in asked[:_MOST_TITLES]:
            refs = [row + question.path[len(path) :] for row in rows]
            said = [self.draft.value(ref) if self.draft.is_relevant(ref) else "" for ref in refs]
            if all(said) and len(set(said)) == len(said):
                return question.path
        return ""

    def problems_at(self, ref: str, with_required: bool) -> list[Problem]:
        """The problems of a question; missing answers only after a check was asked for."""
        session = self.draft.session
        found = [one for at in (ref, *session.told_at(ref)) for one in session.problems_at(at)]
        shown = [one for one in found if with_required or one.severity is not Severity.REQUIRED]
        return shown or self.odd.at(self.draft, ref)


def _may_title(question: Question) -> bool:
    """Whether an answer can name its row."""
    return (
        question.control.is_answered
        and not question.calculate
        and not question.is_number
        and question.control is not Control.UPLOAD
    )


def _folded_units(draft: OpenDraft) -> dict[str, str]:
    """Numbers beside which the question for their unit is shown: path of the number -> path of the unit.

    Only a select_one of the same group or row, and only the first number that it is the unit of.
    """
    found: dict[str, str] = {}
    for path, question in draft.form.questions.items():
        match = _SIBLING.match(question.unit)
        if not question.is_number or question.control is Control.HIDDEN or match is None:
            continue
        unit = path.rpartition("/")[0] + "/" + match[1]
        asked = draft.form.questions.get(unit)
        if asked is not None and asked.control is Control.SELECT_ONE and unit not in found.values():
            found[path] = unit
    return found
