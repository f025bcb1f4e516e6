"""Photos and files given as answers: kept by content, large pictures made smaller, none that is none."""

from __future__ import annotations

import io
import re
from pathlib import Path

from sxsh_desktop.base import files
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_errors import AttachmentUnreadableError, PictureUnreadableError
from sxsh_desktop.store import attachments
from sxsh_desktop.store.attachments import Attachment
from sxsh_desktop.xform.definition import Question

_SUFFIX = re.compile(r"^\.[a-z0-9]{1,8}$")
_LARGEST_PIXELS = 120_000_000  # a picture that claims more is refused before it is unpacked
_QUALITY = 85


def keep(desk: Desk, question: Question, source: Path) -> str:
    """Put a file among the attachments and return the answer that names it, "<sha256>.<ending>".

    A picture with more pixels on a side than the question allows (`max-pixels`) is made smaller; the SHA-256 of
    the original is noted behind its name. Raises
    PictureUnreadableError, AttachmentUnreadableError, DiskFullError, StoreReadOnlyError.
    """
    try:
        size = source.stat().st_size
        if question.mediatype.startswith("image/"):
            return _keep_picture(desk, source, _most_pixels(question))
        digest = attachments.keep_file(desk.store.attachments, source)
    except OSError as error:
        raise AttachmentUnreadableError(file=source.name, reason=reason_of(error)) from error
    return _noted(desk, digest, size, question.mediatype, source)


def _most_pixels(question: Question) -> int:
    text = question.parameters.get("max-pixels", "")
    return int(text) if text.isdecimal() else 0


def _keep_picture(desk: Desk, source: Path, most: int) -> str:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(source) as picture:
            kind = picture.format or ""
            if picture.width * picture.height > _LARGEST_PIXELS:
                raise PictureUnreadableError(file=source.name)
            picture.load()
            if not most or max(picture.size) <= most:
                content = source.read_bytes()
            else:
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((most, most))
                content = _written(upright, kind)
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise PictureUnreadableError(file=source.name) from error
    except OSError as error:
        if error.errno is None:  # what a cut picture raises; a file that cannot be read has a number
            raise PictureUnreadableError(file=source.name) from error
        raise
    digest = attachments.keep_bytes(desk.store.attachments, content)
    original = files.sha256_of(source)
    name = source.name if original == digest else f"{source.name} (sha256:{original})"
    return _noted(desk, digest, len(content), f"image/{kind.lower()}", source, name)


def _written(picture: object, kind: str) -> bytes:
    from PIL.Image import Image as Picture

    stream = io.BytesIO()
    if isinstance(picture, Picture):
        if kind == "PNG":
            picture.save(stream, "PNG", optimize=True)
        else:
            picture.convert("RGB").save(
                stream, kind if kind in ("JPEG", "WEBP") else "JPEG", quality=_QUALITY
            )
    return stream.getvalue()


def _noted(desk: Desk, digest: str, size: int, media_type: str, source: Path, name: str = "") -> str:
    suffix = source.suffix.lower()
    with desk.write() as connection:
        attachments.note(connection, (Attachment(digest, size, media_type, name or source.name, desk.now()),))
    return digest + (suffix if _SUFFIX.match(suffix) else "")


def file_of(desk: Desk, answer: str) -> Path | None:
    """Where the file that an answer names stands, None when the answer names none."""
    digest = answer.partition(".")[0]
    try:
        return attachments.path_of(desk.store.attachments, digest)
    except ValueError:
        return None
