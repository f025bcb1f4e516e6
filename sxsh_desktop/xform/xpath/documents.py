"""XML texts as nodes that XPath can walk; lxml reads them, with no entities, no DTD and no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from sxsh_desktop.xform.xpath.convert import number_of_text
from sxsh_desktop.xform.xpath.errors import XPathDocumentError
from sxsh_desktop.xform.xpath.nodes import (
    COMMENT,
    ELEMENT,
    INSTRUCTION,
    ROOT,
    TEXT,
    NodeLike,
    count_sibling_position,
)

DOCTYPE = "doctype"
"""Not a node of XPath 1.0; kept because the DOM has one, and public suites count it."""


class XmlNode:
    """A node of a parsed document; `prefixes` maps namespaces to the prefixes in force at it."""

    __slots__ = (
        "_text",
        "attributes",
        "children",
        "kind",
        "name",
        "namespace",
        "parent",
        "prefix",
        "prefixes",
    )

    relevant = True

    def __init__(self, kind: str, parent: NodeLike | None, name: str = "", text: str = "") -> None:
        self.kind = kind
        self.parent = parent
        self.name = name
        self.namespace = ""
        self.prefix = ""
        self.children: Sequence[NodeLike] = ()
        self.attributes: Mapping[str, str] = {}
        self.prefixes: Mapping[str, str] = {}
        self._text = text

    def string_value(self) -> str:
        if self.kind in (ELEMENT, ROOT):
            below = (child.string_value() for child in self.children if child.kind in (ELEMENT, TEXT))
            return "".join(below)
        return self._text

    def number_value(self) -> float:
        return number_of_text(self.string_value())

    def sibling_position(self) -> int:
        return count_sibling_position(self)

    def location(self) -> str:
        """Positions only, e.g. `/*[1]/*[2]/text()[1]`: it finds the node again whatever its name."""
        if self.parent is None:
            return "/"
        if self.kind == DOCTYPE:
            return f"{self.parent.location().rstrip('/')}/node()[1]"
        place = 1
        for sibling in self.parent.children:
            if sibling is self:
                break
            place += sibling.kind == self.kind
        test = "*" if self.kind == ELEMENT else f"{self.kind}()"
        return f"{self.parent.location().rstrip('/')}/{test}[{place}]"

    def __repr__(self) -> str:
        return f"<{self.kind} {self.location()}>"


def read_document(text: str) -> XmlNode:
    """The root node of an XML text; raises XPathDocumentError if it is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=False, remove_pis=False, strip_cdata=False,
    )  # fmt: skip
    try:
        top = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise XPathDocumentError(reason=str(error)) from error
    root = XmlNode(ROOT, None)
    children: list[NodeLike] = []
    if top.getroottree().docinfo.internalDTD is not None:
        children.append(XmlNode(DOCTYPE, root))
    before = list(reversed(list(top.itersiblings(preceding=True))))
    for element in (*before, top, *top.itersiblings()):
        children.append(_node_of(element, root))
    root.children = children
    return root


def _node_of(element: etree._Element, parent: XmlNode) -> XmlNode:
    """The node of an element, comment or instruction with all below it; the tree is walked without recursion."""
    top = _bare_node(element, parent)
    waiting = [(element, top)]
    while waiting:
        source, node = waiting.pop()
        if node.kind != ELEMENT:
            continue
        children: list[NodeLike] = []
        _add_text(children, node, source.text)
        for child in source:
            if not isinstance(child, etree._Entity):
                made = _bare_node(child, node)
                children.append(made)
                waiting.append((child, made))
            _add_text(children, node, child.tail)
        node.children = children
    return top


def _add_text(children: list[NodeLike], parent: XmlNode, text: str | None) -> None:
    if text:
        children.append(XmlNode(TEXT, parent, text=text))


def _bare_node(element: etree._Element, parent: XmlNode) -> XmlNode:
    if isinstance(element, etree._Comment):
        return XmlNode(COMMENT, parent, text=element.text or "")
    if isinstance(element, etree._ProcessingInstruction):
        return XmlNode(INSTRUCTION, parent, getattr(element, "target", ""), element.text or "")
    name = etree.QName(element)
    node = XmlNode(ELEMENT, parent, name.localname)
    node.namespace = name.namespace or ""
    node.prefix = element.prefix or ""
    node.attributes = {str(key): str(value) for key, value in element.attrib.items()}
    node.prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
    node.prefixes.setdefault("http://www.w3.org/XML/1998/namespace", "xml")
    return node
