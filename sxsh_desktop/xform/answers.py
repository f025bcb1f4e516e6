"""A record as read from its XML: plain values, no form needed. Hostile XML is refused by `xml.parse`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from sxsh_desktop.base.text import nfc
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.definition import SXSH_NAMESPACE

_SX = f"{{{SXSH_NAMESPACE}}}"
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
    root = _answer(element)
    _number_rows(root)
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


def _answer(element: etree._Element) -> Answer:
    inner = [child for child in xml.children(element) if child.get(f"{{{xml.JAVAROSA}}}template") is None]
    row = element.get(_SX + "row") or ""
    return Answer(
        name=xml.local(element),
        text="" if inner else nfc(element.text or ""),
        absent=element.get(_SX + "absent") or "",
        accepted=nfc(element.get(_SX + "accepted") or ""),
        note=nfc(element.get(_SX + "note") or ""),
        row_id=row if _ROW_ID.match(row) else "",
        children=[*(_answer(child) for child in inner), *_attributes(element)],
    )


def _attributes(element: etree._Element) -> list[Answer]:
    """Attributes of the form's own, as answers named @name (those of the root say which form it is)."""
    if element.getparent() is None:
        return []
    return [
        Answer(f"@{etree.QName(str(key)).localname}", nfc(str(text)))
        for key, text in element.attrib.items()
        if not str(key).startswith((_SX, f"{{{xml.JAVAROSA}}}"))
    ]


def _number_rows(answer: Answer) -> None:
    """Elements without a (fresh) row id get one from their place among those of their name."""
    seen: dict[str, int] = {}
    taken: set[tuple[str, str]] = set()
    for child in answer.children:
        seen[child.name] = seen.get(child.name, 0) + 1
        if not child.row_id or (child.name, child.row_id) in taken:
            child.row_id = f"row{seen[child.name]:05d}"
        taken.add((child.name, child.row_id))
        _number_rows(child)


def walk(answer: Answer) -> Iterator[Answer]:
    """This element and all below."""
    yield answer
    for child in answer.children:
        yield from walk(child)
