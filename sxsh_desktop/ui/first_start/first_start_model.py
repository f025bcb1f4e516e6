"""The first start: the questions, and what their answers make. Qt-free."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from sxsh_desktop.base import paths
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, set_language, words
from sxsh_desktop.services import setup
from sxsh_desktop.services.desk import Desk, is_desk, open_desk
from sxsh_desktop.services.profile import Role
from sxsh_desktop.services.setup import Answers, UnitChoice
from sxsh_desktop.ui.widgets.fields import Option

SAMPLE_FACILITIES = 120
_SAMPLE_DESKS: dict[str, str] = {"officer": "officer-1", "department": "department"}


class FirstStartModel:
    """What is asked, and the desk that comes out of it."""

    def __init__(
        self, folder: Path | None = None, sample: Path | None = None, facilities: int = SAMPLE_FACILITIES
    ) -> None:
        self._facilities = facilities
        self.folder = folder or paths.default_store()
        self.sample = sample or paths.sample_store()
        self.language = "vi"

    def speak(self, language: str) -> None:
        """From now on in this language."""
        self.language = language
        set_language(language)

    def units(self, role: Role) -> tuple[Option, ...]:
        """The units to choose from: agencies for the department; districts and communes for officers."""
        choices = setup.unit_choices(language=self.language)
        if role == "department":
            found = [one for one in choices if one.level == "tinh"]
        else:
            found = [one for one in choices if one.level != "tinh"]
        return tuple(Option(one.code, _unit_words(one)) for one in found)

    @staticmethod
    def proposed_code(name: str) -> str:
        """A short code out of a name: its initials without accents ("Nguyễn Thị Hồng Gấm" gives NTHG)."""
        from sxsh_desktop.base.text import fold

        return "".join(part[0] for part in fold(name).split() if part[:1].isalnum()).upper()[:6]

    def missing(self, name: str, code: str, unit: str) -> str:
        """What is still to be said, in words; "" when nothing is."""
        if not name.strip():
            return words(_("Please give your name."))
        if not code.strip():
            return words(_("Please give a code: your initials will do."))
        if not unit:
            return words(_("Please choose the unit."))
        return ""

    def begin(self, role: Role, name: str, code: str, unit: str) -> Desk:
        """Make the store and open it. Raises what `set_up` raises."""
        answers = Answers(role, self.language, code.strip(), name.strip(), unit)
        return setup.set_up(self.folder, answers)

    def sample_is_here(self) -> bool:
        """Whether the sample data was made before."""
        made = (self.sample / "summary.json").is_file()  # the last that is written: nothing stopped half way
        return made and all(is_desk(self.sample / name) for name in _SAMPLE_DESKS.values())

    def make_sample(self, progress: Progress) -> None:
        """Make the sample province beside the real store (some tens of seconds); half-made ones are replaced.

        Stopped or failed, nothing of it stays. Raises what `run_demo` raises.
        """
        from sxsh_desktop.services.demo import run_demo

        if self.sample_is_here():
            return
        if self.sample.exists():
            shutil.rmtree(self.sample)
        try:
            run_demo(self.sample, facilities=self._facilities, progress=progress)
        except BaseException:
            shutil.rmtree(self.sample, ignore_errors=True)
            raise

    def sample_folder(self, role: Role) -> Path:
        """The sample's store of an officer, or of the department."""
        return self.sample / _SAMPLE_DESKS[role]

    def open_sample(self, role: Role) -> Desk:
        """Open the sample as an officer or as the department."""
        desk = open_desk(self.sample_folder(role))
        set_language(self.language)
        return desk


def _unit_words(one: UnitChoice) -> str:
    if one.valid_to is not None and one.valid_to < date.max:
        return words(_("{unit} (until {year})"), unit=one.name, year=one.valid_to.year)
    return one.name
