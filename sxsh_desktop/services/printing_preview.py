"""The pages of a PDF as pictures, for the window's preview and for its printer."""

from __future__ import annotations

from pathlib import Path

from sxsh_desktop.output.preview import PagePicture, PdfPreview

__all__ = ["PagePicture", "PdfPreview", "open_preview"]


def open_preview(file: Path) -> PdfPreview:
    """Open a PDF that was just written; close it before the file is written again."""
    return PdfPreview(file)
