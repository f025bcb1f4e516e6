"""The register as it stands now: each facility from its card, its links and its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger.entries import FacilityLink, body_of
from sxsh_desktop.ledger.values import Entry
from sxsh_desktop.services import reference
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import records, register
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.facts import Said
from sxsh_desktop.xform.kept import without_collecting

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_SHOWN_STATES = (ReviewCode.ACCEPTED, ReviewCode.WAITING, ReviewCode.RETURNED)
STATED_KINDS = ("facility_profile", "facility_status", "potential")
_PROFILE = "facility_profile"
_CARD_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "visit": ("facility",),
    _PROFILE: (
        "name", "short_name", "tax_code", "commune", "commune_2016", "hamlet", "street", "location", "vsic", "sector",
        "size",
    ),
    "potential": ("has",),
}  # fmt: skip
_STATUS = ("facility_status", ("state",))
_ATTRIBUTES = {**_CARD_ATTRIBUTES, _STATUS[0]: _STATUS[1]}
_PIECE = 500
_ABSENT_SHOWN = ("commune_2016", "size", "tax_code", "vsic")  # sorted


@dataclass(frozen=True, slots=True)
class Links:
    """Which cards are one facility. `root` names for each joined card the one that stands for all: the lowest id;
    `group` for each of those all cards, itself first."""

    root: Mapping[str, str] = field(default_factory=dict)
    group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def canonical(self, facility_id: str) -> str:
        """The facility that this card stands under."""
        return self.root.get(facility_id, facility_id)

    def members(self, facility_id: str) -> tuple[str, ...]:
        """All cards of the facility, itself included."""
        root = self.canonical(facility_id)
        return self.group.get(root, (root,))


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
    joined = {one: find(one) for one in sorted(root) if find(one) != one}
    group: dict[str, tuple[str, ...]] = {}
    for one, first in joined.items():
        group[first] = (*group.get(first, (first,)), one)
    return Links(joined, group)


def project_facilities(connection: Connection, desk: Desk, facility_ids: Sequence[str], links: Links) -> None:
    """Compute the register's rows of these facilities (and of the cards joined to them) anew."""
    ids = sorted({one for facility in facility_ids for one in links.members(facility)})
    for start in range(0, len(ids), _PIECE):
        _project_piece(connection, desk, ids[start : start + _PIECE], links)


@without_collecting()
def _project_piece(connection: Connection, desk: Desk, ids: Sequence[str], links: Links) -> None:
    cards = records.states_of(connection, ids, REGISTER_FORM)
    register.remove(connection, [one for one in ids if one not in cards])
    shown = sorted(cards)
    roots = {card: links.canonical(card) for card in shown}
    of_root = sorted(set(roots.values()))
    visits = records.visits_of_facilities(connection, of_root)
    facts = {card: _Card() for card in shown}
    status: dict[str, list[Said]] = {}
    for kind, names in _CARD_ATTRIBUTES.items():
        for one in fact_store.said_by_records(connection, desk.vocabulary, shown, kind, names):
            facts[one.record_id].add(kind, one)
    for one in fact_store.said_of_facilities(connection, desk.vocabulary, of_root, *_STATUS):
        status.setdefault(one.facility_id, []).append(one)
    rows = []
    for card in shown:
        root = roots[card]
        for one in status.get(root, ()):
            facts[card].add(_STATUS[0], one)
        rows.append(_facility(card, cards[card], root, facts[card].settled(), visits))
    register.put(connection, rows)


def _facility(
    card: str, state: ReviewCode, root: str, states: _Card, visits: Mapping[str, tuple[int, str]]
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
        facility_id=card,
        joined_to=root if root != card else "",
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
        state=state,
        absent=states.absent(),
    )


class _Card:
    """The states of a register card; read attribute by attribute, the newest that says something holds (facts.md,
    section 4). What was accepted stands before what was not yet."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, Said]] = []
        self._newest: dict[tuple[str, str], tuple[str, str]] = {}
        self._profile: tuple[Said, dict[str, str]] | None = None

    def add(self, kind: str, said: Said) -> None:
        """One fact of the card, or about its facility."""
        self._rows.append((kind, said))

    def settled(self) -> _Card:
        """The card when everything was added: what is asked below answers from here on."""
        shown = [row for row in self._rows if row[1].state in _SHOWN_STATES] or self._rows
        shown.sort(key=lambda row: (row[1].state is not ReviewCode.ACCEPTED, row[1].on_day, row[1].fact_id))
        for kind, said in shown:
            texts = dict(zip(_ATTRIBUTES[kind], said.texts, strict=True))
            if kind == _PROFILE:
                self._profile = (said, texts)
            self._newest.update({(kind, name): (text, said.on_day) for name, text in texts.items() if text})
        return self

    def text(self, kind: str, attribute: str) -> str:
        return self._newest.get((kind, attribute), ("", ""))[0]

    def day(self, kind: str, attribute: str) -> str:
        return self._newest.get((kind, attribute), ("", ""))[1]

    def absent(self) -> str:
        if self._profile is None:
            return ""
        last, texts = self._profile
        said = f";{last.absent};"
        return ";".join(f"{name}={_reason(said, name)}" for name in _ABSENT_SHOWN if not texts[name])


def _reason(said: str, name: str) -> str:
    """Why the attribute has no value: of ";name=reason;..." as a fact's row keeps it."""
    _before, found, rest = said.partition(f";{name}=")
    return rest.partition(";")[0] if found else "not_in_form"
