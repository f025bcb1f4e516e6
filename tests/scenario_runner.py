"""Replays recorded form scenarios (see the oracle's own format notes) through `FillSession`.

A scenario speaks in positions (`/data/rep[2]/x`), a session in row ids: `Player` translates. It keeps the flat list
of positions of the recording (relevant rows, groups, questions, "add a row?") only to check where `next` leads.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.xform.definition import SXSH_NAMESPACE, Form, Repeat
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.graph import graph_of
from sxsh_desktop.xform.load import FormFileMissingError, require_usable
from sxsh_desktop.xform.problems import Severity
from sxsh_desktop.xform.read_xform import read_xform
from sxsh_desktop.xform.session import FillSession, InstanceIds
from tests.xform_maker import counting_ids

ZONE = ZoneInfo("America/Phoenix")
OTHER_CLIENT = ("appearance", "markdown", "upload", "submission", "instance-attachments")
SKIPPED_PROPS = ("label_markdown", "label_markdown_length", "hint_markdown", "submission_status", "upload")
END, BEGIN = "END_OF_FORM", ""
_PREFIX = re.compile(r"(?<=/)[A-Za-z]\w*:(?!:)")
_STEP = re.compile(r"/([^/\[]+)(?:\[(\d+)\])?")


class Unmet(AssertionError):
    """A step that did not go as the scenario demands."""


def load_cases(shared: Path) -> list[dict[str, Any]]:
    """All recorded cases."""
    with gzip.open(shared / "oracles" / "scenarios.json.gz", "rt", encoding="utf-8") as stream:
        cases: list[dict[str, Any]] = json.load(stream)["cases"]
    return cases


def is_core(case: dict[str, Any]) -> bool:
    """Whether the case is about the engine, not about how another client looks or sends."""
    name = Path(case["file"]).name
    return not any(word in case["file"] or word in name for word in OTHER_CLIENT)


def failure_of(case: dict[str, Any]) -> str:
    """What of a case is not met, "" when all is."""
    try:
        Player(case).play()
    except Unmet as unmet:
        return str(unmet) or "unmet"
    except (UserError, KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


@dataclass(slots=True)
class Place:
    """One entry of the flat list of positions."""

    event: str
    ref: str


@dataclass(slots=True)
class Player:
    """One scenario being played: its sessions by name, the place of each."""

    case: dict[str, Any]
    sessions: dict[str, FillSession] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    form: Form | None = None

    def play(self) -> None:
        """All steps; raises Unmet at the first that fails."""
        for number, step in enumerate(self.case["steps"]):
            try:
                self._step(step)
            except Unmet as unmet:
                raise Unmet(f"step {number} {step['op']} {step.get('prop', '')}: {unmet}") from None

    def _step(self, step: dict[str, Any]) -> None:
        act: Callable[[dict[str, Any]], None] | None = getattr(self, f"do_{step['op']}", None)
        if act is None or step.get("runtime_value"):
            return
        try:
            act(step)
        except (UserError, KeyError, ValueError, IndexError) as error:
            if not (step.get("expect_error") or step.get("may_fail") or step.get("upstream_error")):
                raise Unmet(f"{type(error).__name__}: {error}") from error
            return
        if step.get("expect_error"):
            raise Unmet("should have failed")

    # -- opening ----------------------------------------------------------------------------------------

    def _environment(self) -> FillEnvironment:
        preload = (self.case.get("options") or {}).get("preload") or {}
        named = {key.lower(): str(text) for key, text in preload.items()} if isinstance(preload, dict) else {}
        return FillEnvironment(
            clock=lambda: datetime.now(UTC).astimezone(ZONE),
            new_row_id=counting_ids(),
            device_id=named.get("deviceid", ""),
            user_name=named.get("username", ""),
            phone_number=named.get("phonenumber", ""),
            email=named.get("email", ""),
            language="",
        )

    def _read_file(self, name: str) -> bytes:
        for one in self.case.get("resources") or ():
            if one["url"].rsplit("/", 1)[-1] == name and one["status"] == 200:
                return str(one["text"]).encode("utf-8")
        raise FormFileMissingError(file="form.xml", missing=name)

    def do_load(self, step: dict[str, Any]) -> None:
        from dataclasses import replace

        data = self.case["form"].encode("utf-8")
        names = json.dumps(self.case.get("resources") or (), sort_keys=True).encode("utf-8")
        form = read_xform(data, "", self._read_file)
        self.form = form = replace(form, definition_hash=hashlib.sha256(data + names).hexdigest())
        require_usable(form, graph_of(form), "form.xml")
        given = (self.case.get("options") or {}).get("edit_instance")
        self.sessions["s0"] = self._opened(given.encode("utf-8")) if given else self._new()
        self.places["s0"] = BEGIN

    def _new(self) -> FillSession:
        assert self.form is not None
        return FillSession.new(self.form, self._environment(), ids=_fresh_ids())

    def _opened(self, data: bytes, ids: InstanceIds | None = None) -> FillSession:
        assert self.form is not None
        return FillSession.open(self.form, data, self._environment(), ids)

    def _keep(self, step: dict[str, Any], session: FillSession) -> None:
        name = step.get("as") or "s1"
        self.sessions[name] = session
        self.places[name] = BEGIN

    def do_edit_saved(self, step: dict[str, Any]) -> None:
        old = self._session(step)
        ids = InstanceIds(f"uuid:{uuid.uuid4()}", old.ids.instance_id)
        self._keep(step, self._opened(old.to_xml(final=True), ids))

    def do_save_restore(self, step: dict[str, Any]) -> None:
        self._keep(step, self._opened(self._session(step).to_xml(final=True)))

    def do_restore(self, step: dict[str, Any]) -> None:
        self._keep(step, self._opened(step["instance"].encode("utf-8")))

    def do_new_instance(self, step: dict[str, Any]) -> None:
        self._keep(step, self._new())

    def _name(self, step: dict[str, Any]) -> str:
        return str(step.get("on") or "s0")

    def _session(self, step: dict[str, Any]) -> FillSession:
        return self.sessions[self._name(step)]

    # -- references -------------------------------------------------------------------------------------

    def ref_of(self, session: FillSession, written: str) -> str:
        """Our ref of a reference with positions; a repeat without a position is its table."""
        plain = _PREFIX.sub("", written)
        steps = [(match.group(1), match.group(2)) for match in _STEP.finditer(plain)]
        ref = path = ""
        for number, (name, place) in enumerate(steps):
            ref, path = f"{ref}/{name}", f"{path}/{name}"
            if path in session.form.repeats and (place or number < len(steps) - 1):
                rows = session.rows(ref)
                at = int(place or 1)
                if not 1 <= at <= len(rows):
                    raise KeyError(written)
                ref = rows[at - 1]
        return ref

    def written(self, session: FillSession, ref: str) -> str:
        """The reference with positions of one of our refs."""
        out, place = "", 0
        for match in re.finditer(r"\[([^\]]+)\]", ref):
            table = ref[: match.start()]
            out += ref[place : match.start()]
            out += f"[{session.rows(table).index(ref[: match.end()]) + 1}]"
            place = match.end()
        return out + ref[place:]

    # -- acts -------------------------------------------------------------------------------------------

    def do_answer(self, step: dict[str, Any]) -> None:
        session = self._session(step)
        ref = self.ref_of(session, step["ref"])
        session.value(ref)
        session.set(ref, str(step.get("value") if step.get("value") is not None else ""))
        if not step.get("at_position"):
            self._move(step, session, ref)

    def _move(self, step: dict[str, Any], session: FillSession, ref: str) -> None:
        self.places[self._name(step)] = self.written(session, ref)

    def do_add_repeat(self, step: dict[str, Any]) -> None:
        session = self._session(step)
        table = self.ref_of(session, re.sub(r"\[\d+\]$", "", step["ref"]))
        applied = session.add_row(table)
        self._move(step, session, applied.changes[0].ref)

    def do_remove_repeat(self, step: dict[str, Any]) -> None:
        session = self._session(step)
        session.remove_row(self.ref_of(session, step["ref"]))

    def do_set_language(self, step: dict[str, Any]) -> None:
        self._session(step).set_language(step["language"])

    # -- positions --------------------------------------------------------------------------------------

    def positions(self, session: FillSession) -> list[Place]:
        """The flat list of the scenario's positions."""
        return [Place("BEGINNING_OF_FORM", BEGIN), *self._below(session, ""), Place("END_OF_FORM", END)]

    def _below(self, session: FillSession, ref: str) -> Iterator[Place]:
        for item in session.children(ref):
            if item.kind == "repeat":
                for row in session.rows(item.ref):
                    if session.is_relevant(row):
                        yield Place("REPEAT", self.written(session, row))
                        yield from self._below(session, row)
                if session.can_add_row(item.ref) and session.is_relevant(item.ref):
                    yield Place("PROMPT_NEW_REPEAT", self.written(session, item.ref))
            elif session.is_relevant(item.ref):
                yield Place("GROUP" if item.kind == "group" else "QUESTION", self.written(session, item.ref))
                if item.kind == "group":
                    yield from self._below(session, item.ref)

    def _go(self, step: dict[str, Any], by: int) -> None:
        session, name = self._session(step), self._name(step)
        places = self.positions(session)
        at = next((n for n, one in enumerate(places) if one.ref == self.places[name]), None)
        wanted = _PREFIX.sub("", step.get("expect_ref") or BEGIN)
        if at is None or step.get("upstream_error"):
            self.places[name] = wanted
            return
        found = places[min(max(at + by, 0), len(places) - 1)]
        self.places[name] = found.ref
        if found.ref != wanted:
            raise Unmet(f"moved to {found.ref!r}, wanted {wanted!r}")

    def do_next(self, step: dict[str, Any]) -> None:
        self._go(step, 1)

    def do_prev(self, step: dict[str, Any]) -> None:
        self._go(step, -1)

    def do_to_start(self, step: dict[str, Any]) -> None:
        self.places[self._name(step)] = BEGIN

    # -- expectations -----------------------------------------------------------------------------------

    def do_expect(self, step: dict[str, Any]) -> None:
        prop = step["prop"]
        if prop in SKIPPED_PROPS:
            return
        given = self._read(step, prop)
        if prop in ("instance_id", "deprecated_id"):
            met = self._ids_met(step, given)
        else:
            met = _is_met(step, given)
        if not met:
            raise Unmet(f"{step.get('ref', '')} gave {given!r}, wanted {step['cmp']} {step.get('value')!r}")

    def _read(self, step: dict[str, Any], prop: str) -> Any:
        session = self._session(step)
        if prop.startswith("position") or prop == "at_end":
            return self._read_position(step, prop, session)
        whole = {
            "title": lambda: session.form.title,
            "instance_xml": lambda: session.to_xml(final=True).decode("utf-8"),
            "submission_xml": lambda: session.to_xml(final=True).decode("utf-8"),
            "instance_id": lambda: session.ids.instance_id,
            "deprecated_id": lambda: session.ids.deprecated_id,
            "form_validation": lambda: _validity(session),
            "form_violation_ref": lambda: self._violation(session),
            "form_violation_message": lambda: next((one.message for one in _hard(session)), None),
            "body_class": lambda: session.form.root.appearance,
        }.get(prop)
        return whole() if whole is not None else self._read_node(step, prop, session)

    def _read_position(self, step: dict[str, Any], prop: str, session: FillSession) -> Any:
        here = self.places[self._name(step)]
        if prop == "position_ref":
            return here
        if prop == "at_end":
            return here == END
        wanted = _PREFIX.sub("", step.get("ref") or here)
        found = next((one for one in self.positions(session) if one.ref == wanted), None)
        return found is not None if prop == "position_exists" else (found.event if found else None)

    def _violation(self, session: FillSession) -> str | None:
        return next((self.written(session, one.ref) for one in _hard(session)), None)

    def _read_node(self, step: dict[str, Any], prop: str, session: FillSession) -> Any:
        try:
            ref = self.ref_of(session, step["ref"])
        except KeyError:
            if prop in ("relevant", "value"):
                return False if prop == "relevant" else ""
            raise
        if prop in ("value", "typed_value"):
            return session.shown_value(ref)
        if prop == "relevant":
            return session.is_relevant(ref)
        if prop == "repeat_count":
            return len(session.rows(ref)) if session.is_relevant(ref) else 0
        if prop == "repeat_user_controlled":
            return session.can_add_row(ref)
        if prop == "attribute":
            return session.attribute(ref, step["attribute"])
        if prop == "appearance":
            node = session.form.node(_path(ref))
            return node.appearance.split() if node is not None else []
        if prop.startswith("choice") or prop == "selected_labels":
            return _read_choices(step, prop, session, ref)
        return _read_question(prop, session, ref)

    def _ids_met(self, step: dict[str, Any], given: str) -> bool:
        cmp, value = step["cmp"], step.get("value")
        if cmp == "matches":
            return re.search(value, given) is not None
        other = self.sessions[value]
        if cmp == "new_vs":
            return bool(re.match(r"^uuid:[0-9a-f-]{36}$", given)) and given != other.ids.instance_id
        return (given == other.ids.instance_id) is not bool(step.get("negated"))


def _fresh_ids() -> InstanceIds:
    return InstanceIds(f"uuid:{uuid.uuid4()}")


def _path(ref: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", ref)


def _hard(session: FillSession) -> list[Any]:
    return [one for one in session.problems() if one.severity is not Severity.SOFT]


def _validity(session: FillSession) -> str:
    for one in _hard(session):
        return "required" if one.severity is Severity.REQUIRED else "constraint"
    return "ok"


def _read_question(prop: str, session: FillSession, ref: str) -> Any:
    if prop == "label":
        return session.label(ref)
    if prop == "readonly":
        return session.is_readonly(ref)
    if prop == "required":
        return session.is_required(ref)
    if prop == "node_type":
        return session.question(ref).datatype
    problems = [one for one in session.problems_at(ref) if one.severity is not Severity.SOFT]
    if prop == "validity":
        if not problems:
            return "ok"
        return "required" if problems[0].severity is Severity.REQUIRED else "constraint"
    if prop == "violation_message":
        return problems[0].message if problems else None
    question = session.question(ref)
    text = question.required_message if prop == "required_message" else question.constraint_message
    code = "required" if prop == "required_message" else "constraint"
    said = next((one.message for one in problems if one.code == code), None)
    return said if text.by_language else None


def _read_choices(step: dict[str, Any], prop: str, session: FillSession, ref: str) -> Any:
    choices = session.choices(ref)
    if prop == "choices":
        return choices
    if prop == "choices_empty":
        return not choices
    if prop == "choice_count":
        return len(choices)
    if prop == "choice_labels":
        return [one.label for one in choices]
    if prop == "selected_labels":
        chosen = session.value(ref).split()
        return [one.label for one in choices if one.value in chosen]
    if prop == "choice_exists":
        return len(choices) > int(step["index"])
    one = choices[int(step["index"])]
    if prop == "choice_value":
        return one.value
    return [list(pair) for pair in session.choice_properties(ref, one.value)]


# -- comparing ----------------------------------------------------------------------------------------------


def _is_met(step: dict[str, Any], given: Any) -> bool:
    cmp, wanted, prop = step["cmp"], step.get("value"), step["prop"]
    if prop == "choices":
        return _choices_met(cmp, given, wanted)
    if prop in ("instance_xml", "submission_xml"):
        return _contains(given, wanted) if cmp == "contains" else _same_xml(given, wanted)
    if prop == "typed_value":
        return _typed(cmp, given, wanted)
    simple: dict[str, Callable[[], bool]] = {
        "equals": lambda: _equals(step, given, wanted),
        "not_equals": lambda: bool(given != wanted),
        "close_to": lambda: abs(float(given) - float(wanted)) <= float(step.get("tolerance", 0)),
        "matches": lambda: re.search(wanted, given) is not None,
        "starts_with": lambda: given.startswith(wanted),
        "has": lambda: wanted in given,
        "has_not": lambda: wanted not in given,
        "has_all": lambda: set(wanted) <= set(given),
    }
    return simple[cmp]()


def _equals(step: dict[str, Any], given: Any, wanted: Any) -> bool:
    kind = step.get("as")
    if step["prop"] in ("position_ref", "form_violation_ref") and isinstance(wanted, str):
        return bool(given == _PREFIX.sub("", wanted))
    if kind in ("int", "float") and given not in ("", None) and wanted not in ("", None):
        return _number(given) == _number(wanted) or str(given) == str(wanted)
    if kind == "boolean":
        return given in ("1", "true", "0", "false", "") and (given in ("1", "true")) == bool(step["boolean"])
    if kind == "display_text":
        return set(str(given).split()) == {one.strip() for one in str(wanted).split(",")}
    return bool(given == wanted)


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
            return _moment(given) == _moment(str(wanted.get("value", "")))
        return True
    if isinstance(wanted, list):
        return not all(isinstance(one, str) for one in wanted) or set(given.split()) == set(wanted)
    if isinstance(wanted, bool):
        return given == str(wanted).lower()
    if isinstance(wanted, int | float):
        return _number(given) == float(wanted)
    return given == wanted


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
    return wanted in given


def _same_xml(given: str, wanted: str) -> bool:
    ours = etree.fromstring(given.encode("utf-8"))
    parser = etree.XMLParser(recover=True)
    theirs = etree.fromstring(wanted.encode("utf-8"), parser)
    return _tree(ours, theirs) == _tree(theirs, theirs)


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
    below = [
        _tree(child, like) for child in element if with_meta or etree.QName(child).localname != "meta"
    ]
    return name, attributes, text, tuple(below)


def is_repeat(form: Form, path: str) -> bool:
    """Whether the path is that of a repeat."""
    return isinstance(form.node(path), Repeat)
