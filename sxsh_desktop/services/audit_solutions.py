"""Section VII of the audit report: opportunities, solutions, and whether they are feasible."""

from __future__ import annotations

from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.money import Rung
from sxsh_desktop.domain.results import Known
from sxsh_desktop.services.answer_words import version_words
from sxsh_desktop.services.audit_facts import D_FORM, E_FORM
from sxsh_desktop.services.audit_writer import AuditWriter, known
from sxsh_desktop.services.facility_charts import LADDER, facility_charts
from sxsh_desktop.services.facility_solutions import Effects, SolutionFacts
from sxsh_desktop.services.figure_words import NOT_APPLICABLE

_WITHIN_A_YEAR = (Rung.IMMEDIATE, Rung.UNDER_1)


def solutions(pen: AuditWriter) -> None:
    """VII. Opportunities seen, solutions appraised: technical, economic, environmental."""
    pen.chapter(pen.say(_("Opportunities and solutions")))
    pen.part(pen.say(_("Opportunities seen in the quick assessment")))
    _opportunities(pen)
    found = pen.facts.figures.solutions
    pen.part(pen.say(_("Solutions proposed, and their screening")))
    if not found:
        pen.nothing(pen.say(_("the solutions and their appraisal (form E, tasks 8 to 13)")))
        return
    records = [one.row.record_id for one in found]
    _proposed(pen, found, records)
    pen.part(pen.say(_("Economic feasibility")))
    _economic(pen, found, records)
    pen.part(pen.say(_("Environmental feasibility")))
    _environmental(pen, found, records)


def _opportunities(pen: AuditWriter) -> None:
    record_id = pen.facts.quick.record_id if pen.facts.quick else ""
    rows = sorted(
        pen.facts.of("opportunity", record_id), key=lambda one: (len(one.text("code")), one.text("code"))
    )
    if not rows:
        pen.nothing(pen.say(_("opportunities seen in a quick assessment (form D)")))
        return
    names = ("code", "description", "where", "cost_band", "saving", "electricity", "screening")
    headings = [pen.said.label(D_FORM, f"opportunity.{name}") for name in names]
    cells = [[pen.value(D_FORM, f"opportunity.{name}", row) for name in names] for row in rows]
    pen.table(
        pen.say(_("Opportunities")), headings, cells, (0.9, 3, 1.7, 1.7, 1.5, 1.6, 1.4), [record_id], (4, 5)
    )
    pen.note(pen.say(_("Estimates of the visit; no saving is counted from them.")))


def _proposed(pen: AuditWriter, found: tuple[SolutionFacts, ...], records: list[str]) -> None:
    names = ("name", "category", "screening", "technical", "other_benefit")
    headings = [pen.say(_("Code")), *(pen.said.label(E_FORM, f"solution.{name}") for name in names)]
    cells = [
        [one.identity.code, *(pen.value(E_FORM, f"solution.{name}", one.row) for name in names)]
        for one in found
    ]
    pen.table(pen.say(_("Solutions proposed")), headings, cells, (0.9, 3, 1.8, 1.5, 1.2, 2), records)


def _economic(pen: AuditWriter, found: tuple[SolutionFacts, ...], records: list[str]) -> None:
    cells = []
    for one in found:
        money = one.appraisal
        rate = (
            pen.said.percent(money.irr.value) if isinstance(money.irr, Known) else pen.said.brief(money.irr)
        )
        cells.append(
            [
                one.identity.code,
                pen.said.number(one.investment),
                pen.said.number(one.saving),
                pen.said.number(one.opex),
                str(one.life) if one.life else pen.said.unknown,
                pen.said.payback(money.payback),
                pen.said.brief(money.npv, 1),
                rate,
            ]
        )
        if not isinstance(money.npv, Known):
            pen.lacks(pen.say(_("{code}: {why}"), code=one.identity.code, why=pen.said.lacking(money.npv)))
    sums = [pen.total([getattr(one, name) for one in found]) for name in ("investment", "saving", "opex")]
    cells.append([pen.say(_("Total")), *sums, "", "", "", ""])
    headings = (
        pen.say(_("Code")), pen.say(_("Investment")), pen.say(_("Saving a year")), pen.say(_("Added cost a year")),
        pen.say(_("Life, years")), pen.say(_("Payback")), pen.say(_("NPV")), pen.say(_("IRR a year")),
    )  # fmt: skip
    caption = pen.say(_("Economic feasibility (money in {unit})"), unit=pen.said.unit("trd"))
    pen.table(caption, headings, cells, (0.9, 1.2, 1.4, 1.3, 1, 1.4, 1.2, 1.2), records, range(1, 8),
              [len(cells) - 1])  # fmt: skip
    pen.text(_money_words(pen))
    pen.note(
        pen.say(
            _("Payback = investment / (saving - added cost). NPV over the life at the discount rate of the assessment. "
              "IRR is refused where the flows never change sign or do so more than once (–). Totals are plain sums: "
              "solutions on one resource overlap, and together save less than their sum.")
        )
    )  # fmt: skip
    chart = next((one for one in facility_charts(pen.facts.figures, pen.said) if one.key == LADDER), None)
    if chart is not None:
        pen.picture(chart)


def _money_words(pen: AuditWriter) -> str:
    """How much of it pays back within a year."""
    found = pen.facts.figures.solutions
    quick = [one.identity.code for one in found if one.appraisal.rung in _WITHIN_A_YEAR]
    if not quick:
        return pen.say(_("No solution is known to pay back within a year."))
    return pen.say(
        _("{n} of {all} solutions pay back within a year ({codes}): they can be carried out at once."),
        n=len(quick), all=len(found), codes=", ".join(quick),
    )  # fmt: skip


def _environmental(pen: AuditWriter, found: tuple[SolutionFacts, ...], records: list[str]) -> None:
    cells = [[one.identity.code, *effect_cells(pen, one.effects)] for one in found]
    cells.append([pen.say(_("Total")), *effect_totals(pen, [one.effects for one in found])])
    pen.table(pen.say(_("What the solutions spare in a year")), effect_headings(pen), cells,
              (0.9, 1.4, 1.8, 1.1, 1.1, 1.2, 1.2, 1.2), records, range(1, 8), [len(cells) - 1])  # fmt: skip
    pen.note(
        pen.say(
            _("TOE by the Vietnamese coefficients, CO2 equivalent with one set of factors for all (table {version}). "
              "They count the carriers that are stated; a dash: none is."),
            version=version_words(pen.facts.tables.factors.version),
        )
    )  # fmt: skip


def effect_headings(pen: AuditWriter) -> tuple[str, ...]:
    """Headings of a table of what solutions spare; the first is the code."""
    return (
        pen.say(_("Code")), pen.say(_("Electricity, kWh")), pen.say(_("Fuel")), pen.say(_("TOE")),
        pen.say(_("t CO2e")), pen.say(_("Water, m³")), pen.say(_("Material, t")), pen.say(_("Waste, t")),
    )  # fmt: skip


def effect_cells(pen: AuditWriter, one: Effects) -> list[str]:
    """The cells of one solution."""
    fuel = pen.said.unknown
    if one.fuel_amount is not None:
        name = pen.said.choice(E_FORM, "solution.fuel", one.fuel)
        fuel = f"{name}: {pen.said.number(one.fuel_amount)} {pen.said.unit(one.fuel_unit)}"
    results = [NOT_APPLICABLE if part is None else pen.said.brief(part) for part in (one.toe, one.co2e)]
    rest = [pen.said.number(part) for part in (one.water, one.material, one.waste)]
    return [pen.said.number(one.electricity), fuel, *results, *rest]


def effect_totals(pen: AuditWriter, every: list[Effects]) -> list[str]:
    """The sums of a table of effects: of what is known, with the number of those that are."""
    oil = [known(one.toe) for one in every if one.toe is not None]
    gases = [known(one.co2e) for one in every if one.co2e is not None]
    columns: list[list[Decimal | None]] = [
        oil, gases, [one.water for one in every], [one.material for one in every], [one.waste for one in every],
    ]  # fmt: skip
    return [pen.total([one.electricity for one in every]), "", *map(pen.total, columns)]
