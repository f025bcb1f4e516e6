"""The window: Qt, and nothing but Qt. Shows values, sends intentions."""

from __future__ import annotations

from sxsh_desktop.ui.none_guard import keep_alive

keep_alive()
