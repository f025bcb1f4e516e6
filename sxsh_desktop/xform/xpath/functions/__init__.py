"""The library of functions, one file a theme; importing this fills it.

To add a function, write it in the file of its theme with `@function(...)` (or `@special(...)` when it must see
its arguments before they are evaluated), with a docstring that names the text it follows. Sources: XPath 1.0
(w3.org/TR/xpath-10, section 4) and the ODK XForms specification (getodk.github.io/xforms-spec, XPath functions);
where the latter is silent, JavaRosa's behaviour.
"""

from __future__ import annotations

from sxsh_desktop.xform.xpath.functions import (
    choices,
    coding,
    conditions,
    forms,
    geography,
    moments,
    nodesets,
    numbers,
    strings,
)
from sxsh_desktop.xform.xpath.registry import LIBRARY

__all__ = [
    "LIBRARY",
    "choices",
    "coding",
    "conditions",
    "forms",
    "geography",
    "moments",
    "nodesets",
    "numbers",
    "strings",
]
