"""What a recorded scenario asks of a session at one question: its validity, messages and choices."""

from __future__ import annotations

from typing import Any

from sxsh_desktop.xform.problems import Severity
from sxsh_desktop.xform.session import FillSession


def hard(session: FillSession) -> list[Any]:
    return [one for one in session.problems() if one.severity is not Severity.SOFT]


def validity(session: FillSession) -> str:
    for one in hard(session):
        return "required" if one.severity is Severity.REQUIRED else "constraint"
    return "ok"


def read_question(prop: str, session: FillSession, ref: str) -> Any:
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


def read_choices(step: dict[str, Any], prop: str, session: FillSession, ref: str) -> Any:
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
