"""Sections I to III of the audit report: the facility, how it was assessed, its process and what it uses."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain import energy
from sxsh_desktop.domain.emissions import emissions
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.results import Known, Result
from sxsh_desktop.output.charts_flow import FlowChart, FlowStep
from sxsh_desktop.services.answer_words import version_words
from sxsh_desktop.services.audit_facts import A_FORM, C_FORM, D_FORM, E_FORM
from sxsh_desktop.services.audit_writer import AuditWriter
from sxsh_desktop.services.facility_charts import SPECIFIC, FacilityChart, facility_charts
from sxsh_desktop.services.facility_solutions import factor_set
from sxsh_desktop.services.series import PARTS, Inventory, uses_of

_PROFILE = (
    "legal_form", "tax_code", "registered_on", "start_year", "place_kind", "park", "vsic", "sector", "labour",
    "labour_female", "revenue", "size", "shifts", "days", "key_energy_user",
)  # fmt: skip
_TASKS = tuple(f"nv{number:02d}" for number in range(1, 19))
_STEPS = {
    1: _("Step 1. Getting started"), 4: _("Step 2. Analysing the steps of the process"),
    8: _("Step 3. Developing opportunities"), 10: _("Step 4. Choosing solutions"),
    14: _("Step 5. Carrying them out"), 17: _("Step 6. Keeping it up"),
}  # fmt: skip
_PART_WORDS = {
    "product": _("Products"), "energy": _("Energy"), "material": _("Materials"), "water": _("Water"),
    "waste": _("Waste"),
}  # fmt: skip


def site(pen: AuditWriter) -> None:
    """I. The facility."""
    pen.chapter(pen.say(_("The facility")))
    facts, one = pen.facts, pen.facts.facility
    profile = facts.newest("facility_profile")
    pen.part(pen.say(_("General information")))
    place = ", ".join(part for part in (one.address, one.commune_name) if part)
    rows = [
        (pen.say(_("Name")), one.name or pen.said.unknown),
        (pen.say(_("Code in the register")), one.code),
        (pen.say(_("Address")), place or pen.said.unknown),
    ]
    for name in _PROFILE:
        fact = f"facility_profile.{name}"
        if name in ("park", "key_energy_user") and (profile is None or not profile.text(name)):
            continue
        rows.append((pen.said.label(A_FORM, fact), pen.told(A_FORM, fact, profile)))
    rows += _people(pen)
    rows.append(_status(pen))
    pen.pairs(pen.say(_("The facility")), rows, [profile.record_id] if profile else [])
    pen.part(pen.say(_("Products and capacity")))
    _products(pen)
    pen.part(pen.say(_("Environmental papers")))
    paper = facts.newest("environmental_document")
    if paper is None:
        pen.nothing(pen.say(_("the environmental papers of the facility")))
        return
    kinds = pen.told(A_FORM, "environmental_document.kinds", paper)
    number = pen.value(A_FORM, "environmental_document.number", paper)
    pen.text(
        pen.say(_("Environmental papers: {kinds}. Number and day: {number}."), kinds=kinds, number=number)
    )
    pen.note(pen.source([paper.record_id]))


def _people(pen: AuditWriter) -> list[tuple[str, str]]:
    found = []
    roles = {"legal_rep": _("Legal representative"), "liaison": _("Contact")}
    for item, word in roles.items():
        row = pen.facts.newest("contact", item)
        if row is not None and row.text("name"):
            words = " – ".join(part for part in (row.text("name"), row.text("title")) if part)
            found.append((pen.say(word), words))
    return found


def _status(pen: AuditWriter) -> tuple[str, str]:
    row = pen.facts.newest("facility_status")
    state = pen.value(A_FORM, "facility_status.state", row)
    return pen.say(_("Status")), f"{state} ({pen.said.day(row.on_day)})" if row else state


def _products(pen: AuditWriter) -> None:
    rows = pen.facts.by_kind.get("product_capacity", ())
    last = rows[-1].record_id if rows else ""
    held = {row.text("product"): row for row in rows if row.record_id == last}
    if not held:
        pen.nothing(pen.say(_("products and capacity (form A)")))
        return
    names = ("name", "unit_mass", "capacity", "last_output")
    headings = [pen.say(_("Code")), *(pen.said.label(A_FORM, f"product_capacity.{name}") for name in names)]
    cells = [
        [code, *(pen.value(A_FORM, f"product_capacity.{name}", row) for name in names)]
        for code, row in sorted(held.items())
    ]
    pen.table(pen.say(_("Products and capacity")), headings, cells, (1, 3, 2, 2, 2), [last], (2, 3, 4))


# -- II ------------------------------------------------------------------------------------------------


def assessment(pen: AuditWriter) -> None:
    """II. How it was assessed: contract, team, the 18 tasks."""
    pen.chapter(pen.say(_("The assessment")))
    row = pen.facts.detailed
    pen.text(
        pen.say(
            _("The assessment follows the method of cleaner production in 6 steps and 18 tasks. "
              "Figures are taken from the records of the visits; each table names its record.")
        )
    )  # fmt: skip
    if row is None:
        pen.nothing(
            pen.say(_("the detailed assessment (form E); this report rests on the quick assessment alone"))
        )
        return
    pen.part(pen.say(_("Who, when, with what money")))
    names = ("number", "consultant", "started_on", "ended_on", "funding", "cost", "discount_rate")
    cells = [
        (
            pen.said.label(E_FORM, f"detailed_assessment.{name}"),
            pen.told(E_FORM, f"detailed_assessment.{name}", row),
        )
        for name in names
    ]
    pen.pairs(pen.say(_("The assessment")), cells, [row.record_id])
    pen.part(pen.say(_("The team")))
    _team(pen, row.record_id)
    pen.part(pen.say(_("Progress of the 18 tasks")))
    _tasks(pen, row.record_id)


def _team(pen: AuditWriter, record_id: str) -> None:
    members = pen.facts.of("team_member", record_id)
    if not members:
        pen.nothing(pen.say(_("the members of the cleaner production team")))
        return
    names = ("name", "title", "role")
    headings = [pen.say(_("No.")), *(pen.said.label(E_FORM, f"team_member.{name}") for name in names)]
    cells = [
        [str(number), *(pen.value(E_FORM, f"team_member.{name}", row) for name in names)]
        for number, row in enumerate(sorted(members, key=lambda one: one.text("name")), 1)
    ]
    pen.table(pen.say(_("The cleaner production team")), headings, cells, (0.6, 3, 2.4, 3), [record_id])


def _tasks(pen: AuditWriter, record_id: str) -> None:
    held = {row.item: row for row in pen.facts.of("audit_task", record_id)}
    cells: list[list[str]] = []
    strong: list[int] = []
    for number, item in enumerate(_TASKS, 1):
        if number in _STEPS:
            strong.append(len(cells))
            cells.append([pen.say(_STEPS[number]), ""])
        fact = f"audit_task[{item}].state"
        cells.append([pen.said.label(E_FORM, fact), pen.value(E_FORM, fact, held.get(item))])
    headings = (pen.say(_("Task")), pen.say(_("State")))
    pen.table(pen.say(_("The 18 tasks")), headings, cells, (4, 1.5), [record_id], strong=strong)


# -- III -----------------------------------------------------------------------------------------------


def process(pen: AuditWriter) -> None:
    """III. Process, resources used, specific consumption, first impressions."""
    pen.chapter(pen.say(_("Process and present state")))
    pen.part(pen.say(_("The process")))
    _steps(pen)
    pen.part(pen.say(_("What is used and made")))
    if pen.facts.inventory is None:
        pen.nothing(pen.say(_("the inventory of energy, materials, water and waste (form C)")))
    else:
        _inventory(pen, pen.facts.inventory)
    pen.part(pen.say(_("Electricity per unit of product")))
    chart = next((one for one in facility_charts(pen.facts.figures, pen.said) if one.key == SPECIFIC), None)
    if chart is None:
        pen.nothing(pen.say(_("electricity per unit of product over the years (form C)")))
    else:
        pen.picture(chart)
        pen.text(_judged(pen))
    _quick_figure(pen)


def _steps(pen: AuditWriter) -> None:
    if pen.facts.quick is not None:
        pen.text(pen.value(D_FORM, "quick_assessment.process", pen.facts.quick))
    record_id = pen.facts.detailed.record_id if pen.facts.detailed else ""
    steps = sorted(pen.facts.of("process_step", record_id), key=_order)
    if not steps:
        pen.nothing(pen.say(_("the steps of the process (form E)")))
        return
    flow = FlowChart(
        [
            FlowStep(row.text("name"), row.text("inputs"), row.text("outputs"), row.text("focus") == "1")
            for row in steps
        ]
    )
    title = pen.say(_("Flow of the process"))
    alt = title + ": " + "; ".join(f"{row.text('order')}. {row.text('name')}" for row in steps)
    note = pen.say(_("Double frame: where the assessment looks closest."))
    pen.picture(FacilityChart("flow", title, flow, alt, note, (record_id,)))
    names = ("name", "inputs", "outputs", "focus")
    headings = [pen.say(_("No.")), *(pen.said.label(E_FORM, f"process_step.{name}") for name in names)]
    cells = [
        [row.text("order"), *(pen.value(E_FORM, f"process_step.{name}", row) for name in names)]
        for row in steps
    ]
    pen.table(pen.say(_("Steps of the process")), headings, cells, (0.7, 2.6, 2.6, 2.6, 1.2), [record_id])


def _order(row: FactRow) -> tuple[int, str]:
    text = row.text("order")
    return (int(text) if text.isdigit() else 10_000), row.text("name")


def _inventory(pen: AuditWriter, one: Inventory) -> None:
    cells: list[list[str]] = []
    strong: list[int] = []
    for part, (kind, key) in PARTS.items():
        strong.append(len(cells))
        scope = pen.value(C_FORM, f"inventory_scope[{part}].state", _scope(pen, one.record_id, part))
        cells.append([pen.say(_PART_WORDS[part]), "", "", pen.say(_("list: {scope}"), scope=scope)])
        for row in sorted(one.rows.get(kind, pen.facts.of(kind, one.record_id)), key=lambda r: r.text(key)):
            name = row.text("name") or pen.value(C_FORM, f"{kind}.{key}", row)
            cells.append(
                [
                    name,
                    pen.value(C_FORM, f"{kind}.amount", row),
                    pen.value(C_FORM, f"{kind}.cost", row) if kind != "product_output" else "–",
                    pen.value(C_FORM, f"{kind}.quality", row),
                ]
            )
    headings = (
        pen.say(_("What")),
        pen.say(_("Amount")),
        pen.say(_("Cost")),
        pen.say(_("Where the figure is from")),
    )
    caption = pen.say(_("What was used and made, {period}"), period=pen.said.period(one.period))
    pen.table(caption, headings, cells, (3, 2, 2, 2.4), [one.record_id], (1, 2), strong)
    _energy(pen, one)


def _scope(pen: AuditWriter, record_id: str, part: str) -> FactRow | None:
    return next((row for row in pen.facts.of("inventory_scope", record_id) if row.item == part), None)


def _energy(pen: AuditWriter, one: Inventory) -> None:
    """The two energy totals, which never convert into one another, and the gases."""
    tables = pen.facts.tables
    uses = uses_of(one, tables.units)
    if not isinstance(uses, Known):
        pen.text(pen.say(_("Total energy: {why}."), why=pen.said.why(uses)))
        pen.lacks(pen.say(_("whether the list of energy of form C is complete")))
        return
    sums = energy.totals(uses.value, tables.factors, tables.units)
    chosen = factor_set(tables, one.period.last.year)
    gases = emissions(uses.value, tables.factors, tables.units, chosen).emission
    heat: Result[Decimal] = Known(sums.gj.value.value) if isinstance(sums.gj, Known) else sums.gj
    oil: Result[Decimal] = Known(sums.toe.value.value) if isinstance(sums.toe, Known) else sums.toe
    counted: Result[Decimal] = Known(gases.value.counted) if isinstance(gases, Known) else gases
    biogenic: Result[Decimal] = Known(gases.value.biogenic) if isinstance(gases, Known) else gases
    rows = [
        (pen.say(_("Final energy, GJ")), pen.said.result(heat)),
        (pen.say(_("Energy by the Vietnamese coefficients, TOE")), pen.said.result(oil)),
        (pen.say(_("Greenhouse gases (scope 1 and 2), t CO2 equivalent")), pen.said.result(counted)),
        (pen.say(_("CO2 of biomass, told apart, t")), pen.said.result(biogenic)),
    ]
    pen.pairs(
        pen.say(_("Energy and greenhouse gases, {period}"), period=pen.said.period(one.period)),
        rows,
        [one.record_id],
    )
    pen.note(
        pen.say(
            _("Factors: table {version}; grid factor of {year}. GJ and TOE are two totals of their own."),
            version=version_words(sums.factors), year=chosen.grid_year,
        )
    )  # fmt: skip


def _judged(pen: AuditWriter) -> str:
    """One sentence on the last known point against the sector's range."""
    specific = pen.facts.figures.specific
    known = [(point.period, point.value.value) for point in specific.points if isinstance(point.value, Known)]
    if not known or not specific.ranges:
        return (
            pen.say(_("There is no range of this sector for this product to compare with.")) if known else ""
        )
    period, value = known[-1]
    if specific.high is not None and value > specific.high:
        word = _("In {period} it was {value}, above the range of the sector: there is room to save.")
    elif specific.low is not None and value < specific.low:
        word = _("In {period} it was {value}, below the range of the sector: please check output and bills.")
    else:
        word = _("In {period} it was {value}, within the range of the sector.")
    unit = pen.said.per("kwh", specific.unit)
    return pen.say(word, period=pen.said.period(period), value=f"{pen.said.number(value)} {unit}")


def _quick_figure(pen: AuditWriter) -> None:
    """What the quick assessment was told of an average month."""
    row = pen.facts.newest("quick_figure")
    if row is None:
        return
    names: Sequence[str] = ("months", "last_month", "electricity", "output", "quality")
    cells = [
        (pen.said.label(D_FORM, f"quick_figure.{name}"), pen.value(D_FORM, f"quick_figure.{name}", row))
        for name in names
    ]
    pen.pairs(pen.say(_("An average month, as told in the quick assessment")), cells, [row.record_id])
    pen.note(pen.say(_("Coarser than an inventory; never the base of a saving.")))
