"""A bundle that ends early, at every single byte: refused as cut off, never taken, nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile_maker import good_bundle, hostile, outcome


@pytest.mark.parametrize("sealed", [False, True])
def test_every_length_of_a_small_bundle(tmp_path: Path, sealed: bool) -> None:
    good = good_bundle(tmp_path, sealed=sealed)
    codes = {length: outcome(good, good.whole[:length], tmp_path) for length in range(len(good.whole))}
    assert codes[0] == "BUNDLE-17"
    assert {code for length, code in codes.items() if length} <= {"BUNDLE-01", "BUNDLE-02", "BUNDLE-16"}
    assert all(codes[length] == "BUNDLE-02" for length in range(400, len(good.whole)))
    assert outcome(good, good.whole, tmp_path) == ""


def test_some_of_the_hostile_bundles_of_the_long_run(tmp_path: Path) -> None:
    """The long run: `python -m tests.property.long_mutations`."""
    pair = [good_bundle(tmp_path, sealed=False), good_bundle(tmp_path, sealed=True)]
    codes = []
    for number in range(1500):
        good = pair[number % 8 == 0]
        codes.append(outcome(good, hostile(good, number), tmp_path))
    assert codes.count("") < 300  # bytes of the ZIP that nobody reads, and bundles that another device signed
    assert len(set(codes)) > 10
