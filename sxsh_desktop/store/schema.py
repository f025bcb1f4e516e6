"""The tables that are kept: the ledger, and what belongs to this device.

*Ledger*: revisions and entries; rows are added and never changed. *Kept*: drafts, bundles, shelf, forms,
reference tables, settings. What is computed from the ledger stands in `schema_derived` and, made from the
vocabulary, in `fact_tables`. All ids are text; days are ISO dates, moments ISO 8601, "" says that there is none.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table

from sxsh_desktop.store.columns import TEXT, flag_column, metadata, number_column, text_column

SCHEMA_VERSION = 2

# --- the store itself -----------------------------------------------------------------------------------

meta = Table("meta", metadata, text_column("name", key=True), text_column("value"))
settings = Table("settings", metadata, text_column("name", key=True), text_column("value"))

# --- ledger ---------------------------------------------------------------------------------------------

revisions = Table(
    "revisions",
    metadata,
    text_column("revision_id", key=True),
    text_column("record_id"),
    text_column("parents"),  # JSON list
    text_column("form_id"),
    text_column("form_version"),
    text_column("definition_hash"),
    text_column("facility_id"),
    text_column("officer_id"),
    text_column("device_id"),
    text_column("key_id"),
    text_column("made_at"),
    number_column("sequence"),
    Column("instance_xml", LargeBinary, nullable=False),
    text_column("attachments"),  # JSON list of SHA-256
    text_column("content_hash"),
    Column("signature", LargeBinary, nullable=False),
    flag_column("made_here"),
    Index(None, "record_id"),
    Index(None, "facility_id"),
    Index(None, "device_id", "sequence"),
)

revision_parents = Table(
    "revision_parents",
    metadata,
    Column(
        "revision_id",
        TEXT,
        ForeignKey("revisions.revision_id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    ),
    text_column("parent_id", key=True),
    Index(None, "parent_id"),
)

entries = Table(
    "entries",
    metadata,
    text_column("entry_id", key=True),
    text_column("kind"),
    text_column("subject"),
    text_column("parents"),  # JSON list
    text_column("body"),  # canonical JSON
    text_column("officer_id"),
    text_column("device_id"),
    text_column("key_id"),
    text_column("made_at"),
    number_column("sequence"),
    text_column("content_hash"),
    Column("signature", LargeBinary, nullable=False),
    flag_column("made_here"),
    Index(None, "subject", "kind"),
    Index(None, "kind"),
    Index(None, "device_id", "sequence"),
)

attachments = Table(
    "attachments",
    metadata,
    text_column("sha256", key=True),
    number_column("size"),
    text_column("media_type"),
    text_column("original_name"),
    text_column("added_at"),
)

# --- drafts: the one mutable thing ------------------------------------------------------------------------

drafts = Table(
    "drafts",
    metadata,
    text_column("draft_id", key=True),
    text_column("record_id"),
    text_column("parents"),  # JSON list of revision ids that the draft corrects
    text_column("form_id"),
    text_column("form_version"),
    text_column("definition_hash"),
    text_column("facility_id"),
    text_column("officer_id"),
    text_column("title"),
    number_column("snapshot_seq"),
    number_column("last_seq"),
    text_column("position"),
    number_column("answered"),
    number_column("total"),
    number_column("problems"),
    text_column("created_at"),
    text_column("changed_at"),
    text_column("deleted_at"),
    Index(None, "record_id"),
    Index(None, "facility_id"),
)

# Apart from the draft's own row, which every answer touches: a row with the whole record would be written anew.
draft_snapshots = Table(
    "draft_snapshots",
    metadata,
    Column("draft_id", TEXT, ForeignKey("drafts.draft_id", ondelete="CASCADE"), primary_key=True),
    Column("xml", LargeBinary, nullable=False),
)

draft_changes = Table(
    "draft_changes",
    metadata,
    Column("draft_id", TEXT, ForeignKey("drafts.draft_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    text_column("change"),  # JSON of xform's Change
)

# --- exchange ---------------------------------------------------------------------------------------------

bundles_in = Table(
    "bundles_in",
    metadata,
    text_column("import_id", key=True),
    text_column("bundle_id"),
    text_column("file_name"),
    text_column("sha256"),
    text_column("sender"),  # as it stands on screen
    text_column("sender_device"),
    text_column("made_at"),
    text_column("imported_at"),
    text_column("undone_at"),
    text_column("counts"),  # JSON object
    Index(None, "bundle_id"),
)

bundle_items = Table(
    "bundle_items",
    metadata,
    Column("import_id", TEXT, ForeignKey("bundles_in.import_id", ondelete="CASCADE"), primary_key=True),
    text_column("item_id", key=True),  # revision or entry
    Index(None, "item_id"),
)

import_hidden = Table("import_hidden", metadata, text_column("item_id", key=True))

bundles_out = Table(
    "bundles_out",
    metadata,
    text_column("bundle_id", key=True),
    text_column("file_name"),
    text_column("sha256"),
    text_column("recipient"),
    text_column("recipient_device"),
    text_column("made_at"),
    text_column("counts"),
)

bundle_out_items = Table(
    "bundle_out_items",
    metadata,
    Column("bundle_id", TEXT, ForeignKey("bundles_out.bundle_id", ondelete="CASCADE"), primary_key=True),
    text_column("item_id", key=True),
    Index(None, "item_id"),
)

shelf = Table(
    "shelf",
    metadata,
    text_column("shelf_id", key=True),
    text_column("kind"),  # bundle | clash | instances
    text_column("file_name"),
    text_column("sha256"),
    number_column("size"),
    text_column("code"),  # of the UserError
    text_column("facts"),  # JSON object: the facts of the UserError
    text_column("state"),  # waiting | taken | discarded
    text_column("put_at"),
    text_column("tried_at"),
)

# --- forms and reference data -----------------------------------------------------------------------------

form_definitions = Table(
    "form_definitions",
    metadata,
    text_column("form_id", key=True),
    text_column("version", key=True),
    text_column("definition_hash", key=True),
    text_column("title"),
    text_column("state"),  # draft | published | retired
    text_column("main_file"),
    text_column("added_at"),
    Index(None, "definition_hash"),
)

form_files = Table(
    "form_files",
    metadata,
    text_column("definition_hash", key=True),
    text_column("name", key=True),
    Column("content", LargeBinary, nullable=False),
)

reference_tables = Table(
    "reference_tables",
    metadata,
    text_column("name", key=True),
    text_column("version", key=True),
    text_column("valid_from"),
    text_column("source"),
    text_column("columns"),  # JSON list
    text_column("sha256"),
    text_column("loaded_at"),
)

reference_rows = Table(
    "reference_rows",
    metadata,
    text_column("name", key=True),
    text_column("version", key=True),
    Column("row_no", Integer, primary_key=True, autoincrement=False),
    text_column("cells"),  # JSON list in the order of the columns
)
