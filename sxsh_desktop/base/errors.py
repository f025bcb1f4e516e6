"""Failures that a person can do something about."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from sxsh_desktop.base.reasons import Reason, in_our_words, spoken
from sxsh_desktop.base.words import words


class UserError(Exception):
    """Carries facts, not words: the words are in the catalogue, found through the class.

    `code` never changes once released: it stands in logs, in tests and in the handbook, and it is what an
    officer reads out over the phone. `said` tells what happened (and what is safe), `todo` what to do next;
    both are English message ids and use only facts given to the constructor.
    """

    code: ClassVar[str]
    said: ClassVar[str]
    todo: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{self.code} {facts}")
        self.facts = facts

    def __reduce__(self) -> tuple[Callable[..., UserError], tuple[type[UserError], dict[str, object]]]:
        """Between processes the facts travel, not the text that was made of them."""
        return _made_again, (type(self), self.facts)

    def explain(self) -> tuple[str, str]:
        """What happened, and what to do next, in the language of the user."""
        facts = spoken(self.facts)
        return words(self.said, **facts), words(self.todo, **facts)

    def details(self) -> str:
        """Messages of the system or of another program that we have no words for, as they came; "" without."""
        kept = [one for one in self.facts.values() if isinstance(one, Reason) and not in_our_words(one)]
        return "; ".join(kept)


def _made_again(kind: type[UserError], facts: dict[str, object]) -> UserError:
    return kind(**facts)


def all_user_errors() -> list[type[UserError]]:
    """Every kind of failure that is now loaded, sorted by code."""
    found: list[type[UserError]] = []
    waiting = list(UserError.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if hasattr(kind, "code"):
            found.append(kind)
    return sorted(found, key=lambda kind: kind.code)
