"""What the indicators are to a screen, a sheet or a program: definitions, lines, the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import Scope
from sxsh_desktop.domain.facility_saving import SavingTable
from sxsh_desktop.domain.indicators import Tally, Verdict
from sxsh_desktop.domain.reading import Answer
from sxsh_desktop.services.indicators_counts import Counted
from sxsh_desktop.services.reference import Reference

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
# Who counts and what is too old: printed with every figure, as the rules beside the code say (`domain.indicators`).
BASE_RULE = _(
    "With potential: judged so by an accepted record, and operating, or suspended for under 12 months, on the day. "
    "Where that is not known a facility is counted apart. A fact older than {months} months is too old: unknown."
)
OFFICERS_RULE = _(
    "In post: the newest assignment began on the day or before and has not ended. A grade older than {months} months "
    "is too old: unknown."
)
VERDICTS = {
    Verdict.MET: _("Met"),
    Verdict.NOT_MET: _("Not met"),
    Verdict.POSSIBLE: _("Possible: only if the unknown ones turn out well"),
    Verdict.TOO_LITTLE_COVERAGE: _("Too little is known"),
}
ANSWERS = {Answer.YES: _("yes"), Answer.NO: _("no"), Answer.UNKNOWN: _("unknown")}
COUNTED = {
    "excluded": _("left out"),
    "undetermined": _("not known whether it belongs"),
    **{str(answer): text for answer, text in ANSWERS.items()},
}
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

    def places(self) -> dict[str, frozenset[str]]:
        """Those about places alone: "district" and "commune", each only where it is set."""
        wanted = {"district": self.districts, "commune": self.communes}
        return {dimension: keys for dimension, keys in wanted.items() if keys}


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
class SavingGroupLine:
    """I3 of one part of a breakdown: `key` is a code ("" = not known), `label` its name."""

    key: str
    label: str
    table: SavingTable


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
    counted: Counted = field(repr=False)
    tables: Reference = field(repr=False)

    def line(self, id: str) -> IndicatorLine:
        """The indicator of that id, parts included; raises KeyError."""
        for one in self.lines:
            for candidate in (one, *one.parts):
                if candidate.id == id:
                    return candidate
        raise KeyError(id)


SIZES = {"sn": _("Micro"), "nho": _("Small"), "vua": _("Medium"), "lon": _("Large")}


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
