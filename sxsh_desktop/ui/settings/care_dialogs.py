"""Two dialogs of the settings: before the whole store is copied with its keys, and what this program is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sxsh_desktop import __version__
from sxsh_desktop.base import paths
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.widgets.buttons import flat, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.pages import facts
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.text import label, row

_CARE = (
    _("Whoever holds the copy can read every record in it, and can sign and open bundles in your name."),
    _("Keep the disk locked up like the seal of the office; never in a shared folder or with somebody else."),
    _(
        "If the disk is lost: tell the department, which stops trusting this device "
        "(Send – Receive, Trusted devices), and set up the program anew in another folder."
    ),
)


class CopyDialog(Dialog):
    """Said before the whole store goes to another disk; accepted: a folder may be chosen."""

    def __init__(self, parent: QWidget | None) -> None:
        about = words(_("The copy also holds the keys of this device."))
        super().__init__(words(_("Copy everything to another disk")), about, parent)
        self.add(Hint(words(_CARE[0]), "warn", icon="lock"))
        for sentence in _CARE[1:]:
            self.add(label(words(sentence), wrap=True))
        self.go = primary(words(_("Choose the disk…")), self.accept, "usb")
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.go)


class AboutDialog(Dialog):
    """What the program is, its version, and whose work it carries along."""

    def __init__(self, folder: str, show: Callable[[], object], parent: QWidget | None) -> None:
        super().__init__(words(_("About the program")), "SXSH Desktop", parent)
        text = _("Records visits to production facilities offline; counts the targets of cleaner production.")
        pairs = (
            (words(_("Version")), __version__),
            (words(_("Store")), folder),
            (words(_("Program files")), str(paths.resources().parent)),
            (words(_("Fonts")), words(_("Noto Sans and Liberation Serif, SIL Open Font Licence 1.1"))),
        )
        self.add(label(words(text), wrap=True), 4, facts(pairs, 150))
        safe = _("Everything stays on this computer; nothing is sent unless you make a bundle.")
        self.add(Hint(words(safe), "info", icon="lock"))
        self.add(row(flat(words(_("Licences of the fonts")), show, "folder"), 0))
        self.set_buttons(primary(words(_("Close")), self.accept))
