"""What is said when the command line is used wrongly: which command, what is wrong, where to look."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from typer.exceptions import TyperException

from sxsh_desktop.base.words import words
from sxsh_desktop.cli import common

WRONG_USE = 2


def tell_wrong_use(error: TyperException, given: Sequence[str]) -> None:
    """Say it in our words; the library's own are English. Where it has shown its help, nothing is added."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else _command_of(given)
    common.complain(_what_is_wrong(error, command, given))
    common.complain(words("How it is used: {command} --help", command=command))


def _command_of(given: Sequence[str]) -> str:
    """The command that was asked for: what stands before the first option."""
    named = itertools.takewhile(lambda one: not one.startswith("-"), given)
    return " ".join(("sxsh", *named))


def _what_is_wrong(error: TyperException, command: str, given: Sequence[str]) -> str:
    kind, option = type(error).__name__, getattr(error, "option_name", "")
    parameter = getattr(error, "param", None)
    name = parameter.get_error_hint() if parameter is not None else ""
    if kind == "BadOptionUsage":
        return words("{option} needs something after it.", option=option)
    if kind == "MissingParameter":
        return words("Still missing: {parameter}", parameter=name)
    if kind == "BadParameter":
        reason = error.message.removeprefix("Value error, ")
        return words(
            "{parameter} cannot be used as given: {reason}", parameter=name or command, reason=reason
        )
    unknown = option or next((one for one in given if f"'{one}'" in error.message), " ".join(given))
    return words("{command} does not understand: {given}", command=command, given=unknown)
