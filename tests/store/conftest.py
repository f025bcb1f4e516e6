"""The tests of the store hold on SQLite and on PostgreSQL; those that look at SQLite's own file say so by name."""

from tests.postgres_maker import databases, postgres, postgres_template

__all__ = ["databases", "postgres", "postgres_template"]
