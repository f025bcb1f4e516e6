"""Sending a PDF to a printer: each page drawn at the printer's own resolution (at most 300 dots an inch)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from sxsh_desktop.services.printing_preview import open_preview

_DOTS = 300


def send_to_printer(file: Path, owner: QWidget) -> bool:
    """Ask for the printer and print every page of the PDF; False when the person went back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_DOTS)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, owner)
    if not dialog.exec():
        return False
    painter = QPainter(printer)
    pdf = open_preview(file)
    try:
        for page in range(pdf.pages):
            if page:
                printer.newPage()
            rect = QRectF(painter.viewport())
            picture = pdf.draw(page, int(rect.width()))
            bytes_per_line = picture.width * 4
            form = QImage.Format.Format_RGBA8888
            image = QImage(picture.pixels, picture.width, picture.height, bytes_per_line, form)
            painter.drawImage(
                QRectF(0, 0, rect.width(), rect.width() * image.height() / image.width()), image
            )
    finally:
        painter.end()
        pdf.close()
    return True
