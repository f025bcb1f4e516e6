"""What is said of bundles that are not sealed, the same on every tab of Exchange."""

from __future__ import annotations

from sxsh_desktop.base.words import _

NOT_CHOSEN = _("Not sealed: whoever finds the stick can read everything in it.")
NO_KEY = _(
    "It cannot be sealed yet: the key of the recipient is not known here. Import a bundle of theirs first, "
    "or keep the stick with you: whoever finds it can read everything."
)
NO_KEY_OF = _(
    "The bundle for {names} cannot be sealed yet: their key is not known here. Take in their enrolment file first, "
    "or keep the stick with you: whoever finds it can read everything."
)
