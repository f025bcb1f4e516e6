"""Sections VIII to X of the audit report: results before and after, plan, conclusion; and what is still missing."""

from __future__ import annotations

from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.overlap import realisation_rate
from sxsh_desktop.domain.reading import MEASURED, worse_quality
from sxsh_desktop.domain.results import Known
from sxsh_desktop.services.audit_appendix import of_readings
from sxsh_desktop.services.audit_facts import D_FORM, E_FORM, F_FORM
from sxsh_desktop.services.audit_solutions import effect_cells, effect_headings, effect_totals
from sxsh_desktop.services.audit_writer import AuditWriter
from sxsh_desktop.services.facility_charts import STATUS, facility_charts, pair_chart, same_season
from sxsh_desktop.services.facility_pairs import BeforeAfter, known_saving
from sxsh_desktop.services.facility_solutions import Outcome, SolutionFacts

_IN_USE = ("xong", "duytri")


def results(pen: AuditWriter) -> None:
    """VIII. What became of the solutions, and use per unit before and after."""
    pen.chapter(pen.say(_("Results")))
    pen.part(pen.say(_("Where the solutions stand")))
    _standing(pen)
    pen.part(pen.say(_("Before and after")))
    if not pen.facts.figures.pairs:
        pen.nothing(pen.say(_("use and output before and after (form E, task 16, or form F)")))
        return
    _before_after(pen)


def _standing(pen: AuditWriter) -> None:
    found = [(one, one.outcome) for one in pen.facts.figures.solutions if one.outcome is not None]
    if not found:
        pen.nothing(pen.say(_("the state of the solutions (forms E and F)")))
        return
    told = [(one, outcome) for one, outcome in found if outcome is not None]
    records = [outcome.record_id for _one, outcome in told]
    cells = [_standing_cells(pen, one, outcome) for one, outcome in told]
    used = [outcome for _one, outcome in told if outcome.state in _IN_USE]
    if used:
        sums = [
            pen.total([outcome.investment for outcome in used]),
            pen.total([outcome.saving for outcome in used]),
        ]
        cells.append([pen.say(_("Total in use")), "", "", "", *sums, ""])
    headings = (
        pen.say(_("Code")), pen.say(_("State")), pen.say(_("In use since")), pen.say(_("Expected saving")),
        pen.say(_("Spent")), pen.say(_("Saving")), pen.say(_("Where the figure is from")),
    )  # fmt: skip
    caption = pen.say(
        _("Where the solutions stand (money in {unit}, savings a year)"), unit=pen.said.unit("trd")
    )
    pen.table(caption, headings, cells, (1, 1.7, 1.4, 1.3, 1.2, 1.3, 1.8), records, (3, 4, 5),
              [len(cells) - 1] if used else [])  # fmt: skip
    chart = next((one for one in facility_charts(pen.facts.figures, pen.said) if one.key == STATUS), None)
    if chart is not None:
        pen.picture(chart)
    pen.points(
        pen.say(_("{code}: {problem}"), code=one.identity.code, problem=outcome.problem)
        for one, outcome in told
        if outcome.problem
    )
    _spared(pen, told, records)


def _standing_cells(pen: AuditWriter, one: SolutionFacts, outcome: Outcome) -> list[str]:
    state = pen.said.choice(F_FORM, "solution_result.state", outcome.state)
    if outcome.progress and outcome.state not in _IN_USE:
        state += f" ({outcome.progress} %)"
    used = outcome.state in _IN_USE
    if used and outcome.saving is None:
        pen.lacks(pen.say(_("{code}: the saving that was really made"), code=one.identity.code))
    return [
        one.identity.code,
        state,
        pen.said.day(outcome.done_on) if used else "–",
        pen.said.number(one.saving),
        pen.said.number(outcome.investment) if used or outcome.investment is not None else "–",
        pen.said.number(outcome.saving) if used else "–",
        pen.said.choice(F_FORM, "solution_result.quality", outcome.quality) if used else "–",
    ]


def _spared(pen: AuditWriter, told: list[tuple[SolutionFacts, Outcome]], records: list[str]) -> None:
    used = [(one.identity.code, outcome.effects) for one, outcome in told if outcome.state in _IN_USE]
    if not used:
        return
    cells = [[code, *effect_cells(pen, effects)] for code, effects in used]
    cells.append([pen.say(_("Total")), *effect_totals(pen, [effects for _code, effects in used])])
    pen.table(pen.say(_("What the solutions in use spare in a year, as stated")), effect_headings(pen), cells,
              (0.9, 1.4, 1.8, 1.1, 1.1, 1.2, 1.2, 1.2), records, range(1, 8), [len(cells) - 1])  # fmt: skip


def _before_after(pen: AuditWriter) -> None:
    pen.text(
        pen.say(
            _("The saving is that of use per unit of product: 1 - (use after / output after) / (use before / output "
              "before). A fall of the absolute use alone is no saving. Each figure has the worse quality of its two "
              "sides.")
        )
    )  # fmt: skip
    for pair, models in zip(pen.facts.figures.pairs, pen.facts.figures.modelled, strict=True):
        name = pair.name or pen.said.choice(E_FORM, "baseline_after.resource", pair.resource)
        caption = pen.say(_("{code}. {name}: before and after"), code=pair.code, name=name)
        headings = (
            pen.say(_("Period")), pen.say(_("Use, {unit}"), unit=pen.said.unit(pair.use_unit)),
            pen.say(_("Output, {unit}"), unit=pen.said.unit(pair.product_unit)),
            pen.said.per(pair.use_unit, pair.product_unit), pen.say(_("Saving")),
            pen.say(_("Where the figure is from")),
        )  # fmt: skip
        cells = _pair_cells(pen, pair)
        pen.table(caption, headings, cells, (2.4, 1.5, 1.5, 1.3, 1.2, 2), pair.records, (1, 2, 3, 4))
        if pair.base.use is not None:
            pen.picture(pair_chart(pair, models, pen.said))
        pen.text(_judged(pen, pair))
        pen.points(
            pen.say(_("Adjustment of the base, stated on {day} by {author}: {amount} {unit}; reason and evidence: "
                      "{reason}. Without it: {plain}."),
                    day=pen.said.day(one.on.isoformat()), author=one.author,
                    amount=pen.said.number(one.amount.amount if one.amount else None),
                    unit=pen.said.unit(pair.use_unit), reason=one.reason or pen.said.unknown,
                    plain=pen.said.percent(plain.value.rate) if isinstance(plain, Known) else pen.said.unknown)
            for told, plain in zip(pair.told, pair.plain, strict=True)
            for one in told
        )  # fmt: skip
    pen.text(
        pen.say(
            _("{appendix} sets this saving beside its other reckonings: metered, billed and self-reported, by rule, "
              "by product mix, by a model of the months, and in greenhouse gases."),
            appendix=of_readings(pen),
        )
    )  # fmt: skip


def _pair_cells(pen: AuditWriter, pair: BeforeAfter) -> list[list[str]]:
    cells = []
    for place, side in enumerate((pair.base, *pair.afters)):
        saving = "–"
        if place:
            result = pair.savings[place - 1]
            known = known_saving(result)
            saving = pen.said.percent(known.rate) if known else pen.said.unknown
            if known is None and not isinstance(result, Known):
                pen.lacks(pen.say(_("{code}: {why}"), code=pair.code, why=pen.said.lacking(result)))
        quality = pen.said.choice(E_FORM, "baseline_after.base_quality", side.quality)
        specific = pen.said.brief(side.specific)
        cells.append(
            [
                pen.said.period(side.period),
                pen.said.number(side.use),
                pen.said.number(side.output),
                specific,
                saving,
                quality,
            ]
        )
    if not pair.afters:
        cells.append([pen.say(_("not measured yet")), "–", "–", "–", "–", "–"])
        pen.lacks(pen.say(_("{code}: the period after"), code=pair.code))
    return cells


def _judged(pen: AuditWriter, pair: BeforeAfter) -> str:
    """What was avoided in the last period of the same months, and how far it bears out the claims."""
    for place in range(len(pair.afters) - 1, -1, -1):
        saving = known_saving(pair.savings[place])
        if saving is None or not same_season(pair.base, pair.afters[place]):
            continue
        unit, period = pen.said.unit(pair.use_unit), pen.said.period(pair.afters[place].period)
        told = pen.say(
            _("In {period}, {avoided} {unit} less were used than the output would have needed at the rate of the base: "
              "{rate} saved per unit of product."),
            period=period, avoided=pen.said.number(saving.avoided, 0), unit=unit, rate=pen.said.percent(saving.rate),
        )  # fmt: skip
        told += " " + quality_words(pen, pair, place)
        if pair.resource != "dien" or pair.use_unit != "kwh":
            return told
        claimed = [
            one.outcome.effects.electricity
            for one in pen.facts.figures.solutions
            if one.outcome is not None and one.outcome.state in _IN_USE
        ]
        if not claimed or any(one is None for one in claimed):
            return told
        total = sum((one for one in claimed if one is not None), start=Decimal(0))
        quotient = realisation_rate(saving.avoided, total)
        if not isinstance(quotient, Known):
            return told
        return told + " " + pen.say(
            _("The solutions in use are stated to spare {claimed} kWh a year; measured over stated: {share}. "
              "The two figures are never added."),
            claimed=pen.said.number(total, 0), share=pen.said.percent(quotient.value, 0),
        )  # fmt: skip
    if not pair.afters:
        return pen.say(_("The period after has not been measured yet, so that no saving is stated."))
    return pen.say(
        _("No after-period covers the same months as the base: the saving above is for guidance only.")
    )


def quality_words(pen: AuditWriter, pair: BeforeAfter, place: int) -> str:
    """The worse quality of the two sides, and whether it is good enough for the statistics."""
    worse = worse_quality(pair.base.quality, pair.afters[place].quality)
    said = pen.said.choice(E_FORM, "baseline_after.base_quality", worse)
    if worse in MEASURED:
        return pen.say(_("Worse source of the two sides: {quality}."), quality=said)
    return pen.say(
        _("Worse source of the two sides: {quality}; not counted in the statistics."), quality=said
    )


# -- IX, X ---------------------------------------------------------------------------------------------


def plan(pen: AuditWriter) -> None:
    """IX. Who does what until when, and how it is kept up."""
    pen.chapter(pen.say(_("Plan of action and follow-up")))
    pen.part(pen.say(_("Carrying out the solutions")))
    found = pen.facts.figures.solutions
    if not found:
        pen.nothing(pen.say(_("a plan of action (form E)")))
    else:
        cells = [
            [
                one.identity.code,
                one.row.text("name"),
                pen.said.choice(F_FORM, "solution_result.state", one.state),
                pen.told(E_FORM, "solution.responsible", one.row),
                pen.told(E_FORM, "solution.due_on", one.row),
            ]
            for one in found
        ]
        headings = (
            pen.say(_("Code")), pen.say(_("Solution")), pen.say(_("State")),
            pen.said.label(E_FORM, "solution.responsible"), pen.said.label(E_FORM, "solution.due_on"),
        )  # fmt: skip
        records = [one.row.record_id for one in found]
        pen.table(pen.say(_("Plan of action")), headings, cells, (0.9, 3.4, 1.6, 2, 1.5), records)
    pen.part(pen.say(_("Follow-up and keeping it up")))
    if pen.facts.detailed is not None:
        pen.text(pen.told(E_FORM, "detailed_assessment.sustain_plan", pen.facts.detailed))
    pen.points(_visits(pen))


def _visits(pen: AuditWriter) -> list[str]:
    told = [
        pen.say(
            _("Follow-up {n} was on {day}; the next one is due on {next}."),
            n=row.text("visit_number"), day=pen.said.day(row.on_day),
            next=pen.value(F_FORM, "follow_up.next_on", row),
        )
        for row in pen.facts.follow_ups
    ]  # fmt: skip
    return told or [pen.say(_("No follow-up yet; visits are due 6, 12 and 24 months after the assessment."))]


def conclusion(pen: AuditWriter) -> None:
    """X. Conclusion, requests, and what is still missing."""
    pen.chapter(pen.say(_("Conclusion and requests")))
    pen.part(pen.say(_("Conclusion")))
    if pen.facts.detailed is not None:
        pen.text(pen.told(E_FORM, "detailed_assessment.conclusion", pen.facts.detailed))
        model = pen.value(E_FORM, "detailed_assessment.propose_model", pen.facts.detailed)
        pen.text(pen.say(_("Proposed as a model to be shown to others: {answer}."), answer=model))
    if pen.facts.quick is not None:
        grade = pen.value(D_FORM, "quick_assessment.potential_grade", pen.facts.quick)
        share = pen.value(D_FORM, "quick_assessment.potential_percent", pen.facts.quick)
        advice = pen.value(D_FORM, "quick_assessment.advice", pen.facts.quick)
        pen.text(
            pen.say(_("Quick assessment: potential {grade}, estimated saving of energy {share}. Advice: {advice}"),
                    grade=grade.lower(), share=share, advice=advice)
        )  # fmt: skip
    pen.part(pen.say(_("Requests")))
    need = pen.facts.newest("support_need")
    if need is None:
        pen.nothing(pen.say(_("what support the facility asks for (forms B and F)")))
    else:
        form = need.form_id or F_FORM
        pen.text(
            pen.say(_("The facility asks for: {needs}."), needs=pen.value(form, "support_need.codes", need))
        )
        pen.note(pen.source([need.record_id]))
    _still_missing(pen)


def _still_missing(pen: AuditWriter) -> None:
    pen.part(pen.say(_("What is still missing")))
    lacking = tuple(dict.fromkeys(pen.lacking))
    if lacking:
        pen.text(
            pen.say(_("The following is not known. It is shown as unknown above and never counted as zero."))
        )
        pen.points(one[:1].upper() + one[1:] for one in lacking)
    else:
        pen.text(pen.say(_("Every figure that this report asks for is known.")))
    pen.text(pen.say(_("This is the report on the assessment, submitted for consideration./.")))
