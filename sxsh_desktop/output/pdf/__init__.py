"""Forms as PDF: our own layout onto a bare canvas, because thousands of pages are printed at once."""

from sxsh_desktop.output.pdf.write import layout_form, write_forms_pdf

__all__ = ["layout_form", "write_forms_pdf"]
