"""What the ODK XForms specification asks for beyond the nine forms: entities, last-saved, lists, counts, events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.services import reference
from sxsh_desktop.xform import facts
from sxsh_desktop.xform.changes import Change
from sxsh_desktop.xform.load import FormFaultyError
from sxsh_desktop.xform.session import FillSession, InstanceIds, OtherFormError
from sxsh_desktop.xform.xml import XmlRefusedError
from tests import xform_maker as maker

ENTITY = (
    '<entity xmlns="http://www.opendatakit.org/xforms/entities" dataset="co_so" id="" update="" baseVersion="" '
    'trunkVersion="" branchId=""><label/></entity>'
)
ENTITY_BINDS = (
    '<bind nodeset="/data/e/entity/@id" calculate="/data/who"/>'
    "<bind nodeset=\"/data/e/entity/@update\" calculate=\"if(/data/who != '', 1, '')\"/>"
    + "".join(
        f'<bind nodeset="/data/e/entity/@{name}" '
        f"calculate=\"instance('co_so')/root/item[name = /data/who]/{column}\"/>"
        for name, column in (
            ("baseVersion", "__version"),
            ("trunkVersion", "__trunkVersion"),
            ("branchId", "__branchId"),
        )
    )
    + '<bind nodeset="/data/e/entity/label" calculate="concat(\'Cơ sở \', /data/who)"/>'
)


def test_an_entity_is_updated_with_its_versions_and_branch(tmp_path: Path) -> None:
    (tmp_path / "co_so.csv").write_text(
        "name,label,__version,__trunkVersion,__branchId\nu-1,A,7,5,b-9\n", "utf-8"
    )
    form = maker.xform(
        tmp_path,
        f"<who/><e>{ENTITY}</e>",
        ENTITY_BINDS,
        maker.inputs("/data/who"),
        '<instance id="co_so" src="jr://file-csv/co_so.csv"/>',
    )
    session = FillSession.new(form, maker.environment(), ids=InstanceIds("uuid:1"))
    session.set("/data/who", "u-1")
    text = session.to_xml(final=True).decode("utf-8")
    for attribute in ('dataset="co_so"', 'id="u-1"', 'update="1"', 'baseVersion="7"', 'trunkVersion="5"'):
        assert attribute in text
    assert 'branchId="b-9"' in text and "<label>Cơ sở u-1</label>" in text
    again = FillSession.open(form, text.encode("utf-8"), maker.environment())
    assert again.to_xml(final=True).decode("utf-8") == text


def test_an_entity_gets_its_id_when_the_record_is_made(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<a/><e><entity dataset="cay" create="1" id=""/></e>',
        "",
        maker.inputs("/data/a"),
        '<setvalue event="odk-instance-first-load" ref="/data/e/entity/@id" value="uuid()"/>',
    )
    session = FillSession.new(form, maker.environment())
    made = session.value("/data/e/entity/@id")
    assert len(made) == 36
    again = FillSession.open(form, session.to_xml(), maker.environment())
    assert again.value("/data/e/entity/@id") == made


def test_last_saved_reads_the_record_before(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        "<a/><b/>",
        "",
        maker.inputs("/data/a", "/data/b"),
        '<instance id="__last-saved" src="jr://instance/last-saved"/><setvalue event="odk-instance-first-load" '
        'ref="/data/b" value="instance(\'__last-saved\')/data/a"/>',
    )
    first = FillSession.new(form, maker.environment())
    assert first.value("/data/b") == ""
    first.set("/data/a", "Sa Đéc")
    world = replace(maker.environment(), last_saved=first.to_xml(final=True))
    assert FillSession.new(form, world).value("/data/b") == "Sa Đéc"


def test_an_xml_list_may_be_a_tree(tmp_path: Path) -> None:
    (tmp_path / "tinh.xml").write_text(
        '<tinh><huyen ma="a"><ten>Lấp Vò</ten><xa><ma>1</ma><ten>Một</ten></xa></huyen>'
        '<huyen ma="b"><ten>Sa Đéc</ten><xa><ma>2</ma><ten>Hai</ten></xa>'
        "<xa><ma>3</ma><ten>Ba</ten></xa></huyen></tinh>",
        "utf-8",
    )
    form = maker.xform(
        tmp_path,
        "<h/><x/><n/>",
        '<bind nodeset="/data/n" calculate="count(instance(\'t\')/tinh/huyen[@ma = /data/h]/xa)"/>',
        maker.inputs("/data/h")
        + '<select1 ref="/data/x"><itemset nodeset="instance(\'t\')/tinh/huyen[@ma = /data/h]/xa">'
        '<value ref="ma"/><label ref="ten"/></itemset></select1>',
        '<instance id="t" src="jr://file/tinh.xml"/>',
    )
    session = FillSession.new(form, maker.environment())
    session.set("/data/h", "b")
    assert session.value("/data/n") == "2"
    assert [(one.value, one.label) for one in session.choices("/data/x")] == [("2", "Hai"), ("3", "Ba")]


def test_a_count_that_is_blank_for_a_moment_takes_no_rows_away(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<n>2</n><r jr:template=""><x/></r>',
        "",
        maker.inputs("/data/n")
        + '<group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n">'
        + '<setvalue event="odk-new-repeat" ref="/data/r/x" value="position(..)"/>'
        + maker.inputs("/data/r/x")
        + "</repeat></group>",
    )
    session = FillSession.new(form, maker.environment())
    assert [session.value(f"{row}/x") for row in session.rows("/data/r")] == ["1", "2"]
    session.set("/data/n", "")
    assert len(session.rows("/data/r")) == 2
    before = session.to_xml()
    journal = session.set("/data/n", "3").changes
    assert [session.value(f"{row}/x") for row in session.rows("/data/r")] == ["1", "2", "3"]
    again = FillSession.open(form, before, maker.environment(prefix="other"))
    for change in journal:
        again.replay(Change.from_json(change.to_json()))
    assert again.to_xml() == session.to_xml()


def test_one_more_row_as_long_as_the_last_says_yes(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<now/><want/><r jr:template=""><more/></r>',
        '<bind nodeset="/data/now" calculate="count(/data/r)"/><bind nodeset="/data/want" calculate="'
        "if(/data/now = 0 or /data/r[position() = /data/now]/more = 'yes', /data/now + 1, /data/now)\"/>",
        '<group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/want">'
        '<input ref="/data/r/more"/></repeat></group>',
    )
    session = FillSession.new(form, maker.environment())
    for expected in (1, 2, 3):
        assert len(session.rows("/data/r")) == expected
        session.set(f"{session.rows('/data/r')[-1]}/more", "yes" if expected < 3 else "no")
    assert len(session.rows("/data/r")) == 3


def test_each_row_of_the_form_has_its_own_beginning(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<r jr:template=""><x>mới</x></r><r><x>một</x></r><r><x>hai</x></r>',
        "",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="x"/></repeat></group>',
    )
    session = FillSession.new(form, maker.environment())
    session.add_row("/data/r")
    assert [session.value(f"{row}/x") for row in session.rows("/data/r")] == ["một", "hai", "mới"]


def test_a_group_that_only_the_model_knows_rules_what_it_holds(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<a/><g><b/></g><h><r jr:template=""><c/></r><r><c/></r></h>',
        '<bind nodeset="/data/g" relevant="/data/a = 1"/><bind nodeset="/data/h" relevant="/data/a = 2"/>',
        maker.inputs("/data/a", "/data/g/b")
        + '<group ref="/data/h"><repeat nodeset="/data/h/r"><input ref="/data/h/r/c"/></repeat></group>',
    )
    session = FillSession.new(form, maker.environment())
    session.set("/data/a", "1")
    assert session.is_relevant("/data/g/b") and not session.is_relevant("/data/h/r")
    session.set("/data/a", "2")
    assert not session.is_relevant("/data/g/b") and session.is_relevant(session.rows("/data/h/r")[0] + "/c")


@pytest.mark.parametrize(
    ("datatype", "formula", "kept"),
    [("int", "7 div 2", "3"), ("int", "-0.5", "0"), ("decimal", "7 div 2", "3.5"), ("int", "'a' + 1", "")],
)
def test_what_a_calculation_leaves(tmp_path: Path, datatype: str, formula: str, kept: str) -> None:
    form = maker.xform(
        tmp_path,
        "<a/><b/>",
        f'<bind nodeset="/data/a" type="{datatype}" calculate="{formula}"/>',
        maker.inputs("/data/b"),
    )
    assert FillSession.new(form, maker.environment()).value("/data/a") == kept


def test_a_boolean_counts_by_its_value(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        "<t>1</t><a/>",
        '<bind nodeset="/data/t" type="boolean"/><bind nodeset="/data/a" relevant="/data/t"/>',
        maker.inputs("/data/t", "/data/a"),
    )
    session = FillSession.new(form, maker.environment())
    assert session.is_relevant("/data/a")
    session.set("/data/t", "0")
    assert not session.is_relevant("/data/a")


def test_an_empty_set_of_rows_equals_nothing_but_a_single_place_reads_as_empty(tmp_path: Path) -> None:
    """XPath 1.0 before JavaRosa: no row, no comparison; one node that is not relevant is an empty text."""
    form = maker.xform(
        tmp_path,
        '<a/><b/><r jr:template=""><x/></r><rows/><one/>',
        '<bind nodeset="/data/b" relevant="/data/a = 1"/>'
        '<bind nodeset="/data/rows" calculate="/data/r/x = \'\'"/>'
        '<bind nodeset="/data/one" calculate="/data/b = \'\'"/>',
        maker.inputs("/data/a", "/data/b")
        + '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat></group>',
    )
    session = FillSession.new(form, maker.environment())
    assert (session.value("/data/rows"), session.value("/data/one")) == ("false", "true")
    session.add_row("/data/r")
    assert session.value("/data/rows") == "true"


@pytest.mark.parametrize(
    ("binds", "extra"),
    [
        ('<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" calculate="/data/a"/>', ""),
        ('<bind nodeset="/data/a" required=". = 1"/>', ""),
        ('<bind nodeset="/data/a" calculate="extract-signed()"/>', ""),
        ('<bind nodeset="/data/a" calculate="1 +"/>', ""),
    ],
)
def test_a_form_that_cannot_be_right_is_refused(tmp_path: Path, binds: str, extra: str) -> None:
    with pytest.raises(FormFaultyError):
        maker.xform(tmp_path, "<a/><b/>", binds, maker.inputs("/data/a", "/data/b"), extra)


def test_events_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    with pytest.raises(XmlRefusedError):
        maker.xform(
            tmp_path, "<a/>", "", maker.inputs("/data/a"), '<setvalue event="odk-never" ref="/data/a"/>'
        )


def test_a_record_of_another_form_is_refused(tmp_path: Path) -> None:
    form = maker.xform(tmp_path, "<a/>", "", maker.inputs("/data/a"))
    with pytest.raises(OtherFormError):
        FillSession.open(form, b'<data id="other"><a/></data>', maker.environment())


def test_what_stands_in_the_brackets_of_a_list_is_a_dependency(tmp_path: Path) -> None:
    (tmp_path / "xa.csv").write_text("name,label,h\n1,Một,a\n2,Hai,b\n", "utf-8")
    form = maker.xform(
        tmp_path,
        '<r jr:template=""><h/><x/><y/></r><r><h/><x/><y/></r>',
        '<bind nodeset="/data/r/x" calculate="instance(\'xa\')/root/item[h = current()/../h]/label"/>'
        '<bind nodeset="/data/r/y" calculate="instance(\'xa\')/root/item[h = /data/r/h]/label"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/h"/></repeat></group>',
        '<instance id="xa" src="jr://file-csv/xa.csv"/>',
    )
    session = FillSession.new(form, maker.environment())
    session.add_row("/data/r")
    for row, text in zip(session.rows("/data/r"), "ba", strict=True):
        session.set(f"{row}/h", text)
    assert [session.value(f"{row}/x") for row in session.rows("/data/r")] == ["Hai", "Một"]
    assert [session.value(f"{row}/y") for row in session.rows("/data/r")] == ["Hai", "Một"]


def test_facts_of_a_newer_vocabulary_travel_with_the_others(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        "<day/><note/><sky/><who/>",
        '<bind nodeset="/data/day" type="date" sxsh:fact="visit.date"/>'
        '<bind nodeset="/data/who" sxsh:fact="visit.facility"/>'
        '<bind nodeset="/data/note" sxsh:fact="visit.mood"/><bind nodeset="/data/sky" sxsh:fact="weather.sky"/>',
        maker.inputs("/data/day", "/data/note", "/data/sky", "/data/who"),
    )
    session = FillSession.new(form, maker.environment())
    for name, text in (("day", "2026-11-23"), ("note", "vui"), ("sky", "nắng"), ("who", "CL-1")):
        session.set(f"/data/{name}", text)
    vocabulary = reference.load_vocabulary()
    projection = facts.project(form, session.to_xml(final=True), vocabulary, reference.load_units())
    kinds = {fact.kind: fact for fact in projection.facts}
    assert kinds["visit"].text("mood") == "vui"
    assert kinds["weather"].text("sky") == "nắng"
    assert {one.name for one in projection.extra} == {"visit.mood", "weather.sky"}
