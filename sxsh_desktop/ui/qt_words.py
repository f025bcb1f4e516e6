"""Qt's own words (OK, Cancel, the file dialog) through our catalogue: Qt ships no Vietnamese."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTranslator

from sxsh_desktop.base.words import _, is_translated, language, words

# What Qt may show in this program, by its own English text. "&" marks of accelerator letters are dropped.
QT_WORDS = (
    _("OK"),
    _("Cancel"),
    _("Close"),
    _("Save"),
    _("Open"),
    _("Yes"),
    _("No"),
    _("Apply"),
    _("Discard"),
    _("Retry"),
    _("Ignore"),
    _("Abort"),
    _("Help"),
    _("Look in:"),
    _("File name:"),
    _("Folder name:"),
    _("Directory:"),
    _("Directories"),
    _("Files of type:"),
    _("Choose"),
    _("Back"),
    _("Forward"),
    _("Parent Directory"),
    _("Create New Folder"),
    _("New Folder"),
    _("List View"),
    _("Detail View"),
    _("Name"),
    _("Size"),
    _("Type"),
    _("Date Modified"),
    _("Computer"),
    _("My Computer"),
    _("Recent Places"),
    _("Rename"),
    _("Delete"),
    _("Show hidden files"),
    _("Remove"),
    _("Sidebar"),
    _("Files"),
    _("All Files (*)"),
    _("Folder"),
    _("File"),
    _("Drive"),
    _("Undo"),
    _("Redo"),
    _("Cut"),
    _("Copy"),
    _("Paste"),
    _("Select All"),
    _("Clear"),
    _("Print"),
    _("%1 already exists.\nDo you want to replace it?"),
    _("%1\nFile not found.\nPlease verify the correct file name was given."),
    _("%1\nDirectory not found.\nPlease verify the correct directory name was given."),
    _("Are you sure you want to delete '%1'?"),
    _("Scroll here"),
    _("Top"),
    _("Bottom"),
    _("Page up"),
    _("Page down"),
    _("Scroll up"),
    _("Scroll down"),
)


class CatalogueTranslator(QTranslator):
    """Looks up Qt's texts in the catalogue of the language now chosen; unknown ones stay as Qt has them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def isEmpty(self) -> bool:
        """Never: the catalogue is asked each time."""
        return False

    def translate(
        self,
        context: str,  # noqa: ARG002 - Qt's signature
        source_text: str,
        disambiguation: str | None = None,  # noqa: ARG002 - Qt's signature
        n: int = -1,  # noqa: ARG002 - Qt's signature
    ) -> str | None:  # an empty text would be shown as one
        """The Vietnamese words, or None for what we have none for (Qt then shows its own)."""
        if language() == "en":
            return None
        bare = source_text.replace("&", "")
        return words(bare) if is_translated(language(), bare) else None
