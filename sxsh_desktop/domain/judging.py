"""Is a facility in the base, is it aware, does it apply cleaner production: yes, no or unknown, with reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.periods import months_before
from sxsh_desktop.domain.reading import (
    QUALITY_RANK,
    Answer,
    FactsAt,
    Judgement,
    Reason,
    all_of,
    any_of,
    evidence,
)
from sxsh_desktop.domain.solutions import IMPLEMENTED, SolutionId, joined, read_reference

SUSPENDED_MONTHS = 12
ADOPTION_LEVEL = 3
RIGHT_ANSWERS = {"test_end_of_pipe": "0", "test_small_firm": "1", "test_energy": "1"}
TESTS_NEEDED = 2
NO_BENEFIT = "khong"

OPERATING, SUSPENDED, CLOSED, NOT_FOUND = "hd", "tn", "gt", "kt"

IN_BASE = _("It operates and has potential for cleaner production.")
NO_STATUS = _("Nobody has stated whether it operates.")
NOT_FOUND_THERE = _("It was not found on {day}.")
CLOSED_ON = _("It closed on {day}.")
SUSPENDED_SINCE = _("It has been suspended since {day}, for 12 months or more.")
NO_POTENTIAL = _("It was judged on {day} to have no potential.")
POTENTIAL_UNKNOWN = _("Nobody has judged whether it has potential.")

NO_SURVEY = _("It has not been surveyed.")
OLD_SURVEY = _("Its last survey, of {day}, is older than the validity.")
LEVEL_LOW = _("It has at most heard the name (level {level}).")
LEVEL_UNKNOWN = _("Its level of awareness is not known.")
TESTS = _("{right} of 3 test questions right, {unknown} without an answer.")
BENEFITS_NONE = _("It sees no benefit.")
BENEFITS_UNKNOWN = _("What benefit it sees is not known.")
ON_LIST = _("It is on the list of the event {event}.")
TOLD = _("It said on {day} that it had been reached.")
NOT_REACHED = _("It said on {day} that nobody had reached it, and it is on no list.")
REACH_UNKNOWN = _("Whether it was ever reached is not known.")
AWARE = _("Level {level}, {right} of 3 test questions right, sees a benefit, was reached.")

LEVEL_HIGH = _("It applies cleaner production at level {level} (survey of {day}).")
LEVEL_UNDER = _("The survey of {day} gives level {level}.")
ADOPTION_UNKNOWN = _("The survey of {day} does not give the level.")
SOLUTION_DONE = _("The solution {solution} has been in use since {day}.")
MEASURE_DONE = _("It reported a measure of its own, of {year}.")
NO_SOLUTION = _("No solution in use is on record.")


@dataclass(frozen=True, slots=True)
class Links:
    """What joins facts of several records: facility by code, and the assessment number of each record."""

    facility_of_code: Mapping[str, str]
    number_of_record: Mapping[str, str]
    event_of_record: Mapping[str, str]


def links_of(facts: FactsAt) -> Links:
    """Read the links from the facts themselves."""
    cards = {row.record_id: row.facility_id for row in facts.all("facility_profile")}
    codes = {
        code: cards[row.record_id]
        for row in facts.all("visit")
        if row.record_id in cards and (code := row.text("facility"))
    }
    numbers: dict[str, str] = {}
    named = (("detailed_assessment", "number"), ("quick_assessment", "number"), ("follow_up", "assessment"))
    for kind, attribute in named:
        for row in facts.all(kind):
            numbers[row.record_id] = row.text(attribute)
    events = {row.record_id: row.text("code") for row in facts.all("event")}
    return Links(codes, numbers, events)


def base(facts: FactsAt, facility_id: str) -> Judgement:
    """Whether the facility is in P(T): potential judged yes, and operating or suspended for under 12 months.

    Yes: in the base. No: left out. Unknown: potential or status unknown, counted apart.
    """
    status, status_reason, status_row = _status(facts, facility_id)
    found = facts.register("potential", facility_id, "has")
    if found is None:
        potential, reason = Answer.UNKNOWN, Reason(POTENTIAL_UNKNOWN)
    else:
        potential = Answer.YES if found[0] == "1" else Answer.NO
        reason = Reason.of(NO_POTENTIAL, day=found[1].on_day)
    answer = all_of((status, potential))
    reasons = []
    if status is not Answer.YES and (answer is not Answer.NO or status is Answer.NO):
        reasons.append(status_reason)
    if potential is not Answer.YES and (answer is not Answer.NO or potential is Answer.NO):
        reasons.append(reason)
    used = [row for row in (status_row, found[1] if found else None) if row]
    return Judgement(answer, tuple(reasons) or (Reason(IN_BASE),), evidence(used))


def _status(facts: FactsAt, facility_id: str) -> tuple[Answer, Reason, FactRow | None]:
    """In operation at T? A refusal to go on says nothing about it: the statement before it holds."""
    rows = [
        row
        for row in facts.of("facility_status", facility_id)
        if row.text("state") in (OPERATING, SUSPENDED, CLOSED, NOT_FOUND)
    ]
    if not rows:
        return Answer.UNKNOWN, Reason(NO_STATUS), None
    last = rows[-1]
    state = last.text("state")
    if state == OPERATING:
        return Answer.YES, Reason(IN_BASE), last
    if state == CLOSED:
        return Answer.NO, Reason.of(CLOSED_ON, day=last.on_day), last
    if state == NOT_FOUND:
        return Answer.UNKNOWN, Reason.of(NOT_FOUND_THERE, day=last.on_day), last
    since = last.on_day
    for row in reversed(rows):
        if row.text("state") != SUSPENDED:
            break
        since = row.on_day
    if since > months_before(facts.on, SUSPENDED_MONTHS).isoformat():
        return Answer.YES, Reason(IN_BASE), last
    return Answer.NO, Reason.of(SUSPENDED_SINCE, day=since), last


def aware(facts: FactsAt, links: Links, listed: Mapping[str, list[FactRow]], facility_id: str) -> Judgement:
    """I1: level 2 or 3 and at least 2 of 3 tests right and a benefit other than "none" and a contact on file.

    Level 0 or 1 settles it: the tests are then not asked. `listed` are the attendance rows by facility.
    """
    row = facts.newest("awareness", facility_id)
    if row is None:
        return Judgement(Answer.UNKNOWN, (Reason(NO_SURVEY),))
    if facts.is_stale(row):
        return Judgement(Answer.UNKNOWN, (Reason.of(OLD_SURVEY, day=row.on_day),), (row.fact_id,), stale=True)
    level = row.text("level")
    if level in ("0", "1"):
        return Judgement(Answer.NO, (Reason.of(LEVEL_LOW, level=level),), (row.fact_id,))
    right, silent, tested = _tests(row)
    benefit, benefit_reason = _benefit(row)
    reached, reach_reason, reach_rows = _reached(facts, links, listed.get(facility_id, []), facility_id)
    known = Answer.YES if level in ("2", "3") else Answer.UNKNOWN
    answer = all_of((known, tested, benefit, reached))
    test_reason = Reason.of(TESTS, right=str(right), unknown=str(silent))
    parts = (
        (known, Reason(LEVEL_UNKNOWN)),
        (tested, test_reason),
        (benefit, benefit_reason),
        (reached, reach_reason),
    )
    used = evidence([row, *reach_rows])
    if answer is Answer.YES:
        return Judgement(answer, (Reason.of(AWARE, level=level, right=str(right)), reach_reason), used)
    return Judgement(answer, tuple(reason for part, reason in parts if part is answer), used)


def _tests(row: FactRow) -> tuple[int, int, Answer]:
    """How many right, how many without an answer, and whether enough are right."""
    given = [(row.text(name), right) for name, right in RIGHT_ANSWERS.items()]
    right = sum(text == expected for text, expected in given)
    silent = sum(text not in ("0", "1") for text, _expected in given)
    if right >= TESTS_NEEDED:
        return right, silent, Answer.YES
    return right, silent, Answer.NO if right + silent < TESTS_NEEDED else Answer.UNKNOWN


def _benefit(row: FactRow) -> tuple[Answer, Reason]:
    codes = set(row.text("benefits").split())
    if not codes:
        return Answer.UNKNOWN, Reason(BENEFITS_UNKNOWN)
    return (Answer.YES if codes - {NO_BENEFIT} else Answer.NO), Reason(BENEFITS_NONE)


def _reached(
    facts: FactsAt, links: Links, listed: list[FactRow], facility_id: str
) -> tuple[Answer, Reason, list[FactRow]]:
    """A contact on file, ever: on the list of an event, or told in a survey; which of the two is said."""
    if listed:
        event = links.event_of_record.get(listed[-1].record_id, "")
        return Answer.YES, Reason.of(ON_LIST, event=event), [listed[-1]]
    told = facts.of("outreach", facility_id)
    for row in reversed(told):
        if row.text("reached_12m") == "1":
            return Answer.YES, Reason.of(TOLD, day=row.on_day), [row]
    if told and told[-1].text("reached_12m") == "0":
        return Answer.NO, Reason.of(NOT_REACHED, day=told[-1].on_day), [told[-1]]
    return Answer.UNKNOWN, Reason(REACH_UNKNOWN), list(told[-1:])


def attendance_by_facility(facts: FactsAt, links: Links) -> dict[str, list[FactRow]]:
    """Attendance rows of each facility, by the code that the list holds; unresolved codes are left out."""
    found: dict[str, list[FactRow]] = {}
    for row in facts.all("attendance"):
        facility = links.facility_of_code.get(row.text("facility"), "")
        if facility:
            found.setdefault(facility, []).append(row)
    return found


def applies(facts: FactsAt, links: Links, facility_id: str) -> tuple[Judgement, Judgement, Judgement]:
    """I2: level 3 or more in the latest survey, or at least one solution in use at T; then the two apart.

    Returns the headline, the reading by level, the reading by solutions.
    """
    by_level = _level(facts, facility_id)
    done = next(in_use(facts, links, facility_id), None)
    if done:
        by_solution = Judgement(Answer.YES, (done[0],), (done[1].fact_id,))
    else:
        by_solution = Judgement(Answer.NO, (Reason(NO_SOLUTION),))
    answer = any_of((by_level.answer, by_solution.answer))
    parts = (by_solution, by_level)
    headline = Judgement(
        answer,
        tuple(reason for part in parts if part.answer is answer for reason in part.reasons),
        tuple(dict.fromkeys(one for part in parts for one in part.evidence)),
        stale=answer is Answer.UNKNOWN and by_level.stale,
    )
    return headline, by_level, by_solution


def _level(facts: FactsAt, facility_id: str) -> Judgement:
    row = facts.newest("adoption", facility_id)
    if row is None:
        return Judgement(Answer.UNKNOWN, (Reason(NO_SURVEY),))
    if facts.is_stale(row):
        return Judgement(Answer.UNKNOWN, (Reason.of(OLD_SURVEY, day=row.on_day),), (row.fact_id,), stale=True)
    level = row.text("level")
    if not level.isdigit():
        return Judgement(Answer.UNKNOWN, (Reason.of(ADOPTION_UNKNOWN, day=row.on_day),), (row.fact_id,))
    high = int(level) >= ADOPTION_LEVEL
    reason = Reason.of(LEVEL_HIGH if high else LEVEL_UNDER, level=level, day=row.on_day)
    return Judgement(Answer.YES if high else Answer.NO, (reason,), (row.fact_id,))


def in_use(facts: FactsAt, links: Links, facility_id: str) -> Iterator[tuple[Reason, FactRow]]:
    """Every solution in use at T, once each: the newest statement about it says done or kept up.

    A measure of a survey that names no solution counts as one of its own from 31 December of its year.
    """
    statements, joins = statements_of(facts, links, facility_id)
    leaders = joined(joins)
    newest: dict[SolutionId, FactRow] = {}
    for identity, row in statements:
        leader = leaders.get(identity, identity)
        if leader not in newest or _later(row, newest[leader]):
            newest[leader] = row
    for identity, row in sorted(newest.items()):
        done = row.text("done_on") or row.on_day
        if row.text("state") in IMPLEMENTED and facts.in_force(done):
            yield Reason.of(SOLUTION_DONE, solution=str(identity), day=done), row
    for row in facts.of("measure", facility_id):
        named = read_reference(facility_id, row.text("same_as"))
        year = row.text("year") or row.on_day[:4]
        own = named is None or leaders.get(named, named) not in newest
        if own and year.isdigit() and facts.in_force(date(int(year), 12, 31).isoformat()):
            yield Reason.of(MEASURE_DONE, year=year), row


def _later(row: FactRow, other: FactRow) -> bool:
    def key(one: FactRow) -> tuple[str, int, str]:
        return one.on_day, QUALITY_RANK.get(one.text("quality"), -1), one.revision_id

    return key(row) > key(other)


def statements_of(
    facts: FactsAt, links: Links, facility_id: str
) -> tuple[list[tuple[SolutionId, FactRow]], list[tuple[SolutionId, SolutionId]]]:
    """All statements about solutions of a facility with their identities, and the joins between identities."""
    own: dict[tuple[str, str], str] = {}
    joins: list[tuple[SolutionId, SolutionId]] = []
    for row in facts.of("solution", facility_id):
        own[(row.revision_id, row.row_id)] = row.text("code")
        identity = SolutionId(facility_id, links.number_of_record.get(row.record_id, ""), row.text("code"))
        other = read_reference(facility_id, row.text("same_as"))
        if other:
            joins.append((identity, other))
    found = []
    for row in facts.of("solution_result", facility_id):
        code = row.text("code") or own.get((row.revision_id, row.row_id), "")
        number = links.number_of_record.get(row.record_id, "")
        found.append((SolutionId(facility_id, number, code), row))
    return found, joins
