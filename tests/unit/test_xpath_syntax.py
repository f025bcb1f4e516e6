"""Reading expressions: what is accepted, how it is printed, and what is said of a faulty one."""

from __future__ import annotations

import pytest

from sxsh_desktop.base.words import set_language
from sxsh_desktop.xform.xpath import (
    Path,
    XPathArityError,
    XPathError,
    XPathFunctionError,
    XPathSyntaxError,
    XPathTooComplexError,
    compile_expression,
    evaluate,
    parse,
)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("1 +", 4),
        ("/data/a b", 9),
        ("1 ~ 2", 3),
        ("concat('a', ", 13),
        ("/data/", 7),
        ("/data/a[1", 10),
        ("'open", 1),
        ("sideways::a", 1),
    ],
)
def test_a_faulty_expression_is_refused_at_its_place(text: str, position: int) -> None:
    with pytest.raises(XPathSyntaxError) as refused:
        parse(text)
    assert refused.value.facts["position"] == position


def test_the_fault_is_said_in_vietnamese() -> None:
    set_language("vi")
    with pytest.raises(XPathSyntaxError) as refused:
        parse("1 +")
    said, todo = refused.value.explain()
    assert "ký tự thứ 4" in said
    assert "câu hỏi" in said
    assert todo.startswith("Anh, chị")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "-" * 5_000 + "1",
        "a[" * 400 + "1" + "]" * 400,
        "1" + " + 1" * 20_000,
        "'" + "x" * 40_000 + "'",
    ],
)
def test_monstrous_expressions_are_refused_not_crashed_on(text: str) -> None:
    with pytest.raises(XPathTooComplexError):
        parse(text)


def test_long_chains_are_no_problem() -> None:
    assert evaluate("1" + " + 1" * 8_000, "<a/>") == 8001.0
    assert evaluate("'x'" + " or 'x'" * 3_000, "<a/>") is True
    assert str(parse("a" + " | a" * 5_000)).startswith("child::a | child::a")


def test_fifty_nested_ifs_are_no_problem() -> None:
    text = "".join(f"if(/data/a = {place}, {place}, " for place in range(50)) + "-1" + ")" * 50
    assert evaluate(text, "<data><a>49</a></data>") == 49.0


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("/data/a", "/child::data/child::a"),
        ("//a[1]/@b", "/descendant-or-self::node()/child::a[1]/attribute::b"),
        ("../../x", "parent::node()/parent::node()/child::x"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("(1 + 2) * 3", "(1 + 2) * 3"),
        ("current()/../a", "current()/parent::node()/child::a"),
        ("2div1", "2 div 1"),
        ("/ = 1", "(/) = 1"),
        ("/data/div/mod", "/child::data/child::div/child::mod"),
        ("* * *", "child::* * child::*"),
    ],
)
def test_trees_print_as_xpath(text: str, printed: str) -> None:
    assert str(parse(text)) == printed
    assert parse(printed) == parse(text)


def test_simple_paths_give_their_names() -> None:
    def names(text: str) -> tuple[str, ...] | None:
        tree = parse(text)
        assert isinstance(tree, Path)
        return tree.names()

    assert names("/data/g/x") == ("data", "g", "x")
    assert names("../../x") == ("..", "..", "x")
    assert names(".") == ()
    assert names("./x") == ("x",)
    assert names("current()/../x") == ("..", "x")
    assert names("instance('i')/root/item") == ("root", "item")
    assert names("/data/*") is None
    assert names("/data/a[1]") is None
    assert names("//a") is None


def test_an_unknown_function_comes_with_names_that_look_alike() -> None:
    with pytest.raises(XPathFunctionError) as refused:
        compile_expression("1 + slected(/data/a, 'x')")
    assert refused.value.facts["position"] == 5
    assert "selected" in str(refused.value.facts["similar"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("if(1, 2)", "3"), ("round()", "1–2"), ("coalesce(1)", "2+"), ("today(1)", "0"), ("pow(2)", "2")],
)
def test_wrong_numbers_of_arguments_are_refused(text: str, wanted: str) -> None:
    with pytest.raises(XPathArityError) as refused:
        compile_expression(text)
    assert refused.value.facts["wanted"] == wanted


def test_xml_that_is_none_is_refused() -> None:
    with pytest.raises(XPathError):
        evaluate("1", "<a>")


def test_entities_are_not_followed() -> None:
    text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "yes">]><a>&x;&y;</a>'
    assert evaluate("string(/a)", text) == ""
