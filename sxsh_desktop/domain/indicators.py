"""The plan's four targets: numerator, denominator, unknown, bounds, verdict, and who is behind each number.

Joined definition (the plan's clause I.2; who counts: facts of accepted records; how unknown counts: bounds).
Base P(T): potential judged yes, and operating or suspended for less than 12 months at T; potential unknown is
counted apart. A fact older than the validity (24 months) is stale: the unit is unknown and listed apart.
I1 aware: level 2 or 3, at least 2 of 3 tests right, a benefit other than "none", an outreach contact on file.
I2 applies: level 3 or more in the latest survey, or at least one solution in use at T; both also apart.
I2S applies and saves: of those that apply, the metered or billed energy saving is at least 8 %.
I3 saving: the table over those that apply; headline is the energy-weighted mean.
I4 officers in post with a passed course still valid and competence 2 or more; both also apart.
Rates: known Y/(Y+N), lower Y/(Y+N+U), upper (Y+U)/(Y+N+U), coverage (Y+N)/(Y+N+U).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facility_saving import SavingTable
from sxsh_desktop.domain.reading import Answer, Judgement, Reason, counts

COVERAGE_NEEDED = Decimal("0.8")
DIMENSIONS = ("district", "commune", "sector", "size", "unit")

I1, I2, I2S, I3, I4 = "I1", "I2", "I2S", "I3", "I4"
I2_LEVEL, I2_SOLUTION, I4_COURSE, I4_GRADE = "I2L", "I2G", "I4C", "I4G"

TITLES = {
    I1: _("Informed and aware"),
    I2: _("Applying cleaner production"),
    I2_LEVEL: _("Applying, by the level in the survey"),
    I2_SOLUTION: _("Applying, by solutions in use"),
    I2S: _("Applying and saving at least 8 %"),
    I3: _("Saving per unit of product"),
    I4: _("Officers trained and competent"),
    I4_COURSE: _("Officers with a passed course that is still valid"),
    I4_GRADE: _("Officers with competence 2 or more"),
}


class Verdict(StrEnum):
    """Whether a target is met: only the lower bound can say so."""

    MET = "met"
    NOT_MET = "not_met"
    POSSIBLE = "possible"
    TOO_LITTLE_COVERAGE = "too_little_coverage"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many yes, no, unknown; the rates are None where nothing was counted."""

    yes: int
    no: int
    unknown: int

    @property
    def total(self) -> int:
        """The denominator with the unknown ones."""
        return self.yes + self.no + self.unknown

    @property
    def known_rate(self) -> Decimal | None:
        """Y / (Y + N)."""
        return _share(self.yes, self.yes + self.no)

    @property
    def lower(self) -> Decimal | None:
        """Y / (Y + N + U): if every unknown one were a no."""
        return _share(self.yes, self.total)

    @property
    def upper(self) -> Decimal | None:
        """(Y + U) / (Y + N + U): if every unknown one were a yes."""
        return _share(self.yes + self.unknown, self.total)

    @property
    def coverage(self) -> Decimal | None:
        """(Y + N) / (Y + N + U)."""
        return _share(self.yes + self.no, self.total)

    def minus(self, other: Tally) -> Tally:
        """The difference, part by part (may be negative)."""
        return Tally(self.yes - other.yes, self.no - other.no, self.unknown - other.unknown)


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def verdict(tally: Tally, target: Decimal | None) -> Verdict | None:
    """Met only if lower >= target, possible if only upper is; under 80 % coverage nothing is ticked.

    A target that even the upper bound misses is missed whatever the coverage. None: there is no target.
    """
    lower, upper, coverage = tally.lower, tally.upper, tally.coverage
    if target is None:
        return None
    if lower is None or upper is None or coverage is None:
        return Verdict.TOO_LITTLE_COVERAGE
    if upper < target:
        return Verdict.NOT_MET
    if coverage < COVERAGE_NEEDED:
        return Verdict.TOO_LITTLE_COVERAGE
    return Verdict.MET if lower >= target else Verdict.POSSIBLE


@dataclass(frozen=True, slots=True)
class Member:
    """One unit (facility or officer) behind a number: how it counts, why, in which groups.

    `groups` has a key for each dimension, "" where it is not known. `saving` is the rate where there is one.
    """

    unit_id: str
    judgement: Judgement
    groups: Mapping[str, str] = field(default_factory=dict)
    saving: Decimal | None = None

    @property
    def answer(self) -> Answer:
        """Yes, no or unknown."""
        return self.judgement.answer


@dataclass(frozen=True, slots=True)
class Waiting:
    """What records that nobody has reviewed would change, if all were accepted."""

    change: Tally
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One part of a breakdown."""

    key: str
    tally: Tally
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator at T.

    `members` are counted (yes, no, unknown); `excluded` are left out by the rule (no potential, closed);
    `undetermined` are those of whom it is not known whether they are in the base. `target` None: none set.
    """

    id: str
    title: str
    target: Decimal | None
    members: tuple[Member, ...]
    excluded: tuple[Member, ...]
    undetermined: tuple[Member, ...]
    waiting: Waiting

    @property
    def tally(self) -> Tally:
        """Yes, no, unknown over all members."""
        return tally_of(self.members)

    @property
    def verdict(self) -> Verdict | None:
        """Whether the target is met."""
        return verdict(self.tally, self.target)

    @property
    def stale(self) -> tuple[Member, ...]:
        """The unknown members of whom something is known, but too old."""
        return tuple(member for member in self.members if member.judgement.stale)

    def having(self, answer: Answer) -> tuple[Member, ...]:
        """The members that count as this answer."""
        return tuple(member for member in self.members if member.answer is answer)

    def by(self, dimension: str) -> tuple[Group, ...]:
        """The breakdown over one of DIMENSIONS; the parts add up to the whole. Key "" = not known."""
        parts: dict[str, list[Member]] = {}
        for member in self.members:
            parts.setdefault(member.groups.get(dimension, ""), []).append(member)
        return tuple(
            Group(key, tally, verdict(tally, self.target))
            for key in sorted(parts, key=lambda one: (one == "", one))
            for tally in (tally_of(parts[key]),)
        )


@dataclass(frozen=True, slots=True)
class SavingIndicator:
    """I3: the table for measured savings, then for metered, billed and self-reported figures apart.

    `members` are the adopters; those without a measurable saving are unknown, with the reason.
    """

    id: str
    title: str
    target: Decimal | None
    members: tuple[Member, ...]
    measured: SavingTable
    metered: SavingTable
    billed: SavingTable
    self_reported: SavingTable
    waiting: Waiting

    @property
    def headline(self) -> Decimal | None:
        """The energy-weighted mean: total avoided / total expected."""
        return self.measured.weighted

    @property
    def coverage(self) -> Decimal | None:
        """Measurable / adopters."""
        return self.measured.share_measurable

    @property
    def verdict(self) -> Verdict:
        """Met when the headline is at least the target and at least 80 % of the adopters are measurable."""
        return saving_verdict(self.headline, self.coverage, self.target)


def saving_verdict(headline: Decimal | None, coverage: Decimal | None, target: Decimal | None) -> Verdict:
    """I3: met when the headline is at least the target and at least 80 % of the adopters are measurable."""
    if coverage is None or coverage < COVERAGE_NEEDED or headline is None or target is None:
        return Verdict.TOO_LITTLE_COVERAGE
    return Verdict.MET if headline >= target else Verdict.NOT_MET


def tally_of(members: Iterable[Member]) -> Tally:
    """Yes, no, unknown."""
    return Tally(*counts(member.answer for member in members))


def and_saving(adopts: Judgement, rate: Decimal | None, missing: Judgement) -> Judgement:
    """I2S: applies and saves at least 8 %. `missing` tells why there is no rate, where there is none."""
    if adopts.answer is Answer.NO:
        return adopts
    if rate is None:
        return Judgement(
            Answer.UNKNOWN, missing.reasons, adopts.evidence + missing.evidence, missing.stale or adopts.stale
        )
    enough = rate >= Decimal("0.08")
    reason = Reason.of(
        SAVES if enough else SAVES_LESS, percent=str((rate * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
    )
    used = adopts.evidence + missing.evidence
    if not enough:
        return Judgement(Answer.NO, (reason,), used)
    return Judgement(adopts.answer, (reason, *adopts.reasons), used, adopts.stale)


SAVES = _("It saves {percent} % of its energy per unit of product.")
SAVES_LESS = _("It saves {percent} % of its energy per unit of product, which is under 8 %.")


def indicator_of(
    id: str,
    target: Decimal | None,
    members: Iterable[Member],
    excluded: Iterable[Member] = (),
    undetermined: Iterable[Member] = (),
    with_waiting: Iterable[Member] | None = None,
) -> Indicator:
    """Put an indicator together; `with_waiting` are its members if all waiting records were accepted."""
    own = tuple(members)
    return Indicator(
        id, TITLES[id], target, own, tuple(excluded), tuple(undetermined), waiting_of(own, with_waiting)
    )


def waiting_of(members: tuple[Member, ...], with_waiting: Iterable[Member] | None) -> Waiting:
    """What the waiting records would change: counts, and which units would count otherwise."""
    if with_waiting is None:
        return Waiting(Tally(0, 0, 0))
    then = tuple(with_waiting)
    now_answers = {member.unit_id: member.answer for member in members}
    then_answers = {member.unit_id: member.answer for member in then}
    moved = sorted(
        unit
        for unit in now_answers.keys() | then_answers.keys()
        if now_answers.get(unit) is not then_answers.get(unit)
    )
    return Waiting(tally_of(then).minus(tally_of(members)), tuple(moved))
