"""The list under a field that searches: as roomy as the list of a combo."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QStyle, QStyledItemDelegate, QWidget


def dress(completer: QCompleter) -> None:
    """Give its list our look: the delegate that it brings along takes no heights from the style sheet.

    Down on the last line stays there: Enter after it takes that line, and not what was typed.
    """
    completer.setWrapAround(False)
    popup = completer.popup()
    if popup is not None:
        popup.setObjectName("completion")
        popup.setItemDelegate(QStyledItemDelegate(popup))


def widen(popup: QAbstractItemView | None, field: QWidget) -> None:
    """Make the list under a field wide enough to cut none of its lines, as far as the window goes."""
    if popup is None:
        return
    bar = popup.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    wanted = popup.sizeHintForColumn(0) + bar + 2 * popup.frameWidth()
    room = field.window().width() - field.mapTo(field.window(), QPoint(0, 0)).x()
    popup.setMinimumWidth(max(field.width(), min(wanted, room)))
