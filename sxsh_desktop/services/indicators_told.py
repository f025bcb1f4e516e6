"""An explained figure as lines that people read: the words of the questions, names, days; ids last and apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.services.answer_words import day_words
from sxsh_desktop.services.indicators_explain import ExplainedUnit, Explanation, Proof
from sxsh_desktop.services.indicators_values import COUNTED
from sxsh_desktop.services.reference import shipped_tables

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the chain. `depth` 0 is the figure or a unit; `role`: head, text, source or id (for a copy)."""

    text: str
    depth: int = 0
    role: str = "text"


def plain(lines: Iterable[Told]) -> list[str]:
    """The lines with their indent, for a terminal or the clipboard."""
    return [f"{_INDENT * line.depth}{line.text}" for line in lines]


def explanation_lines(found: Explanation) -> list[Told]:
    """The chain: the figure, its rule, what it was computed from, then unit by unit."""
    line = found.line
    counts = words(
        _("Yes {yes}, no {no}, unknown {unknown}; left out {excluded}, not known whether in the base {open}."),
        yes=line.tally.yes, no=line.tally.no, unknown=line.tally.unknown, excluded=line.excluded,
        open=line.undetermined,
    )  # fmt: skip
    lines = [
        Told(f"{line.id}: {line.title}", role="head"),
        Told(line.definition, 1),
        Told(found.rule, 1),
        Told(counts, 1),
        Told(words(_("Reference tables: {tables}"), tables=_versions(found.versions)), 1, "id"),
    ]
    for unit in found.units:
        lines += unit_lines(unit)
    if len(found.units) < found.every:
        lines.append(Told(words(_("{shown} of {every} shown."), shown=len(found.units), every=found.every)))
    return lines


def unit_lines(unit: ExplainedUnit) -> list[Told]:
    """One unit of the chain: how it counts and why, then each record with the answers that were used."""
    one = unit.line
    counts = words(COUNTED[one.counts_as]) if one.counts_as in COUNTED else one.counts_as
    named = f"{one.name} ({one.code})" if one.name and one.name != one.code else one.code
    where = f", {one.place}" if one.place else ""
    lines = [Told(f"{named}{where}: {counts}", role="head"), *(Told(reason, 1) for reason in one.reasons)]
    by_revision: dict[str, list[Proof]] = {}
    for proof in unit.proofs:
        by_revision.setdefault(proof.revision_id, []).append(proof)
    for proofs in by_revision.values():
        lines += _record(proofs)
    return lines


def _record(proofs: list[Proof]) -> list[Told]:
    first = proofs[0]
    lines = [Told(_source(first), 1, "source")]
    if review := _review(first):
        lines.append(Told(review, 2))
    for section, some in groupby(proofs, key=lambda one: one.section):
        for proof in some:
            lines.append(Told(" · ".join(part for part in (section, day_words(proof.day)) if part), 2))
            lines += [Told(f"{_asked(one.question)} {one.answer or one.absent}", 3) for one in proof.answers]
    version = first.revision_id.removeprefix("uuid:")
    named = words(_("Version id {version}, key {key}"), version=version, key=first.key_id)
    return [*lines, Told(named, 2, "id")]


def _source(proof: Proof) -> str:
    return words(
        _("{form}, version {version}; filled by {officer} on {moment}; {signature}"),
        form=_form(proof), version=proof.form_version, officer=_person(proof.officer_name, proof.officer),
        moment=day_words(proof.made_at), signature=proof.signature,
    )  # fmt: skip


def _review(proof: Proof) -> str:
    if not proof.reviewed_by:
        return words(_("Not reviewed yet."))
    return words(
        _("Reviewed by {officer} on {moment}: {verdict}."),
        officer=_person(proof.reviewer_name, proof.reviewed_by), moment=day_words(proof.reviewed_at),
        verdict=proof.verdict,
    )  # fmt: skip


def _form(proof: Proof) -> str:
    """The title, which our forms have in Vietnamese only; elsewhere the letter, where there is one."""
    if proof.letter and (language() != "vi" or not proof.title):
        return words(_("Form {letter}"), letter=proof.letter)
    return proof.title or proof.form.partition(" ")[0]


def _person(name: str, code: str) -> str:
    return f"{name} ({code})" if name and name != code else code


def _asked(question: str) -> str:
    return question if question.endswith(("?", ":")) else f"{question}:"


def _versions(versions: Mapping[str, str]) -> str:
    """ "23/11/2026: Đơn vị đo, …; 23/11/2026 (2): …": the tables of a version together, by their titles."""
    titles = {one.name: one.title(language()) for one in shipped_tables()}
    by_version: dict[str, list[str]] = {}
    for name, version in versions.items():
        by_version.setdefault(version, []).append(titles.get(name, name))
    return "; ".join(
        f"{_version(version)}: {', '.join(names)}" for version, names in sorted(by_version.items())
    )


def _version(text: str) -> str:
    day, dot, number = text.partition(".")
    return f"{day_words(day)} ({number})" if dot else day_words(day)
