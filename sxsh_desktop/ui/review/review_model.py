"""Reviewing at the department: what waits, what changed, and the decisions. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.places import TREE_2025
from sxsh_desktop.services import duplicates, facility_links, plausibility, records, reference, review
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.duplicates import DuplicatePair
from sxsh_desktop.services.plausibility import Finding
from sxsh_desktop.services.records import RecordFilter, RecordLine, Standing
from sxsh_desktop.services.review import Asked, Comparison, Divergence, FieldChange, InboxLine
from sxsh_desktop.ui import say
from sxsh_desktop.ui.duplicates.duplicates_model import why
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell

Rows = list[tuple[str, tuple[Cell, ...]]]
LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that waits: records by district and officer; diverged records; pairs of facilities."""

    lines: tuple[InboxLine, ...]
    diverged: tuple[RecordLine, ...]


class ReviewModel:
    """Reads and decisions for the department's desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def inbox(self) -> Inbox:
        """Read what waits."""
        chosen = RecordFilter(standings=(Standing.DIVERGED,))
        return Inbox(review.inbox(self._desk), records.records(self._desk, chosen))

    @property
    def desk(self) -> Desk:
        """Whose inbox this is."""
        return self._desk

    def duplicates(self, progress: Progress) -> tuple[DuplicatePair, ...]:
        """Pairs of cards that may be one facility."""
        return duplicates.all_duplicates(self._desk, progress)

    def district(self, code: str) -> str:
        """The name of a district, or of a commune whose district is not known."""
        if not code:
            return words(_("Without a facility"))
        places = reference.current(self._desk).places
        found = places.district(code) or places.commune(code, TREE_2025)
        return found.name if found else words(_("District not known"))

    def compare(self, revision_id: str) -> Comparison:
        """A version beside the one that it follows."""
        return review.compare(self._desk, revision_id)

    def divergence(self, record_id: str) -> Divergence:
        """Ancestor and heads side by side."""
        return review.divergence(self._desk, record_id)

    def findings(self, revision_id: str) -> tuple[Finding, ...]:
        """What is odd about the figures of a version."""
        return plausibility.of_revision(self._desk, revision_id)

    def findings_of(self, revision_ids: Sequence[str]) -> dict[str, tuple[Finding, ...]]:
        """The same for several versions; for a background job."""
        return {one: self.findings(one) for one in revision_ids}

    def accept(self, revision_ids: Sequence[str], reason: str = "") -> None:
        """Accept one or several."""
        review.accept_many(self._desk, revision_ids, reason)

    def give_back(self, revision_id: str, questions: Iterable[tuple[str, str]], reason: str) -> None:
        """Return with questions."""
        review.return_with_questions(self._desk, revision_id, questions, reason)

    def reject(self, revision_id: str, reason: str) -> None:
        """Reject with a reason."""
        review.reject(self._desk, revision_id, reason)

    def merge_and_accept(self, record_id: str, choices: Mapping[str, str | None], reason: str) -> None:
        """Decide a diverged record; the merged version is accepted at once."""
        made = review.resolve(self._desk, record_id, choices, reason)
        review.accept(self._desk, made.revision_id, reason)

    def own_value(self, record_id: str, ref: str, text: str) -> tuple[str, str] | None:
        """A value that neither version has: as stored and in words; None when it is no answer there."""
        return review.own_value(self._desk, record_id, ref, text)

    def join(self, a: str, b: str, reason: str) -> None:
        """Two cards are one facility."""
        facility_links.join(self._desk, a, b, reason)

    # -- words --------------------------------------------------------------------------------------------

    @staticmethod
    def title(line: InboxLine) -> str:
        """Mẫu C · name of the facility."""
        own = say.without_letter(line.form_id, line.title)
        return " · ".join(part for part in (say.form_short(line.form_id), line.facility or own) if part)

    def about(self, line: InboxLine) -> str:
        """Form, officer, day of visit."""
        parts = [
            words(say.FORM_NAMES[line.form_id]) if line.form_id in say.FORM_NAMES else line.title,
            line.officer,
            words(_("visit of {day}"), day=say.day(line.visit_day)) if line.visit_day else "",
            words(_("answers an earlier return")) if line.corrected else "",
        ]
        return " · ".join(part for part in parts if part)

    @staticmethod
    def compare_columns(comparison: Comparison) -> tuple[Column, ...]:
        """Question and answer; with an earlier version also that."""
        head = (Column("question", words(_("Question")), 190, stretch=True, sort=False),)
        if not comparison.previous_id:
            return (*head, Column("now", words(_("Answer given")), 210, wide=420, sort=False))
        return (
            *head,
            Column("before", words(_("Earlier version")), 128, wide=240, sort=False),
            Column("now", words(_("This version")), 140, wide=260, sort=False),
        )

    @staticmethod
    def compare_rows(
        comparison: Comparison,
        questions: Mapping[str, str],
        found: Sequence[Finding] = (),
        *,
        only_changed: bool,
    ) -> Rows:
        """The fields; changed ones marked, odd ones with the sign of a warning, asked ones with that of a question."""
        earlier = bool(comparison.previous_id)
        odd = {one.refs[0]: one for one in reversed(found) if one.refs}
        asked = {one.ref: one.text for one in comparison.asked}
        rows: Rows = []
        for field in comparison.fields:
            kept = field.changed or field.ref in odd or field.ref in asked
            left_out = only_changed and earlier and not kept
            if left_out or not (field.before or field.now):
                continue
            icon, role = ("warning", "warn") if field.ref in odd else ("", "text")
            if field.ref in questions or field.ref in asked:
                icon, role = "state-returned", "ask"
            said = questions.get(field.ref, "") or asked.get(field.ref, "")
            tip = said or (finding_words(odd[field.ref]) if field.ref in odd else "")
            head = Cell(field.label, icon, role, tip=tip)
            now = _now_cell(field, earlier=earlier)
            cells = (head, _dim(field.before), now) if earlier else (head, now)
            rows.append((field.ref, cells))
        return rows

    @staticmethod
    def asked_words(comparison: Comparison) -> str:
        """What was asked about earlier versions, a line each; "" for nothing."""
        return "\n".join(
            words(_("Asked on {day}: {question}"), day=say.day(one.made_at), question=_about(one))
            for one in comparison.asked
        )

    @staticmethod
    def diverged_columns(found: Divergence) -> tuple[Column, ...]:
        """Origin, one column a head, and what is taken."""
        heads = tuple(
            Column(
                f"head{at}",
                f"{LETTERS[at]} · {head.officer_code} · {say.short_day(head.made_at)}",
                104,
                wide=136,
                sort=False,
            )
            for at, head in enumerate(found.heads)
        )
        return (
            Column("question", words(_("Question")), 130, stretch=True, sort=False),
            Column("origin", words(_("Origin")), 80, drop=1, wide=112, sort=False),
            *heads,
            Column("take", words(_("Take")), 64 + 48 * len(heads), wide=100 + 48 * len(heads), sort=False),
        )

    @staticmethod
    def diverged_rows(found: Divergence) -> Rows:
        """The fields that differ, conflicts first; what merged by itself says so."""
        rows: Rows = []
        for field in found.fields:
            cells = [
                Cell(field.label, "state-problem" if field.conflict else "", "warn"),
                _dim(field.ancestor_text),
            ]
            for value, text in zip(field.values, field.value_texts, strict=True):
                changed = value != field.ancestor
                ground = ("warn_bg" if field.conflict else "sel") if changed else ""
                shown = text or words(_("not answered"))
                cells.append(Cell(shown, bold=changed, ground=ground, dim=not text and not changed))
            cells.append(Cell("") if field.conflict else _merged_cell(field.values, field.merged))
            rows.append((field.ref, tuple(cells)))
        return rows

    @staticmethod
    def pair_columns() -> tuple[Column, ...]:
        """The columns of the table of probable duplicates."""
        return (
            Column("a", words(_("Facility")), 290, stretch=True),
            Column("acode", words(_("Code")), 140, drop=1),
            Column("b", words(_("Probably the same as")), 250, wide=296),
            Column("bcode", words(_("Code")), 140, drop=1),
            Column("place", words(_("Commune")), 130, drop=2),
            Column("why", words(_("Why")), 280, wide=312),
        )

    @staticmethod
    def pair_rows(pairs: Sequence[DuplicatePair]) -> Rows:
        """The pairs."""
        return [
            (
                str(at),
                (
                    Cell(pair.a.name, "copy", "warn"),
                    Cell(pair.a.code, dim=True),
                    Cell(pair.b.name),
                    Cell(pair.b.code, dim=True),
                    text_cell(pair.a.commune_name),
                    Cell(why(pair.signs, pair.names, pair.metres)),
                ),
            )
            for at, pair in enumerate(pairs)
        ]


def _about(one: Asked) -> str:
    return f"{one.label} – {one.text}" if one.label else one.text


def _dim(text: str) -> Cell:
    return Cell(text, dim=True) if text else none_cell()


def finding_words(one: Finding) -> str:
    """A finding in one line: question, sentence, and the reason that the officer gave."""
    sentence = f"{one.label}: {one.sentence}" if one.label else one.sentence
    given = (
        words(_("Reason: {reason}"), reason=one.reason) if one.reason else words(_("No reason was given."))
    )
    return f"{sentence} {given}"


def _now_cell(field: FieldChange, *, earlier: bool) -> Cell:
    marked = earlier and field.changed
    return Cell(
        field.now or words(_("not answered")), bold=marked, ground="sel" if marked else "", dim=not field.now
    )


def _merged_cell(values: Sequence[str | None], merged: str | None) -> Cell:
    if len(set(values)) == 1:
        return Cell(words(_("the same")), dim=True)
    for at, value in enumerate(values):
        if value == merged:
            return Cell(words(_("{letter} (merged by itself)"), letter=LETTERS[at]), dim=True)
    return Cell(words(_("both (merged by itself)")), dim=True)
