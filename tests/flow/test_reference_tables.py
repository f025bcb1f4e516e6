"""A new version of a reference table: published at the department, carried by a bundle, in force at the officer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sxsh_desktop.services import exchange, reference
from sxsh_desktop.services.desk import open_desk
from sxsh_desktop.services.reference_exchange import (
    TableUnreadableError,
    TableVersionError,
    publish_table,
)
from sxsh_desktop.store import attachments


def _grid_with(folder: Path, factor: str) -> Path:
    """The shipped grid factors with one more year."""
    shipped = next(one for one in reference.shipped_tables() if one.name == "grid_factors")
    text = (reference.shipped_folder() / shipped.file).read_text("utf-8").rstrip("\n")
    cells = dict.fromkeys(text.splitlines()[0].split(","), "")
    cells |= {"year": "2031", "tco2_per_mwh": factor, "source": "test", "certainty": "low"}
    file = folder / "grid.csv"
    file.write_text(f"{text}\n{','.join(cells.values())}\n", "utf-8")
    return file


def test_a_published_table_reaches_the_officer_by_bundle(sample_province: Path, tmp_path: Path) -> None:
    for name in ("department", "officer-1"):
        shutil.copytree(sample_province / name, tmp_path / name)
    department, officer = open_desk(tmp_path / "department"), open_desk(tmp_path / "officer-1")
    try:
        published = publish_table(department, "grid_factors", _grid_with(tmp_path, "0.55"), source="a letter")
        sent = exchange.export_bundle(department, tmp_path, officer.device_id)
        before = dict(reference.current(officer).versions)
        exchange.import_bundle(officer, sent.file)
        after = reference.current(officer)
        assert after.versions["grid_factors"] == published.data["version"] != before["grid_factors"]
        assert {name for name in before if before[name] != after.versions[name]} == {"grid_factors"}
    finally:
        department.close()
        officer.close()


def test_a_version_that_would_not_come_later_is_refused(sample_province: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_province / "department", tmp_path / "department")
    desk = open_desk(tmp_path / "department")
    try:
        with pytest.raises(TableVersionError):
            publish_table(desk, "grid_factors", _grid_with(tmp_path, "0.55"), version="2000-01-01")
        (tmp_path / "broken.csv").write_bytes(b"a,b\n1\n")
        with pytest.raises(TableUnreadableError):
            publish_table(desk, "grid_factors", tmp_path / "broken.csv")
        assert reference.current(desk).versions == reference.load_reference().versions
    finally:
        desk.close()


def test_the_preview_foresees_a_table_that_the_program_cannot_use(
    sample_province: Path, tmp_path: Path
) -> None:
    for name in ("department", "officer-1"):
        shutil.copytree(sample_province / name, tmp_path / name)
    department, officer = open_desk(tmp_path / "department"), open_desk(tmp_path / "officer-1")
    info = reference.TableInfo("grid_factors", "2031-01-01", "2031-01-01", "a slip", "", "")
    body, content = reference.table_as_bytes(info, ("year", "tco2_per_mwh"), [("two thousand", "much")])
    try:
        with department.write() as connection:
            sha256 = attachments.keep_bytes(department.store.attachments, content)
            kept = attachments.Attachment(sha256, len(content), "application/json", "grid.csv", "")
            attachments.note(connection, [kept])
            department.append_entry(connection, body, info.name, ())
        sent = exchange.export_bundle(department, tmp_path, officer.device_id)
        for look in (exchange.preview_bundle, exchange.import_bundle):
            with pytest.raises(reference.TableRefusedError) as refused:
                look(officer, sent.file)
            assert "grid_factors" in refused.value.explain()[0]
        assert not any(one.file_name == sent.file.name for one in exchange.imports(officer))
        assert "2031-01-01" not in reference.current(officer).versions.values()
    finally:
        department.close()
        officer.close()
