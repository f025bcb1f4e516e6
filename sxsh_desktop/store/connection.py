"""The type of a connection, for the services that pass one on without knowing the database."""

from sqlalchemy import Connection

__all__ = ["Connection"]
