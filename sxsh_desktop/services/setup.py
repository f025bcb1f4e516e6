"""The first start: language, role, person, unit; or the sample data, beside and never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sxsh_desktop.base.clock import Clock, system_clock
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.text import nfc, sort_key
from sxsh_desktop.base.words import _
from sxsh_desktop.services import reference
from sxsh_desktop.services.database_place import DatabasePlace, write_place
from sxsh_desktop.services.desk import Desk, create_desk, is_desk
from sxsh_desktop.services.profile import Profile, Role

_DISTRICT_LEVEL, _COMMUNE_LEVEL = "huyen", "xa"


class AlreadySetUpError(UserError):
    """Setting up a second time would give the store another person."""

    code = "DESK-11"
    said = _("A store is already set up in {folder}.")
    todo = _("Open it as it is, or choose another folder. Nothing was changed.")


class UnitUnknownError(UserError):
    """The unit's code is in no list."""

    code = "DESK-12"
    said = _("There is no unit with the code {unit}.")
    todo = _("Choose one from the list: a district of the plan, a commune since 1 July 2025, or an agency.")


class AnswerMissingError(UserError):
    """A name or code was left empty."""

    code = "DESK-13"
    said = _("The person's name and code are needed.")
    todo = _("Write the name as on paper, and the code from the list of officers (form I).")


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to choose at the first start. level: tinh, ttkc, kkt (agencies), huyen (districts), xa (communes)."""

    code: str
    name: str
    level: str
    short: str
    valid_from: date
    valid_to: date | None


def unit_choices(level: str = "", language: str = "vi") -> tuple[UnitChoice, ...]:
    """All units: agencies, the 12 district-level units of the plan, the 102 communes since 1 July 2025."""
    found = [
        UnitChoice(
            unit.code,
            unit.name_en if language == "en" else unit.name,
            unit.level,
            unit.short,
            unit.valid_from,
            unit.valid_to,
        )
        for unit in reference.load_reference().places.units
        if not level or unit.level == level
    ]
    order = {_DISTRICT_LEVEL: 1, _COMMUNE_LEVEL: 2}
    return tuple(sorted(found, key=lambda one: (order.get(one.level, 0), sort_key(one.name))))


@dataclass(frozen=True, slots=True)
class Answers:
    """What the first start asks."""

    role: Role
    language: str
    officer_code: str
    officer_name: str
    unit_code: str


def set_up(
    folder: Path,
    answers: Answers,
    clock: Clock = system_clock,
    *,
    sample: bool = False,
    place: DatabasePlace | None = None,
) -> Desk:
    """Make the store of this person in `folder` and open it; the device's keys are made silently.

    `place`: the tables are there, and not in the folder.
    Raises AlreadySetUpError, UnitUnknownError, AnswerMissingError, and what `create_desk` raises.
    """
    if is_desk(folder):
        raise AlreadySetUpError(folder=str(folder))
    name, code = nfc(" ".join(answers.officer_name.split())), nfc(answers.officer_code.strip())
    if not name or not code:
        raise AnswerMissingError
    unit = reference.load_reference().places.unit(answers.unit_code)
    if unit is None:
        raise UnitUnknownError(unit=answers.unit_code)
    profile = Profile(
        role=answers.role,
        language=answers.language,
        officer_code=code,
        officer_name=name,
        unit_code=unit.code,
        unit_name=unit.name,
        unit_short=unit.short,
        sample=sample,
    )
    write_place(folder, place or DatabasePlace())
    return create_desk(folder, profile, clock)
