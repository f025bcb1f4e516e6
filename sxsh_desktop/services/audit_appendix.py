"""What stands behind the signatures: sources of the figures, results of the checklist, formulas and tables used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.output.document import Heading
from sxsh_desktop.services.answer_words import version_words
from sxsh_desktop.services.audit_facts import D_FORM
from sxsh_desktop.services.audit_writer import REVIEW, AuditWriter
from sxsh_desktop.services.forms import LETTERS
from sxsh_desktop.services.reference import shipped_tables
from sxsh_desktop.services.study_words import line_cells, study_lines

_TABLES = ("energy_toe", "energy_carriers", "fuel_factors", "grid_factors", "gwp", "sector_ranges", "units")


_NUMBERED = {1: _("Appendix I"), 2: _("Appendix II"), 3: _("Appendix III")}


def _heading(pen: AuditWriter, number: int, title: str) -> None:
    pen.blocks.append(Heading(f"{pen.say(_NUMBERED[number])}. {pen.say(title)}", 0))


def of_readings(pen: AuditWriter) -> str:
    """The name of the appendix with the formulas and readings: the second where there is no checklist."""
    return pen.say(_NUMBERED[3 if _checklist(pen) else 2])


def _checklist(pen: AuditWriter) -> dict[str, FactRow]:
    record_id = pen.facts.quick.record_id if pen.facts.quick else ""
    return {row.item: row for row in pen.facts.of("checklist_score", record_id)}


def sources(pen: AuditWriter) -> None:
    """Appendix I: every record that the report rests on, with its revision."""
    _heading(pen, 1, _("Sources of the figures"))
    used = {row.record_id for rows in pen.facts.by_kind.values() for row in rows}
    cells = []
    for one in sorted(pen.facts.sources.values(), key=lambda record: (record.visit_day, record.record_id)):
        if one.record_id not in used or one.void:
            continue
        cells.append(
            [
                LETTERS.get(one.form_id, one.form_id),
                pen.said.day(one.visit_day),
                one.officer_code,
                pen.say(REVIEW[one.state]),
                one.head.removeprefix("uuid:"),
            ]
        )
    headings = (
        pen.say(_("Form")), pen.say(_("Day")), pen.say(_("Officer")), pen.say(_("Review")), pen.say(_("Revision")),
    )  # fmt: skip
    pen.table(pen.say(_("Records behind this report")), headings, cells, (0.7, 1.3, 1.2, 1.8, 4.4))
    versions = pen.facts.tables.versions
    titles = {info.name: info.title(pen.said.language) for info in shipped_tables()}
    rows = [(titles.get(name, name), version_words(versions[name])) for name in _TABLES if name in versions]
    pen.pairs(pen.say(_("Tables of factors used, by version")), rows)


def checklist(pen: AuditWriter) -> None:
    """Appendix II: the checklist of the quick assessment, with the score in per cent; none where nobody filled it."""
    held = _checklist(pen)
    if not held:
        return
    record_id = pen.facts.quick.record_id if pen.facts.quick else ""
    _heading(pen, 2, _("Checklist of the quick assessment"))
    pen.text(_score(pen, list(held.values())))
    fact = "checklist_score[{item}].score"
    cells = [
        [
            str(number),
            pen.said.label(D_FORM, fact.format(item=item)),
            pen.value(D_FORM, fact.format(item=item), row),
        ]
        for number, (item, row) in enumerate(sorted(held.items()), 1)
        if row.absent("score") not in ("not_asked",)
    ]
    headings = (pen.say(_("No.")), pen.say(_("Item")), pen.say(_("Score")))
    pen.table(pen.say(_("The checklist")), headings, cells, (0.7, 6, 2), [record_id])


def _score(pen: AuditWriter, rows: Sequence[FactRow]) -> str:
    """Score = sum / (2 x applicable items)."""
    given = [int(row.text("score")) for row in rows if row.text("score") in ("0", "1", "2")]
    if not given:
        return ""
    weak = sum(1 for score in given if score == 0)
    share = pen.said.percent(Decimal(sum(given)) / (2 * len(given)), 0)
    return pen.say(
        _("Score: {share} ({points} of {most} points over {n} items that apply); {weak} items are poor or missing."),
        share=share, points=sum(given), most=2 * len(given), n=len(given), weak=weak,
    )  # fmt: skip


def formulas(pen: AuditWriter) -> None:
    """The last appendix: how each figure is computed."""
    _heading(pen, 3 if _checklist(pen) else 2, _("How the figures are computed"))
    said = (
        _("Specific use s = C / Q: use of a resource by output of the product in the same days."),
        _("Saving r = 1 - (C1/Q1) / ((C0 + adjustment)/Q0); avoided use D = (C0 + adjustment)/Q0 x Q1 - C1."),
        _(
            "Metered, billed and self-reported savings are three rows that are never merged. Base and after are "
            "chosen by rule from the inventories: known use and output, normal production, the same months of the "
            "year, the longest that fit up to twelve months. The uncertainty of a model is its 90 % band."
        ),
        _(
            "Balance: closure = out / in, gap = 1 - closure; over 5 % it warns, over 10 % it asks to measure again."
        ),
        _("Cost of a waste stream = lost material + energy and labour in it + treatment - recovery."),
        _(
            "Simple payback = investment / (saving - added cost); none where the saving does not exceed the cost."
        ),
        _("NPV = - investment + sum of (saving - added cost) / (1 + r)^t over the life; IRR is its zero."),
        _(
            "Energy in GJ is final energy; TOE is by the Vietnamese coefficients. Neither is made of the other."
        ),
        _(
            "CO2 equivalent: scope 1 and 2, one set of factors for before and after; CO2 of biomass is told apart."
        ),
        _(
            "What nobody said is unknown and never zero; a sum of unknown parts says how many of them are known."
        ),
    )
    pen.points((pen.say(one) for one in said), is_small=True)


def readings(pen: AuditWriter) -> None:
    """Every reading of the saving beside the others: by evidence, by rule, by mix, by model, in gases."""
    lines = study_lines(pen.facts.figures, pen.said)
    headings = (
        pen.say(_("Reckoned by")), pen.say(_("Before and after")), pen.say(_("Saving")), pen.say(_("Avoided")),
        pen.say(_("Where the figure is from")), pen.say(_("To note")),
    )  # fmt: skip
    cells = [line_cells(one) for one in lines]
    records = dict.fromkeys(record for one in lines for record in one.records)
    caption = pen.say(_("Readings of the saving side by side"))
    pen.table(caption, headings, cells, (3.1, 1.5, 0.9, 1.3, 1.4, 3.3), tuple(records), (2, 3))
