"""Every sentence of the program has its Vietnamese, and every failure says what happened and what to do."""

from __future__ import annotations

import importlib
import pkgutil
import string
import sys
from collections.abc import Iterator

import pytest

import sxsh_desktop
from sxsh_desktop.base.errors import UserError, all_user_errors
from sxsh_desktop.base.words import is_translated, set_language, words_in

sys.path.insert(0, str(__import__("pathlib").Path(__file__).resolve().parents[2] / "packaging"))


def _fields(sentence: str) -> set[str]:
    return {
        name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name is not None
    }


@pytest.fixture(scope="module")
def kinds() -> list[type[UserError]]:
    for module in pkgutil.walk_packages(sxsh_desktop.__path__, "sxsh_desktop."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [kind for kind in all_user_errors() if kind.__module__.startswith("sxsh_desktop.")]


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    yield
    set_language("vi")


def test_every_failure_has_a_code_of_its_own(kinds: list[type[UserError]]) -> None:
    codes = [kind.code for kind in kinds]
    assert len(codes) > 20
    assert sorted(codes) == sorted(set(codes))


def test_every_failure_says_what_happened_and_what_to_do_in_vietnamese(kinds: list[type[UserError]]) -> None:
    missing = [
        (kind.code, sentence)
        for kind in kinds
        for sentence in (kind.said, kind.todo)
        if sentence and not is_translated("vi", sentence)
    ]
    assert missing == []
    assert [kind.code for kind in kinds if not kind.said] == []


def test_both_languages_use_the_same_facts() -> None:
    words_file = importlib.import_module("words")
    different = [
        sentence
        for sentence in words_file.all_sentences()
        if _fields(sentence) != _fields(words_in("vi", sentence))
    ]
    assert different == []


def test_every_sentence_of_the_program_is_translated() -> None:
    words_file = importlib.import_module("words")
    missing = {s: place for s, place in words_file.all_sentences().items() if not is_translated("vi", s)}
    assert missing == {}
