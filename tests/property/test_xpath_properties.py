"""Laws that hold for every expression: printing and reading, arithmetic, and no crash on any text."""

from __future__ import annotations

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_desktop.xform.xpath import (
    Ast,
    XPathError,
    compile_expression,
    evaluate,
    number_of_text,
    parse,
    to_number,
)
from sxsh_desktop.xform.xpath.convert import text_of_number
from sxsh_desktop.xform.xpath.patterns import matches
from sxsh_desktop.xform.xpath.tree import AXES, Binary, Call, Literal, Negate, Number, Path, Step

_NAMES = st.sampled_from(["a", "b-c", "số_lượng", "div", "or", "jr:x", "_q1", "text"])
_TESTS = st.one_of(_NAMES, st.sampled_from(["*", "node()", "text()", 'processing-instruction("x")', "jr:*"]))
_LEAVES: st.SearchStrategy[Ast] = st.one_of(
    st.text(alphabet="ab '", max_size=5).map(Literal),
    st.sampled_from(["0", "1", "2.5", ".5", "10."]).map(Number),
    st.just(Path((), absolute=True)),
)


def _larger(inner: st.SearchStrategy[Ast]) -> st.SearchStrategy[Ast]:
    steps = st.lists(
        st.builds(
            Step,
            st.sampled_from(sorted(AXES)),
            _TESTS,
            st.lists(inner, max_size=1).map(tuple),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple)
    return st.one_of(
        st.builds(Binary, st.sampled_from(sorted(Binary.RANKS)), inner, inner),
        st.builds(Negate, inner),
        st.builds(Call, st.sampled_from(["if", "jr:itext", "concat"]), st.lists(inner, max_size=3).map(tuple)),
        st.builds(Path, steps, st.booleans()),
        st.builds(Path, steps, st.just(False), inner, st.lists(inner, max_size=1).map(tuple)),
    )  # fmt: skip


_TREES = st.recursive(_LEAVES, _larger, max_leaves=12)
_FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(_TREES)
@settings(max_examples=300, deadline=None)
def test_a_printed_tree_reads_as_itself(tree: Ast) -> None:
    assert parse(str(tree)) == tree


@given(st.text(alphabet="ab1. /@*[]()'\"+-=<>!|,:$đ\ndivorand", max_size=40))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = parse(text)
        compile_expression(text)
    except XPathError:
        return
    assert parse(str(tree)) == tree


@given(st.text(alphabet="ab1. /@*[]()'=<>|,", max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_expression_runs_or_is_refused(text: str) -> None:
    try:
        evaluate(text, "<a><b a='1'>1</b><b>x</b></a>")
    except XPathError:
        return


@given(_FINITE)
def test_a_number_survives_its_text(value: float) -> None:
    assert number_of_text(text_of_number(value)) == value


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_arithmetic_agrees_with_itself(left: int, right: int) -> None:
    def number(expression: str) -> float:
        return to_number(evaluate(expression, "<a/>"))

    assert number(f"{left} + {right}") == number(f"{right} + {left}") == left + right
    assert number(f"{left} - {right}") == -number(f"{right} - {left}")
    assert number(f"({left}) * ({right})") == left * right
    if right:
        quotient = number(f"int({left} div {right})")
        assert quotient * right + number(f"{left} mod {right}") == left
    assert evaluate(f"{left} < {right}", "<a/>") is (left < right)
    assert evaluate(f"not({left} = {right})", "<a/>") is evaluate(f"{left} != {right}", "<a/>")


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_rounding_is_near_and_settles(value: float, places: int) -> None:
    text = text_of_number(value)
    once = to_number(evaluate(f"round({text}, {places})", "<a/>"))
    assert math.isclose(once, value, abs_tol=0.5 * 10**-places * (1 + 1e-9))
    assert to_number(evaluate(f"round({text_of_number(once)}, {places})", "<a/>")) == once


_ATOMS = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\d", r"\w", "^", "$", r"\b"])
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=8,
)


@given(_PATTERNS, st.text(alphabet="abc1 ", max_size=8))
@settings(max_examples=400, deadline=None)
def test_patterns_mean_what_they_mean_in_python(pattern: str, text: str) -> None:
    assert matches(pattern, text) is (re.fullmatch(pattern, text) is not None)
