"""The design tokens: the only place where a colour or a measure of the look is written down.

`LIGHT` and `DARK` hold the same names; widgets ask for a role ("accent", "warn_bg") and never for a colour.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by role, as #RRGGBB. `dark` tells which of the two sets this is."""

    dark: bool
    window: str
    base: str
    rail: str
    hover: str
    text: str
    dim: str
    line: str
    ctl: str
    accent: str
    on_accent: str
    sel: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    bad: str
    bad_bg: str
    ask: str
    ask_bg: str
    off: str
    off_bg: str
    disabled: str

    def colour(self, role: str) -> str:
        """The colour of a role; raises KeyError for a role that does not exist."""
        if role not in ROLES:
            raise KeyError(role)
        return str(getattr(self, role))


LIGHT = Tokens(
    dark=False,
    window="#F2F4F3",
    base="#FFFFFF",
    rail="#E6EAE8",
    hover="#DCE2DF",
    text="#1B2420",
    dim="#4F5B55",
    line="#D5DBD8",
    ctl="#77827C",
    accent="#1A5C8E",
    on_accent="#FFFFFF",
    sel="#DCEAF5",
    ok="#1B7040",
    ok_bg="#E3F2E8",
    warn="#8A5200",
    warn_bg="#FFF1D6",
    bad="#B3261E",
    bad_bg="#FCE8E6",
    ask="#68459C",
    ask_bg="#EFE8F8",
    off="#5A645F",
    off_bg="#E9ECEA",
    disabled="#8B958F",
)

DARK = Tokens(
    dark=True,
    window="#1D2220",
    base="#252B28",
    rail="#181C1A",
    hover="#303834",
    text="#E7ECE9",
    dim="#AAB5AF",
    line="#3A433E",
    ctl="#7E8A84",
    accent="#7FBCEB",
    on_accent="#0C2233",
    sel="#1F3F57",
    ok="#7CCB98",
    ok_bg="#1D3A29",
    warn="#F0B95B",
    warn_bg="#42321A",
    bad="#FF9C92",
    bad_bg="#4A2422",
    ask="#C9AEF2",
    ask_bg="#372A4C",
    off="#A5B0AA",
    off_bg="#333B37",
    disabled="#77827C",
)

ROLES = frozenset(one.name for one in fields(Tokens)) - {"dark"}


@dataclass(frozen=True, slots=True)
class Measures:
    """Heights and widths in logical pixels, type sizes in points."""

    field: int = 32
    small_button: int = 26
    row: int = 32
    dense_row: int = 28
    tree_row: int = 30
    two_line_row: int = 48
    rail: int = 156
    rail_item: int = 38
    head: int = 56
    head_with_tabs: int = 82
    fill_head: int = 52
    strip: int = 28
    margin: int = 20
    gap: int = 12
    icon_cell: int = 16
    icon_button: int = 18
    icon_rail: int = 20
    icon_dialog: int = 32
    icon_empty: int = 48
    icon_gap: int = 6
    dialog: int = 600
    big: float = 21.0
    title: float = 15.0
    h2: float = 11.25
    body: float = 10.5
    small: float = 9.0


MEASURES = Measures()


def contrast(first: str, second: str) -> float:
    """The WCAG 2 contrast ratio of two #RRGGBB colours: 1 (none) to 21."""
    lights = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
