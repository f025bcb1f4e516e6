"""What is missing of a computation, in words: the names that the rules give (`Unknown.missing`), translated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sxsh_desktop.base.words import _, language, words_in
from sxsh_desktop.domain.equivalent_output import STATED_WEIGHTS
from sxsh_desktop.domain.numbers import format_date
from sxsh_desktop.services.reference import load_reference

_NAMES = {
    "use": _("the use"),
    "output": _("the output"),
    "base": _("a period before"),
    "after": _("a period after"),
    "base_use": _("the use before"),
    "base_output": _("the output before"),
    "after_use": _("the use after"),
    "after_output": _("the output after"),
    "adjustment": _("the adjustment"),
    "use_unit": _("the unit of the use"),
    "unit_mass": _("the mass of one piece"),
    "drivers": _("what drives the use"),
    "products": _("the products"),
    STATED_WEIGHTS: _("the weights of the converted products with their source"),
    "flows": _("what goes in and out"),
    "solutions": _("the solutions"),
    "investment": _("the investment"),
    "saving": _("the yearly saving"),
    "running_cost": _("the added running cost"),
    "claim": _("the figure itself"),
    "yearly": _("the yearly net saving"),
    "life": _("the life in years"),
    "rate": _("the discount rate"),
    "scope of energy": _("whether the list of energy is complete"),
    "scope of product": _("whether the list of products is complete"),
    "amount of energy_use": _("the amount of energy"),
    "unit of energy_use": _("one unit for the energy"),
    "product_output": _("the output"),
    "amount of product_output": _("the amount of the output"),
    "unit of product_output": _("one unit for the output"),
}
_OF_CARRIERS = {
    "amount of the adjustment of ": _("the amount of the adjustment of {what}"),
    "reason of the adjustment of ": _("the reason of the adjustment of {what}"),
    "author of the adjustment of ": _("who stated the adjustment of {what}"),
    "use of ": _("the use of {what}"),
    "amount of ": _("the amount of {what}"),
    "TOE coefficient of ": _("the TOE coefficient of {what}"),
    "density of ": _("the density of {what}"),
    "heat value of ": _("the heat value of {what}"),
    "emission factor of ": _("the emission factor of {what}"),
    "unit of ": _("a fitting unit of {what}"),
    "grid factor of ": _("the emission factor of the grid in {what}"),
    "saving of ": _("the saving of {what}"),
    "material of ": _("the lost material of {what}"),
    "embedded of ": _("the energy and labour in {what}"),
    "treatment of ": _("the treatment cost of {what}"),
    "recovered of ": _("the income from {what}"),
    "output of ": _("the output of {what}"),
    "source of the weight of ": _("the source of the weight of {what}"),
    "weight of ": _("the weight of {what}"),
}


def missing_words(missing: Iterable[str], spoken: str = "") -> str:
    """Everything that is missing, parted by commas; an unknown name stays as it is.

    `spoken`: the language of a document; "" is the user's.
    """
    return ", ".join(_one(name, spoken or language()) for name in missing)


def _one(name: str, spoken: str) -> str:
    if name in _NAMES:
        return words_in(spoken, _NAMES[name])
    for start, text in _OF_CARRIERS.items():
        if name.startswith(start):
            return words_in(
                spoken, text, what=_carrier(name.removeprefix(start).partition(" in ")[0], spoken)
            )
    return name


def _carrier(code: str, spoken: str) -> str:
    """A carrier by its name, a day as it is written, anything else as it stands."""
    if len(code) == 10 and code[4] == code[7] == "-":
        return format_date(date.fromisoformat(code))
    found = load_reference().factors.carriers.get(code)
    return found.label(spoken) if found else code
