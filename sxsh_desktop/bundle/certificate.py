"""manifest.sig: the signature over the manifest, with the signer's own enrolment entry as certificate.

The certificate proves only that whoever holds the key gave these names; whether the device is believed is
decided by the receiver's ledger (`ledger.trust`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from sxsh_desktop.bundle.errors import BundleContentError, BundleSignatureError
from sxsh_desktop.bundle.values import SIGNATURE
from sxsh_desktop.ledger.keys import SigningKey, verify
from sxsh_desktop.ledger.trust import Device, requests
from sxsh_desktop.ledger.values import Entry, canonical_bytes

_MESSAGE = b"sxsh manifest 1\n"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed the manifest, by their own word: the device, and the enrolment entry that says so."""

    device: Device
    certificate: Entry


def _message(manifest: bytes) -> bytes:
    return _MESSAGE + hashlib.sha256(manifest).digest()


def signature_file(manifest: bytes, signer: SigningKey, certificate: Entry) -> bytes:
    """The content of manifest.sig for a manifest."""
    if not verify(certificate, signer.public):
        raise ValueError("the certificate is not the signer's own enrolment")
    signature = base64.b64encode(signer.sign(_message(manifest))).decode("ascii")
    return canonical_bytes({"certificate": certificate.to_json(), "signature": signature})


def check_signature(manifest: bytes, content: bytes, file: str) -> Signer:
    """Who signed `manifest` according to the content of manifest.sig.

    Raises BundleContentError when that content does not follow the format, BundleSignatureError when the
    certificate or the signature does not hold.
    """
    try:
        value = json.loads(content)
        certificate = Entry.from_json(value["certificate"])
        signature = base64.b64decode(value["signature"], validate=True)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as error:
        raise BundleContentError(file=file, entry=SIGNATURE, line=0) from error
    device = requests([certificate]).get(certificate.key_id)
    if device is None or not device.key.verify(signature, _message(manifest)):
        raise BundleSignatureError(file=file)
    return Signer(device, certificate)
