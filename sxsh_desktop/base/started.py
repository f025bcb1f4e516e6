"""What the window was started with, the same at both doors (`sxsh`, `sxsh-desktop`), and whether it can be shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sxsh_desktop.base import paths
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _


class NotUnderstoodError(UserError):
    """The window was started with words that it does not know."""

    code = "START-01"
    said = _("The program was started with words that it does not know: {given}")
    todo = _("Start it without any, or with --store FOLDER. For the command line: sxsh --help")


def store_asked(given: Sequence[str]) -> Path | None:
    """The store of `--store FOLDER` or `--store=FOLDER`, one's own when nothing is said; None for anything else."""
    match list(given):
        case []:
            return paths.default_store()
        case ["--store", folder] if folder:
            return Path(folder)
        case [one] if one.startswith("--store=") and one != "--store=":
            return Path(one.partition("=")[2])
        case _:
            return None


def command_for(folder: Path) -> list[str]:
    """The command that opens this program once more, on the store in `folder`, as it was itself started."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "sxsh_desktop"]
    return [*program, "--store", str(folder.absolute())]


def has_display() -> bool:
    """On Linux a window needs X or Wayland, unless Qt is told to draw elsewhere."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)
