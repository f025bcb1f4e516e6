"""The help of the command line in the language of the user.

The library fixes help texts when the commands are declared, before a language is known; they are put into
words here, just before the command runs. A docstring is its sentences, then lines "Example: sxsh …".
"""

from __future__ import annotations

from typing import Any

from typer import rich_utils

from sxsh_desktop.base.words import _, words

_EXAMPLE = "Example:"
_TITLES = {
    "ARGUMENTS_PANEL_TITLE": _("Arguments"),
    "OPTIONS_PANEL_TITLE": _("Options"),
    "COMMANDS_PANEL_TITLE": _("Commands"),
    "DEFAULT_STRING": _("[default: {}]"),
    "ENVVAR_STRING": _("[environment: {}]"),
    "REQUIRED_LONG_STRING": _("[required]"),
}
_SHOW_HELP = _("Show this message and exit.")


def translate(command: Any) -> None:
    """Put the help of a command, of its parameters and of all commands below it into the user's words."""
    for name, title in _TITLES.items():
        setattr(rich_utils, name, words(title))
    _translate(command)


def _translate(command: Any) -> None:
    if command.help:
        command.help = told(command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = words(parameter.help)
    _translate_own_help(command)
    for below in getattr(command, "commands", {}).values():
        _translate(below)


def _translate_own_help(command: Any) -> None:
    """The `--help` that the library adds to each command."""
    make = command.get_help_option

    def with_words(context: Any) -> Any:
        option = make(context)
        if option is not None:
            option.help = words(_SHOW_HELP)
        return option

    command.get_help_option = with_words


def told(text: str) -> str:
    """The help text of a command: its sentences translated, its examples kept."""
    said, *examples = text.split(_EXAMPLE)
    shown = "\n\n".join(f"{words(_('Example:'))} {one.strip()}" for one in examples)
    sentences = words(" ".join(said.split()))
    return f"{sentences}\n\n{shown}" if shown else sentences
