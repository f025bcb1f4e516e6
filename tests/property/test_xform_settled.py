"""A record begun from a kept plan, where most is known beforehand, equals one that is computed from nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_desktop.base import paths
from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.xform import plan, settled
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.load import load_form
from sxsh_desktop.xform.session import FillSession, InstanceIds
from tests import xform_maker as maker
from tests.random_forms import generated

_IDS = InstanceIds("uuid:0")


def here(language: str = "vi") -> FillEnvironment:
    """A world that stands still, in the zone of this machine: the one that is known beforehand."""
    return replace(maker.environment(language), clock=fixed_clock(maker.MOMENT.astimezone()))


def looks(session: FillSession) -> tuple[object, ...]:
    questions, tables, _rows = maker.all_refs(session)
    return (
        session.to_xml(),
        session.to_xml(final=True),
        [(one.ref, one.code, one.message) for one in session.problems()],
        [session.is_relevant(ref) for ref in (*questions, *tables)],
        session.section_states(),
        session.broken(),
    )


def both(form: Form, language: str = "vi", prefill: dict[str, str] | None = None) -> None:
    """The record from nothing, and the one from what is known; then an answer to each question in both."""
    nothing = replace(form, definition_hash="")
    from_nothing = FillSession.new(nothing, here(language), prefill, _IDS)
    known = settled.settled_of(form)
    if known is None:
        return
    settled.remember(form.definition_hash, known)
    from_known = FillSession.new(form, here(language), prefill, _IDS)
    assert looks(from_known) == looks(from_nothing)
    chance, again = random.Random(1), random.Random(1)
    for ref in maker.all_refs(from_nothing)[0][:40]:
        for session, dice in ((from_known, chance), (from_nothing, again)):
            if session.has(ref) and not session.is_readonly(ref):
                session.set(ref, maker.random_text(dice, session, ref, session.question(ref)))
    assert looks(from_known) == looks(from_nothing)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form_id", maker.FORM_IDS)
def test_each_of_our_forms(form_id: str, language: str) -> None:
    form = maker.shipped(form_id)
    dates = {path: "2026-03-04" for path, one in form.questions.items() if one.datatype == "date"}
    both(form, language)
    both(form, language, dates)


def test_rows_in_rows_and_actions_too(tmp_path: Path) -> None:
    both(maker.tangled(tmp_path))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_forms_made_by_chance_too(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    both(load_form(generated(tmp_path_factory.mktemp("made"), random.Random(seed))))


_BINDS = (
    '<bind nodeset="/data/n" type="int"/>'
    '<bind nodeset="/data/b" calculate="string(today())"/>'
    '<bind nodeset="/data/c" calculate="concat(/data/b, 1)"/>'
    '<bind nodeset="/data/d" calculate="/data/n * 2"/>'
    '<bind nodeset="/data/r/q" calculate="position(..)"/>'
    '<bind nodeset="/data/e" relevant="string-length(/data/b) = 0"/>'
)
_BODY = (
    maker.inputs("/data/a", "/data/n", "/data/e")
    + '<group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/q"/></repeat></group>'
)


def test_what_asks_the_world_is_computed_in_each_record(tmp_path: Path) -> None:
    form = maker.xform(tmp_path, "<a/><n>2</n><b/><c/><d/><r><q/></r><e/>", _BINDS, _BODY)
    both(form)
    session = FillSession.new(form, here(), ids=_IDS)
    today = here().clock().date().isoformat()
    assert [session.value(f"/data/{name}") for name in "bcd"] == [today, f"{today}1", "4"]
    assert not session.is_relevant("/data/e") and len(session.rows("/data/r")) == 2


def test_a_kept_plan_tells_it(tmp_path: Path) -> None:
    """Read by another process in effect: what was worked out comes from the plan, and no formula is compiled."""
    form = load_form(paths.forms() / f"{maker.FORM_IDS[0]}.xlsx", tmp_path)
    kept = load_form(paths.forms() / f"{maker.FORM_IDS[0]}.xlsx", tmp_path)
    assert kept.definition_hash == form.definition_hash
    assert plan.plan_of(kept).form.definition_hash == form.definition_hash
    assert looks(FillSession.new(kept, here(), ids=_IDS)) == looks(
        FillSession.new(replace(form, definition_hash=""), here(), ids=_IDS)
    )
