"""The list under a field that searches: as roomy as the list of a combo."""

from __future__ import annotations

from PySide6.QtWidgets import QCompleter, QStyledItemDelegate


def dress(completer: QCompleter) -> None:
    """Give its list our look: the delegate that it brings along takes no heights from the style sheet.

    Down on the last line stays there: Enter after it takes that line, and not what was typed.
    """
    completer.setWrapAround(False)
    popup = completer.popup()
    if popup is not None:
        popup.setObjectName("completion")
        popup.setItemDelegate(QStyledItemDelegate(popup))
