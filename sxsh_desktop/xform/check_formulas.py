"""The form check, part two: formulas: syntax, functions, arguments, references, circles, what can never be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from sxsh_desktop.base.words import _, words
from sxsh_desktop.xform.as_written import REFERENCE, expression_of, refusal
from sxsh_desktop.xform.check_rows import list_of, survey_kind
from sxsh_desktop.xform.finding import ERROR, WARNING, Finding
from sxsh_desktop.xform.ordering import ordered
from sxsh_desktop.xform.workbook import Row, Workbook
from sxsh_desktop.xform.xpath import XPathError, parse
from sxsh_desktop.xform.xpath.patterns import matches
from sxsh_desktop.xform.xpath.tree import Ast, Binary, Call, Literal, Path, walk

_LOOKS = re.compile(r"\b(instance|pulldata)\(\s*['\"]([^'\"]+)['\"]")
_COLUMNS = (
    "relevant",
    "calculation",
    "constraint",
    "required",
    "readonly",
    "repeat_count",
    "choice_filter",
    "bind::sxsh:soft",
)
_WORDS = ("label", "hint", "constraint_message", "required_message", "guidance_hint")
_SHORT = {"yes", "no", "true", "false", "true()", "false()"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question stands: the groups around it, and its row."""

    row: Row
    groups: tuple[str, ...]


def check_formulas(book: Workbook, path: FilePath) -> list[Finding]:
    """All faults of the formulas of the sheet survey; `path` is the form, beside which its lists lie."""
    places = _places(book)
    found: list[Finding] = []
    reads: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for name, place in places.items():
        for column in ("relevant", "calculation"):
            if place.row.get(column):
                reads[(name, column)] = set()
    for row in book.rows("survey"):
        for column in _COLUMNS:
            text = row.get(column)
            if text and not (column in ("required", "readonly") and text.lower() in _SHORT):
                found += _formula(book, places, row, column, text, reads)
                found += _own_answer(row, column, text)
                found += _own_rows(places, row, column, text)
                found += _tables(book, row, column, text, path)
        if _is_formula(row):
            found += _formula(book, places, row, "default", row.get("default"), reads)
        for column in ("default", "trigger", "parameters"):
            found += _references(places, row, column, row.get(column))
        for column in _WORDS:
            for name, text in row.columns(column).items():
                found += _references(places, row, name, text)
    found += _circles(places, reads)
    return found


def _is_formula(row: Row) -> bool:
    """Whether the converter takes the default for a formula, not for the answer itself."""
    from pyxform.utils import default_is_dynamic

    return bool(row.get("default")) and bool(default_is_dynamic(row.get("default"), row.get("type")))


def _places(book: Workbook) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    groups: list[str] = []
    for row in book.rows("survey"):
        kind, name = survey_kind(row), row.get("name")
        if kind == "end":
            groups = groups[:-1]
            continue
        if name:
            places.setdefault(name, _Place(row, tuple(groups)))
        if kind == "begin":
            groups.append(name)
    return places


def _fault(row: Row, column: str, code: str, said: str, severity: str = ERROR) -> Finding:
    return Finding(severity, "survey", row.number, column, code, said)


def _references(places: dict[str, _Place], row: Row, column: str, text: str) -> Iterator[Finding]:
    for name in REFERENCE.findall(text):
        if name not in places:
            said = words(
                _("There is no question named {name}; it is used here as ${{{name}}}. Check its spelling."),
                name=name,
            )
            yield _fault(row, column, "unknown_reference", said)


def _compares_times(node: Ast, places: dict[str, _Place], row: Row) -> bool:
    """Whether two answers of type time are compared: for JavaRosa, and so for us, neither is ever the later one."""
    if not isinstance(node, Binary) or node.operator not in ("<", "<=", ">", ">="):
        return False
    return all(_is_time(one, places, row) for one in (node.left, node.right))


def _is_time(tree: Ast, places: dict[str, _Place], row: Row) -> bool:
    if not isinstance(tree, Path):
        return False
    if not tree.absolute and tree.names() == ():
        return row.get("type") == "time"
    place = places.get((tree.names() or ("",))[-1])
    return place is not None and place.row.get("type") == "time"


def _formula(
    book: Workbook,
    places: dict[str, _Place],
    row: Row,
    column: str,
    text: str,
    reads: dict[tuple[str, str], set[tuple[str, str]]],
) -> Iterator[Finding]:
    yield from _references(places, row, column, text)
    refused = refusal(text)
    if refused is not None:
        yield _fault(row, column, refused.code, " ".join(refused.explain()))
        return
    tree = parse(expression_of(text))
    if any(_compares_times(node, places, row) for node in walk(tree)):
        said = words(_("Times cannot be compared as they are. Write decimal-time(…) around each of them."))
        yield _fault(row, column, "compared_times", said, WARNING)
    for node in walk(tree):
        pattern = node.arguments[1] if isinstance(node, Call) and node.name == "regex" else None
        if isinstance(pattern, Literal):
            yield from _pattern(row, column, pattern.value)
    if column == "choice_filter":
        yield from _filter(book, row, tree, places)
    if column == "relevant":
        yield from _unreachable(book, places, row, tree)
    key = (row.get("name"), column)
    if key in reads:
        for name in REFERENCE.findall(text):
            reads[key] |= _computed_by(places, reads, name, key)


def _pattern(row: Row, column: str, pattern: str) -> Iterator[Finding]:
    """A regular expression that cannot be used."""
    try:
        matches(pattern, "")
    except XPathError as error:
        yield _fault(row, column, error.code, " ".join(error.explain()))


def _own_answer(row: Row, column: str, text: str) -> Iterator[Finding]:
    """A rule that decides an answer and reads that very answer: no order of evaluation serves it."""
    if column not in ("calculation", "relevant", "required", "readonly"):
        return
    try:
        tree = parse(expression_of(text))
    except XPathError:
        return
    own = {".", f"/data/{row.get('name')}"}
    inside = {
        id(part)
        for node in walk(tree)
        if isinstance(node, Path)
        for filters in (node.filters, *(step.predicates for step in node.steps))
        for predicate in filters
        for part in walk(predicate)
    }
    for node in walk(tree):
        if isinstance(node, Path) and id(node) not in inside and _plain(node) in own:
            said = words(
                _("This formula of {name} reads the answer of {name} itself. Take that name out of it."),
                name=row.get("name"),
            )
            yield _fault(row, column, "own_answer", said)
            return


def _own_rows(places: dict[str, _Place], row: Row, column: str, text: str) -> Iterator[Finding]:
    """A number of rows that reads what is asked in those rows: there is no row to ask it in."""
    if column != "repeat_count":
        return
    for name in REFERENCE.findall(text):
        if name in places and row.get("name") in places[name].groups:
            said = words(
                _(
                    "The number of rows of {name} reads {question}, which is asked in those very rows. "
                    "Use a question outside of them."
                ),
                name=row.get("name"),
                question=name,
            )
            yield _fault(row, column, "count_inside", said)


def _plain(path: Path) -> str:
    names = path.names()
    if names is None or (path.start is not None and not path.from_current):
        return ""
    return ("/" if path.absolute else "") + "/".join(names) or "."


def _tables(book: Workbook, row: Row, column: str, text: str, path: FilePath) -> Iterator[Finding]:
    """Lists that a formula looks into: instance('…') and pulldata('…')."""
    lists = {one.get("list_name") for one in book.rows("choices")}
    files = {FilePath(list_of(one)[0]).stem for one in book.rows("survey") if list_of(one)[1]}
    files |= {
        one.get("name") for one in book.rows("survey") if one.get("type") in ("csv-external", "xml-external")
    }
    for call, name in _LOOKS.findall(text):
        beside = any((path.parent / f"{name}{end}").is_file() for end in (".csv", ".xml", ".geojson"))
        if name.startswith("__") or name in files or beside or (call == "instance" and name in lists):
            continue
        said = words(
            _(
                "The formula looks into the list {list}, which the form does not have. Check its name, or"
                " put its file beside the form."
            ),
            list=name,
        )
        yield _fault(row, column, "unknown_list", said)


def _computed_by(
    places: dict[str, _Place],
    reads: dict[tuple[str, str], set[tuple[str, str]]],
    name: str,
    reader: tuple[str, str],
) -> set[tuple[str, str]]:
    """What must be computed before the value of `name` can be read: it, and the relevance of all around it."""
    if name not in places:
        return set()
    wanted = {(name, "relevant"), *((group, "relevant") for group in places[name].groups)}
    if (name, "calculation") != reader:
        wanted.add((name, "calculation"))
    return {one for one in wanted if one in reads}


def _circles(
    places: dict[str, _Place], reads: dict[tuple[str, str], set[tuple[str, str]]]
) -> Iterator[Finding]:
    for cycle in ordered(reads)[1]:
        names = " → ".join(name for name, _column in (*cycle, cycle[0]))
        for name, column in cycle:
            said = words(
                _("These formulas wait for one another: {names}. Take one of them out of the circle."),
                names=names,
            )
            yield _fault(places[name].row, column, "cycle", said)


def _filter(book: Workbook, row: Row, tree: Ast, places: dict[str, _Place]) -> Iterator[Finding]:
    """Columns that a choice filter names must be columns of the sheet choices (or of the file: not looked at)."""
    _list, is_file = list_of(row)
    if is_file:
        return
    known = {*book.headers.get("choices", ()), *(key for one in book.rows("choices") for key in one.cells)}
    for name in _bare_names(tree):
        if name not in known and name not in places:
            said = words(
                _(
                    "The sheet choices has no column {column}, which this filter uses. Check its spelling, or"
                    " add the column."
                ),
                column=name,
            )
            yield _fault(row, "choice_filter", "filter_column", said)


def _bare_names(tree: Ast) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, Path) and not node.absolute and node.start is None:
            names = node.names()
            if names is not None and len(names) == 1 and names[0] != "..":
                yield names[0]


def _unreachable(book: Workbook, places: dict[str, _Place], row: Row, tree: Ast) -> Iterator[Finding]:
    """A condition that no answer can meet: false(), or a code that the list of the question does not have."""
    for part in _must_hold(tree):
        if isinstance(part, Call) and part.name == "false":
            said = words(
                _(
                    "This question can never be asked: its condition is always false. Mend the condition, or "
                    "remove the question."
                )
            )
            yield _fault(row, "relevant", "unreachable", said, WARNING)
        question, code = _compared(part)
        place = places.get(question)
        if place is None or not code or survey_kind(place.row) != "select":
            continue
        name, is_file = list_of(place.row)
        codes = {one.get("name") for one in book.rows("choices") if one.get("list_name") == name}
        if not is_file and codes and code not in codes:
            said = words(
                _(
                    "This question can never be asked: the list of {question} has no code “{code}”. Use a "
                    "code of that list."
                ),
                question=question,
                code=code,
            )
            yield _fault(row, "relevant", "unreachable", said)


def _must_hold(tree: Ast) -> Iterator[Ast]:
    if isinstance(tree, Binary) and tree.operator == "and":
        yield from _must_hold(tree.left)
        yield from _must_hold(tree.right)
    else:
        yield tree


def _compared(tree: Ast) -> tuple[str, str]:
    """(question, code) of `${question} = 'code'` or `selected(${question}, 'code')`."""
    sides: tuple[Ast, ...] = ()
    if isinstance(tree, Binary) and tree.operator == "=":
        sides = (tree.left, tree.right)
    elif isinstance(tree, Call) and tree.name == "selected" and len(tree.arguments) == 2:
        sides = tree.arguments
    path = next((one for one in sides if isinstance(one, Path)), None)
    literal = next((one for one in sides if isinstance(one, Literal)), None)
    names = path.names() if path is not None and path.absolute else None
    return (names[-1], literal.value) if names and literal is not None else ("", "")
