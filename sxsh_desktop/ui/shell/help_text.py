"""Help on each screen (F1), and the list of keys. The same text makes the printed guide."""

from __future__ import annotations

from sxsh_desktop.base.words import _, words

_SCREENS: dict[str, tuple[str, ...]] = {
    "today": (
        _("Everything that waits for you stands here, the most pressing first. Each line is a button."),
        _("The small panel at the right starts a new record and shows the state of your store."),
    ),
    "facilities": (
        _("Type a few letters of name, code, tax code or place; accents may be left out."),
        _("Enter or a double click opens the card of a facility: facts, what is missing, every record."),
        _(
            "The card draws use, savings and payback, and makes the audit report; each chart opens its records."
        ),
        _(
            "A new facility gets a code that no other computer can give out. Probable duplicates are shown first."
        ),
    ),
    "records": (
        _("Drafts open exactly where you left them. Every answer is on disk as soon as you leave the field."),
        _("A finished record is never changed: a correction is a new version that follows it."),
        _("A draft that you delete can be brought back from the tab Deleted."),
    ),
    "fill": (
        _(
            "Sections stand at the left with their state; one section at a time is open. Every answer is kept at once."
        ),
        _(
            "A figure that nobody knows is not 0: choose Not known, None (0), Does not apply or Refused (Alt+1 … 4)."
        ),
        _(
            "An orange note may be kept with a reason; a red one must be put right before the form is complete."
        ),
    ),
    "printing": (
        _(
            "Choose forms, then facilities, then what stands on the paper: nothing, what is known, or everything."
        ),
        _("The preview shows the pages as they will be printed. Save as PDF, or send it to the printer."),
    ),
    "exchange": (
        _(
            "A bundle holds everything that the other side has not acknowledged yet. A lost stick costs nothing."
        ),
        _("Drop a bundle here to see what is in it; nothing is written before you import."),
        _("What was refused stays on the shelf with its reason, and can be tried again."),
        _(
            "“Send and receive” does both over a stick, a shared folder or a server; the log says what happened."
        ),
        _("A device is trusted only after its code of sixteen digits was compared over the phone."),
    ),
    "review": (
        _("Records wait by district and officer. Changed answers are marked beside the earlier version."),
        _("Return a record with a question on an answer; the officer sees it at the next import."),
        _("Where two people changed the same original, choose a value for each field in conflict."),
    ),
    "indicators": (
        _("Each target shows how many are met, how many are counted, how many are unknown, and both bounds."),
        _("Every figure opens the list of facilities or officers behind it, with the reason."),
        _("Only accepted records count; what waits for review is told apart."),
    ),
    "reports": (
        _("Choose the day and the district; the workbook holds every figure with the facilities behind it."),
    ),
    "plan": (_("Targets and tasks of the plan, as the reference tables of this store hold them."),),
    "catalogue": (
        _("Forms and reference tables, each with version and source."),
        _("New versions come with a bundle from the department."),
    ),
    "settings": (
        _("Person, language, colours, backups, devices that are trusted."),
        _("A backup is taken while you work; it is read back and checked before it counts."),
    ),
}

KEYS: tuple[tuple[str, str], ...] = (
    ("F1", _("Help on this screen")),
    ("Ctrl+1 … 9", _("The screens of the rail, in order")),
    ("Ctrl+F", _("Search on this screen")),
    ("Ctrl+K", _("Find a facility from anywhere")),
    ("Ctrl+N", _("New record")),
    ("Ctrl+P", _("Print what is shown")),
    ("Ctrl+E", _("Export this list to Excel")),
    ("Ctrl+C", _("Copy rows with headers")),
    ("Ctrl+L", _("Clear filters")),
    ("F5", _("Read again")),
    ("F6", _("Next pane")),
    ("Ctrl+S", _("Nothing to do: everything is saved already")),
    ("Enter", _("In a record: next question")),
    (_("Ctrl+Down"), _("In a record: next unanswered question")),
    (_("Ctrl+PgDn"), _("In a record: next section")),
    ("1 … 9", _("In a record: choose an answer")),
    ("Alt+1 … 4", _("In a record: not known, none, does not apply, refused")),
    ("Ctrl+Z, Ctrl+Y", _("In a record: undo, redo")),
    ("F7", _("In a record: next problem")),
    ("F8", _("In a record: show or hide problems")),
    ("Insert", _("In a record: add a row")),
    ("Ctrl+M", _("In a record: note on this answer")),
    ("F9", _("In a record: same value as last period")),
    ("Ctrl+Enter", _("In a record: check and complete")),
)


def about(screen: str) -> tuple[str, ...]:
    """The sentences about a screen, in the user's language."""
    return tuple(words(one) for one in _SCREENS.get(screen, ()))


def list_of_keys() -> tuple[tuple[str, str], ...]:
    """Keys and what they do, in the user's language."""
    return tuple((words(key), words(what)) for key, what in KEYS)
