"""Every function of the library shows how it is used: a table in its docstring, read here and tried in a form."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.xform.session import FillSession
from sxsh_desktop.xform.xpath.functions import LIBRARY
from tests import xform_maker as maker

# The record that the examples speak of, and its list of fuels.
_RECORD = (
    '<a>5</a><empty/><yn/><probe/><r jr:template=""><x/><note/></r>'
    "<r><x>2</x><note>ghi</note></r><r><x>4</x><note/></r>"
)
_MODEL = (
    '<itext><translation lang="vi"><text id="hello"><value>Xin chào</value></text></translation></itext>'
    '<instance id="fuel"><root><item><name>do</name><label>Dầu DO</label><toe>1.02</toe></item></root></instance>'
)
_BODY = (
    maker.inputs("/data/a", "/data/empty")
    + '<select1 ref="/data/yn"><label>x</label><item><label>Có</label><value>1</value></item></select1>'
    + '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat></group>'
)


def examples(name: str) -> list[tuple[str, str]]:
    """The rows `| expression | what it gives |` of the function's docstring."""
    entry = LIBRARY[name]
    doc = (entry.run or entry.build).__doc__ or ""
    rows = [line.strip() for line in doc.splitlines() if line.strip().startswith("| ")]
    found = []
    for row in rows:
        expression, _mark, given = row[2:].rstrip("|").rstrip(" ").rpartition(" |")
        found.append((expression.strip(), given.strip()))
    return found


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_the_examples_of_a_function_are_true(tmp_path: Path, name: str) -> None:
    rows = examples(name)
    assert any(f"{name}(" in expression for expression, _given in rows), "no example of its own"
    for expression, given in rows:
        formula = expression.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        bind = f'<bind nodeset="/data/probe" calculate="concat(&quot;&gt;&quot;, {formula})"/>'
        itext, _mark, lists = _MODEL.partition("</itext>")
        form = maker.xform(tmp_path, _RECORD, bind + lists, _BODY, f"{itext}</itext>")
        session = FillSession.new(form, maker.environment())
        assert session.value("/data/probe") == f">{given}", expression
