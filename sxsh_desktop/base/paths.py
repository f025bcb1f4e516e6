"""Where the program's own files and the user's folders are."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs


def _project_folder(name: str) -> Path:
    """A folder shipped with the program: beside the package in a checkout, inside it once installed."""
    inside = Path(__file__).resolve().parent.parent / "_shipped" / name
    if inside.is_dir():
        return inside
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / name
    return Path(__file__).resolve().parents[2] / name


def resources() -> Path:
    """Fonts, icons, translations, reference data, templates (read only)."""
    return _project_folder("resources")


def forms() -> Path:
    """The authored forms that come with the program (read only)."""
    return _project_folder("forms")


def user_data() -> Path:
    """Where this user's stores live unless they choose another folder."""
    return Path(platformdirs.user_data_dir("SXSH Desktop", appauthor=False))


def user_cache() -> Path:
    """What can be made again at any time, shared by all stores of this user."""
    return Path(platformdirs.user_cache_dir("SXSH Desktop", appauthor=False))


def default_store() -> Path:
    """The store that opens when none is named."""
    return user_data() / "store"


def sample_store() -> Path:
    """The sample store: beside the real one, never mixed with it."""
    return user_data() / "sample"
