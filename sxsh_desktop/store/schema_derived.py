"""The tables that are computed from the ledger, thrown away and filled again by a rebuild."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from sxsh_desktop.store import schema as _kept  # noqa: F401 - its tables belong to ALL_TABLES
from sxsh_desktop.store.columns import flag_column, metadata, number_column, text_column

facility_now = Table(
    "facility_now",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),  # local; never leaves the store
    text_column("facility_id"),
    text_column("joined_to"),  # the facility that this one is, "" for itself
    text_column("code"),
    text_column("name"),
    text_column("short_name"),
    text_column("tax_code"),
    text_column("commune"),  # code on the tree of 2025
    text_column("commune_2016"),
    text_column("district"),  # code on the tree of 2016
    text_column("commune_name"),
    text_column("district_name"),
    text_column("address"),
    text_column("vsic"),
    text_column("sector"),
    text_column("sector_name"),
    text_column("size"),
    text_column("status"),
    text_column("status_day"),
    text_column("potential"),
    text_column("potential_day"),
    text_column("last_visit_day"),
    text_column("latitude"),
    text_column("longitude"),
    number_column("records"),
    number_column("state"),  # ReviewCode of the card
    text_column("absent"),
    text_column("name_key"),
    text_column("place_key"),
    text_column("search_text"),
    text_column("tax_digits"),  # the tax code without whatever people write between its digits
    text_column("grid"),  # square of a hundredth of a degree, for "close by"
    UniqueConstraint("facility_id"),
    Index(None, "grid"),
    Index(None, "commune_2016"),
    Index(None, "code"),
    Index(None, "tax_digits"),
    Index(None, "name_key", "n"),
    Index(None, "district"),
    Index(None, "commune"),
    Index(None, "joined_to"),
)

officer_now = Table(
    "officer_now",
    metadata,
    text_column("officer_id", key=True),  # record id of the card (form I)
    text_column("code"),
    text_column("name"),
    text_column("agency"),
    text_column("level"),
    text_column("title"),
    text_column("communes"),  # codes parted by blanks
    text_column("districts"),
    text_column("from_day"),
    text_column("to_day"),
    text_column("trained_day"),
    text_column("trained_until"),
    text_column("competence"),
    number_column("state"),
    text_column("name_key"),
    Index(None, "code"),
)

event_now = Table(
    "event_now",
    metadata,
    text_column("event_id", key=True),  # record id (form H)
    text_column("code"),
    text_column("type"),
    text_column("name"),
    text_column("from_day"),
    text_column("to_day"),
    text_column("commune"),
    text_column("task"),
    text_column("total"),
    text_column("women"),
    number_column("state"),
    text_column("name_key"),
    Index(None, "code"),
)

record_now = Table(
    "record_now",
    metadata,
    text_column("record_id", key=True),
    text_column("form_id"),
    text_column("form_version"),
    text_column("facility_id"),  # after links; "" for forms that are not about a facility
    text_column("head"),  # the revision shown; of several heads the one with the highest id
    text_column("heads"),  # JSON list
    text_column("title"),
    number_column("state"),  # ReviewCode
    number_column("revisions"),
    number_column("conflicts"),
    number_column("questions"),  # asked by the department and not yet answered
    flag_column("diverged"),
    flag_column("review_diverged"),
    flag_column("waiting"),  # for a parent that has not arrived
    flag_column("void"),
    flag_column("received"),  # a receipt for every head is here
    text_column("visit_day"),
    text_column("period_from"),
    text_column("period_to"),
    text_column("number"),  # of an assessment, inspection, event
    text_column("officer_id"),
    text_column("officer_code"),
    text_column("device_id"),
    text_column("made_at"),
    text_column("title_key"),
    text_column("search_text"),
    Index(None, "facility_id", "visit_day"),
    Index(None, "form_id", "visit_day"),
    Index(None, "visit_day"),
    Index(None, "state"),
)

problems = Table(
    "problems",
    metadata,
    text_column("record_id", key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    text_column("code"),
    text_column("ref"),
    text_column("facts"),  # JSON object
)

known_devices = Table(
    "known_devices",
    metadata,
    text_column("device_id", key=True),
    text_column("key_id", key=True),
    text_column("public_key"),
    text_column("age_recipient"),
    text_column("officer_code"),
    text_column("officer_name"),
    text_column("unit_code"),
    text_column("role"),
    text_column("enrolled_at"),
    text_column("revoked_on"),
    Index(None, "key_id"),
)

acknowledged = Table(
    "acknowledged",
    metadata,
    text_column("item_id", key=True),
    text_column("device_id", key=True),  # who holds the item, by their own receipt
    Index(None, "device_id"),
)

fact_records = Table(
    "fact_records",
    metadata,
    text_column("record_id", key=True),
    text_column("kinds"),  # the fact tables that hold rows of this record, parted by blanks
)

judged = Table(
    "judged",
    metadata,
    text_column("facility_id", key=True),
    Column(
        "variant", Integer, primary_key=True, autoincrement=False
    ),  # 0 accepted facts, 1 with waiting ones
    text_column("from_day", key=True),
    text_column("until_day"),  # not included
    text_column("answers"),  # a letter for each place of domain.course.PLACES
    text_column("district"),
    text_column("commune"),
    text_column("sector"),
    text_column("size"),
    text_column("rate"),
    text_column("expected"),
    text_column("quality"),
    text_column("claim"),
    number_column("seq"),  # counts up with each computation
    Index(None, "seq"),
)

judged_waiting = Table(
    "judged_waiting",
    metadata,
    text_column("facility_id", key=True),
    text_column("on_day", key=True),
    number_column("facts"),
)

judged_due = Table(
    "judged_due",
    metadata,
    text_column("what", key=True),
)

ALL_TABLES = metadata  # with those of `schema`, from which the store is made

DERIVED: tuple[Table, ...] = (
    acknowledged,
    event_now,
    facility_now,
    fact_records,
    judged,
    judged_waiting,
    known_devices,
    officer_now,
    problems,
    record_now,
)
