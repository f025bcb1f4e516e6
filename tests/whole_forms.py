"""Scripts that open every branch of the forms: the sample's, with what it leaves out added until all is asked."""

from __future__ import annotations

import random
from dataclasses import replace

from sxsh_desktop.services.sample import answers, audits, office
from sxsh_desktop.services.sample.answers import Row, Script
from sxsh_desktop.services.sample.plan import FacilityPlan
from sxsh_desktop.xform.definition import Control, Form, Question
from tests.window_maker import ANY, DRAWN, PASTED

OFFICER, SEED = "CB01", 7
_DAY = "2026-06-30"
# Answers that the question's own check asks to be of a certain shape.
_SHAPED = {
    "resp_phone": "0912345678", "at_phone": "0912345678", "phone": "0912345678", "email": "can.bo@dongthap.vn",
    "gps": "10.45670 105.67890 0 0", "ws_code": "12 06 05", "so_code": "GP09", "k_code": "K9", "k_prod": "SP1",
    "prev_no": "2025-K001", "pr_code": "SP9", "task_ref": "NV1", "typed_by": "CB01", "el_cos": "0.92",
    "at_off": "CB01", "model_fac": "DT-0001", "e_ncv": "14", "next": "2027-01-15", "ck_due": "2026-12-15",
    "tr_valid": "2028-06-30", "d_to": "2028-06-30", "so_life": "8", "ck_prev": "2", "el_pmax": "120", "pr_qty": "250",
}  # fmt: skip


def rest_of(form: Form) -> dict[str, str]:
    """A believable answer to each question that a script leaves open, by the question's name."""
    return {one.name: _SHAPED.get(one.name) or _plain(one) for one in form.questions.values()}


def _plain(question: Question) -> str:
    if question.control.is_select:
        return ANY
    if question.control is Control.UPLOAD:
        return DRAWN if "signature" in question.appearances or "draw" in question.appearances else PASTED
    if question.datatype == "date":
        return _DAY
    if question.is_number:
        return "1"
    return "Ghi tại cơ sở" if question.control is Control.INPUT else ""


def whole_scripts(form_id: str, plan: FacilityPlan, code: str) -> list[Script]:
    """The fewest fillings in which every question of the form is asked at least once."""
    rng = random.Random(SEED)
    paper = {"from_paper": "1", "has_ws": "du"}
    if form_id == "c_tieu_thu":
        script = answers.inventory(plan, OFFICER, code, 2025, rng)
        fuel = {"e_type": "than", "e_unit": "tan", "e_qty": "12.5", "e_cost": "40", "e_q": "uoc"}
        hazard = {"ws_type": "ctnh", "ws_name": "Dầu thải", "ws_unit": "tan", "ws_qty": "0.2"}
        _more(script, "r_en", fuel)
        _more(script, "r_ws", hazard)
        _more(
            script,
            "r_prod",
            {"pr_code": "SP2", "pr_name": "Ván", "pr_unit": "cai", "pr_main": "0", "pr_tkg": "2"},
        )
        branch = {"src": "tubaocao", "normal": "0", "ww": "1", "ww_cod": "90", "ww_bod": "40", "ww_tss": "50"}
        return [_with(script, paper | branch)]
    if form_id == "d_danh_gia_nhanh":
        made = audits.quick_assessment(plan, OFFICER, code, rng)
        sectors = ("nuocda", "xayxat", "phelieu", "thuysan")
        return [
            _with(made, (paper if n == 0 else {}) | {"sector": sector}) for n, sector in enumerate(sectors)
        ]
    if form_id == "e_danh_gia_chi_tiet":
        return [_with(_audit(plan, code), paper)]
    if form_id == "f_theo_doi":
        script = audits.follow_up(plan, _audit(plan, code), OFFICER, code, rng)
        script.rows["r_s"][0] |= _FUEL_SAVED
        script.rows["r_k"][0] |= {"k_adj": "-20"}
        return [_with(script, paper)]
    if form_id == "g_kiem_tra":
        return [_with(office.inspection(plan, OFFICER, code, rng), paper | {"itype": "pt", "propose": "1"})]
    if form_id == "h_su_kien":
        return _events(plan, code)
    script = office.officer_card(office.plan_officers(SEED, ("866",))[0], OFFICER, rng)
    _more(script, "r_tr", {"tr_name": "Lớp SXSH cơ bản", "tr_cert": "1"})
    _more(script, "r_eq", {"eq_name": "Đồng hồ kẹp"})
    return [_with(script, paper | {"level": "huyen"}), _with(script, {"level": "xa"})]


_FUEL_SAVED = {
    "s_stat": "xong",
    "s_fuel": "do",
    "s_fuelu": "lit",
    "s_fuelq": "30",
    "s_prog": "100",
    "s_why": "",
}


_EQUAL = {
    "k_rule": "SP1 = 1; SP2 = 0,6; theo định mức của cơ sở", "k_res": "dien", "k_unit": "kwh", "k_punit": "tan",
    "k_b_use": "30000", "k_b_out": "1000", "k_a_use": "27600", "k_a_out": "1000",
}  # fmt: skip


def _audit(plan: FacilityPlan, code: str) -> Script:
    script = audits.detailed_assessment(plan, OFFICER, code, random.Random(SEED))
    done = {"so_stat": "xong", "so_done": "2024-11-05", "so_fuel": "do", "so_fuelu": "lit", "so_fuelq": "40"}
    script.rows["r_sol"][0] |= done | {"so_fuelq_a": "35", "so_q": "hoadon"}
    script.rows["r_kpi"][0] |= {"k_adj": "-150"}
    equal = {
        "k_code": "K2",
        "k_prod": "QD",
        "k_b_from": "2024-01-01",
        "k_b_to": "2024-12-31",
        "k_a_from": "2025-01-01",
    }
    _more(script, "r_kpi", equal | {"k_a_to": "2025-12-31", "k_adj": "0"} | _EQUAL)
    return script


def _events(plan: FacilityPlan, code: str) -> list[Script]:
    commune = plan.commune.new_code
    meeting = office.event(4, [(plan, code)], commune, OFFICER, random.Random(SEED))
    _more(meeting, "r_at", {"at_aud": "canbo", "at_name": "Lê Minh Khoa", "at_off": OFFICER, "at_cert": "1"})
    visit = _with(meeting, {"from_paper": "1", "ev_type": "thamquan", "model_fac": code})
    return [visit, office.event(3, [], commune, OFFICER, random.Random(SEED))]


def _more(script: Script, table: str, row: Row) -> None:
    script.rows.setdefault(table, []).append(row)


def _with(script: Script, single: Row) -> Script:
    return replace(script, single=script.single | single)
