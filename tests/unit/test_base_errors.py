"""A failure keeps its facts wherever it goes."""

from __future__ import annotations

import pickle

from sxsh_desktop.base.words import set_language
from sxsh_desktop.bundle.errors import CarrierFullError
from sxsh_desktop.services.profile import NotSetUpError


def test_a_failure_travels_between_processes() -> None:
    set_language("vi")
    for error in (NotSetUpError(folder="D:/kho"), CarrierFullError(folder="E:/")):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert again.explain() == error.explain()
        assert str(again) == str(error)
