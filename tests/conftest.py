"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile(
    "suite", deadline=None
)  # how long an example takes is no promise: tests/bench measures
settings.load_profile("suite")

_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of oracles and real data beside the checkout; a test that needs it is skipped without it."""
    if not _SHARED.is_dir():
        pytest.skip("the folder ../shared with oracles and real data is not beside this checkout")
    return _SHARED


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of this suite."""
    parser.addoption("--update-golden", action="store_true", help="write the golden texts anew")


@pytest.fixture(scope="session")
def sample_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `sxsh demo` leaves, on a small province. Tests that write take a copy of the store they need."""
    from sxsh_desktop.services.demo import run_demo

    folder = tmp_path_factory.mktemp("demo") / "tỉnh mẫu"
    run_demo(folder, facilities=40)
    return folder
