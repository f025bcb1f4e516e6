"""The readings of a facility's saving as lines for a screen or a table: what, when, how much, how well founded, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.consumption import specific
from sxsh_desktop.domain.equivalent_output import Weight
from sxsh_desktop.domain.periods import Period, same_season
from sxsh_desktop.domain.regression import Model
from sxsh_desktop.domain.results import Known, Result, Unknown
from sxsh_desktop.services.facility_figures import Figures
from sxsh_desktop.services.facility_modelled import POWER
from sxsh_desktop.services.facility_months import FacilityMonths
from sxsh_desktop.services.facility_pairs import BeforeAfter
from sxsh_desktop.services.facility_study import BILLED, METERED, SELF_REPORTED, EvidenceLine, MixLine
from sxsh_desktop.services.figure_words import FigureWords

E_FORM = "e_danh_gia_chi_tiet"
RULE, EQUIVALENT, MIX, MONTHS, MODEL, GASES = "rule", "equivalent", "mix", "months", "model", "gases"
GROUPS = {
    METERED: _("Metered"),
    BILLED: _("Billed"),
    SELF_REPORTED: _("The facility's own figure"),
    RULE: _("Base and after chosen by rule"),
    EQUIVALENT: _("All products as one, by mass"),
    MIX: _("Product mix"),
    MONTHS: _("Use per unit over the months"),
    MODEL: _("Model of the months"),
    GASES: _("Greenhouse gases avoided"),
}
NO_FIGURE = _("no figure of this kind")
_OWN = {"energy": _("Energy"), "material": _("Material")}
_WEIGHTS = {
    "mass": _("stated in mass"),
    "product_capacity": _("mass of one piece by the register card"),
    "product_output": _("mass of one piece by the inventory"),
}


@dataclass(frozen=True, slots=True)
class StudyLine:
    """One reading. `group`: a key of GROUPS; `quality`: words, "" where it has none; `records`: what is behind it."""

    group: str
    title: str
    what: str
    before: str
    after: str
    saving: str
    avoided: str
    quality: str
    note: str
    records: tuple[str, ...]


def study_lines(figures: Figures, said: FigureWords) -> tuple[StudyLine, ...]:
    """Every reading in a fixed order; the three rows of evidence are there even when nothing stands in them."""
    lines: list[StudyLine] = []
    for row in (METERED, BILLED, SELF_REPORTED):
        mine = [one for one in figures.study.evidence if one.row == row]
        lines += [_evidence(one, said) for one in mine]
        if not mine:
            lines.append(_line(row, said, note=said.say(NO_FIGURE)))
    lines.append(_chosen(figures, said))
    lines += _equivalent(figures, said)
    lines += [_mix(one, said) for one in figures.study.mixes]
    for pair, fit in zip(figures.pairs, figures.fits, strict=True):
        if pair.resource == POWER:
            lines += [*_by_months(pair, figures, said), *_modelled(pair, fit.model, figures, said)]
    lines += _gases(figures, said)
    return tuple(lines)


def _line(
    group: str,
    said: FigureWords,
    *,
    what: str = "–",
    spans: tuple[Period | None, Period | None] | None = None,
    saving: str = "–",
    avoided: str = "–",
    quality: str = "",
    note: str = "",
    records: Sequence[str] = (),
) -> StudyLine:
    before, after = (
        ("–", "–") if spans is None else (said.short_period(spans[0]), said.short_period(spans[1]))
    )
    told = tuple(dict.fromkeys(records))
    return StudyLine(
        group, said.say(GROUPS[group]), what, before, after, saving, avoided, quality, note, told
    )


def _quality(code: str, said: FigureWords) -> str:
    return said.choice(E_FORM, "baseline_after.base_quality", code) if code else said.unknown


def _share(rate: Result[Decimal], said: FigureWords) -> str:
    return said.percent(rate.value) if isinstance(rate, Known) else said.brief(rate)


def _amount(value: Result[Decimal], unit: str, said: FigureWords) -> str:
    if not isinstance(value, Known):
        return "–"
    return f"{said.number(value.value)} {said.unit(unit)}".rstrip()


def _evidence(one: EvidenceLine, said: FigureWords) -> StudyLine:
    name = said.say(_OWN[one.resource]) if one.resource in _OWN else ""
    name = name or one.name or said.choice(E_FORM, "baseline_after.resource", one.resource)
    notes = []
    if isinstance(one.rate, Known) and isinstance(one.without_adjustment, Known):
        if one.rate.value != one.without_adjustment.value:
            without = said.percent(one.without_adjustment.value)
            notes.append(said.say(_("without the adjustment of the base: {share}"), share=without))
    elif not isinstance(one.rate, Known):
        notes.append(said.why(one.rate))
    if one.rule:
        notes.append(said.say(_("products converted by: {rule}"), rule=one.rule))
    if one.before is not None and one.after is not None and not same_season(one.before, one.after):
        notes.append(said.say(_("other months than the base: for guidance only")))
    return _line(
        one.row,
        said,
        what=name,
        spans=(one.before, one.after),
        saving=_share(one.rate, said),
        avoided=_amount(one.avoided, one.unit, said) if one.unit else "–",
        quality=_quality(one.quality, said),
        note="; ".join(notes),
        records=one.records,
    )


def _chosen(figures: Figures, said: FigureWords) -> StudyLine:
    """The rule's choice, with what decided it."""
    study = figures.study
    what = said.say(_("Energy in TOE for {product}"), product=study.product or said.say(_("the product")))
    if study.changed_on is not None:
        rule = said.say(
            _("split at the first solution in use, {day}"), day=said.day(study.changed_on.isoformat())
        )
    else:
        rule = said.say(_("no solution in use is known: the first and the last that fit"))
    if not isinstance(study.chosen, Known):
        return _line(RULE, said, what=what, note=f"{rule}; {said.why(study.chosen)}")
    found = study.chosen.value
    rates = [specific(one.use, one.output) for one in (found.base, found.after)]
    unit = f"TOE/{said.unit(study.unit)}"
    told = " → ".join(said.number(one.value, 4) if isinstance(one, Known) else said.unknown for one in rates)
    saving = found.saving
    return _line(
        RULE,
        said,
        what=what,
        spans=(found.base.period, found.after.period),
        saving=said.percent(saving.value.rate) if isinstance(saving, Known) else said.why(saving),
        avoided=f"{said.number(saving.value.avoided)} TOE" if isinstance(saving, Known) else "–",
        quality=_quality(found.quality, said),
        note=f"{rule}; {told} {unit}",
        records=study.chosen_records,
    )


def _equivalent(figures: Figures, said: FigureWords) -> list[StudyLine]:
    found, chosen = figures.study.equivalent, figures.study.chosen
    if found is None or not isinstance(chosen, Known):
        return []
    note = "; ".join(_weight(one, said) for one in found.weights)
    if not isinstance(found.saving, Known):
        note = "; ".join(part for part in (said.why(found.saving), note) if part)
    saving = found.saving
    return [
        _line(
            EQUIVALENT,
            said,
            what=said.say(_("Energy in TOE for a kilogram of all products")),
            spans=(chosen.value.base.period, chosen.value.after.period),
            saving=said.percent(saving.value.rate) if isinstance(saving, Known) else said.brief(saving),
            avoided=f"{said.number(saving.value.avoided)} TOE" if isinstance(saving, Known) else "–",
            quality=_quality(chosen.value.quality, said),
            note=note,
            records=figures.study.chosen_records,
        )
    ]


def _brief(result: Result[object], said: FigureWords) -> str:
    return said.unknown if isinstance(result, Unknown) else "–"


def _weight(one: Weight, said: FigureWords) -> str:
    source = said.say(_WEIGHTS[one.source])
    return said.say(
        _("{product}: {kg} kg ({source})"), product=one.product, kg=said.number(one.value), source=source
    )


def _mix(one: MixLine, said: FigureWords) -> StudyLine:
    """Paasche is the amount avoided; Laspeyres and Fisher stand beside it as its checks."""
    name = said.choice(E_FORM, "baseline_after.resource", one.resource)
    spans, products = (one.before, one.after), ", ".join(one.products)
    what = said.say(_("{resource} for {products}"), resource=name, products=products)
    if not isinstance(one.saving, Known):
        why = said.why(one.saving)
        return _line(MIX, said, what=what, spans=spans, saving=_brief(one.saving, said), note=why,
                     quality=_quality(one.quality, said), records=one.records)  # fmt: skip
    found = one.saving.value
    note = said.say(
        _("Paasche {p}, Laspeyres {l}, Fisher {f}"),
        p=said.number(found.paasche, 3), l=said.number(found.laspeyres, 3), f=said.number(found.fisher, 3),
    )  # fmt: skip
    if found.mix_sensitive:
        note += "; " + said.say(_("mix-sensitive: the result hangs on the product mix"))
    for outside in found.outside:
        word = (
            _("{product} is new and stands outside")
            if outside.new
            else _("{product} was dropped and stands outside")
        )
        note += "; " + said.say(word, product=outside.product)
        if outside.use_share is not None:
            note += f" ({said.percent(outside.use_share)})"
    return _line(
        MIX,
        said,
        what=what,
        spans=spans,
        saving=said.percent(found.rate),
        avoided=f"{said.number(found.avoided)} {said.unit(one.unit)}",
        quality=_quality(one.quality, said),
        note=note,
        records=one.records,
    )


def _by_months(pair: BeforeAfter, figures: Figures, said: FigureWords) -> list[StudyLine]:
    """Use per unit over the months in which both use and output are known, k of n, where there are any."""
    months, span = figures.months, pair.base.period
    before = months.specific(POWER, pair.product, span) if span is not None else None
    lines = []
    for side in pair.afters:
        if span is None or side.period is None:
            continue
        after = months.specific(POWER, pair.product, side.period)
        if not (isinstance(before, Known) and isinstance(after, Known) and before.value > 0):
            continue
        note = said.say(
            _("{n} of {of} months before, {m} of {many} after; {before} → {after} {unit}"),
            n=before.used, of=len(months.within(span)), m=after.used, many=len(months.within(side.period)),
            before=said.number(before.value), after=said.number(after.value),
            unit=said.per(months.use[POWER].unit, months.output[pair.product].unit),
        )  # fmt: skip
        what = pair.name or said.choice(E_FORM, "baseline_after.resource", pair.resource)
        lines.append(
            _line(MONTHS, said, what=what, spans=(span, side.period), note=note, records=months.records,
                  saving=said.percent(1 - after.value / before.value), quality=_quality(pair.quality, said))
        )  # fmt: skip
    return lines


def _modelled(
    pair: BeforeAfter, model: Result[Model], figures: Figures, said: FigureWords
) -> list[StudyLine]:
    """The model of the base months and what was avoided against it, or why there is none."""
    what, months = pair.name or said.choice(E_FORM, "baseline_after.resource", pair.resource), figures.months
    if not isinstance(model, Known):
        return [_line(MODEL, said, what=what, note=said.why(model), records=months.records)]
    note = model_note(model, months, said)
    fit = figures.fits[figures.pairs.index(pair)]
    lines = []
    for side, saving in zip(pair.afters, fit.savings, strict=True):
        if saving is None:
            continue
        told = [note]
        if abs(saving.avoided) <= saving.exact_band:
            told.append(said.say(_("not to be told from zero")))
        if saving.outside:
            names = ", ".join(dict.fromkeys(month for month, _name in saving.outside))
            told.append(said.say(_("outside what the base months saw: {months}"), months=names))
        amount = f"{said.number(saving.avoided)} ± {said.number(saving.exact_band)} {said.unit('kwh')}"
        lines.append(
            _line(MODEL, said, what=what, spans=(pair.base.period, side.period), saving=said.percent(saving.rate),
                  avoided=amount, quality=_quality(pair.quality, said), note="; ".join(told), records=months.records)
        )  # fmt: skip
    if lines:
        return lines
    return [_line(MODEL, said, what=what, spans=(pair.base.period, None), note=note, records=months.records)]


def model_note(model: Known[Model], months: FacilityMonths, said: FigureWords) -> str:
    """Drivers, months, R² and CV of a model; why it may not be used."""
    one = model.value
    told = said.say(
        _("by output of {products}, {n} of {of} months, R² {r2}, CV {cv}"),
        products=", ".join(months.output[code].name or code for code in one.drivers),
        n=model.used, of=model.of, r2=said.number(one.r2, 2), cv=said.percent(one.cv),
    )  # fmt: skip
    if one.usable:
        return told
    why = " ".join(said.say(fault.text, **dict(fault.facts)) for fault in one.faults)
    return said.say(_("{model}; not usable, the simple ratio holds: {why}"), model=told, why=why)


def _gases(figures: Figures, said: FigureWords) -> list[StudyLine]:
    found = figures.study.gases
    if found is None:
        return []
    activity, counted = found.change.activity, found.change.as_counted
    note = said.say(_("one set of factors for both, grid of {year}"), year=found.change.chosen.grid_year)
    amount = "–"
    if isinstance(activity, Known):
        unit = said.say(_("t CO₂e"))
        amount = f"{said.number(activity.value.counted)} {unit}"
        parts = (
            (_("scope 1: {amount}"), activity.value.scope1),
            (_("scope 2: {amount}"), activity.value.scope2),
            (_("CO₂ of biomass, apart: {amount}"), activity.value.biogenic),
        )
        for text, part in parts:
            if part:
                note += "; " + said.say(text, amount=said.number(part))
        if isinstance(counted, Known) and counted.value != activity.value:
            note += "; " + said.say(
                _("with the factors of each year: {amount}"), amount=said.number(counted.value.counted)
            )
    else:
        note += "; " + said.why(activity)
    return [
        _line(GASES, said, what=said.say(_("Energy")), spans=(found.before, found.after), avoided=amount,
              quality=_quality(found.quality, said), note=note, records=found.records)
    ]  # fmt: skip


def line_cells(one: StudyLine) -> tuple[str, str, str, str, str, str]:
    """A reading as the cells of a row on paper: what, periods, saving, avoided, source, remark."""
    return (
        f"{one.title}: {one.what}" if one.what != "–" else one.title,
        f"{one.before} → {one.after}" if (one.before, one.after) != ("–", "–") else "–",
        one.saving,
        one.avoided,
        one.quality or "–",
        one.note or "–",
    )
