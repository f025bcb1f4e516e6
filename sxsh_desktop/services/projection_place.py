"""Where a facility was on the day of a fact: from the states of its register card (FACTS.md, "place at time")."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.places import tree_at
from sxsh_desktop.services import reference
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk


_COMMUNES = ("commune", "commune_2016")


@dataclass(frozen=True, slots=True)
class PlaceState:
    """What the card said of the place on a day: commune codes of both trees, "" where it said none."""

    day: str
    commune: str
    commune_2016: str


CardStates = Mapping[str, Sequence[PlaceState]]


def card_states(
    connection: Connection,
    desk: Desk,
    in_batch: Mapping[str, Sequence[tuple[Fact, str]]],
    members: Mapping[str, Iterable[str]],
    batch: Collection[str],
) -> dict[str, list[PlaceState]]:
    """The dated places of facilities: from their cards in the batch, and of the others from the facts that are kept.

    in_batch: the profile facts of the batch by facility, each with its day; members: the cards of each facility
    that is asked for; batch: the records whose kept facts are about to be replaced.
    """
    cards = sorted({card for found in members.values() for card in found} - {*batch, ""})
    kept: dict[str, list[PlaceState]] = {}
    for one in fact_store.said_by_records(connection, desk.vocabulary, cards, "facility_profile", _COMMUNES):
        commune, commune_2016 = one.texts
        kept.setdefault(one.record_id, []).append(PlaceState(one.on_day, commune, commune_2016))
    found: dict[str, list[PlaceState]] = {}
    for facility_id, its_cards in members.items():
        states = [
            PlaceState(day, fact.text("commune"), fact.text("commune_2016"))
            for fact, day in in_batch.get(facility_id, ())
        ]
        states += [state for card in its_cards for state in kept.get(card, ())]
        found[facility_id] = sorted(states, key=lambda state: (state.day, state.commune, state.commune_2016))
    return found


def place_at(states: Sequence[PlaceState], day: str) -> tuple[str, str, str]:
    """(tree, commune, commune of the other tree) on an ISO day; "" for what is not known.

    The state in force is the last one up to that day, else the first. The other tree's commune is what the
    card said, else the conversion where it is one to one.
    """
    if not states or not day:
        return "", "", ""
    try:
        tree = tree_at(date.fromisoformat(day))
    except ValueError:
        return "", "", ""
    held = [state for state in states if state.day <= day] or states[:1]
    last, places = held[-1], reference.load_reference().places
    if tree == "2016":
        code = last.commune_2016 or places.to_2016(last.commune) or ""
        return tree, code, last.commune or places.to_2025(code) or ""
    code = last.commune or places.to_2025(last.commune_2016) or ""
    return tree, code, last.commune_2016 or places.to_2016(code) or ""
