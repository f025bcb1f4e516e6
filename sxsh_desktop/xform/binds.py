"""The binds and model part of an XForm: what each answer node is, apart from how it is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from sxsh_desktop.base.text import nfc
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.definition import NOTHING, SXSH_NAMESPACE, Action, ModelNode

_SX = f"{{{SXSH_NAMESPACE}}}"
_JR = f"{{{xml.JAVAROSA}}}"
_ODK = f"{{{xml.ODK}}}"
_ORX = f"{{{xml.OPENROSA}}}"
_TEMPLATE = _JR + "template"
_FALSE = ("false()", "")


@dataclass(slots=True)
class Bind:
    """The attributes of one `<bind>`, expressions as text ("" when not written)."""

    path: str
    datatype: str = "string"
    relevant: str = ""
    required: str = ""
    required_message: str = ""
    constraint: str = ""
    constraint_message: str = ""
    calculate: str = ""
    readonly: str = ""
    preload: str = ""
    preload_params: str = ""
    fact: str = ""
    unit: str = ""
    soft: str = ""
    soft_message: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    personal: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: NOTHING)


_SPECIAL = re.compile(r"[\s\[:@.]|//|/$")
_PREDICATE = re.compile(r"\[[^\]]*\]")


def resolved(written: str, holder: str) -> str:
    """The path of a reference without prefixes and predicates; a relative one starts at the path `holder`."""
    if written.startswith("/") and not _SPECIAL.search(written):
        return written
    plain = _PREDICATE.sub("", written.strip()).removeprefix("current()/")
    names = [] if plain.startswith("/") else [name for name in holder.split("/") if name]
    for step in plain.split("/"):
        if step == "..":
            names = names[:-1]
        elif step not in ("", "."):
            mark = "@" if step.startswith("@") else ""
            names.append(mark + step.removeprefix("@").rpartition(":")[2])
    return "/" + "/".join(names) if names else ""


_EXPRESSIONS = {
    **{name: name for name in ("relevant", "required", "constraint", "calculate", "readonly")},
    **{_SX + name: name for name in ("fact", "unit", "soft", "personal")},
    _JR + "preload": "preload",
    _JR + "preloadParams": "preload_params",
}
_MESSAGES = {_JR + "requiredMsg": "required_message", _JR + "constraintMsg": "constraint_message"}
_SOFT = _SX + "softMsg_"
_SAYS_NOTHING = {"required": _FALSE, "readonly": _FALSE, "relevant": ("true()",)}


def read_bind(bind: etree._Element, root: str = "") -> Bind:
    """One bind; a `required` or `readonly` of false() counts as not written, a `relevant` of true() too."""
    found = Bind("")
    for given, raw in bind.attrib.items():
        key, text = str(given), nfc(str(raw))
        name = _EXPRESSIONS.get(key)
        if name is not None:
            text = text.strip()
            setattr(found, name, "" if text in _SAYS_NOTHING.get(name, ()) else text)
        elif key == "nodeset":
            found.path = resolved(text.strip(), root)
        elif key == "type":
            found.datatype = text.strip().rpartition(":")[2] or "string"
        elif key in _MESSAGES:
            setattr(found, _MESSAGES[key], text)
        elif key.startswith(_SOFT):
            found.soft_message = {**found.soft_message, key[len(_SOFT) :]: text}
        elif key.startswith((_ORX, _ODK)):
            found.parameters = {**found.parameters, key.rpartition("}")[2]: text}
    return found


def read_model_tree(
    root: etree._Element, repeats: frozenset[str], attributes: frozenset[str] = frozenset()
) -> ModelNode:
    """The primary instance as a tree of values; a repeat appears once, with the rows that a new record has.

    `attributes`: paths (`/data/x/@id`) of the attributes that are answers of their own, because a bind or an
    action names them.
    """
    return _ModelReader(repeats, attributes).node([root], f"/{xml.local(root)}")


@dataclass(frozen=True, slots=True)
class _ModelReader:
    repeats: frozenset[str]
    attributes: frozenset[str]

    def node(self, same: list[etree._Element], path: str, is_fresh: bool = False) -> ModelNode:
        """The elements of one path as one node; `is_fresh`: as a new row has it, without first rows' answers."""
        is_repeat = path in self.repeats
        plain = [one for one in same if one.get(_TEMPLATE) is None]
        template = next((one for one in same if one.get(_TEMPLATE) is not None), None)
        if template is None and not is_repeat:
            return self._one(same[0], path, is_fresh)
        made = self._one(
            same[0] if template is None else template, path, is_fresh or _is_bare(is_repeat, template)
        )
        if not is_repeat:
            return made
        rows = tuple(replace(self._one(one, path, is_fresh), is_repeat=True) for one in plain)
        made = replace(made, is_repeat=True)
        different = any(one != made for one in rows)
        return replace(made, rows=len(plain), instances=rows if different else ())

    def _one(self, element: etree._Element, path: str, is_fresh: bool) -> ModelNode:
        space = xml.namespace(element)
        grouped: dict[str, list[etree._Element]] = {}
        for child in xml.children(element):
            grouped.setdefault(xml.local(child), []).append(child)
        below = tuple([self.node(same, f"{path}/{name}", is_fresh) for name, same in grouped.items()])
        plain, answers = self._attributes(element, path)
        return ModelNode(
            path,
            path.rpartition("/")[2],
            "" if space == xml.XFORMS else space,
            (*below, *answers) if answers else below,
            nfc(element.text or "") if not below and not is_fresh else "",
            plain,
        )

    def _attributes(
        self, element: etree._Element, path: str
    ) -> tuple[tuple[tuple[str, str], ...], list[ModelNode]]:
        """The attributes as written, and those that are answers of their own."""
        plain: list[tuple[str, str]] = []
        answers: list[ModelNode] = []
        for key, text in element.attrib.items():
            written = str(key)
            if written.startswith((_JR, _SX)):
                continue
            name = etree.QName(written).localname
            if f"{path}/@{name}" in self.attributes:
                inner = ModelNode(f"{path}/@{name}", f"@{name}", "", text=nfc(str(text)), is_attribute=True)
                answers.append(inner)
            else:
                plain.append((written, str(text)))
        return tuple(plain), answers


def _is_bare(is_repeat: bool, template: etree._Element | None) -> bool:
    """A repeat without a template: a new row has the shape of the first, not its answers (JavaRosa)."""
    return is_repeat and template is None


EVENTS = (
    "odk-instance-first-load",
    "odk-instance-load",
    "odk-new-repeat",
    "xforms-value-changed",
    "xforms-ready",
)


def read_action(element: etree._Element, holder: str, root: str, ids: Mapping[str, str]) -> Action:
    """A `<setvalue>` or `<odk:setgeopoint>`; `ids` are the paths of binds by their id.

    Raises XmlRefusedError for an event that no specification names, or a new-repeat event outside a repeat.
    """
    events = tuple((element.get("event") or "").split())
    unknown = [event for event in events if event not in EVENTS]
    if unknown or ("odk-new-repeat" in events and not holder):
        raise xml.XmlRefusedError(reason=f"setvalue event={' '.join(unknown or events)}")
    value, ref = (
        element.get("value"),
        (element.get("ref") or ids.get(element.get("bind") or "") or "").strip(),
    )
    return Action(
        events=tuple("odk-instance-first-load" if event == "xforms-ready" else event for event in events),
        holder=holder,
        target=resolved(ref, holder or root),
        expression=(value or "").strip(),
        literal="" if value is not None else nfc(element.text or ""),
        selector=ref if "[" in ref else "",
        is_place=xml.local(element) == "setgeopoint",
    )


def is_action(element: etree._Element) -> bool:
    """Whether the element is a setvalue or a setgeopoint."""
    return xml.local(element) in ("setvalue", "setgeopoint")
