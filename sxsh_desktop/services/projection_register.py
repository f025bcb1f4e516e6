"""The register as it stands now: each facility from its card, its links and its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.ledger.entries import FacilityLink, body_of
from sxsh_desktop.ledger.values import Entry
from sxsh_desktop.services import reference
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import records, register
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_SHOWN_STATES = (ReviewCode.ACCEPTED, ReviewCode.WAITING, ReviewCode.RETURNED)
STATED_KINDS = ("facility_profile", "facility_status", "potential")
_CARD_KINDS = ("visit", "facility_profile", "potential")
_ABSENT_SHOWN = ("tax_code", "vsic", "size", "commune_2016")


@dataclass(frozen=True, slots=True)
class Links:
    """Which cards are one facility. `root` names for each joined card the one that stands for all: the lowest id."""

    root: Mapping[str, str] = field(default_factory=dict)

    def canonical(self, facility_id: str) -> str:
        """The facility that this card stands under."""
        return self.root.get(facility_id, facility_id)

    def members(self, facility_id: str) -> tuple[str, ...]:
        """All cards of the facility, itself included."""
        root = self.canonical(facility_id)
        return (root, *sorted(one for one, other in self.root.items() if other == root and one != root))


def links_in_force(entries: Iterable[Entry]) -> Links:
    """What the link entries say together; the order makes no difference.

    An entry that a later one names as its parent no longer counts; of entries about one pair that did not know
    of each other, all must say "joined".
    """
    pairs: dict[tuple[str, str], list[tuple[Entry, FacilityLink]]] = {}
    for entry in entries:
        body = body_of(entry)
        if isinstance(body, FacilityLink) and body.a != body.b:
            pairs.setdefault((min(body.a, body.b), max(body.a, body.b)), []).append((entry, body))
    root: dict[str, str] = {}

    def find(one: str) -> str:
        while root.get(one, one) != one:
            one = root[one]
        return one

    for (a, b), said in sorted(pairs.items()):
        settled = {parent for entry, _body in said for parent in entry.parents}
        if all(body.joined for entry, body in said if entry.entry_id not in settled):
            low, high = sorted((find(a), find(b)))
            root[high] = low
    return Links({one: find(one) for one in root if find(one) != one})


def project_facilities(connection: Connection, desk: Desk, facility_ids: Sequence[str], links: Links) -> None:
    """Compute the register's rows of these facilities (and of the cards joined to them) anew."""
    ids = sorted({one for facility in facility_ids for one in links.members(facility)})
    cards = records.get_many(connection, ids)
    register.remove(connection, [one for one in ids if one not in cards or cards[one].void])
    shown = [
        card for one in ids if (card := cards.get(one)) and card.form_id == REGISTER_FORM and not card.void
    ]
    facts = fact_store.of_records(
        connection, desk.vocabulary, [card.record_id for card in shown], _CARD_KINDS
    )
    roots = {card.record_id: links.canonical(card.record_id) for card in shown}
    of_root = sorted(set(roots.values()))
    visits = records.visits_of_facilities(connection, of_root)
    status = fact_store.of_facilities(connection, desk.vocabulary, of_root, "facility_status")
    rows = []
    for card in shown:
        root = roots[card.record_id]
        said = _Card([*facts.get(card.record_id, ()), *status.get(root, ())])
        rows.append(_facility(card, root, said, visits))
    register.put(connection, rows)


def _facility(
    card: records.RecordNow, root: str, states: _Card, visits: Mapping[str, tuple[int, str]]
) -> register.FacilityNow:
    number, last_visit = visits.get(root, (0, ""))
    places = reference.load_reference().places
    commune, old = states.text("facility_profile", "commune"), states.text("facility_profile", "commune_2016")
    old = old or places.to_2016(commune) or ""
    district = places.district_of(old, "2016") if old else places.district_of(commune, "2025")
    place, area = places.commune(commune, "2025"), places.district(district or "")
    sector = states.text("facility_profile", "sector")
    group = reference.load_reference().industries.sector(sector)
    location = states.text("facility_profile", "location").split()
    address = (states.text("facility_profile", "street"), states.text("facility_profile", "hamlet"))
    return register.FacilityNow(
        facility_id=card.record_id,
        joined_to=root if root != card.record_id else "",
        code=states.text("visit", "facility"),
        name=states.text("facility_profile", "name"),
        short_name=states.text("facility_profile", "short_name"),
        tax_code=states.text("facility_profile", "tax_code"),
        commune=commune,
        commune_2016=old,
        district=district or "",
        commune_name=place.name if place else "",
        district_name=area.name if area else "",
        address=", ".join(part for part in address if part),
        vsic=states.text("facility_profile", "vsic"),
        sector=sector,
        sector_name=group.name if group else "",
        size=states.text("facility_profile", "size"),
        status=states.text("facility_status", "state"),
        status_day=states.day("facility_status", "state"),
        potential=states.text("potential", "has"),
        potential_day=states.day("potential", "has"),
        last_visit_day=last_visit,
        latitude=location[0] if len(location) > 1 else "",
        longitude=location[1] if len(location) > 1 else "",
        records=number,
        state=card.state,
        absent=states.absent(),
    )


class _Card:
    """The states of a register card, newest last; read attribute by attribute (facts.md, section 4)."""

    def __init__(self, rows: Sequence[FactRow]) -> None:
        shown = [row for row in rows if row.state in _SHOWN_STATES] or list(rows)
        order = {ReviewCode.ACCEPTED: 0}
        self._rows = sorted(shown, key=lambda row: (order.get(row.state, 1), row.on_day, row.fact_id))

    def _newest(self, kind: str, attribute: str) -> FactRow | None:
        for row in reversed(self._rows):
            if row.kind == kind and row.text(attribute):
                return row
        return None

    def text(self, kind: str, attribute: str) -> str:
        row = self._newest(kind, attribute)
        return row.text(attribute) if row else ""

    def day(self, kind: str, attribute: str) -> str:
        row = self._newest(kind, attribute)
        return row.on_day if row else ""

    def absent(self) -> str:
        last = next((row for row in reversed(self._rows) if row.kind == "facility_profile"), None)
        if last is None:
            return ""
        why = {name: last.absent(name) for name in _ABSENT_SHOWN if not last.text(name)}
        return ";".join(f"{name}={reason}" for name, reason in sorted(why.items()) if reason)
