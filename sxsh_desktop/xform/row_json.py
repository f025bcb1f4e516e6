"""A row of a table as JSON, as changes carry it: a removed row comes back with all that it held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sxsh_desktop.xform.answers import Answer
from sxsh_desktop.xform.nodes import AnswerNode


def answer_to_json(node: AnswerNode) -> dict[str, Any]:
    """A row with all that it holds, as JSON."""
    said = {
        "name": node.name,
        "text": node.text if node.definition.is_leaf else "",
        "absent": node.absent,
        "accepted": node.accepted,
        "note": node.note,
        "row": node.row_id,
    }
    document: dict[str, Any] = {key: text for key, text in said.items() if text}
    inner = [answer_to_json(child) for child in node.inner()]
    if inner:
        document["children"] = inner
    return document


def answer_from_json(document: Mapping[str, Any]) -> Answer:
    """The row that `answer_to_json` wrote."""
    return Answer(
        name=str(document.get("name", "")),
        text=str(document.get("text", "")),
        absent=str(document.get("absent", "")),
        accepted=str(document.get("accepted", "")),
        note=str(document.get("note", "")),
        row_id=str(document.get("row", "")),
        children=[answer_from_json(child) for child in document.get("children", ())],
    )
