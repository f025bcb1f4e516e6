"""2,550 public XPath assertions: each is met, or stands in `xpath_decisions.toml` with the reason why not."""

from __future__ import annotations

import gzip
import json
import math
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sxsh_desktop.xform.xpath import XPathError, evaluate, to_boolean, to_number, to_string

_DECISIONS = Path(__file__).with_name("xpath_decisions.toml")

# The cases stand with the answers of the day on which they were recorded: `today()` is this day for ever.
_RECORDED = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("America/Phoenix"))


def _close(given: float, wanted: float) -> bool:
    """Equal, allowing for the last digits of another platform's mathematics library."""
    return given == wanted or math.isclose(given, wanted, rel_tol=1e-14, abs_tol=1e-15)


def _same_number(given: float, wanted: Any, factor: float | None) -> bool:
    number = float("nan") if wanted is None else float(wanted)
    if math.isnan(number) or math.isnan(given):
        return math.isnan(number) and math.isnan(given)
    if factor is None:
        return _close(given, number)
    return _close(math.floor(given * factor + 0.5) / factor, number)


def _is_met(case: dict[str, Any], documents: dict[str, str]) -> bool:
    """Whether the engine gives what the case expects."""
    try:
        value = evaluate(
            case["expr"],
            documents[case["document"]],
            case["context"],
            language=case.get("lang"),
            timezone=case["tz"],
            now=_RECORDED,
        )
    except XPathError:
        return bool(case["kind"] == "error")
    kind, wanted = case["kind"], case["expected"]
    zone = ZoneInfo(case["tz"])
    if kind == "boolean":
        return to_boolean(value) is bool(wanted)
    if kind in ("number", "number_rounded"):
        return _same_number(to_number(value, zone), wanted, case.get("factor"))
    if kind == "string":
        return to_string(value) == str(wanted)
    if kind == "string_length":
        return len(to_string(value)) == int(wanted)
    if kind == "string_match":
        return re.search(wanted, to_string(value), re.I if "flags" in case else 0) is not None
    if kind.startswith("nodeset") and isinstance(value, list):
        found = [node.location() for node in value]
        return found == wanted if kind == "nodeset" else sorted(found) == sorted(wanted)
    return False


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, Any]:
    with gzip.open(shared / "oracles" / "xpath-cases.json.gz", "rt", encoding="utf-8") as stream:
        read: dict[str, Any] = json.load(stream)
    return read


@pytest.fixture(scope="module")
def failures(cases: dict[str, Any]) -> dict[str, str]:
    """Expression of every case that is not met, by id; those that upstream marks as failing left out."""
    return {
        case["id"]: case["expr"]
        for case in cases["cases"]
        if not case.get("fails") and not _is_met(case, cases["documents"])
    }


def test_every_failure_has_a_reason(failures: dict[str, str]) -> None:
    decisions = tomllib.loads(_DECISIONS.read_text(encoding="utf-8"))
    reasons = {case: group["reason"] for group in decisions.values() for case in group["cases"]}

    unexplained = {case: text for case, text in failures.items() if not reasons.get(case)}
    assert unexplained == {}
    assert set(reasons) - set(failures) == set(), "these are met now: take them out of the file"


def test_at_least_99_percent_are_met(cases: dict[str, Any], failures: dict[str, str]) -> None:
    assert len(failures) <= len(cases["cases"]) // 100
