"""What a form writes by itself: preloads, defaults, and its actions (setvalue)."""

from __future__ import annotations

from sxsh_desktop.xform.answer_types import is_point, stored
from sxsh_desktop.xform.changes import Change, ChangeKind
from sxsh_desktop.xform.definition import Action
from sxsh_desktop.xform.graph import names_of
from sxsh_desktop.xform.nodes import AnswerNode, NodeDef
from sxsh_desktop.xform.plan import below
from sxsh_desktop.xform.record import Record

FIRST_LOAD = "odk-instance-first-load"
EVERY_LOAD = "odk-instance-load"
NEW_REPEAT = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"
DEEPEST_CHAIN = 16


def preload(record: Record, instance_id: str, *, world: bool = True) -> list[AnswerNode]:
    """Write what `jr:preload` asks of a new record (the time of the end is written when it is made final).

    Gives the nodes that were written from the world; without `world` only the form's own defaults are put right.
    """
    written = []
    for node in record.nodes():
        question = node.definition.question
        if question is None:
            continue
        if node.text:
            node.write(stored(question.datatype, node.text))
        if not question.preload or not world:
            continue
        text = _preloaded(record, question.preload, question.preload_params, instance_id)
        if text:
            node.write(text)
            written.append(node)
    return written


def _preloaded(record: Record, kind: str, parameter: str, instance_id: str) -> str:
    given = record.given
    now = given.clock()
    if kind == "uid":
        return instance_id
    if kind == "timestamp":
        return now.isoformat(timespec="milliseconds") if parameter == "start" else ""
    if kind == "date":
        return now.date().isoformat()
    properties = {
        "deviceid": given.device_id,
        "username": given.user_name or given.officer_code,
        "phonenumber": given.phone_number,
        "email": given.email,
    }
    return properties.get(parameter, "") if kind == "property" else ""


def actions_of(record: Record, event: str, holder: str | None = None) -> list[Action]:
    """The actions that `event` fires, of one holder or of all."""
    return [
        action
        for action in record.plan.form.actions
        if event in action.events and (holder is None or action.holder == holder)
    ]


def fire(record: Record, action: Action, source: AnswerNode) -> list[tuple[AnswerNode, Change]]:
    """What an action would write, seen from `source`: the targets with the change of each."""
    target = record.plan.by_path.get(action.target)
    if target is None or not target.is_leaf or (action.is_place and not is_point(record.given.here)):
        return []
    question = target.question
    datatype = "string" if question is None else question.datatype
    found = []
    for node in _targets(record, action, target, source):
        text = record.text_of(action.expression, node) if action.expression else action.literal
        text = record.given.here if action.is_place else stored(datatype, text)
        if text != node.text:
            found.append((node, Change(ChangeKind.SET, node.ref, text)))
    return found


def _targets(record: Record, action: Action, target: NodeDef, source: AnswerNode) -> list[AnswerNode]:
    """The nodes that an action writes: those that its predicates pick, else those nearest to `source`."""
    if action.selector:
        picked = record.value_of(action.selector, source)
        return [one for one in picked if isinstance(one, AnswerNode)] if isinstance(picked, list) else []
    common = 0
    own = source.definition.names
    while common < min(len(own), target.depth) and own[common] == target.names[common]:
        common += 1
    start: AnswerNode = source
    while start.definition.depth > common and isinstance(start.parent, AnswerNode):
        start = start.parent
    return below(start, names_of(target.path)[start.definition.depth :])
