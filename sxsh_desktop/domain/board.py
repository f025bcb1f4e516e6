"""All indicators of the plan at one date, computed from facts and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from sxsh_desktop.base.words import _
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.facility_saving import (
    FacilitySaving,
    NotMeasurable,
    SavingTable,
    energy_saving,
    saving_table,
)
from sxsh_desktop.domain.factors import Factors
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.indicators import Indicator, Member, SavingIndicator
from sxsh_desktop.domain.judging import Links, applies, attendance_by_facility, aware, base, links_of
from sxsh_desktop.domain.officers import in_post, trained
from sxsh_desktop.domain.places import TREE_2016, TREE_2025, Places
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.reading import (
    ACCEPTED,
    ACCEPTED_AND_WAITING,
    VALIDITY_MONTHS,
    Answer,
    FactsAt,
    Judgement,
    Reason,
)

# The kinds that the indicators read; a caller need load no others.
KINDS = (
    "visit", "facility_profile", "facility_status", "potential", "awareness", "outreach", "attendance", "event",
    "adoption", "measure", "claimed_saving", "solution", "solution_result", "baseline_after",
    "detailed_assessment", "quick_assessment", "follow_up", "officer_post", "training", "competence",
)  # fmt: skip

OF_FACILITIES = (ind.I1, ind.I2, ind.I2_LEVEL, ind.I2_SOLUTION, ind.I2S)
OF_OFFICERS = (ind.I4, ind.I4_COURSE, ind.I4_GRADE)
OFFICER_KINDS = ("officer_post", "training", "competence")
OPEN = Judgement(Answer.UNKNOWN)

MEASURED_SAVING = _("It saves {percent} % of its energy per unit of product.")


@dataclass(frozen=True, slots=True)
class Tables:
    """The reference tables that the computation uses; `targets` by indicator id (a share)."""

    places: Places
    factors: Factors
    units: UnitTable
    targets: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which units are looked at: for each dimension the keys wanted; nothing given = everything."""

    wanted: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, groups: Mapping[str, str]) -> bool:
        """Whether a unit of these groups is looked at."""
        return all(groups.get(dimension, "") in keys for dimension, keys in self.wanted.items() if keys)


@dataclass(frozen=True, slots=True)
class Board:
    """All indicators at T.

    `indicators` by id; `saving` is I3; `facilities` how many cards there are, `unreviewed` how many facts of
    waiting records were left out.
    """

    on: date
    validity_months: int
    facilities: int
    indicators: Mapping[str, Indicator]
    saving: SavingIndicator
    unreviewed: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """Every unit judged once, for one set of review states."""

    members: Mapping[str, tuple[Member, ...]]
    excluded: tuple[Member, ...]
    undetermined: tuple[Member, ...]
    facilities: int
    savings: Mapping[str, FacilitySaving]
    claims: Mapping[str, Decimal]


def compute(
    rows: Iterable[FactRow],
    on: date,
    tables: Tables,
    scope: Scope | None = None,
    validity_months: int = VALIDITY_MONTHS,
) -> Board:
    """The board at T = `on` from all facts of KINDS, whatever their review state or date."""
    every = list(rows)
    own = _judge(FactsAt(every, on, ACCEPTED, validity_months), tables, scope or Scope())
    last = on.isoformat()
    unreviewed = sum(row.state is ReviewCode.WAITING and row.on_day <= last for row in every)
    then = own
    if unreviewed:
        then = _judge(FactsAt(every, on, ACCEPTED_AND_WAITING, validity_months), tables, scope or Scope())
    made = {
        id: ind.indicator_of(
            id,
            tables.targets.get(target_of(id)),
            members,
            () if id in OF_OFFICERS else own.excluded,
            () if id in OF_OFFICERS else own.undetermined,
            then.members[id],
        )
        for id, members in own.members.items()
    }
    saving = _saving_indicator(own, then, tables.targets.get(ind.I3))
    return Board(on, validity_months, own.facilities, made, saving, unreviewed)


def target_of(id: str) -> str:
    """The part indicators are judged by the target of the whole."""
    return {ind.I2_LEVEL: ind.I2, ind.I2_SOLUTION: ind.I2, ind.I4_COURSE: ind.I4, ind.I4_GRADE: ind.I4}.get(
        id, id
    )


@dataclass(frozen=True, slots=True)
class FacilityAt:
    """One facility at a date: where it is, whether it is in the base, and every judgement about it.

    Of a facility outside the base (`base` not yes) only `groups` and `base` say something. `joint` is I2S;
    `claim` the facility's own figure, a share, or None.
    """

    groups: Mapping[str, str]
    base: Judgement
    aware: Judgement = OPEN
    adopts: Judgement = OPEN
    level: Judgement = OPEN
    solution: Judgement = OPEN
    joint: Judgement = OPEN
    saved: FacilitySaving | NotMeasurable | None = None
    claim: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """The measured saving, a share, or None."""
        return self.saved.rate if isinstance(self.saved, FacilitySaving) else None

    def of(self, id: str) -> Judgement:
        """The judgement of a facility indicator. Raises KeyError for one that is not about facilities."""
        return {
            ind.I1: self.aware,
            ind.I2: self.adopts,
            ind.I2_LEVEL: self.level,
            ind.I2_SOLUTION: self.solution,
            ind.I2S: self.joint,
            ind.I3: self.saving_judgement,
        }[id]

    @property
    def saving_judgement(self) -> Judgement:
        """I3 of an adopter: yes = the saving can be measured, unknown = it cannot, with the reason."""
        if not isinstance(self.saved, FacilitySaving):
            return self.joint
        percent = str((self.saved.rate * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
        reason = Reason.of(MEASURED_SAVING, percent=percent)
        return Judgement(Answer.YES, (reason,), self.saved.evidence)


def facility_at(
    facts: FactsAt,
    links: Links,
    listed: Mapping[str, list[FactRow]],
    tables: Tables,
    facility: str,
    groups: Mapping[str, str] | None = None,
) -> FacilityAt:
    """Judge one facility by the facts that count at the date; `listed` as `attendance_by_facility` gives it."""
    where = groups if groups is not None else groups_of(facts, tables.places, facility)
    judged = base(facts, facility)
    if judged.answer is not Answer.YES:
        return FacilityAt(where, judged)
    return put_together(
        where,
        judged,
        aware(facts, links, listed, facility),
        applies(facts, links, facility),
        energy_saving(facts, links, facility, tables.factors, tables.units),
        claim_of(facts, facility),
    )


def put_together(
    groups: Mapping[str, str],
    base: Judgement,
    aware: Judgement,
    applied: tuple[Judgement, Judgement, Judgement],
    saved: FacilitySaving | NotMeasurable,
    claim: Decimal | None,
) -> FacilityAt:
    """A facility in the base from its parts; `applied`: the headline, by level, by solutions."""
    adopts, level, solution = applied
    rate, told = _told(saved)
    return FacilityAt(
        groups=groups,
        base=base,
        aware=aware,
        adopts=adopts,
        level=level,
        solution=solution,
        joint=ind.and_saving(adopts, rate, told),
        saved=saved,
        claim=claim,
    )


def _judge(facts: FactsAt, tables: Tables, scope: Scope) -> _Judged:
    links = links_of(facts)
    listed = attendance_by_facility(facts, links)
    found: dict[str, list[Member]] = {id: [] for id in OF_FACILITIES}
    excluded: list[Member] = []
    undetermined: list[Member] = []
    savings: dict[str, FacilitySaving] = {}
    claims: dict[str, Decimal] = {}
    facilities = 0
    for facility in sorted(facts.facilities("facility_profile")):
        groups = groups_of(facts, tables.places, facility)
        if not facility or not scope.holds(groups):
            continue
        facilities += 1
        one = facility_at(facts, links, listed, tables, facility, groups)
        if one.base.answer is not Answer.YES:
            outside = excluded if one.base.answer is Answer.NO else undetermined
            outside.append(Member(facility, one.base, groups))
            continue
        for id in OF_FACILITIES:
            rate = one.rate if id == ind.I2S else None
            found[id].append(Member(facility, one.of(id), groups, rate))
        if isinstance(one.saved, FacilitySaving):
            savings[facility] = one.saved
        if one.claim is not None:
            claims[facility] = one.claim
    found.update(officers(facts, scope))
    return _Judged(
        {id: tuple(members) for id, members in found.items()},
        tuple(excluded),
        tuple(undetermined),
        facilities,
        savings,
        claims,
    )


def officers(facts: FactsAt, scope: Scope) -> dict[str, list[Member]]:
    """The officers in post, as members of the three indicators about them."""
    found: dict[str, list[Member]] = {id: [] for id in OF_OFFICERS}
    for code, (post, records) in in_post(facts).items():
        groups = {
            "district": _only(post.text("districts")),
            "commune": _only(post.text("communes")),
            "unit": post.text("agency"),
        }
        if not scope.holds(groups):
            continue
        for id, judgement in zip(OF_OFFICERS, trained(facts, records), strict=True):
            found[id].append(Member(code, judgement, groups))
    return found


def _only(codes: str) -> str:
    """The code of a set of one; "" for several or none, so that nobody is counted twice."""
    parts = codes.split()
    return parts[0] if len(parts) == 1 else ""


def groups_of(facts: FactsAt, places: Places, facility: str) -> dict[str, str]:
    """Where the facility is at T, its sector and size; "" where that is not known.

    The district is that of the commune of 2016 where that was given, else that of the commune of 2025 where
    all of it came from one district.
    """

    def value(attribute: str) -> str:
        found = facts.register("facility_profile", facility, attribute)
        return found[0] if found else ""

    new, old = value("commune"), value("commune_2016")
    district = places.district_of(old, TREE_2016) if old else None
    if district is None and new:
        district = places.district_of(new, TREE_2025)
    return {"district": district or "", "commune": new, "sector": value("sector"), "size": value("size")}


def _told(saved: FacilitySaving | NotMeasurable) -> tuple[Decimal | None, Judgement]:
    if isinstance(saved, FacilitySaving):
        return saved.rate, Judgement(Answer.YES, evidence=saved.evidence)
    return None, Judgement(Answer.UNKNOWN, (saved.reason,), saved.evidence, saved.stale)


def claim_of(facts: FactsAt, facility: str) -> Decimal | None:
    """The facility's own figure of its energy saving, as a share: a row of its own, never in I2S."""
    row = facts.newest("claimed_saving", facility)
    if row is None or facts.is_stale(row):
        return None
    try:
        return Decimal(row.text("energy")) / 100
    except InvalidOperation:
        return None


def _saving_indicator(own: _Judged, then: _Judged, target: Decimal | None) -> SavingIndicator:
    members = _adopters(own)
    return SavingIndicator(
        id=ind.I3,
        title=ind.TITLES[ind.I3],
        target=target,
        members=members,
        measured=_table(own, members, ("dongho", "hoadon")),
        metered=_table(own, members, ("dongho",)),
        billed=_table(own, members, ("hoadon",)),
        self_reported=_claims_table(own, members),
        waiting=ind.waiting_of(members, _adopters(then)),
    )


def _adopters(judged: _Judged) -> tuple[Member, ...]:
    """Those that apply: yes = the saving can be measured, unknown = it cannot, with the reason."""
    joint = {member.unit_id: member for member in judged.members[ind.I2S]}
    found = []
    for member in judged.members[ind.I2]:
        if member.answer is not Answer.YES:
            continue
        saved = judged.savings.get(member.unit_id)
        one = FacilityAt(member.groups, OPEN, joint=joint[member.unit_id].judgement, saved=saved)
        found.append(Member(member.unit_id, one.saving_judgement, member.groups, one.rate))
    return tuple(found)


def _table(judged: _Judged, members: Sequence[Member], qualities: tuple[str, ...]) -> SavingTable:
    chosen = [
        (saved.rate, saved.expected.value if saved.expected else None)
        for member in members
        if (saved := judged.savings.get(member.unit_id)) and saved.quality in qualities
    ]
    return saving_table(len(members), chosen)


def _claims_table(judged: _Judged, members: Sequence[Member]) -> SavingTable:
    chosen: list[tuple[Decimal, Decimal | None]] = [
        (judged.claims[member.unit_id], None) for member in members if member.unit_id in judged.claims
    ]
    return saving_table(len(members), chosen)
