"""One figure for a whole ledger: equal sets of revisions and entries have equal figures, whatever the order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

# Receipts tell how things were carried, not what was recorded: two stores that hold the same records are
# the same ledger, whoever confirmed the arrival of which bundle.
NOT_HASHED_KINDS = frozenset({"receipt"})


def ledger_hash(content_hashes: Iterable[str]) -> str:
    """SHA-256 (hex) over the sorted content hashes of revisions and entries, one a line.

    The caller leaves out entries of `NOT_HASHED_KINDS`.
    """
    digest = hashlib.sha256()
    for one in sorted(content_hashes):
        digest.update(one.encode("ascii") + b"\n")
    return digest.hexdigest()
