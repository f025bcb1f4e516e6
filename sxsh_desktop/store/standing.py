"""Where the store stands: a mark that is another one after records, entries, drafts or imports came or went.

For windows that share a store: each asks now and then, and reads again when the mark is another one. Answers that
are typed into a draft leave it as it is.
"""

from __future__ import annotations

from sqlalchemy import Connection

Mark = tuple[int, ...]

# Rows are only ever added to the first four, so that the last row's number tells; the others are short.
_EMBEDDED = """
SELECT (SELECT COALESCE(MAX(rowid), 0) FROM revisions),
       (SELECT COALESCE(MAX(rowid), 0) FROM entries),
       (SELECT COALESCE(MAX(rowid), 0) FROM bundles_in),
       (SELECT COALESCE(MAX(rowid), 0) FROM bundles_out),
       (SELECT COUNT(*) FROM bundles_in WHERE undone_at <> ''),
       (SELECT COUNT(*) FROM drafts WHERE deleted_at = ''),
       (SELECT COUNT(*) FROM shelf),
       (SELECT COUNT(*) FROM form_definitions)
"""
# A server counts by itself what was written into each table.
_SERVER = """
SELECT COALESCE(SUM(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables
WHERE relname IN ('revisions', 'entries', 'bundles_in', 'bundles_out', 'shelf', 'form_definitions')
"""


def mark(connection: Connection) -> Mark:
    """The mark of now; a fraction of a millisecond, however large the store is."""
    embedded = connection.dialect.name == "sqlite"
    found = connection.exec_driver_sql(_EMBEDDED if embedded else _SERVER).one()
    return tuple(int(one) for one in found)
