"""Who made it: Ed25519 keys, the signing of revisions and entries, and the check of both.

What is signed is a word that tells the kind apart, then the SHA-256 of the canonical bytes; so a signature
over an entry can never pass for one over a revision or a manifest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sxsh_desktop.ledger import ed25519
from sxsh_desktop.ledger.values import Entry, Revision, UnsignedEntry, UnsignedRevision

KEY_BYTES = ed25519.KEY_BYTES
_REVISION = b"sxsh revision 1\n"
_ENTRY = b"sxsh entry 1\n"
_NO_HASH = "0" * 64
_NO_SIGNATURE = bytes(64)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The 32 bytes that others know a device's key by."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError(f"a public key has {KEY_BYTES} bytes, not {len(self.raw)}")

    @classmethod
    def from_text(cls, text: str) -> PublicKey:
        """Read `text` back; raises ValueError when it is not base64 of 32 bytes."""
        try:
            return cls(base64.b64decode(text, validate=True))
        except binascii.Error as error:
            raise ValueError("a public key is written in base64") from error

    @property
    def text(self) -> str:
        """As it is written in enrolments: base64."""
        return base64.b64encode(self.raw).decode("ascii")

    @property
    def key_id(self) -> str:
        """First 16 hex digits of the SHA-256 of the key."""
        return _key_id(self.raw)

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` over `message` was made with the private half of this key."""
        return ed25519.verify(self.raw, signature, message)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A device's private key; its bytes are kept in the store's folder and never travel."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError(f"a signing key has {KEY_BYTES} bytes, not {len(self.raw)}")

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the system's randomness."""
        return cls(ed25519.new_seed())

    @classmethod
    def from_bytes(cls, raw: bytes) -> SigningKey:
        """The key kept as `raw`; raises ValueError when it is not 32 bytes long."""
        return cls(raw)

    @property
    def public(self) -> PublicKey:
        """The half that others may know."""
        return PublicKey(_public_of(self.raw))

    @property
    def key_id(self) -> str:
        """First 16 hex digits of the SHA-256 of the public key."""
        return self.public.key_id

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature over `message`."""
        return ed25519.sign(self.raw, message)


@lru_cache(maxsize=4096)
def _key_id(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]


@lru_cache(maxsize=64)
def _public_of(raw: bytes) -> bytes:
    return ed25519.public_of(raw)


def content_hash(value: Revision | Entry) -> str:
    """SHA-256 (lower-case hex) over the canonical form of everything but the hash and the signature."""
    return hashlib.sha256(value.signed_bytes()).hexdigest()


def _message(value: Revision | Entry, digest: str) -> bytes:
    return (_REVISION if isinstance(value, Revision) else _ENTRY) + bytes.fromhex(digest)


def sign_revision(unsigned: UnsignedRevision, key: SigningKey) -> Revision:
    """Make the revision: hash it and sign it with the device's key. Raises ValueError for nonsense."""
    parts = {name: getattr(unsigned, name) for name in UnsignedRevision.__slots__}
    bare = Revision(**parts, key_id=key.key_id, content_hash=_NO_HASH, signature=_NO_SIGNATURE)
    digest = content_hash(bare)
    signature = key.sign(_message(bare, digest))
    return Revision(**parts, key_id=key.key_id, content_hash=digest, signature=signature)


def sign_entry(unsigned: UnsignedEntry, key: SigningKey) -> Entry:
    """Make the entry: hash it and sign it with the device's key. Raises ValueError for nonsense."""
    parts = {name: getattr(unsigned, name) for name in UnsignedEntry.__slots__}
    bare = Entry(**parts, key_id=key.key_id, content_hash=_NO_HASH, signature=_NO_SIGNATURE)
    digest = content_hash(bare)
    signature = key.sign(_message(bare, digest))
    return Entry(**parts, key_id=key.key_id, content_hash=digest, signature=signature)


def verify(value: Revision | Entry, key: PublicKey) -> bool:
    """Whether the content is what was signed, and signed by the holder of `key`."""
    return _is_unchanged(value, key) and ed25519.verify(*_claim(value, key))


def verify_many(items: Sequence[tuple[Revision | Entry, PublicKey]]) -> list[bool]:
    """`verify` of each with its key; quicker than one by one. Give a few hundred at once."""
    claims = {place: _claim(*one) for place, one in enumerate(items) if _is_unchanged(*one)}
    held = dict(zip(claims, ed25519.verify_all(list(claims.values())), strict=True))
    return [held.get(place, False) for place in range(len(items))]


def _is_unchanged(value: Revision | Entry, key: PublicKey) -> bool:
    return value.key_id == key.key_id and content_hash(value) == value.content_hash


def _claim(value: Revision | Entry, key: PublicKey) -> ed25519.Claim:
    return key.raw, value.signature, _message(value, value.content_hash)
