"""What the QR code of a printed page says, so that a scan or a photo of paper finds its record again."""

from __future__ import annotations

from dataclasses import dataclass

_PREFIX = "SXSH1"


@dataclass(frozen=True, slots=True)
class PageMark:
    """Form, version, record ("" on blank prints), facility ("" unless prefilled), page n of m."""

    form_id: str
    version: str
    record_id: str
    facility_id: str
    page: int
    pages: int

    def to_text(self) -> str:
        """`SXSH1|form|version|record|facility|page/pages`."""
        parts = (_PREFIX, self.form_id, self.version, self.record_id, self.facility_id)
        return "|".join((*parts, f"{self.page}/{self.pages}"))

    @classmethod
    def from_text(cls, text: str) -> PageMark | None:
        """The mark that the text holds; None when the code is somebody else's."""
        parts = text.split("|")
        if len(parts) != 6 or parts[0] != _PREFIX:
            return None
        page, slash, pages = parts[5].partition("/")
        if not (slash and page.isdecimal() and pages.isdecimal()):
            return None
        return cls(parts[1], parts[2], parts[3], parts[4], int(page), int(pages))
