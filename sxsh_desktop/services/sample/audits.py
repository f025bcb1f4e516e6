"""What is written at assessments and follow-ups: forms D, E and F of the sample."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sxsh_desktop.services.sample import words_vi
from sxsh_desktop.services.sample.answers import UNKNOWN, Row, Script, head_of
from sxsh_desktop.services.sample.plan import LAST_DAY, FacilityPlan, person, workday

_SCORED = (
    *(f"hk{n}" for n in range(1, 6)), *(f"el{n}" for n in range(1, 7)), *(f"th{n}" for n in range(1, 4)),
    *(f"wa{n}" for n in range(1, 6)), *(f"mg{n}" for n in range(1, 6)), *(f"ic{n}" for n in range(1, 7)),
    *(f"ri{n}" for n in range(1, 6)), *(f"sc{n}" for n in range(1, 6)), *(f"se{n}" for n in range(1, 5)),
)  # fmt: skip


def quick_assessment(plan: FacilityPlan, officer: str, code: str, rng: random.Random) -> Script:
    """Form D: half a day on site, about a month after the first visit."""
    on = workday(plan.first_visit + timedelta(days=rng.randint(20, 50)))
    tonnes = plan.output * {"ngan": 1.75, "cai": 0.0003}.get(plan.trade.unit, 1.0)
    script = Script("d_danh_gia_nhanh", plan, on)
    script.single = head_of(plan, on, officer, code, rng) | {
        "qa_no": f"{on.year}-N{plan.number:03d}",
        "sector": plan.trade.sector,
        "proc": f"Nhập {plan.trade.raw[0].lower()} – sơ chế – gia công chính – hoàn thiện – đóng gói – kho.",
        "avg_n": "12",
        "avg_to": (on.replace(day=1) - timedelta(days=1)).isoformat(),
        "kwh_m": f"{plan.output * plan.kwh_per_unit / 12:.0f}",
        "out_m": f"{tonnes / 12:.1f}",
        "avg_q": rng.choice(("hoadon", "uoc")),
        "ic_brine": f"{rng.uniform(-12, -7):.0f}",
        "ic_block": "50",
        "ri_in": "lua",
        "ri_moist": f"{rng.uniform(14, 18):.1f}",
        "ri_yield": f"{rng.uniform(58, 68):.1f}",
        "ri_head": f"{rng.uniform(40, 60):.0f}" if rng.random() < 0.7 else UNKNOWN,
        "se_water": f"{rng.uniform(8, 30):.0f}",
        "pot": rng.choice(("cao", "tb", "thap")),
        "pot_pct": str(rng.randint(4, 18)),
        "detail": "1" if plan.level >= 3 else rng.choice(("0", "1")),
        "advice": rng.choice(words_vi.ADVICE),
    }
    script.single |= {name: rng.choices(("0", "1", "2", "9"), (22, 38, 30, 10))[0] for name in _SCORED}
    script.rows["r_op"] = [
        _opportunity(number, solution, plan, rng) for number, solution in enumerate(plan.trade.solutions, 1)
    ]
    return script


def _opportunity(number: int, solution: tuple[str, str, str], plan: FacilityPlan, rng: random.Random) -> Row:
    name, category, where = solution
    return {
        "op_code": f"CH{number}",
        "op_desc": name,
        "op_where": where,
        "op_cat": category,
        "op_cost": "khong" if category == "noivi" else rng.choice(("thap", "tb")),
        "op_save": str(rng.randint(5, 90)) if rng.random() < 0.7 else UNKNOWN,
        "op_kwh": f"{plan.output * plan.kwh_per_unit * rng.uniform(0.01, 0.05):.0f}"
        if rng.random() < 0.6
        else UNKNOWN,
        "op_scr": rng.choice(("ngay", "nc", "nc")),
    }


def detailed_assessment(plan: FacilityPlan, officer: str, code: str, rng: random.Random) -> Script:
    """Form E: base year 2024, the year after 2025, what was done in between."""
    on = workday(
        max(plan.first_visit + timedelta(days=120), date(2026, 2, 10)) + timedelta(days=rng.randint(0, 120))
    )
    script = Script("e_danh_gia_chi_tiet", plan, on)
    done = plan.level >= 3
    script.single = head_of(plan, on, officer, code, rng) | {
        "aud_no": f"2026-{plan.number:03d}",
        "consultant": "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp",
        "d_start": (on - timedelta(days=70)).isoformat(),
        "d_end": on.isoformat(),
        "fund": "kc dn",
        "aud_cost": str(rng.randint(60, 140)),
        "rate": "10",
        "bal_from": (on - timedelta(days=40)).isoformat(),
        "bal_to": (on - timedelta(days=33)).isoformat(),
        "con": "Cơ sở còn dư địa tiết kiệm điện và nguyên liệu; các giải pháp nội vi có hiệu quả ngay.",
        "plan": "Nhóm SXSH họp mỗi tháng, ghi sổ suất tiêu hao và xem lại định mức hằng quý.",
        "model": "1" if plan.saving >= 0.12 else "0",
    }
    script.single |= {f"t{n:02d}": "xong" if n <= 13 or done else "dang" for n in range(1, 18)} | {
        "t18": "chua"
    }
    script.rows = {
        "r_team": [
            _member(rng, role) for role in ("Trưởng nhóm", "Theo dõi điện, nước", "Ghi chép sản lượng")
        ],
        "r_step": [_step(number, name) for number, name in enumerate(_STEPS, 1)],
        "r_bal": [_balance(plan, rng)],
        "r_cost": [_waste_cost(plan, rng)],
        "r_cau": [
            {
                "ca_waste": plan.trade.waste,
                "ca_cause": "Thiết bị cũ, khe hở chưa chỉnh theo mẻ",
                "ca_cat": "quatrinh",
            },
            {"ca_waste": "Điện", "ca_cause": "Động cơ chạy non tải, bật khi chờ", "ca_cat": "thietbi"},
        ],
        "r_sol": [_solution(n, s, plan, on, done, rng) for n, s in enumerate(plan.trade.solutions, 1)],
        "r_kpi": [_before_after(plan, rng, measured=done)],
    }
    return script


_STEPS = ("Nhập, sơ chế nguyên liệu", "Gia công chính", "Hoàn thiện", "Đóng gói, lưu kho")


def _member(rng: random.Random, role: str) -> Row:
    name, _woman = person(rng)
    return {"tm_name": name, "tm_title": rng.choice(words_vi.TITLES), "tm_role": role}


def _step(number: int, name: str) -> Row:
    return {
        "st_no": str(number),
        "st_name": name,
        "st_in": "Nguyên liệu, điện" if number < 3 else "Bán thành phẩm, điện",
        "st_out": "Bán thành phẩm, phế phẩm" if number < 3 else "Thành phẩm",
        "st_focus": "1" if number == 2 else "0",
    }


def _balance(plan: FacilityPlan, rng: random.Random) -> Row:
    fed = 1000.0
    product = round(fed / max(plan.trade.raw[1], 1.02) * 1.0, 1)
    by_product = round((fed - product) * 0.7, 1)
    waste = round((fed - product) * 0.22, 1)
    return {
        "ba_step": "Gia công chính",
        "ba_item": plan.trade.raw[0],
        "ba_unit": "kg",
        "ba_basis": "nguyen",
        "ba_in": f"{fed:.0f}",
        "ba_prod": str(product),
        "ba_cop": str(by_product),
        "ba_waste": str(waste),
        "ba_evap": f"{max(0.0, fed - product - by_product - waste - rng.uniform(0, 18)):.1f}",
    }


def _waste_cost(plan: FacilityPlan, rng: random.Random) -> Row:
    return {
        "co_name": plan.trade.waste,
        "co_unit": "tan",
        "co_qty": f"{plan.output * plan.trade.raw[1] * 0.05:.1f}",
        "co_mat": str(rng.randint(40, 400)),
        "co_en": str(rng.randint(5, 60)),
        "co_treat": str(rng.randint(0, 30)),
        "co_rev": str(rng.randint(0, 90)),
    }


def _solution(
    number: int, solution: tuple[str, str, str], plan: FacilityPlan, on: date, done: bool, rng: random.Random
) -> Row:
    name, category, _where = solution
    investment = 0 if category == "noivi" else rng.choice((8, 25, 70, 160))
    saving = max(4, int(max(investment, 10) * rng.uniform(0.4, 1.1)))
    kwh = int(plan.output * plan.kwh_per_unit * max(plan.saving, 0.02) / len(plan.trade.solutions))
    row = {
        "so_code": f"GP{number:02d}",
        "so_name": name,
        "so_cat": category,
        "so_scr": "ngay",
        "so_tech": rng.choice(("cao", "tb")),
        "so_inv": str(investment),
        "so_save": str(saving),
        "so_opex": str(rng.choice((0, 0, 2))),
        "so_life": str(rng.choice((5, 8, 10))),
        "so_kwh": str(kwh),
        "so_env": "Giảm phát thải từ điện lưới.",
        "so_stat": "xong" if done and number <= 2 else "chon",
        "so_who": plan.owner,
        "so_due": (on + timedelta(days=90)).isoformat(),
    }
    if row["so_stat"] == "xong":
        row |= {
            "so_done": date(2024, rng.randint(10, 12), rng.randint(1, 28)).isoformat(),
            "so_inv_a": str(int(investment * rng.uniform(0.9, 1.15))),
            "so_save_a": str(int(saving * rng.uniform(0.7, 1.05))),
            "so_opex_a": "0",
            "so_kwh_a": str(int(kwh * rng.uniform(0.75, 1.05))) if rng.random() < 0.8 else UNKNOWN,
            "so_q": rng.choice(("hoadon", "uoc")),
        }
    return row


def _before_after(plan: FacilityPlan, rng: random.Random, *, measured: bool) -> Row:
    use = plan.output * plan.kwh_per_unit
    later = plan.output * rng.uniform(0.93, 1.12)
    row = {
        "k_code": "K1",
        "k_res": "dien",
        "k_name": "Điện trên đơn vị sản phẩm",
        "k_prod": "SP1",
        "k_unit": "kwh",
        "k_punit": plan.trade.unit,
        "k_b_from": "2024-01-01",
        "k_b_to": "2024-12-31",
        "k_b_use": f"{use:.0f}",
        "k_b_out": str(plan.output),
        "k_q": rng.choice(("hoadon", "dongho")),
    }
    if measured:
        row |= {
            "k_a_from": "2025-01-01",
            "k_a_to": "2025-12-31",
            "k_a_use": f"{later * plan.kwh_per_unit * (1 - plan.saving):.0f}",
            "k_a_out": f"{later:.0f}",
            "k_aq": rng.choices(("hoadon", "dongho", "uoc"), (60, 25, 15))[0],
            "k_adj": "0",
        }
    return row


def follow_up(plan: FacilityPlan, audit: Script, officer: str, code: str, rng: random.Random) -> Script:
    """Form F: what became of the solutions, and a new "after" that need not end well."""
    on = min(workday(audit.on + timedelta(days=185)), LAST_DAY)
    script = Script("f_theo_doi", plan, on)
    script.single = head_of(plan, on, officer, code, rng) | {
        "status": "hd",
        "ref_audit": audit.single["aud_no"],
        "visit_no": "1",
        "need": rng.choice(("taphuan", "khuyencong", "khong")),
        "next": (on + timedelta(days=180)).isoformat(),
    }
    for solution in audit.rows["r_sol"]:
        done = solution["so_stat"] == "xong" or rng.random() < 0.35
        row = {
            "s_code": solution["so_code"],
            "s_name": solution["so_name"],
            "s_stat": "duytri"
            if solution["so_stat"] == "xong"
            else "xong"
            if done
            else rng.choice(("dang", "hoan")),
            "s_prog": "100" if done else str(rng.choice((20, 50, 80))),
            "s_why": "" if done else "Chờ vốn, giá thiết bị tăng.",
            "s_q": rng.choice(("hoadon", "uoc")),
        }
        if done:
            row["s_done"] = solution.get("so_done") or (on - timedelta(days=60)).isoformat()
            row["s_save"] = solution.get("so_save_a", UNKNOWN)
            row["s_kwh"] = solution.get("so_kwh_a", UNKNOWN)
        script.rows.setdefault("r_s", []).append(row)
    base = audit.rows["r_kpi"][0]
    half = plan.output * rng.uniform(0.4, 0.55)
    script.rows["r_k"] = [
        {
            "k_code": "K1", "k_res": "dien", "k_unit": "kwh", "k_prod": "SP1", "k_punit": base["k_punit"],
            "k_from": "2026-01-01", "k_to": "2026-06-30", "k_out": f"{half:.0f}",
            "k_use": f"{half * plan.kwh_per_unit * (1 - plan.saving * rng.uniform(0.8, 1.1)):.0f}",
            "k_adj": "0", "k_q": rng.choice(("hoadon", "dongho")),
        },
    ]  # fmt: skip
    return script
