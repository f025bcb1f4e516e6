"""What the sample's officers write down, form by form: question name -> answer, repeat name -> rows.

An answer that begins with "?" is the reason why there is none: "?unknown", "?refused", "?not_applicable".
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from sxsh_desktop.services.sample import words_vi
from sxsh_desktop.services.sample.plan import FacilityPlan, workday

UNKNOWN, REFUSED = "?unknown", "?refused"
Row = dict[str, str]


@dataclass(slots=True)
class Script:
    """The answers of one record: single questions by name, rows of the repeats by the repeat's name."""

    form_id: str
    plan: FacilityPlan | None
    on: date
    single: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


def head_of(plan: FacilityPlan, on: date, officer: str, code: str, rng: random.Random) -> dict[str, str]:
    """The answers at the head and tail of every form about a facility."""
    lat, lon = plan.commune.lat + rng.uniform(-0.02, 0.02), plan.commune.lon + rng.uniform(-0.02, 0.02)
    return {
        "facility_code": code,
        "officer_code": officer,
        "visit_date": on.isoformat(),
        "notice_ok": "1",
        "resp_name": plan.owner,
        "resp_title": rng.choice(words_vi.TITLES) if rng.random() < 0.4 else "",
        "resp_phone": plan.phone if rng.random() < 0.4 else "",
        "gps": f"{lat:.5f} {lon:.5f} 0 12" if rng.random() < 0.3 else "",
        "from_paper": "0",
        "remark": rng.choice(words_vi.REMARKS),
    }


def register_card(plan: FacilityPlan, officer: str, code: str, rng: random.Random) -> Script:
    """Form A."""
    on = workday(plan.first_visit)
    operating = plan.status in ("hd", "tn")
    script = Script("a_co_so", plan, on)
    single = script.single = head_of(plan, on, officer, code, rng)
    single["gps"] = (
        f"{plan.commune.lat + plan.number * 7e-5:.5f} {plan.commune.lon - plan.number * 5e-5:.5f} 0 8"
    )
    single |= {
        "name": plan.name,
        "legal": plan.legal,
        "tax_code": plan.tax_code,
        "tax_none": "" if plan.tax_code else "1",
        "start_year": str(plan.start_year) if rng.random() < 0.9 else UNKNOWN,
        "reg_date": f"{plan.start_year}-0{rng.randint(1, 9)}-15" if rng.random() < 0.6 else "",
        "status": plan.status,
        "status_date": on.isoformat(),
        "commune": plan.commune.new_code,
        "commune_old": plan.commune.old_code,
        "hamlet": rng.choice(words_vi.HAMLETS) if rng.random() < 0.5 else "",
        "place": rng.choices(("ngoai", "ccn", "kcn", "langnghe"), (70, 12, 8, 10))[0],
        "park_name": "Cụm công nghiệp Tân Dương",
        "owner": plan.owner,
        "owner_title": "Chủ cơ sở" if plan.legal == "hkd" else "",
        "phone": plan.phone if rng.random() < 0.5 else "",
        "vsic": plan.trade.vsic,
        "sector": plan.trade.sector,
        "potential": plan.potential if operating else "",
        "potential_basis": "quynho"
        if plan.potential == "0"
        else rng.choice(("dien100 uutien", "uutien", "nuocthai")),
        "potential_date": on.isoformat(),
        "potential_why": "",
    }
    if operating:
        single |= _register_figures(plan, on, rng)
        script.rows["r_product"] = [_register_product(plan, rng)]
    return script


def _register_figures(plan: FacilityPlan, on: date, rng: random.Random) -> dict[str, str]:
    return {
        "fig_year": str(on.year - 1),
        "labour": str(plan.labour),
        "labour_f": str(int(plan.labour * rng.uniform(0.2, 0.6))) if rng.random() < 0.8 else UNKNOWN,
        "revenue": str(plan.labour * rng.randint(150, 900))
        if rng.random() < 0.6
        else rng.choice((UNKNOWN, REFUSED)),
        "size": ("sn" if plan.labour <= 10 else "nho" if plan.labour <= 100 else "vua")
        if rng.random() < 0.7
        else "",
        "shifts": str(rng.randint(1, 3)),
        "days": str(rng.randint(200, 330)),
        "priority": "1" if plan.trade.sector in ("nuocda", "xayxat", "phelieu", "thuysan") else "0",
        "keyenergy": rng.choices(("", "0", "9"), (60, 35, 5))[0],
        "envdoc": rng.choice(("dkmt", "kh", "gpmt", "chua")),
        "envdoc_no": f"{rng.randint(11, 480)}/GXN-UBND" if rng.random() < 0.4 else "",
    }


def _register_product(plan: FacilityPlan, rng: random.Random) -> Row:
    return {
        "p_code": "SP1",
        "p_name": plan.trade.product,
        "p_unit": plan.trade.unit,
        "p_tkg": {"ngan": "1750", "cai": "0.3"}.get(plan.trade.unit, ""),
        "p_cap": str(int(plan.output * 1.4)),
        "p_out": str(plan.output) if rng.random() < 0.85 else UNKNOWN,
    }


def survey(plan: FacilityPlan, officer: str, code: str, rng: random.Random) -> Script:
    """Form B."""
    on = workday(plan.first_visit + timedelta(days=rng.randint(0, 3)))
    script = Script("b_khao_sat", plan, on)
    script.single = head_of(plan, on, officer, code, rng) | _awareness(plan, rng) | _organisation(plan, rng)
    script.single |= _adoption(plan, on, rng)
    if plan.level in (1, 3, 4, 5):
        solutions = rng.sample(plan.trade.solutions, k=min(len(plan.trade.solutions), rng.randint(1, 2)))
        script.rows["r_meas"] = [_measure(name, category, on, rng) for name, category, _where in solutions]
    return script


def _awareness(plan: FacilityPlan, rng: random.Random) -> Row:
    knows = plan.aware >= 2
    right = 0.92 if knows else 0.45
    benefits = rng.sample(("chiphi", "nangluong", "nguyenlieu", "chatthai", "phapluat"), k=rng.randint(1, 3))
    return {
        "aware": str(plan.aware),
        "channel": " ".join(rng.sample(("hoithao", "canbo", "baodai", "khachhang"), k=rng.randint(1, 2))),
        "outreach12": "1" if plan.reached else rng.choice(("0", "9")),
        "benefit": " ".join(benefits) if knows or rng.random() < 0.5 else "khong",
        "q_end": "0" if rng.random() < right else rng.choice(("1", "9")),
        "q_small": "1" if rng.random() < right else "9",
        "q_energy": "1" if rng.random() < right else "0",
        "know_strategy": rng.choice(("1", "0", "9", "", "")),
        "know_fund": rng.choice(("1", "0", "", "")),
    }


def _organisation(plan: FacilityPlan, rng: random.Random) -> Row:
    staff = rng.randint(1, 4) if plan.level >= 3 else rng.choice((0, 0, 1))
    return {
        "policy": "1" if plan.level >= 3 else "0",
        "unit": "1" if staff > 1 else "0",
        "staff": str(staff),
        "staff_tr": str(rng.randint(0, staff)),
        "std": rng.choice(("khong", "iso9001", "haccp", "", "")),
        "meter": "1" if plan.level >= 2 else rng.choice(("0", "1")),
        "norm": "1" if plan.level >= 3 else "0",
    }


def _adoption(plan: FacilityPlan, on: date, rng: random.Random) -> Row:
    barriers = rng.sample(("von", "thongtin", "kythuat", "vay", "quymo", "congnghe"), k=rng.randint(1, 3))
    return {
        "adopt": str(plan.level),
        "year_start": str(rng.randint(2021, 2024)),
        "assessed": "1" if plan.level >= 2 else "0",
        "assessor": "Trung tâm Khuyến công, 2024",
        "save_e": f"{plan.saving * 100 + rng.uniform(-3, 5):.1f}" if rng.random() < 0.7 else UNKNOWN,
        "save_m": f"{rng.uniform(0, 6):.1f}" if rng.random() < 0.5 else UNKNOWN,
        "save_base": str(on.year - 2),
        "save_year": str(on.year - 1),
        "save_q": rng.choice(("uoc", "hoadon")),
        "barrier": " ".join(barriers),
        "barrier_rank": " ".join(barriers) if len(barriers) > 1 else "",
        "support": " ".join(rng.sample(("taphuan", "danhgianhanh", "khuyencong", "vay", "tailieu"), k=2)),
        "want_qa": rng.choice(("1", "1", "0")),
        "want_demo": rng.choice(("0", "", "1", "")),
        "invest_plan": str(rng.choice((0, 50, 200, 500))) if rng.random() < 0.3 else "",
        "proposal": rng.choice(words_vi.PROPOSALS),
    }


def _measure(name: str, category: str, on: date, rng: random.Random) -> Row:
    cost = rng.choice((5, 20, 60, 150, 400))
    return {
        "m_cat": category,
        "m_desc": name,
        "m_year": str(rng.randint(2022, on.year - 1)),
        "m_cost": str(cost) if rng.random() < 0.8 else UNKNOWN,
        "m_save": str(int(cost * rng.uniform(0.3, 0.9))) if rng.random() < 0.7 else UNKNOWN,
        "m_qual": rng.choice(("uoc", "hoadon")),
    }


def inventory(plan: FacilityPlan, officer: str, code: str, year: int, rng: random.Random) -> Script:
    """Form C for the whole of a year: seasons show in the days of production, gaps in the answers."""
    on = workday(max(date(year + 1, 1, 20), plan.first_visit) + timedelta(days=rng.randint(0, 60)))
    script = Script("c_tieu_thu", plan, on)
    swing = rng.uniform(0.92, 1.08)
    output = int(plan.output * swing)
    better = 1 - plan.saving if year >= 2025 else 1.0
    kwh = int(output * plan.kwh_per_unit * better * rng.uniform(0.985, 1.015))
    days = 366 if year % 4 == 0 else 365
    detailed = rng.random() < 0.35  # whether the bills were at hand
    script.single = head_of(plan, on, officer, code, rng) | {
        "src": "thamvan",
        "ptype": "nam",
        "p_from": f"{year}-01-01",
        "p_to": f"{year}-12-31",
        "op_days": str(min(days, rng.randint(210, 330))),
        "normal": "1",
        "has_pr": "du",
        "has_en": "du" if rng.random() < 0.93 else "thieu",
        "has_mat": "du",
        "has_wa": "du" if plan.trade.water else "khong",
        "has_ws": rng.choice(("du", "du", "kb")),
        "el_peak": str(int(kwh * 0.18)) if detailed else "",
        "el_norm": str(int(kwh * 0.55)) if detailed else "",
        "el_off": str(kwh - int(kwh * 0.18) - int(kwh * 0.55)) if detailed else "",
        "el_cos": f"{rng.uniform(0.84, 0.97):.2f}" if detailed else "",
        "ww": "1" if plan.trade.water >= 1 else "0",
        "ww_flow": f"{plan.trade.water * output / days * 0.8:.1f}",
        "ww_cod": UNKNOWN,
        "ww_bod": UNKNOWN,
        "ww_tss": UNKNOWN,
    }
    _inventory_rows(script, plan, output, kwh, rng)
    return script


def _inventory_rows(script: Script, plan: FacilityPlan, output: int, kwh: int, rng: random.Random) -> None:
    trade = plan.trade
    quality = rng.choices(("dongho", "hoadon", "uoc"), (35, 50, 15))[0]
    amount = str(output) if rng.random() < 0.95 else UNKNOWN
    script.rows["r_prod"] = [
        {"pr_code": "SP1", "pr_name": trade.product, "pr_unit": trade.unit, "pr_qty": amount, "pr_main": "1",
         "pr_tkg": {"ngan": "1750", "cai": "0.3"}.get(trade.unit, ""), "pr_q": quality},
    ]  # fmt: skip
    energy = [
        {"e_type": "dien", "e_unit": "kwh", "e_qty": str(kwh), "e_cost": f"{kwh * rng.uniform(0.0017, 0.0021):.1f}",
         "e_use": "Máy chính", "e_q": quality},
    ]  # fmt: skip
    if trade.fuel:
        carrier, unit, per = trade.fuel
        fuel = f"{output * per * rng.uniform(0.9, 1.1):.1f}" if rng.random() < 0.9 else UNKNOWN
        energy.append({"e_type": carrier, "e_unit": unit, "e_qty": fuel, "e_cost": UNKNOWN, "e_q": "uoc"})
    script.rows["r_en"] = energy
    raw, per_unit = trade.raw
    script.rows["r_mat"] = [
        {"ma_name": raw, "ma_role": "chinh", "ma_unit": "tan", "ma_qty": f"{output * per_unit:.0f}",
         "ma_cost": REFUSED if rng.random() < 0.3 else f"{output * per_unit * 7:.0f}", "ma_haz": "0", "ma_q": quality},
    ]  # fmt: skip
    script.rows["r_wa"] = [
        {"w_src": "nuocngam", "w_qty": f"{trade.water * output:.0f}", "w_cost": UNKNOWN,
         "w_lic": rng.choice(("1", "0", "9")), "w_q": "uoc"},
    ]  # fmt: skip
    script.rows["r_ws"] = [
        {"ws_type": "phepham", "ws_name": trade.waste, "ws_unit": "tan", "ws_qty": f"{output * per_unit * 0.08:.1f}",
         "ws_treat": "ban", "ws_rev": UNKNOWN, "ws_q": "uoc"},
    ]  # fmt: skip
