"""The page of Nghị định 30/2020/NĐ-CP: A4, margins top and bottom 20 mm, left 30 mm, right 15 mm (points).

A sideways page is turned, so that its binding edge lies at the top.
"""

from __future__ import annotations

MM = 72 / 25.4
SHORT, LONG = 210 * MM, 297 * MM
_TOP, _BOTTOM, _LEFT, _RIGHT = 20 * MM, 20 * MM, 30 * MM, 15 * MM
_SIDE_LEFT = 20 * MM


def page_size(*, landscape: bool = False) -> tuple[float, float]:
    """Width and height of the sheet."""
    return (LONG, SHORT) if landscape else (SHORT, LONG)


def left(*, landscape: bool = False) -> float:
    """Where the text begins, from the left edge."""
    return _SIDE_LEFT if landscape else _LEFT


def top(*, landscape: bool = False) -> float:
    """Where the text begins, from the upper edge."""
    return 25 * MM if landscape else _TOP


def width(*, landscape: bool = False) -> float:
    """The width of the text."""
    return page_size(landscape=landscape)[0] - left(landscape=landscape) - (20 * MM if landscape else _RIGHT)


def body_height(*, landscape: bool = False) -> float:
    """The height of the text; the foot of the page stands below it."""
    return page_size(landscape=landscape)[1] - top(landscape=landscape) - _BOTTOM
