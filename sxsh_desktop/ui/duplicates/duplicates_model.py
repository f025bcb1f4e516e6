"""A new facility: what is typed first, and which facilities of the register may be the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import reference, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_values import Form
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.services.register import Candidate, Duplicate, Sign
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.fields import Option
from sxsh_desktop.ui.widgets.table_model import Cell, Column, text_cell

_ANSWERS = {
    "name": "facility_profile.name",
    "tax_code": "facility_profile.tax_code",
    "commune": "facility_profile.commune",
}


# What of a card is compared with the others, by the fact that says it.
_COMPARED = {
    "name": "facility_profile.name",
    "short_name": "facility_profile.short_name",
    "tax_code": "facility_profile.tax_code",
    "commune": "facility_profile.commune",
    "commune_2016": "facility_profile.commune_2016",
}
_LOCATION = "facility_profile.location"


class Answered(Protocol):
    """An open draft: its form, its record, its answers."""

    @property
    def form(self) -> Form: ...
    @property
    def record_id(self) -> str: ...
    def value(self, ref: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of the new facility before its card is opened."""

    name: str = ""
    tax_code: str = ""
    commune: str = ""


def duplicates_of(desk: Desk, draft: Answered) -> tuple[Duplicate, ...]:
    """The facilities that may be the one whose register card is being completed; none for other forms."""
    if draft.form.form_id != REGISTER_FORM:
        return ()
    paths = {question.fact: path for path, question in draft.form.questions.items() if question.fact}
    said = {name: draft.value(paths[fact]) for name, fact in _COMPARED.items() if fact in paths}
    place = draft.value(paths[_LOCATION]).split() if _LOCATION in paths else []
    latitude, longitude = place[:2] if len(place) > 1 else ("", "")
    candidate = Candidate(**said, latitude=latitude, longitude=longitude, facility_id=draft.record_id)
    return register.probable_duplicates(desk, candidate)


class NewFacilityModel:
    """Looks for duplicates and starts the register card, for one desk."""

    def __init__(self, desk: Desk, start: Callable[[str, Mapping[str, str]], None]) -> None:
        self._desk, self._start = desk, start

    def communes(self) -> tuple[Option, ...]:
        """The communes of today's tree."""
        places = reference.current(self._desk).places.communes_2025
        return tuple(Option(place.code, place.name) for place in places)

    def duplicates(self, draft: Draft) -> tuple[Duplicate, ...]:
        """The facilities that may be this one, the strongest signs first."""
        if not draft.name and not draft.tax_code:
            return ()
        candidate = Candidate(draft.name, tax_code=draft.tax_code, commune=draft.commune)
        return register.probable_duplicates(self._desk, candidate)

    def begin(self, draft: Draft) -> None:
        """Open the register card with what was typed."""
        form = self._desk.forms.get(REGISTER_FORM)
        paths = {question.fact: path for path, question in form.questions.items() if question.fact}
        said = {"name": draft.name, "tax_code": draft.tax_code, "commune": draft.commune}
        known = {paths[fact]: said[name] for name, fact in _ANSWERS.items() if said[name] and fact in paths}
        self._start(REGISTER_FORM, known)

    @staticmethod
    def columns() -> tuple[Column, ...]:
        """The columns of the table of duplicates."""
        return (
            Column("name", words(_("Facility here already")), 250),
            Column("code", words(_("Code")), 136),
            Column("place", words(_("Commune")), 120),
            Column("why", words(_("Why")), stretch=True),
        )

    @staticmethod
    def rows(found: Sequence[Duplicate]) -> list[tuple[str, tuple[Cell, ...]]]:
        """The rows of that table."""
        return [
            (
                one.facility.facility_id,
                (
                    Cell(one.facility.name, "copy", "warn"),
                    Cell(one.facility.code, dim=True),
                    text_cell(say.short_place(one.facility.commune_name)),
                    Cell(why(one.signs, one.names, one.metres)),
                ),
            )
            for one in found
        ]


def why(signs: Sequence[Sign], names: float, metres: float | None) -> str:
    """The signs in words."""
    parts = []
    if Sign.TAX_CODE in signs:
        parts.append(words(_("same tax code")))
    if Sign.NAME_AND_PLACE in signs:
        parts.append(words(_("names alike, same commune")))
    if Sign.DISTANCE in signs and metres is not None:
        parts.append(words(_("{n} m apart"), n=say.count(round(metres))))
    if not parts and names:
        parts.append(words(_("names alike")))
    return ", ".join(parts)
