"""What is written quickly is byte for byte what the plain way writes: lines of revisions, signed bytes."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from sxsh_desktop.base.text import nfc
from sxsh_desktop.bundle.write import canonical_line
from sxsh_desktop.ledger.keys import SigningKey, sign_revision
from sxsh_desktop.ledger.lines import revision_line
from sxsh_desktop.ledger.values import Revision, UnsignedRevision, canonical_bytes
from sxsh_desktop.store.ledger_rows import REVISION_COLUMNS, revision_row

_KEY = SigningKey.from_bytes(bytes(range(32)))
_IDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30)
_NAMES = st.text(min_size=1, max_size=20).map(nfc).filter(lambda text: text.isprintable() and bool(text))
_FILES = st.binary(max_size=4).map(lambda content: hashlib.sha256(content).hexdigest())


@st.composite
def revisions(draw: st.DrawFn) -> Revision:
    revision_id = draw(_IDS)
    parents = draw(st.lists(_IDS.filter(lambda one: one != revision_id), max_size=3, unique=True))
    unsigned = UnsignedRevision(
        revision_id=revision_id,
        record_id=draw(_IDS),
        parents=tuple(sorted(parents)),
        form_id=draw(_NAMES),
        form_version=draw(_NAMES),
        definition_hash=draw(st.just("") | _FILES),
        facility_id=draw(st.just("") | _IDS),
        officer_id=draw(_NAMES),
        device_id=draw(_NAMES),
        made_at=draw(_NAMES),
        sequence=draw(st.integers(0, 2**53 - 1)),
        instance_xml=draw(st.text()).encode("utf-8"),
        attachments=tuple(sorted(set(draw(st.lists(_FILES, max_size=3))))),
    )
    return sign_revision(unsigned, _KEY)


@given(revisions())
def test_a_line_from_the_row_is_the_line_of_the_value(revision: Revision) -> None:
    cells = revision_row(revision, False)[: len(REVISION_COLUMNS)]
    assert revision_line(cells) == canonical_line(revision)


@given(revisions())
def test_the_signed_bytes_are_canonical_json(revision: Revision) -> None:
    parts = revision.to_json()
    for name in ("content_hash", "signature", "instance_xml"):
        del parts[name]
    parts["instance_sha256"] = hashlib.sha256(revision.instance_xml).hexdigest()
    assert revision.signed_bytes() == canonical_bytes(parts)
