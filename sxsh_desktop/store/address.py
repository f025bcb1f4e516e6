"""The address of a database on a server: read as people write it, shown without its password."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from sxsh_desktop.store.errors import AddressNotUnderstoodError

_OURS = "postgresql+psycopg"
_TAKEN = ("postgres", "postgresql", _OURS)


def _read(address: str) -> URL:
    try:
        url = make_url(address.strip())
    except (ArgumentError, ValueError) as error:
        raise AddressNotUnderstoodError from error
    if url.drivername not in _TAKEN or not url.database:
        raise AddressNotUnderstoodError
    return url.set(drivername=_OURS)


def normal(address: str) -> str:
    """`postgresql://person:password@server:5432/database` as it is kept. Raises AddressNotUnderstoodError."""
    return _read(address).render_as_string(hide_password=False)


def shown(address: str) -> str:
    """The address without its password, for screens, messages and logs."""
    return _read(address).set(drivername="postgresql").render_as_string(hide_password=True)
