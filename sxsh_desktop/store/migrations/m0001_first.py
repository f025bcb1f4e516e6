"""The first released format, from an empty database.

Self-contained: imports nothing of the program, so that it means the same for ever.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations
from sqlalchemy.dialects import postgresql

VERSION = 1

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
# name -> columns: t text, i whole number, b yes or no, x bytes; upper case: part of the primary key
_TABLES = {
    "acknowledged": """item_id:T device_id:T""",
    "attachments": """sha256:T size:i media_type:t original_name:t added_at:t""",
    "bundles_in": """
        import_id:T bundle_id:t file_name:t sha256:t sender:t sender_device:t made_at:t imported_at:t
        undone_at:t counts:t
    """,
    "bundles_out": """bundle_id:T file_name:t sha256:t recipient:t recipient_device:t made_at:t counts:t""",
    "drafts": """
        draft_id:T record_id:t parents:t form_id:t form_version:t definition_hash:t facility_id:t
        officer_id:t title:t snapshot_seq:i last_seq:i position:t answered:i total:i
        problems:i created_at:t changed_at:t deleted_at:t
    """,
    "draft_snapshots": """draft_id:T xml:x""",
    "entries": """
        entry_id:T kind:t subject:t parents:t body:t officer_id:t device_id:t key_id:t made_at:t sequence:i
        content_hash:t signature:x made_here:b
    """,
    "event_now": """
        event_id:T code:t type:t name:t from_day:t to_day:t commune:t task:t total:t women:t state:i
        name_key:t
    """,
    "facility_now": """
        n:I facility_id:t joined_to:t code:t name:t short_name:t tax_code:t commune:t commune_2016:t
        district:t commune_name:t district_name:t address:t vsic:t sector:t sector_name:t size:t status:t
        status_day:t potential:t potential_day:t last_visit_day:t latitude:t longitude:t records:i state:i
        absent:t name_key:t place_key:t search_text:t tax_digits:t grid:t
    """,
    "fact_records": """record_id:T kinds:t""",
    "form_definitions": """form_id:T version:T definition_hash:T title:t state:t main_file:t added_at:t""",
    "form_files": """definition_hash:T name:T content:x""",
    "import_hidden": """item_id:T""",
    "known_devices": """
        device_id:T key_id:T public_key:t age_recipient:t officer_code:t officer_name:t unit_code:t role:t
        enrolled_at:t revoked_on:t
    """,
    "meta": """name:T value:t""",
    "officer_now": """
        officer_id:T code:t name:t agency:t level:t title:t communes:t districts:t from_day:t to_day:t
        trained_day:t trained_until:t competence:t state:i name_key:t
    """,
    "problems": """record_id:T seq:I code:t ref:t facts:t""",
    "record_now": """
        record_id:T form_id:t form_version:t facility_id:t head:t heads:t title:t state:i revisions:i
        conflicts:i questions:i diverged:b review_diverged:b waiting:b void:b received:b visit_day:t
        period_from:t period_to:t number:t officer_id:t officer_code:t device_id:t made_at:t title_key:t
        search_text:t
    """,
    "reference_rows": """name:T version:T row_no:I cells:t""",
    "reference_tables": """name:T version:T valid_from:t source:t columns:t sha256:t loaded_at:t""",
    "revisions": """
        revision_id:T record_id:t parents:t form_id:t form_version:t definition_hash:t facility_id:t
        officer_id:t device_id:t key_id:t made_at:t sequence:i instance_xml:x attachments:t content_hash:t
        signature:x made_here:b
    """,
    "settings": """name:T value:t""",
    "shelf": """
        shelf_id:T kind:t file_name:t sha256:t size:i code:t facts:t state:t put_at:t tried_at:t
    """,
    "bundle_items": """import_id:T item_id:T""",
    "bundle_out_items": """bundle_id:T item_id:T""",
    "draft_changes": """draft_id:T seq:I change:t""",
    "revision_parents": """revision_id:T parent_id:T""",
}
_REFERENCES = {
    "fk_bundle_items_import_id_bundles_in": (
        "bundle_items",
        "import_id",
        "bundles_in.import_id",
        "CASCADE",
        False,
    ),
    "fk_bundle_out_items_bundle_id_bundles_out": (
        "bundle_out_items",
        "bundle_id",
        "bundles_out.bundle_id",
        "CASCADE",
        False,
    ),
    "fk_draft_changes_draft_id_drafts": ("draft_changes", "draft_id", "drafts.draft_id", "CASCADE", False),
    "fk_draft_snapshots_draft_id_drafts": (
        "draft_snapshots",
        "draft_id",
        "drafts.draft_id",
        "CASCADE",
        False,
    ),
    "fk_revision_parents_revision_id_revisions": (
        "revision_parents",
        "revision_id",
        "revisions.revision_id",
        None,
        True,
    ),
}
_INDEXES = {
    "ix_acknowledged_device_id": ("acknowledged", "device_id"),
    "ix_bundles_in_bundle_id": ("bundles_in", "bundle_id"),
    "ix_drafts_facility_id": ("drafts", "facility_id"),
    "ix_drafts_record_id": ("drafts", "record_id"),
    "ix_entries_device_id_sequence": ("entries", "device_id sequence"),
    "ix_entries_kind": ("entries", "kind"),
    "ix_entries_subject_kind": ("entries", "subject kind"),
    "ix_event_now_code": ("event_now", "code"),
    "ix_facility_now_code": ("facility_now", "code"),
    "ix_facility_now_commune": ("facility_now", "commune"),
    "ix_facility_now_commune_2016": ("facility_now", "commune_2016"),
    "ix_facility_now_district": ("facility_now", "district"),
    "ix_facility_now_grid": ("facility_now", "grid"),
    "ix_facility_now_joined_to": ("facility_now", "joined_to"),
    "ix_facility_now_name_key_n": ("facility_now", "name_key n"),
    "ix_facility_now_tax_digits": ("facility_now", "tax_digits"),
    "ix_form_definitions_definition_hash": ("form_definitions", "definition_hash"),
    "ix_known_devices_key_id": ("known_devices", "key_id"),
    "ix_officer_now_code": ("officer_now", "code"),
    "ix_record_now_facility_id_visit_day": ("record_now", "facility_id visit_day"),
    "ix_record_now_form_id_visit_day": ("record_now", "form_id visit_day"),
    "ix_record_now_state": ("record_now", "state"),
    "ix_record_now_visit_day": ("record_now", "visit_day"),
    "ix_revisions_device_id_sequence": ("revisions", "device_id sequence"),
    "ix_revisions_facility_id": ("revisions", "facility_id"),
    "ix_revisions_record_id": ("revisions", "record_id"),
    "ix_bundle_items_item_id": ("bundle_items", "item_id"),
    "ix_bundle_out_items_item_id": ("bundle_out_items", "item_id"),
    "ix_revision_parents_parent_id": ("revision_parents", "parent_id"),
}
_UNIQUE = {
    "uq_facility_now_facility_id": ("facility_now", "facility_id"),
}
_TYPES: dict[str, Any] = {
    "t": _TEXT,
    "i": sa.Integer(),
    "b": sa.Boolean(create_constraint=False),
    "x": sa.LargeBinary(),
}
_DEFAULTS = {"t": "", "i": "0", "b": "0"}
_NO_DEFAULT = {
    ("facility_now", "n"),
    ("problems", "seq"),
    ("draft_changes", "seq"),
    ("reference_rows", "row_no"),
}


def upgrade(op: Operations) -> None:
    """Make all tables, indexes and the search index."""
    for name, layout in _TABLES.items():
        op.create_table(name, *_columns(name, layout), *_constraints(name, layout))
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns.split())
    if op.get_bind().dialect.name == "sqlite":
        _make_search(op)


def _columns(table: str, layout: str) -> list[sa.Column[Any]]:
    made: list[sa.Column[Any]] = []
    for name, letter in (part.split(":") for part in layout.split()):
        sort, key = letter.lower(), letter.isupper()
        default = None if key or (table, name) in _NO_DEFAULT else _DEFAULTS.get(sort)
        counts: Any = "auto" if (table, name) == ("facility_now", "n") else False
        made.append(
            sa.Column(
                name,
                _TYPES[sort],
                primary_key=key,
                nullable=False,
                server_default=default,
                autoincrement=counts,
            )
        )
    return made


def _constraints(table: str, layout: str) -> list[sa.Constraint]:
    keys = [part.split(":")[0] for part in layout.split() if part[-1].isupper()]
    made: list[sa.Constraint] = [sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}")]
    for name, (holder, column, target, on_delete, late) in _REFERENCES.items():
        if holder == table:
            late_words: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"} if late else {}
            made.append(
                sa.ForeignKeyConstraint([column], [target], name=name, ondelete=on_delete, **late_words)
            )
    for name, (holder, columns) in _UNIQUE.items():
        if holder == table:
            made.append(sa.UniqueConstraint(*columns.split(), name=name))
    return made


def _make_search(op: Operations) -> None:
    try:
        op.execute(
            "CREATE VIRTUAL TABLE facility_search USING fts5 (search_text, content='', columnsize=0, detail=none,"
            " prefix='1 2 3', tokenize=\"unicode61 remove_diacritics 0\")"
        )
    except sa.exc.OperationalError as error:
        if "fts5" not in str(error):
            raise
