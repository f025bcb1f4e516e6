"""Numbers in words, Vietnamese and English: what a doubtful reading is shown back in, and contracts need."""

from __future__ import annotations

from decimal import Decimal

# Data of the two languages, not sentences of the program.
_VI_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VI_SCALES = ("", "nghìn", "triệu")
_EN_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")
_BILLION = 10**9


def number_in_words(number: Decimal, language: str = "vi") -> str:
    """The number in words; digits after the point are read one by one.

    Raises ValueError for a number that is not finite or has more than 20 digits before the point.
    """
    if not number.is_finite() or abs(number) >= Decimal(10) ** 20:
        raise ValueError(f"no words for {number}")
    whole, _, part = format(abs(number), "f").partition(".")
    part = part.rstrip("0")
    vietnamese = language != "en"
    said = _vietnamese(int(whole)) if vietnamese else _english(int(whole))
    if part:
        digits = _VI_DIGITS if vietnamese else _EN_SMALL
        said += (" phẩy " if vietnamese else " point ") + " ".join(digits[int(digit)] for digit in part)
    if number < 0:
        said = ("âm " if vietnamese else "minus ") + said
    return said


def _vietnamese(number: int) -> str:
    if number == 0:
        return _VI_DIGITS[0]
    high, low = divmod(number, _BILLION)
    parts = [f"{_vietnamese(high)} tỷ"] if high else []
    groups = [low // 10**6, low // 1000 % 1000, low % 1000]
    for scale, group in zip(reversed(_VI_SCALES), groups, strict=True):
        if group:
            parts.append(f"{_vietnamese_group(group, bool(parts))} {scale}".strip())
    return " ".join(parts)


def _vietnamese_group(number: int, after: bool) -> str:
    """Three digits; `after` says that a higher group stands before, so that the hundred is read."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    parts = [f"{_VI_DIGITS[hundreds]} trăm"] if hundreds or after else []
    if tens == 0 and ones and parts:
        parts.append("linh")
    elif tens == 1:
        parts.append("mười")
    elif tens > 1:
        parts.append(f"{_VI_DIGITS[tens]} mươi")
    if ones == 1 and tens > 1:
        parts.append("mốt")
    elif ones == 5 and tens:
        parts.append("lăm")
    elif ones:
        parts.append(_VI_DIGITS[ones])
    return " ".join(parts)


def _english(number: int) -> str:
    if number == 0:
        return _EN_SMALL[0]
    groups: list[str] = []
    scale = 0
    while number:
        number, group = divmod(number, 1000)
        if group:
            groups.append(f"{_english_group(group)} {_EN_SCALES[scale]}".strip())
        scale += 1
    return " ".join(reversed(groups))


def _english_group(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{_EN_SMALL[hundreds]} hundred"] if hundreds else []
    if 0 < rest < 20:
        parts.append(_EN_SMALL[rest])
    elif rest:
        ones = rest % 10
        parts.append(_EN_TENS[rest // 10] + (f"-{_EN_SMALL[ones]}" if ones else ""))
    return " ".join(parts)
