"""What is to be printed, and the PDF of it; Qt-free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import printing, records, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.printing import PrintResult
from sxsh_desktop.services.records import RecordFilter
from sxsh_desktop.services.register import FacilityNow, FacilityQuery
from sxsh_desktop.ui import say
from sxsh_desktop.ui.navigation import PrintRequest
from sxsh_desktop.ui.widgets.fields import Option

Content = Literal["blank", "prefilled", "filled"]
PREVIEWED = 40  # documents: a preview of more would take too long to look at


class PrintingModel:
    """The choice: forms, facilities or records, content, files."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.form_ids: set[str] = set()
        self.facilities: dict[str, str] = {}
        self.records: dict[str, str] = {}
        self.content: Content = "blank"
        self.one_per_facility = False
        self.copies = 1

    def forms(self) -> tuple[Option, ...]:
        """Every form that can be printed, in the order of the letters."""
        return tuple(
            Option(one.form_id, say.form_name(one.form_id, one.letter, one.title))
            for one in self._desk.forms.current()
        )

    def take(self, request: PrintRequest) -> None:
        """Begin with a choice that another screen made."""
        self.form_ids = set(request.form_ids) or self.form_ids
        self.facilities = {one: request.names.get(one, one) for one in request.facility_ids}
        self.records = {one: request.names.get(one, one) for one in request.record_ids}
        if self.records:
            self.content = "filled"
        elif self.facilities:
            self.content = "prefilled"
            self.form_ids = self.form_ids or {"c_tieu_thu"}

    def add_facilities(self, found: Iterable[FacilityNow]) -> None:
        """Choose further facilities."""
        for one in found:
            self.facilities[one.facility_id] = f"{one.code} · {one.name}"

    def quick(self, text: str) -> list[FacilityNow]:
        """The first 50 facilities that match, for choosing."""
        numbers = register.search(self._desk, FacilityQuery(text=text))
        return register.page(self._desk, numbers[:50])

    def find_all(self, text: str) -> list[FacilityNow]:
        """Everything that matches, page by page."""
        numbers = register.search(self._desk, FacilityQuery(text=text))
        found: list[FacilityNow] = []
        for start in range(0, len(numbers), register.PAGE):
            found += register.page(self._desk, numbers[start : start + register.PAGE])
        return found

    def documents(self) -> int:
        """How many forms will be printed."""
        if self.content == "filled":
            return len(self.record_ids())
        if self.content == "prefilled":
            return len(self.form_ids) * len(self.facilities)
        return len(self.form_ids) * self.copies

    def why_not(self) -> str:
        """Why nothing can be printed yet, in words; "" when it can."""
        if self.content != "filled" and not self.form_ids:
            return words(_("Choose a form first."))
        if self.content == "prefilled" and not self.facilities:
            return words(_("Choose at least one facility."))
        if self.content == "filled" and not self.facilities and not self.records:
            return words(_("Choose at least one facility or record."))
        if not self.documents():
            return words(_("No completed record of these forms and facilities is here."))
        return ""

    def record_ids(self) -> tuple[str, ...]:
        """The completed records meant: those chosen, else those of the facilities and forms."""
        if self.records:
            return tuple(self.records)
        found: list[str] = []
        for facility_id in self.facilities:
            chosen = RecordFilter(facility_id=facility_id, form_ids=tuple(sorted(self.form_ids)))
            found += [line.record_id for line in records.records(self._desk, chosen) if not line.draft_id]
        return tuple(found)

    def name(self) -> str:
        """A name for the file."""
        letters = "".join(sorted(one[0].upper() for one in self.form_ids)) or words(_("records"))
        return words(_("forms {letters} {day}"), letters=letters, day=self._desk.today().isoformat())

    def write(
        self, target: Path, progress: Progress, *, preview: bool = False, together: bool = False
    ) -> PrintResult:
        """Write the PDF (or, one for each facility, the PDFs into the folder `target`; never so if `together`)."""
        order = [one.value for one in self.forms() if one.value in self.form_ids]
        apart = self.one_per_facility and not (preview or together)
        if self.content == "blank":
            return printing.print_blank(self._desk, order, target, copies=self.copies, progress=progress)
        if self.content == "prefilled":
            chosen = _first(list(self.facilities), PREVIEWED // max(len(order), 1), preview)
            return printing.print_prefilled(
                self._desk, order, chosen, target, one_per_facility=apart, progress=progress
            )
        chosen = _first(self.record_ids(), PREVIEWED, preview)
        return printing.print_filled(self._desk, chosen, target, one_per_facility=apart, progress=progress)

    def state(self) -> Mapping[str, object]:
        """What the choice is: when it changed, the preview is made anew."""
        return {
            "forms": tuple(sorted(self.form_ids)),
            "facilities": tuple(self.facilities),
            "records": tuple(self.records),
            "content": self.content,
            "copies": self.copies,
        }


def _first(ids: Sequence[str], most: int, preview: bool) -> list[str]:
    return list(ids[: max(most, 1)]) if preview else list(ids)
