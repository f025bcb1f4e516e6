"""Signatures: two libraries that know nothing of each other agree, but where ours is the stricter one by decision.

The decision (packaging/FORMAT.md, section 3): a signature counts when libsodium says so. Of all that was tried it
refuses more than OpenSSL in two cases only, both out of reach of a key that was drawn as keys are: a public key of
small order (anything would be signed by it) and a commitment `R` of small order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from sxsh_desktop.ledger import ed25519
from sxsh_desktop.ledger.keys import SigningKey, verify, verify_many
from sxsh_desktop.ledger.values import Revision
from tests.ledger_maker import Author, record_id

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int]
ZERO: Point = (0, 1)

seeds = st.binary(min_size=32, max_size=32)
messages = st.binary(max_size=200)


def theirs(public: bytes, signature: bytes, message: bytes) -> bool:
    """What OpenSSL says."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@given(seeds, messages)
def test_both_make_the_same_keys_and_signatures(seed: bytes, message: bytes) -> None:
    other = Ed25519PrivateKey.from_private_bytes(seed)
    assert ed25519.public_of(seed) == other.public_key().public_bytes_raw()
    signature = ed25519.sign(seed, message)
    assert signature == other.sign(message)
    assert ed25519.verify(ed25519.public_of(seed), signature, message)
    assert theirs(ed25519.public_of(seed), signature, message)


def _flipped(data: bytes, bit: int) -> bytes:
    place, mask = divmod(bit % (len(data) * 8), 8)
    return data[:place] + bytes([data[place] ^ 1 << mask]) + data[place + 1 :]


@given(seeds, st.binary(min_size=1, max_size=100), st.integers(0, 10_000), st.sampled_from("ksm"))
def test_both_refuse_what_was_altered_in_a_bit(seed: bytes, message: bytes, bit: int, where: str) -> None:
    parts = {"k": ed25519.public_of(seed), "s": ed25519.sign(seed, message), "m": message}
    parts[where] = _flipped(parts[where], bit)
    public, signature, said = parts["k"], parts["s"], parts["m"]
    assert not ed25519.verify(public, signature, said)
    assert not theirs(public, signature, said)


@given(st.binary(max_size=80), st.binary(max_size=130), messages)
def test_both_refuse_what_is_neither_key_nor_signature(
    public: bytes, signature: bytes, message: bytes
) -> None:
    assert not ed25519.verify(public, signature, message)
    assert not theirs(public, signature, message)


@given(seeds, messages, st.integers(0, 63))
def test_both_refuse_a_signature_that_was_cut_or_lengthened(seed: bytes, message: bytes, left: int) -> None:
    public, signature = ed25519.public_of(seed), ed25519.sign(seed, message)
    for wrong in (signature[:left], signature + b"\x00"):
        assert not ed25519.verify(public, wrong, message)
        assert not theirs(public, wrong, message)


# What a hostile holder of a key can make takes the curve itself: affine points, slow and plain.
def plus(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    both = _D * x1 * x2 * y1 * y2 % PRIME
    x = (x1 * y2 + x2 * y1) * pow(1 + both, -1, PRIME) % PRIME
    return x, (y1 * y2 + x1 * x2) * pow(1 - both, -1, PRIME) % PRIME


def times(number: int, point: Point) -> Point:
    found = ZERO
    while number:
        if number & 1:
            found = plus(found, point)
        point, number = plus(point, point), number >> 1
    return found


def written(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def point_at(y: int) -> Point | None:
    square = (y * y - 1) * pow(_D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    return None if (x * x - square) % PRIME else (x, y)


def _base() -> Point:
    found = point_at(4 * pow(5, -1, PRIME) % PRIME)
    assert found is not None
    return found if found[0] % 2 == 0 else (PRIME - found[0], found[1])


def _of_order_eight() -> Point:
    for y in range(2, 100):
        point = point_at(y)
        if point is not None and times(4, times(ORDER, point)) != ZERO:
            return times(ORDER, point)
    raise AssertionError("none found")


BASE, SMALL = _base(), _of_order_eight()
SECRET = int.from_bytes(hashlib.sha512(b"hostile").digest()[:32], "little") % ORDER


def made(public: Point, commitment: Point, nonce: int, message: bytes) -> bytes:
    """A signature by the holder of SECRET, with a key and a commitment of their own choice."""
    digest = hashlib.sha512(written(commitment) + written(public) + message).digest()
    scalar = (nonce + int.from_bytes(digest, "little") * SECRET) % ORDER
    return written(commitment) + scalar.to_bytes(32, "little")


@pytest.mark.parametrize("in_key", range(8))
@pytest.mark.parametrize("in_commitment", range(8))
def test_both_agree_on_points_with_a_part_of_small_order(in_key: int, in_commitment: int) -> None:
    public = plus(times(SECRET, BASE), times(in_key, SMALL))
    for nonce in range(5, 11):
        message = b"%d" % nonce
        commitment = plus(times(nonce, BASE), times(in_commitment, SMALL))
        signature = made(public, commitment, nonce, message)
        ours = ed25519.verify(written(public), signature, message)
        assert ours == theirs(written(public), signature, message)
        assert ours or in_key or in_commitment


def test_both_refuse_the_same_signature_with_a_larger_scalar() -> None:
    public, commitment = times(SECRET, BASE), times(7, BASE)
    right = made(public, commitment, 7, b"x")
    larger = right[:32] + (int.from_bytes(right[32:], "little") + ORDER).to_bytes(32, "little")
    for says in (ed25519.verify, theirs):
        assert says(written(public), right, b"x") and not says(written(public), larger, b"x")


def _refused_by_us_only(public: bytes, sign: Callable[[bytes], bytes]) -> bool:
    """OpenSSL takes some of these signatures, we take none."""
    tried = [(sign(b"%d" % number), b"%d" % number) for number in range(64)]
    assert not any(ed25519.verify(public, signature, message) for signature, message in tried)
    return any(theirs(public, signature, message) for signature, message in tried)


@pytest.mark.parametrize("number", range(8))
def test_a_key_of_small_order_signs_nothing(number: int) -> None:
    assert _refused_by_us_only(written(times(number, SMALL)), lambda _message: written(ZERO) + bytes(32))


def test_a_key_that_is_not_in_its_one_spelling_signs_nothing() -> None:
    loose = (PRIME + 1).to_bytes(32, "little")  # another spelling of the neutral point
    assert not any(ed25519.verify(loose, written(ZERO) + bytes(32), b"%d" % number) for number in range(64))


def test_a_commitment_of_small_order_is_no_signature() -> None:
    public = times(SECRET, BASE)
    assert _refused_by_us_only(written(public), lambda message: made(public, ZERO, 0, message))


def _revisions(number: int) -> tuple[SigningKey, list[Revision]]:
    author = Author("CB-01")
    return author.key, [author.revision(record_id()) for _ in range(number)]


@pytest.mark.parametrize("number", [0, 1, 7, 500])
def test_many_at_once_are_judged_each_for_itself(number: int) -> None:
    key, revisions = _revisions(number)
    other = SigningKey.generate().public
    whose = [other if place % 5 == 3 else key.public for place in range(number)]
    found = verify_many(list(zip(revisions, whose, strict=True)))
    assert found == [verify(one, public) for one, public in zip(revisions, whose, strict=True)]
    assert found == [place % 5 != 3 for place in range(number)]
