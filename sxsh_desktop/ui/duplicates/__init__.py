"""Nghi trùng: before a new facility is saved, the ones that may be the same are shown."""
