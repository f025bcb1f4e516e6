"""What benches may ask for: the table, and the whole sample province."""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sxsh_desktop.services.demo import run_demo
from tests.bench_table import Measured


@pytest.fixture(autouse=True)
def _takes_its_time() -> None:
    """The watch over tests that hang ends the program after five minutes; the large benches take longer."""
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session")
def measured() -> Iterator[Measured]:
    """Where measurements go; written when the session ends."""
    table = Measured()
    yield table
    table.write()


@pytest.fixture(scope="session")
def whole_province(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """What `sxsh demo` leaves, in full, and its summary."""
    folder = tmp_path_factory.mktemp("province") / "demo"
    return folder, run_demo(folder)
