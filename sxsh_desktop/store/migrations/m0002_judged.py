"""How each facility counts in the indicators, kept from one computation to the next.

Self-contained: imports nothing of the program, so that it means the same for ever. The tables are computed from the
facts: empty they are right, and say so by the one row that everything is due.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations
from sqlalchemy.dialects import postgresql

VERSION = 2

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_TEXTS = (
    "until_day",
    "answers",
    "district",
    "commune",
    "sector",
    "size",
    "rate",
    "expected",
    "quality",
    "claim",
)


def upgrade(op: Operations) -> None:
    """Make the three tables, and say that everything is due."""
    op.create_table(
        "judged",
        sa.Column("facility_id", _TEXT, nullable=False),
        sa.Column("variant", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("from_day", _TEXT, nullable=False),
        *(sa.Column(name, _TEXT, nullable=False, server_default="") for name in _TEXTS),
        sa.Column("seq", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("facility_id", "variant", "from_day", name="pk_judged"),
    )
    op.create_index("ix_judged_seq", "judged", ["seq"])
    op.create_table(
        "judged_waiting",
        sa.Column("facility_id", _TEXT, nullable=False),
        sa.Column("on_day", _TEXT, nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("facility_id", "on_day", name="pk_judged_waiting"),
    )
    op.create_table(
        "judged_due",
        sa.Column("what", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_judged_due"),
    )
    op.execute("INSERT INTO judged_due (what) VALUES ('*')")
