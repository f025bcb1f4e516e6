"""Forty sticks on the desk: several bundles that were looked into are imported one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange import Fate, Plan
from sxsh_desktop.ui import say
from sxsh_desktop.ui.exchange.exchange_model import FATES, ExchangeModel
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.pages import figures
from sxsh_desktop.ui.widgets.states import HintKind
from sxsh_desktop.ui.widgets.text import Panel, label

_NOTABLE: tuple[Fate, ...] = ("new", "corrected", "diverged", "waiting", "clash")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one bundle: taken in, or refused and kept on the shelf."""

    file: Path
    plan: Plan | None
    error: UserError | None = None


def import_each(model: ExchangeModel, files: Sequence[Path], progress: Progress) -> list[Outcome]:
    """Import these bundles, each wholly or not at all; a refused one does not hold up the others.

    When it is stopped, what was imported before stays: fewer outcomes than files come back.
    """
    done: list[Outcome] = []
    for at, file in enumerate(files):
        try:
            plan = model.receive(file, progress.part(at, at + 1, len(files)))
            done.append(Outcome(file, plan))
        except CancelledError:
            break
        except UserError as error:
            done.append(Outcome(file, None, error))
    return done


def summed(outcomes: Sequence[Outcome], asked: int) -> tuple[str, HintKind]:
    """One sentence for what became of `asked` bundles, and how it is to be shown."""
    taken = [one.plan for one in outcomes if one.plan is not None]
    facts = {"n": say.count(len(taken)), "asked": say.count(asked)}
    facts["versions"] = say.count(sum(plan.revisions_new for plan in taken))
    if len(outcomes) < asked:
        text = _(
            "Stopped: {n} of {asked} bundles are imported, with {versions} new versions of records. "
            "The others still wait."
        )
        return words(text, **facts), "warn"
    text = _("{n} of {asked} bundles are imported, with {versions} new versions of records.")
    return words(text, **facts), "ok" if len(taken) == asked else "warn"


class ImportAllDialog(Dialog):
    """What the bundles hold together, before they are imported."""

    def __init__(self, plans: Sequence[Plan], parent: QWidget | None) -> None:
        about = words(_("{n} bundles were looked into and are whole."), n=len(plans))
        super().__init__(words(_("Import all")), about, parent)
        panel = Panel("plain")
        pairs = [
            (words(FATES[fate][0]), say.count(sum(one.records.get(fate, 0) for one in plans)))
            for fate in _NOTABLE
        ]
        panel.body.addLayout(figures(pairs))
        text = _("Each bundle is imported wholly or not at all, and each import can be taken back by itself.")
        self.add(panel, label(words(text), "small", wrap=True))
        self.go = primary(words(_("Import {n} bundles"), n=len(plans)), self.accept, "import")
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.go)


def tell_refused(refused: Sequence[Outcome], parent: QWidget | None) -> None:
    """Name the bundles that were refused, each with its reason."""
    about = words(_("{n} bundles were not imported; they are kept on the shelf."), n=len(refused))
    dialog = Dialog(words(_("Import all")), about, parent)
    for one in refused:
        if one.error is not None:
            said = " ".join(one.error.explain())
            dialog.add(label(f"{said} ({one.error.code})", wrap=True, select=True))
    dialog.set_buttons(primary(words(_("Close")), dialog.accept))
    dialog.run()
