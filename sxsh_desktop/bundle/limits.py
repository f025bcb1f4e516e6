"""How large a bundle and its parts may be, so that a hostile one cannot fill memory or disk."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, unless said otherwise; they hold for declared and for actual sizes.

    ratio: how many times larger than packed a part may be, once it is larger than `ratio_from`.
    """

    total: int = 64 * 1024 * _MIB
    entry: int = 8 * 1024 * _MIB
    entries: int = 200_000  # parts
    manifest: int = 64 * _MIB
    signature: int = 64 * 1024
    line: int = 16 * _MIB
    form_file: int = 32 * _MIB
    attachment: int = 512 * _MIB
    ratio: int = 250
    ratio_from: int = _MIB


DEFAULT_LIMITS = Limits()
