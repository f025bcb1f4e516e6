"""Duyệt: inbox, comparison, decisions; diverged records; probable duplicates."""
