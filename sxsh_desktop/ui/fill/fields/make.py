"""Which field answers which question: every type of XLSForm has one, none is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sxsh_desktop.ui.fill.fields.choice_combo import ComboField
from sxsh_desktop.ui.fill.fields.choice_many import ManyField
from sxsh_desktop.ui.fill.fields.choice_marks import CheckField, LikertField, RadioField
from sxsh_desktop.ui.fill.fields.date_field import DateField, MomentField, TimeField
from sxsh_desktop.ui.fill.fields.field import Field, FieldSpec
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.fields.place_field import PlaceField, TrackField
from sxsh_desktop.ui.fill.fields.range_field import RangeField
from sxsh_desktop.ui.fill.fields.rank_field import RankField
from sxsh_desktop.ui.fill.fields.show_field import AcknowledgeField, NoteField
from sxsh_desktop.ui.fill.fields.signature_field import SignatureField
from sxsh_desktop.ui.fill.fields.text_field import LineField, LongField

MOST_RADIOS, MOST_BOXES = 5, 12
_SEARCHED = frozenset({"minimal", "autocomplete", "search", "quick"})
_DRAWN = frozenset({"signature", "draw", "annotate"})


def make_field(spec: FieldSpec, how_many: int, now: Callable[[], datetime]) -> Field:
    """The field of a question. `how_many` choices its whole list has; `now`: the clock, for short dates."""
    if spec.control == "note":
        return NoteField(spec)
    if spec.control == "select_one":
        return _one(spec, how_many)
    if spec.control == "select_multiple":
        searched = how_many > MOST_BOXES or bool(spec.appearances & {"autocomplete", "search"})
        return ManyField(spec) if searched else CheckField(spec)
    if spec.control == "upload":
        drawn = spec.personal == "signature" or bool(spec.appearances & _DRAWN)
        return SignatureField(spec) if drawn else MediaField(spec)
    simple: dict[str, type[Field]] = {"rank": RankField, "range": RangeField, "acknowledge": AcknowledgeField}
    if spec.control in simple:
        return simple[spec.control](spec)
    return _typed(spec, now)


def _one(spec: FieldSpec, how_many: int) -> Field:
    if "likert" in spec.appearances:
        return LikertField(spec)
    if how_many > MOST_RADIOS or spec.appearances & _SEARCHED:
        return ComboField(spec)
    return RadioField(spec)


def _typed(spec: FieldSpec, now: Callable[[], datetime]) -> Field:
    kind = spec.datatype
    if kind in ("int", "integer", "decimal", "long"):
        return NumberField(spec)
    if kind == "date":
        return DateField(spec, now)
    if kind == "time":
        return TimeField(spec, now)
    if kind == "dateTime":
        return MomentField(spec, now)
    if kind == "geopoint":
        return PlaceField(spec)
    if kind in ("geotrace", "geoshape"):
        return TrackField(spec)
    if kind == "binary":
        return MediaField(spec)
    return LongField(spec) if "multiline" in spec.appearances else LineField(spec)
