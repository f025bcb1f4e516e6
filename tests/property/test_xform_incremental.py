"""Whatever is done in whatever order: what was recomputed step by step equals a computation from scratch."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_desktop.services import reference
from sxsh_desktop.xform import facts, instance
from sxsh_desktop.xform.changes import Change
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.load import load_form
from sxsh_desktop.xform.session import FillSession, InstanceIds
from tests import xform_maker as maker
from tests.random_forms import generated

IDS = InstanceIds("uuid:0")


def _act(session: FillSession, chance: random.Random) -> list[Change]:
    questions, tables, rows = maker.all_refs(session)
    kind = chance.random()
    if kind < 0.62:
        ref = chance.choice([one for one in questions if not session.is_readonly(one)])
        text = maker.random_text(chance, session, ref, session.question(ref))
        return list(session.set(ref, text).changes)
    if kind < 0.68:
        ref = chance.choice([one for one in questions if not session.is_readonly(one)])
        return list(session.set_absent(ref, chance.choice(("unknown", "refused", ""))).changes)
    if kind < 0.72:
        return list(session.set_note(chance.choice(questions), "ghi chú").changes)
    if kind < 0.75:
        return list(session.accept_soft(chance.choice(questions), "đã hỏi lại").changes)
    open_tables = [one for one in tables if session.can_add_row(one)]
    if kind < 0.83 and open_tables:
        return list(session.add_row(chance.choice(open_tables)).changes)
    open_rows = [one for one in rows if session.can_add_row(one)]
    if kind < 0.87 and open_rows:
        return list(session.remove_row(chance.choice(open_rows)).changes)
    if kind < 0.94:
        return list(session.undo().changes)
    if kind < 0.97:
        return list(session.redo().changes)
    session.set_language(chance.choice(("vi", "en")))
    return []


def _looks(session: FillSession) -> tuple[object, ...]:
    questions, tables, _rows = maker.all_refs(session)
    session.set_language("vi")
    return (
        session.to_xml(),
        session.to_xml(final=True),
        [(one.ref, one.code, one.message) for one in session.problems()],
        [session.is_relevant(ref) for ref in (*questions, *tables)],
        [session.is_required(ref) for ref in questions],
        [tuple(choice.value for choice in session.choices(ref)) for ref in questions],
        session.section_states(),
    )


@pytest.mark.parametrize("form_id", maker.FORM_IDS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 60))
def test_step_by_step_equals_from_scratch(form_id: str, seed: int, steps: int) -> None:
    _compare(maker.shipped(form_id), random.Random(seed), steps)


@pytest.fixture(scope="module")
def tangled(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return maker.tangled(tmp_path_factory.mktemp("tangled"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 80))
def test_rows_in_rows_and_actions_too(tangled: Form, seed: int, steps: int) -> None:
    _compare(tangled, random.Random(seed), steps)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 40))
def test_forms_made_by_chance_too(tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int) -> None:
    """Formulas of every kind over answers, rows and one another: whatever reads what, nothing is left behind."""
    chance = random.Random(seed)
    _compare(load_form(generated(tmp_path_factory.mktemp("made"), chance)), chance, steps)


def test_a_language_switch_leaves_what_was_made_once(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        "<a/><u/><w/>",
        '<bind nodeset="/data/u" calculate="concat(uuid(), /data/a)"/>'
        '<bind nodeset="/data/w" calculate="jr:itext(\'t\')"/>',
        maker.inputs("/data/a"),
        '<itext><translation lang="Tiếng Việt (vi)"><text id="t"><value>nước</value></text></translation>'
        '<translation lang="English (en)"><text id="t"><value>water</value></text></translation></itext>',
    )
    session = FillSession.new(form, maker.environment())
    made = session.value("/data/u")
    session.set_language("en")
    assert (session.value("/data/w"), session.value("/data/u")) == ("water", made)


def _compare(form: Form, chance: random.Random, steps: int) -> None:
    session = FillSession.new(form, maker.environment(), ids=IDS)
    snapshot = session.to_xml()
    journal: list[str] = []
    for _step in range(steps):
        journal.extend(json.dumps(change.to_json()) for change in _act(session, chance))
    seen = _looks(session)
    scratch = FillSession.open(form, session.to_xml(), maker.environment(prefix="other"))
    assert _looks(scratch) == seen

    replayed = FillSession.open(form, snapshot, maker.environment(prefix="third"))
    for line in journal:
        replayed.replay(Change.from_json(json.loads(line)))
    assert _looks(replayed) == seen


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_undoing_everything_gives_the_beginning(seed: int) -> None:
    chance = random.Random(seed)
    form = maker.shipped("e_danh_gia_chi_tiet")
    session = FillSession.new(form, maker.environment(), ids=IDS)
    before = session.to_xml()
    for _step in range(40):
        _act(session, chance)
    after = session.to_xml()
    undone = 0
    while session.can_undo:
        session.undo()
        undone += 1
    assert session.to_xml() == before
    for _again in range(undone):
        session.redo()
    assert session.to_xml() == after


@pytest.mark.parametrize("form_id", maker.FORM_IDS)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_fields_rebuild_the_record_and_its_facts(form_id: str, seed: int) -> None:
    chance = random.Random(seed)
    form = maker.shipped(form_id)
    session = FillSession.new(form, maker.environment(), ids=IDS)
    for _step in range(50):
        _act(session, chance)
    final = session.to_xml(final=True)
    fields = instance.fields_of(form, final)
    rebuilt = instance.with_fields(form, final, fields)
    assert instance.fields_of(form, rebuilt) == fields
    assert instance.with_fields(form, rebuilt, fields) == rebuilt
    vocabulary, units = reference.load_vocabulary(), reference.load_units()
    assert facts.project(form, rebuilt, vocabulary, units) == facts.project(form, final, vocabulary, units)
