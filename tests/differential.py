"""The same forms and the same answers in our engine and in its peers: where they differ, somebody must decide.

By hand: `python -m tests.differential --rounds 200` prints each difference once; `tests/unit/differential.toml` says
which are known and why they stay.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from xml.sax.saxutils import escape

from lxml import etree

from sxsh_desktop.base import paths
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.load import load_form, xform_of
from sxsh_desktop.xform.session import FillSession
from tests import bench_peers
from tests import xform_maker as maker
from tests.random_forms import generated

_PLACE = re.compile(r"\[(\d+)\]")
State = dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that a peer gives otherwise: path without row numbers, the formula that decides it, both values."""

    form: str
    path: str
    formula: str
    ours: str
    theirs: str
    peer: str

    @property
    def key(self) -> str:
        """What makes two differences the same one: the form and the question, whatever the answers were."""
        return f"{self.peer} {self.form} {self.path}"


class Peer(Protocol):
    """Another engine."""

    name: str

    def load(self, file: Path) -> None: ...
    def put(self, path: str, text: str) -> None: ...
    def add_row(self, path: str) -> None: ...
    def state(self) -> State: ...
    def close(self) -> None: ...


class JavaRosa:
    """The engine of ODK Collect."""

    name = "JavaRosa"

    def __init__(self, jar: Path) -> None:
        self._java = bench_peers.JavaRosa(jar)

    def load(self, file: Path) -> None:
        self._java.ask("load", str(file))

    def put(self, path: str, text: str) -> None:
        self._java.ask("put", path, text)

    def add_row(self, path: str) -> None:
        names = path.split("/")[1:]
        self._java.ask("row", "/" + "/".join([names[0], *(f"{name}[1]" for name in names[1:-1]), names[-1]]))

    def restore(self, file: Path) -> None:
        """Open a saved record of the form that is loaded, as Collect does."""
        self._java.ask("restore", str(file))

    def state(self) -> State:
        """Every relevant leaf by its path."""
        said = self._java.ask("dump")[1]
        pairs = (one.partition("\x01") for one in said.split("\x02") if "\x01" in one)
        return {path: text for path, _mark, text in pairs}

    def close(self) -> None:
        """End the process."""
        self._java.close()


class Rxeval:
    """The engine of the package rxeval."""

    name = "rxeval"

    def load(self, file: Path) -> None:
        import rxeval

        self._session: Any = rxeval.Session(file.read_text("utf-8"))

    def put(self, path: str, text: str) -> None:
        self._session.set(path, text)

    def add_row(self, path: str) -> None:
        self._session.add_row(path)

    def state(self) -> State:
        """Every leaf of the submission by its path."""
        self._session.recompute()
        return dict(_leaves(etree.fromstring(self._session.instance_xml().encode("utf-8")), ""))

    def close(self) -> None:
        """Forget the session."""
        self._session = None


def peers() -> list[Peer]:
    """Those that are here."""
    found: list[Peer] = []
    jar = bench_peers.jar()
    if jar is not None:
        found.append(JavaRosa(jar))
    if importlib.util.find_spec("rxeval") is not None:
        found.append(Rxeval())
    return found


def _leaves(element: etree._Element, above: str, place: int = 1) -> Iterator[tuple[str, str]]:
    path = f"{above}/{etree.QName(element).localname}" + (f"[{place}]" if above else "")
    if not len(element):
        yield path, element.text or ""
    seen: Counter[str] = Counter()
    for child in element:
        seen[str(child.tag)] += 1
        yield from _leaves(child, path, seen[str(child.tag)])


def ours_state(session: FillSession) -> State:
    """Every relevant leaf of our session by its path."""
    return dict(_leaves(etree.fromstring(session.to_xml(final=True)), ""))


# -- the same form for everybody -------------------------------------------------------------------------


def shipped_for_all(folder: Path, form_id: str) -> Path:
    """One of the nine forms with its lists written into it, so that no engine has to look for files."""
    return as_one_file(paths.forms() / f"{form_id}.xlsx", folder / f"{form_id}.xml")


def as_one_file(source: Path, file: Path) -> Path:
    """A form with the lists of the files beside it written into it."""
    form = load_form(source)
    text = xform_of(source).decode("utf-8")
    for table in form.lists.values():
        if table.source:
            items = "".join(_item(table.columns, row) for row in table.rows)
            root = table.document or f"<root>{items}</root>"
            written = f'<instance id="{table.list_id}">{root}</instance>'
            pattern = rf'<instance id="{re.escape(table.list_id)}" src="[^"]*"\s*/>'
            text = written.join(re.split(pattern, text))
    file.write_text(text, "utf-8")
    return file


def _item(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    cells = zip(columns, row, strict=True)
    return "<item>" + "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in cells) + "</item>"


# -- one round -------------------------------------------------------------------------------------------


def differences(file: Path, others: list[Peer], seed: int, steps: int) -> Iterator[Difference]:
    """Give the same answers to all, then compare every leaf."""
    form = load_form(file)
    for peer in others:
        session = FillSession.new(form, maker.environment())
        try:
            peer.load(file)
        except Exception as error:  # noqa: BLE001 - the peer refuses the form: a difference too
            yield Difference(form.form_id, "(load)", "", "loads", str(error)[:200], peer.name)
            continue
        try:
            _answered(session, peer, random.Random(seed), steps)
            theirs = peer.state()
        except Exception as error:  # noqa: BLE001 - the peer stops in the middle
            yield Difference(form.form_id, "(answer)", "", "goes on", str(error)[:200], peer.name)
            continue
        yield from _compared(form, peer.name, ours_state(session), theirs)


def _answered(session: FillSession, peer: Peer, chance: random.Random, steps: int) -> None:
    for _step in range(steps):
        questions, tables, _rows = maker.all_refs(session)
        asked = [ref for ref in questions if session.is_relevant(ref) and _can_answer(session, ref)]
        open_tables = [ref for ref in tables if session.can_add_row(ref) and session.is_relevant(ref)]
        if open_tables and chance.random() < 0.08:
            table = chance.choice(open_tables)
            if "[" not in table and len(session.rows(table)) < 4:
                peer.add_row(table)
                session.add_row(table)
        elif asked:
            ref = chance.choice(asked)
            text = maker.random_text(chance, session, ref, session.question(ref))
            if session.form.form_id == "t" and session.question(ref).name.startswith("m"):
                text = chance.choice(("1", "1 2", "2 3", ""))
            try:
                peer.put(_with_places(session, ref), text)
            except Exception as error:
                raise RuntimeError(f"{ref} = {text!r}: {error}") from error
            session.set(ref, text)


def _can_answer(session: FillSession, ref: str) -> bool:
    question = session.question(ref)
    return question.control.is_answered and not question.calculate and not session.is_readonly(ref)


def _with_places(session: FillSession, ref: str) -> str:
    out, place = "", 0
    for match in re.finditer(r"\[([^\]]+)\]", ref):
        out += ref[place : match.start()]
        out += f"[{session.rows(ref[: match.start()]).index(ref[: match.end()]) + 1}]"
        place = match.end()
    return out + ref[place:]


def _compared(form: Form, peer: str, ours: State, theirs: State) -> Iterator[Difference]:
    for path in sorted({*ours, *theirs}):
        mine, other = ours.get(path), theirs.get(path)
        plain = _PLACE.sub("", path)
        if plain.endswith(("/instanceID", "/meta")) or same(mine, other):
            continue
        yield Difference(form.form_id, plain, _decided_by(form, plain), _shown(mine), _shown(other), peer)


def _decided_by(form: Form, path: str) -> str:
    """The formula that makes the value; of an answer the conditions on which it is asked, as `asked if …`."""
    question = form.questions.get(path)
    if question is not None and question.calculate:
        return question.calculate
    names = path.split("/")
    above = ("/".join(names[:length]) for length in range(2, len(names) + 1))
    nodes = (form.node(one) for one in above)
    conditions = [node.relevant for node in nodes if node is not None and node.relevant]
    return f"asked if {' and '.join(conditions)}" if conditions else ""


def _shown(text: str | None) -> str:
    return "(not there)" if text is None else text


def same(ours: str | None, theirs: str | None) -> bool:
    """Whether two values say the same: numbers may be written otherwise."""
    if (ours or "") == (theirs or ""):  # an empty answer and one that is not there say the same
        return True
    try:
        return abs(float(ours or "x") - float(theirs or "x")) <= 1e-9 * max(1.0, abs(float(ours or "0")))
    except ValueError:
        return False


def run(others: list[Peer], rounds: int, first: int = 0) -> tuple[list[Difference], int]:
    """(differences, forms compared): each round one generated form, and the nine forms in turn."""
    found: list[Difference] = []
    forms = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shipped = [shipped_for_all(folder, form_id) for form_id in maker.FORM_IDS]
        for seed in range(first, first + rounds):
            for file in (generated(folder, random.Random(seed)), shipped[seed % len(shipped)]):
                found.extend(differences(file, others, seed, 25))
                forms += 1
    return found, forms


def main() -> None:
    """Print each difference once, with how often it came."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rounds", type=int, default=50)
    given.add_argument("--first", type=int, default=0)
    given.add_argument("--peer", default="", help="JavaRosa or rxeval; both without it")
    asked = given.parse_args()
    others = [one for one in peers() if asked.peer in ("", one.name)]
    found, forms = run(others, asked.rounds, asked.first)
    for one in others:
        one.close()
    shown: dict[str, Difference] = {}
    times = Counter(f"{one.key} {one.formula}" for one in found)
    for difference in found:
        shown.setdefault(f"{difference.key} {difference.formula}", difference)
    for key, difference in shown.items():
        said = (
            difference.key,
            difference.formula,
            f"ours   {difference.ours!r}",
            f"theirs {difference.theirs!r}",
        )
        sys.stdout.write(f"{times[key]} x " + "\n    ".join(said) + "\n")
    sys.stdout.write(f"{forms} forms, {len(found)} differences, {len(shown)} kinds\n")


if __name__ == "__main__":
    main()
