"""Danh mục: forms and reference tables, with versions and sources."""
