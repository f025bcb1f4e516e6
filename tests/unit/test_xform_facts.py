"""Answers become facts: units, reasons for absence, keys taken from the row or the record, conflicts, privacy."""

from __future__ import annotations

from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.services import reference
from sxsh_desktop.xform import facts
from sxsh_desktop.xform.session import FillSession
from tests import xform_maker as maker

VOCABULARY, UNITS = reference.load_vocabulary(), reference.load_units()


def _project(session: FillSession, *conflicts: str) -> facts.Projection:
    xml = session.to_xml(final=True)
    return facts.project(session.form, xml, VOCABULARY, UNITS, frozenset(conflicts))


def _of(projection: facts.Projection, kind: str) -> list[Fact]:
    return [fact for fact in projection.facts if fact.kind == kind]


def _inventory() -> FillSession:
    session = FillSession.new(maker.shipped("c_tieu_thu"), maker.environment())
    for ref, text in {
        "/data/g_head/facility_code": "CL-ABC-0001",
        "/data/g_head/officer_code": "CB01",
        "/data/g_head/visit_date": "2026-11-20",
        "/data/g_head/notice_ok": "1",
        "/data/g_head/resp_name": "Trần Thị Bình",
        "/data/g_per/src": "canbo",
        "/data/g_per/ptype": "nam",
        "/data/g_per/p_from": "2025-01-01",
        "/data/g_per/p_to": "2025-12-31",
        "/data/has_en": "du",
        "/data/has_wa": "khong",
    }.items():
        session.set(ref, text)
    row = session.rows("/data/r_en")[0]
    for name, text in {"e_type": "dien", "e_unit": "mwh", "e_qty": "140.5", "e_q": "hoadon"}.items():
        session.set(f"{row}/{name}", text)
    session.set_absent(f"{row}/e_cost", "refused")
    return session


def test_a_row_becomes_one_fact_with_unit_base_and_reasons() -> None:
    (energy,) = _of(_project(_inventory()), "energy_use")
    assert energy.values["amount"].text == "140.5"
    assert energy.values["amount"].unit == "mwh"
    assert energy.values["amount"].base == UNITS.base_text("140500", "kwh")
    assert energy.values["cost"].absent == "refused"
    assert energy.values["ncv"].absent == "not_asked"
    assert energy.values["purpose"].absent == "not_answered"
    assert energy.row_id.startswith("row")


def test_items_make_one_fact_each_and_a_rate_has_both_units() -> None:
    session = _inventory()
    session.set("/data/g_ww/ww", "1")
    session.set("/data/g_ww/ww_flow", "12")
    projection = _project(session)
    scopes = {fact.item: fact.text("state") for fact in _of(projection, "inventory_scope")}
    assert scopes == {"energy": "du", "water": "khong"}
    assert _of(projection, "wastewater")[0].values["flow"].unit == "m3 per day"
    assert _of(projection, "water_use") == []


def test_a_choice_that_stands_for_a_reason_is_no_answer() -> None:
    session = FillSession.new(maker.shipped("a_co_so"), maker.environment())
    potential = next(one for one in session.form.questions.values() if one.fact == "potential.has")
    status = next(one for one in session.form.questions.values() if one.fact == "facility_status.state")
    session.set(status.path, session.choices(status.path)[0].value)
    day = next(one for one in session.form.questions.values() if one.fact == "visit.date")
    session.set(day.path, "2026-11-01")
    session.set(potential.path, "9")
    (found,) = _of(_project(session), "potential")
    assert (found.text("has"), found.values["has"].absent) == ("", "unknown")
    assert found.text("decided_on") == "2026-11-01"


def test_blanks_around_a_choice_are_no_part_of_it() -> None:
    xml = _inventory().to_xml(final=True)
    written = xml.replace(b"<e_type>dien<", b"<e_type> dien\n<").replace(b"<has_en>du<", b"<has_en>\tdu <")
    assert written != xml
    form = maker.shipped("c_tieu_thu")
    assert facts.project(form, written, VOCABULARY, UNITS) == facts.project(form, xml, VOCABULARY, UNITS)


def test_conflicts_are_absent_as_conflict() -> None:
    session = _inventory()
    row = session.rows("/data/r_en")[0]
    (energy,) = _of(_project(session, f"{row}/e_qty"), "energy_use")
    assert energy.values["amount"].absent == "conflict"


def test_without_notice_nobody_is_named() -> None:
    session = _inventory()
    assert _of(_project(session), "contact")[0].text("name") == "Trần Thị Bình"
    xml = session.to_xml(final=True).replace(b"<notice_ok>1</notice_ok>", b"<notice_ok>0</notice_ok>")
    projection = facts.project(session.form, xml, VOCABULARY, UNITS)
    assert _of(projection, "contact") == []


def test_a_key_that_is_nowhere_is_told_and_gives_no_fact() -> None:
    session = _inventory()
    row = session.rows("/data/r_en")[0]
    session.set(f"{row}/e_type", "")
    projection = _project(session)
    assert _of(projection, "energy_use") == []
    assert any("energy_use.carrier" in problem for problem in projection.problems)


def test_a_result_takes_its_code_from_the_solution_in_the_same_row() -> None:
    session = FillSession.new(maker.shipped("e_danh_gia_chi_tiet"), maker.environment())
    by_fact = {one.fact: path for path, one in session.form.questions.items()}
    session.set(by_fact["visit.facility"], "CL-1")
    row = session.rows("/data/r_sol")[0]

    def at(fact: str) -> str:
        return row + by_fact[fact][len("/data/r_sol") :]

    session.set(at("solution.code"), "GP01")
    session.set(at("solution.screening"), "ngay")
    session.set(at("solution_result.state"), "xong")
    session.set(at("solution_result.saving"), "12")
    (result,) = _of(_project(session), "solution_result")
    assert result.text("code") == "GP01"
    assert result.values["saving"].unit == "trd per year"


def test_the_state_of_a_facility_in_a_follow_up_is_dated_by_the_visit() -> None:
    session = FillSession.new(maker.shipped("f_theo_doi"), maker.environment())
    by_fact = {one.fact: path for path, one in session.form.questions.items()}
    session.set(by_fact["visit.facility"], "CL-1")
    session.set(by_fact["visit.date"], "2026-11-02")
    state = by_fact["facility_status.state"]
    session.set(state, session.choices(state)[0].value)
    (status,) = _of(_project(session), "facility_status")
    assert status.text("on") == "2026-11-02"


def test_every_fact_of_the_forms_is_in_the_vocabulary() -> None:
    for form_id in maker.FORM_IDS:
        form = maker.shipped(form_id)
        for question in form.questions.values():
            assert not question.fact or VOCABULARY.find(question.fact), question.path
