"""Cài đặt: person, language, colours, backups, the store."""
