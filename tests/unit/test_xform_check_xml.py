"""The form check of an XForm .xml: what the body asks without a place in the record is said, never dropped in silence;
and what shares its words with others still reads from its own place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.services import reference
from sxsh_desktop.xform.check import check_form
from sxsh_desktop.xform.finding import ERROR, WARNING
from sxsh_desktop.xform.session import FillSession, InstanceIds
from tests import xform_maker as maker

VOCABULARY, UNITS = reference.load_vocabulary(), reference.load_units()
SOUND = '<input ref="/data/a"><label>A</label></input>'


def codes(folder: Path, instance: str, body: str, binds: str = "") -> list[tuple[str, str, str]]:
    """What the check says: severity, code, where."""
    maker.xform(folder, instance, binds, body)
    (file,) = folder.glob("*.xml")
    found = check_form(file, VOCABULARY, UNITS)
    assert all(one.message and (one.row or one.severity == ERROR) for one in found), found
    return [(one.severity, one.code, one.column) for one in found]


@pytest.mark.parametrize(
    ("instance", "body", "where"),
    [
        ("<a/>", f'{SOUND}<input ref="/data/gone"><label>B</label></input>', "/data/gone"),
        ("<a/><r><b/></r>", f'{SOUND}<repeat nodeset="/data/q"><input ref="/data/r/b"/></repeat>', "/data/q"),
        ("<a/><g><b/></g>", f'{SOUND}<group ref="/data/h"><label>H</label></group>', "/data/h"),
        ("<a/><g><b/></g>", f'{SOUND}<input ref="/data/g"><label>G</label></input>', "/data/g"),
    ],
)  # fmt: skip
def test_what_has_no_place_in_the_record_is_named(
    tmp_path: Path, instance: str, body: str, where: str
) -> None:
    assert (WARNING, "no_place", where) in codes(tmp_path, instance, body)


def test_an_element_that_is_no_question_is_named(tmp_path: Path) -> None:
    assert (WARNING, "unknown_control", "/data/a") in codes(tmp_path, "<a/>", '<switch ref="/data/a"/>')


@pytest.mark.parametrize("kind", ["select1", "select", "odk:rank"])
def test_a_question_that_offers_no_choice_is_a_fault(tmp_path: Path, kind: str) -> None:
    body = f'<{kind} ref="/data/a"><label>A</label></{kind}>'
    assert (ERROR, "no_list", "/data/a") in codes(tmp_path, "<a/>", body)


def test_a_sound_form_has_no_fault_and_facts_are_checked(tmp_path: Path) -> None:
    assert not [one for one in codes(tmp_path, "<a/>", SOUND) if one[1] != "no_fact"]
    other = tmp_path / "other"
    other.mkdir()
    bind = '<bind nodeset="/data/a" type="string" sxsh:fact="visit.nonsense"/>'
    assert (ERROR, "unknown_fact", "bind::sxsh:fact") in codes(other, "<a/>", SOUND, bind)


def test_a_file_that_is_no_xform_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    file.write_text("<a><b></a>", "utf-8")
    (one,) = check_form(file)
    assert (one.severity, one.code) == (ERROR, "XML-01")


def test_a_group_and_its_question_with_the_same_formula_each_read_from_where_they_stand(
    tmp_path: Path,
) -> None:
    same = "/data/n &gt; 1"
    binds = (
        f'<bind nodeset="/data/n" type="int"/><bind nodeset="/data/g" relevant="{same}"/>'
        f'<bind nodeset="/data/g/a" type="string" relevant="{same}"/>'
    )
    shown = '<output value="/data/n"/>'
    body = (
        f'<input ref="/data/n"><label>N {shown}</label></input>'
        f'<group ref="/data/g"><label>G {shown}</label><input ref="/data/g/a"><label>A {shown}</label></input></group>'
    )
    form = maker.xform(tmp_path, "<n/><g><n/><a/></g>", binds, body)
    session = FillSession.new(form, maker.environment(), {}, InstanceIds("uuid:1"))
    session.set("/data/n", "2")
    assert session.is_relevant("/data/g") and session.is_relevant("/data/g/a")
    assert [session.label(ref) for ref in ("/data/n", "/data/g", "/data/g/a")] == ["N 2", "G 2", "A 2"]
    assert [one.label for one in session.section_states()] == ["N 2", "G 2"]
    session.set("/data/n", "1")
    assert not session.is_relevant("/data/g") and not session.is_relevant("/data/g/a")


def test_the_heading_of_a_table_list_is_no_question(tmp_path: Path) -> None:
    items = "<item><label>Có</label><value>1</value></item><item><label>Không</label><value>0</value></item>"
    body = (
        f'<group appearance="field-list" ref="/data/t"><label>T</label>'
        f'<select1 ref="/data/t/h" appearance="label"><label>H</label>{items}</select1>'
        f'<select1 ref="/data/t/a" appearance="list-nolabel"><label>A</label>{items}</select1></group>'
    )
    form = maker.xform(tmp_path, "<t><h/><a/></t>", "", body)
    session = FillSession.new(form, maker.environment(), {}, InstanceIds("uuid:1"))
    assert session.progress() == (0, 1)
    session.set("/data/t/a", "1")
    assert session.progress() == (1, 1)
