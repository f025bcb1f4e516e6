"""Choices and choice lists."""

from __future__ import annotations

from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.nodes import ELEMENT, NodeLike, NodeSet, Value
from sxsh_desktop.xform.xpath.pieces import BOOLEAN, NUMBER, STRING, VALUE
from sxsh_desktop.xform.xpath.registry import function


@function("selected", STRING, STRING, returns=BOOLEAN)
def selected(answer: str, choice: str) -> bool:
    """ODK XForms: whether `choice` is among the choices of `answer`, which blanks divide.

    | selected('1 3', '3') | true |
    | selected('11', '1') | false |
    | is-selected('1 3', '1') | true |
    """
    return f" {choice.strip()} " in f" {answer} " if choice.strip() else answer.strip() == ""


function("is-selected", STRING, STRING, returns=BOOLEAN)(selected)


@function("count-selected", STRING, returns=NUMBER)
def count_selected(answer: str) -> float:
    """ODK XForms: how many choices `answer` holds.

    | count-selected('1 3 5') | 3 |
    | count-selected('') | 0 |
    """
    return float(len(answer.split()))


@function("selected-at", STRING, NUMBER, returns=STRING)
def selected_at(answer: str, place: float) -> str:
    """ODK XForms: the choice at `place`, counted from 0; "" where there is none.

    | selected-at('a b', 1) | b |
    | selected-at('a b', 2) |  |
    """
    words = answer.split()
    return words[int(place)] if 0 <= place < len(words) else ""


@function("jr:choice-name", STRING, STRING, returns=STRING, needs_context=True)
def choice_name(context: EvaluationContext, value: str, question: str) -> str:
    """ODK XForms: the label of a choice of the question at the path `question`; "" where there is none.

    | jr:choice-name('1', '/data/yn') | Có |
    """
    return context.environment.choice_name(value, question, context.current) or ""


@function("jr:itext", STRING, returns=VALUE, needs_context=True)
def itext(context: EvaluationContext, text_id: str) -> Value:
    """ODK XForms: the text of that id in the current language; the id itself where there is none.

    | jr:itext('hello') | Xin chào |
    | jr:itext('nobody') | nobody |
    """
    text = context.environment.itext(text_id)
    return text_id if text is None else text


@function("pulldata", STRING, STRING, STRING, STRING, returns=STRING, needs_context=True)
def pulldata(context: EvaluationContext, table: str, wanted: str, key_column: str, key: str) -> str:
    """XLSForm: column `wanted` of the row of `table` whose `key_column` is `key`; "" where there is none.

    | pulldata('fuel', 'toe', 'name', 'do') | 1.02 |
    | pulldata('fuel', 'toe', 'name', 'x') |  |
    """
    text = context.environment.pulldata(table, wanted, key_column, key)
    if text is not None:
        return text
    root = context.environment.instance(table)
    for row in _rows(root) if root is not None else []:
        if _cell(row, key_column) == key:
            return _cell(row, wanted)
    return ""


def _rows(root: NodeLike) -> NodeSet:
    return [
        row for top in root.children if top.kind == ELEMENT for row in top.children if row.kind == ELEMENT
    ]


def _cell(row: NodeLike, column: str) -> str:
    return next((cell.string_value() for cell in row.children if cell.name == column), "")
