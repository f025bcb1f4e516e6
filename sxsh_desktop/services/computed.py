"""Which version of the program, with which vocabulary, computed the derived tables of a store."""

from __future__ import annotations

import hashlib

from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.store import settings
from sxsh_desktop.store.connection import Connection

# Raise it with every change of what services.projection computes: a store that another version computed is
# computed anew when it is opened.
VERSION = "3"
_NAME = "computed_by"


def note(connection: Connection, vocabulary: Vocabulary) -> None:
    """Say that everything was computed by this version, into the tables of this vocabulary."""
    settings.put(connection, _NAME, _stamp(vocabulary))


def is_up_to_date(connection: Connection, vocabulary: Vocabulary) -> bool:
    """Whether everything was computed as this version does it. Asked at each start, so no table is built for it."""
    return settings.get(connection, _NAME) == _stamp(vocabulary)


def _stamp(vocabulary: Vocabulary) -> str:
    return f"{VERSION} {hashlib.sha256(repr(vocabulary.kinds).encode('utf-8')).hexdigest()[:16]}"
