"""Pictures that stand beside a form and belong to its words, as they are printed; what paper cannot play is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.output.paper import PaperFigures, PaperPicture
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.xform.definition import Form, Question
from sxsh_desktop.xform.media import media_names, media_of

SOUND = _("A recording goes with this question: {name} (play it on the computer).")
FILM = _("A film goes with this question: {name} (play it on the computer).")
LOST = _("The picture {name} of the form is not on this computer.")


@dataclass(frozen=True, slots=True)
class FormMedia:
    """The media of one form in one language; `file_of` finds a file by its name, None where it is not here."""

    form: Form
    language: str
    file_of: Callable[[str], Path | None]

    def of(self, path: str) -> list[PaperFigures]:
        """What is printed below the words at `path`; empty for most."""
        return _figures([self._one(path, "")])

    def of_columns(self, questions: Sequence[Question]) -> list[PaperFigures]:
        """What is printed above a table, each with the words of its column."""
        return _figures([self._one(one.path, self.form.label(one.path, self.language)) for one in questions])

    def _one(self, path: str, column: str) -> PaperFigures:
        pictures, said = [], []
        for shown in media_of(self.form, path, self.language):
            file = self.file_of(shown.name) if shown.kind == "image" else None
            if file is not None:
                caption = ": ".join(part for part in (column, shown.words) if part)
                pictures.append(PaperPicture(file, caption))
            else:
                sentence = {"audio": SOUND, "video": FILM}.get(shown.kind, LOST)
                said.append(words_in(self.language, sentence, name=shown.name))
        return PaperFigures(tuple(pictures), tuple(said))


def _figures(found: Sequence[PaperFigures]) -> list[PaperFigures]:
    pictures = tuple(picture for one in found for picture in one.pictures)
    said = tuple(dict.fromkeys(sentence for one in found for sentence in one.said))
    return [PaperFigures(pictures, said)] if pictures or said else []


def media_on_paper(desk: Desk, form: Form, language: str) -> FormMedia | None:
    """The media of a form that this desk keeps; None for a form without any."""
    if not media_names(form):
        return None

    def file_of(name: str) -> Path | None:
        return desk.forms.media_file(form.definition_hash, name)

    return FormMedia(form, language, file_of)
