"""What is written at inspections, events and about officers: forms G, H and I of the sample."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sxsh_desktop.services.sample.answers import UNKNOWN, Row, Script, head_of
from sxsh_desktop.services.sample.plan import FacilityPlan, person, workday

_ITEMS = ("kehoach", "baocao", "hosomt", "dinhmuc", "chatthai")


@dataclass(frozen=True, slots=True)
class OfficerPlan:
    """An officer of the sample: code, name, the district in charge of, whether trained and how well graded."""

    code: str
    name: str
    woman: bool
    district: str
    trained: bool
    grade: int


def plan_officers(seed: int, districts: Sequence[str]) -> list[OfficerPlan]:
    """One officer a district, and a second one in every third."""
    rng = random.Random(seed)
    plans: list[OfficerPlan] = []
    for number, district in enumerate((*districts, *districts[::3]), 1):
        name, woman = person(rng)
        trained = rng.random() < 0.88
        grade = rng.choice((2, 2, 3)) if trained else rng.choice((0, 1))
        plans.append(OfficerPlan(f"CB{number:02d}", name, woman, district, trained, grade))
    return plans


def inspection(plan: FacilityPlan, officer: str, code: str, rng: random.Random) -> Script:
    """Form G."""
    on = workday(plan.first_visit + timedelta(days=rng.randint(30, 200)))
    script = Script("g_kiem_tra", plan, on)
    results = [rng.choices(("dat", "mp", "kd", "ka"), (55, 25, 8, 12))[0] for _ in _ITEMS]
    leader, _woman = person(rng)
    script.single = head_of(plan, on, officer, code, rng) | {
        "g_no": f"{on.year}-K{plan.number:03d}",
        "itype": rng.choice(("dk", "dk", "dx")),
        "dec_no": f"Kế hoạch {rng.randint(10, 90)}/KH-SCT ngày 05/01/{on.year}",
        "lead": leader,
        "overall": "kd" if "kd" in results else "mp" if "mp" in results else "dat",
        "opinion": "Thống nhất nội dung biên bản.",
        "propose": "0",
        "copies": "3",
    }
    member, _woman = person(rng)
    script.rows["r_mem"] = [{"me_name": member, "me_title": "Chuyên viên Phòng Quản lý công nghiệp"}]
    script.rows["r_chk"] = [
        _finding(n, item, result, on) for n, (item, result) in enumerate(zip(_ITEMS, results, strict=True), 1)
    ]
    return script


def _finding(number: int, item: str, result: str, on: date) -> Row:
    row = {"ck_no": str(number), "ck_code": item, "ck_res": result}
    if result in ("mp", "kd"):
        row |= {
            "ck_find": "Chưa đủ hồ sơ, sổ theo dõi.",
            "ck_rem": "Lập và gửi bổ sung về Sở.",
            "ck_due": (on + timedelta(days=45)).isoformat(),
        }
    return row


def event(
    number: int, guests: Sequence[tuple[FacilityPlan, str]], commune: str, officer: str, rng: random.Random
) -> Script:
    """Form H: a workshop with the list of those who came, or a piece of communication every fourth time."""
    on = workday(date(2025, 3, 4) + timedelta(days=number * 24))
    script = Script("h_su_kien", None, on)
    media = number % 4 == 3
    kind = "truyenthong" if media else ("hoithao", "taphuan", "tuyentruyen")[number % 3]
    script.single = {
        "officer_code": officer,
        "visit_date": on.isoformat(),
        "ev_code": f"{on.year}-H{number:02d}",
        "ev_type": kind,
        "ev_name": "Sản xuất sạch hơn: tiết kiệm điện và nguyên liệu cho cơ sở vừa và nhỏ",
        "ev_from": on.isoformat(),
        "ev_to": on.isoformat(),
        "ev_scope": "tinh" if media else "xa",
        "commune": commune,
        "host": "Sở Công Thương, Trung tâm Khuyến công",
        "aud": "coso dancu" if media else "coso canbo",
        "task_ref": "NV1",
        "energy_link": "1",
        "notice_ok": "1",
        "med_ch": "Đài Phát thanh và Truyền hình tỉnh",
        "med_n": str(rng.randint(4, 26)),
        "med_min": str(rng.randint(20, 130)),
        "med_logo": "1",
        "med_miss": str(rng.randint(0, 3)),
        "res": "Cơ sở đề nghị có thêm buổi thực hành tại xưởng.",
        "from_paper": "0",
    }
    script.rows["r_fund"] = [
        {
            "fund": "kc",
            "plan_m": str(rng.randint(15, 60)),
            "real_m": UNKNOWN if number % 5 == 0 else str(rng.randint(12, 55)),
        }
    ]
    if not media:
        script.rows["r_at"] = [_guest(plan, code, rng) for plan, code in guests]
        came = len(guests)
        script.single |= {
            "n_coso": str(came),
            "n_canbo": "3",
            "n_doanthe": "2",
            "n_dancu": "0",
            "n_khac": "0",
        }
        script.single |= {"n_total": str(came + 5), "n_female": UNKNOWN, "n_fac": str(came), "rating": "4"}
    return script


def _guest(plan: FacilityPlan, code: str, rng: random.Random) -> Row:
    before = rng.randint(2, 6)
    return {
        "at_aud": "coso",
        "at_name": plan.owner,
        "at_fac": code,
        "at_f": "1" if plan.owner_is_woman else "0",
        "at_pre": str(before),
        "at_post": str(min(10, before + rng.randint(1, 4))),
        "at_cert": "1",
    }


def officer_card(plan: OfficerPlan, writer: str, rng: random.Random) -> Script:
    """Form I: the officers in charge of the former districts, now posted with the communes."""
    on = date(2026, 1, 12)
    script = Script("i_can_bo", None, on)
    script.single = {
        "officer_code": writer,
        "visit_date": on.isoformat(),
        "notice_ok": "1",
        "off_code": plan.code,
        "off_name": plan.name,
        "female": "1" if plan.woman else "0",
        "org": "Sở Công Thương, tổ địa bàn",
        "level": "tinh",
        "title": "Chuyên viên",
        "full": "1",
        "dec": f"{rng.randint(100, 480)}/QĐ-SCT ngày 01/07/2025",
        "d_from": "2025-07-01",
        "comp": str(plan.grade),
        "comp_d": on.isoformat(),
        "n_qa": str(rng.randint(0, 9)),
        "from_paper": "0",
    }
    if plan.trained:
        script.rows["r_tr"] = [
            {"tr_name": "Đánh giá sản xuất sạch hơn", "tr_org": "Bộ Công Thương", "tr_date": "2025-09-19", "tr_h": "40",
             "tr_pass": "1", "tr_cert": "1", "tr_no": f"SXSH-{rng.randint(100, 999)}", "tr_valid": "2028-09-19"},
        ]  # fmt: skip
    script.rows["r_eq"] = [
        {
            "eq_name": "Máy tính xách tay",
            "eq_sn": f"LT{rng.randint(1000, 9999)}",
            "eq_from": "2025-08-01",
            "eq_state": "tot",
        },
    ]
    return script
