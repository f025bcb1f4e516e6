"""Search in a list of choices without accents: 50,000 rows answer within a key stroke."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sxsh_desktop.base.text import fold
from sxsh_desktop.ui.fill.fields.field import Choice

MOST_SHOWN = 200
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
        """Choices that hold every word of `text`; those where each word begins one stand first."""
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
        return (first + later)[:most]

    def only(self, text: str) -> Choice | None:
        """The one choice that a typed text means: its label or code, or the only one found."""
        wanted = fold(text)
        if not wanted:
            return None
        found = self.search(text, MOST_SHOWN)
        same = [one for one in found if wanted in (fold(one.label), fold(one.value))]
        if same:
            return same[0]
        return found[0] if len(found) == 1 else None


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
