"""A frozen report of the indicators: every figure and every unit with the versions it was made of, signed.

The file is canonical JSON. It keeps the date and filters, the figures, how each facility and officer counted and
which revisions that rests on, and the versions of data (hash of the ledger), tables, forms, rules and program.
Making the report again later explains every difference, row by row: by records that came, changed or were reviewed
since, by tables of another version, by other rules.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sxsh_desktop import __version__
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import write_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.board import OF_OFFICERS, OFFICER_KINDS
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.ledger.hashes import NOT_HASHED_KINDS, ledger_hash
from sxsh_desktop.ledger.keys import PublicKey
from sxsh_desktop.ledger.values import JSON, canonical_bytes
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.services import indicators, indicators_judged
from sxsh_desktop.services.answer_words import day_words
from sxsh_desktop.services.exchange_devices import known_devices
from sxsh_desktop.services.indicators_export import as_json
from sxsh_desktop.services.indicators_values import IndicatorBoard, IndicatorFilters
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import register as register_store

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

FORMAT, FORMAT_VERSION = "sxsh-indicators", 1


class FrozenUnreadableError(UserError):
    """The file is no frozen report, or one of a later program."""

    code = "REPORT-01"
    said = _("{file} is not a frozen report that this program can read: {reason}.")
    todo = _("Choose a file that was made with Freeze. One of a newer program needs that program.")


class FrozenChangedError(UserError):
    """The content is not what was signed."""

    code = "REPORT-02"
    said = _("The frozen report {file} was changed after it was signed.")
    todo = _("Ask for the original file again; do not use the figures of this one.")


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """A frozen report as read: `signed_by` officer, `key_id`, `signature_holds` None where the key is not known."""

    content: Mapping[str, Any]
    signed_by: str
    key_id: str
    signature_holds: bool | None

    @property
    def on(self) -> date:
        """The day that it was computed for."""
        return date.fromisoformat(self.content["on"])

    @property
    def filters(self) -> IndicatorFilters:
        """Which facilities it looked at."""
        told = self.content["filters"]
        return IndicatorFilters(**{name: frozenset(codes) for name, codes in told.items()})


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is not what it was."""

    figure: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A facility or officer that counts otherwise, with the causes in words; never without one."""

    unit_id: str
    code: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A frozen report beside the same report made now. Empty tuples: nothing differs."""

    report: FrozenReport
    versions: tuple[FigureChange, ...]
    figures: tuple[FigureChange, ...]
    units: tuple[UnitChange, ...]


def freeze(desk: Desk, board: IndicatorBoard, target: Path, progress: Progress | None = None) -> Path:
    """Write the frozen report of a board, signed by this desk; whole or not at all. Raises NotWritableError."""
    content = _content(desk, board, progress or silent())
    signed = canonical_bytes(content)
    file: JSON = {
        "content": content,
        "signed_by": desk.profile.officer_code,
        "key_id": desk.keys.signing.key_id,
        "public_key": desk.keys.signing.public.text,
        "signature": base64.b64encode(desk.keys.signing.sign(signed)).decode("ascii"),
    }
    try:
        write_whole(target, canonical_bytes(file))
    except OSError as error:
        raise NotWritableError(file=target.name, reason=error.strerror or str(error)) from error
    return target


def read_frozen(desk: Desk, file: Path) -> FrozenReport:
    """Read and check a frozen report. Raises FrozenUnreadableError, FrozenChangedError."""
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
        content, public = value["content"], PublicKey.from_text(value["public_key"])
        known = (content["format"], content["version"])
        signature = base64.b64decode(value["signature"], validate=True)
        signed_by = str(value["signed_by"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FrozenUnreadableError(file=file.name, reason=str(error)) from error
    if known != (FORMAT, FORMAT_VERSION):
        raise FrozenUnreadableError(file=file.name, reason=" ".join(map(str, known)))
    if not public.verify(signature, canonical_bytes(content)):
        raise FrozenChangedError(file=file.name)
    with desk.read() as connection:
        trusted = {id: one.key for id, one in known_devices(desk, connection).items()}
    trusted[desk.keys.signing.key_id] = desk.keys.signing.public
    holds = public == trusted[public.key_id] if public.key_id in trusted else None
    return FrozenReport(content, signed_by, public.key_id, holds)


def _content(desk: Desk, board: IndicatorBoard, progress: Progress) -> dict[str, Any]:
    units, forms = _units(desk, board, progress)
    with desk.read() as connection:
        data = ledger_hash(ledger_store.content_hashes(connection, NOT_HASHED_KINDS))
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "on": board.on.isoformat(),
        "filters": {name: sorted(codes) for name, codes in asdict(board.filters).items()},
        "made_at": desk.now(),
        "made_by": desk.profile.officer_code,
        "program": __version__,
        "rules": indicators_judged.RULES,
        "ledger_hash": data,
        "tables": dict(board.versions),
        "forms": forms,
        "figures": _figures(board),
        "units": units,
    }


def _figures(board: IndicatorBoard) -> dict[str, str]:
    """Every figure under a name of its own: "I1.yes", "saving.measured.median", ..."""
    found: dict[str, str] = {}

    def put(name: str, value: object) -> None:
        if isinstance(value, Mapping):
            for key, part in value.items():
                put(f"{name}.{key}" if name else str(key), part)
        elif not name.endswith(".title"):
            found[name] = "" if value is None else str(value)

    told = as_json(board)
    for part in ("indicators", "saving", "by_district", "by_sector"):
        put("" if part == "indicators" else part, told[part])
    put("facilities", told["facilities"])
    put("unreviewed", told["unreviewed"])
    return dict(sorted(found.items()))


def _units(desk: Desk, board: IndicatorBoard, progress: Progress) -> tuple[dict[str, Any], list[str]]:
    """unit -> {"code", how it counts, "basis": [[record, revision], ...]}; and the forms behind all of them."""
    counted = board.counted
    whom = sorted(counted.standings)
    found: dict[str, Any] = {}
    forms: set[str] = set()
    for start in range(0, len(whom), indicators_judged.BATCH):
        progress.step(start, len(whom), words(_("Keeping what each figure rests on")))
        some = whom[start : start + indicators_judged.BATCH]
        with desk.read() as connection:
            names = register_store.get_many(connection, some)
            for unit, _own, rows in indicators_judged.facts_of(connection, desk, some):
                basis, used = _basis(rows, board.on)
                forms |= used
                standing = {name: text for name, text in asdict(counted.standings[unit]).items() if text}
                code = names[unit].code if unit in names else ""
                found[unit] = {"code": code, "counts": standing, "basis": basis}
    officers, used = _officers(desk, board)
    return {**found, **officers}, sorted(forms | used)


def _basis(rows: Sequence[FactRow], on: date) -> tuple[list[list[str]], set[str]]:
    """The accepted revisions dated T or before, and their forms."""
    last = on.isoformat()
    used = [row for row in rows if row.state is ReviewCode.ACCEPTED and row.on_day <= last]
    forms = {f"{row.form_id} {row.form_version}".strip() for row in used}
    return [list(pair) for pair in sorted({(row.record_id, row.revision_id) for row in used})], forms - {""}


def _officers(desk: Desk, board: IndicatorBoard) -> tuple[dict[str, Any], set[str]]:
    counts: dict[str, dict[str, str]] = {}
    for id in OF_OFFICERS:
        for member in board.counted.officers.own[id]:
            counts.setdefault(member.unit_id, {})[id] = str(member.answer)
    with desk.read() as connection:
        rows = [row for kind in OFFICER_KINDS for row in fact_store.rows(connection, desk.vocabulary, kind)]
    cards: dict[str, set[str]] = {}
    for row in rows:
        if row.kind == "officer_post":
            cards.setdefault(row.text("officer"), set()).add(row.record_id)
    found, forms = {}, set[str]()
    for code, told in sorted(counts.items()):
        basis, used = _basis([row for row in rows if row.record_id in cards.get(code, ())], board.on)
        forms |= used
        found[f"officer {code}"] = {"code": code, "counts": told, "basis": basis}
    return found, forms


def compare(desk: Desk, report: FrozenReport, progress: Progress | None = None) -> Comparison:
    """Make the report again, for the same day and filters, and explain what differs."""
    told = progress or silent()
    board = indicators.compute(desk, report.on, report.filters, progress=told)
    now, then = _content(desk, board, told), report.content
    versions = [
        FigureChange(name, str(then[name]), str(now[name]))
        for name in ("program", "rules", "ledger_hash")
        if then[name] != now[name]
    ]
    versions += _changed(then["tables"], now["tables"], "table ")
    versions += _changed(dict.fromkeys(then["forms"], "used"), dict.fromkeys(now["forms"], "used"), "form ")
    units = _unit_changes(desk, then, now, tuple(versions))
    return Comparison(report, tuple(versions), tuple(_changed(then["figures"], now["figures"])), units)


def _changed(then: Mapping[str, str], now: Mapping[str, str], before: str = "") -> list[FigureChange]:
    return [
        FigureChange(before + name, then.get(name, ""), now.get(name, ""))
        for name in sorted(then.keys() | now.keys())
        if then.get(name, "") != now.get(name, "")
    ]


def _unit_changes(
    desk: Desk, then: Mapping[str, Any], now: Mapping[str, Any], versions: Sequence[FigureChange]
) -> tuple[UnitChange, ...]:
    nobody: dict[str, Any] = {"code": "", "counts": {}, "basis": []}
    found = []
    for unit in sorted(then["units"].keys() | now["units"].keys()):
        before, after = then["units"].get(unit, nobody), now["units"].get(unit, nobody)
        if before["counts"] == after["counts"]:
            continue
        causes = _causes(desk, before["basis"], after["basis"]) or _other_causes(versions)
        code = after["code"] or before["code"]
        found.append(UnitChange(unit, code, before["counts"], after["counts"], causes))
    return tuple(found)


def _causes(desk: Desk, before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What became of the records behind a unit: each with revision, author and moment."""
    old, new = _by_record(before), _by_record(after)
    causes = []
    with desk.read() as connection:
        for record in sorted(old.keys() | new.keys()):
            if old.get(record) == new.get(record):
                continue
            added = sorted(new.get(record, set()) - old.get(record, set()))
            gone = sorted(old.get(record, set()) - new.get(record, set()))
            for revision_id in added:
                one = ledger_store.revision(connection, revision_id)
                facts = {"record": record, "revision": revision_id, "officer": one.officer_id if one else ""}
                facts["moment"] = day_words(one.made_at) if one else ""
                text = CORRECTED if gone else CAME
                causes.append(words(text, **facts))
            if not added:
                causes += [words(WENT, record=record, revision=revision_id) for revision_id in gone]
    return tuple(causes)


CAME = _("Record {record} counts now: revision {revision} by {officer}, {moment}.")
CORRECTED = _(
    "Record {record} was corrected: revision {revision} by {officer}, {moment}, counts in its place."
)
WENT = _("Record {record} no longer counts (revision {revision}): returned, rejected, void, or moved.")
TABLE_CHANGED = _("{what} was {before} and is {after} now.")
OTHERS_CHANGED = _("A record about another facility or event changed what is known of this one.")


def _other_causes(versions: Sequence[FigureChange]) -> tuple[str, ...]:
    """Where no record of the unit changed: the tables, rules or program did, or a record of somebody else."""
    told = [one for one in versions if one.figure.startswith("table ") or one.figure in ("rules", "program")]
    found = tuple(words(TABLE_CHANGED, what=one.figure, before=one.before, after=one.after) for one in told)
    return found or (words(OTHERS_CHANGED),)


def _by_record(basis: Sequence[Sequence[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record, revision in basis:
        found.setdefault(record, set()).add(revision)
    return found
