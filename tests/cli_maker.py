"""The command line as a person runs it: for tests that need its status, output and complaints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_desktop import cli
from sxsh_desktop.base.words import set_language

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; gives status, output and complaints."""

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        set_language("vi")
        status = cli.main([str(one) for one in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return command
