"""The card of one facility: what its register card says, who to talk to, every record, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxsh_desktop.base import words as catalogue
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.vocabulary import Attribute, Kind
from sxsh_desktop.services import reference
from sxsh_desktop.services.energy_years import KINDS as ENERGY_KINDS
from sxsh_desktop.services.energy_years import EnergyYear, energy_years
from sxsh_desktop.services.fact_words import FactWords, masked
from sxsh_desktop.services.forms import LETTERS, REGISTER_FORM
from sxsh_desktop.store import drafts, records, register
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.store.records import RecordNow
from sxsh_desktop.store.register import FacilityNow

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_CARD_KINDS = ("facility_profile", "facility_status", "potential", "environmental_document")
_READ_KINDS = (*_CARD_KINDS, "contact", "product_capacity", *ENERGY_KINDS)  # no others are read
_EXPECTED_FORMS = ("b_khao_sat", "c_tieu_thu")
_UNKNOWN = ("unknown", "refused", "not_answered", "conflict")
_ALWAYS = ("tax_code", "start_year", "labour", "revenue", "size", "location")  # asked for by reports


class FacilityGoneError(UserError):
    """The facility is in no register (any more)."""

    code = "REGISTER-01"
    said = _("This facility is not in the register of this store.")
    todo = _("Search for it by name or code. If an import was undone, import the bundle again.")


@dataclass(frozen=True, slots=True)
class CardLine:
    """One thing that the card says.

    fact: `kind.attribute`; label and shown: in the language of the window (shown is "" where the value is
    absent, then `absent` says why); day: since when (ISO); state: of the record that says so; masked: what
    the screen shows of an official number until the person asks for it ("" for everything else).
    """

    fact: str
    label: str
    shown: str
    absent: str
    day: str
    state: ReviewCode
    masked: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the facility. role: legal_rep, liaison, respondent; day: of the visit that said so (ISO)."""

    role: str
    name: str
    title: str
    phone: str
    email: str
    day: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the card should have. label: what; reason: why it is not there, in words."""

    fact: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class FacilityCard:
    """Everything about one facility, ready to be shown.

    joined: cards that are this facility too; timeline: every record, the latest visit first; no_record_of:
    forms (ids) that every facility should have and this one has not; letters: form id -> its letter.
    """

    facility: FacilityNow
    joined: tuple[FacilityNow, ...]
    lines: tuple[CardLine, ...]
    contacts: tuple[Contact, ...]
    products: tuple[CardLine, ...]
    timeline: tuple[RecordNow, ...]
    drafts: tuple[DraftHead, ...]
    missing: tuple[Missing, ...]
    no_record_of: tuple[str, ...]
    energy: tuple[EnergyYear, ...]


def facility_card(desk: Desk, facility_id: str) -> FacilityCard:
    """The card of a facility; of one that was joined to another, the other's. Raises FacilityGoneError."""
    language = catalogue.language()
    with desk.read() as connection:
        facility = register.get(connection, facility_id)
        if facility is not None and facility.joined_to:
            facility = register.get(connection, facility.joined_to)
        if facility is None:
            raise FacilityGoneError
        root = facility.facility_id
        timeline = tuple(records.of_facility(connection, root))
        joined = tuple(register.joined_to(connection, root))
        open_drafts = _drafts(connection, (root, *(one.facility_id for one in joined)))
        facts = fact_store.of_facility(connection, desk.vocabulary, root, _READ_KINDS)
    said = FactWords(desk, desk.forms.get(REGISTER_FORM), language)
    shown = [row for row in facts if row.state is not ReviewCode.REJECTED]
    kinds = [kind for name in _CARD_KINDS if (kind := desk.vocabulary.kind(name)) is not None]
    lines = tuple(line for kind in kinds for line in _lines(said, kind, shown))
    done = {record.form_id for record in timeline if not record.void}
    return FacilityCard(
        facility=facility,
        joined=joined,
        lines=tuple(line for line in lines if line.shown or line.absent),
        contacts=_contacts(shown),
        products=_products(desk, said, shown),
        timeline=timeline,
        drafts=open_drafts,
        missing=_missing(said, kinds, shown),
        no_record_of=tuple(form for form in LETTERS if form in _EXPECTED_FORMS and form not in done),
        energy=energy_years(
            (row for row in shown if row.kind in ENERGY_KINDS), reference.current(desk).factors, desk.units
        ),
    )


def _drafts(connection: Connection, facility_ids: Iterable[str]) -> tuple[DraftHead, ...]:
    return tuple(head for one in facility_ids for head in drafts.list_drafts(connection, facility_id=one))


def newest(rows: Sequence[FactRow], kind: str, attribute: str) -> FactRow | None:
    """The newest row that has the attribute; an accepted one goes before any other (FACTS.md, section 4)."""
    having = [row for row in rows if row.kind == kind and row.text(attribute)]
    return max(having, key=_age, default=None)


def _age(row: FactRow) -> tuple[bool, str, str]:
    return row.state is ReviewCode.ACCEPTED, row.on_day, row.fact_id


def _lines(said: FactWords, kind: Kind, rows: Sequence[FactRow]) -> list[CardLine]:
    found = []
    for attribute in kind.attributes:
        if attribute.type in ("file", "point"):
            continue
        row = newest(rows, kind.name, attribute.name) or _last(rows, kind.name)
        if row is not None:
            found.append(_line(said, f"{kind.name}.{attribute.name}", attribute, row))
    return found


def _last(rows: Sequence[FactRow], kind: str) -> FactRow | None:
    return max((row for row in rows if row.kind == kind), key=_age, default=None)


def _line(said: FactWords, fact: str, attribute: Attribute, row: FactRow, label: str = "") -> CardLine:
    value = row.values.get(attribute.name)
    text = said.value(fact, attribute, value) if value else ""
    hide = attribute.personal == "official_id" and bool(text)
    return CardLine(
        fact,
        label or said.label(fact),
        text,
        said.absent(value) if value and value.absent != "not_asked" else "",
        row.on_day,
        row.state,
        masked(text) if hide else "",
    )


def _contacts(rows: Sequence[FactRow]) -> tuple[Contact, ...]:
    """The newest word on each role. Facts of people are not projected where no notice was given."""
    last: dict[str, FactRow] = {}
    for row in sorted((row for row in rows if row.kind == "contact" and row.text("name")), key=_age):
        last[row.item] = row
    return tuple(
        Contact(item, row.text("name"), row.text("title"), row.text("phone"), row.text("email"), row.on_day)
        for item, row in last.items()
    )


def _products(desk: Desk, said: FactWords, rows: Sequence[FactRow]) -> tuple[CardLine, ...]:
    """The products of the newest card that names any: name, and capacity where it is known."""
    kind = desk.vocabulary.kind("product_capacity")
    capacity = kind.attribute("capacity") if kind else None
    if capacity is None:
        return ()
    products = [row for row in rows if row.kind == "product_capacity"]
    last = max(products, key=_age, default=None)
    return tuple(
        _line(said, "product_capacity.capacity", capacity, row, row.text("name") or row.text("product"))
        for row in products
        if last is not None and row.revision_id == last.revision_id
    )


def _missing(said: FactWords, kinds: Sequence[Kind], rows: Sequence[FactRow]) -> tuple[Missing, ...]:
    """What must be known of every facility and is not."""
    found = []
    for kind in kinds:
        for attribute in kind.attributes:
            fact = f"{kind.name}.{attribute.name}"
            wanted = attribute.must in ("K", "M") or attribute.name in _ALWAYS
            if not wanted or not said.asks(fact) or newest(rows, kind.name, attribute.name):
                continue
            row = _last(rows, kind.name)
            value = (row.values.get(attribute.name) if row else None) or FactValue(absent="not_answered")
            if value.absent in _UNKNOWN:
                found.append(Missing(fact, said.label(fact), said.absent(value)))
    return tuple(found)
