"""A record as read from its XML: plain values, no form needed. Hostile XML is refused by `xml.parse`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml import etree

from sxsh_desktop.base.text import nfc
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.definition import SXSH_NAMESPACE

_SX = f"{{{SXSH_NAMESPACE}}}"
_JR = f"{{{xml.JAVAROSA}}}"
_ROW, _ABSENT, _ACCEPTED, _NOTE = (_SX + name for name in ("row", "absent", "accepted", "note"))
_TEMPLATE = _JR + "template"
_FIRST_ROW = "row00001"
_ROW_ID = re.compile(r"^[A-Za-z0-9_-]{1,64}$")


@dataclass(slots=True)
class Answer:
    """One element of an instance: a group, a repeat row or an answer.

    `text` is empty for elements that hold others. `row_id` is what the element carries, or one made from its
    place ("row00001") when it carries none, so that the same bytes always give the same refs.
    """

    name: str
    text: str = ""
    absent: str = ""
    accepted: str = ""
    note: str = ""
    row_id: str = ""
    children: list[Answer] = field(default_factory=list)

    def named(self, name: str) -> list[Answer] | None:
        """The children of that name, None when there is none."""
        found = [child for child in self.children if child.name == name]
        return found or None


@dataclass(frozen=True, slots=True)
class Meta:
    """Who the instance says it is."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str = ""
    instance_name: str = ""


@dataclass(frozen=True, slots=True)
class ReadInstance:
    """A whole instance: its answers and its meta block."""

    root: Answer
    meta: Meta


@lru_cache(maxsize=32)
def read_instance(data: bytes) -> ReadInstance:
    """Read the XML of a record. Raises XmlRefusedError for anything broken or hostile.

    What was read last is kept, because facts, name and dates of one record are asked for one after the other:
    callers do not change what they are given.
    """
    element = xml.parse(data)
    root = Answer(local_name(str(element.tag)))
    _fill(root, element)
    meta = next((child for child in root.children if child.name == "meta"), Answer("meta"))
    named = {child.name: child.text.strip() for child in meta.children}
    return ReadInstance(
        root,
        Meta(
            form_id=nfc(element.get("id") or xml.namespace(element)),
            version=element.get("version") or "",
            instance_id=named.get("instanceID", ""),
            deprecated_id=named.get("deprecatedID", ""),
            instance_name=named.get("instanceName", ""),
        ),
    )


def _fill(answer: Answer, element: etree._Element) -> None:
    """Give an answer its text and what is below it. Runs for each element of each record: it takes the short ways."""
    below, is_leaf = answer.children, True
    if len(element):
        for child in element:
            keys = child.keys()
            if keys and child.get(_TEMPLATE) is not None:
                continue
            is_leaf = False
            inner = Answer(local_name(child.tag), "", "", "", "", "", [])
            below.append(inner)
            if keys or len(child):
                _fill(inner, child)
            elif text := child.text:
                inner.text = text if text.isascii() else nfc(text)
    if is_leaf and (text := element.text):
        answer.text = text if text.isascii() else nfc(text)
    if element.keys():
        _read_attributes(answer, element)
    if below:
        _number_rows(below)


@lru_cache(maxsize=4096)
def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _read_attributes(answer: Answer, element: etree._Element) -> None:
    """What our own attributes say; the form's own become answers named @name (those of the root say which form
    it is)."""
    is_root = element.getparent() is None
    for key, value in element.items():
        name, text = str(key), str(value)
        if name == _ROW:
            answer.row_id = _fresh_id(text)
        elif name == _ABSENT:
            answer.absent = text
        elif name == _ACCEPTED:
            answer.accepted = nfc(text)
        elif name == _NOTE:
            answer.note = nfc(text)
        elif not is_root and not name.startswith((_SX, _JR)):
            answer.children.append(Answer(f"@{local_name(name)}", nfc(text)))


def _number_rows(children: list[Answer]) -> None:
    """Elements without a (fresh) row id get one from their place among those of their name."""
    if len({child.name for child in children}) == len(children):
        for child in children:
            child.row_id = child.row_id or _FIRST_ROW
        return
    seen: dict[str, int] = {}
    taken: set[tuple[str, str]] = set()
    for child in children:
        seen[child.name] = seen.get(child.name, 0) + 1
        if not child.row_id or (child.name, child.row_id) in taken:
            child.row_id = f"row{seen[child.name]:05d}"
        taken.add((child.name, child.row_id))


def is_template(element: etree._Element) -> bool:
    """Whether it stands for rows to come, and is no answer."""
    return bool(element.keys()) and element.get(_TEMPLATE) is not None


def said_by(element: etree._Element) -> tuple[str, str]:
    """The text of an element, as in `Answer`, and the reason why there is none."""
    absent = (element.get(_ABSENT) or "") if element.keys() else ""
    text = element.text
    if not text or (len(element) and any(child.get(_TEMPLATE) is None for child in element)):
        return "", absent
    return (text if text.isascii() else nfc(text)), absent


def instance_name_of(root: etree._Element) -> str:
    """What a record calls itself, as in `Meta`."""
    name = ""
    blocks = (one for one in root.iterchildren("{*}meta") if not is_template(one))
    for block in islice(blocks, 1):
        for child in block.iterchildren("{*}instanceName"):
            name = name if is_template(child) else said_by(child)[0].strip()
    return name


def attribute_of(element: etree._Element, name: str) -> str | None:
    """The form's own attribute that an answer is kept in ("@name"), None when it is not there."""
    answer = Answer("")
    _read_attributes(answer, element)
    return next((one.text for one in answer.children if one.name == name), None)


def row_ids(rows: Sequence[etree._Element]) -> list[str]:
    """The row ids of the rows of one table, as in `Answer`."""
    own = [one.get(_ROW) or "" for one in rows]
    if len(set(own)) == len(own) and all(map(_ROW_ID.match, own)):
        return own
    found = [Answer("", row_id=_fresh_id(one)) for one in own]
    _number_rows(found)
    return [one.row_id for one in found]


def _fresh_id(text: str) -> str:
    return text if _ROW_ID.match(text) else ""


def walk(answer: Answer) -> Iterator[Answer]:
    """This element and all below."""
    yield answer
    for child in answer.children:
        yield from walk(child)
