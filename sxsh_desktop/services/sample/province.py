"""The sample's work list: who visits whom, when, with which forms."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sxsh_desktop.services import reference
from sxsh_desktop.services.sample import answers, audits, office
from sxsh_desktop.services.sample.answers import Script
from sxsh_desktop.services.sample.office import OfficerPlan
from sxsh_desktop.services.sample.plan import LAST_DAY, Commune, FacilityPlan, plan_facilities

DISTRICTS_PER_OFFICER = 3
EVENTS = 24


@dataclass(frozen=True, slots=True)
class Visit:
    """A facility and the forms filled in about it, in order; `forms` are letters."""

    plan: FacilityPlan
    forms: str


@dataclass(slots=True)
class Province:
    """Everything that is planned: the officers (the first of each three has a laptop), and their visits by code."""

    officers: list[OfficerPlan]
    visits: dict[str, list[Visit]] = field(default_factory=dict)

    @property
    def travelling(self) -> list[OfficerPlan]:
        """Those who have a laptop and visit facilities."""
        return [one for one in self.officers if one.code in self.visits]


def communes() -> list[Commune]:
    """The old communes that went whole into one new commune whose place on the map is known."""
    places = reference.load_reference().places
    found = []
    for place in places.communes_2016:
        new = places.to_2025(place.code)
        where = places.commune(new, "2025") if new else None
        if new and where and where.latitude is not None and where.longitude is not None:
            found.append(Commune(place.district, place.code, new, where.latitude, where.longitude))
    return found


def make_province(seed: int, facilities: int) -> Province:
    """The whole plan from one seed: facilities over all twelve districts, two of them registered twice."""
    rng = random.Random(seed)
    plans = plan_facilities(seed, communes(), facilities - 2)
    districts = sorted({plan.commune.district for plan in plans})
    province = Province(office.plan_officers(seed, districts))
    areas = {
        districts[start + offset]: province.officers[start].code
        for start in range(0, len(districts), DISTRICTS_PER_OFFICER)
        for offset in range(DISTRICTS_PER_OFFICER)
        if start + offset < len(districts)
    }
    for plan in plans:
        province.visits.setdefault(areas[plan.commune.district], []).append(Visit(plan, _forms(plan, rng)))
    _register_twice(province, plans, rng)
    for visits in province.visits.values():
        visits.sort(key=lambda visit: (visit.plan.first_visit, visit.plan.number))
    return province


def _forms(plan: FacilityPlan, rng: random.Random) -> str:
    """Which forms were filled in: everybody is registered; the rest depends on what was found."""
    if plan.status not in ("hd", "tn"):
        return "A"
    forms = "A" + ("B" if rng.random() < 0.8 else "") + ("C" if rng.random() < 0.48 else "")
    forms += "D" if rng.random() < 0.2 else ""
    if plan.level >= 3 and plan.first_visit < LAST_DAY - timedelta(days=300) and rng.random() < 0.75:
        forms += "E" + ("F" if rng.random() < 0.8 else "")
    return forms + ("G" if rng.random() < 0.13 else "")


def _register_twice(province: Province, plans: Sequence[FacilityPlan], rng: random.Random) -> None:
    """Two mills at the border of two areas are met by a second officer, who does not know of the first."""
    codes = sorted(province.visits)
    known = [plan for plan in plans if plan.tax_code and plan.status == "hd"]
    for number, plan in enumerate(rng.sample(known, 2)):
        others = [code for code in codes if plan not in [visit.plan for visit in province.visits[code]]]
        again = replace(
            plan,
            number=len(plans) + number,
            name=plan.name.replace("Nhà máy", "NM").replace("Cơ sở", "CS").replace("Công ty", "Cty"),
            first_visit=plan.first_visit + timedelta(days=40),
        )
        province.visits[rng.choice(others)].append(Visit(again, "A"))


def scripts_of(visit: Visit, officer: str, code: str, rng: random.Random) -> list[Script]:
    """What is written at this facility, in the order of the forms."""
    plan, made = visit.plan, []
    audit: Script | None = None
    for letter in visit.forms:
        if letter == "A":
            made.append(answers.register_card(plan, officer, code, rng))
        elif letter == "B":
            made.append(answers.survey(plan, officer, code, rng))
        elif letter == "C":
            year = 2025 if plan.first_visit.year >= 2026 or rng.random() < 0.5 else 2024
            made.append(answers.inventory(plan, officer, code, year, rng))
        elif letter == "D":
            made.append(audits.quick_assessment(plan, officer, code, rng))
        elif letter == "E":
            audit = audits.detailed_assessment(plan, officer, code, rng)
            made.append(audit)
        elif letter == "F" and audit is not None:
            made.append(audits.follow_up(plan, audit, officer, code, rng))
        elif letter == "G":
            made.append(office.inspection(plan, officer, code, rng))
    return made
