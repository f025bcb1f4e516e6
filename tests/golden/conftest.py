"""Golden texts: what was printed or exported the last time, as text that a person reviews as a diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_desktop.base.text import nfc

_HERE = Path(__file__).resolve().parent

Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the file of that name beside the tests; `--update-golden` writes it anew."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(name: str, text: str) -> None:
        file = _HERE / name
        lines = "\n".join(line.rstrip() for line in nfc(text).splitlines()) + "\n"
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(lines, encoding="utf-8", newline="\n")
            return
        assert file.exists(), f"{name} is not there yet: run dev.py golden and read it"
        assert lines == file.read_text(encoding="utf-8")

    return compare
