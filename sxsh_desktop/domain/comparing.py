"""Which periods of a facility are compared: a rule that chooses, and says what it chose.

Periods that count: use and output known, production not stated as abnormal (facts: `period.normal`), no overlap
with a better one. Before the first solution in use: the base; from that day on: the after-period. Both sides must
cover the same months of the year (ice and rice are seasonal) and be of one length; of those that fit the longest up
to twelve months hold, then the latest on each side. Where no solution is known: the first and the last that fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.periods import Period, same_season
from sxsh_desktop.domain.reading import QUALITY_RANK, worse_quality
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.domain.savings import Saving, simple_saving

NO_SEASON = _("No period before and after covers the same months of the year.")
YEAR_DAYS = (365, 366)


@dataclass(frozen=True, slots=True)
class Observed:
    """Use and output of one period, both in fixed units; None where unknown. `quality`: the worse of the two."""

    period: Period
    use: Decimal | None
    output: Decimal | None
    quality: str
    normal: bool | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """Periods that follow each other without a gap, as one."""

    parts: tuple[Observed, ...]

    @property
    def period(self) -> Period:
        """From the first day to the last."""
        return Period(self.parts[0].period.first, self.parts[-1].period.last)

    @property
    def use(self) -> Decimal:
        """The use of all parts."""
        return sum((part.use for part in self.parts if part.use is not None), start=Decimal(0))

    @property
    def output(self) -> Decimal:
        """The output of all parts."""
        return sum((part.output for part in self.parts if part.output is not None), start=Decimal(0))

    @property
    def quality(self) -> str:
        """The worst of the parts."""
        worst = self.parts[0].quality
        for part in self.parts[1:]:
            worst = worse_quality(worst, part.quality)
        return worst

    @property
    def evidence(self) -> tuple[str, ...]:
        """The facts behind all parts."""
        return tuple(dict.fromkeys(one for part in self.parts for one in part.evidence))

    def same_season(self, other: Window) -> bool:
        """Whether both cover the same days of the year, a leap day and month ends aside."""
        return same_season(self.period, other.period)


@dataclass(frozen=True, slots=True)
class Compared:
    """The two sides, the saving between them and the worse quality of both."""

    base: Window
    after: Window
    saving: Result[Saving]
    quality: str


def compared(observed: Iterable[Observed], changed_on: date | None) -> Result[Compared]:
    """Choose base and after by the rule, and compute the saving (2.2).

    Unknown: one of the sides has no usable period. Undefined: no two cover the same months of the year.
    """
    windows = _windows(usable(observed))
    if changed_on is None:
        before = after = windows
    else:
        before = [one for one in windows if one.period.last < changed_on]
        after = [one for one in windows if one.period.first >= changed_on]
    lacking = [name for name, side in (("base", before), ("after", after)) if not side]
    if lacking:
        return Unknown(tuple(lacking))
    apart = [(one, two) for one in before for two in after if one.period.last < two.period.first]
    if not apart:
        return Unknown.of("after")
    pairs = [(first, second) for first, second in apart if first.same_season(second)]
    if not pairs:
        return Undefined(NO_SEASON)
    earliest = changed_on is None

    def worth(pair: tuple[Window, Window]) -> tuple[int, int, int]:
        first, second = pair
        start = first.period.last.toordinal()
        return min(first.period.days, 365), second.period.last.toordinal(), -start if earliest else start

    base, later = max(pairs, key=worth)
    saving = simple_saving(base.use, base.output, later.use, later.output)
    return Known(Compared(base, later, saving, worse_quality(base.quality, later.quality)))


def usable(observed: Iterable[Observed]) -> list[Observed]:
    """The periods that count, by date; of two that overlap the better quality, then the longer, then the later."""
    ranked = sorted(
        (
            one
            for one in observed
            if one.use is not None and one.output is not None and one.normal is not False
        ),
        key=lambda one: (-QUALITY_RANK.get(one.quality, -1), -one.period.days, -one.period.last.toordinal()),
    )
    taken: list[Observed] = []
    for one in ranked:
        if not any(one.period.overlap(other.period) for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.period.first)


def _windows(parts: Sequence[Observed]) -> list[Window]:
    """Every run of neighbouring periods of at most twelve months."""
    found: list[Window] = []
    for at, part in enumerate(parts):
        run = [part]
        found.append(Window((part,)))
        for following in parts[at + 1 :]:
            if following.period.first != run[-1].period.last + timedelta(days=1):
                break
            run.append(following)
            if (run[-1].period.last - run[0].period.first).days + 1 > YEAR_DAYS[1]:
                break
            found.append(Window(tuple(run)))
    return found
