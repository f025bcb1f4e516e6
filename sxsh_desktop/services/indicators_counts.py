"""The indicators at a date as counts: kept in memory for a desk, and mended when single facilities change.

From cold the kept judgements are read once (`store.judged`); afterwards only those facilities are read again that
were judged since. Counts are by answer and by each dimension, so that a breakdown needs no second pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.domain import board as rules
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import Scope
from sxsh_desktop.domain.course import ABSENT, PLACES, Standing, judged_at, standing_of
from sxsh_desktop.domain.facility_saving import SavingSums, SavingTable
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.domain.indicators import Group, Indicator, Member, Tally, Verdict, verdict
from sxsh_desktop.domain.reading import ACCEPTED, ACCEPTED_AND_WAITING, MEASURED, VALIDITY_MONTHS, FactsAt
from sxsh_desktop.services import indicators_judged
from sxsh_desktop.services.layered import Layered
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import facts_read, judged
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

OF_PLACES = ("district", "commune", "sector", "size")
_PLACE_OF = {id: place for place, id in enumerate(PLACES)}
MEASURED_ROW, CLAIMED = "measured", "self_reported"
SAVING_ROWS = (MEASURED_ROW, *MEASURED, CLAIMED)
_ADOPTS, _JOINT = _PLACE_OF[ind.I2], _PLACE_OF[ind.I2S]


@dataclass(frozen=True, slots=True)
class Officers:
    """Members of the indicators about officers: as accepted, and with waiting records."""

    own: Mapping[str, list[Member]]
    then: Mapping[str, list[Member]]


class Sums:
    """The sums over some facilities: mended by one facility at a time, or made at once.

    `by`: for each dimension ("" = all together) how many have each (key, answers); `savings`: what the rows of I3 are
    made of; `moves`: of facilities with unreviewed records, how many stand so now and would stand so then.
    """

    def __init__(self) -> None:
        self.by: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in ("", *OF_PLACES)}
        self.savings = {row: SavingSums() for row in SAVING_ROWS}
        self.moves = Counter[tuple[tuple[str, bool], tuple[str, bool]]]()
        self.adopters = self.with_rate = 0

    @classmethod
    def over(cls, standings: Mapping[str, Standing], later: Mapping[str, Standing]) -> Sums:
        """The sums over these."""
        made, every = cls(), list(standings.values())
        made.by[""] = Counter(("", one.answers) for one in every)
        for name in OF_PLACES:
            made.by[name] = Counter((getattr(one, name), one.answers) for one in every)
        adopters = [one for one in every if one.answers[_ADOPTS] == "y"]
        made.adopters, made.with_rate = len(adopters), sum(bool(one.rate) for one in adopters)
        for row, sums in made.savings.items():
            sums.extend(found for one in adopters if (found := _saving(one, row)) is not None)
        made.moves.update((_short(standings.get(unit, ABSENT)), _short(then)) for unit, then in later.items())
        return made

    def copy(self) -> Sums:
        """Another one with the same content."""
        made = Sums()
        made.by = {name: counts.copy() for name, counts in self.by.items()}
        made.savings = {row: sums.copy() for row, sums in self.savings.items()}
        made.moves = self.moves.copy()
        made.adopters, made.with_rate = self.adopters, self.with_rate
        return made

    def count(self, one: Standing | None, then: Standing | None, step: int) -> None:
        """One facility comes (1) or goes (-1): how it stands, and how it would stand (None: alike)."""
        if then is not None:
            self.moves[(_short(one or ABSENT), _short(then))] += step
        if one is None:
            return
        self.by[""][("", one.answers)] += step
        for name in OF_PLACES:
            self.by[name][(getattr(one, name), one.answers)] += step
        if one.answers[_ADOPTS] != "y":
            return
        self.adopters += step
        self.with_rate += step if one.rate else 0
        for row, sums in self.savings.items():
            found = _saving(one, row)
            if found is not None:
                (sums.add if step > 0 else sums.remove)(*found)


def _saving(one: Standing, row: str) -> tuple[Decimal, Decimal | None] | None:
    """(rate, weight) of an adopter in one row of the table of savings; None where it has none there."""
    if row == CLAIMED:
        return (Decimal(one.claim), None) if one.claim else None
    if not one.rate or one.quality not in (MEASURED if row == MEASURED_ROW else (row,)):
        return None
    return Decimal(one.rate), Decimal(one.expected) if one.expected else None


@dataclass(frozen=True, slots=True)
class Counted:
    """How every facility of a scope stands at a date, and the sums over them.

    `later`: of facilities with records that nobody has reviewed, how they would stand if all were accepted.
    """

    on: date
    validity_months: int
    standings: Mapping[str, Standing]
    later: Mapping[str, Standing]
    sums: Sums
    officers: Officers
    targets: Mapping[str, Decimal]
    unreviewed: int

    @property
    def facilities(self) -> int:
        """How many facilities there are in the scope, in the base or not."""
        return sum(number for answers, number in self._answers() if answers != ABSENT.answers)

    def _answers(self) -> Iterator[tuple[str, int]]:
        for (_key, answers), number in self.sums.by[""].items():
            yield answers, number

    def tally(self, id: str) -> Tally:
        """Yes, no, unknown of an indicator."""
        if id in rules.OF_OFFICERS:
            return ind.tally_of(self.officers.own[id])
        if id == ind.I3:
            return Tally(self.sums.with_rate, 0, self.sums.adopters - self.sums.with_rate)
        return _tally(self._answers(), _PLACE_OF[id])

    def stale(self, id: str) -> int:
        """How many of the unknown are so because what is known is too old."""
        if id in rules.OF_OFFICERS:
            return sum(member.judgement.stale for member in self.officers.own[id])
        place = _JOINT if id == ind.I3 else _PLACE_OF[id]
        return sum(n for a, n in self._answers() if a[place] == "s" and (id != ind.I3 or a[_ADOPTS] == "y"))

    def outside(self, id: str) -> tuple[int, int]:
        """(left out by the rule, not known whether in the base)."""
        if id in rules.OF_OFFICERS or id == ind.I3:
            return 0, 0
        firsts = Counter[str]()
        for answers, number in self._answers():
            firsts[answers[0]] += number
        return firsts["n"], firsts["u"]

    def target(self, id: str) -> Decimal | None:
        """The target that the indicator is judged by."""
        return self.targets.get(rules.target_of(id))

    def verdict(self, id: str) -> Verdict | None:
        """Whether the target is met."""
        return verdict(self.tally(id), self.target(id))

    def groups(self, id: str, dimension: str) -> tuple[Group, ...]:
        """The breakdown over one dimension; the parts add up to the whole. Key "" = not known."""
        if id in rules.OF_OFFICERS:
            return _officer_groups(id, self.target(id), self.officers.own[id], dimension)
        place = _PLACE_OF[id]
        parts: dict[str, list[tuple[str, int]]] = {}
        for (key, answers), number in self.sums.by[dimension].items():
            parts.setdefault(key, []).append((answers, number))
        found = {key: _tally(cells, place) for key, cells in parts.items()}
        return tuple(
            Group(key, tally, verdict(tally, self.target(id)))
            for key, tally in sorted(found.items(), key=lambda one: (one[0] == "", one[0]))
            if tally.total
        )

    def saving(self, row: str = MEASURED_ROW) -> SavingTable:
        """I3 over the adopters: measured (metered or billed), one of both qualities, or their own CLAIMED figures."""
        return self.sums.savings[row].table(self.sums.adopters)

    def saving_groups(self, dimension: str) -> tuple[tuple[str, SavingTable], ...]:
        """I3 over the adopters of each part of a dimension, by key ("" = not known, last)."""
        parts: dict[str, list[Standing]] = {}
        for one in self.standings.values():
            if one.answers[_ADOPTS] == "y":
                parts.setdefault(getattr(one, dimension), []).append(one)
        found = []
        for key in sorted(parts, key=lambda one: (one == "", one)):
            sums = SavingSums()
            sums.extend(told for one in parts[key] if (told := _saving(one, MEASURED_ROW)) is not None)
            found.append((key, sums.table(len(parts[key]))))
        return tuple(found)

    def units(self, id: str) -> Iterator[tuple[str, str, Standing]]:
        """(unit, how it counts, its standing) of a facility indicator: yes, no, unknown, excluded, undetermined."""
        for unit, one in self.standings.items():
            state = self.state_of(id, one)
            if state:
                yield unit, state, one

    def state_of(self, id: str, one: Standing) -> str:
        """How a facility stands in the lists of an indicator; "" where it is in none."""
        if one.answers[0] == "y" or id == ind.I3:
            return _counts_as(one.answers, bool(one.rate), id)
        return {"n": "excluded", "u": "undetermined"}.get(one.answers[0], "")

    def is_stale(self, id: str, one: Standing) -> bool:
        """Whether a facility is unknown because what is known is too old."""
        return one.answers[_JOINT if id == ind.I3 else _PLACE_OF[id]] == "s"

    def waiting(self, id: str) -> Tally:
        """What unreviewed records would change: counts."""
        if id in rules.OF_OFFICERS:
            return ind.waiting_of(tuple(self.officers.own[id]), self.officers.then[id]).change
        change = Counter[str]()
        for (now, then), number in self.sums.moves.items():
            change[_counts_as(*then, id)] += number
            change[_counts_as(*now, id)] -= number
        return Tally(change["yes"], change["no"], change["unknown"])

    def waiting_as(self, id: str) -> Tally:
        """As what the units of `waiting_units` would then count; one that would leave the base is in none."""
        if id in rules.OF_OFFICERS:
            moved = set(self.waiting_units(id))
            return ind.tally_of(one for one in self.officers.then[id] if one.unit_id in moved)
        then_counts = Counter[str]()
        for (now, then), number in self.sums.moves.items():
            if _counts_as(*then, id) != _counts_as(*now, id):
                then_counts[_counts_as(*then, id)] += number
        return Tally(then_counts["yes"], then_counts["no"], then_counts["unknown"])

    def waiting_units(self, id: str) -> tuple[str, ...]:
        """Which units would count otherwise if all waiting records were accepted, sorted."""
        if id in rules.OF_OFFICERS:
            return ind.waiting_of(tuple(self.officers.own[id]), self.officers.then[id]).units
        return tuple(
            sorted(
                unit
                for unit, then in self.later.items()
                if _counts_as(*_short(then), id) != _counts_as(*_short(self.standings.get(unit, ABSENT)), id)
            )
        )


_STATES = {"y": "yes", "n": "no", "u": "unknown", "s": "unknown"}


def _short(one: Standing) -> tuple[str, bool]:
    return one.answers, bool(one.rate)


def _counts_as(answers: str, has_rate: bool, id: str) -> str:
    """yes, no, unknown, or "" where it is not counted."""
    if answers[0] != "y":
        return ""
    if id == ind.I3:
        return ("yes" if has_rate else "unknown") if answers[_ADOPTS] == "y" else ""
    return _STATES[answers[_PLACE_OF[id]]]


def _tally(cells: Iterable[tuple[str, int]], place: int) -> Tally:
    found = Counter[str]()
    for answers, number in cells:
        found[answers[place]] += number
    return Tally(found["y"], found["n"], found["u"] + found["s"])


def _officer_groups(
    id: str, target: Decimal | None, members: list[Member], dimension: str
) -> tuple[Group, ...]:
    return Indicator(id, "", target, tuple(members), (), (), ind.Waiting(Tally(0, 0, 0))).by(dimension)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept in memory of one desk: everything at one date. Never changed; mending makes another."""

    mark: judged.Mark
    on: date
    standings: Layered[Standing]
    later: Layered[Standing]
    sums: Sums

    def mended(self, connection: Connection, mark: judged.Mark) -> _Kept:
        """The same with the facilities read again that were judged since."""
        day, sums = self.on.isoformat(), self.sums.copy()
        changed = judged.changed_since(connection, self.mark.seq)
        now = judged.at(connection, day, judged.ACCEPTED_ONLY, changed)
        then = judged.at(connection, day, judged.WITH_WAITING, changed)
        for unit in changed:
            sums.count(self.standings.get(unit), self.later.get(unit), -1)
            sums.count(now.get(unit), then.get(unit), 1)
        standings = self.standings.with_changes({unit: now.get(unit) for unit in changed})
        later = self.later.with_changes({unit: then.get(unit) for unit in changed})
        return _Kept(mark, self.on, standings, later, sums)


def count(
    desk: Desk,
    on: date,
    tables: Reference,
    scope: Scope,
    validity_months: int = VALIDITY_MONTHS,
    *,
    kept: bool = True,
    remember: bool = True,
) -> Counted:
    """The counts at the end of the day `on`: from what is kept (everybody who is due was judged), or all anew.

    `remember`: keep this date in memory, in place of the one before.
    """
    targets = {target.id: target.target for target in tables.targets}
    sums: Sums | None = None
    standings: Mapping[str, Standing]
    later: Mapping[str, Standing]
    with desk.read() as connection:
        if kept:
            found = _kept(connection, desk, on, remember=remember)
            standings, later, sums = found.standings, found.later, found.sums
            unreviewed = judged.waiting_on(connection, on.isoformat())
        else:
            standings, later, unreviewed = _judged_now(connection, desk, on, tables, validity_months)
        officers = _officers(connection, desk, on, scope, validity_months)
    if scope.wanted:
        standings = {unit: one for unit, one in standings.items() if _inside(scope, one)}
        later = {unit: one for unit, one in later.items() if _inside(scope, one)}
        sums = None
    sums = sums or Sums.over(standings, later)
    return Counted(on, validity_months, standings, later, sums, officers, targets, unreviewed)


def _inside(scope: Scope, one: Standing) -> bool:
    return scope.holds({name: getattr(one, name) for name in OF_PLACES})


def _kept(connection: Connection, desk: Desk, on: date, *, remember: bool) -> _Kept:
    """What is in memory, mended; or read anew: another date, another epoch, nothing yet."""
    mark = judged.standing_at(connection)
    found = desk.kept.get("indicators")
    if isinstance(found, _Kept) and found.on == on and found.mark.epoch == mark.epoch:
        if found.mark.seq != mark.seq:
            found = desk.kept["indicators"] = found.mended(connection, mark)
        return found
    day = on.isoformat()
    standings = judged.at(connection, day, judged.ACCEPTED_ONLY)
    later = judged.at(connection, day, judged.WITH_WAITING)
    made = _Kept(mark, on, Layered(standings), Layered(later), Sums.over(standings, later))
    if remember:
        desk.kept["indicators"] = made
    return made


def _judged_now(
    connection: Connection, desk: Desk, on: date, tables: Reference, validity_months: int
) -> tuple[dict[str, Standing], dict[str, Standing], int]:
    """Everybody judged at this date, and how many facts nobody has reviewed; nothing of that is kept."""
    used, last = indicators_judged.tables_of(tables), on.isoformat()
    own: dict[str, Standing] = {}
    then: dict[str, Standing] = {}
    shared = facts_read.waiting_days(connection, desk.vocabulary, rules.KINDS, "")
    unread = sum(number for day, number in shared.items() if day <= last)
    whom = indicators_judged.facilities_with_facts(connection, desk)
    for start in range(0, len(whom), indicators_judged.BATCH):
        some = whom[start : start + indicators_judged.BATCH]
        for unit, mine, rows in indicators_judged.facts_of(connection, desk, some, dense=True):
            one = judged_at(rows, unit, on, used, ACCEPTED, validity_months)
            own[unit] = standing_of(one) if one else ABSENT
            unread += sum(row.state is ReviewCode.WAITING and row.on_day <= last for row in mine)
            if any(row.state is ReviewCode.WAITING for row in rows):
                other = judged_at(rows, unit, on, used, ACCEPTED_AND_WAITING, validity_months)
                then[unit] = standing_of(other) if other else ABSENT
    return own, then, unread


def _officers(connection: Connection, desk: Desk, on: date, scope: Scope, validity_months: int) -> Officers:
    """Officers are few: their facts are read each time."""
    rows = [
        row
        for kind in rules.OFFICER_KINDS
        for row in fact_store.rows(connection, desk.vocabulary, kind, on_or_before=on.isoformat())
    ]
    own = rules.officers(FactsAt(rows, on, ACCEPTED, validity_months), scope)
    if not any(row.state is ReviewCode.WAITING for row in rows):
        return Officers(own, own)
    return Officers(own, rules.officers(FactsAt(rows, on, ACCEPTED_AND_WAITING, validity_months), scope))
