"""Who made a sealed backup: `manifest.sig` beside its manifest, by the key of the device (packaging/FORMAT.md, 10).

Sealing hides a backup, but whoever knows the device's public half can seal to it; the signature tells whose it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxsh_desktop.ledger.keys import PublicKey, SigningKey

PART = "manifest.sig"
_MESSAGE = b"sxsh backup 1\n"


def _message(manifest: bytes) -> bytes:
    return _MESSAGE + hashlib.sha256(manifest).digest()


def signature_part(manifest: bytes, key: SigningKey) -> bytes:
    """The content of manifest.sig for a manifest."""
    signature = base64.b64encode(key.sign(_message(manifest))).decode("ascii")
    return json.dumps({"public_key": key.public.text, "signature": signature}, sort_keys=True).encode("ascii")


def signer_of(manifest: bytes, content: bytes) -> PublicKey:
    """The key that signed a manifest. Raises ValueError, KeyError or TypeError when the signature does not hold."""
    from sxsh_desktop.ledger.keys import PublicKey

    said = json.loads(content)
    key = PublicKey.from_text(said["public_key"])
    if not key.verify(base64.b64decode(said["signature"], validate=True), _message(manifest)):
        raise ValueError("the signature is not that of the manifest")
    return key
