"""Identifiers, fingerprints and encodings."""

from __future__ import annotations

import base64
import binascii
import hashlib
import string
from typing import Final

from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.errors import XPathTypeError
from sxsh_desktop.xform.xpath.pieces import NUMBER, STRING
from sxsh_desktop.xform.xpath.registry import function

_ALGORITHMS: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_LETTERS = string.ascii_letters + string.digits
MAX_UUID = 1_000
"""Longest random text that `uuid(n)` makes."""


@function("uuid", NUMBER, returns=STRING, optional=1, needs_context=True)
def uuid(context: EvaluationContext, length: float | None = None) -> str:
    """ODK XForms: a random UUID; with a length, so many random letters and digits.

    | string-length(uuid()) | 36 |
    | string-length(uuid(8)) | 8 |
    """
    if length is None:
        return context.environment.new_uuid()
    size = int(length) if 0 < length <= MAX_UUID else 0
    return "".join(_LETTERS[int(context.environment.random() * len(_LETTERS))] for _ in range(size))


@function("digest", STRING, STRING, STRING, returns=STRING, optional=1)
def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """ODK XForms: fingerprint by MD5, SHA-1, SHA-256, SHA-384 or SHA-512, as base64 or hex.

    | digest('a', 'MD5', 'hex') | 0cc175b9c0f1b6a831c399e269772661 |
    """
    name = _ALGORITHMS.get(algorithm)
    if name is None:
        raise XPathTypeError(what=", ".join(_ALGORITHMS), given=algorithm)
    fingerprint = hashlib.new(name, text.encode(), usedforsecurity=False)
    if encoding == "hex":
        return fingerprint.hexdigest()
    if encoding != "base64":
        raise XPathTypeError(what="base64, hex", given=encoding)
    return base64.b64encode(fingerprint.digest()).decode("ascii")


@function("base64-decode", STRING, returns=STRING)
def base64_decode(text: str) -> str:
    """ODK XForms: the text that base64 stands for, read as UTF-8; "" for what is no base64.

    | base64-decode('xJHhu5NuZw==') | đồng |
    """
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
