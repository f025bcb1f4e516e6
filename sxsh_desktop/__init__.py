"""SXSH Desktop: offline recording, merging, judging and printing for the cleaner-production plan."""

__version__ = "0.1.0"
