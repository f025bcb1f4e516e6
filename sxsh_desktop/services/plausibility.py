"""What is odd about a record: the checks of the domain, fed with its facts and with what else is known.

Shown before a draft is completed, beside the answers at review, and by `sxsh record check`. A soft finding may
stand with a reason: the acceptance or the note on an answer that it is about; the reviewer reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sxsh_desktop.base.words import language as spoken
from sxsh_desktop.base.words import words, words_in
from sxsh_desktop.domain import plausibility as domain
from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.domain.plausibility import About, Case, Oddity, Weight
from sxsh_desktop.domain.vocabulary import FactName
from sxsh_desktop.services import plausibility_known as known
from sxsh_desktop.services import reference
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_errors import RecordGoneError
from sxsh_desktop.services.record_view import view_of
from sxsh_desktop.services.review_errors import RevisionGoneError
from sxsh_desktop.services.review_words import path_of
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.xform import facts as form_facts
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Form

_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One odd thing: the check's permanent code and title, the sentence, whether it is impossible.

    refs: the answers that it is about, the one to look at first; label: the words of that question;
    reason: why the officer let it stand ("" for none yet).
    """

    check: str
    title: str
    sentence: str
    hard: bool
    refs: tuple[str, ...]
    label: str
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether it still wants mending or a reason."""
        return self.hard or not self.reason


def looks_at(form: Form) -> bool:
    """Whether the form says anything that a check reads."""
    return any(
        one.fact.split(".")[0].split("[")[0] in domain.KINDS for one in form.questions.values() if one.fact
    )


def of_answers(
    desk: Desk, form: Form, instance_xml: bytes, record_id: str = "", language: str = ""
) -> tuple[Finding, ...]:
    """What is odd about answers as they stand (a final or draft instance). Reads the store; changes nothing.

    record_id: the record that they belong to, so that it is not compared with itself. Raises XmlRefusedError.
    """
    facts = form_facts.project(form, instance_xml, desk.vocabulary, desk.units).facts
    found = domain.check(case_of(desk, facts, record_id))
    if not found:
        return ()
    fields = instance.fields_of(form, instance_xml)
    places = _places(form, fields)
    told = language or spoken()
    return tuple(_finding(desk, form, one, places, fields, told) for one in found)


def of_record(desk: Desk, record_id: str, language: str = "") -> tuple[Finding, ...]:
    """What is odd about a record as it stands. Raises RecordGoneError."""
    with desk.read() as connection:
        revisions = ledger_store.revisions_of(connection, record_id)
    if not revisions:
        raise RecordGoneError(record=record_id)
    view = view_of(
        record_id,
        revisions,
        (),
        lambda one: desk.forms.get(one.form_id, one.form_version, one.definition_hash),
    )
    return of_answers(desk, view.form, view.instance_xml, record_id, language)


def of_revision(desk: Desk, revision_id: str, language: str = "") -> tuple[Finding, ...]:
    """What is odd about one version of a record, as a reviewer sees it. Raises RevisionGoneError."""
    with desk.read() as connection:
        found = ledger_store.revision(connection, revision_id)
    if found is None:
        raise RevisionGoneError(revision=revision_id)
    form = desk.forms.get(found.form_id, found.form_version, found.definition_hash)
    return of_answers(desk, form, found.instance_xml, found.record_id, language)


def case_of(desk: Desk, facts: Sequence[Fact], record_id: str) -> Case:
    """The record with everything that it is compared with."""
    own = domain.by_kind(facts)
    tables = reference.current(desk)
    plain = Case(own, tables.units, _day(own, desk.today()), prices=tables.prices)
    with desk.read() as connection:
        about = known.about_facility(connection, desk, plain, record_id)
        ranges = known.ranges_of(connection, desk, tables, about.sector, plain.day)
        fellows = known.fellows(connection, desk, plain, about.facility_id)
    return Case(
        own, tables.units, plain.day, about.sector, about.card, about.earlier, fellows, ranges, tables.prices
    )


def _day(own: Mapping[str, Sequence[Fact]], today: date) -> date:
    """The day that the tables are read for: end of the period, else the visit, else today."""
    for kind, attribute in (("period", "to"), ("visit", "date")):
        for fact in own.get(kind, ()):
            try:
                return date.fromisoformat(fact.text(attribute))
            except ValueError:
                continue
    return today


def _places(form: Form, fields: Mapping[str, str]) -> dict[_Key, str]:
    """Where each attribute of a fact was answered."""
    found: dict[_Key, str] = {}
    for ref in fields:
        question = form.questions.get(path_of(ref)) if not ref.endswith("]") else None
        if question is None or not question.fact or "@" in ref:
            continue
        name = FactName.parse(question.fact)
        found.setdefault((name.kind, name.item, _row(ref), name.attribute), ref)
    return found


def _row(ref: str) -> str:
    """The id of the innermost repeat row of a ref; "" outside of any."""
    return ref.rpartition("[")[2].partition("]")[0] if "[" in ref else ""


def _finding(
    desk: Desk,
    form: Form,
    one: Oddity,
    places: Mapping[_Key, str],
    fields: Mapping[str, str],
    language: str,
) -> Finding:
    refs = tuple(ref for about in one.about if (ref := places.get(_key(about))))
    reasons = (fields.get(ref + mark, "") for mark in (instance.ACCEPTED, instance.NOTE) for ref in refs)
    facts = {name: _shown(desk, name, text, language) for name, text in one.facts}
    title = next((check.title for check in domain.CHECKS if check.code == one.check), one.check)
    return Finding(
        check=one.check,
        title=words_in(language, title),
        sentence=words_in(language, one.text, **facts),
        hard=one.weight is Weight.HARD,
        refs=refs,
        label=form.label(path_of(refs[0]), language) if refs else "",
        reason=next((reason for reason in reasons if reason), ""),
    )


def _key(about: About) -> _Key:
    return about.kind, about.item, about.row_id, about.attribute


def _shown(desk: Desk, name: str, text: str, language: str) -> str:
    """A fact of a sentence: numbers as people write them, units by their symbol."""
    if name == "unit":
        return unit_words(desk.units, text, language) if text in desk.units else text
    try:
        return format_number(Decimal(text), language=language)
    except (InvalidOperation, ValueError):
        return text


def said(finding: Finding) -> str:
    """A finding as one line for a terminal: code, question, sentence, and the reason where there is one."""
    line = f"{finding.check}: {finding.sentence}"
    if finding.label:
        line = f"{finding.check}, {finding.label}: {finding.sentence}"
    return f"{line} {words('Reason: {reason}', reason=finding.reason)}" if finding.reason else line
