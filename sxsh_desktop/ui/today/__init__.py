"""Hôm nay: what waits, as lines that are buttons."""
