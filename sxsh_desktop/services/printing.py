"""Printing forms: blank, prefilled for a facility, or filled; one PDF or one for each facility."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sxsh_desktop.base import paths
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import safe_file_name
from sxsh_desktop.base.words import _, language, words_in
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.output.paper import PaperForm
from sxsh_desktop.output.pdf import write_forms_pdf
from sxsh_desktop.services import reference
from sxsh_desktop.services.printing_known import known_answers
from sxsh_desktop.services.printing_media import media_on_paper
from sxsh_desktop.services.printing_paper import PaperWords, paper_form
from sxsh_desktop.services.printing_record import PrintedRecord, filled_form, read_records
from sxsh_desktop.store import register as register_store

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

PROVINCE = _("People's Committee of Dong Thap Province")
COMMITTEE = _("People's Committee of {unit}")
FORMS_TITLE = _("{count} forms")
_COUNCIL_LEVELS = ("huyen", "xa")
_BATCH = 50


class NothingToPrintError(UserError):
    """The choice is empty, or names nothing that is here."""

    code = "PRINT-01"
    said = _("There is nothing to print.")
    todo = _("Choose at least one form, facility or record.")


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What was written: the files in order, and the number of pages in all of them."""

    paths: tuple[Path, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class _Job:
    """One form to print: the facility whose file it belongs to, and how to make it."""

    owner: str
    make: Callable[[], PaperForm]


def print_blank(
    desk: Desk,
    form_ids: Sequence[str],
    target: Path,
    *,
    copies: int = 1,
    spoken: str = "",
    spare_rows: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> PrintResult:
    """Blank forms into one PDF, in the order given. `spoken` is the language of the paper (the window's if "").

    `spare_rows` gives empty rows by the name of a table. Raises NothingToPrintError, FormUnknownError,
    NotWritableError, CancelledError.
    """
    said = spoken or language()
    jobs = [_Job("", _blank_maker(desk, form_id, said, spare_rows)) for form_id in form_ids] * copies
    return _print(jobs, target, said, progress, total=len(jobs))


def print_prefilled(
    desk: Desk,
    form_ids: Sequence[str],
    facility_ids: Sequence[str],
    target: Path,
    *,
    one_per_facility: bool = False,
    spoken: str = "",
    spare_rows: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> PrintResult:
    """Each form for each facility with what is known of it; the rest is blank.

    `target` is the PDF, or with `one_per_facility` the folder that the PDFs go into. Raises as `print_blank`.
    """
    said = spoken or language()
    with desk.read() as connection:
        facilities = register_store.get_many(connection, list(facility_ids))
    jobs = [
        _Job(
            _owner(facilities[one].code, facilities[one].name),
            _known_maker(desk, form_id, one, said, spare_rows),
        )
        for one in facility_ids
        if one in facilities
        for form_id in form_ids
    ]
    return _print(jobs, target, said, progress, apart=one_per_facility, total=len(jobs))


def print_filled(
    desk: Desk,
    record_ids: Sequence[str],
    target: Path,
    *,
    revision_ids: Sequence[str] = (),
    one_per_facility: bool = False,
    spoken: str = "",
    progress: Progress | None = None,
) -> PrintResult:
    """Records as they stand now (of diverged ones the merged view), then single revisions as they were made.

    `target` as in `print_prefilled`. Raises as `print_blank`.
    """
    said = spoken or language()
    wanted = [(record_id, "") for record_id in record_ids] + [("", revision) for revision in revision_ids]
    return _print(
        _record_jobs(desk, wanted, said), target, said, progress, apart=one_per_facility, total=len(wanted)
    )


@lru_cache(maxsize=1)
def usual_rows() -> Mapping[str, Mapping[str, int]]:
    """How many empty rows the tables of a blank form have: by form and table (resources/print_rows.json)."""
    file = paths.resources() / "print_rows.json"
    rows: dict[str, dict[str, int]] = json.loads(file.read_text(encoding="utf-8"))
    return rows


def heading_of(desk: Desk, spoken: str) -> tuple[str, str]:
    """The two lines at the top left: the superior body and the one that issues (Nghị định 30/2020/NĐ-CP)."""
    unit = reference.load_reference().places.unit(desk.profile.unit_code)
    name = desk.profile.unit_name
    if unit is not None and spoken == "en":
        name = unit.name_en
    if unit is not None and unit.level in _COUNCIL_LEVELS:
        return "", words_in(spoken, COMMITTEE, unit=name)
    return words_in(spoken, PROVINCE), name


# -- making --------------------------------------------------------------------------------------------


def _words(desk: Desk, form_id: str, said: str, rows: Mapping[str, int] | None, **more: Any) -> PaperWords:
    superior, issuer = heading_of(desk, said)
    spare = {**usual_rows().get(form_id, {}), **(rows or {})}
    return PaperWords(said, superior, issuer, spare_rows=spare, **more)


def _blank_maker(
    desk: Desk, form_id: str, said: str, rows: Mapping[str, int] | None
) -> Callable[[], PaperForm]:
    def make() -> PaperForm:
        form = desk.forms.get(form_id)
        words, media = _words(desk, form_id, said, rows), media_on_paper(desk, form, said)
        return paper_form(form, desk.units, words, media=media)

    return make


def _known_maker(
    desk: Desk, form_id: str, facility_id: str, said: str, rows: Mapping[str, int] | None
) -> Callable[[], PaperForm]:
    def make() -> PaperForm:
        form = desk.forms.get(form_id)
        with desk.read() as connection:
            facility = register_store.get(connection, facility_id)
            answers = known_answers(connection, desk, form, facility_id, said)
        subject = _owner(facility.code, facility.name) if facility else ""
        words = _words(desk, form_id, said, rows, subject=subject, facility_id=facility_id)
        return paper_form(form, desk.units, words, answers, media_on_paper(desk, form, said))

    return make


def _record_jobs(desk: Desk, wanted: Sequence[tuple[str, str]], said: str) -> Iterator[_Job]:
    superior, issuer = heading_of(desk, said)
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        for record in read_records(desk, batch):
            yield _Job(record.subject, _filled_maker(desk, record, (superior, issuer), said))


def _filled_maker(
    desk: Desk, record: PrintedRecord, heading: tuple[str, str], said: str
) -> Callable[[], PaperForm]:
    return lambda: filled_form(desk, record, heading, said)


def _owner(code: str, name: str) -> str:
    return f"{code} – {name}" if code and name else code or name


# -- writing -------------------------------------------------------------------------------------------


def _print(
    jobs: Iterable[_Job],
    target: Path,
    said: str,
    progress: Progress | None,
    *,
    apart: bool = False,
    total: int = 0,
) -> PrintResult:
    progress = progress or silent()
    if apart:
        return _print_apart(list(jobs), target, progress)
    waiting = iter(jobs)
    first = next(waiting, None)
    if first is None:
        raise NothingToPrintError
    title = words_in(said, FORMS_TITLE, count=total) if total > 1 else ""
    forms = (job.make() for job in chain((first,), waiting))
    return PrintResult((target,), write_forms_pdf(target, forms, progress, total=total, title=title))


def _print_apart(jobs: Sequence[_Job], folder: Path, progress: Progress) -> PrintResult:
    """One PDF for each owner, named by it: all of them, or none when the work was stopped or could not be written."""
    if not jobs:
        raise NothingToPrintError
    groups: dict[str, list[_Job]] = {}
    for job in jobs:
        groups.setdefault(job.owner, []).append(job)
    made_here = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".sxsh-", dir=folder, ignore_cleanup_errors=True) as beside:
            written, pages = _write_groups(groups, Path(beside), progress)
            names = tuple(file.replace(folder / file.name) for file in written)
    except BaseException as error:
        if made_here:
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise NotWritableError(file=folder.name, reason=reason_of(error)) from error
        raise
    return PrintResult(names, pages)


def _write_groups(
    groups: Mapping[str, Sequence[_Job]], folder: Path, progress: Progress
) -> tuple[tuple[Path, ...], int]:
    """The files of all owners in order, and their pages."""
    total = sum(len(group) for group in groups.values())
    written: list[Path] = []
    pages, done = 0, 0
    taken: set[str] = set()
    for owner, group in groups.items():
        file = folder / _free_name(owner, taken)
        part = progress.part(done, done + len(group), total)
        pages += write_forms_pdf(file, (job.make() for job in group), part, total=len(group), title=owner)
        written.append(file)
        done += len(group)
    return tuple(written), pages


def _free_name(owner: str, taken: set[str]) -> str:
    base = safe_file_name(owner.replace(" – ", " ") or "sxsh")
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return f"{name}.pdf"


__all__ = [
    "NothingToPrintError",
    "PrintResult",
    "print_blank",
    "print_filled",
    "print_prefilled",
    "usual_rows",
]
