"""The binds and model part of an XForm: what each answer node is, apart from how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from sxsh_desktop.base.text import nfc
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.definition import SXSH_NAMESPACE, Action, ModelNode

_SX = f"{{{SXSH_NAMESPACE}}}"
_JR = f"{{{xml.JAVAROSA}}}"
_ODK = f"{{{xml.ODK}}}"
_ORX = f"{{{xml.OPENROSA}}}"
_FALSE = ("false()", "")


@dataclass(frozen=True, slots=True)
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
    soft_message: Mapping[str, str] = field(default_factory=dict)
    personal: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


def read_bind(bind: etree._Element) -> Bind:
    """One bind; a `required` or `readonly` of false() counts as not written, a `relevant` of true() too."""

    def words(name: str) -> str:
        return nfc(bind.get(name) or "").strip()

    required, readonly, relevant = words("required"), words("readonly"), words("relevant")
    return Bind(
        path=words("nodeset"),
        datatype=words("type").split(":")[-1] or "string",
        relevant="" if relevant == "true()" else relevant,
        required="" if required in _FALSE else required,
        required_message=bind.get(_JR + "requiredMsg") or "",
        constraint=words("constraint"),
        constraint_message=bind.get(_JR + "constraintMsg") or "",
        calculate=words("calculate"),
        readonly="" if readonly in _FALSE else readonly,
        preload=words(_JR + "preload"),
        preload_params=words(_JR + "preloadParams"),
        fact=words(_SX + "fact"),
        unit=words(_SX + "unit"),
        soft=words(_SX + "soft"),
        soft_message=_soft_messages(bind),
        personal=words(_SX + "personal"),
        parameters=_parameters(bind),
    )


def _soft_messages(bind: etree._Element) -> dict[str, str]:
    start = _SX + "softMsg_"
    return {
        str(key)[len(start) :]: nfc(str(text))
        for key, text in bind.attrib.items()
        if str(key).startswith(start)
    }


def _parameters(bind: etree._Element) -> dict[str, str]:
    return {
        str(key).rpartition("}")[2]: str(text)
        for key, text in bind.attrib.items()
        if str(key).startswith((_ORX, _ODK))
    }


def read_model_tree(root: etree._Element, repeats: frozenset[str]) -> ModelNode:
    """The primary instance as a tree of values; a repeat appears once, with the rows that a new record has."""
    return _model_node(root, f"/{xml.local(root)}", repeats, 1)


def _model_node(element: etree._Element, path: str, repeats: frozenset[str], rows: int) -> ModelNode:
    grouped: dict[str, list[etree._Element]] = {}
    for child in xml.children(element):
        grouped.setdefault(xml.local(child), []).append(child)
    below = []
    for name, same in grouped.items():
        plain = [one for one in same if one.get(_JR + "template") is None]
        count = len(plain) if len(plain) < len(same) or f"{path}/{name}" in repeats else 1
        below.append(_model_node(same[0], f"{path}/{name}", repeats, count))
    space = xml.namespace(element)
    return ModelNode(
        path=path,
        name=xml.local(element),
        namespace="" if space == xml.XFORMS else space,
        children=tuple(below),
        text=nfc(element.text or "") if not below else "",
        attributes=tuple(
            (str(key), str(text)) for key, text in element.attrib.items() if not str(key).startswith(_JR)
        ),
        is_repeat=path in repeats,
        rows=rows,
    )


def read_action(element: etree._Element, holder: str) -> Action:
    """A `<setvalue>` (or an `odk:setgeopoint`, which is noted and writes nothing)."""
    value = element.get("value")
    return Action(
        events=tuple((element.get("event") or "").split()),
        holder=holder,
        target=(element.get("ref") or "").strip(),
        expression=(value or "").strip(),
        literal="" if value is not None else nfc(element.text or ""),
    )


def is_action(element: etree._Element) -> bool:
    """Whether the element is a setvalue."""
    return xml.local(element) == "setvalue"
