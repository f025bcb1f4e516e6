"""The engine behind a form session: short cuts, references, order of evaluation, relevance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from sxsh_desktop.xform.xpath import (
    EvaluationContext,
    NodeLike,
    Path,
    PathBinding,
    PlainEnvironment,
    StaticContext,
    XPathTypeError,
    compile_expression,
    evaluate,
    to_string,
)
from sxsh_desktop.xform.xpath.documents import XmlNode, read_document

_LIST = read_document(
    "<root>"
    + "".join(
        f"<item><name>c{commune}</name><district>d{commune % 3}</district><label>C {commune}</label></item>"
        for commune in range(9)
    )
    + "</root>"
)
_DATA = read_document(
    "<data><a>3</a><b/><d>d1</d><rep><q>1</q><p>2</p></rep><rep><q>3</q><p>4</p></rep><rep><q/><p>6</p></rep></data>"
)


class _Environment(PlainEnvironment):
    def __init__(self) -> None:
        super().__init__(now=datetime(2026, 8, 31, 23, 30, tzinfo=UTC), instances={"communes": _LIST})

    def choice_name(self, value: str, question: str, context: NodeLike) -> str | None:
        return f"{question}:{value}:{context.name}"


def _at(*names: str) -> NodeLike:
    node: NodeLike = _DATA
    for name in names:
        node = next(child for child in node.children if child.name == name)
    return node


def _context(*names: str) -> EvaluationContext:
    return EvaluationContext(_at(*names), _Environment())


def test_values_come_in_the_kind_that_is_asked_for() -> None:
    compiled = compile_expression("/data/a * 2")
    context = _context("data")
    assert compiled.evaluate(context) == 6.0
    assert compiled.string(context) == "6"
    assert compiled.number(context) == 6.0
    assert compiled.boolean(context) is True


def test_a_bound_path_is_not_walked() -> None:
    asked: list[str] = []
    node = _at("data", "a")

    def bind(path: Path) -> PathBinding | None:
        asked.append(str(path))
        if path.names() == ("data", "nowhere"):
            return PathBinding(lambda _context: node, lambda _context: [node], single=True)
        return None

    compiled = compile_expression("/data/nowhere = '3' and /data/rep/q < 2", StaticContext(bind_path=bind))
    assert compiled.boolean(_context("data")) is True
    assert asked == ["/child::data/child::nowhere", "/child::data/child::rep/child::q"]


def test_paths_relative_to_an_item_are_not_offered_for_binding() -> None:
    asked: list[str] = []

    def bind(path: Path) -> PathBinding | None:
        asked.append(str(path))
        return None

    compile_expression("/data/rep[q > ../a and p = current()/../a]/q", StaticContext(bind_path=bind))
    assert [text for text in asked if text.startswith(("child", "parent"))] == []
    assert "current()/parent::node()/child::a" in asked


class _Index:
    """A hash index over the communes, counting how often it is used."""

    def __init__(self) -> None:
        self.bound: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
        self.used = 0

    def bind(self, instance: str, path: tuple[str, ...], columns: tuple[str, ...]) -> _Lookup | None:
        self.bound.append((instance, path, columns))
        return _Lookup(self, columns)


class _Lookup:
    def __init__(self, index: _Index, columns: tuple[str, ...]) -> None:
        self._index, self._columns = index, columns

    def __call__(self, _context: EvaluationContext, wanted: tuple[str, ...]) -> Sequence[NodeLike] | None:
        self._index.used += 1
        items = _LIST.children[0].children
        cells = [{cell.name: cell.string_value() for cell in item.children} for item in items]
        return [
            item
            for item, row in zip(items, cells, strict=True)
            if tuple(row[column] for column in self._columns) == wanted
        ]


@pytest.mark.parametrize(
    ("text", "columns", "found"),
    [
        ("instance('communes')/root/item[district = /data/d]/name", ("district",), ["c1", "c4", "c7"]),
        (
            "instance('communes')/root/item[district = current()/d and name = 'c4']/label",
            ("district", "name"),
            ["C 4"],
        ),
        ("instance('communes')/root/item[name = 'c2'][contains(label, '2')]/label", ("name",), ["C 2"]),
        ("instance('communes')/root/item['c5' = name]/label", ("name",), ["C 5"]),
        ("instance('communes')/root/item[name = 'none']/label", ("name",), []),
    ],
)
def test_filters_on_lists_use_the_index(text: str, columns: tuple[str, ...], found: list[str]) -> None:
    index = _Index()
    for static in (StaticContext(), StaticContext(bind_index=index.bind)):
        value = compile_expression(text, static).evaluate(_context("data"))
        assert isinstance(value, list)
        assert [node.string_value() for node in value] == found
    assert index.bound == [("communes", ("root", "item"), columns)]
    assert index.used == 1


@pytest.mark.parametrize(
    "text",
    [
        "instance('communes')/root/item[name = ../item[1]/name]/label",
        "instance('communes')/root/item[2]/label",
        "instance('communes')/root/item[name = 'c1' or name = 'c2']/label",
        "instance('communes')/root/item[name = concat('c', position())]/label",
    ],
)
def test_filters_that_depend_on_the_item_are_searched(text: str) -> None:
    index = _Index()
    static = StaticContext(bind_index=index.bind)
    plain = compile_expression(text).evaluate(_context("data"))
    assert compile_expression(text, static).evaluate(_context("data")) == plain
    assert index.used == 0


def test_references_are_resolved_against_the_context() -> None:
    static = StaticContext(context_path=("data", "rep", "total"))
    text = (
        "../qty * /data/price + sum(/data/rep[kind = current()/../kind]/x)"
        " + count(instance('i')/root/item[n = ../../y])"
    )
    references = compile_expression(text, static).references

    assert [(one.path, one.instance, one.absolute, one.inside_predicate) for one in references] == [
        (("data", "rep", "qty"), None, False, False),
        (("data", "price"), None, True, False),
        (("data", "rep", "kind"), None, False, True),
        (("data", "rep", "kind"), None, False, True),
        (("data", "rep", "x"), None, True, False),
        (("root", "item", "n"), "i", False, True),
        (("y",), "i", False, True),
        (("root", "item"), "i", False, False),
    ]
    assert [one.predicated for one in references].count(True) == 2


def test_sideways_and_deep_paths_are_wide() -> None:
    static = StaticContext(context_path=("data", "rep", "x"))
    deep, sideways = compile_expression("//y + ../preceding-sibling::rep/x", static).references
    assert (deep.path, deep.wide) == ((), True)
    assert sideways.wide
    assert sideways.path == ("data",)


def test_functions_are_named() -> None:
    assert compile_expression("if(selected(/a, 'x'), 1, round(2))").functions == {"if", "selected", "round"}


def test_what_is_not_needed_is_not_evaluated() -> None:
    static = StaticContext(defer_errors=True)
    for text in (
        "if(true(), 1, boom())",
        "coalesce(1, boom())",
        "true() or boom()",
        "not(false() and boom())",
    ):
        assert to_string(compile_expression(text, static).evaluate(_context("data"))) in ("1", "true")


def test_once_keeps_what_is_there() -> None:
    compiled = compile_expression("once(concat('new', ''))")
    assert compiled.string(_context("data", "a")) == "3"
    assert compiled.string(_context("data", "b")) == "new"


def test_blank_rows_add_nothing_and_count() -> None:
    context = _context("data")
    assert compile_expression("sum(/data/rep/q)").number(context) == 4.0
    assert compile_expression("count(/data/rep)").number(context) == 3.0
    assert compile_expression("count-non-empty(/data/rep/q)").number(context) == 2.0


def test_nodes_that_are_not_relevant_are_left_out() -> None:
    document = read_document("<data><x>1</x><x>2</x></data>")

    class Hidden(XmlNode):
        relevant = False

    hidden = Hidden("element", document.children[0], "x", "")
    top = document.children[0]
    assert isinstance(top, XmlNode)
    top.children = [hidden, *top.children]
    context = EvaluationContext(document, PlainEnvironment())
    assert compile_expression("count(/data/x)").number(context) == 2.0
    assert compile_expression("string(/data/x)").string(context) == "1"


def test_indexed_repeat_picks_the_row() -> None:
    compiled = compile_expression("indexed-repeat(/data/rep/p, /data/rep, 2)")
    assert compiled.string(_context("data")) == "4"


def test_pulldata_searches_the_list() -> None:
    compiled = compile_expression("pulldata('communes', 'label', 'name', 'c3')")
    assert compiled.string(_context("data")) == "C 3"
    assert compile_expression("pulldata('none', 'a', 'b', 'c')").string(_context("data")) == ""


def test_choice_name_asks_the_form() -> None:
    compiled = compile_expression("jr:choice-name(/data/a, '/data/a')")
    assert compiled.string(_context("data", "b")) == "/data/a:3:b"


def test_a_missing_instance_is_told() -> None:
    with pytest.raises(XPathTypeError):
        compile_expression("count(instance('gone')/root/item)").number(_context("data"))


def test_a_text_is_no_set_of_questions() -> None:
    with pytest.raises(XPathTypeError):
        evaluate("count('abc')", "<a/>")


def test_a_seed_shuffles_as_collect_does() -> None:
    document = "<r>" + "".join(f"<x>{letter}</x>" for letter in "ABCDEF") + "</r>"

    def order(expression: str) -> str:
        value = evaluate(expression, document)
        assert isinstance(value, list)
        return "".join(node.string_value() for node in value)

    assert order("randomize(/r/x, 42)") == "AFCBDE"
    assert order("randomize(/r/x, -42)") == "EDAFBC"
    assert order("randomize(/r/x, 1)") == "BFEACD"
    assert order("randomize(/r/x, 11.1)") == order("randomize(/r/x, 11)")
    assert sorted(order("randomize(/r/x)")) == list("ABCDEF")
    assert order("randomize(/r/x, 'a')") == order("randomize(/r/x, 'a')") != order("randomize(/r/x, 'b')")
