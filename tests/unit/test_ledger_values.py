"""Revisions, entries, keys: what is signed is what counts, and nonsense is refused when it is made."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest

from sxsh_desktop.ledger.entries import (
    AnyBody,
    Assignment,
    Enrolment,
    FacilityLink,
    Publication,
    Question,
    Receipt,
    ReferenceTable,
    Review,
    Void,
    body_of,
    body_text,
)
from sxsh_desktop.ledger.hashes import ledger_hash
from sxsh_desktop.ledger.keys import PublicKey, SigningKey, content_hash, sign_entry, verify
from sxsh_desktop.ledger.values import Entry, Revision, UnsignedEntry, canonical_bytes
from tests.ledger_maker import Author, record_id

AUTHOR = Author("CB01")
BODIES: list[AnyBody] = [
    Review("returned", "uuid:1", (Question("/data/a", "Vì sao?"), Question("", "Xem lại")), "thiếu"),
    Receipt(("uuid:1",), ("e1", "e2"), "b"),
    FacilityLink("a", "b", True, "một nơi"),
    Assignment("CB01", "a_co_so", "f", "29869", "2026-12-31", "trước Tết", True),
    Enrolment("dev", "k", "age1", "CB01", "Lan", "866", "officer", "2026-01-01"),
    Void("r", "ghi nhầm"),
    Publication("a_co_so", "1", "0" * 64, "withdrawn"),
    ReferenceTable("units", "2026", "0" * 64, "QĐ 1"),
]


def test_canonical_bytes_have_one_spelling() -> None:
    composed, decomposed = "Đồng", unicodedata.normalize("NFD", "Đồng")
    assert (
        canonical_bytes({"b": 1, "a": [decomposed, None, True]}) == '{"a":["Đồng",null,true],"b":1}'.encode()
    )
    assert canonical_bytes(composed) == canonical_bytes(decomposed)
    for floating in (1.5, [1.5], {"a": float("nan")}):
        with pytest.raises(ValueError, match="floating"):
            canonical_bytes(floating)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="surrogates"):
        canonical_bytes("\ud800")


def test_a_revision_is_what_its_author_signed() -> None:
    one = AUTHOR.revision(record_id())
    assert verify(one, AUTHOR.key.public)
    assert not verify(one, SigningKey.generate().public)
    other_xml = replace(one, instance_xml=one.instance_xml + b" ")
    assert not verify(other_xml, AUTHOR.key.public)
    assert not verify(replace(other_xml, content_hash=content_hash(other_xml)), AUTHOR.key.public)
    assert not verify(replace(one, sequence=one.sequence + 1), AUTHOR.key.public)


def test_two_spellings_of_one_document_are_two_documents() -> None:
    """NFC is applied to names, never to the XML: its bytes are what was signed."""
    composed = AUTHOR.revision("r", xml="<a>Đồng</a>".encode(), revision_id="uuid:x")
    decomposed = replace(composed, instance_xml=unicodedata.normalize("NFD", "<a>Đồng</a>").encode())
    assert content_hash(composed) != content_hash(decomposed)


def test_both_read_back_from_json() -> None:
    one = AUTHOR.revision(record_id(), ["uuid:p"], attachments=("0" * 64,))
    assert Revision.from_json(json.loads(json.dumps(one.to_json()))) == one
    review = AUTHOR.entry(BODIES[0], "uuid:1", ["e0"])
    assert Entry.from_json(json.loads(json.dumps(review.to_json()))) == review


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.kind)
def test_every_body_reads_back(body: AnyBody) -> None:
    entry = AUTHOR.entry(body, "subject")
    assert body_of(entry) == body
    assert verify(entry, AUTHOR.key.public)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.kind)
def test_a_body_that_lacks_something_says_nothing(body: AnyBody) -> None:
    parts = body.to_json()
    for name in parts:
        if name == "withdrawn":
            continue
        broken = {key: value for key, value in parts.items() if key != name}
        assert _said(body.kind, json.dumps(broken)) is None
        assert _said(body.kind, json.dumps({**parts, name: {"x": 1}})) is None
    assert _said(body.kind, "[]") is None
    assert _said("something_newer", body_text(body)) is None


def _said(kind: str, text: str) -> AnyBody | None:
    unsigned = UnsignedEntry("e", kind, "s", (), text, "CB01", "d", "2026", 1)
    return body_of(sign_entry(unsigned, AUTHOR.key))


@pytest.mark.parametrize(
    "changed",
    [
        {"revision_id": ""},
        {"revision_id": "with blank"},
        {"revision_id": "đ"},
        {"record_id": "x" * 200},
        {"parents": ("uuid:x",)},
        {"parents": ("",)},
        {"facility_id": "\n"},
        {"form_id": ""},
        {"officer_id": "a\nb"},
        {"device_id": unicodedata.normalize("NFD", "ồ")},
        {"key_id": "xyz"},
        {"made_at": ""},
        {"sequence": -1},
        {"attachments": ("../../x",)},
        {"content_hash": "0"},
        {"signature": b"x"},
    ],
)
def test_nonsense_is_refused_when_it_is_made(changed: dict[str, object]) -> None:
    one = AUTHOR.revision("r", revision_id="uuid:x")
    with pytest.raises(ValueError, match="not a ledger value"):
        replace(one, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["sequence", "parents", "instance_xml", "signature", "record_id"])
def test_json_of_another_shape_is_refused(name: str) -> None:
    parts = AUTHOR.revision(record_id()).to_json()
    wrongs: tuple[object, ...] = (None, 1.5, True, {}, [1], "==")
    for wrong in wrongs:
        if (name, wrong) in [("instance_xml", "=="), ("record_id", "==")]:
            continue
        with pytest.raises(ValueError, match=r".+"):
            Revision.from_json({**parts, name: wrong})
    with pytest.raises(ValueError, match="missing"):
        Revision.from_json({key: value for key, value in parts.items() if key != name})
    with pytest.raises(ValueError, match="superfluous"):
        Revision.from_json({**parts, "more": 1})


def test_a_loose_body_is_refused() -> None:
    entry = AUTHOR.entry(BODIES[5], "r")
    with pytest.raises(ValueError, match="body"):
        Entry.from_json({**entry.to_json(), "body": json.dumps(entry.data)})


def test_keys() -> None:
    key = SigningKey.generate()
    assert SigningKey.from_bytes(key.raw).public == key.public
    assert PublicKey.from_text(key.public.text) == key.public
    assert len(key.key_id) == 16
    assert key.raw.hex() not in repr(key)
    assert not key.public.verify(b"short", b"message")
    for wrong in ("", "AAAA", "no base64!"):
        with pytest.raises(ValueError, match=r".+"):
            PublicKey.from_text(wrong)
    with pytest.raises(ValueError, match="32"):
        SigningKey(b"x")


def test_ledger_hash_is_that_of_the_set() -> None:
    assert ledger_hash(["b" * 64, "a" * 64]) == ledger_hash(["a" * 64, "b" * 64]) != ledger_hash([])
