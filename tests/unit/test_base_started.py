"""Both doors of the window understand the same words, and refuse others in a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sxsh_desktop.base import paths
from sxsh_desktop.base.started import NotUnderstoodError, store_asked
from sxsh_desktop.base.words import set_language

DOORS = ("from sxsh_desktop.__main__ import main", "from sxsh_desktop.app import main")


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ([], paths.default_store()),
        (["--store", "kho của tôi"], Path("kho của tôi")),
        (["--store=kho"], Path("kho")),
        (["--store"], None),
        (["--store="], None),
        (["--store", ""], None),
        (["verify"], None),
        (["--store", "kho", "verify"], None),
    ],
)
def test_what_the_window_is_started_with(given: list[str], folder: Path | None) -> None:
    assert store_asked(given) == folder


def test_other_words_are_refused_in_a_sentence() -> None:
    set_language("vi")
    said, todo = NotUnderstoodError(given="--kho x").explain()
    assert "--kho x" in said and "--store" in todo


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("given", [[], ["--store", "kho"], ["--store=kho"]])
def test_both_doors_want_the_window(door: str, given: list[str], tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    code = f"import sys; {door}; sys.exit(main(sys.argv[1:]))"
    run = subprocess.run(
        [sys.executable, "-c", code, *given],
        cwd=root,
        env={"PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1 and "sxsh demo" in run.stderr, run.stderr
    assert not list(tmp_path.iterdir())
