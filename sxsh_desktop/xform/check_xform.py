"""The form check of a form that is an XForm already (.xml): the same questions as for a workbook, as far as an XForm
has them. A finding names the line of the file instead of the row of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.check_facts import check_facts
from sxsh_desktop.xform.definition import BodyNode, Control, Form, Question, Repeat
from sxsh_desktop.xform.finding import ERROR, WARNING, Finding
from sxsh_desktop.xform.graph import graph_of
from sxsh_desktop.xform.load import load_form, read_beside
from sxsh_desktop.xform.misplaced import NO_LIST
from sxsh_desktop.xform.read_xform import asked_without_place
from sxsh_desktop.xform.workbook import Row, Workbook

_STOPS = ("syntax", "function", NO_LIST)  # as `load.require_usable`
_TYPES = {"int": "integer", "binary": "image", "string": "text", "dateTime": "datetime"}
SHEET = "XForm"
# fmt: off
_BODY = frozenset((
    "input", "select1", "select", "rank", "range", "upload", "trigger", "secret", "group", "repeat", "label",
    "hint", "help", "alert", "value", "item", "itemset", "copy", "output", "action", "setvalue",
    "setgeopoint", "recordaudio", "pollsensor", "message",
))
# fmt: on


def check_xform(
    path: Path, vocabulary: Vocabulary | None, units: UnitTable | None, earlier: Form | None
) -> tuple[Finding, ...]:
    """Every fault and warning of an XForm file, by line; what `check_form` says of a workbook."""
    try:
        root = xml.parse(path.read_bytes(), xml.LARGEST_FORM)
        left_out = asked_without_place(root, lambda name: read_beside(path, name))
    except OSError as error:
        return (Finding(ERROR, "", 0, "", "FORM-01", str(error.strerror or path.name)),)
    except UserError as error:
        return (_as_finding(error),)
    lines = _lines(root)
    found = [*_unknown(root), *(_not_asked(one, lines) for one in left_out)]
    try:
        form = load_form(path)
    except UserError as error:
        return (*found, _as_finding(error))
    found += _formulas(form, lines)
    found += _without_choices(form, lines)
    found += _settings(form, earlier)
    if vocabulary is not None:
        book = Workbook({"survey": tuple(_rows(form.root.children, form, lines))})
        found += [replace(one, sheet=SHEET) for one in check_facts(book, vocabulary, units)]
    return tuple(sorted(set(found), key=lambda one: (one.row, one.column, one.code)))


def _as_finding(error: UserError) -> Finding:
    return Finding(ERROR, SHEET, 0, "", error.code, " ".join(error.explain()))


def _lines(root: etree._Element) -> dict[str, int]:
    """The line where each path stands in the body, else in a bind; by path as written."""
    found: dict[str, int] = {}
    for element in reversed(list(root.iter(etree.Element))):
        for name in ("nodeset", "ref"):
            written = element.get(name)
            if written:
                found[written.strip()] = _line_of(element)
    return found


def _line_of(element: etree._Element) -> int:
    return int(getattr(element, "sourceline", 0) or 0)


def _line(path: str, lines: dict[str, int]) -> int:
    return lines.get(path) or lines.get(path.rpartition("/")[2]) or 0


def _not_asked(path: str, lines: dict[str, int]) -> Finding:
    said = words(
        _(
            "The body asks {path}, but a record has no place for it there: it will not be asked. "
            "Add it to the instance, or take it out of the body."
        ),
        path=path,
    )
    return Finding(WARNING, SHEET, _line(path, lines), path, "no_place", said)


def _unknown(root: etree._Element) -> Iterator[Finding]:
    """Elements of the body that no question is made of."""
    body = root.find(f"{{{xml.XHTML}}}body")
    for element in body.iter(f"{{{xml.XFORMS}}}*") if body is not None else ():
        name = xml.local(element)
        if name not in _BODY:
            said = words(
                _(
                    "The body has an element {name}, which is no question: it will not be asked. Remove it, "
                    "or use input, select1, select or upload."
                ),
                name=name,
            )
            yield Finding(
                WARNING, SHEET, _line_of(element), element.get("ref") or "", "unknown_control", said
            )


def _formulas(form: Form, lines: dict[str, int]) -> Iterator[Finding]:
    """Formulas that cannot be used in the way the form means: those that do not stop it from being opened."""
    for fault in graph_of(form).faults:
        said = words(
            _("This formula of {path} cannot be used: {reason}. Correct it."),
            path=fault.path,
            reason=fault.detail,
        )
        severity = ERROR if fault.code in _STOPS else WARNING
        yield Finding(severity, SHEET, _line(fault.path, lines), fault.column, fault.code, said)


def _without_choices(form: Form, lines: dict[str, int]) -> Iterator[Finding]:
    """Questions that offer nothing to choose: JavaRosa does not open such a form, and nobody could answer it."""
    for question in form.questions.values():
        source = question.choices
        offered = form.lists.get(source.list_id) if source is not None else None
        empty = offered is not None and not (offered.rows or offered.source or offered.document)
        if question.control.is_select and (source is None or empty):
            said = words(_("The question {name} offers no choice. Write its choices."), name=question.name)
            yield Finding(ERROR, SHEET, _line(question.path, lines), question.path, NO_LIST, said)


def _settings(form: Form, earlier: Form | None) -> Iterator[Finding]:
    if not form.version:
        yield Finding(
            ERROR,
            SHEET,
            0,
            "version",
            "no_version",
            words(_("The form has no version. Write one, for example 2026070101.")),
        )
    changed = earlier is not None and earlier.definition_hash != form.definition_hash
    if (
        earlier is not None
        and changed
        and earlier.form_id == form.form_id
        and form.version <= earlier.version
    ):
        said = words(
            _("The form has changed, but its version {version} was not raised. Write a higher version."),
            version=form.version,
        )
        yield Finding(ERROR, SHEET, 0, "version", "version_not_raised", said)


def _rows(nodes: tuple[BodyNode, ...], form: Form, lines: dict[str, int]) -> Iterator[Row]:
    """The body as the rows of a survey sheet, as far as facts and units are concerned."""
    for node in nodes:
        number = _line(node.path, lines)
        if isinstance(node, Question):
            yield _row(node, number)
            continue
        kind = "repeat" if isinstance(node, Repeat) else "group"
        yield Row(number, {"type": f"begin {kind}", "name": node.name})
        yield from _rows(node.children, form, lines)
        yield Row(number, {"type": f"end {kind}"})


def _row(node: Question, number: int) -> Row:
    kind = _TYPES.get(node.datatype, node.datatype)
    if node.control is Control.NOTE:
        kind = "note"
    elif node.control.is_select:
        kind = f"{node.control.value} {node.choices.list_id if node.choices is not None else '-'}"
    elif node.control is Control.RANGE:
        kind = "range"
    cells = {
        "type": kind,
        "name": node.name,
        "bind::sxsh:fact": node.fact,
        "bind::sxsh:unit": _unit(node.unit),
        "bind::sxsh:soft": node.soft,
        "bind::sxsh:softMsg_vi": node.soft_message.get("vi", ""),
        "bind::sxsh:personal": node.personal,
    }
    return Row(number, {name: text for name, text in cells.items() if text})


def _unit(text: str) -> str:
    """A unit as a workbook has it: a path to an answer as `${name}`."""
    parts = (part.strip() for part in text.split(" per "))
    return " per ".join(
        f"${{{part.rpartition('/')[2]}}}" if part.startswith((".", "/")) else part for part in parts if part
    )
