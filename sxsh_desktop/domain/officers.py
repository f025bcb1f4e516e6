"""Which officers are in post at a date, and is each trained and competent: yes, no or unknown, with reasons."""

from __future__ import annotations

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.reading import Answer, FactsAt, Judgement, Reason, all_of, evidence, yes_no

COURSE_VALID = _("The course of {day} was passed and is still valid.")
COURSE_UNKNOWN = _("Whether the course of {day} was passed is not known.")
NO_COURSE = _("No passed course that is still valid is on record.")
GRADE_IS = _("Competence was graded {level} on {day}.")
NO_GRADE = _("Competence has not been graded.")
OLD_GRADE = _("The grade of {day} is older than the validity.")
COMPETENCE_LEVEL = 2


def in_post(facts: FactsAt) -> dict[str, tuple[FactRow, frozenset[str]]]:
    """Each distinct person in post at T, by officer code: the assignment in force, and the person's cards.

    In post: the newest assignment began on T or before and did not end before T.
    """
    posts: dict[str, list[FactRow]] = {}
    for row in facts.all("officer_post"):
        posts.setdefault(row.text("officer") or row.record_id, []).append(row)
    today = facts.on.isoformat()
    found: dict[str, tuple[FactRow, frozenset[str]]] = {}
    for code, rows in sorted(posts.items()):
        begun = [row for row in rows if row.text("from") <= today]
        if not begun:
            continue
        last = max(begun, key=lambda one: (one.text("from"), one.on_day, one.revision_id))
        if not last.text("to") or last.text("to") >= today:
            found[code] = (last, frozenset(row.record_id for row in rows))
    return found


def trained(facts: FactsAt, records: frozenset[str]) -> tuple[Judgement, Judgement, Judgement]:
    """I4: a passed course still valid at T, and competence 2 or more; then the two apart.

    `records` are the cards (records of form I) of one officer.
    """
    course = _course(facts, records)
    grade = _grade(facts, records)
    answer = all_of((course.answer, grade.answer))
    parts = (course, grade)
    headline = Judgement(
        answer,
        tuple(reason for part in parts if part.answer is answer for reason in part.reasons),
        tuple(dict.fromkeys(one for part in parts for one in part.evidence)),
        stale=answer is Answer.UNKNOWN and grade.stale,
    )
    return headline, course, grade


def _course(facts: FactsAt, records: frozenset[str]) -> Judgement:
    rows = [row for record in sorted(records) for row in facts.of_record("training", record)]
    today = facts.on.isoformat()
    valid = [row for row in rows if not row.text("valid_until") or row.text("valid_until") >= today]
    for wanted, text in ((Answer.YES, COURSE_VALID), (Answer.UNKNOWN, COURSE_UNKNOWN)):
        for row in valid:
            if yes_no(row, "passed") is wanted:
                day = row.text("completed_on") or row.on_day
                return Judgement(wanted, (Reason.of(text, day=day),), (row.fact_id,))
    return Judgement(Answer.NO, (Reason(NO_COURSE),), evidence(rows))


def _grade(facts: FactsAt, records: frozenset[str]) -> Judgement:
    rows = [row for record in records for row in facts.of_record("competence", record)]
    if not rows:
        return Judgement(Answer.UNKNOWN, (Reason(NO_GRADE),))
    row = max(rows, key=lambda one: (one.on_day, one.revision_id))
    if facts.is_stale(row):
        return Judgement(Answer.UNKNOWN, (Reason.of(OLD_GRADE, day=row.on_day),), (row.fact_id,), stale=True)
    level = row.text("level")
    if not level.isdigit():
        return Judgement(Answer.UNKNOWN, (Reason(NO_GRADE),), (row.fact_id,))
    answer = Answer.YES if int(level) >= COMPETENCE_LEVEL else Answer.NO
    return Judgement(answer, (Reason.of(GRADE_IS, level=level, day=row.on_day),), (row.fact_id,))
