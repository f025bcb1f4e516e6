"""Pages onto a canvas: one PDF of many forms, page by page, with the mark at the foot of each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.output.page_mark import PageMark
from sxsh_desktop.output.paper import PaperForm, PaperPicture
from sxsh_desktop.output.pdf import fonts, geometry, qr
from sxsh_desktop.output.pdf.compose import form_strips
from sxsh_desktop.output.pdf.pages import Page, paginate
from sxsh_desktop.output.pdf.strips import LineOp, Op, PictureOp, RectOp, TextOp, TickOp

PAGE_OF = _("Page {page}/{pages}")
FORM_MARK = _("Form {form_id}, version {version}")
RECORD_MARK = _("Record {record_id}")
REVISION_MARK = _("Revision {revision_id}")
BLANK_MARK = _("Blank form")
PREFILLED_MARK = _("Prefilled form")
NO_PICTURE = _("The picture cannot be shown.")
_QR_SIDE = 15 * geometry.MM
_LITTLE = 260.0  # a last page with less than this on it is worth saving (points)
_PIXELS = 640  # the longer side of a picture in the PDF


def write_forms_pdf(
    target: Path,
    forms: Iterable[PaperForm],
    progress: Progress | None = None,
    *,
    total: int = 0,
    title: str = "",
) -> int:
    """Write the forms one behind the other into one PDF, whole or not at all; the number of pages.

    `forms` may be an iterator: one form at a time is held; `total` is their number where it is known. Page
    numbers begin anew with each form. Raises NotWritableError, and CancelledError between two forms.
    """
    try:
        with written_whole(target) as stream:
            return _write(stream, forms, progress or silent(), total, title)
    except OSError as error:
        raise NotWritableError(file=target.name, reason=reason_of(error)) from error


def layout_form(form: PaperForm) -> list[Page]:
    """The pages of a form before they are drawn: sideways tables at the end, and lines closer to each other,
    where that saves a page with little on it.
    """
    fonts.register()
    pages, sheets = paginate(form_strips(form)), False
    if any(page.landscape for page in pages):
        apart = paginate(form_strips(form, sheets=True))
        if len(apart) < len(pages):
            pages, sheets = apart, True
    if len(pages) > 1 and pages[-1].used < _LITTLE:
        closer = paginate(form_strips(form, tight=True, sheets=sheets))
        if len(closer) < len(pages):
            return closer
    return pages


def _write(stream: BinaryIO, forms: Iterable[PaperForm], progress: Progress, total: int, title: str) -> int:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # streams as bytes: smaller, and twice as fast
    fonts.register()
    canvas = Canvas(stream, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setCreator("SXSH Desktop")
    count = 0
    for number, form in enumerate(forms):
        progress.step(number, max(total, number + 1), form.title)
        if number == 0:
            canvas.setTitle(title or form.title)
        pages = layout_form(form)
        canvas.bookmarkPage(f"form{number}")
        canvas.addOutlineEntry(_outline(form), f"form{number}", level=0)
        for place, page in enumerate(pages, start=1):
            _draw_page(canvas, form, page, place, len(pages))
        count += len(pages)
    canvas.save()
    progress.step(max(total, 1), max(total, 1), title)
    return count


def _outline(form: PaperForm) -> str:
    return f"{form.subject} · {form.title}" if form.subject else form.title


def _draw_page(canvas: Any, form: PaperForm, page: Page, number: int, pages: int) -> None:
    size = geometry.page_size(landscape=page.landscape)
    canvas.setPageSize(size)
    left = geometry.left(landscape=page.landscape)
    top = size[1] - geometry.top(landscape=page.landscape)
    for offset, strip in page.placed:
        _draw_ops(canvas, strip.ops, left, top - offset, form.language)
    _draw_foot(canvas, form, page, number, pages)
    canvas.showPage()


def _draw_ops(canvas: Any, ops: Sequence[Op], x: float, y: float, language: str) -> None:
    for op in ops:
        if isinstance(op, TextOp):
            canvas.setFont(op.font, op.size)
            canvas.drawString(x + op.x, y - op.y, op.text)
        elif isinstance(op, LineOp):
            canvas.setLineWidth(op.width)
            if op.dotted:
                canvas.setDash(0.6, 1.8)
            canvas.line(x + op.x1, y - op.y1, x + op.x2, y - op.y2)
            if op.dotted:
                canvas.setDash()
        elif isinstance(op, RectOp):
            _draw_rect(canvas, op, x, y)
        elif isinstance(op, TickOp):
            _draw_tick(canvas, op, x, y)
        else:
            _draw_picture(canvas, op, x, y, language)


def _draw_rect(canvas: Any, op: RectOp, x: float, y: float) -> None:
    bottom = y - op.y - op.height
    if op.grey is not None:
        canvas.setFillGray(op.grey)
        canvas.rect(x + op.x, bottom, op.width, op.height, stroke=0, fill=1)
        canvas.setFillGray(0)
        return
    canvas.setLineWidth(op.line)
    canvas.rect(x + op.x, bottom, op.width, op.height)


def _draw_tick(canvas: Any, op: TickOp, x: float, y: float) -> None:
    canvas.setLineWidth(1.3)
    left, right = x + op.x + 1.6, x + op.x + op.side - 1.6
    upper, lower = y - op.y - 1.6, y - op.y - op.side + 1.6
    canvas.line(left, upper, right, lower)
    canvas.line(left, lower, right, upper)


def _draw_picture(canvas: Any, op: PictureOp, x: float, y: float, language: str) -> None:
    image = _thumbnail(op.picture)
    left, bottom = x + op.x, y - op.y - op.height
    if image is None:
        canvas.setLineWidth(0.4)
        canvas.rect(left, bottom, op.width, op.height)
        canvas.setFont(fonts.ITALIC, 8)
        for number, line in enumerate(
            fonts.wrap([fonts.Span(words_in(language, NO_PICTURE), fonts.ITALIC, 8)], op.width - 8)
        ):
            for piece in line.pieces:
                canvas.drawString(left + 4 + piece.x, bottom + op.height - 12 - 10 * number, piece.span.text)
        return
    canvas.drawImage(image, left, bottom, op.width, op.height, preserveAspectRatio=True, anchor="c")


def _thumbnail(picture: PaperPicture) -> Any:
    """The picture made small enough for paper; None when the file is missing or no picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError
    from reportlab.lib.utils import ImageReader

    source = io.BytesIO(picture.source) if isinstance(picture.source, bytes) else picture.source
    try:
        with Image.open(source) as opened:
            opened.draft("RGB", (_PIXELS, _PIXELS))
            small = ImageOps.exif_transpose(opened)
            small.thumbnail((_PIXELS, _PIXELS))
            flat = Image.new("RGB", small.size, "white")
            rgba = small.convert("RGBA")
            flat.paste(rgba, mask=rgba.getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError, SyntaxError):
        return None
    packed = io.BytesIO()
    flat.save(packed, "JPEG", quality=78)
    packed.seek(0)
    return ImageReader(packed)


def _draw_foot(canvas: Any, form: PaperForm, page: Page, number: int, pages: int) -> None:
    """Form, version, record and page as text and as QR code, below the text."""
    left = geometry.left(landscape=page.landscape)
    right = left + geometry.width(landscape=page.landscape)
    base = 20 * geometry.MM
    canvas.setLineWidth(0.4)
    canvas.line(left, base - 6, right - _QR_SIDE - 4, base - 6)
    canvas.setFont(fonts.REGULAR, 8)
    for line, text in enumerate(_marks(form)):
        canvas.drawString(left, base - 16 - 9.5 * line, text)
    canvas.setFont(fonts.REGULAR, 10)
    words = words_in(form.language, PAGE_OF, page=number, pages=pages)
    canvas.drawRightString(right - _QR_SIDE - 6, base - 17, words)
    mark = PageMark(form.form_id, form.version, form.record_id, form.facility_id, number, pages)
    qr.draw(canvas, mark.to_text(), right - _QR_SIDE, base - _QR_SIDE - 1, _QR_SIDE)


@lru_cache(maxsize=64)
def _marks(form: PaperForm) -> tuple[str, ...]:
    lines = [words_in(form.language, FORM_MARK, form_id=form.form_id, version=form.version)]
    if form.record_id:
        lines.append(words_in(form.language, RECORD_MARK, record_id=form.record_id))
    else:
        lines.append(words_in(form.language, PREFILLED_MARK if form.facility_id else BLANK_MARK))
    if form.revision_id:
        lines.append(
            words_in(form.language, REVISION_MARK, revision_id=form.revision_id.removeprefix("uuid:"))
        )
    return tuple(lines)
