"""Forms and what happens in them, as tables in `form_scenarios.md`: every binding, as a form author writes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sxsh_desktop.xform.load import load_form
from sxsh_desktop.xform.session import FillSession
from tests import xform_maker as maker
from tests.form_tables import Sheets, tables, workbook

_FILE = Path(__file__).with_name("form_scenarios.md")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One section."""

    title: str
    sheets: Sheets
    steps: list[list[str]]


def _read() -> list[Scenario]:
    found = []
    for section in _FILE.read_text("utf-8").split("\n## ")[1:]:
        title, _line, body = section.partition("\n")
        sheets = tables(body)
        found.append(
            Scenario(title, {name: rows for name, rows in sheets.items() if name != "steps"}, sheets["steps"])
        )
    return found


SCENARIOS = _read()


class Player:
    """One form being filled in."""

    def __init__(self, session: FillSession) -> None:
        self.session = session
        self.acts: dict[str, Callable[[str, str], object]] = {
            "set": session.set,
            "absent": session.set_absent,
            "accept": session.accept_soft,
            "add": lambda ref, _what: session.add_row(ref),
            "remove": lambda ref, _what: session.remove_row(ref),
            "undo": lambda _ref, _what: session.undo(),
            "redo": lambda _ref, _what: session.redo(),
            "language": lambda _ref, what: session.set_language(what),
        }
        self.reads: dict[str, Callable[[str], str]] = {
            "value": session.value,
            "label": lambda ref: " ".join(session.label(ref).split()),
            "hint": session.hint,
            "guidance": session.guidance,
            "unit": lambda ref: session.unit(ref).code,
            "rows": lambda ref: str(len(session.rows(ref))),
            "choices": lambda ref: " ".join(one.value for one in session.choices(ref)),
            "absent is": session.absent,
            "problem": lambda ref: " ".join(one.code for one in session.problems_at(ref)),
            "asked": lambda ref: _yes(session.is_relevant(ref)),
            "required": lambda ref: _yes(session.is_required(ref)),
            "readonly": lambda ref: _yes(session.is_readonly(ref)),
        }

    def ref(self, place: str) -> str:
        """The ref of `r[2].q`."""
        ref = self.session.form.model.path
        for name, row in re.findall(r"([^.\[\]]+)(?:\[(\d+)\])?", place):
            ref = f"{ref}/{name}"
            ref = self.session.rows(ref)[int(row) - 1] if row else ref
        return ref

    def play(self, do: str, where: str, what: str) -> None:
        """One step."""
        ref = self.ref(where) if where else ""
        if do in self.acts:
            self.acts[do](ref, what)
        else:
            assert self.reads[do](ref) == what, (do, where)


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.title)
def test_the_form_does_what_its_table_says(tmp_path: Path, scenario: Scenario) -> None:
    form = load_form(workbook(tmp_path, scenario.sheets))
    player = Player(FillSession.new(form, maker.environment()))
    for step in scenario.steps:
        player.play(*(*step, "", "")[:3])
