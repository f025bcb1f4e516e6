"""The forms of `field_forms.md`, with the files beside them, and how their steps are played."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from sxsh_desktop.services.fill import OpenDraft
from tests.form_tables import Sheets, tables, workbook

_FILE = Path(__file__).with_name("field_forms.md")
BESIDE = {
    "plants.csv": "name,label,owner\np1,Nước đá A,Anh Ba\np2,Nước đá B,Chị Tư\n",
    "trees.csv": "name,label,species,circumference,status,__version\nt1,Cây 1,sao,33,ok,1\nt2,Cây 2,dầu,40,gone,1\n",
    "rates.csv": "name,label,band,price\na,A,1,1728\nb,B,2,1786\n",
    "zones.xml": "<root><item><name>z1</name><label>Vùng 1</label><kind>a</kind></item>"
    "<item><name>z2</name><label>Vùng 2</label><kind>b</kind></item></root>",
    "sites.geojson": '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",'
    '"coordinates":[105.6,10.4]},"properties":{"id":"g1","title":"Bến"}}]}',
}


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One section."""

    title: str
    sheets: Sheets
    steps: list[list[str]]

    @property
    def form_id(self) -> str:
        """As its settings say."""
        head, row = self.sheets["settings"]
        return row[next(at for at, name in enumerate(head) if name in ("form_id", "id_string"))]

    def write(self, folder: Path) -> Path:
        """The workbook, and every file that one of the forms asks for."""
        for name, text in BESIDE.items():
            (folder / name).write_text(text, "utf-8")
        Image.new("RGB", (40, 30), (20, 90, 60)).save(folder / "a.png")
        rows = {
            name: [[cell.replace("\\n", "\n") for cell in row] for row in sheet]
            for name, sheet in self.sheets.items()
        }
        return workbook(folder, rows)


def field_forms() -> list[FieldForm]:
    """All of them."""
    found = []
    for section in _FILE.read_text("utf-8").split("\n## ")[1:]:
        title, _line, body = section.partition("\n")
        sheets = tables(body)
        steps = sheets.pop("steps")
        found.append(FieldForm(title, sheets, steps))
    return found


def ref_of(draft: OpenDraft, place: str) -> str:
    """The ref of `r[2].q`."""
    ref = draft.form.model.path
    for name, row in re.findall(r"([^.\[\]]+)(?:\[(\d+)\])?", place):
        ref = f"{ref}/{name}"
        ref = draft.rows(ref)[int(row) - 1] if row else ref
    return ref


def play(draft: OpenDraft, do: str, where: str = "", what: str = "") -> None:
    """One step, through the door that the window uses."""
    session = draft.session
    ref = ref_of(draft, where) if where else ""
    if do == "set":
        draft.set(ref, what)
    elif do == "add":
        draft.add_row(ref)
    elif do == "language":
        draft.set_language(what)
    else:
        reads: dict[str, Callable[[], str]] = {
            "value": lambda: draft.value(ref),
            "label": lambda: " ".join(draft.label(ref).split()),
            "hint": lambda: " ".join(session.hint(ref).split()),
            "guidance": lambda: session.guidance(ref),
            "rows": lambda: str(len(draft.rows(ref))),
            "choices": lambda: " ".join(one.value for one in draft.choices(ref)),
            "problem": lambda: " ".join(one.code for one in session.problems_at(ref)),
            "asked": lambda: "yes" if draft.is_relevant(ref) else "no",
            "readonly": lambda: "yes" if session.is_readonly(ref) else "no",
        }
        assert reads[do]() == what, (do, where, reads[do](), what)
