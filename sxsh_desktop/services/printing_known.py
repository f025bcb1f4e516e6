"""What is known of a facility before a visit, for prefilled paper: from facts, never from question names.

The form that registers facilities gets everything that is known; every other form gets who it is about, who
works there, and the names in its tables (products, energies, materials, solutions) without last time's figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.services.printing_answers import AnswerWords, KnownAnswers
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import register
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.xform.definition import Form, Question, Repeat

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_FACT = re.compile(r"^(?P<kind>[a-z_]+)(?:\[(?P<item>[a-z_0-9]+)\])?\.(?P<attribute>[a-z_0-9]+)$")
# Facts whose rows name the rows of a table, the first that has any: the table's own of last time, else its source.
_SOURCES: Mapping[str, tuple[str, ...]] = {
    "product_output": ("product_output", "product_capacity"),
    "product_capacity": ("product_capacity",),
    "energy_use": ("energy_use",),
    "material_use": ("material_use",),
    "water_use": ("water_use",),
    "waste_stream": ("waste_stream",),
    "solution_result": ("solution", "solution_result"),
    "baseline_after": ("baseline_after",),
}
# What names a row, and does not measure it.
_NAMING = frozenset(
    {
        "product",
        "name",
        "unit",
        "unit_mass",
        "carrier",
        "source",
        "type",
        "role",
        "hazard_code",
        "code",
        "resource",
        "use_unit",
        "product_unit",
        "purpose",
    }
)
_IDENTIFIES = {
    "baseline_after": ("code",),
    "energy_use": ("carrier", "unit"),
    "water_use": ("source",),
    "solution": ("code",),
    "solution_result": ("code",),
    "product_output": ("product", "name"),
    "product_capacity": ("product", "name"),
}
_MOST_ROWS = 30


def known_answers(
    connection: Connection, desk: Desk, form: Form, facility_id: str, spoken: str
) -> KnownAnswers:
    """The known answers of a facility for this form, by path."""
    facility = register.get(connection, facility_id)
    single: dict[str, str] = {}
    for question in form.questions.values():
        if question.fact == "visit.facility" and facility:
            single[question.path] = facility.code
        elif question.fact == "visit.officer":
            single[question.path] = desk.profile.officer_code
    rows_of = _Facts(connection, desk, facility_id)
    if form.form_id == REGISTER_FORM:
        single.update(_card(form, rows_of))
    tables = {path: rows for path, repeat in form.repeats.items() if (rows := _table(form, repeat, rows_of))}
    return KnownAnswers(AnswerWords(form, desk.units, spoken), single, tables)


class _Facts:
    """Facts of one facility by kind, read once each."""

    def __init__(self, connection: Connection, desk: Desk, facility_id: str) -> None:
        self._connection, self._desk, self._facility_id = connection, desk, facility_id
        self._read: dict[str, list[FactRow]] = {}

    def of(self, kind: str) -> list[FactRow]:
        """The rows of a kind, the oldest first."""
        if kind not in self._read:
            self._read[kind] = fact_store.rows(
                self._connection, self._desk.vocabulary, kind, facility_id=self._facility_id
            )
        return self._read[kind]


def _card(form: Form, facts: _Facts) -> dict[str, str]:
    """The newest known value of every question outside tables, apart from those about the visit itself."""
    found: dict[str, str] = {}
    for question in form.questions.values():
        match = _FACT.match(question.fact)
        if not match or match["kind"] == "visit" or _in_table(form, question):
            continue
        for row in reversed(facts.of(match["kind"])):
            text = row.text(match["attribute"])
            if text and row.item == (match["item"] or ""):
                found[question.path] = text
                break
    return found


def _in_table(form: Form, question: Question) -> bool:
    return any(question.path.startswith(f"{path}/") for path in form.repeats)


def _table(form: Form, repeat: Repeat, facts: _Facts) -> list[dict[str, str]]:
    columns = [
        (question, match)
        for question in form.questions.values()
        if question.path.startswith(f"{repeat.path}/") and (match := _FACT.match(question.fact))
    ]
    kinds = {match["kind"] for _question, match in columns}
    for kind in sorted(kinds & _SOURCES.keys()):
        for source in _SOURCES[kind]:
            rows = _newest(source, facts.of(source))
            if rows:
                wanted = [(q.path, m["attribute"]) for q, m in columns if m["kind"] == kind]
                return [_named(row, wanted) for row in rows[:_MOST_ROWS]]
    return []


def _named(row: FactRow, wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {path: row.text(name) for path, name in wanted if name in _NAMING and row.text(name)}


def _newest(kind: str, rows: Sequence[FactRow]) -> list[FactRow]:
    """The rows of the last record that has any; each thing once."""
    if not rows:
        return []
    last = rows[-1].record_id
    keys = _IDENTIFIES.get(kind, ("name", "type"))
    found: dict[tuple[str, ...], FactRow] = {}
    for row in rows:
        if row.record_id == last:
            found.setdefault(tuple(row.text(key) for key in keys), row)
    return list(found.values())
