"""The same forms and answers in JavaRosa and rxeval, where they are here: each difference is a decision in writing."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sxsh_desktop.xform.session import FillSession, InstanceIds
from tests import differential as diff
from tests import xform_maker as maker

_DECISIONS: list[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("differential.toml").read_text("utf-8")
)["decision"]
ROW_FORMULAS = (
    # formula in each row, what the rows 2 and 6 give
    ("concat(sum(/data/r/ri), /data/t)", ("2x", "6x")),
    ("concat(join(',', /data/r/ri), /data/t)", ("2x", "6x")),
    ("concat(count(/data/r/ri), /data/t)", ("1x", "1x")),
    ("concat(/data/r/ri, /data/t)", ("2x", "6x")),
    ("concat(sum(../../r/ri), /data/t)", ("8x", "8x")),
    ("concat(count(../../r), /data/t)", ("2x", "2x")),
    ("concat(count(/data/r[ri > 1]), /data/t)", ("2x", "2x")),
    ("concat(position(..), /data/t)", ("1x", "2x")),
)


@pytest.fixture(scope="module")
def others() -> Iterator[list[diff.Peer]]:
    found = diff.peers()
    if not found:
        pytest.skip("neither JavaRosa (Java and the pyxform wheel) nor rxeval is here")
    yield found
    for one in found:
        one.close()


def _covers(decision: dict[str, str], one: diff.Difference) -> bool:
    said = {"formula": one.formula, "path": one.path, "ours": one.ours, "theirs": one.theirs}
    return decision["peer"] == one.peer and all(
        re.search(decision[name], text) for name, text in said.items() if name in decision
    )


@pytest.mark.slow
def test_every_difference_is_decided(others: list[diff.Peer]) -> None:
    found, forms = diff.run(others, 9)
    assert forms == 18
    undecided = [one for one in found if not any(_covers(decision, one) for decision in _DECISIONS)]
    assert undecided == []


def test_every_decision_has_a_reason() -> None:
    assert all(len(decision["reason"]) > 40 for decision in _DECISIONS)


def test_absolute_paths_inside_a_row_mean_what_javarosa_means(
    tmp_path: Path, others: list[diff.Peer]
) -> None:
    leaves = "".join(f"<c{number}/>" for number in range(len(ROW_FORMULAS)))
    binds = "".join(
        f'<bind nodeset="/data/r/c{number}" calculate="{formula.replace(">", "&gt;")}"/>'
        for number, (formula, _values) in enumerate(ROW_FORMULAS)
    )
    form = maker.xform(
        tmp_path,
        f"<r jr:template=''><ri/>{leaves}</r><r><ri/>{leaves}</r><t/>",
        f'<bind nodeset="/data/r/ri" type="int"/>{binds}',
        '<group ref="/data/r"><label>r</label><repeat nodeset="/data/r"><input ref="/data/r/ri"><label>x</label>'
        '</input></repeat></group><input ref="/data/t"><label>t</label></input>',
    )
    session = FillSession.new(form, maker.environment())
    session.add_row("/data/r")
    answers: dict[str, Any] = {
        f"{session.rows('/data/r')[0]}/ri": "2",
        f"{session.rows('/data/r')[1]}/ri": "6",
    }
    for ref, text in {**answers, "/data/t": "x"}.items():
        session.set(ref, text)
    ours = diff.ours_state(session)
    wanted = {
        f"/data/r[{row + 1}]/c{number}[1]": values[row]
        for number, (_formula, values) in enumerate(ROW_FORMULAS)
        for row in (0, 1)
    }
    assert {path: ours[path] for path in wanted} == wanted
    for peer in others:
        if peer.name == "JavaRosa":
            peer.load(next(tmp_path.glob("*.xml")))
            peer.add_row("/data/r")
            for path, text in (("/data/r[1]/ri", "2"), ("/data/r[2]/ri", "6"), ("/data/t", "x")):
                peer.put(path, text)
            theirs = peer.state()
            assert {path: theirs[path] for path in wanted} == wanted


@pytest.mark.parametrize("form_id", maker.FORM_IDS)
def test_finalised_records_are_read_by_javarosa(
    tmp_path: Path, others: list[diff.Peer], form_id: str
) -> None:
    java = next((one for one in others if isinstance(one, diff.JavaRosa)), None)
    if java is None:
        pytest.skip("Java is not here")
    chance = random.Random(form_id)
    session = FillSession.new(maker.shipped(form_id), maker.environment(), ids=InstanceIds("uuid:1"))
    for _step in range(60):
        questions, tables, _rows = maker.all_refs(session)
        for table in tables[:1]:
            if session.can_add_row(table) and len(session.rows(table)) < 3:
                session.add_row(table)
        ref = chance.choice([one for one in questions if not session.is_readonly(one)])
        session.set(ref, maker.random_text(chance, session, ref, session.question(ref)))
        session.set_absent(chance.choice(questions), "unknown") if chance.random() < 0.1 else None
    file = tmp_path / "submission.xml"
    file.write_bytes(session.to_xml(final=True))
    java.load(diff.shipped_for_all(tmp_path, form_id))
    java.restore(file)
    ours, theirs = diff.ours_state(session), java.state()
    told = {path: text for path, text in ours.items() if text and not path.endswith(("/gps[1]", "/end[1]"))}
    read = {path: theirs.get(path, "(not there)") for path in told}
    assert {path for path in told if not diff.same(told[path], read[path])} == set()
