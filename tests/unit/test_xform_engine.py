"""The rules of a form at work: relevance, calculation, rows, actions, choices, and how little is recomputed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.xform.changes import Change
from sxsh_desktop.xform.load import FormFileMissingError, FormUnreadableError, load_form
from sxsh_desktop.xform.session import FillSession, InstanceIds
from tests import xform_maker as maker

REPEAT = '<group ref="/data/r"><repeat nodeset="/data/r">{0}</repeat></group>'


def test_share_of_the_total_is_right_in_every_row(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<r jr:template=""><qty/><price/><tot/><share/></r><r><qty/><price/><tot/><share/></r><grand/>',
        '<bind nodeset="/data/r/qty" type="int"/><bind nodeset="/data/r/price" type="int"/>'
        '<bind nodeset="/data/r/tot" calculate=" ../qty * ../price "/>'
        '<bind nodeset="/data/r/share" calculate="round( ../tot div /data/grand , 3)"/>'
        '<bind nodeset="/data/grand" calculate="sum( /data/r/tot )"/>',
        REPEAT.format(maker.inputs("/data/r/qty", "/data/r/price")),
    )
    session = FillSession.new(form, maker.environment())
    session.add_row("/data/r")
    session.add_row("/data/r")
    for row in session.rows("/data/r"):
        session.set(f"{row}/qty", "2")
        session.set(f"{row}/price", "3")
    assert session.value("/data/grand") == "18"
    assert [session.value(f"{row}/share") for row in session.rows("/data/r")] == ["0.333"] * 3
    assert session.evaluations() == 1 + 1 + 3  # one total, the grand total, three shares


def test_relevance_is_inherited_and_keeps_the_value(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        "<a/><g><b/><h><c/></h></g><seen/>",
        '<bind nodeset="/data/g" relevant=" /data/a = \'1\'"/>'
        '<bind nodeset="/data/seen" calculate="concat( /data/g/h/c , \'.\')"/>',
        maker.inputs("/data/a") + '<group ref="/data/g"><input ref="/data/g/b"/>'
        '<group ref="/data/g/h"><input ref="/data/g/h/c"/></group></group>',
    )
    session = FillSession.new(form, maker.environment())
    assert not session.is_relevant("/data/g/h/c")
    session.set("/data/a", "1")
    session.set("/data/g/h/c", "x")
    assert session.value("/data/seen") == "x."
    applied = session.set("/data/a", "0")
    assert {"/data/g", "/data/g/h/c", "/data/seen"} <= applied.affected
    assert session.value("/data/seen") == "."
    assert session.value("/data/g/h/c") == "x"
    assert b"<g>" not in session.to_xml(final=True)
    session.set("/data/a", "1")
    assert session.value("/data/seen") == "x."


def test_a_count_fits_the_rows_and_undo_brings_the_answers_back(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<n/><r jr:template=""><x/><p/></r><r><x/><p/></r><many/>',
        '<bind nodeset="/data/r/p" calculate="position(..)"/>'
        '<bind nodeset="/data/many" calculate="count( /data/r )"/>',
        maker.inputs("/data/n") + '<group ref="/data/r"><repeat nodeset="/data/r" jr:count=" /data/n ">'
        '<input ref="/data/r/x"/></repeat></group>',
    )
    session = FillSession.new(form, maker.environment())
    assert session.rows("/data/r") == ()
    before = session.to_xml()
    journal = list(session.set("/data/n", "3").changes)
    assert session.value("/data/many") == "3"
    assert [session.value(f"{row}/p") for row in session.rows("/data/r")] == ["1", "2", "3"]
    journal += session.set(f"{session.rows('/data/r')[2]}/x", "kept").changes
    journal += session.set("/data/n", "1").changes
    assert len(session.rows("/data/r")) == 1
    journal += session.undo().changes
    assert session.value(f"{session.rows('/data/r')[2]}/x") == "kept"
    assert not session.can_add_row("/data/r")
    again = FillSession.open(form, before, maker.environment(prefix="other"))
    for change in journal:
        again.replay(Change.from_json(change.to_json()))
    assert again.to_xml() == session.to_xml()


def test_actions_fire_on_load_on_new_rows_and_on_change(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<day/><a/><b/><r jr:template=""><x/></r><r><x/></r>',
        "",
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" '
        "value=\"concat( /data/a , '!')\"/></input>"
        + maker.inputs("/data/b")
        + REPEAT.format(
            '<setvalue event="odk-new-repeat" ref="/data/r/x" value="position(..)"/><input ref="/data/r/x"/>'
        ),
        '<setvalue event="odk-instance-first-load" ref="/data/day" value="today()"/>',
    )
    session = FillSession.new(form, maker.environment())
    assert session.value("/data/day") == "2026-11-23"
    applied = session.set("/data/a", "ừ")
    assert [change.ref for change in applied.changes] == ["/data/a", "/data/b"]
    assert session.value("/data/b") == "ừ!"
    session.undo()
    assert (session.value("/data/a"), session.value("/data/b")) == ("", "")
    session.add_row("/data/r")
    assert session.value(f"{session.rows('/data/r')[1]}/x") == "2"
    reopened = FillSession.open(form, session.to_xml(), maker.environment())
    assert reopened.value("/data/b") == ""


def test_an_absolute_path_inside_the_same_row_means_that_row(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<r jr:template=""><x/><y/></r><r><x/><y/></r>',
        '<bind nodeset="/data/r/y" calculate="concat( /data/r/x , count( /data/r ))"/>',
        REPEAT.format(maker.inputs("/data/r/x")),
    )
    session = FillSession.new(form, maker.environment())
    session.add_row("/data/r")
    for row, text in zip(session.rows("/data/r"), "ab", strict=True):
        session.set(f"{row}/x", text)
    assert [session.value(f"{row}/y") for row in session.rows("/data/r")] == ["a2", "b2"]


def test_rows_within_rows_keep_their_ids_and_totals(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        '<o jr:template=""><i jr:template=""><x/></i><i><x/></i><s/></o><o><i><x/></i><s/></o><t/>',
        '<bind nodeset="/data/o/i/x" type="int"/><bind nodeset="/data/o/s" calculate="sum( ../i/x )"/>'
        '<bind nodeset="/data/t" calculate="sum( /data/o/s )"/>',
        '<group ref="/data/o"><repeat nodeset="/data/o"><group ref="/data/o/i"><repeat nodeset="/data/o/i">'
        '<input ref="/data/o/i/x"/></repeat></group></repeat></group>',
    )
    session = FillSession.new(form, maker.environment())
    session.add_row("/data/o")
    for outer in session.rows("/data/o"):
        session.add_row(f"{outer}/i")
        for inner in session.rows(f"{outer}/i"):
            session.set(f"{inner}/x", "2")
    assert session.value("/data/t") == "8"
    last = session.rows("/data/o")[1]
    session.remove_row(last)
    assert session.value("/data/t") == "4"
    session.undo()
    assert session.value("/data/t") == "8"
    assert session.rows("/data/o")[1] == last


def test_required_is_satisfied_by_a_reason(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        "<a/><b/>",
        '<bind nodeset="/data/b" type="int" required=" /data/a = \'1\'" constraint=". &gt; 3" '
        'jr:constraintMsg="hơn 3" sxsh:soft=". &lt; 10" sxsh:softMsg_vi="lạ quá"/>',
        maker.inputs("/data/a", "/data/b"),
    )
    session = FillSession.new(form, maker.environment())
    assert session.problems() == ()
    session.set("/data/a", "1")
    assert [one.code for one in session.problems()] == ["required"]
    session.set_absent("/data/b", "unknown")
    assert session.problems() == () and session.is_required("/data/b")
    session.set("/data/b", "2")
    assert session.absent("/data/b") == ""
    assert [(one.code, one.message) for one in session.problems()] == [("constraint", "hơn 3")]
    session.set("/data/b", "x")
    assert [one.code for one in session.problems()] == ["type"]
    session.set("/data/b", "12")
    assert [(one.severity, one.message) for one in session.problems()] == [("soft", "lạ quá")]
    session.accept_soft("/data/b", "đã hỏi")
    assert session.problems() == ()
    session.set("/data/b", "13")
    assert [one.code for one in session.problems()] == ["soft"]


def test_choices_come_filtered_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "xa.csv").write_text("name,label,huyen\n1,Xã Một,a\n2,Xã Hai,b\n3,Xã Ba,b\n", "utf-8")
    form = maker.xform(
        tmp_path,
        "<h/><x/>",
        "",
        maker.inputs("/data/h")
        + '<select1 ref="/data/x"><itemset nodeset="instance(\'xa\')/root/item[huyen = /data/h ]">'
        '<value ref="name"/><label ref="label"/></itemset></select1>',
        '<instance id="xa" src="jr://file-csv/xa.csv"/>',
    )
    session = FillSession.new(form, maker.environment())
    assert session.choices("/data/x") == ()
    assert "/data/x" in session.set("/data/h", "b").affected
    assert [choice.label for choice in session.choices("/data/x")] == ["Xã Hai", "Xã Ba"]
    session.set("/data/x", "3")
    assert session.problems() == ()
    session.set("/data/h", "a")
    assert [one.code for one in session.problems()] == ["choice"]
    assert "không khớp với các câu trả lời khác" in session.problems()[0].message
    assert session.choice_label("/data/x", "3") == "Xã Ba"
    session.set("/data/x", "Xã Tư")  # typed, not chosen
    told = session.problems()[0].message
    assert "“Xã Tư” không có trong danh sách" in told
    assert "không khớp" not in told


def test_languages_switch_while_the_record_is_open(tmp_path: Path) -> None:
    itext = (
        '<itext><translation lang="Tiếng Việt (vi)" default="true()"><text id="a">'
        '<value>Tên <output value=" /data/b "/></value>'
        '<value form="guidance">Không đọc</value></text></translation><translation lang="English (en)"><text id="a">'
        '<value>Name <output value=" /data/b "/></value></text></translation></itext>'
    )
    form = maker.xform(
        tmp_path,
        "<a/><b/>",
        "",
        '<input ref="/data/a"><label ref="jr:itext(\'a\')"/><hint ref="jr:itext(\'a\')"/></input>'
        + maker.inputs("/data/b"),
        itext,
    )
    assert form.label("/data/a", "en") == "Name …"
    session = FillSession.new(form, maker.environment("vi"))
    assert "/data/a" in session.set("/data/b", "An").affected
    assert session.label("/data/a") == "Tên An"
    assert session.guidance("/data/a") == "Không đọc"
    session.set_language("en")
    assert session.label("/data/a") == "Name An"


def _chain(folder: Path, questions: int) -> FillSession:
    """Groups of ten: nine numbers and a total of the group before and three of them."""
    groups = questions // 10
    instance = "".join(
        f"<g{g}>" + "".join(f"<q{i}/>" for i in range(9)) + f"<c/></g{g}>" for g in range(groups)
    )
    binds = "".join(
        f'<bind nodeset="/data/g{g}/c" calculate="coalesce( {before} , 0) + /data/g{g}/q0 + 1"/>'
        for g, before in enumerate(["0", *(f"/data/g{g}/c" for g in range(groups - 1))])
    )
    body = "".join(
        f'<group ref="/data/g{g}">' + maker.inputs(*(f"/data/g{g}/q{i}" for i in range(9))) + "</group>"
        for g in range(groups)
    )
    return FillSession.new(maker.xform(folder, instance, binds, body), maker.environment())


@pytest.mark.parametrize(("questions", "evaluations"), [(100, 10), (1000, 100), (5000, 500)])
def test_a_chain_is_evaluated_once_each(tmp_path: Path, questions: int, evaluations: int) -> None:
    session = _chain(tmp_path, questions)
    for g in range(questions // 10):
        session.set(f"/data/g{g}/q0", "1")
    session.set("/data/g0/q0", "5")
    assert session.evaluations() == evaluations
    assert session.value(f"/data/g{questions // 10 - 1}/c") == str(questions // 10 * 2 + 4)
    session.set(f"/data/g{questions // 10 - 1}/q0", "7")
    assert session.evaluations() == 1


def test_preloads_and_meta(tmp_path: Path) -> None:
    form = maker.xform(
        tmp_path,
        "<start/><end/><who/><device/>",
        '<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>'
        '<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>'
        '<bind nodeset="/data/who" jr:preload="property" jr:preloadParams="username"/>'
        '<bind nodeset="/data/device" jr:preload="property" jr:preloadParams="deviceid"/>',
        "",
    )
    session = FillSession.new(form, maker.environment(), ids=InstanceIds("uuid:7", "uuid:6"))
    text = session.to_xml(final=True).decode("utf-8")
    assert "<start>2026-11-23T09:30:00.000+00:00</start><end>2026-11-23T09:30:00.000+00:00</end>" in text
    assert "<who>An</who><device>dev-1</device>" in text
    assert "<orx:instanceID>uuid:7</orx:instanceID><orx:deprecatedID>uuid:6</orx:deprecatedID>" in text
    assert b"<end/>" in session.to_xml()


def test_a_missing_list_and_a_broken_workbook_are_told(tmp_path: Path) -> None:
    with pytest.raises(FormFileMissingError) as missing:
        maker.xform(tmp_path, "<a/>", "", "", '<instance id="x" src="jr://file-csv/x.csv"/>')
    assert missing.value.facts["missing"] == "x.csv"
    broken = tmp_path / "hỏng.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(FormUnreadableError):
        load_form(broken)
    with pytest.raises(FormUnreadableError):
        load_form(tmp_path / "none.xlsx")


def test_the_second_opening_reads_the_plan(tmp_path: Path) -> None:
    first = maker.shipped("c_tieu_thu", tmp_path)
    plans = list(tmp_path.glob("*.plan"))
    assert len(plans) == 1
    assert maker.shipped("c_tieu_thu", tmp_path) == first
    plans[0].write_bytes(plans[0].read_bytes()[:-7])
    assert maker.shipped("c_tieu_thu", tmp_path) == first


@pytest.mark.parametrize(
    "nodeset, count, rows", [("/data/r", " /data/r/q ", 0), (".[-1]", " /data/n ", None)]
)
def test_a_table_that_counts_itself_or_is_the_whole_record_stops_nobody(
    tmp_path: Path, nodeset: str, count: str, rows: int | None
) -> None:
    """A count read in the very rows that it makes is no number; a record does not repeat itself."""
    form = maker.xform(
        tmp_path,
        "<n>2</n><r jr:template=''><q/></r>",
        '<bind nodeset="/data/r/q" type="int"/>',
        maker.inputs("/data/n")
        + '<group ref="/data/r"><label>R <output value="/data/r/q"/></label>'
        + f'<repeat nodeset="{nodeset}" jr:count="{count}">'
        + maker.inputs("/data/r/q")
        + "</repeat></group>",
    )
    session = FillSession.new(form, maker.environment())
    session.set("/data/n", "3")
    assert session.problems() == ()
    assert len(session.section_states()) > 0
    assert all(session.can_add_row(one) in (True, False) for one in maker.all_refs(session)[1])
    if rows is not None:
        assert len(session.rows("/data/r")) == rows
