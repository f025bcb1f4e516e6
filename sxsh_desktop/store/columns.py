"""What all tables share: the names of constraints, and columns that are never NULL.

Text compares by code point on every database, so that an order is the same everywhere.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def text_column(name: str, *, key: bool = False) -> Column[str]:
    """A text that is never NULL: "" says that there is none."""
    return Column(name, TEXT, primary_key=key, nullable=False, server_default=None if key else "")


def number_column(name: str) -> Column[int]:
    """A whole number that is never NULL; 0 unless given."""
    return Column(name, Integer, nullable=False, server_default="0")


def flag_column(name: str) -> Column[bool]:
    """Yes or no; no unless given."""
    return Column(name, Boolean(create_constraint=False), nullable=False, server_default="0")
