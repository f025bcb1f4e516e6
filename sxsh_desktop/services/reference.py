"""Reference tables: dated, versioned, with their source; shipped with the program, updated by a bundle."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base import paths
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.words import _
from sxsh_desktop.domain.factors import Factors
from sxsh_desktop.domain.industries import Industries
from sxsh_desktop.domain.places import Places
from sxsh_desktop.domain.plausibility import PriceBand
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.solutions import CatalogueSolution
from sxsh_desktop.domain.targets import PlanTarget, PlanTask
from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.ledger.entries import ReferenceTable
from sxsh_desktop.ledger.values import canonical_text
from sxsh_desktop.store import reference as stored
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk


class TableRefusedError(UserError):
    """A reference table that came by bundle cannot be used."""

    code = "REFERENCE-01"
    said = _("The table {table}, version {version}, cannot be used: {reason}.")
    todo = _("The tables that are here stay in force. Ask the department to send the table again.")


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One reference table: its name, version, the day it holds from, where it comes from."""

    name: str
    version: str
    valid_from: str
    source: str
    title_vi: str
    title_en: str
    file: str = ""

    def title(self, language: str) -> str:
        """The title in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi


@dataclass(frozen=True, slots=True)
class Reference:
    """All reference tables as values, and the version of each table that they were made from."""

    versions: Mapping[str, str]
    units: UnitTable
    places: Places
    industries: Industries
    factors: Factors
    catalogue: tuple[CatalogueSolution, ...]
    targets: tuple[PlanTarget, ...]
    tasks: tuple[PlanTask, ...]
    prices: tuple[PriceBand, ...] = ()


def shipped_folder() -> Path:
    """Where the shipped tables stand."""
    return paths.resources() / "reference"


@lru_cache(maxsize=1)
def shipped_tables() -> tuple[TableInfo, ...]:
    """The list of shipped tables, in its own order."""
    rows = json.loads((shipped_folder() / "tables.json").read_text(encoding="utf-8"))
    return tuple(TableInfo(**row) for row in rows)


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a shipped table, as text."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The vocabulary of facts that this program knows."""
    file = shipped_folder() / "vocabulary.json"
    return Vocabulary.from_json(json.loads(file.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def load_reference() -> Reference:
    """The shipped tables as values (read once)."""
    infos = {info.name: info for info in shipped_tables()}
    rows = {name: read_rows(shipped_folder() / info.file) for name, info in infos.items()}
    return reference_from({name: info.version for name, info in infos.items()}, rows)


def load_units() -> UnitTable:
    """The shipped table of units."""
    return load_reference().units


def reference_from(versions: Mapping[str, str], rows: Mapping[str, list[dict[str, str]]]) -> Reference:
    """Make the values from the rows of each table, by table name.

    Raises KeyError when a table or column is missing, ValueError when a cell cannot be read.
    """
    return Reference(
        versions=dict(versions),
        units=UnitTable.from_rows(versions["units"], rows["units"]),
        places=Places.from_rows(
            versions["places_map"],
            districts=rows["districts_2016"],
            communes_2016=rows["communes_2016"],
            communes_2025=rows["communes_2025"],
            moves=rows["places_map"],
            agencies=rows["agencies"],
        ),
        industries=Industries.from_rows(
            versions["industries"], rows["industries"], rows["industries_map"], rows["sectors"]
        ),
        factors=Factors.from_rows(
            versions["energy_toe"],
            carriers=rows["energy_carriers"],
            toe=rows["energy_toe"],
            fuels=rows["fuel_factors"],
            grid=rows["grid_factors"],
            gwp=rows["gwp"],
            ranges=rows["sector_ranges"],
        ),
        catalogue=tuple(CatalogueSolution.from_row(row) for row in rows["solutions"]),
        targets=tuple(PlanTarget.from_row(row) for row in rows["plan_targets"]),
        tasks=tuple(PlanTask.from_row(row) for row in rows["plan_tasks"]),
        prices=tuple(PriceBand.from_row(row) for row in rows.get("energy_prices", ())),
    )


def take_in_shipped(desk: Desk) -> None:
    """Put the shipped tables into the store, each version once."""
    with desk.read() as connection:
        here = {(one.name, one.version) for one in stored.tables(connection)}
    missing = [info for info in shipped_tables() if (info.name, info.version) not in here]
    if not missing:
        return
    with desk.write() as connection:
        for info in missing:
            rows = read_rows(shipped_folder() / info.file)
            _put(connection, info, tuple(rows[0]), [tuple(row.values()) for row in rows], desk.now())


def current(desk: Desk) -> Reference:
    """The newest version of every table that this desk has, as values."""
    with desk.read() as connection:
        newest = {one.name: one.version for one in stored.tables(connection)}
        shipped = {info.name: info.version for info in shipped_tables()}
        if newest == shipped:
            return load_reference()
        return _from_store(connection, tuple(sorted(newest.items())))


def tables_of(desk: Desk) -> tuple[TableInfo, ...]:
    """Every version of every table that this desk has, for a list on screen."""
    titles = {info.name: info for info in shipped_tables()}
    with desk.read() as connection:
        found = stored.tables(connection)
    return tuple(
        TableInfo(
            one.name,
            one.version,
            one.valid_from,
            one.source,
            titles[one.name].title_vi if one.name in titles else one.name,
            titles[one.name].title_en if one.name in titles else one.name,
        )
        for one in found
    )


def table_as_bytes(
    info: TableInfo, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> tuple[ReferenceTable, bytes]:
    """A new version of a table as it travels: the attachment, and the body of the entry that names it."""
    content = canonical_text(
        {
            "name": info.name,
            "version": info.version,
            "valid_from": info.valid_from,
            "source": info.source,
            "columns": list(columns),
            "rows": [list(row) for row in rows],
        }
    ).encode("utf-8")
    digest = hashlib.sha256(content).hexdigest()
    return ReferenceTable(info.name, info.version, digest, info.source), content


def take_in_table(connection: Connection, body: ReferenceTable, content: bytes, at: str) -> bool:
    """Keep a version of a table that came by bundle, in the caller's transaction; False when it is here.

    Raises TableRefusedError when the content is not what the entry names, has no rows as it says, cannot be
    used by this program, or when the version is here with other rows.
    """
    with _refusing(body):
        info, columns, rows = _tried_out(connection, body, content)
        return _put(connection, info, columns, rows, at)


def check_table(connection: Connection, body: ReferenceTable, content: bytes) -> None:
    """Raise what `take_in_table` would raise; nothing is kept."""
    with _refusing(body):
        info, columns, rows = _tried_out(connection, body, content)
        there = stored.info(connection, info.name, info.version)
        if there is not None and there.sha256 != stored.content_hash(columns, rows):
            raise ValueError("the version is here with other rows")


@contextmanager
def _refusing(body: ReferenceTable) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError, ArithmeticError, AttributeError) as error:
        raise TableRefusedError(table=body.name, version=body.version, reason=reason_of(error)) from error


def _tried_out(
    connection: Connection, body: ReferenceTable, content: bytes
) -> tuple[TableInfo, tuple[str, ...], list[tuple[str, ...]]]:
    """The table that travelled, once the program could make its values of it."""
    value = json.loads(content)
    columns, rows = tuple(map(str, value["columns"])), [tuple(map(str, row)) for row in value["rows"]]
    info = TableInfo(body.name, body.version, str(value["valid_from"]), str(value["source"]), "", "")
    fits = value["name"] == body.name and value["version"] == body.version
    if not fits or hashlib.sha256(content).hexdigest() != body.sha256:
        raise ValueError("not the table that the entry names")
    _try_out(connection, info.name, info.version, [dict(zip(columns, row, strict=True)) for row in rows])
    return info, columns, rows


def _put(
    connection: Connection,
    info: TableInfo,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    at: str,
) -> bool:
    return stored.put(
        connection,
        name=info.name,
        version=info.version,
        valid_from=info.valid_from,
        source=info.source,
        columns=columns,
        rows=rows,
        at=at,
    )


def _try_out(connection: Connection, name: str, version: str, rows: list[dict[str, str]]) -> None:
    """Make all values with this table in place: what cannot be read must not get in."""
    newest = {one.name: one.version for one in stored.tables(connection)}
    others = {other: stored.rows(connection, other) for other in newest if other != name}
    reference_from({**newest, name: version}, {**others, name: rows})


def _from_store(connection: Connection, versions: tuple[tuple[str, str], ...]) -> Reference:
    return reference_from(
        dict(versions), {name: stored.rows(connection, name) for name, _version in versions}
    )
