"""The laws (packaging/FORMAT.md, section 9) on whole desks: real bundles of a random history, real stores, real forms.

`hold(chance, base, folder)` makes one history and its bundle files; one desk takes them in as they were sent, another
one, of another officer, in any order, some more often, some taken back and brought again, a forged one among them.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from sxsh_desktop.base.progress import silent
from sxsh_desktop.bundle.values import BundleContent, Party
from sxsh_desktop.bundle.write import write_bundle
from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.hashes import NOT_HASHED_KINDS, ledger_hash
from sxsh_desktop.ledger.keys import sign_entry, sign_revision
from sxsh_desktop.ledger.values import Entry, Revision, UnsignedEntry, UnsignedRevision
from sxsh_desktop.services import backup, exchange
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.exchange_devices import refresh_devices
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.store import derived
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Control, Form, Question, Repeat
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.session import FillSession, InstanceIds
from tests.exchange_maker import CLOCK
from tests.history_maker import (
    Chance,
    Fields,
    History,
    Item,
    Sending,
    Sheet,
    arrivals,
    id_of,
    make_history,
    pick,
)
from tests.ledger_laws import AUTHORS, OFFICERS
from tests.ledger_maker import MADE_AT, Author

FORMS = ("a_co_so", "f_theo_doi", "b_khao_sat")
DAYS = ("2026-03-02", "2026-03-02", "2026-06-30", "1999-01-01")
_FACTS = (
    "facility_status.state",
    "facility_status.on",
    "potential.has",
    "facility_profile.name",
    "visit.facility",
)
State = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Base:
    """Two desks before anything arrived, which hold the same ledger; and the forms of the histories."""

    department: Path
    officer: Path
    sheets: tuple[Sheet, ...]


def make_base(folder: Path) -> Base:
    """Desks of a department and of an officer who believe all AUTHORS and each other."""
    department = set_up(
        folder / "department", Answers("department", "vi", "SCT00", "Lê Minh Khoa", "SCT"), CLOCK
    )
    officer = set_up(folder / "officer", Answers("officer", "vi", "CB00", "Trần Thị Lan", "866"), CLOCK)
    with closing(department), closing(officer):
        exchange.export_enrolment(officer, folder / "officer.json")
        exchange.export_enrolment(department, folder / "department.json")
        exchange.import_enrolment(department, folder / "officer.json", confirm=True)
        exchange.import_enrolment(officer, folder / "department.json", confirm=True)
        with department.write() as connection:
            exchange.own_enrolment(department, connection)
            for author in AUTHORS:
                department.append_entry(connection, author.enrolment(), author.device_id)
        for one, other in ((department, officer), (officer, department)):
            with other.read() as source, one.write() as connection:
                ledger_store.add_entries(
                    connection, list(ledger_store.iterate_entries(source)), made_here=True
                )
                refresh_devices(one, connection)
        sheets = tuple(_sheet(department, department.forms.get(form_id)) for form_id in FORMS)
    return Base(folder / "department", folder / "officer", sheets)


def hold(chance: Chance, base: Base, folder: Path) -> History:
    """Every law, on one history."""
    history = make_history(chance, AUTHORS, base.sheets, steps=10)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        files = [bundle_of(place, sending) for sending in history.sendings]
        places = dict(zip(map(id, history.sendings), files, strict=True))
        shutil.copytree(base.department, place / "one")
        with closing(open_desk(place / "one", CLOCK)) as desk:
            for file in files:
                exchange.import_bundle(desk, file)
            expected = state_of(desk)
            assert_whole(desk, history, expected)
            backup.rebuild(desk)
            assert_same(state_of(desk), expected)  # law 8
            printed = one_hash(desk)
        shutil.copytree(pick(chance, (base.officer, base.department)), place / "other")
        with closing(open_desk(place / "other", CLOCK)) as desk:
            came = [(one, places[id(one)]) for one in arrivals(chance, history.sendings)]
            _arrive(chance, desk, history, came, place)
            assert_same(state_of(desk), expected)  # laws 1 and 2
            assert one_hash(desk) == printed
    return history


def state_of(desk: Desk) -> State:
    """The ledger's hash, and that of each derived table."""
    with desk.read() as connection:
        hashes = ledger_store.content_hashes(connection, NOT_HASHED_KINDS)
        tables = derived.table_hashes(connection, desk.vocabulary)
    return ledger_hash(hashes), {name: one for name, one in tables.items() if name != "known_devices"}


def one_hash(desk: Desk) -> str:
    """The hash that `sxsh verify` prints."""
    with desk.read() as connection:
        return derived.derived_hash(connection, desk.vocabulary)


def assert_same(found: State, expected: State) -> None:
    """Equal ledgers, and table by table equal views of them."""
    assert found[0] == expected[0]
    names = found[1].keys() | expected[1].keys()
    different = [name for name in sorted(names) if found[1].get(name) != expected[1].get(name)]
    assert not different, different


def assert_whole(desk: Desk, history: History, state: State) -> None:
    """Everything of the history is here, and each record shows what its revisions say."""
    with desk.read() as connection:
        items: list[Item] = [
            *ledger_store.iterate_revisions(connection),
            *ledger_store.iterate_entries(connection),
        ]
        shown = records_store.get_many(connection, list(history.records()))
    here = {id_of(one): one for one in items}
    assert {name: here[name] for name in history.items} == history.items
    for record_id, revisions in history.records().items():
        assert shown[record_id].heads == dag.heads(revisions)
        assert not shown[record_id].waiting
    assert state[0]


def _arrive(
    chance: Chance, desk: Desk, history: History, came: Sequence[tuple[Sending, Path]], place: Path
) -> None:
    """Bundles in this order; what the preview says happens; some are taken back; a forged one changes nothing."""
    forged = _forged_bundle(chance, history, place)
    undone: list[str] = []
    for _sending, file in came:
        _take_in(desk, file)
        _assert_waiting(desk, history)
        if not chance.below(4):
            _assert_forgery_is_kept_aside(desk, forged)
        if not chance.below(3):
            line = pick(chance, exchange.imports(desk))
            exchange.undo_import(desk, line.import_id)
            undone.append(line.import_id)
            _assert_undone(desk, history, {file.name: sending for sending, file in came}, forged.name)
    for import_id in undone:
        exchange.redo_import(desk, import_id)


def _take_in(desk: Desk, file: Path) -> None:
    """Law 7: preview and import are one function."""
    seen = exchange.preview_bundle(desk, file)
    done = exchange.import_bundle(desk, file)
    assert replace(done, import_id="") == seen


def _assert_waiting(desk: Desk, history: History) -> None:
    """Law 5: what waits is shown as waiting, and settles by itself."""
    with desk.read() as connection:
        here = {one.revision_id for one in ledger_store.iterate_revisions(connection)}
        shown = records_store.get_many(connection, list(history.records()))
    for record_id, revisions in history.records().items():
        arrived = [one for one in revisions if one.revision_id in here]
        now = shown.get(record_id)
        assert (now is not None) == bool(arrived)
        if now is not None:
            assert (now.heads, now.waiting) == (dag.heads(arrived), bool(dag.waiting_for(arrived)))


def _assert_undone(desk: Desk, history: History, sent: Mapping[str, Sending], forged: str) -> None:
    """Law 6: exactly what bundles in force brought is shown, and the views are those of that set."""
    lines = [one for one in exchange.imports(desk) if not one.undone and one.file_name != forged]
    in_force = {id_of(item) for line in lines for item in sent[line.file_name].items}
    with desk.read() as connection:
        here = {one.revision_id for one in ledger_store.iterate_revisions(connection)}
        here |= {one.entry_id for one in ledger_store.iterate_entries(connection)}
    assert here & history.items.keys() == in_force
    before = state_of(desk)
    backup.rebuild(desk)
    assert_same(state_of(desk), before)


def _assert_forgery_is_kept_aside(desk: Desk, forged: Path) -> None:
    """Law 4: the same id with other bytes does not stop the rest, is kept, shown, and changes nothing."""
    with desk.read() as connection:
        here = {one.revision_id for one in ledger_store.iterate_revisions(connection)}
        here |= {one.entry_id for one in ledger_store.iterate_entries(connection)}
    item = _FORGED[forged]
    if id_of(item) not in here:
        return
    before, shelved = state_of(desk), len(exchange.shelf(desk))
    plan = exchange.import_bundle(desk, forged)
    assert plan.clashes in ((id_of(item),), ())
    assert state_of(desk) == before
    assert len(exchange.shelf(desk)) in (shelved, shelved + 1)
    assert any(line.kind == "clash" for line in exchange.shelf(desk))
    assert exchange.import_bundle(desk, forged).clashes == (id_of(item),)
    assert len(exchange.shelf(desk)) <= shelved + 1


# --- bundles ---------------------------------------------------------------------------------------------------------

_FORGED: dict[Path, Item] = {}


def revision_of(sheet: Sheet, author: Author, xml: bytes) -> Revision:
    """The first version of a new record."""
    record_id = str(uuid.uuid4())
    author.sequence += 1
    unsigned = UnsignedRevision(
        revision_id=f"uuid:{uuid.uuid4()}",
        record_id=record_id,
        parents=(),
        form_id=sheet.form_id,
        form_version=sheet.version,
        definition_hash=sheet.definition_hash,
        facility_id=record_id,
        officer_id=author.name,
        device_id=author.device_id,
        made_at=MADE_AT,
        sequence=author.sequence,
        instance_xml=xml,
    )
    return sign_revision(unsigned, author.key)


@cache
def _certificate(author_name: str) -> Entry:
    return next(one for one in AUTHORS if one.name == author_name).certificate()


def bundle_of(folder: Path, sending: Sending) -> Path:
    """A bundle file of these items, signed by the sender."""
    author = sending.sender
    party = Party(author.name, author.name, author.device_id, "866", author.role, author.key.key_id)
    revisions = [one for one in sending.items if isinstance(one, Revision)]
    entries = [one for one in sending.items if isinstance(one, Entry)]
    target = folder / f"{uuid.uuid4()}.sxsh"
    content = BundleContent(str(uuid.uuid4()), party, Party(), MADE_AT, revisions, entries)
    write_bundle(target, content, author.key, _certificate(author.name), (), folder, silent())
    return target


def _forged_bundle(chance: Chance, history: History, folder: Path) -> Path:
    """An item of the history with other content, signed by its own author, in a bundle of another."""
    item = pick(chance, list(history.items.values()))
    author = next(one for one in AUTHORS if one.key.key_id == item.key_id)
    names = UnsignedRevision.__slots__ if isinstance(item, Revision) else UnsignedEntry.__slots__
    parts = {name: getattr(item, name) for name in names} | {"made_at": "2001-01-01"}
    forged: Item = (
        sign_revision(UnsignedRevision(**parts), author.key)
        if isinstance(item, Revision)
        else sign_entry(UnsignedEntry(**parts), author.key)
    )
    file = bundle_of(folder, Sending(OFFICERS[0], (forged,)))
    _FORGED[file] = forged
    return file


# --- forms -----------------------------------------------------------------------------------------------------------


def _sheet(desk: Desk, form: Form) -> Sheet:
    """A handful of the form's questions: the day, what the register shows, some text, choices, sets, a table."""
    template = FillSession.new(
        form, FillEnvironment(clock=desk.clock, language="vi"), {}, InstanceIds("uuid:0")
    ).to_xml(True)
    values: dict[str, tuple[str, ...]] = {}
    rows: dict[str, dict[str, tuple[str, ...]]] = {}
    tables = {node.path for node in _repeats(form)}
    for path, question in form.questions.items():
        table = next((one for one in tables if path.startswith(one + "/")), "")
        if not instance.is_field(form, path) or not _wanted(question, len(values), bool(table)):
            continue
        answers = _answers(form, question)
        if not table:
            values[path] = answers
        elif len(rows) < 1 or len(rows.get(table, {"": 0, "x": 0})) < 2:
            rows.setdefault(table, {})[question.name] = answers
    sets = frozenset(p for p, q in form.questions.items() if q.control is Control.SELECT_MULTIPLE)

    @lru_cache(maxsize=20_000)
    def made(fields: tuple[tuple[str, str], ...]) -> bytes:
        return instance.with_fields(form, template, dict(fields))

    def as_xml(fields: Fields) -> bytes:
        return made(tuple(sorted(fields.items())))

    return Sheet(form.form_id, form.version, form.definition_hash, values, rows, sets, as_xml)


def _repeats(form: Form) -> list[Repeat]:
    return [node for node in form.root.children if isinstance(node, Repeat)] + [
        inner
        for node in form.root.children
        for inner in getattr(node, "children", ())
        if isinstance(inner, Repeat)
    ]


def _wanted(question: Question, found: int, in_table: bool) -> bool:
    kinds = (Control.INPUT, Control.SELECT_ONE, Control.SELECT_MULTIPLE)
    if question.control not in kinds or question.datatype in ("geopoint", "time", "dateTime"):
        return False
    return in_table or question.fact in _FACTS or question.fact == "visit.date" or found < 7


def _answers(form: Form, question: Question) -> tuple[str, ...]:
    if question.fact == "visit.date" or question.datatype == "date":
        return DAYS
    if question.control in (Control.SELECT_ONE, Control.SELECT_MULTIPLE):
        codes = [one.value for one in form.choice_list(question, "vi")][:3] or ["1"]
        if question.control is Control.SELECT_MULTIPLE:
            return (codes[0], " ".join(codes[:2]), " ".join(codes[1:]), " ".join(reversed(codes)))
        return (*codes, instance.ABSENT + "unknown")
    if question.is_number:
        return ("1", "20", instance.ABSENT + "refused")
    return ("", "Nhà máy A", "Lò gạch B", instance.ABSENT + "unknown")
