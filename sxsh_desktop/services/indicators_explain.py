"""Why a figure is what it is: figure, facilities, facts, answers, revision, who, when, signature, review.

The chain is read backwards from the judgement itself: each reason names the facts that it rests on, each fact the
revision that it was read from, and the revision says who signed it when and whether the signature holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import OF_OFFICERS, OFFICER_KINDS
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.ledger import trust
from sxsh_desktop.ledger.entries import Review, body_of
from sxsh_desktop.ledger.keys import PublicKey
from sxsh_desktop.ledger.keys import verify as verify_signature
from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services.exchange_devices import known_devices
from sxsh_desktop.services.fact_words import FactWords
from sxsh_desktop.services.forms import LETTERS
from sxsh_desktop.services.indicators_units import (
    MemberLine,
    facility_names,
    judgements,
    line_of,
    lines_of,
    unit_ids,
)
from sxsh_desktop.services.indicators_values import (
    BASE_RULE,
    OFFICERS_RULE,
    IndicatorBoard,
    IndicatorLine,
)
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import people
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

PAGE = 20
# Answers that say nothing about an indicator, and those about people: they are in the record, not in the chain.
_LEFT_OUT = frozenset({"identity", "contact", "official_id", "signature", "image", "free_text", "location"})

RATE_RULE = _(
    "Known rate = yes / (yes + no); lower bound = yes / (yes + no + unknown); upper bound = (yes + unknown) / "
    "(yes + no + unknown). The target is met only if the lower bound reaches it; nothing is ticked under 80 % coverage."
)
SAVING_RULE = _(
    "Saving of a facility = 1 - used after / (used before / output before x output after), energy carriers added in "
    "TOE by the Vietnamese coefficients. Headline = all that was avoided / all that would have been used."
)
VERDICTS = {"accepted": _("accepted"), "returned": _("returned"), "rejected": _("rejected")}
SIGNED, BROKEN, STRANGER = _("signature holds"), _("signature does not hold"), _("signer not known here")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer behind a judgement: the words of the question, the answer, or why there is none."""

    fact: str
    question: str
    answer: str
    absent: str


@dataclass(frozen=True, slots=True)
class Proof:
    """One fact and where it comes from.

    `section`: the words over its questions in the form, "" where there are none; `title`: the form's own title.
    `signature`: holds, does not hold, signer not known (words); `reviewed_by`, `reviewed_at`, `verdict` (words) ""
    where nobody has reviewed it. Moments are ISO; `officer_name`, `reviewer_name` "" where the name is not known.
    """

    fact_id: str
    kind: str
    section: str
    day: str
    answers: tuple[Said, ...]
    record_id: str
    revision_id: str
    form: str
    letter: str
    title: str
    form_version: str
    officer: str
    officer_name: str
    made_at: str
    key_id: str
    signature: str
    reviewed_by: str
    reviewer_name: str
    reviewed_at: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ExplainedUnit:
    """One facility or officer: how it counts and why, and the proofs of that."""

    line: MemberLine
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure explained. `units` are those of one page; `every` how many there are in all."""

    line: IndicatorLine
    rule: str
    versions: Mapping[str, str]
    units: tuple[ExplainedUnit, ...]
    every: int


def explain(
    desk: Desk, board: IndicatorBoard, id: str, counts_as: str = "", first: int = 0, page: int = PAGE
) -> Explanation:
    """The chain behind an indicator, a page of units at a time; raises KeyError for an unknown id."""
    line = board.line(id)
    units = unit_ids(desk, board, id, counts_as)
    return Explanation(
        line=line,
        rule=" ".join(
            (
                words(
                    OFFICERS_RULE if id in OF_OFFICERS else BASE_RULE, months=board.counted.validity_months
                ),
                words(SAVING_RULE if id == ind.I3 else RATE_RULE),
            )
        ),
        versions=board.versions,
        units=explain_units(desk, board, id, units[first : first + page]),
        every=len(units),
    )


def explain_units(
    desk: Desk, board: IndicatorBoard, id: str, units: Sequence[str]
) -> tuple[ExplainedUnit, ...]:
    """The chain behind these units."""
    if id in OF_OFFICERS:
        lines = lines_of(desk, board, id, units)
        with desk.read() as connection:
            rows = {
                row.fact_id: row
                for kind in OFFICER_KINDS
                for row in fact_store.rows(connection, desk.vocabulary, kind)
            }
        return _explained(
            desk, [(line, [rows[one] for one in line.evidence if one in rows]) for line in lines]
        )
    with desk.read() as connection:
        names = facility_names(connection, units)
    found = []
    for judged in judgements(desk, board, units):
        line = line_of(judged, id, names)
        used = dict.fromkeys((*judged.at.base.evidence, *line.evidence))
        found.append((line, [judged.facts[one] for one in used if one in judged.facts]))
    return _explained(desk, found)


def _explained(
    desk: Desk, found: Sequence[tuple[MemberLine, Sequence[FactRow]]]
) -> tuple[ExplainedUnit, ...]:
    rows = [row for _line, some in found for row in some]
    with desk.read() as connection:
        told = _Sources(desk, connection, rows)
    return tuple(ExplainedUnit(line, tuple(told.proof(row) for row in some)) for line, some in found)


class _Sources:
    """Revisions, reviews and keys behind some facts, read once."""

    def __init__(self, desk: Desk, connection: Connection, rows: Iterable[FactRow]) -> None:
        self._desk = desk
        ids = sorted({row.revision_id for row in rows})
        by_record = ledger_store.revisions_of_many(connection, sorted({row.record_id for row in rows}))
        self._revisions = {one.revision_id: one for found in by_record.values() for one in found}
        reviews = ledger_store.entries_of_many(connection, ids, "review")
        self._reviews = {
            id: max(found, key=lambda one: (one.made_at, one.entry_id))
            for id, found in reviews.items()
            if found
        }
        enrolments = ledger_store.entries_of_kind(connection, "enrolment")
        devices = trust.requests(enrolments) | known_devices(desk, connection)
        self._keys: dict[str, PublicKey] = {id: one.key for id, one in devices.items()}
        self._names = {one.officer_code: one.officer_name for one in devices.values()}
        self._names |= {one.code: one.name for one in people.officers(connection) if one.name}
        self._words: dict[tuple[str, str, str], FactWords] = {}

    def proof(self, row: FactRow) -> Proof:
        """Where a fact comes from."""
        revision = self._revisions.get(row.revision_id)
        entry = self._reviews.get(row.revision_id)
        review = body_of(entry) if entry else None
        told = self._told(revision) if revision else None
        return Proof(
            fact_id=row.fact_id,
            kind=row.kind,
            section=told.section(f"{row.kind}[{row.item}]" if row.item else row.kind) if told else "",
            day=row.on_day,
            answers=self._answers(row, revision),
            record_id=row.record_id,
            revision_id=row.revision_id,
            form=f"{row.form_id} {row.form_version}",
            letter=LETTERS.get(row.form_id, ""),
            title=told.title if told else "",
            form_version=row.form_version,
            officer=revision.officer_id if revision else "",
            officer_name=self._names.get(revision.officer_id, "") if revision else "",
            made_at=revision.made_at if revision else "",
            key_id=revision.key_id if revision else "",
            signature=words(self._signature(revision)) if revision else "",
            reviewed_by=entry.officer_id if entry else "",
            reviewer_name=self._names.get(entry.officer_id, "") if entry else "",
            reviewed_at=entry.made_at if entry else "",
            verdict=words(VERDICTS.get(review.verdict, review.verdict)) if isinstance(review, Review) else "",
        )

    def _signature(self, revision: Revision) -> str:
        key = self._keys.get(revision.key_id)
        if key is None:
            return STRANGER
        return SIGNED if verify_signature(revision, key) else BROKEN

    def _answers(self, row: FactRow, revision: Revision | None) -> tuple[Said, ...]:
        kind = self._desk.vocabulary.kind(row.kind)
        if kind is None or revision is None:
            return ()
        told = self._told(revision)
        name = f"{row.kind}[{row.item}]" if row.item else row.kind
        found = []
        for attribute in kind.attributes:
            value = row.values.get(attribute.name)
            if value is None or value.absent == "not_asked" or attribute.personal in _LEFT_OUT:
                continue
            if value.absent == "not_answered" and attribute.must == "O":
                continue  # the form does not ask for it here
            fact = f"{name}.{attribute.name}"
            if not told.asks(fact):
                continue  # computed, or taken from elsewhere in the record: nobody answered it here
            found.append(Said(fact, told.label(fact), told.value(fact, attribute, value), told.absent(value)))
        return tuple(found)

    def _told(self, revision: Revision) -> FactWords:
        key = (revision.form_id, revision.form_version, revision.definition_hash)
        if key not in self._words:
            self._words[key] = FactWords(self._desk, self._desk.forms.get(*key), language())
        return self._words[key]
