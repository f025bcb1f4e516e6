"""The help window: about the screen shown, and every key."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.shell import help_text
from sxsh_desktop.ui.widgets.buttons import primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.pages import Scroller
from sxsh_desktop.ui.widgets.text import label, row


class Help(Dialog):
    """Help on one screen."""

    def __init__(self, screen: str, title: str, parent: QWidget | None) -> None:
        super().__init__(words(_("Help: {screen}"), screen=title), parent=parent)
        for sentence in help_text.about(screen):
            self.add(label(sentence, wrap=True))
        self.add(8, label(words(_("Keys")), "h2"))
        scroller = Scroller((0, 0, 8, 0), spacing=4)
        scroller.setMinimumHeight(280)
        for key, what in help_text.list_of_keys():
            name = label(key, "strong")
            name.setFixedWidth(140)
            line = row(name, label(what, wrap=True))
            line.setStretch(1, 1)
            scroller.body.addLayout(line)
        scroller.body.addStretch(1)
        self.add(scroller)
        self.set_buttons(primary(words(_("Close")), self.accept))
