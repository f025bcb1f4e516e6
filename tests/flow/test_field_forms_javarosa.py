"""JavaRosa reads the field-style forms and the records that were filled in with them, and computes the same.

Each form of `field_forms.md` is opened by JavaRosa (lists written into it, so that it has no files to look for) and
filled in with the same steps; then it opens our completed record and computes everything in it anew. Skipped, saying
so, where Java or the jar of the pyxform wheel is not here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sxsh_desktop.services import fill, form_publishing
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.setup import Answers, set_up
from tests import bench_peers
from tests import differential as diff
from tests.field_forms import FieldForm, field_forms, play

FORMS = field_forms()
# What JavaRosa cannot do by itself; Collect, the program around it, does. The form is given to it without.
LEFT_TO_COLLECT = (
    # pulldata() is a function of Collect: here as the path that it stands for
    (r"pulldata\('(\w+)', '(\w+)', '(\w+)', ([^()]+?)\)", r"instance('\1')/root/item[\3 = \4]/\2"),
    # the device that says where it is
    (r"<odk:setgeopoint\b[^>]*/>", ""),
    # area() of a text: JavaRosa wants the path of a question
    (r"area\('[^']*'\)", "0"),
)
# Values that differ: form, question, and why ours stays. (f_last and f_entities: none.)
_SEARCH = """search() is Collect's: JavaRosa by itself knows the one choice that stands for the columns of the file,
and drops an answer that is another."""
_VERDICT = """A calculation that says yes or no is stored as string() writes it (ODK XForms: "expression results are
stored in the XForms model as strings using the string() function"): true. JavaRosa stores 1. Formulas that read it
get the same in both."""
DECIDED = {
    ("f_pulldata", "srch"): _SEARCH,
    ("f_pulldata", "near"): _SEARCH,
    ("f_repeats", "maxkw"): "max() of an answer that is not there yet is unknown, see differential.toml.",
    ("f_dates", "bl"): _VERDICT,
    ("f_dates", "chk"): _VERDICT,
    ("f_dates", "wck"): _VERDICT,
    ("f_dates", "ar"): "area() of a text is ours only: JavaRosa was given 0, see LEFT_TO_COLLECT.",
}


@pytest.fixture(scope="module", autouse=True)
def one_zone() -> Iterator[None]:
    """This process in UTC, as Java is: else the two have another day for some hours."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of a process cannot be changed here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="module")
def java() -> Iterator[diff.JavaRosa]:
    file = bench_peers.jar()
    if file is None:
        pytest.skip("neither Java nor the pyxform wheel is here")
    peer = diff.JavaRosa(file)
    yield peer
    peer.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("so")
    made = set_up(folder / "kho", Answers("department", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "SCT"))
    yield made
    made.close()


def for_javarosa(source: Path) -> Path:
    """The form as one file, with what is Collect's and not the engine's written otherwise."""
    file = diff.as_one_file(source, source.parent / "java.xml")
    text = file.read_text("utf-8")
    for pattern, instead in LEFT_TO_COLLECT:
        text = re.sub(pattern, instead, text)
    file.write_text(text, "utf-8")
    return file


def preloaded(form: Path) -> set[str]:
    """What is written by itself: times, ids, the device and who uses it. They are no two programs' same."""
    return set(re.findall(r'<bind nodeset="([^"]*)"[^>]*jr:preload=', form.read_text("utf-8")))


def filled(desk: Desk, source: Path, field_form: FieldForm) -> OpenDraft:
    """The form published, and its steps played in a draft."""
    form_publishing.publish(desk, source)
    draft = fill.start(desk, field_form.form_id)
    for step in field_form.steps:
        play(draft, *step)
    return draft


def alike(ours: str, theirs: str) -> bool:
    """The same value, however it is written: 5 and 5.0 of a place, 07:00:00 and 07:00:00.000Z (the clock is UTC)."""
    if diff.same(ours, theirs):
        return True
    mine, other = ours.split(), theirs.split()
    if ";" in ours or len(mine) == len(other) > 1:
        return [one.strip(";") for one in _numbers(mine)] == [one.strip(";") for one in _numbers(other)]
    return "" != _moment(ours) == _moment(theirs)


def _numbers(words: list[str]) -> list[str]:
    return [re.sub(r"\.0(?=;|$)", "", word) for word in words]


def _moment(text: str) -> str:
    match = re.fullmatch(r"((?:\d{4}-\d\d-\d\dT)?\d\d:\d\d:\d\d)(?:\.000)?(\.\d+)?(?:Z|\+00:00)?", text)
    return f"{match[1]}{match[2] or ''}" if match else ""


def unlike(form_id: str, ours: diff.State, theirs: diff.State) -> dict[str, tuple[str, str]]:
    """The undecided differences, by path."""
    found = {}
    for path in sorted({*ours, *theirs}):
        name = path.rpartition("/")[2].partition("[")[0]
        mine, other = ours.get(path, ""), theirs.get(path, "")
        if name == "end":  # written when a record is closed: at each opening by JavaRosa's test session
            continue
        if not alike(mine, other) and (form_id, name) not in DECIDED:
            found[path] = (mine, other)
    return found


@pytest.mark.parametrize("field_form", FORMS, ids=lambda one: one.form_id)
def test_javarosa_reads_the_record_and_computes_the_same(
    desk: Desk, java: diff.JavaRosa, tmp_path: Path, field_form: FieldForm
) -> None:
    source = field_form.write(tmp_path)
    draft = filled(desk, source, field_form)
    record = tmp_path / "record.xml"
    record.write_bytes(draft.session.to_xml(final=True))
    java.load(for_javarosa(source))
    java.restore(record)
    assert unlike(field_form.form_id, diff.ours_state(draft.session), java.state()) == {}


@pytest.mark.parametrize("field_form", FORMS, ids=lambda one: one.form_id)
def test_the_same_answers_give_the_same_in_javarosa(
    desk: Desk, java: diff.JavaRosa, tmp_path: Path, field_form: FieldForm
) -> None:
    """Answered step by step in both, where the form does not say how many rows there are (JavaRosa makes those when
    Collect turns the page)."""
    source = field_form.write(tmp_path)
    draft = filled(desk, source, field_form)
    if any(one.count for one in draft.form.repeats.values()):
        pytest.skip("JavaRosa makes counted rows when a page is turned")
    java.load(for_javarosa(source))
    for do, where, what in ((*step, "", "")[:3] for step in field_form.steps):
        path = "/data/" + where.replace(".", "/")
        if do == "set" and (field_form.form_id, where) not in DECIDED:
            java.put(path, what)
        elif do == "add":
            java.add_row(path)
    of_the_device = preloaded(tmp_path / "java.xml") | {
        "/data/uu",
        "/data/k",
    }  # once(uuid()), a default now()
    both = [
        {path: text for path, text in state.items() if re.sub(r"\[\d+\]", "", path) not in of_the_device}
        for state in (diff.ours_state(draft.session), java.state())
    ]
    assert unlike(field_form.form_id, *both) == {}
