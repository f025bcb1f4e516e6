"""Search in a list of choices without accents: 50,000 rows answer within a key stroke."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sxsh_desktop.base.text import fold, nfc
from sxsh_desktop.ui.fill.fields.field import Choice

MOST_SHOWN = 200
_LEAST_PART = 4  # letters of a label that stand for it
_AT_ONCE = 4_000  # choices folded in one turn of the window
_Index = QModelIndex | QPersistentModelIndex


class ChoiceIndex:
    """The choices of one list with their folded words, made once for a list."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.choices = choices
        self._folded: list[str] = []
        self._by_value: dict[str, int] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a search needs no folding any more, or so little that nobody notices."""
        return len(self.choices) - len(self._folded) <= _AT_ONCE

    def fold_some(self) -> bool:
        """Fold some thousand more; whether it is ready now."""
        begin = len(self._folded)
        some = self.choices[begin : begin + _AT_ONCE]
        self._folded += [f" {fold(one.label)} {fold(one.value)}" for one in some]
        return self.is_ready

    def _keys(self) -> list[str]:
        while len(self._folded) < len(self.choices):
            self.fold_some()
        return self._folded

    def label(self, value: str) -> str:
        """The label of a value; the value itself when the list has none."""
        found = self.find(value)
        return value if found is None else found.label

    def find(self, value: str) -> Choice | None:
        """The choice with this value."""
        if self._by_value is None:
            self._by_value = {one.value: index for index, one in enumerate(self.choices)}
        index = self._by_value.get(value)
        return None if index is None else self.choices[index]

    def search(self, text: str, most: int = MOST_SHOWN) -> list[Choice]:
        """Choices that hold every word of `text`: first the one that it is, then those that begin so, then
        those where each word begins one. Where accents were typed, choices without them stand last.
        """
        wanted = fold(text).split()
        if not wanted:
            return list(self.choices[:most])
        begins = [f" {word}" for word in wanted]
        first: list[Choice] = []
        later: list[Choice] = []
        for index, key in enumerate(self._keys()):
            if not all(word in key for word in wanted):
                continue
            if all(word in key for word in begins):
                first.append(self.choices[index])
                if len(first) >= most:
                    break
            elif len(later) < most:
                later.append(self.choices[index])
        wanted_whole = " ".join(wanted)
        return sorted((first + later)[:most], key=lambda one: _rank(one, text, wanted_whole))

    def only(self, text: str) -> Choice | None:
        """The one choice that a typed text means: its label or code, or the only one found.

        Accents that were typed must be there: "tạ" (100 kg) is never taken for "tấn" (1.000 kg).
        """
        same = self._same(text)
        if same is not None or not fold(text):
            return same
        found = [one for one in self.search(text, MOST_SHOWN) if _agrees(text, f"{one.label} {one.value}")]
        return found[0] if len(found) == 1 else None

    def meant(self, text: str) -> Choice | None:
        """As `only`, for a text that nobody looks at again: a part of a label counts by its whole words alone."""
        same = self._same(text)
        if same is not None or len(fold(text)) < _LEAST_PART:
            return same
        wanted = fold(text).split()
        whole = [one for one in self.search(text, MOST_SHOWN) if set(wanted) <= set(_words(one.label))]
        found = [one for one in whole if _agrees(text, one.label)]
        return found[0] if len(found) == 1 else None

    def _same(self, text: str) -> Choice | None:
        """The choice whose label or code this is; without accents only where no other reads so."""
        wanted = fold(text)
        if not wanted:
            return None
        found = self.search(text, MOST_SHOWN)
        exact = [
            one for one in found if text.strip().casefold() in (one.label.casefold(), one.value.casefold())
        ]
        if exact:
            return exact[0]
        same = [one for one in found if wanted in (fold(one.label), fold(one.value))]
        agreed = [one for one in same if _agrees(text, f"{one.label} {one.value}")]
        return agreed[0] if len(agreed) == 1 else None


def _rank(choice: Choice, text: str, wanted: str) -> tuple[bool, bool, bool]:
    """How far a choice is from a text: other accents, other words, another beginning."""
    label = fold(choice.label)
    agreed = _agrees(text, f"{choice.label} {choice.value}")
    return not agreed, wanted not in (label, fold(choice.value)), not label.startswith(wanted)


def _words(label: str) -> list[str]:
    return re.findall(r"\w+", fold(label))


def _agrees(typed: str, label: str) -> bool:
    """Whether the accents that were typed stand in the label, whichever vowel carries the tone (hoá, hóa)."""
    marked = [word for word in re.findall(r"\w+", nfc(typed).casefold()) if word != fold(word)]
    there = re.findall(r"\w+", nfc(label).casefold())
    return all(any(_begins(word, one) for one in there) for word in marked)


def _begins(word: str, label: str) -> bool:
    """Whether a word of a label begins so, accents included."""
    part = label[: len(word)]
    return fold(part) == fold(word) and _parts(part) == _parts(word)


def _parts(word: str) -> list[str]:
    return sorted(unicodedata.normalize("NFD", word))


class ChoiceModel(QAbstractListModel):
    """What the list under a search field shows."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Choice] = []

    def put(self, choices: list[Choice]) -> None:
        """Show these."""
        self.beginResetModel()
        self.shown = choices
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole) and index.isValid():
            return self.shown[index.row()].label
        return None
