"""What the window remembers between two starts: places, sizes, widths, chosen columns. Never any data.

Kept as `window.ini` in the store's folder; before a folder is named (and in tests) it is kept in memory only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class _Kept:
    settings: QSettings | None = None
    loose: dict[str, object] = {}


def keep_in(folder: Path | None) -> None:
    """Remember in this folder from now on; None: in memory only."""
    _Kept.loose.clear()
    _Kept.settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat) if folder else None


def put(key: str, value: str) -> None:
    """Remember a text."""
    if _Kept.settings is None:
        _Kept.loose[key] = value
    else:
        _Kept.settings.setValue(key, value)


def get(key: str, default: str = "") -> str:
    """What was remembered under this key."""
    if _Kept.settings is None:
        return str(_Kept.loose.get(key, default))
    return str(_Kept.settings.value(key, default))


def put_bytes(key: str, value: QByteArray) -> None:
    """Remember a state that Qt gave (geometry, splitter)."""
    put(key, bytes(value.toBase64().data()).decode("ascii"))


def get_bytes(key: str) -> QByteArray:
    """A state for Qt to restore; empty when there is none."""
    return QByteArray.fromBase64(get(key).encode("ascii"))


def flush() -> None:
    """Write what waits."""
    if _Kept.settings is not None:
        _Kept.settings.sync()
