"""The sheet of figures of one facility: its charts with their words and the readings of its saving, to print or edit.

Drawn as vectors and readable in black and white: what is estimated is hatched, every chart is told in words as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, language
from sxsh_desktop.output.document import Block, Document, Foot, Grid, Head, Heading, Paragraph, Picture
from sxsh_desktop.services.audit_report import write_document
from sxsh_desktop.services.facility_card import FacilityGoneError
from sxsh_desktop.services.facility_charts import facility_charts
from sxsh_desktop.services.facility_figures import Figures, facility_figures
from sxsh_desktop.services.figure_words import FigureWords
from sxsh_desktop.services.printing import heading_of
from sxsh_desktop.services.study_words import StudyLine, line_cells, study_lines
from sxsh_desktop.store import register

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_WIDTHS = (2.2, 1.7, 1.0, 1.5, 1.2, 3.2)


def facility_study(desk: Desk, facility_id: str) -> tuple[StudyLine, ...]:
    """The readings of a facility's saving in the language of the user; for a background job."""
    return study_lines(facility_figures(desk, facility_id), FigureWords(desk, language()))


def sheet_document(desk: Desk, facility_id: str, spoken: str = "") -> Document:
    """The sheet as a value, in the language of the user unless another is named. Raises FacilityGoneError."""
    with desk.read() as connection:
        facility = register.get(connection, facility_id)
    if facility is None:
        raise FacilityGoneError
    said = FigureWords(desk, spoken or language())
    figures = facility_figures(desk, facility_id)
    superior, issuer = heading_of(desk, said.language)
    name = f"{facility.code} · {facility.name}".strip(" ·")
    place = ", ".join(part for part in (facility.commune_name, facility.district_name) if part)
    return Document(
        title=said.say(_("Figures of {facility}"), facility=name),
        language=said.language,
        head=Head(
            superior=superior,
            issuer=issuer,
            nation=said.say(_("SOCIALIST REPUBLIC OF VIET NAM")),
            motto=said.say(_("Independence - Freedom - Happiness")),
            number="",
            place_and_day=said.say(_("As of {day}"), day=said.day(desk.today().isoformat())),
            kind=said.say(_("FIGURES OF A FACILITY")),
            subject=f"{name}, {place}" if place else name,
        ),
        blocks=(*_pictures(figures, said), *_readings(figures, said)),
        foot=Foot("", (), ()),
    )


def _pictures(figures: Figures, said: FigureWords) -> list[Block]:
    blocks: list[Block] = [Heading(said.say(_("Charts")), 1)]
    charts = facility_charts(figures, said)
    for one in charts:
        blocks += [
            Picture(one.chart, one.title, one.alt, one.note),
            Paragraph(said.say(_("In words: {text}"), text=one.alt), "note"),
        ]
    if not charts:
        blocks.append(Paragraph(said.say(_("No figures yet: this needs form C or form E."))))
    return blocks


def _readings(figures: Figures, said: FigureWords) -> list[Block]:
    heads = (
        _("Reckoned by"),
        _("Before and after"),
        _("Saving"),
        _("Avoided"),
        _("Where the figure is from"),
        _("To note"),
    )
    return [
        Heading(said.say(_("Readings of the saving side by side")), 1),
        Grid(
            tuple(said.say(one) for one in heads),
            tuple(line_cells(one) for one in study_lines(figures, said)),
            _WIDTHS,
            frozenset({2, 3}),
        ),
    ]


def write_sheet(desk: Desk, facility_id: str, target: Path, progress: Progress | None = None) -> Path:
    """Write the sheet; `target` ends in .pdf (to print) or .docx (to edit).

    Raises AuditFormatError, FacilityGoneError, NotWritableError, CancelledError.
    """
    told = progress or silent()
    told.step(0, 2, target.name)
    document = sheet_document(desk, facility_id)
    told.step(1, 2, target.name)
    write_document(target, document)
    told.step(2, 2, target.name)
    return target
