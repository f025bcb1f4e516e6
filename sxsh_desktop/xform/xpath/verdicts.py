"""Which expressions can only say yes or no, told from how they are written."""

from __future__ import annotations

from sxsh_desktop.xform.xpath.pieces import BOOLEAN
from sxsh_desktop.xform.xpath.registry import LIBRARY
from sxsh_desktop.xform.xpath.tree import Ast, Binary, Call


def is_verdict(tree: Ast) -> bool:
    """A comparison, `and`, `or`, a function that gives true or false, or an `if` between two of them."""
    if isinstance(tree, Binary):
        return Binary.RANKS[tree.operator] <= Binary.RANKS["<"]
    if not isinstance(tree, Call):
        return False
    if tree.name == "if" and len(tree.arguments) == 3:
        return is_verdict(tree.arguments[1]) and is_verdict(tree.arguments[2])
    entry = LIBRARY.get(tree.name)
    return entry is not None and entry.returns == BOOLEAN
