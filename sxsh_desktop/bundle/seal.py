"""Sealing with age: only the recipient's device (and the sender's own) can open what was sealed.

A device has two keys: Ed25519 for its signature (`ledger.keys`) and X25519 for sealing (here). The public half
of the latter is written "age1...", the private half "AGE-SECRET-KEY-1...".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

import pyrage

from sxsh_desktop.bundle.errors import (
    BundleCutOffError,
    BundleTamperedError,
    NotForUsError,
    RecipientKeyError,
)

SEALED_HEAD = b"age-encryption.org/v1\n"


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A device's private key for opening what was sealed to it; `recipient` is what others seal to."""

    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        _identity(self.secret)

    @classmethod
    def generate(cls) -> SealingKey:
        """A new key from the system's randomness."""
        return cls(str(pyrage.x25519.Identity.generate()))

    @property
    def recipient(self) -> str:
        """ "age1...": what goes into the enrolment."""
        return str(_identity(self.secret).to_public())


def _identity(secret: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as error:
        raise ValueError("not an age secret key") from error


def is_sealed(head: bytes) -> bool:
    """Told apart by the first bytes of the file."""
    return head.startswith(SEALED_HEAD)


class _Watched:
    """A stream that remembers the system's own complaint: pyrage passes on its words only."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.failure: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except OSError as error:
            self.failure = error
            raise

    def write(self, piece: bytes) -> int:
        try:
            return self._stream.write(piece)
        except OSError as error:
            self.failure = error
            raise

    def flush(self) -> None:
        self._stream.flush()


def seal(source: BinaryIO, target: BinaryIO, recipients: Iterable[str]) -> None:
    """Encrypt `source` into `target` in pieces. Raises RecipientKeyError, OSError."""
    keys = []
    for recipient in dict.fromkeys(recipients):
        try:
            keys.append(pyrage.x25519.Recipient.from_str(recipient))
        except pyrage.RecipientError as error:
            raise RecipientKeyError(recipient=recipient) from error
    reader, writer = _Watched(source), _Watched(target)
    try:
        pyrage.encrypt_io(reader, writer, keys)
    except (pyrage.EncryptError, OSError) as error:
        raise reader.failure or writer.failure or error from None


def unseal(source: BinaryIO, target: BinaryIO, identities: Iterable[SealingKey], file: str) -> None:
    """Decrypt `source` into `target` in pieces; `file` names it in messages.

    Raises NotForUsError when none of the identities fits, BundleTamperedError when the sealed bytes were
    changed, BundleCutOffError when they end early (or the change is in the very last piece: age proves each
    piece, and cannot tell there the one from the other), OSError as the system gives it.
    """
    keys = [_identity(one.secret) for one in identities]
    if not keys:
        raise NotForUsError(file=file)
    reader, writer = _Watched(source), _Watched(target)
    try:
        pyrage.decrypt_io(reader, writer, keys)
    except (pyrage.DecryptError, OSError) as error:
        failure = reader.failure or writer.failure
        if failure is not None:
            raise failure from None
        if "matching" in str(error).lower():
            raise NotForUsError(file=file) from error
        if source.read(1):
            raise BundleTamperedError(file=file, entry="age") from error
        raise BundleCutOffError(file=file) from error
