"""One expression over one XML text: the door for tests, tools and second opinions.

If the text is an XForm, absolute paths start at its primary instance, `instance()` finds its secondary
instances and `jr:itext()` its translations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from sxsh_desktop.xform.xpath.compiler import compile_expression
from sxsh_desktop.xform.xpath.context import EvaluationContext, PlainEnvironment, StaticContext
from sxsh_desktop.xform.xpath.documents import XmlNode, read_document
from sxsh_desktop.xform.xpath.errors import XPathTypeError
from sxsh_desktop.xform.xpath.nodes import ELEMENT, NodeLike, Value, attribute_nodes, qualified_name

NAMESPACES: Mapping[str, str] = {
    "xml": "http://www.w3.org/XML/1998/namespace",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "h": "http://www.w3.org/1999/xhtml",
    "xf": "http://www.w3.org/2002/xforms",
    "ev": "http://www.w3.org/2001/xml-events",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "xsd": "http://www.w3.org/2001/XMLSchema",
}
"""Prefixes that mean something even when the document does not declare them."""


def evaluate(
    expression: str,
    document: str,
    context: str = "/",
    *,
    language: str | None = None,
    timezone: str | tzinfo | None = None,
    now: datetime | None = None,
    namespaces: Mapping[str, str] | None = None,
    root: str | None = None,
) -> Value:
    """The value of `expression` at the node `context` of an XML text: str, float, bool or a list of nodes.

    `context`, `root`: location paths in positions, e.g. `/*[1]/*[2]/@name`; `root` is where absolute paths start.
    `timezone`: a name or a tzinfo, UTC if not given; `now`: an aware moment, the clock if not given.
    Raises the errors of `errors.py`; an unknown function only when it is reached.
    """
    tree = read_document(document)
    top = _primary_instance(tree) if root is None else node_at(tree, root)
    zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone or UTC
    environment = _DocumentEnvironment(tree, now, zone, language or "")
    known = {**NAMESPACES, **_declared(tree), **(namespaces or {})}
    is_form = top is not tree and root is None
    static = StaticContext(
        namespaces=known, strict_names=not is_form, defer_errors=True, find_root=lambda _context: top
    )
    compiled = compile_expression(expression, static)
    return compiled.evaluate(EvaluationContext(node_at(tree, context), environment))


def node_at(root: XmlNode, location: str) -> NodeLike:
    """The node at a location path of positions and attributes; raises XPathTypeError when there is none."""
    node: NodeLike = root
    for step in (step for step in location.split("/") if step):
        node = _step_to(node, step, location)
    return node


def _step_to(node: NodeLike, step: str, location: str) -> NodeLike:
    if step.startswith("@"):
        found = [one for one in attribute_nodes(node) if qualified_name(one) == step[1:]]
        place = 1
    else:
        test, _, rest = step.partition("[")
        place = int(rest.rstrip("]") or 1)
        kind = ELEMENT if test == "*" else test.removesuffix("()")
        found = [one for one in node.children if kind in ("node", one.kind)]
    if not 1 <= place <= len(found):
        raise XPathTypeError(what=_("a node of the document"), given=location)
    return found[place - 1]


def _declared(root: XmlNode) -> dict[str, str]:
    """Prefix to namespace for every declaration in the document, the outermost first."""
    found: dict[str, str] = {}
    for node in _elements(root):
        for namespace, prefix in node.prefixes.items():
            found.setdefault(prefix, namespace)
    return found


def _elements(root: XmlNode) -> Iterator[XmlNode]:
    waiting: list[NodeLike] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, XmlNode):
            if node.kind == ELEMENT:
                yield node
            waiting.extend(reversed(node.children))


def _named(parent: NodeLike, *names: str) -> NodeLike | None:
    """The first element down a chain of local names."""
    node: NodeLike | None = parent
    for name in names:
        children = node.children if node is not None else ()
        node = next((one for one in children if one.kind == ELEMENT and one.name == name), None)
    return node


def _primary_instance(root: XmlNode) -> NodeLike:
    return _named(root, "html", "head", "model", "instance") or root


class _DocumentEnvironment(PlainEnvironment):
    """Instances and translations of an XForm, found in its own text."""

    def __init__(self, root: XmlNode, now: datetime | None, zone: tzinfo, language: str) -> None:
        super().__init__(now=now, timezone=zone, language=language)
        self._root = root

    def instance(self, instance_id: str) -> NodeLike | None:
        for node in _elements(self._root):
            if node.name == "instance" and node.attributes.get("id") == instance_id:
                return node
        return None

    def itext(self, text_id: str) -> Value | None:
        translations = [node for node in _elements(self._root) if node.name == "translation"]
        chosen = [node for node in translations if node.attributes.get("lang") == self.language]
        default = [node for node in translations if "default" in node.attributes] or translations
        for translation in (*chosen, *default[:1]):
            for text in translation.children:
                if text.attributes.get("id") == text_id:
                    return [value for value in text.children if value.kind == ELEMENT]
        return None
