"""What every command shares: the store it works on, how it speaks, how it shows progress."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from sxsh_desktop.base import paths
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import words
from sxsh_desktop.services.desk import Desk, open_desk

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store", metavar="DIR", help="The store to work on (default: your own).", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


_chosen: ContextVar[Path | None] = ContextVar("store before the command", default=None)


def choose_store(store: StoreOption = None) -> None:
    """The store named before the command (`sxsh --store DIR verify`); one named after it comes first."""
    _chosen.set(store)


def store_folder(store: Path | None) -> Path:
    """The folder that a command works on."""
    return store or _chosen.get() or paths.default_store()


@contextmanager
def desk_at(store: Path | None) -> Iterator[Desk]:
    """The desk in the store's folder, closed at the end. Raises UserError when there is none."""
    desk = open_desk(store_folder(store))
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A progress bar on a terminal; nothing where the output goes to a file or another program."""
    if not sys.stderr.isatty():
        yield silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("")

        def show(done: int, total: int, what: str) -> None:
            bars.update(task, completed=done, total=total, description=what)

        yield Progress(show)


def say(text: str) -> None:
    """A line of the result; letters that the terminal does not have become question marks."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """A line that is not part of the result."""
    _write(sys.stderr, text)


def _write(stream: Any, text: str) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    stream.flush()


def explain(error: UserError) -> None:
    """What happened, what to do, and the code to read over the phone."""
    said, todo = error.explain()
    complain(said)
    if todo:
        complain(todo)
    if error.details():
        complain(words("Details: “{text}”", text=error.details()))
    complain(words("Code: {code}", code=error.code))


def plain(value: Any) -> Any:
    """A result as JSON values: dataclasses as objects, decimals as text, paths with forward slashes."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(part) for part in value]
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value


def print_json(value: Any) -> None:
    """The result as one JSON document on the standard output."""
    say(json.dumps(plain(value), ensure_ascii=False, indent=1, sort_keys=False))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows in columns, on a terminal; parted by tabs where another program reads them."""
    if not sys.stdout.isatty():
        say("\t".join(headings))
        for row in rows:
            say("\t".join(str(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*headings, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console().print(table)
