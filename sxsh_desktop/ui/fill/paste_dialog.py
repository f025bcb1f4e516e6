"""Paste rows from a spreadsheet: what was copied, which column is which question, then one act."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sxsh_desktop.ui.fill.fill_model import FillModel


def paste_into(model: FillModel, table: str, parent: QWidget) -> int:
    return 0
