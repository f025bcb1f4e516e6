"""Where things are kept: SQLAlchemy Core in, frozen values out; services own the transactions."""
