"""A column chart over years: the latest in accent, the value on each, unknown years as a dashed outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.ui.theme import current, fonts

_AXIS, _FOOT, _TOP, _RIGHT = 56, 26, 24, 120


@dataclass(frozen=True, slots=True)
class YearValue:
    """One column; value None = not known."""

    year: int
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A dashed line across the chart with its name at the right; or a band when `to` is given."""

    text: str
    at: Decimal
    to: Decimal | None = None


class YearChart(QWidget):
    """Columns from 0. Read it with the table of the same figures as well (Ctrl+T on the card)."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(140)
        self._values: tuple[YearValue, ...] = ()
        self._marks: tuple[Mark, ...] = ()

    def put(self, values: Sequence[YearValue], marks: Sequence[Mark] = ()) -> None:
        """Show other figures."""
        self._values, self._marks = tuple(values), tuple(marks)
        told = "; ".join(f"{one.year}: {_figure(one.value)}" for one in self._values)
        self.setAccessibleName(told)
        self.setToolTip("")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw bands, grid, columns, figures, marks."""
        painter = QPainter(self)
        painter.setFont(fonts.font("small"))
        known = [one.value for one in self._values if one.value is not None]
        tops = [*known, *(mark.to or mark.at for mark in self._marks)]
        top = _round_up(max(tops, default=Decimal(1)))
        right = _RIGHT if self._marks else 12
        plot = QRectF(_AXIS, _TOP, max(self.width() - _AXIS - right, 40), self.height() - _TOP - _FOOT)
        self._draw_marks(painter, plot, top, bands=True)
        self._draw_grid(painter, plot, top)
        self._draw_columns(painter, plot, top)
        self._draw_marks(painter, plot, top, bands=False)

    def _y(self, plot: QRectF, top: Decimal, value: Decimal) -> float:
        return plot.bottom() - plot.height() * float(value / top)

    def _draw_grid(self, painter: QPainter, plot: QRectF, top: Decimal) -> None:
        for part in (Decimal(0), top / 2, top):
            y = self._y(plot, top, part)
            painter.setPen(current.colour("line"))
            painter.drawLine(QPoint(int(plot.left()), int(y)), QPoint(int(plot.right()), int(y)))
            painter.setPen(current.colour("dim"))
            rect = QRectF(0, y - 9, plot.left() - 8, 18)
            painter.drawText(
                rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), _tick(part)
            )

    def _draw_columns(self, painter: QPainter, plot: QRectF, top: Decimal) -> None:
        step = plot.width() / max(len(self._values), 1)
        wide = min(46.0, step * 0.5)
        last = max((one.year for one in self._values if one.value is not None), default=0)
        middle = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        for place, one in enumerate(self._values):
            centre = plot.left() + step * (place + 0.5)
            painter.setPen(current.colour("dim"))
            painter.drawText(QRectF(centre - 40, plot.bottom() + 4, 80, 18), middle, str(one.year))
            if one.value is None:
                painter.setPen(QPen(current.colour("ctl"), 1, Qt.PenStyle.DashLine))
                painter.drawRect(QRectF(centre - wide / 2, plot.bottom() - 26, wide, 26))
                painter.setPen(current.colour("dim"))
                painter.drawText(QRectF(centre - 40, plot.bottom() - 46, 80, 18), middle, _figure(None))
                continue
            y = self._y(plot, top, one.value)
            role = "accent" if one.year == last else "ctl"
            painter.fillRect(QRectF(centre - wide / 2, y, wide, plot.bottom() - y), current.colour(role))
            painter.setFont(fonts.font("small", bold=one.year == last))
            painter.setPen(current.colour("text"))
            painter.drawText(QRectF(centre - 50, y - 20, 100, 18), middle, _figure(one.value))
            painter.setFont(fonts.font("small"))

    def _draw_marks(self, painter: QPainter, plot: QRectF, top: Decimal, *, bands: bool) -> None:
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for mark in self._marks:
            if (mark.to is not None) != bands:
                continue
            y = self._y(plot, top, mark.at)
            if mark.to is not None:
                upper = self._y(plot, top, mark.to)
                painter.fillRect(
                    QRectF(plot.left(), upper, plot.width(), y - upper), current.colour("off_bg")
                )
                y = (y + upper) / 2
                painter.setPen(current.colour("dim"))
            else:
                painter.setPen(QPen(current.colour("ok"), 1.5, Qt.PenStyle.DashLine))
                painter.drawLine(QPoint(int(plot.left()), int(y)), QPoint(int(plot.right()), int(y)))
            painter.drawText(QRectF(plot.right() + 6, y - 9, _RIGHT - 8, 18), left, mark.text)


def _figure(value: Decimal | None) -> str:
    if value is None:
        return words(_("not known yet"))
    places = 0 if value >= 100 or value == value.to_integral_value() else 1 if value >= 10 else 2
    return format_number(value, places, language())


def _tick(value: Decimal) -> str:
    """A figure of the axis: as many places as it needs, never a trailing zero."""
    short = value.normalize()
    exponent = short.as_tuple().exponent
    return format_number(value, max(-exponent, 0) if isinstance(exponent, int) else 0, language())


def _round_up(value: Decimal) -> Decimal:
    """The next 1, 2, 2.5, 5 or 10 times a power of ten: an axis that people read easily."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** value.adjusted()
    for step in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10)):
        if value <= step * power:
            return step * power
    return 10 * power
