"""A table turned sideways leaves no page half empty behind it, and boxes inside its cells can be hit with a pen."""

from __future__ import annotations

import json

from sxsh_desktop.base import paths
from sxsh_desktop.output.pdf import layout_form
from sxsh_desktop.output.pdf.geometry import body_height
from sxsh_desktop.output.pdf.strips import RectOp
from sxsh_desktop.services.printing_paper import PaperWords, paper_form
from sxsh_desktop.services.reference import load_units
from sxsh_desktop.xform.load import load_form

_SMALL = 7  # points: a box inside a cell
_APART = 12.0  # points from one to the next


def test_the_list_of_participants_is_on_sheets_of_its_own() -> None:
    form = load_form(paths.forms() / "h_su_kien.xlsx")
    rows = json.loads((paths.resources() / "print_rows.json").read_text(encoding="utf-8"))["h_su_kien"]
    pages = layout_form(paper_form(form, load_units(), PaperWords("vi", spare_rows=rows)))
    assert [page.landscape for page in pages] == [False, False, True, True]
    assert all(page.used > 0.6 * body_height(landscape=page.landscape) for page in pages)
    for page in pages[2:]:
        boxes = [
            (top + op.y, op.x)
            for top, strip in page.placed
            for op in strip.ops
            if isinstance(op, RectOp) and op.width == op.height == _SMALL
        ]
        assert boxes
        for at, (y, x) in enumerate(boxes):
            others = boxes[:at] + boxes[at + 1 :]
            assert all(abs(y - below) >= _APART or abs(x - beside) >= _APART for below, beside in others)
