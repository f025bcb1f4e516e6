"""Replays recorded form scenarios (see the oracle's own format notes) through `FillSession`.

A scenario speaks in positions (`/data/rep[2]/x`), a session in row ids: `Player` translates. It keeps the flat list
of positions of the recording (relevant rows, groups, questions, "add a row?") only to check where `next` leads.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.xform.definition import Form, Question
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.graph import graph_of
from sxsh_desktop.xform.load import FormFileMissingError, require_usable
from sxsh_desktop.xform.read_xform import read_xform
from sxsh_desktop.xform.session import FillSession, InstanceIds
from tests.scenario_compare import PREFIX, equals, is_met, same_numbers
from tests.scenario_reads import hard, read_choices, read_question, validity
from tests.xform_maker import counting_ids

ZONE = ZoneInfo("America/Phoenix")
OTHER_CLIENT = ("appearance", "markdown", "upload", "submission", "instance-attachments")
SKIPPED_PROPS = ("label_markdown", "label_markdown_length", "hint_markdown", "submission_status", "upload")
END, BEGIN = "END_OF_FORM", ""
_STEP = re.compile(r"/([^/\[]+)(?:\[(\d+)\])?")


class UnmetError(AssertionError):
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
    except UnmetError as unmet:
        return str(unmet) or "unmet"
    except (UserError, KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


class UnusableError(ValueError):
    """The form loads, but one of its calculations failed at once; a session tells which."""


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
        """All steps; raises UnmetError at the first that fails."""
        for number, step in enumerate(self.case["steps"]):
            try:
                self._step(step)
            except UnmetError as unmet:
                raise UnmetError(f"step {number} {step['op']} {step.get('prop', '')}: {unmet}") from None

    def _step(self, step: dict[str, Any]) -> None:
        act: Callable[[dict[str, Any]], None] | None = getattr(self, f"do_{step['op']}", None)
        if act is None or step.get("runtime_value"):
            return
        try:
            act(step)
        except (UserError, KeyError, ValueError, IndexError) as error:
            if not (step.get("expect_error") or step.get("may_fail") or step.get("upstream_error")):
                raise UnmetError(f"{type(error).__name__}: {error}") from error
            return
        if step.get("expect_error"):
            raise UnmetError("should have failed")

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
            here=next(iter((self.case.get("options") or {}).get("geolocation") or ()), ""),
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
        require_usable(graph_of(form), "form.xml")
        given = (self.case.get("options") or {}).get("edit_instance")
        session = self._opened(given.encode("utf-8")) if given else self._new()
        if step.get("expect_error") and session.broken():
            raise UnusableError(next(iter(session.broken().values())))
        self.sessions["s0"] = session
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
        plain = PREFIX.sub("", written)
        steps = [(match.group(1), match.group(2)) for match in _STEP.finditer(plain)]
        ref = path = ""
        for number, (name, place) in enumerate(steps):
            ref, path = f"{ref}/{name}", f"{path}/{name}"
            if path in session.form.repeats and (place or number < len(steps) - 1):
                rows = session.rows(ref)
                at = int(place or 1) or 1  # some ports of older tests count from 0
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
        self._make_row(session, step["ref"])
        ref = self.ref_of(session, step["ref"])
        if session.question(ref).calculate:
            return  # what the form computes is not for a person to write
        session.set(ref, str(step.get("value") if step.get("value") is not None else ""))
        if not step.get("at_position"):
            self._move(step, session, ref)

    def _make_row(self, session: FillSession, written: str) -> None:
        """The row after the last one is added before it is answered, as a person and JavaRosa's helper do."""
        match = re.match(r"(/[^/\[]+/[^/\[]+)\[(\d+)\]", PREFIX.sub("", written))
        if match is None or match[1] not in session.form.repeats or not session.can_add_row(match[1]):
            return
        if int(match[2]) == len(session.rows(match[1])) + 1:
            session.add_row(match[1])

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
        wanted = PREFIX.sub("", step.get("expect_ref") or BEGIN)
        if at is None:
            self.places[name] = wanted
            return
        found = places[min(max(at + by, 0), len(places) - 1)]
        self.places[name] = found.ref
        if found.ref != wanted and not step.get("upstream_error"):
            raise UnmetError(f"moved to {found.ref!r}, wanted {wanted!r}")

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
            met = is_met(step, given)
        if not met and step["cmp"] == "equals" and prop == "value":
            met = self._met_otherwise(step, given)
        if not met:
            raise UnmetError(
                f"{step.get('ref', '')} gave {given!r}, wanted {step['cmp']} {step.get('value')!r}"
            )

    def _met_otherwise(self, step: dict[str, Any], given: str) -> bool:
        """The same number written otherwise; or the value that a non-relevant answer keeps (JavaRosa's reading)."""
        session = self._session(step)
        ref = self.ref_of(session, step["ref"])
        if not session.is_relevant(ref) and equals(step, session.value(ref), step.get("value")):
            return True
        return same_numbers(session, ref, step, given)

    def _read(self, step: dict[str, Any], prop: str) -> Any:
        session = self._session(step)
        if prop.startswith("position") or prop == "at_end":
            return self._read_position(step, prop, session)
        whole: Callable[[], Any] | None = {
            "title": lambda: session.form.title,
            "instance_xml": lambda: session.to_xml(final=True).decode("utf-8"),
            "submission_xml": lambda: session.to_xml(final=True).decode("utf-8"),
            "instance_id": lambda: session.ids.instance_id,
            "deprecated_id": lambda: session.ids.deprecated_id,
            "form_validation": lambda: validity(session),
            "form_violation_ref": lambda: self._violation(session),
            "form_violation_message": lambda: next((one.message for one in hard(session)), None),
            "body_class": lambda: session.form.root.appearance,
        }.get(prop)
        return whole() if whole is not None else self._read_node(step, prop, session)

    def _read_position(self, step: dict[str, Any], prop: str, session: FillSession) -> Any:
        here = self.places[self._name(step)]
        if prop == "position_ref":
            return here
        if prop == "at_end":
            return here == END
        wanted = PREFIX.sub("", step.get("ref") or here)
        found = next((one for one in self.positions(session) if one.ref == wanted), None)
        return found is not None if prop == "position_exists" else (found.event if found else None)

    def _violation(self, session: FillSession) -> str | None:
        return next((self.written(session, one.ref) for one in hard(session)), None)

    def _read_node(self, step: dict[str, Any], prop: str, session: FillSession) -> Any:
        try:
            ref = self.ref_of(session, step["ref"])
        except KeyError:
            if prop in ("relevant", "value", "repeat_user_controlled"):
                return "" if prop == "value" else False
            raise
        if prop in ("value", "typed_value") and any(
            one.code in ("type", "range") for one in session.problems_at(ref)
        ):
            return ""  # an answer that is not of its type is kept and shown as a fault; it has no typed value
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
            if node is None:
                return []
            return node.appearances if isinstance(node, Question) else node.appearance.split()
        if prop.startswith("choice") or prop == "selected_labels":
            return read_choices(step, prop, session, ref)
        return read_question(prop, session, ref)

    def _ids_met(self, step: dict[str, Any], given: str) -> bool:
        cmp = step["cmp"]
        value: Any = step.get("value")
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
