"""What the ledger is made of: revisions and entries, signed and never changed once made.

Both are frozen values. Their hash and signature cover the canonical form: JSON with sorted keys and no
blanks, UTF-8, NFC, without floating-point numbers; instance XML enters by the SHA-256 of its own bytes, so
that no normalisation can make two documents look like one. Source: packaging/FORMAT.md, sections 4 and 5.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from json.encoder import encode_basestring as _quoted
from operator import itemgetter
from typing import Any, TypeAlias

from sxsh_desktop.base.text import nfc

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"

_ID = re.compile(r"[\x21-\x7e]{1,128}\Z")
_KEY_ID = re.compile(r"[0-9a-f]{16}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_KIND = re.compile(r"[a-z][a-z_]{0,39}\Z")
_USUAL = re.compile(
    r"(?:[\x21-\x7e]{1,128}\n){2}(?:[\x21-\x7e]{0,128}\n){2}(?:[\x20-\x7e]{1,200}\n){5}[0-9a-f]{16}\n[0-9a-f]{64}\Z"
)
_SIGNATURE_BYTES = 64
_LONGEST_NAME = 200
_LARGEST_SEQUENCE = 2**53 - 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_bytes(value: JSON) -> bytes:
    """The one way to write a JSON value: sorted keys, no blanks, UTF-8, NFC.

    Raises ValueError for floats (they have no single spelling) and for text that is not valid Unicode.
    """
    _refuse_floats(value)
    return _written(value)


def _written(value: JSON) -> bytes:
    """`canonical_bytes` of a value that is known to hold no floats."""
    text = _ENCODER.encode(value)
    return (text if text.isascii() else nfc(text)).encode("utf-8")


def canonical_text(value: JSON) -> str:
    """`canonical_bytes` as text: what an entry keeps as its body."""
    return canonical_bytes(value).decode("utf-8")


def _quoted_list(texts: Sequence[str]) -> str:
    return f"[{','.join(map(_quoted, texts))}]" if texts else "[]"


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise ValueError("a canonical value holds no floating-point number")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


@dataclass(frozen=True, slots=True)
class UnsignedRevision:
    """Everything of a revision that its author decides; `keys.sign_revision` makes the revision of it.

    revision_id "uuid:<uuid4>" (OpenRosa instanceID); record_id uuid4; parents: the revisions that the author
    had before them (none for the first); facility_id: record id of the register card, "" where a form has
    none; made_at: ISO 8601 of the device's clock, shown but never used for ordering; sequence: counts up per
    device; attachments: SHA-256 (lower-case hex) of each file, sorted.
    """

    revision_id: str
    record_id: str
    parents: tuple[str, ...]
    form_id: str
    form_version: str
    definition_hash: str
    facility_id: str
    officer_id: str
    device_id: str
    made_at: str
    sequence: int
    instance_xml: bytes
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """A draft made final: immutable, hashed, signed. Raises ValueError when its parts make no sense."""

    revision_id: str
    record_id: str
    parents: tuple[str, ...]
    form_id: str
    form_version: str
    definition_hash: str
    facility_id: str
    officer_id: str
    device_id: str
    key_id: str
    made_at: str
    sequence: int
    instance_xml: bytes
    attachments: tuple[str, ...]
    content_hash: str
    signature: bytes

    def __post_init__(self) -> None:
        if _is_usual(self):
            return
        _require(_all_ids(self.revision_id, self.record_id, *self.parents), "an id")
        _require(self.revision_id not in self.parents, "parents")
        _require(not self.facility_id or _all_ids(self.facility_id), "facility_id")
        _require(_is_name(self.form_id) and _is_name(self.form_version), "form")
        _require(not self.definition_hash or _is_name(self.definition_hash), "definition_hash")
        _require(all(_SHA256.match(name) for name in self.attachments), "attachments")
        _check_author(self)

    def signed_bytes(self) -> bytes:
        """The canonical form that the content hash covers."""
        if not isinstance(self.sequence, int):
            raise ValueError("a canonical value holds no floating-point number")
        text = (
            f'{{"attachments":{_quoted_list(self.attachments)},"definition_hash":{_quoted(self.definition_hash)},'
            f'"device_id":{_quoted(self.device_id)},"facility_id":{_quoted(self.facility_id)},'
            f'"form_id":{_quoted(self.form_id)},"form_version":{_quoted(self.form_version)},'
            f'"instance_sha256":"{hashlib.sha256(self.instance_xml).hexdigest()}","key_id":{_quoted(self.key_id)},'
            f'"made_at":{_quoted(self.made_at)},"officer_id":{_quoted(self.officer_id)},'
            f'"parents":{_quoted_list(self.parents)},"record_id":{_quoted(self.record_id)},'
            f'"revision_id":{_quoted(self.revision_id)},"sequence":{self.sequence:d}}}'
        )  # what `_written` makes of these parts, sorted by their names
        return (text if text.isascii() else nfc(text)).encode("utf-8")

    def to_json(self) -> dict[str, JSON]:
        """As it stands in a bundle's line: the XML as text, the signature in base64."""
        found = _plain(self)
        found["instance_xml"] = self.instance_xml.decode("utf-8")
        found["signature"] = base64.b64encode(self.signature).decode("ascii")
        return found

    @classmethod
    def from_json(cls, value: object) -> Revision:
        """Read back `to_json`; raises ValueError when a part is missing, superfluous or of another type."""
        parts = _parts(cls, value)
        parts[_XML_AT] = parts[_XML_AT].encode("utf-8")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class UnsignedEntry:
    """Everything of an entry that its author decides; `keys.sign_entry` makes the entry of it.

    kind and body: see `ledger.entries`; subject: the record, revision, device or form that it speaks of;
    parents: the entries about the same subject that the author had seen.
    """

    entry_id: str
    kind: str
    subject: str
    parents: tuple[str, ...]
    body: str
    officer_id: str
    device_id: str
    made_at: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is appended beside revisions (reviews, receipts, links, ...): immutable, hashed, signed.

    `body` is canonical JSON text; `ledger.entries.body_of` reads it. Raises ValueError for nonsense.
    """

    entry_id: str
    kind: str
    subject: str
    parents: tuple[str, ...]
    body: str
    officer_id: str
    device_id: str
    key_id: str
    made_at: str
    sequence: int
    content_hash: str
    signature: bytes

    def __post_init__(self) -> None:
        _require(_all_ids(self.entry_id, *self.parents), "an id")
        _require(self.entry_id not in self.parents, "parents")
        _require(bool(_KIND.match(self.kind)), "kind")
        _require(_is_name(self.subject), "subject")
        _check_author(self)

    @property
    def data(self) -> Mapping[str, JSON]:
        """The body as JSON values; raises ValueError when it is not a JSON object."""
        value = json.loads(self.body)
        if not isinstance(value, dict):
            raise ValueError("an entry's body is a JSON object")
        return value

    def signed_bytes(self) -> bytes:
        """The canonical form that the content hash covers."""
        parts = _plain(self)
        del parts["content_hash"], parts["signature"]
        return canonical_bytes(parts)

    def to_json(self) -> dict[str, JSON]:
        """As it stands in a bundle's line: the body as canonical text, the signature in base64."""
        return {**_plain(self), "signature": base64.b64encode(self.signature).decode("ascii")}

    @classmethod
    def from_json(cls, value: object) -> Entry:
        """Read back `to_json`; raises ValueError for missing, superfluous or wrong parts and loose bodies."""
        made = cls(*_parts(cls, value))
        _require(canonical_text(made.data) == made.body, "body")
        return made


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f"not a ledger value: {what}")


def _is_usual(one: Revision) -> bool:
    """Whether a revision is plainly right: all that stands apart here is right for what stands in `__post_init__`
    too. One look at nearly every revision instead of a dozen; anything else takes the long way."""
    if one.parents or one.attachments:
        return False
    names = f"{one.form_id}\n{one.form_version}\n{one.officer_id}\n{one.device_id}\n{one.made_at}\n"
    ids = f"{one.revision_id}\n{one.record_id}\n{one.facility_id}\n{one.definition_hash}\n"
    text = f"{ids}{names}{one.key_id}\n{one.content_hash}"
    in_range = 0 <= one.sequence <= _LARGEST_SEQUENCE and len(one.signature) == _SIGNATURE_BYTES
    return in_range and bool(_USUAL.match(text))


def _all_ids(*texts: str) -> bool:
    return all(_ID.match(text) for text in texts)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and text.isprintable() and (text.isascii() or nfc(text) == text)


def _check_author(value: Revision | Entry) -> None:
    _require(_is_name(value.officer_id) and _is_name(value.device_id), "author")
    _require(bool(_KEY_ID.match(value.key_id)), "key_id")
    _require(_is_name(value.made_at), "made_at")
    _require(0 <= value.sequence <= _LARGEST_SEQUENCE, "sequence")
    _require(bool(_SHA256.match(value.content_hash)), "content_hash")
    _require(len(value.signature) == _SIGNATURE_BYTES, "signature")


def _plain(value: Revision | Entry) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for name in _FIELDS[type(value)]:
        part = getattr(value, name)
        found[name] = list(part) if isinstance(part, tuple) else part
    return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text expected")
    return value


_TYPES: Mapping[str, type] = {"sequence": int, "parents": list, "attachments": list}  # all others are texts
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in (Revision, Entry)}
_TYPES_OF = {kind: tuple(_TYPES.get(name, str) for name in names) for kind, names in _FIELDS.items()}
_XML_AT = _FIELDS[Revision].index("instance_xml")
_CELLS_OF = {kind: itemgetter(*names) for kind, names in _FIELDS.items()}
_LISTS_OF = {
    kind: tuple(place for place, name in enumerate(names) if _TYPES.get(name) is list)
    for kind, names in _FIELDS.items()
}


def _parts(kind: type[Revision] | type[Entry], value: object) -> list[Any]:
    """The parts in the order of the fields, the signature (the last) as bytes."""
    if not isinstance(value, dict) or len(value) != len(_FIELDS[kind]):
        raise ValueError("a part is missing or superfluous")
    try:
        parts = list(_CELLS_OF[kind](value))
    except KeyError as error:
        raise ValueError("a part is missing or superfluous") from error
    if tuple(map(type, parts)) != _TYPES_OF[kind]:
        raise ValueError("a part is of another type")
    for place in _LISTS_OF[kind]:
        parts[place] = tuple([_text(item) for item in parts[place]])
    try:
        parts[-1] = base64.b64decode(parts[-1], validate=True)
    except binascii.Error as error:
        raise ValueError("the signature is not base64") from error
    return parts
