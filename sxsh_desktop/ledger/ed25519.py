"""Ed25519, by libsodium: the only place that knows the library.

libsodium checks a signature in about half the time of OpenSSL, and leaves the processor's other cores to others
meanwhile. It decides what a signature is (packaging/FORMAT.md, section 3): keys and commitments of small order,
which no key that was drawn has, sign nothing; in all else that was tried both libraries say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair, randombytes
from nacl.exceptions import BadSignatureError

KEY_BYTES, SIGNATURE_BYTES = 32, 64
Claim = tuple[bytes, bytes, bytes]
"""Public key, signature, message."""

_FEW = 32  # fewer are checked sooner than threads start
_THREADS = 4


def new_seed() -> bytes:
    """The 32 bytes of a new private key, from the system's randomness."""
    return randombytes(KEY_BYTES)


def public_of(seed: bytes) -> bytes:
    """The 32 bytes of the public key that belongs to a private one."""
    return _pair(seed)[0]


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64 bytes of the signature: always the same for the same key and message."""
    return crypto_sign(message, _pair(seed)[1])[:SIGNATURE_BYTES]


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the holder of the private half of `public` signed `message`. Never raises: nonsense is no signature."""
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(signature + message, public)
    except BadSignatureError:
        return False
    return True


def verify_all(claims: Sequence[Claim]) -> list[bool]:
    """`verify` of each, several at a time on a machine with several cores. Give a few hundred at once: memory and
    the wait until somebody can stop it are those of one call."""
    if len(claims) < _FEW:
        return _verify_piece(claims)
    some = -(-len(claims) // _THREADS)
    pieces = [claims[start : start + some] for start in range(0, len(claims), some)]
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="signatures") as pool:
        return [one for found in pool.map(_verify_piece, pieces) for one in found]


def _verify_piece(claims: Sequence[Claim]) -> list[bool]:
    return [verify(*claim) for claim in claims]


@lru_cache(maxsize=64)
def _pair(seed: bytes) -> tuple[bytes, bytes]:
    """Public key, and the private one as the library wants it."""
    return crypto_sign_seed_keypair(seed)
