"""The plan's indicators at a date: computed from the facts of this store, each number with who is behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain import board as computing
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import Board, Scope, Tables
from sxsh_desktop.domain.facility_saving import SavingTable
from sxsh_desktop.domain.indicators import Indicator, Member, Tally, Verdict
from sxsh_desktop.domain.numbers import format_date
from sxsh_desktop.domain.reading import VALIDITY_MONTHS, Answer, Reason
from sxsh_desktop.services import reference
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import people
from sxsh_desktop.store import register as register_store

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

HEADLINES = (ind.I1, ind.I2, ind.I2S, ind.I3, ind.I4)
PARTS = {ind.I2: (ind.I2_LEVEL, ind.I2_SOLUTION), ind.I4: (ind.I4_COURSE, ind.I4_GRADE)}

DEFINITIONS = {
    ind.I1: _(
        "Aware: level 2 or 3, at least 2 of the 3 test questions right, at least one benefit other than "
        '"none", and an outreach contact on file. Of the facilities with potential.'
    ),
    ind.I2: _(
        "Applying: level 3 or more in the latest accepted survey, or at least one solution in use by the date. "
        "Of the facilities with potential."
    ),
    ind.I2_LEVEL: _("Applying by the survey alone: level 3 or more in the latest accepted survey."),
    ind.I2_SOLUTION: _("Applying by solutions alone: at least one solution in use by the date."),
    ind.I2S: _(
        "Applying, and using at least 8 % less energy per unit of product by metered or billed figures. Of the "
        "facilities with potential."
    ),
    ind.I3: _(
        "Saving of those that apply, from metered or billed figures before and after. The headline is the mean "
        "weighted by energy: all that was avoided over all that would have been used."
    ),
    ind.I4: _(
        "Trained and competent: a passed course that is still valid, and competence 2 or more. Of the officers "
        "in post on the date."
    ),
    ind.I4_COURSE: _("Trained alone: a passed course that is still valid."),
    ind.I4_GRADE: _("Competent alone: competence 2 or more."),
}
VERDICTS = {
    Verdict.MET: _("Met"),
    Verdict.NOT_MET: _("Not met"),
    Verdict.POSSIBLE: _("Possible: only if the unknown ones turn out well"),
    Verdict.TOO_LITTLE_COVERAGE: _("Too little is known"),
}
ANSWERS = {Answer.YES: _("yes"), Answer.NO: _("no"), Answer.UNKNOWN: _("unknown")}
ELSEWHERE = _("(not known)")


@dataclass(frozen=True, slots=True)
class IndicatorFilters:
    """Which facilities are looked at; an empty set = all. Codes: district 2016, commune 2025, sector, size."""

    districts: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()

    def scope(self) -> Scope:
        """As the computation wants it."""
        wanted = {
            "district": self.districts,
            "commune": self.communes,
            "sector": self.sectors,
            "size": self.sizes,
        }
        return Scope({dimension: keys for dimension, keys in wanted.items() if keys})


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator for a screen or a sheet. Rates are shares or None; texts in the user's language.

    `excluded`: left out by the rule; `undetermined`: not known whether they belong to the base; `stale`: part
    of `unknown`; `waiting`: what unreviewed records would change; `parts`: the readings shown apart.
    """

    id: str
    title: str
    definition: str
    target: Decimal | None
    tally: Tally
    excluded: int
    undetermined: int
    stale: int
    verdict: Verdict | None
    waiting: Tally
    headline: Decimal | None
    coverage: Decimal | None
    parts: tuple[IndicatorLine, ...] = ()

    @property
    def verdict_words(self) -> str:
        """The verdict in the user's language, "" where there is no target."""
        return words(VERDICTS[self.verdict]) if self.verdict else ""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One part of a breakdown: `key` is a code ("" = not known), `label` its name."""

    key: str
    label: str
    tally: Tally
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One facility or officer behind a number, with the reasons in the user's language.

    `counts_as`: yes, no, unknown, excluded or undetermined. `unit_id`: facility id, or officer code (I4).
    """

    unit_id: str
    code: str
    name: str
    place: str
    counts_as: str
    stale: bool
    reasons: tuple[str, ...]
    saving: Decimal | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorBoard:
    """All indicators at a date, with what they were computed from.

    `versions`: the reference tables used; `facilities`: how many cards are in the filters; `unreviewed`: how
    many facts of records that nobody has reviewed were left out.
    """

    on: date
    filters: IndicatorFilters
    lines: tuple[IndicatorLine, ...]
    saving: SavingTable
    saving_rows: Mapping[str, SavingTable]
    facilities: int
    unreviewed: int
    versions: Mapping[str, str]
    board: Board = field(repr=False)
    tables: Reference = field(repr=False)

    def line(self, id: str) -> IndicatorLine:
        """The indicator of that id, parts included; raises KeyError."""
        for one in self.lines:
            for candidate in (one, *one.parts):
                if candidate.id == id:
                    return candidate
        raise KeyError(id)


def compute(
    desk: Desk,
    on: date,
    filters: IndicatorFilters | None = None,
    *,
    validity_months: int = VALIDITY_MONTHS,
    progress: Progress | None = None,
) -> IndicatorBoard:
    """Compute all indicators at the end of the day `on`, from the facts in this store."""
    told = progress or silent()
    tables = reference.current(desk)
    rows = []
    with desk.read() as connection:
        for done, kind in enumerate(computing.KINDS):
            told.step(done, len(computing.KINDS) + 1, words(_("Reading facts")))
            rows += fact_store.rows(connection, desk.vocabulary, kind, on_or_before=on.isoformat())
    told.step(len(computing.KINDS), len(computing.KINDS) + 1, words(_("Computing indicators")))
    targets = {target.id: target.target for target in tables.targets}
    chosen = filters or IndicatorFilters()
    made = computing.compute(
        rows,
        on,
        Tables(tables.places, tables.factors, tables.units, targets),
        chosen.scope(),
        validity_months,
    )
    saving = made.saving
    return IndicatorBoard(
        on=on,
        filters=chosen,
        lines=tuple(_line(made, id) for id in HEADLINES),
        saving=saving.measured,
        saving_rows={
            "metered": saving.metered,
            "billed": saving.billed,
            "self_reported": saving.self_reported,
        },
        facilities=made.facilities,
        unreviewed=made.unreviewed,
        versions=tables.versions,
        board=made,
        tables=tables,
    )


def _line(board: Board, id: str) -> IndicatorLine:
    if id == ind.I3:
        return _saving_line(board)
    one = board.indicators[id]
    return IndicatorLine(
        id=id,
        title=words(one.title),
        definition=words(DEFINITIONS[id]),
        target=one.target,
        tally=one.tally,
        excluded=len(one.excluded),
        undetermined=len(one.undetermined),
        stale=len(one.stale),
        verdict=one.verdict,
        waiting=one.waiting.change,
        headline=one.tally.known_rate,
        coverage=one.tally.coverage,
        parts=tuple(_line(board, part) for part in PARTS.get(id, ())),
    )


def _saving_line(board: Board) -> IndicatorLine:
    saving = board.saving
    return IndicatorLine(
        id=ind.I3,
        title=words(saving.title),
        definition=words(DEFINITIONS[ind.I3]),
        target=saving.target,
        tally=ind.tally_of(saving.members),
        excluded=0,
        undetermined=0,
        stale=sum(member.judgement.stale for member in saving.members),
        verdict=saving.verdict,
        waiting=saving.waiting.change,
        headline=saving.headline,
        coverage=saving.coverage,
    )


def breakdown(board: IndicatorBoard, id: str, dimension: str) -> tuple[GroupLine, ...]:
    """The parts of an indicator over district, commune, sector, size or unit; raises KeyError for I3."""
    one = board.board.indicators[id]
    return tuple(
        GroupLine(group.key, label_of(board.tables, dimension, group.key), group.tally, group.verdict)
        for group in one.by(dimension)
    )


def label_of(tables: Reference, dimension: str, key: str) -> str:
    """What a group's code is called, in the user's language."""
    if not key:
        return words(ELSEWHERE)
    if dimension == "district":
        place = tables.places.district(key)
        return place.name if place else key
    if dimension == "commune":
        place = tables.places.commune(key, "2025")
        return place.name if place else key
    if dimension == "sector":
        sector = tables.industries.sector(key)
        return sector.label(language()) if sector else key
    if dimension == "size":
        return words(SIZES[key]) if key in SIZES else key
    return key


SIZES = {"sn": _("Micro"), "nho": _("Small"), "vua": _("Medium"), "lon": _("Large")}


def members(
    desk: Desk, board: IndicatorBoard, id: str, counts_as: str = "", dimension: str = "", key: str = ""
) -> tuple[MemberLine, ...]:
    """Who is behind a number, by code: of one answer ("" = all), and of one part of a breakdown.

    `counts_as`: yes, no, unknown, stale, excluded, undetermined, waiting. Raises KeyError for an unknown id.
    """
    found = [
        (state, member)
        for state, member in _members_of(board, id)
        if not dimension or member.groups.get(dimension, "") == key
    ]
    if counts_as == "waiting":
        moved = set(_waiting_units(board, id))
        found = [(state, member) for state, member in found if member.unit_id in moved]
    elif counts_as == "stale":
        found = [(state, member) for state, member in found if member.judgement.stale]
    elif counts_as:
        found = [(state, member) for state, member in found if state == counts_as]
    officers = id in (ind.I4, ind.I4_COURSE, ind.I4_GRADE)
    names = _officers(desk) if officers else _facilities(desk, [member.unit_id for _state, member in found])
    lines = [_member_line(state, member, names) for state, member in found]
    return tuple(sorted(lines, key=lambda line: (line.code, line.unit_id)))


def _members_of(board: IndicatorBoard, id: str) -> list[tuple[str, Member]]:
    if id == ind.I3:
        return [(str(member.answer), member) for member in board.board.saving.members]
    one: Indicator = board.board.indicators[id]
    return [
        *((str(member.answer), member) for member in one.members),
        *(("undetermined", member) for member in one.undetermined),
        *(("excluded", member) for member in one.excluded),
    ]


def _waiting_units(board: IndicatorBoard, id: str) -> tuple[str, ...]:
    return (board.board.saving if id == ind.I3 else board.board.indicators[id]).waiting.units


def _member_line(state: str, member: Member, names: Mapping[str, tuple[str, str, str]]) -> MemberLine:
    code, name, place = names.get(member.unit_id, (member.unit_id, "", ""))
    return MemberLine(
        unit_id=member.unit_id,
        code=code,
        name=name,
        place=place,
        counts_as=state,
        stale=member.judgement.stale,
        reasons=tuple(reason_words(reason) for reason in member.judgement.reasons),
        saving=member.saving,
        evidence=member.judgement.evidence,
    )


def reason_words(reason: Reason) -> str:
    """A reason in the user's language; a fact that is itself a message (why ...) is translated too."""
    facts = {name: words(text) if name == "why" else _day(name, text) for name, text in reason.facts}
    return words(reason.text, **facts)


def _day(name: str, text: str) -> str:
    if name != "day" or len(text) != 10:
        return text
    return format_date(date.fromisoformat(text), language())


def _facilities(desk: Desk, ids: list[str]) -> dict[str, tuple[str, str, str]]:
    with desk.read() as connection:
        found = register_store.get_many(connection, ids)
    return {
        id: (one.code, one.name, ", ".join(part for part in (one.commune_name, one.district_name) if part))
        for id, one in found.items()
    }


def _officers(desk: Desk) -> dict[str, tuple[str, str, str]]:
    with desk.read() as connection:
        return {one.code: (one.code, one.name, one.agency) for one in people.officers(connection)}
