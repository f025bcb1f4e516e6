"""`sxsh`: every use case without a window. Exit status: 0 done, 1 refused with the reason, 2 wrong use."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import CancelledError
from sxsh_desktop.base.words import LANGUAGES, set_language, words
from sxsh_desktop.cli import (
    carriers,
    common,
    desks,
    facilities,
    forms,
    help_words,
    printing,
    records,
    reports,
    reviews,
    tables,
    templates,
    works,
)
from sxsh_desktop.cli.usage import WRONG_USE, tell_wrong_use

application = typer.Typer(
    name="sxsh",
    help="Cleaner production in Đồng Tháp: record, exchange, review, print and report without a window.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
application.callback()(common.choose_store)
desks.add_to(application)
for name, group in (
    ("form", forms.group),
    ("facility", facilities.group),
    ("record", records.group),
    ("bundle", carriers.group),
    ("work", works.group),
    ("review", reviews.group),
    ("print", printing.group),
    ("report", reports.group),
    ("table", tables.group),
    ("template", templates.group),
):
    application.add_typer(group, name=name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; gives back the exit status and never raises for what a person can mend."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = os.environ.get("SXSH_LANGUAGE", "")
    if language in LANGUAGES:
        set_language(language)
    try:
        command = typer.main.get_command(application)
        help_words.translate(command)
        ending = command(given, prog_name="sxsh", standalone_mode=False)
        return ending if isinstance(ending, int) else 0
    except TyperException as error:
        tell_wrong_use(error, given)
        return WRONG_USE
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 0
    except UserError as error:
        common.explain(error)
        return 1
    except (CancelledError, KeyboardInterrupt):
        common.complain(words("Stopped. What was finished before is kept; nothing is half done."))
        return 1
