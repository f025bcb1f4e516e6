"""What stands before section I of the audit report: its grounds and its main figures."""

from __future__ import annotations

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.reading import worse_quality
from sxsh_desktop.output.document import Heading
from sxsh_desktop.services.audit_facts import E_FORM
from sxsh_desktop.services.audit_writer import AuditWriter, known
from sxsh_desktop.services.facility_charts import same_season
from sxsh_desktop.services.facility_pairs import known_saving
from sxsh_desktop.services.facility_solutions import REJECTED

_GROUNDS = (
    _("Law on Environmental Protection no. 72/2020/QH14;"),
    _("Decision no. 1419/QD-TTg of 07/09/2009, strategy on cleaner production in industry to 2020;"),
    _(
        "Decision no. 889/QD-TTg of 24/06/2020, national programme on sustainable production and consumption 2021-2030;"
    ),
    _("Plan no. 50/KH-UBND of 14/03/2016 of the People's Committee of Dong Thap on cleaner production;"),
)
_IN_USE = ("xong", "duytri")


def summary(pen: AuditWriter) -> None:
    """The grounds, whom it is about, and the main figures in one table."""
    for ground in _GROUNDS:
        pen.text(pen.say(_("On the grounds of: {ground}"), ground=pen.say(ground)))
    number = pen.facts.number or pen.said.unknown
    name = pen.facts.facility.name or pen.facts.facility.code
    pen.text(
        pen.say(_("This report presents the assessment no. {number} at {facility}: its process, balance, costs of "
                  "waste, causes, solutions and results."), number=number, facility=name)
    )  # fmt: skip
    if pen.facts.unreviewed:
        pen.text(
            pen.say(_("Some of the records behind this report have not been accepted yet; they are marked."))
        )
    pen.blocks.append(Heading(pen.say(_("SUMMARY")), 1))
    pen.pairs(pen.say(_("Main figures")), _figures(pen), _records(pen))


def _figures(pen: AuditWriter) -> list[tuple[str, str]]:
    figures, money = pen.facts.figures, pen.said.unit("trd")
    worth = [one for one in figures.solutions if one.row.text("screening") != REJECTED]
    used = [
        one.outcome for one in figures.solutions if one.outcome is not None and one.outcome.state in _IN_USE
    ]
    costs = [line.cost for line in figures.waste.lines] + [None] * len(figures.waste.unknown)
    rows = [
        (pen.say(_("Cost of waste, {unit} a year"), unit=money), pen.total(costs)),
        (pen.say(_("Solutions worth studying / in use")), f"{len(worth)} / {len(used)}" if worth else pen.said.unknown),
        (pen.say(_("Investment as appraised, {unit}"), unit=money), pen.total([one.investment for one in worth])),
        (pen.say(_("Saving as appraised, {unit} a year"), unit=money), pen.total([one.saving for one in worth])),
        (pen.say(_("Saving of the solutions in use, {unit} a year, as stated"), unit=money),
         pen.total([one.saving for one in used])),
        (pen.say(_("Energy spared by the solutions in use, TOE a year, as stated")),
         pen.total([known(one.effects.toe) for one in used if one.effects.toe is not None])),
        (pen.say(_("Gases avoided by them, t CO2 equivalent a year, as stated")),
         pen.total([known(one.effects.co2e) for one in used if one.effects.co2e is not None])),
    ]  # fmt: skip
    for pair in figures.pairs:
        name = pair.name or pair.code
        rows.append((pen.say(_("{name}: saving per unit of product"), name=name), _measured(pen, pair.code)))
    return rows


def _measured(pen: AuditWriter, code: str) -> str:
    """The saving of the last after-period of the same months as the base; else unknown."""
    for pair in pen.facts.figures.pairs:
        if pair.code != code:
            continue
        for place in range(len(pair.afters) - 1, -1, -1):
            saving = known_saving(pair.savings[place])
            if saving is not None and same_season(pair.base, pair.afters[place]):
                period = pen.said.period(pair.afters[place].period)
                worse = worse_quality(pair.base.quality, pair.afters[place].quality)
                return pen.say(
                    _("{rate} ({period}; source: {quality})"),
                    rate=pen.said.percent(saving.rate),
                    period=period,
                    quality=pen.said.choice(E_FORM, "baseline_after.base_quality", worse).lower(),
                )
    return pen.said.unknown


def _records(pen: AuditWriter) -> list[str]:
    held = [
        row.record_id
        for row in (pen.facts.detailed, pen.facts.quick, *pen.facts.follow_ups)
        if row is not None
    ]
    return list(dict.fromkeys(held))
