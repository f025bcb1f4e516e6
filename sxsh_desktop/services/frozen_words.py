"""What differs between a frozen report and the same report made now, line by line in the language of the user."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.course import PLACES
from sxsh_desktop.domain.indicators import Verdict
from sxsh_desktop.domain.numbers import format_date, format_percent
from sxsh_desktop.services import reference
from sxsh_desktop.services.answer_words import day_words
from sxsh_desktop.services.indicators_frozen import Comparison, FigureChange, UnitChange
from sxsh_desktop.services.indicators_values import COUNTED, VERDICTS, label_of
from sxsh_desktop.services.reference import Reference

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_PARTS = {
    "yes": _("Yes"), "no": _("No"), "unknown": _("Unknown"), "denominator": _("In all"), "lower": _("At least"),
    "upper": _("At most"), "coverage": _("Coverage"), "known_rate": _("Rate of the known"), "headline": _("Result"),
    "verdict": _("Judgement"), "target": _("Target"), "stale": _("Of them too old"), "excluded": _("Left out"),
    "undetermined": _("Not known whether in the base"), "facilities": _("Facilities"),
    "unreviewed": _("Facts not reviewed yet"), "waiting": _("Awaiting review"), "units": _("Units"),
    "if_accepted": _("If all were accepted"), "program": _("Version of the program"),
    "rules": _("Version of the rules"), "ledger_hash": _("Content of the store"),
    "saving": _("Savings"), "measured": _("Metered or billed"), "metered": _("Metered"), "billed": _("Billed"),
    "self_reported": _("The facility's own figure"), "adopters": _("Applying"), "measurable": _("Measurable"),
    "not_measurable": _("Not measurable"), "below_zero": _("Below 0"), "under_8": _("0 to under 8 %"),
    "from_8_to_13": _("8 to 13 %"), "over_13": _("Over 13 %"), "minimum": _("Least"), "maximum": _("Most"),
    "lower_quartile": _("Lower quartile"), "median": _("Median"), "upper_quartile": _("Upper quartile"),
    "mean": _("Mean"), "weighted": _("Mean weighted by energy"), "weighable": _("With a known weight"),
}  # fmt: skip
_BASE = _("Of the base")
_FIELDS = {
    "district": _("District"), "commune": _("Commune"), "sector": _("Sector"), "size": _("Size"),
    "rate": _("Saving"), "claim": _("The facility's own figure"),
}  # fmt: skip
_LETTERS = {"y": "yes", "n": "no", "u": "unknown", "s": "unknown"}
_DIMENSIONS = {"by_district": "district", "by_sector": "sector"}


def comparison_lines(desk: Desk, found: Comparison) -> list[str]:
    """Who froze it and whether the signature holds; versions; figures; units with the causes of each."""
    tables, report = reference.current(desk), found.report
    holds = {True: _("signature right"), False: _("signature wrong"), None: _("key not known here")}
    lines = [
        words(
            _("Frozen for {day}, by {officer}, {moment}, key {key}: {signature}"),
            day=format_date(report.on), officer=report.signed_by,
            moment=day_words(str(report.content.get("made_at", ""))),
            key=report.key_id, signature=words(holds[report.signature_holds]),
        )
    ]  # fmt: skip
    if not (found.versions or found.figures or found.units):
        return [*lines, words(_("Nothing differs."))]
    for title, changes in ((_("Made with"), found.versions), (_("Figures"), found.figures)):
        if changes:
            lines += ["", words(title)]
            lines += [_change(one, tables) for one in changes]
    if found.units:
        lines += ["", words(_("Facilities and officers that count otherwise ({n})"), n=len(found.units))]
        for unit in found.units:
            lines += _unit(unit, tables)
    return lines


def _change(one: FigureChange, tables: Reference) -> str:
    return f"  {figure_words(one.figure, tables)}: {_shown(one.before, one.figure)} → {_shown(one.after, one.figure)}"


def _shown(value: str, figure: str) -> str:
    if len(value) == 64:
        return f"{value[:12]}…"
    if figure.endswith(".verdict") and value:
        return words(VERDICTS[Verdict(value)])
    if "." in value and value.lstrip("-").replace(".", "", 1).isdigit():
        return format_percent(Decimal(value), 1, language())  # figures with a point are shares
    return value or "–"


def figure_words(name: str, tables: Reference) -> str:
    """A figure's name in words: "I1.yes" is the indicator's title and "yes"; what is not known stays as it is."""
    parts = name.split(".")
    told = []
    if parts[0] in _DIMENSIONS and len(parts) > 2:
        told.append(label_of(tables, _DIMENSIONS[parts[0]], parts[2]))
        parts = [parts[1], *parts[3:]]
    for part in parts:
        if part in ind.TITLES:
            told.insert(0, f"{part} {words(ind.TITLES[part])}")
        else:
            told.append(words(_PARTS[part]) if part in _PARTS else part)
    return ", ".join(told)


def _unit(unit: UnitChange, tables: Reference) -> list[str]:
    """One facility or officer: what it counted as and counts as now, then the causes."""
    changes = [
        f"{title}: {before} → {after}"
        for title, before, after in (*_answers(unit), *_told(unit, tables))
        if before != after
    ]
    return [
        f"  - {unit.code or unit.unit_id}",
        *(f"      {one}" for one in changes),
        *(f"      {cause}" for cause in unit.causes),
    ]


def _answers(unit: UnitChange) -> list[tuple[str, str, str]]:
    """(indicator, before, after): of a facility a letter for each of PLACES, of an officer words by indicator."""
    before, after = (str(one.get("answers", "")) for one in (unit.before, unit.after))
    found = []
    for place, id in enumerate(PLACES):
        sides = [_LETTERS.get(one[place : place + 1], "") for one in (before, after)]
        found.append(
            (words(_BASE) if id not in ind.TITLES else f"{id} {words(ind.TITLES[id])}", *map(_counted, sides))
        )
    for id in (ind.I4, ind.I4_COURSE, ind.I4_GRADE):
        sides = [str(one.get(id, "")) for one in (unit.before, unit.after)]
        found.append((f"{id} {words(ind.TITLES[id])}", *map(_counted, sides)))
    return [(title, first, second) for title, first, second in found]


def _counted(answer: str) -> str:
    return words(COUNTED[answer]) if answer in COUNTED else "–"


def _told(unit: UnitChange, tables: Reference) -> list[tuple[str, str, str]]:
    """(what, before, after) of where a facility is and what it saves."""
    found = []
    for name, title in _FIELDS.items():
        sides = [str(one.get(name, "")) for one in (unit.before, unit.after)]
        if name in ("rate", "claim"):
            sides = [format_percent(Decimal(one), 1, language()) if one else "–" for one in sides]
        else:
            sides = [label_of(tables, name, one) for one in sides]
        found.append((words(title), sides[0], sides[1]))
    return found
