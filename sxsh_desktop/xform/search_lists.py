"""The appearance `search('file', ...)`: choices from a CSV beside the form, found by a rule (ODK Collect, Kobo).

The sheet `choices` then names columns of the file where other lists have codes and labels; a row whose code is a
whole number stays a choice of its own ("99 – other"). What becomes of it is an ordinary list with a filter.

| in the form | rows |
|---|---|
| search('plants') | all |
| search('plants', 'contains', 'name,owner', ${q}) | those where a column holds the text |
| search('plants', 'startswith' or 'endswith' or 'matches', ...) | those where one begins with, ends with or is it |
| search('plants', 'contains', 'name', ${q}, 'district', ${d}) | of these those whose district is ${d} |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sxsh_desktop.xform.definition import ChoiceList, ChoiceSource

_CALL = re.compile(r"(?:^|\s)search\s*\((.*)\)\s*$", re.DOTALL)
_NUMBER = re.compile(r"^-?[0-9]+$")
_RULES = {
    "contains": "contains({column}, {text})",
    "startswith": "starts-with({column}, {text})",
    "endswith": "ends-with({column}, {text})",
    "matches": "{column} = {text}",
}
_ALWAYS, _LABEL = "sxsh_always", "sxsh_label"


@dataclass(frozen=True, slots=True)
class Search:
    """What an appearance asks for: the file without its ending, and the filter over its rows, "" for none."""

    file: str
    filter: str = ""


def search_of(appearance: str) -> Search | None:
    """The search in an appearance; None where there is none, or none that can be understood."""
    match = _CALL.search(appearance)
    given = [one.strip() for one in _arguments(match.group(1))] if match else []
    if not given or not _plain(given[0]):
        return None
    file = _plain(given[0]).removesuffix(".csv")
    if len(given) == 1:
        return Search(file)
    rule = _RULES.get(_plain(given[1]).lower()) if len(given) in (4, 6) else None
    columns = _columns(_plain(given[2])) if rule is not None else []
    if rule is None or not columns:
        return None
    found = " or ".join(rule.format(column=column, text=given[3]) for column in columns)
    if len(given) == 6:
        return Search(file, f"({found}) and {_plain(given[4])} = {given[5]}")
    return Search(file, found)


def search_list(
    list_id: str, table: ChoiceList, written: Sequence[tuple[str, str]], search: Search
) -> tuple[ChoiceList, ChoiceSource] | None:
    """The list of a question and how it takes its choices from it; `written`: codes and labels of the sheet.

    None where the sheet names columns that the file does not have.
    """
    fixed = [(code, label) for code, label in written if _NUMBER.match(code)]
    named = next(((code, label) for code, label in written if not _NUMBER.match(code)), None)
    if named is None or table.column(named[0]) < 0:
        return None
    labels = [table.column(one) for one in _columns(named[1])]
    if not labels or min(labels) < 0:
        return None
    value, width = table.column(named[0]), len(table.columns)
    always = [
        (*tuple(code if at == value else "" for at in range(width)), label, "1") for code, label in fixed
    ]
    rows = [(*row, ", ".join(row[at] for at in labels), "") for row in table.rows]
    made = ChoiceList(list_id, (*table.columns, _LABEL, _ALWAYS), (*rows, *always), table.source)
    kept = f"({search.filter}) or {_ALWAYS} = '1'" if search.filter and fixed else search.filter
    nodeset = f"instance('{list_id}')/root/item" + (f"[{kept}]" if kept else "")
    return made, ChoiceSource(nodeset, list_id, kept, named[0], _LABEL, False)


def _columns(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _plain(argument: str) -> str:
    """The text of a quoted argument; "" for a formula."""
    quoted = len(argument) > 1 and argument[0] in "'\"" and argument[-1] == argument[0]
    return argument[1:-1].strip() if quoted else ""


def _arguments(text: str) -> Iterator[str]:
    """Parted by the commas that stand in no quotes and no brackets."""
    quote, depth, begin = "", 0, 0
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and not depth:
            yield text[begin:place]
            begin = place + 1
    yield text[begin:]
