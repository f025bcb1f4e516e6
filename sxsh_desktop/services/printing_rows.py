"""What stands in a row of a table: its questions, and tables of its own."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_desktop.xform.definition import BodyNode, Group, Question, Repeat


def leaves(nodes: Sequence[BodyNode]) -> list[Question]:
    """The questions of a row; those of a repeat inside it are a table of their own and not part of the row."""
    found: list[Question] = []
    for node in nodes:
        if isinstance(node, Question):
            found.append(node)
        elif isinstance(node, Group):
            found.extend(leaves(node.children))
    return found


def repeats(nodes: Sequence[BodyNode]) -> list[Repeat]:
    """The tables of a row."""
    found: list[Repeat] = []
    for node in nodes:
        if isinstance(node, Repeat):
            found.append(node)
        elif isinstance(node, Group):
            found.extend(repeats(node.children))
    return found
