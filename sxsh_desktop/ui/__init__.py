"""The window: Qt, and nothing but Qt. Shows values, sends intentions."""
