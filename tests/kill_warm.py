"""Read once, in the server that the processes to be killed come from: what every opened desk reads first."""

from __future__ import annotations

from sxsh_desktop.services import reference
from sxsh_desktop.store.fact_tables import fact_tables

fact_tables(reference.load_vocabulary())
reference.load_units()
