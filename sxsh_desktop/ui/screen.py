"""What every screen of the main window can do; the window asks for nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtWidgets import QWidget


class Screen(QWidget):
    """A page of the main window. Does nothing by itself until it is shown the first time."""

    def prepare(self) -> None:
        """Make what is dear to make, once the screen has its place in the window; in a turn of its own, once.

        A tree of widgets costs its whole style again each time that it is put into another one: what is made in
        its place costs it once.
        """

    def refresh(self) -> None:
        """Read again what is shown (F5, and when something in the store changed)."""

    def show_target(self, target: str, tab: str) -> None:
        """Show something within the screen: an id, a tab; both may be ""."""

    def focus_search(self) -> bool:
        """Put the cursor into the screen's search (Ctrl+F); False when it has none."""
        return False

    def export_list(self) -> bool:
        """Export the list shown (Ctrl+E); False when there is none."""
        return False

    def print_shown(self) -> bool:
        """Print what is shown (Ctrl+P); False when nothing here is for paper."""
        return False

    def clear_filters(self) -> bool:
        """Drop all filters (Ctrl+L); False when there are none."""
        return False

    def new_record(self) -> bool:
        """A new record in the sense of this screen (Ctrl+N); False leaves it to the window."""
        return False

    def panes(self) -> list[QWidget]:
        """What F6 goes through, in order."""
        return []

    def may_leave(self) -> bool:
        """Whether the window may close now."""
        return True


@dataclass(frozen=True, slots=True)
class ScreenMaker:
    """How a screen is made. `module` holds its code, which is read off the main thread before it is made."""

    module: str
    make: Callable[[], Screen]

    @property
    def is_read(self) -> bool:
        """Whether the code is there already, so that making the screen takes no reading."""
        found = sys.modules.get(self.module)
        return found is not None and not getattr(found.__spec__, "_initializing", False)

    def read(self) -> None:
        """Read the code; for a background job."""
        import_module(self.module)
