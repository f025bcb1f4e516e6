"""The facility audit report (báo cáo đánh giá sản xuất sạch hơn) as .docx or .pdf, from forms A, C, D, E and F.

Facts become one document value in the official layout; the two formats are written from that same value. What is not
known is said to be unknown, with what is missing, and each table names the records that it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.text import safe_file_name
from sxsh_desktop.base.words import _
from sxsh_desktop.output.document import Document, Foot, Head, Signature
from sxsh_desktop.services.audit_appendix import checklist, formulas, readings, sources
from sxsh_desktop.services.audit_facts import E_FORM, AuditFacts, NothingAssessedError, audit_facts
from sxsh_desktop.services.audit_losses import balances, causes, waste
from sxsh_desktop.services.audit_results import conclusion, plan, results
from sxsh_desktop.services.audit_site import assessment, process, site
from sxsh_desktop.services.audit_solutions import solutions
from sxsh_desktop.services.audit_summary import summary
from sxsh_desktop.services.audit_writer import AuditWriter
from sxsh_desktop.services.figure_words import FigureWords
from sxsh_desktop.services.printing import heading_of

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

__all__ = ["AuditFormatError", "NothingAssessedError", "Written", "audit_document", "write_audit_report",
           "write_audit_reports", "write_document"]  # fmt: skip

ENDINGS = (".docx", ".pdf")
_LANGUAGE = "vi"  # the language of official documents, whatever that of the window


class AuditFormatError(UserError):
    """A file name that is neither .docx nor .pdf."""

    code = "AUDIT-02"
    said = _("The report cannot be written as {ending}.")
    todo = _("Give a file name that ends in .docx (to edit it) or in .pdf (to read it).")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written; `skipped`: facilities (code and name) that nobody has assessed."""

    files: tuple[Path, ...]
    skipped: tuple[str, ...] = ()


def audit_document(desk: Desk, facility_id: str, spoken: str = _LANGUAGE) -> Document:
    """The report of one facility as a value. Raises NothingAssessedError, FacilityGoneError."""
    facts = audit_facts(desk, facility_id)
    said = FigureWords(desk, spoken)
    pen = AuditWriter(facts, said)
    summary(pen)
    for section in (site, assessment, process, balances, waste, causes, solutions, results, plan, conclusion):
        section(pen)
    behind = AuditWriter(facts, said, pen.tables)
    for section in (sources, checklist, formulas, readings):
        section(behind)
    name = facts.facility.name or facts.facility.code
    return Document(
        title=said.say(_("Cleaner production audit: {facility}"), facility=name),
        language=spoken,
        head=_head(desk, facts, said),
        blocks=tuple(pen.blocks),
        foot=_foot(facts, said),
        appendices=tuple(behind.blocks),
    )


def write_audit_report(
    desk: Desk, facility_id: str, target: Path, progress: Progress | None = None, spoken: str = _LANGUAGE
) -> Written:
    """Write the report of one facility; `target` ends in .docx or .pdf.

    Raises AuditFormatError, NothingAssessedError, FacilityGoneError, NotWritableError, CancelledError.
    """
    told = progress or silent()
    _check(target.suffix)
    told.step(0, 2, target.name)
    document = audit_document(desk, facility_id, spoken)
    told.step(1, 2, target.name)
    write_document(target, document)
    told.step(2, 2, target.name)
    return Written((target,))


def write_audit_reports(
    desk: Desk,
    facility_ids: Sequence[str],
    folder: Path,
    ending: str = ".docx",
    progress: Progress | None = None,
) -> Written:
    """One report a facility into a folder; those that nobody has assessed are left out and named.

    Raises AuditFormatError, NotWritableError, CancelledError (between two reports; those written stay).
    """
    told = progress or silent()
    _check(ending)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    skipped: list[str] = []
    for place, facility_id in enumerate(facility_ids):
        told.step(place, len(facility_ids), str(len(files)))
        try:
            document = audit_document(desk, facility_id)
        except NothingAssessedError as error:
            skipped.append(str(error.facts["facility"]))
            continue
        target = folder / f"{safe_file_name(document.title)}{ending}"
        if target in files:
            target = folder / f"{safe_file_name(document.title)} ({place + 1}){ending}"
        write_document(target, document)
        files.append(target)
    told.step(len(facility_ids), len(facility_ids), str(len(files)))
    return Written(tuple(files), tuple(skipped))


def _check(ending: str) -> None:
    if ending.lower() not in ENDINGS:
        raise AuditFormatError(ending=ending or "?")


def write_document(target: Path, document: Document) -> None:
    """Write a document as .docx or .pdf. Raises AuditFormatError for another ending, NotWritableError."""
    _check(target.suffix)
    if target.suffix.lower() == ".docx":
        from sxsh_desktop.output.report_docx import write_docx

        write_docx(target, document)
    else:
        from sxsh_desktop.output.pdf.report import write_report_pdf

        write_report_pdf(target, document)


def _head(desk: Desk, facts: AuditFacts, said: FigureWords) -> Head:
    superior, issuer = heading_of(desk, said.language)
    if facts.detailed is not None and facts.detailed.text("consultant"):
        superior, issuer = "", facts.detailed.text("consultant")
    name = facts.facility.name or facts.facility.code
    return Head(
        superior=superior,
        issuer=issuer,
        nation=said.say(_("SOCIALIST REPUBLIC OF VIET NAM")),
        motto=said.say(_("Independence - Freedom - Happiness")),
        number=said.say(_("No.: ........../BC-SXSH")),
        place_and_day=said.say(_("Dong Thap, ..... / ..... / {year}"), year=desk.today().year),
        kind=said.say(_("REPORT")),
        subject=said.say(_("Cleaner production assessment at {facility}"), facility=name),
    )


def _foot(facts: AuditFacts, said: FigureWords) -> Foot:
    owner = facts.newest("contact", "legal_rep")
    stamp = said.say(_("(signature, stamp, full name)"))
    consultant = facts.detailed is not None and FigureWords.value(
        said, E_FORM, "detailed_assessment.consultant", facts.detailed
    )
    told = [facts.facility.name, str(consultant or ""), said.say(_("Department of Industry and Trade"))]
    recipients = (*(f"- {one};" for one in told if one), said.say(_("- Files: VT.")))
    return Foot(
        label=said.say(_("Recipients:")),
        recipients=recipients,
        signatures=(
            Signature(said.say(_("FOR THE FACILITY")), stamp, owner.text("name") if owner else ""),
            Signature(said.say(_("FOR THE CONSULTANT")), stamp),
        ),
    )
