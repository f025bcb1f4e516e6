"""A record as canonical XML: the same answers give the same bytes, on every machine, for ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sxsh_desktop.xform import xml
from sxsh_desktop.xform.definition import SXSH_NAMESPACE
from sxsh_desktop.xform.nodes import AnswerNode
from sxsh_desktop.xform.record import Record

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}

_META_NAMES = ("instanceID", "deprecatedID", "instanceName")

TextOf = Callable[[AnswerNode], str]


def clean(text: str) -> str:
    """The text without characters that XML cannot hold; line ends are one newline."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def write_record(record: Record, ids: tuple[str, str], name: str, final: bool, text_of: TextOf) -> bytes:
    """The record as an OpenRosa instance; `ids` are instanceID and deprecatedID ("" for none).

    `final` leaves out what is not relevant. The meta block stands last, always in the OpenRosa namespace.
    """
    form = record.plan.form
    root = record.root
    space = f' xmlns="{_attribute(form.namespace)}"' if form.namespace else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<{root.name}{space} xmlns:orx="{xml.OPENROSA}" xmlns:sxsh="{SXSH_NAMESPACE}"',
        f' id="{_attribute(form.form_id)}" version="{_attribute(form.version)}">',
    ]
    others: list[str] = []
    for child in root.children:
        if child.name != "meta":
            lines.extend(_element(child, final, text_of))
            continue
        for inner in child.children:
            if inner.name not in _META_NAMES:
                others.extend(_element(inner, final, text_of))
    lines.extend(_meta(ids, name, others))
    lines.append(f"</{root.name}>\n")
    return "".join(lines).encode("utf-8")


def _meta(ids: tuple[str, str], name: str, others: list[str]) -> Iterator[str]:
    yield f"<orx:meta><orx:instanceID>{_text(ids[0])}</orx:instanceID>"
    if ids[1]:
        yield f"<orx:deprecatedID>{_text(ids[1])}</orx:deprecatedID>"
    if name:
        yield f"<orx:instanceName>{_text(name)}</orx:instanceName>"
    yield from others
    yield "</orx:meta>"


def _element(node: AnswerNode, final: bool, text_of: TextOf) -> Iterator[str]:
    if final and not node.relevant:
        return
    said = {"row": node.row_id, "absent": node.absent, "accepted": node.accepted, "note": node.note}
    marks = "".join(f' sxsh:{key}="{_attribute(text)}"' for key, text in said.items() if text)
    if node.held or node.definition.model.attributes:
        marks = _own_attributes(node, final, text_of) + marks
    is_leaf = node.definition.is_leaf
    text = text_of(node) if is_leaf else ""
    if is_leaf and not text:
        yield f"<{node.name}{marks}/>"
        return
    yield f"<{node.name}{marks}>"
    if not is_leaf:
        for child in node.children:
            yield from _element(child, final, text_of)
    else:
        yield _text(text)
    yield f"</{node.name}>"


def _own_attributes(node: AnswerNode, final: bool, text_of: TextOf) -> str:
    """Attributes that the form gives the element, and those that are answers (entities)."""
    written = [(name, text) for name, text in node.definition.model.attributes if not name.startswith("{")]
    answers = [
        (one.name[1:], text_of(one))
        for one in node.inner()
        if one.definition.is_attribute and (one.relevant or not final)
    ]
    return "".join(f' {name}="{_attribute(text)}"' for name, text in (*written, *answers))


def _text(text: str) -> str:
    return "".join(_IN_TEXT.get(c, c) for c in text) if any(c in text for c in _IN_TEXT) else text


def _attribute(text: str) -> str:
    return "".join(_IN_ATTRIBUTE.get(c, c) for c in text)
