"""The steps from each format of a store to the next.

One module a step, `mNNNN_what.py` with VERSION and `upgrade(op)`. A step is self-contained: it imports nothing of
ours, so that it means the same for ever; once released it never changes. Every new step raises
`schema.SCHEMA_VERSION` and goes into STEPS; a test compares a migrated store with a fresh one.
"""

from __future__ import annotations

from typing import Protocol

from alembic.operations import Operations

from sxsh_desktop.store.migrations import m0001_first, m0002_judged


class Step(Protocol):
    """What a step's module offers."""

    VERSION: int

    def upgrade(self, op: Operations) -> None:
        """Change tables and rows from the format before to this one."""
        ...


STEPS: tuple[Step, ...] = (m0001_first, m0002_judged)
