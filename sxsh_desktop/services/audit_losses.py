"""Sections IV to VI of the audit report: balance, what waste costs, causes."""

from __future__ import annotations

from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.balance import Balance, Closing, Flow, balance
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.results import Known, Result
from sxsh_desktop.services.audit_facts import E_FORM
from sxsh_desktop.services.audit_writer import AuditWriter
from sxsh_desktop.services.facility_charts import WASTE, facility_charts
from sxsh_desktop.services.series import quantity

_OUT = ("product", "coproduct", "waste", "evaporation")
_CLOSINGS = {
    Closing.GOOD: _("closes"),
    Closing.WARN: _("closes roughly"),
    Closing.EXPLAINED: _("gap explained"),
    Closing.REVIEW: _("measure again"),
}


def balances(pen: AuditWriter) -> None:
    """IV. Material and energy balance, line by line, with the gap of each."""
    pen.chapter(pen.say(_("Balance of materials and energy")))
    record_id = pen.facts.detailed.record_id if pen.facts.detailed else ""
    rows = sorted(
        pen.facts.of("balance_line", record_id), key=lambda one: (one.text("step"), one.text("item"))
    )
    if not rows:
        pen.nothing(pen.say(_("the balance of materials and energy (form E, task 5)")))
        return
    span = next(iter(pen.facts.of("balance_period", record_id)), None)
    first = pen.value(E_FORM, "balance_period.from", span)
    last = pen.value(E_FORM, "balance_period.to", span)
    pen.text(
        pen.say(
            _("The balance covers {first} to {last}. What went in is set against products, by-products, waste and "
              "evaporation, in one unit and on one basis (wet or dry). A gap up to 5 % is good, up to 10 % "
              "acceptable; above that the step is to be measured again."),
            first=first, last=last,
        )
    )  # fmt: skip
    headings = (
        pen.say(_("Step, material")), pen.say(_("Unit, basis")), pen.say(_("In")), pen.say(_("Product")),
        pen.say(_("By-product")), pen.say(_("Waste")), pen.say(_("Evaporated")), pen.say(_("Gap")),
    )  # fmt: skip
    found = [_balance(pen, row) for row in rows]
    cells = [_line(pen, row, result) for row, result in zip(rows, found, strict=True)]
    pen.table(
        pen.say(_("Balance of materials and energy")), headings, cells, (3, 1.5, 1.3, 1.3, 1.3, 1.3, 1.4, 1.6),
        [record_id], range(2, 8),
    )  # fmt: skip
    for row, result in zip(rows, found, strict=True):
        pen.text(_sentence(pen, row, result))


def _balance(pen: AuditWriter, row: FactRow) -> Result[Balance]:
    units, code = pen.facts.tables.units, _unit_code(row)
    into = Flow("input", quantity(row, "input", units), row.text("basis"))
    out = [Flow(name, quantity(row, name, units), row.text("basis")) for name in _OUT]
    return balance([into], out, units.get(code if code in units else "kg"))


def _unit_code(row: FactRow) -> str:
    value = row.values.get("input")
    return value.unit if value is not None and value.unit else row.text("unit")


def _line(pen: AuditWriter, row: FactRow, result: Result[Balance]) -> list[str]:
    amounts = [_bare(pen, row, name) for name in ("input", *_OUT)]
    gap = pen.said.percent(result.value.gap) if isinstance(result, Known) else pen.said.unknown
    basis = pen.value(E_FORM, "balance_line.basis", row)
    return [
        f"{row.text('step')}: {row.text('item')}",
        f"{pen.value(E_FORM, 'balance_line.unit', row)}, {basis.lower()}",
        *amounts,
        gap,
    ]


def _bare(pen: AuditWriter, row: FactRow, name: str) -> str:
    """An amount without its unit: that stands in a column of its own."""
    text = row.text(name)
    return pen.said.number(Decimal(text)) if text else pen.value(E_FORM, f"balance_line.{name}", row)


def _sentence(pen: AuditWriter, row: FactRow, result: Result[Balance]) -> str:
    what = f"{row.text('step')}: {row.text('item')}"
    if not isinstance(result, Known):
        pen.lacks(pen.say(_("the balance of {what}"), what=what))
        return pen.say(_("{what}: the balance cannot be closed, {why}."), what=what, why=pen.said.why(result))
    found = result.value
    word = pen.say(_CLOSINGS[found.closing])
    gap = pen.said.percent(found.gap)
    return pen.say(
        _("{what}: the gap between what went in and what came out is {gap} ({word})."),
        what=what, gap=gap, word=word,
    )  # fmt: skip


def waste(pen: AuditWriter) -> None:
    """V. What waste streams cost, and the Pareto of it."""
    pen.chapter(pen.say(_("What waste streams cost")))
    figures = pen.facts.figures
    if not figures.streams:
        pen.nothing(pen.say(_("what the waste streams cost (form E, task 6)")))
        return
    amounts = {row.text("name"): row for row in pen.facts.of("waste_cost", figures.waste_record)}
    cells = []
    for one in figures.streams:
        row = amounts.get(one.name)
        parts = [pen.said.number(part) for part in (one.material, one.embedded, one.treatment, one.recovered)]
        total = pen.said.brief(one.total)
        if not isinstance(one.total, Known):
            pen.lacks(pen.said.lacking(one.total))
        cells.append([one.name, pen.value(E_FORM, "waste_cost.amount", row), *parts, total])
    totals = [line.cost for line in figures.waste.lines] + [None] * len(figures.waste.unknown)
    cells.append([pen.say(_("Total")), "", "", "", "", "", pen.total(totals)])
    headings = (
        pen.say(_("Waste stream")), pen.say(_("Amount a year")), pen.say(_("Lost material")),
        pen.say(_("Energy, labour in it")), pen.say(_("Treatment")), pen.say(_("Recovered")), pen.say(_("Cost")),
    )  # fmt: skip
    unit = pen.said.unit("trd per year")
    caption = pen.say(_("What waste streams cost ({unit})"), unit=unit)
    pen.table(caption, headings, cells, (2.4, 1.8, 1.3, 1.5, 1.2, 1.2, 1.2), [figures.waste_record],
              range(1, 7), [len(cells) - 1])  # fmt: skip
    chart = next((one for one in facility_charts(figures, pen.said) if one.key == WASTE), None)
    if chart is not None:
        pen.picture(chart)
    if figures.waste.lines and figures.waste.lines[0].share is not None:
        line = figures.waste.lines[0]
        pen.text(
            pen.say(
                _("The dearest stream is {name}: {cost} {unit}, {share} of all known costs of waste. "
                  "The causes below begin with it."),
                name=line.name, cost=pen.said.number(line.cost), unit=unit,
                share=pen.said.percent(line.share or Decimal(0), 0),
            )
        )  # fmt: skip


def causes(pen: AuditWriter) -> None:
    """VI. Causes of waste, and the direction of a remedy."""
    pen.chapter(pen.say(_("Causes")))
    record_id = pen.facts.detailed.record_id if pen.facts.detailed else ""
    dear = {line.name: place for place, line in enumerate(pen.facts.figures.waste.lines)}
    rows = sorted(
        pen.facts.of("cause", record_id), key=lambda one: (dear.get(one.text("waste"), 99), one.text("waste"))
    )
    if not rows:
        pen.nothing(pen.say(_("the causes of the waste (form E, task 7)")))
        return
    names = ("waste", "cause", "category")
    headings = [pen.say(_("No.")), *(pen.said.label(E_FORM, f"cause.{name}") for name in names)]
    cells = [
        [str(number), *(pen.value(E_FORM, f"cause.{name}", row) for name in names)]
        for number, row in enumerate(rows, 1)
    ]
    pen.table(
        pen.say(_("Causes and the direction of a remedy")), headings, cells, (0.7, 2.2, 4, 2.5), [record_id]
    )
