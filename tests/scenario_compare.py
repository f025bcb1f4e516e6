"""Whether what a session gave is what a recorded scenario expects: numbers, choices, types, XML."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from sxsh_desktop.xform.definition import SXSH_NAMESPACE
from sxsh_desktop.xform.session import FillSession

PREFIX = re.compile(r"(?<=/)[A-Za-z]\w*:(?!:)")


def is_met(step: dict[str, Any], given: Any) -> bool:
    cmp, prop = step["cmp"], step["prop"]
    wanted: Any = step.get("value")
    if prop == "choices":
        return _choices_met(cmp, given, wanted)
    if prop in ("instance_xml", "submission_xml"):
        return _contains(given, wanted) if cmp == "contains" else _same_xml(given, wanted)
    if prop == "typed_value":
        return _typed(cmp, given, wanted)
    simple: dict[str, Callable[[], bool]] = {
        "equals": lambda: equals(step, given, wanted),
        "not_equals": lambda: bool(given != wanted),
        "close_to": lambda: abs(float(given) - float(wanted)) <= float(step.get("tolerance", 0)),
        "matches": lambda: re.search(wanted, given) is not None,
        "starts_with": lambda: given.startswith(wanted),
        "has": lambda: wanted in given,
        "has_not": lambda: wanted not in given,
        "has_all": lambda: set(wanted) <= set(given),
    }
    return simple[cmp]()


def equals(step: dict[str, Any], given: Any, wanted: Any) -> bool:
    kind = step.get("as")
    if step["prop"] in ("position_ref", "form_violation_ref") and isinstance(wanted, str):
        return bool(given == PREFIX.sub("", wanted))
    if kind in ("int", "float") and given not in ("", None) and wanted not in ("", None):
        return _number(given) == _number(wanted) or str(given) == str(wanted)
    if kind == "boolean":
        return given in ("1", "true", "0", "false", "") and (given in ("1", "true")) == bool(step["boolean"])
    if kind == "display_text":
        return set(str(given).split()) == set(re.split(r"[, ]+", str(wanted)))
    return bool(given == wanted)


def same_numbers(session: FillSession, ref: str, step: dict[str, Any], given: str) -> bool:
    """Whether two ways of writing the same decimal or place were compared: "0" and "0.0"."""
    wanted = step.get("value")
    if session.question(ref).datatype not in ("decimal", "geopoint") or not isinstance(wanted, str):
        return False
    ours, theirs = given.split(), wanted.split()
    return len(ours) == len(theirs) and [_number(one) for one in ours] == [_number(one) for one in theirs]


def _number(text: Any) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        return math.nan


def _typed(cmp: str, given: str, wanted: Any) -> bool:
    if cmp == "type_of":
        return True
    if wanted is None:
        return given == ""
    if isinstance(wanted, dict):
        if "$bigint" in wanted:
            return _number(given) == _number(wanted["$bigint"])
        if "$temporal" in wanted:
            return _moment(given) == _moment(str(wanted["$temporal"]))
        return True
    if isinstance(wanted, list):
        return not all(isinstance(one, str) for one in wanted) or set(given.split()) == set(wanted)
    if isinstance(wanted, bool):
        return bool(given == str(wanted).lower())
    if isinstance(wanted, int | float):
        return _number(given) == float(wanted)
    return bool(given == wanted)


def _moment(text: str) -> str:
    return re.sub(r"\[.*\]$", "", text).replace(".000", "")


def _choices_met(cmp: str, given: Any, wanted: list[dict[str, str]]) -> bool:
    def fits(one: dict[str, str], choice: Any) -> bool:
        return choice.value == one["value"] and ("label" not in one or choice.label == one["label"])

    found = [next((n for n, choice in enumerate(given) if fits(one, choice)), None) for one in wanted]
    if cmp == "not_contains_all":
        return None in found
    places = [place for place in found if place is not None]
    return len(places) == len(wanted) and (cmp == "contains_all" or places == sorted(places))


def _contains(given: str, wanted: str) -> bool:
    return bool(wanted in given)


def _same_xml(given: str, wanted: str) -> bool:
    ours = etree.fromstring(given.encode("utf-8"))
    parser = etree.XMLParser(recover=True)
    theirs = etree.fromstring(wanted.encode("utf-8"), parser)
    return bool(_tree(ours, theirs) == _tree(theirs, theirs))


def _tree(element: etree._Element, like: etree._Element) -> Any:
    """Names, attributes and texts without namespaces; our own attributes and the random id left out."""
    name = etree.QName(element).localname
    text = (element.text or "").strip() if not len(element) else ""
    if name == "instanceID":
        text = ""
    attributes = tuple(
        sorted(
            (etree.QName(str(key)).localname, str(value))
            for key, value in element.attrib.items()
            if not str(key).startswith("{" + SXSH_NAMESPACE) and str(value)
        )
    )
    with_meta = any(etree.QName(child).localname == "meta" for child in like.iter("*"))
    below = [_tree(child, like) for child in element if with_meta or etree.QName(child).localname != "meta"]
    return name, attributes, text, tuple(below)
