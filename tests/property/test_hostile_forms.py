"""The short run of hostile forms; the long one is `python -m tests.property.long_forms`."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.xform.kept import without_collecting
from sxsh_desktop.xform.load import load_form
from sxsh_desktop.xform.session import FillSession
from sxsh_desktop.xform.xpath import XPathError, compile_expression
from tests import engine_forms
from tests import xform_maker as maker
from tests.property import long_forms


@pytest.mark.parametrize(("what", "many"), [("expressions", 4_000), ("files", 60)])
def test_nothing_crashes(tmp_path: Path, what: str, many: int) -> None:
    counted: Counter[str] = Counter()
    for number in range(5_000_000, 5_000_000 + many):
        found, taken = long_forms.one(long_forms.CASES[what], number, tmp_path, tmp_path / "kept")
        counted[found] += 1
        assert taken < long_forms.SLOW
    assert not counted["FAILED"], [one.read_text("utf-8") for one in tmp_path.glob("*.said")]
    assert len(counted) > 2


def plain(folder: Path, instance: str, binds: str, body: str, extra: str = "") -> FillSession:
    return FillSession.new(maker.xform(folder, instance, binds, body, extra), maker.environment())


def test_an_expression_of_a_megabyte_is_refused() -> None:
    for text in (
        "1" + "+1" * 500_000,
        "(" * 1_000_000,
        "'" + "x" * 1_000_000 + "'",
        "/data" + "/.." * 300_000,
    ):
        with pytest.raises(XPathError):
            compile_expression(text)


def test_entities_and_deep_nesting_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE h [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
    for text in (f"{bomb}<a>&b;</a>", "<a>" * 5_000 + "</a>" * 5_000, "<a"):
        file = tmp_path / "x.xml"
        file.write_text(text, "utf-8")
        with pytest.raises(UserError):
            load_form(file)


@pytest.mark.parametrize(
    "source", ["../secret.csv", "/etc/passwd", "..\\..\\x.csv", "file:///etc/passwd", "http://x/y"]
)
def test_a_list_is_read_only_from_beside_the_form(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.csv").write_text("name,label\n1,geheim\n", "utf-8")
    folder = tmp_path / "form"
    folder.mkdir()
    with pytest.raises(UserError):
        plain(folder, "<a/>", "", maker.inputs("/data/a"), f'<instance id="x" src="{source}"/>')


def test_a_list_of_ten_million_rows_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x.csv").open("w", encoding="utf-8") as out:
        out.write("name,label\n")
        for _part in range(100):
            out.write("1,a\n" * 100_000)
    with pytest.raises(UserError) as refused:
        plain(tmp_path, "<a/>", "", maker.inputs("/data/a"), '<instance id="x" src="jr://file-csv/x.csv"/>')
    assert refused.value.code == "FORM-04"


def test_a_list_of_fifty_thousand_rows_is_at_hand(tmp_path: Path) -> None:
    rows = "".join(f"k{number},Tên {number},h{number % 50}\n" for number in range(50_000))
    (tmp_path / "xa.csv").write_text("name,label,h\n" + rows, "utf-8")
    session = plain(
        tmp_path,
        "<h/><x/>",
        "",
        maker.inputs("/data/h")
        + '<select1 ref="/data/x"><itemset nodeset="instance(\'xa\')/root/item[h = /data/h ]">'
        '<value ref="name"/><label ref="label"/></itemset></select1>',
        '<instance id="xa" src="jr://file-csv/xa.csv"/>',
    )
    session.set("/data/h", "h7")
    assert len(session.choices("/data/x")) == 1_000
    session.set("/data/x", "k7")
    assert session.choice_label("/data/x", "k7") == "Tên 7"
    assert session.problems_at("/data/x") == ()


def test_a_count_without_end_stops_at_a_bound(tmp_path: Path) -> None:
    session = plain(
        tmp_path,
        '<n/><r jr:template=""><x/></r>',
        "",
        maker.inputs("/data/n")
        + '<group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n"/></group>',
    )
    session.set("/data/n", "1000000000")
    assert len(session.rows("/data/r")) == 10_000


def test_a_cycle_is_named(tmp_path: Path) -> None:
    binds = '<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" calculate="/data/a"/>'
    with pytest.raises(UserError) as refused:
        plain(tmp_path, "<a/><b/>", binds, "")
    assert "/data/a" in str(refused.value.facts["reason"])


@pytest.fixture
def collecting() -> Iterator[None]:
    """The collector on, nothing set apart, whatever ran before in this process (the window switches it off)."""
    was_on = gc.isenabled()
    gc.unfreeze()
    gc.enable()
    yield
    if not was_on:
        gc.disable()


@pytest.mark.usefixtures("collecting")
@pytest.mark.parametrize("before", [0, 3_000_000])
def test_forms_that_were_given_up_leave_no_memory_behind(tmp_path: Path, before: int) -> None:
    """A service that reads one form after the other, with the collector on as Python has it.

    What was much larger once (`before`: values that were alive then) does not count for later.
    """
    file = engine_forms.chain(tmp_path, 10)
    with without_collecting():
        large = [[] for _number in range(before)]  # type: list[list[object]]
    for _form in range(70 if before else 0):
        with without_collecting():
            FillSession.new(load_form(file), maker.environment())
    del large
    counts = []
    for _form in range(400):
        with without_collecting():
            given_up = [[] for _number in range(5_000)]  # type: list[list[object]]
            for one in given_up:
                one.append(one)
        FillSession.new(load_form(file), maker.environment())
        counts.append(len(gc.get_objects()))
    assert max(counts) < 2 * counts[0] + 800_000
