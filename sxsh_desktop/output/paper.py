"""What is printed, as plain values: a form as paper shows it, blank, prefilled or filled.

These values know nothing of XForms and nothing of PDF. Every text is ready to be read (Vietnamese or English,
numbers and dates already written for the reader); whoever makes them has left out what is not relevant.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class PaperKind(StrEnum):
    """What is asked, as far as the drawing differs."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    CODE = "code"  # a code or year of known length: one box a character
    CHOICE = "choice"
    MULTIPLE = "multiple"
    RANK = "rank"
    LOOKUP = "lookup"  # a list too long for boxes: a line for code and name
    PLACE = "place"  # coordinates
    PHOTO = "photo"
    NOTE = "note"  # only read


class AnswerState(StrEnum):
    """Whether there is an answer to draw, or room to write one."""

    BLANK = "blank"
    ANSWERED = "answered"
    ABSENT = "absent"  # a reason stands in place of an answer
    UNANSWERED = "unanswered"  # a filled form without an answer here


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A photo: a file, or its bytes; `caption` stands under it."""

    source: Path | bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A box with its words; `rank` is the place given in a ranking, 0 for none."""

    label: str
    chosen: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question. `number` equals the number on the screen; `cells` is the length of a CODE.

    `answer` holds the words of the answer, or of the reason when it is absent. `remarks` are whole sentences
    shown under it: the officer's note, an accepted check with its reason.
    """

    number: str
    label: str
    kind: PaperKind
    hint: str = ""
    skip: str = ""
    required: bool = False
    unit: str = ""
    cells: int = 0
    choices: tuple[PaperChoice, ...] = ()
    state: AnswerState = AnswerState.BLANK
    answer: str = ""
    remarks: tuple[str, ...] = ()
    pictures: tuple[PaperPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A question of a table: what it asks, the same for every row. `number` is its number within the row."""

    number: str
    label: str
    kind: PaperKind
    hint: str = ""
    skip: str = ""
    required: bool = False
    unit: str = ""
    cells: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperCell:
    """One answer in a table; None in its place: not asked in this row."""

    state: AnswerState = AnswerState.BLANK
    answer: str = ""
    pictures: tuple[PaperPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a table with its number on the screen ("3.2") and the sentences that belong to it."""

    number: str
    cells: tuple[PaperCell | None, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A repeat: the rows that are there, then `spare_rows` empty ones. The title may be the section's own.

    `number` is what stands before the row's own number: row 2 of table "3" is "3.2".
    """

    columns: tuple[PaperColumn, ...]
    rows: tuple[PaperRow, ...] = ()
    number: str = ""
    spare_rows: int = 0
    title: str = ""
    hint: str = ""
    skip: str = ""


@dataclass(frozen=True, slots=True)
class PaperHeading:
    """A heading inside a section (a group in a group)."""

    number: str
    title: str
    hint: str = ""
    skip: str = ""


@dataclass(frozen=True, slots=True)
class PaperLead:
    """A sentence before questions that are only asked under one condition."""

    text: str


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """Pictures of the form itself, below the words that they belong to; `said`: sentences on what paper cannot show."""

    pictures: tuple[PaperPicture, ...] = ()
    said: tuple[str, ...] = ()


PaperItem = PaperQuestion | PaperTable | PaperHeading | PaperLead | PaperFigures


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A section with its number on the screen, its condition in words, and what it asks."""

    number: str
    title: str
    items: tuple[PaperItem, ...] = ()
    hint: str = ""
    skip: str = ""


@dataclass(frozen=True, slots=True)
class PaperSignature:
    """A place to sign: who signs, and on filled prints the picture of the signature if there is one."""

    number: str
    label: str
    picture: PaperPicture | None = None


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A whole form. `superior` and `issuer` are the two lines at the top left (Nghị định 30/2020).

    `subject` says whom it is about; `particulars` are pairs of label and value under the title (author, date,
    revision, review). `record_id` and `revision_id` are "" where there is none; `facility_id` goes into the QR
    of a prefilled form. `legend` is the sentence on how to fill the paper, "" for none.
    """

    title: str
    form_id: str
    version: str
    sections: tuple[PaperSection, ...]
    language: str = "vi"
    superior: str = ""
    issuer: str = ""
    subject: str = ""
    particulars: tuple[tuple[str, str], ...] = ()
    record_id: str = ""
    revision_id: str = ""
    facility_id: str = ""
    legend: str = ""
    signatures: tuple[PaperSignature, ...] = ()
