"""Which field answers which question: every type of XLSForm has one, none is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from sxsh_desktop.ui.fill.fields.annotate_field import AnnotateField
from sxsh_desktop.ui.fill.fields.barcode_field import BarcodeField
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
_DRAWN = frozenset({"signature", "draw"})


def make_field(
    spec: FieldSpec, how_many: int, now: Callable[[], datetime], parent: QWidget | None = None
) -> Field:
    """The field of a question. `how_many` choices its whole list has; `now`: the clock, for short dates."""
    if spec.control == "note":
        return NoteField(spec, parent)
    if spec.control == "select_one":
        return _one(spec, how_many, parent)
    if spec.control == "select_multiple":
        searched = how_many > MOST_BOXES or bool(spec.appearances & {"autocomplete", "search"})
        return ManyField(spec, parent) if searched else CheckField(spec, parent)
    if spec.control == "upload":
        if spec.personal == "signature" or spec.appearances & _DRAWN:
            return SignatureField(spec, parent)
        return AnnotateField(spec, parent) if "annotate" in spec.appearances else MediaField(spec, parent)
    simple: dict[str, type[Field]] = {"rank": RankField, "range": RangeField, "acknowledge": AcknowledgeField}
    if spec.control in simple:
        return simple[spec.control](spec, parent)
    return _typed(spec, now, parent)


def _one(spec: FieldSpec, how_many: int, parent: QWidget | None) -> Field:
    if "likert" in spec.appearances:
        return LikertField(spec, parent)
    if how_many > MOST_RADIOS or spec.appearances & _SEARCHED:
        return ComboField(spec, parent)
    return RadioField(spec, parent)


def _typed(spec: FieldSpec, now: Callable[[], datetime], parent: QWidget | None) -> Field:
    kind = spec.datatype
    if kind in ("int", "integer", "decimal", "long"):
        return NumberField(spec, parent)
    if kind == "date":
        return DateField(spec, now, parent)
    if kind == "time":
        return TimeField(spec, now, parent)
    if kind == "dateTime":
        return MomentField(spec, now, parent)
    if kind == "geopoint":
        return PlaceField(spec, parent)
    if kind in ("geotrace", "geoshape"):
        return TrackField(spec, parent)
    if kind == "barcode":
        return BarcodeField(spec, parent)
    if kind == "binary":
        return MediaField(spec, parent)
    return LongField(spec, parent) if "multiline" in spec.appearances else LineField(spec, parent)
