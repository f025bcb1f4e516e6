"""Whom what concerns: which records the department's bundle for one officer holds.

Always: what the officer made, and everything about the facilities that were given to the officer. With the
register (a new laptop): also the cards of all facilities in the officer's places, of officers and of events.
The officer's places are those of the unit and those of the work that was given; a unit of the province has all.
"""

from __future__ import annotations

from sxsh_desktop.ledger.trust import Device
from sxsh_desktop.services import reference
from sxsh_desktop.services.assignments import areas_of, assigned_to
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.forms import EVENT_FORM, OFFICER_FORM, REGISTER_FORM
from sxsh_desktop.store import exchange_select as select_store
from sxsh_desktop.store import scope_select
from sxsh_desktop.store.connection import Connection


def records_for(desk: Desk, connection: Connection, receiver: Device, *, register: bool) -> set[str]:
    """The records that concern this officer; ids."""
    found = select_store.records_concerning(connection, receiver.officer_code)
    given = assigned_to(connection, receiver.officer_code)
    facilities = scope_select.joined_with(connection, sorted({one.facility_id for one in given} - {""}))
    found |= scope_select.records_about(connection, sorted(facilities))
    if not register:
        return found
    found |= scope_select.records_of_forms(connection, (OFFICER_FORM, EVENT_FORM))
    units = {receiver.unit_code, *(one.place_code for one in given)} - {""}
    areas = areas_of(reference.current(desk).places, sorted(units))
    if areas is None:
        return found | scope_select.records_of_forms(connection, (REGISTER_FORM,))
    cards = scope_select.cards_in(connection, *areas)
    return found | scope_select.joined_with(connection, sorted(cards))
