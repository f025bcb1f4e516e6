"""What an empty record comes to by the form alone, worked out once and kept with its plan.

A form of a thousand questions opens without a formula being compiled: the values and conditions that follow from
blank answers are written into the new record, and only what asks the world (the clock, chance, the record saved
before) and the counts of repeats are computed there and then, together with all that depends on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sxsh_desktop.base.clock import system_clock
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.first_load import preload
from sxsh_desktop.xform.graph import Aspect
from sxsh_desktop.xform.kept import Kept
from sxsh_desktop.xform.lists import LAST_SAVED
from sxsh_desktop.xform.nodes import NodeDef
from sxsh_desktop.xform.plan import FormPlan, plan_of
from sxsh_desktop.xform.recompute import Settling
from sxsh_desktop.xform.record import Record
from sxsh_desktop.xform.xpath.functions import LIBRARY
from sxsh_desktop.xform.xpath.parser import parse
from sxsh_desktop.xform.xpath.tree import calls_of

_LOGIC = {"if", "coalesce", "current", "indexed-repeat", "last", "position", "id", "version", "lang"}
_NUMBERS = {"number", "sum", "min", "max", "weighted-checklist", "decimal-date-time", "decimal-time"}
_WORDS = {"pulldata", "jr:itext", "jr:choice-name", "date", "date-time", "format-date", "format-date-time"}
_SAME_EVERYWHERE = _LOGIC | _NUMBERS | _WORDS
"""Functions that see the world, and yet give the same in every world of one language and one zone."""


@dataclass(frozen=True, slots=True)
class Settled(Kept):
    """Nodes are counted in document order of an empty record, whose number of nodes is `nodes`.

    `texts`: what calculations give; `closed`: where the own condition does not hold; `waiting`: the paths and
    aspects that each record computes itself. True in the language and zone (seconds from UTC) named.
    """

    language: str
    zone: float
    nodes: int
    texts: tuple[tuple[int, str], ...]
    closed: tuple[int, ...]
    waiting: tuple[tuple[str, str], ...]


_known: dict[str, Settled] = {}


def remember(definition_hash: str, settled: Settled | None) -> None:
    """Keep what a cached plan says."""
    if settled is not None:
        _known[definition_hash] = settled


def settled_of(form: Form) -> Settled | None:
    """Work it out; None where a formula of the form fails on blank answers."""
    given = FillEnvironment(clock=system_clock)
    plan = plan_of(form)
    record = Record(plan, given)
    record.build_new()
    preload(record, "", world=False)
    waiting = frozenset(_waiting(plan))
    settling = Settling(record, count_rows=False, is_new=True, left_out=waiting)
    settling.everything()
    settling.run()
    if record.broken:
        return None
    texts, closed, count = [], [], 0
    for place, node in enumerate(record.nodes()):
        question = node.definition.question
        if question is not None and question.calculate and node.text != node.definition.model.text:
            texts.append((place, node.text))
        if not node.own_relevant:
            closed.append(place)
        count = place + 1
    ordered = tuple(sorted((path, str(aspect)) for path, aspect in waiting))
    return Settled(record.world.language, _zone(given), count, tuple(texts), tuple(closed), ordered)


def settle_new(record: Record) -> Settling | None:
    """Bring a new record to what is known of it; the pass that is left to run, without what preloads changed.

    None when nothing is known for its language and zone.
    """
    kept = _known.get(record.plan.form.definition_hash)
    if kept is None or (kept.language, kept.zone) != (record.world.language, _zone(record.given)):
        return None
    nodes = list(record.nodes())
    if len(nodes) != kept.nodes:
        return None
    for place, text in kept.texts:
        nodes[place].write(text)
    for place in kept.closed:
        nodes[place].own_relevant = False
        for node in nodes[place].walk():
            node.relevant = False
    settling = Settling(record, is_new=True)
    settling.these(frozenset((path, Aspect(aspect)) for path, aspect in kept.waiting))
    return settling


def _zone(given: FillEnvironment) -> float:
    offset = given.clock().utcoffset()
    return 0.0 if offset is None else offset.total_seconds()


def _waiting(plan: FormPlan) -> Iterator[tuple[str, Aspect]]:
    """What each record computes itself: counts of rows, and formulas that ask the world."""
    saved = any(table.source == LAST_SAVED for table in plan.form.lists.values())
    for path, definition in plan.by_path.items():
        for aspect, text in _written(plan, definition):
            if aspect is Aspect.COUNT or _asks_the_world(text, saved):
                yield path, aspect


def _written(plan: FormPlan, definition: NodeDef) -> Iterator[tuple[Aspect, str]]:
    if definition.relevant:
        yield Aspect.RELEVANT, definition.relevant
    if definition.question is not None and definition.question.calculate:
        yield Aspect.CALCULATE, definition.question.calculate
    if definition.path in plan.counts:
        yield Aspect.COUNT, plan.counts[definition.path]


def _asks_the_world(text: str, saved: bool) -> bool:
    for call in calls_of(parse(text)):
        entry = LIBRARY.get(call.name)
        if call.name == "instance" and not saved:
            continue
        if entry is None or ((entry.needs_context or entry.build) and call.name not in _SAME_EVERYWHERE):
            return True
    return False
