"""A facility that was assessed: forms A, C, D, E and F with the same answers every time, some of them unknown."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

from sxsh_desktop.output.document import Block, Document, Grid, Heading, Paragraph, Picture, Points
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.register import new_facility_code
from sxsh_desktop.services.sample import answers, audits
from sxsh_desktop.services.sample.desks import sample_clock, write_record
from sxsh_desktop.services.sample.plan import FacilityPlan, plan_facilities
from sxsh_desktop.services.sample.province import communes
from sxsh_desktop.services.setup import Answers, set_up

OFFICER = "SCT01"
_SEED = 11
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CODE = re.compile(r"SCT-[0-9A-Z]+-\d+")


def plan() -> FacilityPlan:
    """An ice plant that carried solutions out."""
    found = next(
        one
        for one in plan_facilities(_SEED, communes(), 200)
        if one.trade.sector == "nuocda" and one.status == "hd"
    )
    return replace(found, level=4, saving=0.11)


def assessed(folder: Path, forms: str = "ACDEF") -> tuple[Desk, str]:
    """A department's desk with one facility; gives the desk (to be closed) and the facility's id."""
    desk = set_up(
        folder, Answers("department", "vi", OFFICER, "Lê Minh Khoa", "SCT"), sample_clock(), sample=True
    )
    one, rng, code = plan(), random.Random(_SEED), new_facility_code(desk)
    facility_id = write_record(desk, answers.register_card(one, OFFICER, code, rng), "")
    if "C" in forms:
        for year in (2024, 2025):
            write_record(desk, answers.inventory(one, OFFICER, code, year, rng), facility_id)
    if "D" in forms:
        write_record(desk, audits.quick_assessment(one, OFFICER, code, rng), facility_id)
    if "E" in forms:
        script = audits.detailed_assessment(one, OFFICER, code, rng)
        script.rows["r_cost"] += [
            {"co_name": "Nước xả tràn", "co_unit": "m3", "co_qty": "5200", "co_mat": "31,5".replace(",", "."),
             "co_en": "12", "co_treat": "4", "co_rev": "0"},
            {"co_name": "Dầu máy thải", "co_unit": "kg", "co_qty": "180", "co_mat": "?unknown", "co_en": "0",
             "co_treat": "6", "co_rev": "0"},
        ]  # fmt: skip
        script.rows["r_sol"][-1]["so_save"] = "?unknown"
        write_record(desk, script, facility_id)
        if "F" in forms:
            write_record(desk, audits.follow_up(one, script, OFFICER, code, rng), facility_id)
    return desk, facility_id


def lines_of(document: Document) -> list[str]:
    """The document as lines that a person reviews; ids that are others every time are blotted out."""
    head, foot = document.head, document.foot
    found = [
        head.superior,
        head.issuer,
        head.nation,
        head.motto,
        head.number,
        head.place_and_day,
        head.kind,
        head.subject,
    ]
    for block in document.blocks:
        found += _lines(block)
    found += [f"{one.capacity} {one.manner} {one.name}" for one in foot.signatures]
    found += [foot.label, *foot.recipients]
    for block in document.appendices:
        found += _lines(block)
    return [_CODE.sub("SCT-…", _UUID.sub("uuid…", line)) for line in found if line]


def _lines(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return ["", f"{'#' * (block.level or 1)} {block.text}"]
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Points):
        return [f"- {item}" for item in block.items]
    if isinstance(block, Picture):
        return [f"[{block.alt}]", block.caption, block.source]
    assert isinstance(block, Grid)
    return [block.caption, *(" | ".join(row) for row in (block.headings, *block.rows) if row), block.source]


def words_of(document: Document) -> list[str]:
    """Every text of the document as it stands on paper, cell by cell."""
    found: list[str] = []
    for block in (*document.blocks, *document.appendices):
        if isinstance(block, Grid):
            found += [
                block.caption,
                block.source,
                *block.headings,
                *(cell for row in block.rows for cell in row),
            ]
        elif isinstance(block, Points):
            found += block.items
        elif isinstance(block, Picture):
            found += [block.caption, block.source]
        else:
            found.append(block.text)
    return [one for one in found if one]
