"""One planned record through the form's own checks: what was taken, what was put aside, what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.intake_map import IntakeMap, names_of
from sxsh_desktop.services.intake_plan import Given, Planned, PlannedRow, row_ids
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.problems import Problem, Severity
from sxsh_desktop.xform.session import FillSession, InstanceIds

NOT_ASKED = _("The form does not ask this here.")
_ROUNDS = 4  # putting a value aside may open another question, hardly ever more


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one source row: a refusal, a value put aside, something odd that was kept.

    `kind`: refused, aside, odd. `question` is its name in the form, `label` its words, `value` the source text.
    """

    kind: str
    row: int
    key: str
    question: str
    label: str
    value: str
    reason: str


@dataclass(slots=True)
class Filled:
    """A record that went through the form: `xml` is None when it was refused as a whole.

    `lost_rows` are the numbers of source rows that were left out alone.
    """

    planned: Planned
    xml: bytes | None = None
    remarks: list[Remark] = field(default_factory=list)
    lost_rows: list[int] = field(default_factory=list)


class Filler:
    """Fills planned records of one map into sessions of one form."""

    def __init__(self, form: Form, map: IntakeMap, environment: FillEnvironment) -> None:
        self._form, self._map, self._given_environment = form, map, environment
        self._paths = names_of(form)
        self._tables = {path.rpartition("/")[2]: path for path in form.repeats}
        by_fact = {question.fact: path for path, question in form.questions.items()}
        self._code_path = by_fact.get("visit.facility", "")
        self._officer_path = by_fact.get("visit.officer", "")

    def fill(self, planned: Planned, ids: InstanceIds) -> Filled:
        """Answer, check, put aside what may be, and make the final XML, or say what stands in the way."""
        return _OneRecord(self, planned, ids).run()

    def environment(self, record_id: str) -> FillEnvironment:
        """The world of the session, with row ids that are the same at every run."""
        ids = row_ids(record_id)
        base = self._given_environment
        return FillEnvironment(
            clock=base.clock,
            new_row_id=lambda: next(ids),
            device_id=base.device_id,
            officer_code=base.officer_code,
            user_name=base.user_name,
            language=base.language,
        )

    @property
    def form(self) -> Form:
        """The form."""
        return self._form

    @property
    def map(self) -> IntakeMap:
        """The map."""
        return self._map

    def known(self, planned: Planned) -> Iterator[tuple[str, str]]:
        """What is known without the map saying so: the facility's code, and who imports."""
        if self._code_path and planned.facility:
            yield self._code_path, planned.facility
        if self._officer_path:
            yield self._officer_path, self._given_environment.officer_code

    def path(self, question: str) -> str:
        """The path of a question by its name."""
        return self._paths[question]

    def table(self, name: str) -> str:
        """The path of a table by its name."""
        return self._tables[name]

    def tables(self) -> Iterator[str]:
        """The paths of all tables."""
        yield from self._tables.values()


class _OneRecord:
    """The work on one record: a session, and where each answer of the source stands in it."""

    def __init__(self, filler: Filler, planned: Planned, ids: InstanceIds) -> None:
        self._filler, self._planned = filler, planned
        self._session = FillSession.new(filler.form, filler.environment(planned.record_id), {}, ids)
        self._filled = Filled(planned)
        self._placed: dict[str, tuple[Given, int]] = {}
        self._rows: dict[str, PlannedRow] = {}
        self._refused = False

    def run(self) -> Filled:
        first = self._planned.source[0].number
        for path, text in self._filler.known(self._planned):
            self._session.set(path, text)
        for given in self._planned.answers:
            self._answer(self._filler.path(given.question), given, first)
        self._tables()
        self._settle()
        self._name_unasked()
        if not self._refused:
            self._filled.xml = self._session.to_xml(final=True)
        return self._filled

    def _tables(self) -> None:
        """Fill the tables; a row that a new record has by itself is used, or taken away."""
        planned = {self._filler.table(name): rows for name, rows in self._planned.rows.items()}
        for path in self._filler.tables():
            there = list(self._session.rows(path))
            for row in planned.get(path, ()):
                ref = there.pop(0) if there else self._new_row(path)
                self._rows[ref] = row
                for given in row.answers:
                    name = self._filler.path(given.question)
                    self._answer(ref + name[len(path) :], given, row.number)
            for ref in there:
                self._session.remove_row(ref)

    def _new_row(self, path: str) -> str:
        return self._session.add_row(path).changes[0].ref

    def _answer(self, ref: str, given: Given, row: int) -> None:
        if not self._session.has(ref):
            return  # an earlier answer of the same row was refused, and the row left out
        self._placed[ref] = (given, row)
        if given.fault and not given.if_bad:
            self._remark("refused", row, ref, given.original, words(given.fault))
            self._refuse(ref)
            return
        if given.absent:
            self._session.set_absent(ref, given.absent)
        elif given.text:
            self._session.set(ref, given.text)
        if given.fault:
            self._session.set_note(ref, given.original)
            self._remark("aside", row, ref, given.original, words(given.fault))

    def _settle(self) -> None:
        """Put aside, accept or refuse until nothing stands in the way."""
        for _round in range(_ROUNDS):
            problems = self._session.problems()
            if not problems:
                return
            for problem in problems:
                self._deal_with(problem)
            if self._refused:
                return
        for problem in self._session.problems():
            self._refuse_by(problem)

    def _deal_with(self, problem: Problem) -> None:
        if not self._session.has(problem.ref):
            return  # its row was left out meanwhile
        given, row = self._placed.get(problem.ref, (None, self._row_of(problem.ref)))
        value = self._session.value(problem.ref)
        if problem.severity is Severity.SOFT:
            if not self._filler.map.odd:
                self._refuse_by(problem)
                return
            self._session.accept_soft(problem.ref, self._filler.map.odd)
            self._remark("odd", row, problem.ref, given.original if given else value, problem.message)
        elif given and given.if_bad and value:
            self._session.set(problem.ref, "")
            self._session.set_absent(problem.ref, given.if_bad)
            self._session.set_note(problem.ref, given.original)
            self._remark("aside", row, problem.ref, given.original, problem.message)
        else:
            self._refuse_by(problem)

    def _refuse_by(self, problem: Problem) -> None:
        if not self._session.has(problem.ref):
            return
        given, row = self._placed.get(problem.ref, (None, self._row_of(problem.ref)))
        if given and given.fault and not given.if_bad:
            return  # said already
        value = given.original or given.text if given else self._session.value(problem.ref)
        self._remark("refused", row, problem.ref, value, problem.message)
        self._refuse(problem.ref)

    def _refuse(self, ref: str) -> None:
        """Leave the row out alone where the map allows it, else the record."""
        row_ref = next((one for one in self._rows if ref.startswith(one + "/")), "")
        table = row_ref.rpartition("[")[0].rpartition("/")[2]
        if row_ref and table in self._filler.map.row_alone:
            self._filled.lost_rows.append(self._rows.pop(row_ref).number)
            self._session.remove_row(row_ref)
        else:
            self._refused = True

    def _row_of(self, ref: str) -> int:
        for row_ref, row in self._rows.items():
            if ref.startswith(row_ref + "/"):
                return row.number
        return self._planned.source[0].number

    def _name_unasked(self) -> None:
        """Source texts that the form did not ask for: they are not in the record, so they are named."""
        for ref, (given, row) in self._placed.items():
            if given.original and self._session.has(ref) and not self._session.is_relevant(ref):
                self._remark("aside", row, ref, given.original, words(NOT_ASKED))

    def _remark(self, kind: str, row: int, ref: str, value: str, reason: str) -> None:
        name = ref.rpartition("/")[2]
        label = self._session.label(ref)
        key = " ".join(self._planned.key)
        self._filled.remarks.append(Remark(kind, row, key, name, label, value, reason))
