"""Changes: what a session did to its answers, in a form that a journal keeps and any later session can replay.

A change is primitive: it says what a node became, never why. Effects of the form's own actions (setvalue,
repeat counts) stand beside the change that set them off, so replaying fires nothing again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ChangeKind(StrEnum):
    """What a change does to its node."""

    SET = "set"  # value: the text; clears an absent reason
    ABSENT = "absent"  # value: the reason, "" for none; clears the text
    ACCEPT = "accept"  # value: why the soft check was accepted, "" for no longer
    NOTE = "note"  # value: the officer's note
    ADD_ROW = "add_row"  # extra: at (position), answers (of a row that is brought back)
    REMOVE_ROW = "remove_row"


@dataclass(frozen=True, slots=True)
class Change:
    """One primitive change of the node at `ref`; `extra` holds JSON values only."""

    kind: ChangeKind
    ref: str
    value: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """What the draft journal stores."""
        document: dict[str, Any] = {"kind": str(self.kind), "ref": self.ref}
        if self.value:
            document["value"] = self.value
        if self.extra:
            document["extra"] = dict(self.extra)
        return document

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Change:
        """The change that `to_json` wrote. Raises ValueError or KeyError for anything else."""
        extra = document.get("extra", {})
        if not isinstance(extra, Mapping):
            raise ValueError(f"not a change: {document!r}")
        return Change(
            ChangeKind(document["kind"]), str(document["ref"]), str(document.get("value", "")), dict(extra)
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """What a mutator did: the changes to keep, and the refs whose look may have changed."""

    changes: tuple[Change, ...] = ()
    affected: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.changes)
