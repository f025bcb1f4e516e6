"""Keeps None, True and False alive under PySide6 6.12 with Python 3.11.

PySide6 6.12.0 takes None for immortal, which it is from Python 3.12 on. Under 3.11 each call that returns None
(`setText` is one) lets go of a reference that it does not hold, and after some thousand calls the interpreter
ends with "none_dealloc: deallocating None". PySide6 6.9 to 6.11 do not. Raising the count once makes the three
as good as immortal, which is what every later Python does.
"""

from __future__ import annotations

import ctypes
import sys

_AS_GOOD_AS_IMMORTAL = 1 << 40


def keep_alive() -> None:
    """Raise the reference counts; does nothing where they are immortal or where this is not CPython."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12):
        return
    for one in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(one))
        if count.value < _AS_GOOD_AS_IMMORTAL:
            count.value += _AS_GOOD_AS_IMMORTAL
