"""Figures, days and sizes as people read them here; form names; the words of codes that several screens show."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain.numbers import format_number

_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)

FORM_NAMES = {
    "a_co_so": _("Facility card"),
    "b_khao_sat": _("Awareness survey"),
    "c_tieu_thu": _("Inventory of consumption"),
    "d_danh_gia_nhanh": _("Quick assessment"),
    "e_danh_gia_chi_tiet": _("Detailed assessment"),
    "f_theo_doi": _("Follow-up"),
    "g_kiem_tra": _("Inspection"),
    "h_su_kien": _("Event"),
    "i_can_bo": _("Officer"),
}


# How official place names are shortened in narrow columns: data of the country, not words of the window.
_PLACE_PREFIXES = (
    ("Thành phố ", "TP "),
    ("Thị xã ", "TX "),
    ("Thị trấn ", "TT "),
    ("Phường ", "P. "),
    ("Huyện ", ""),
    ("Xã ", ""),
)


def short_place(name: str) -> str:
    """ "TP Sa Đéc", "P. An Bình", "Mỹ Hiệp": a place as it stands in a narrow column."""
    for long, short in _PLACE_PREFIXES:
        if name.startswith(long):
            return short + name.removeprefix(long)
    return name


def form_name(form_id: str, letter: str = "", title: str = "") -> str:
    """ "Mẫu C · Kiểm kê tiêu thụ": the letter, and the short name of a form that we know, else its title."""
    name = words(FORM_NAMES[form_id]) if form_id in FORM_NAMES else title or form_id
    short = form_short(form_id, letter)
    return f"{short} · {name}" if short != form_id else name


def without_letter(form_id: str, title: str) -> str:
    """A record's title without the letter of its form, where "Mẫu A" stands beside it."""
    short = title.removeprefix(f"{form_id[:1].upper()} ") if form_id in FORM_NAMES else title
    return _ISO_DAY.sub(lambda found: day(found[0]) or found[0], short)


def form_title(form_id: str, title: str) -> str:
    """The form's own title, which it has in Vietnamese only; elsewhere the short name of a form that we know."""
    return title if language() == "vi" else form_name(form_id, "", title)


def form_short(form_id: str, letter: str = "") -> str:
    """ "Mẫu C"; the form's id where it has no letter."""
    found = letter or (form_id[:1].upper() if form_id in FORM_NAMES else "")
    return words(_("Form {letter}"), letter=found) if found else form_id


def count(number: int) -> str:
    """A whole number, grouped as the language does."""
    return format_number(Decimal(number), 0, language())


def share(value: Decimal | None, places: int = 1) -> str:
    """A share as per cent with a blank before the sign; "chưa rõ" where there is none."""
    if value is None:
        return words(_("not known yet"))
    return f"{format_number(value * 100, places, language())} %"


def parse_day(text: str) -> date | None:
    """The day of an ISO date or moment, None when there is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def day(text: str | date) -> str:
    """14/03/2016; "" for no day."""
    found = text if isinstance(text, date) else parse_day(text)
    return found.strftime("%d/%m/%Y") if found else ""


def short_day(text: str) -> str:
    """09/10: near days, where the year is plain."""
    found = parse_day(text)
    return found.strftime("%d/%m") if found else ""


def moment(text: str, today: date) -> str:
    """ "hôm nay 07:30" near, the date far."""
    found = parse_moment(text)
    if found is None:
        return day(text)
    clock = found.strftime("%H:%M")
    if found.date() == today:
        return words(_("today {time}"), time=clock)
    if (today - found.date()).days == 1:
        return words(_("yesterday {time}"), time=clock)
    return day(found.date())


def parse_moment(text: str) -> datetime | None:
    """The local moment of an ISO text, None when it has no time of day."""
    if len(text) <= 10:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        return None


def full_moment(text: str) -> str:
    """14/10/2019 09:55."""
    found = parse_moment(text)
    return found.strftime("%d/%m/%Y %H:%M") if found else day(text)


def weekday(value: date) -> str:
    """Thứ Hai …"""
    return words(_WEEKDAYS[value.weekday()])


def size(number: int) -> str:
    """12,6 MB."""
    value, unit = Decimal(number), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{format_number(value, 0 if unit == 'B' or value >= 100 else 1, language())} {unit}"


def period(start: str, end: str) -> str:
    """ "Kỳ 2018" for a calendar year, else "01/01/2018 – 30/06/2018"; "" without a period."""
    first, last = parse_day(start), parse_day(end)
    if first is None or last is None:
        return ""
    whole_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
    if whole_year:
        return words(_("Period {year}"), year=first.year)
    return f"{day(first)} – {day(last)}"
