"""Records as XML: the same bytes for the same answers, hostile files refused, fields out and in again."""

from __future__ import annotations

import pytest

from sxsh_desktop.ledger.merge import merge
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.session import FillSession, InstanceIds
from sxsh_desktop.xform.xml import XmlRefusedError
from tests import xform_maker as maker


def _filled() -> FillSession:
    session = FillSession.new(maker.shipped("c_tieu_thu"), maker.environment(), ids=InstanceIds("uuid:1"))
    for ref, text in {
        "/data/g_head/facility_code": "CL-ABC-0001",
        "/data/g_head/visit_date": "2026-11-20",
        "/data/has_en": "du",
        "/data/g_tail/remark": 'Dòng 1\r\nDòng "2" <&> \x0b đủ',
    }.items():
        session.set(ref, text)
    row = session.rows("/data/r_en")[0]
    for name, text in {"e_type": "dien", "e_unit": "kwh", "e_qty": "140000"}.items():
        session.set(f"{row}/{name}", text)
    session.set_absent(f"{row}/e_cost", "refused")
    session.set_note(f"{row}/e_qty", "theo hóa đơn")
    return session


def test_the_bytes_are_canonical() -> None:
    session = _filled()
    text = session.to_xml(final=True)
    assert FillSession.open(session.form, text, maker.environment()).to_xml(final=True) == text
    assert b'<e_cost sxsh:absent="refused"/>' in text
    assert '<e_qty sxsh:note="theo hóa đơn">140000</e_qty>'.encode() in text
    assert b"<g_rep>" not in text and b"<tot_kwh>140000</tot_kwh>" in text
    assert 'Dòng 1\nDòng "2" &lt;&amp;&gt;  đủ'.encode() in text


def test_fields_leave_out_what_is_computed_and_come_back() -> None:
    session = _filled()
    final = session.to_xml(final=True)
    fields = instance.fields_of(session.form, final)
    row = session.rows("/data/r_en")[0]
    assert fields[row] == instance.ROW
    assert instance.absent_of(fields[f"{row}/e_cost"]) == "refused"
    assert fields[f"{row}/e_qty@note"] == "theo hóa đơn"
    assert "/data/tot_kwh" not in fields
    assert instance.with_fields(session.form, final, fields) == final


def test_two_heads_merge_into_one_record_with_its_totals() -> None:
    base = _filled()
    form, ancestor = base.form, base.to_xml(final=True)
    one = FillSession.open(form, ancestor, maker.environment(prefix="left"))
    other = FillSession.open(form, ancestor, maker.environment(prefix="right"))
    one.set(f"{one.rows('/data/r_en')[0]}/e_qty", "150000")
    other.add_row("/data/r_en")
    row = other.rows("/data/r_en")[1]
    for name, text in {"e_type": "dien", "e_unit": "mwh", "e_qty": "2"}.items():
        other.set(f"{row}/{name}", text)
    merged = merge(
        instance.fields_of(form, ancestor),
        {
            "uuid:2": instance.fields_of(form, one.to_xml(final=True)),
            "uuid:3": instance.fields_of(form, other.to_xml(final=True)),
        },
    )
    assert merged.conflicts == ()
    xml = instance.with_fields(form, one.to_xml(final=True), merged.fields)
    joined = FillSession.open(form, xml, maker.environment())
    assert joined.value("/data/tot_kwh") == "152000"
    assert instance.with_fields(form, xml, merged.fields) == xml


def test_the_day_of_the_visit_and_the_ids_are_read() -> None:
    session = _filled()
    xml = session.to_xml(final=True)
    assert instance.visit_date_of(session.form, xml) == "2026-11-20"
    meta = instance.meta_of(xml)
    assert (meta.form_id, meta.version, meta.instance_id) == ("c_tieu_thu", session.form.version, "uuid:1")
    assert meta.instance_name == "C CL-ABC-0001 2026-11-20"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<a><b></a>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://example.org/x.dtd"><a/>',
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        b"<a>" * 80 + b"</a>" * 80,
        b"<a>&undefined;</a>",
        b"<a>" + b"x" * (9 << 20) + b"</a>",
    ],
    ids=["empty", "text", "open", "entity", "dtd", "utf16", "deep", "reference", "large"],
)
def test_hostile_xml_is_refused(data: bytes) -> None:
    with pytest.raises(XmlRefusedError):
        instance.meta_of(data)


def test_a_foreign_instance_without_row_ids_gets_stable_ones() -> None:
    form = maker.shipped("c_tieu_thu")
    xml = (
        b'<data id="c_tieu_thu" version="1"><r_en><e_type>dien</e_type></r_en><r_en/>'
        b"<meta><instanceID>uuid:9</instanceID></meta></data>"
    )
    assert list(instance.fields_of(form, xml)) == [
        "/data/r_en[row00001]",
        "/data/r_en[row00001]/e_type",
        "/data/r_en[row00002]",
    ]
    assert instance.meta_of(xml).instance_id == "uuid:9"
