"""XML that comes from outside is read here only: no DTD, no entities, no network, bounded size and depth."""

from __future__ import annotations

import threading

from lxml import etree

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"

LARGEST_FORM = 32 << 20
LARGEST_INSTANCE = 8 << 20
DEEPEST = 64
_MARK = b"\xef\xbb\xbf"  # of UTF-8, at the head of a file
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")


class XmlRefusedError(UserError):
    """The XML is broken, too large, too deep, or carries declarations that could reach outside."""

    code = "XML-01"
    said = _("This file cannot be read as a form or a record: {reason}.")
    todo = _("Nothing was taken over. Ask for the file again from where it came.")


class _Parsers(threading.local):
    """A parser for each thread: the first reading of a new one takes half as long again as the next."""

    def __init__(self) -> None:
        self.own = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            strip_cdata=True,
        )


_parsers = _Parsers()


def parse(data: bytes, largest: int = LARGEST_INSTANCE) -> etree._Element:
    """The root element of `data` (UTF-8); comments and processing instructions are dropped.

    Raises XmlRefusedError for anything that is not plain, closed, bounded XML.
    """
    if len(data) > largest:
        raise XmlRefusedError(reason=f"{len(data)} > {largest} bytes")
    data = data.removeprefix(_MARK)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise XmlRefusedError(reason="UTF-8") from error
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise XmlRefusedError(reason="DOCTYPE")
    try:
        root = etree.fromstring(data, _parsers.own)
    except etree.XMLSyntaxError as error:
        raise XmlRefusedError(reason=str(error)) from error
    if _TOO_DEEP(root):
        raise XmlRefusedError(reason=f"> {DEEPEST} levels")
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    tag = str(element.tag)
    return tag.rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """The namespace of an element, "" for none."""
    return str(element.tag).rpartition("}")[0][1:]


def children(element: etree._Element) -> list[etree._Element]:
    """The element children (no comments: the parser dropped them)."""
    return [child for child in element if isinstance(child.tag, str)]
