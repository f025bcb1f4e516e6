"""The form check, part four: the sheets as sheets: columns, settings, translations, lists, ranges, media, paper."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from sxsh_desktop.base.words import _, words
from sxsh_desktop.xform.check_rows import list_of, survey_kind
from sxsh_desktop.xform.finding import ERROR, WARNING, Finding
from sxsh_desktop.xform.workbook import Row, Workbook

LONGEST_ON_PAPER = 400
"""Characters of a label: more than six lines of a printed form."""
_SURVEY = """
    type name label hint guidance_hint required required_message relevant constraint constraint_message calculation
    readonly default appearance parameters choice_filter repeat_count trigger image audio video big-image media
    bind instance body note comment comments save_to query disabled autoplay rows value intent autocomplete id"""
_SETTINGS = """
    form_title form_id version default_language instance_name namespaces public_key submission_url style name
    auto_send auto_delete allow_choice_duplicates sms_keyword id_string title clean_text_values client_editable
    omit_instanceid set_form_id set_form_title attribute flat prefix delimiter compact_tag"""
_KNOWN = {"survey": frozenset(_SURVEY.split()), "settings": frozenset(_SETTINGS.split())}
_OWN = frozenset({"fact", "unit", "soft", "softMsg_vi", "softMsg_en", "personal"})
_FORM_ID = re.compile(r"^[A-Za-z_][\w.\-]*$")
_MEDIA = ("image", "audio", "video", "media::image", "media::audio", "media::video")
_TRANSLATED = ("label", "hint", "constraint_message", "required_message")


def check_sheets(book: Workbook, path: Path) -> list[Finding]:
    """Faults and warnings that concern whole columns, lists and settings."""
    return [
        *_columns(book),
        *_settings(book),
        *_translations(book, "survey"),
        *_translations(book, "choices"),
        *_lists(book),
        *(finding for row in book.rows("survey") for finding in _row(row, path)),
        *_empty_groups(book),
    ]


def _fault(sheet: str, row: int, column: str, code: str, said: str, severity: str = ERROR) -> Finding:
    return Finding(severity, sheet, row, column, code, said)


def _columns(book: Workbook) -> Iterator[Finding]:
    """Columns with a name that means nothing: most often a misspelling, and then its rules are silently lost."""
    for sheet, known in _KNOWN.items():
        for column in book.headers.get(sheet, ()):
            start, _mark, rest = column.partition("::")
            if start in known and (start != "bind" or not rest.startswith("sxsh:") or rest[5:] in _OWN):
                continue
            like = _alike(column, start, known)
            if not like and start not in known:
                continue  # a column of the author's own
            said = words(
                _("The column {column} is not known. Did you mean {similar}?"),
                column=column,
                similar=like[0] if like else ", ".join(sorted(f"bind::sxsh:{one}" for one in _OWN)),
            )
            yield _fault(sheet, 1, column, "unknown_column", said)


def _alike(column: str, start: str, known: frozenset[str]) -> list[str]:
    if start not in known:
        return difflib.get_close_matches(start, known, 1)
    return difflib.get_close_matches(column, sorted(f"bind::sxsh:{one}" for one in _OWN), 1)


def _settings(book: Workbook) -> Iterator[Finding]:
    row = book.settings
    form_id = row.get("form_id")
    if form_id and not _FORM_ID.match(form_id):
        said = words(
            _("The form_id “{name}” cannot be used: letters without accents, digits, _ - . only."),
            name=form_id,
        )
        yield _fault("settings", row.number, "form_id", "bad_form_id", said)
    default, languages = row.get("default_language"), _languages(book, "survey")
    if default and languages and default not in languages:
        said = words(
            _(
                "The default language {language} has no column label in the sheet survey. Add the column,"
                " or name another language."
            ),
            language=default,
        )
        yield _fault("settings", row.number, "default_language", "bad_default_language", said)
    if not row.get("form_title"):
        said = words(_("The form has no title. Write it in the column form_title."))
        yield _fault("settings", row.number, "form_title", "no_title", said, WARNING)


def _languages(book: Workbook, sheet: str) -> list[str]:
    marked = (column.partition("::") for column in book.headers.get(sheet, ()))
    return list(dict.fromkeys(language for start, _mark, language in marked if start == "label" and language))


def _translations(book: Workbook, sheet: str) -> Iterator[Finding]:
    """A text that is written in one language of the form and not in another."""
    columns = book.headers.get(sheet, ())
    for start in _TRANSLATED:
        wanted = [column for column in columns if column.startswith(f"{start}::")]
        for row in book.rows(sheet):
            written = [column for column in wanted if row.cells.get(column)]
            for column in wanted if written else ():
                if not row.cells.get(column):
                    said = words(
                        _(
                            "This text has no translation here; it stands in the column {column}. Write the "
                            "translation here."
                        ),
                        column=written[0],
                    )
                    yield _fault(sheet, row.number, column, "no_translation", said, WARNING)


def _lists(book: Workbook) -> Iterator[Finding]:
    used = {name for row in book.rows("survey") for name, is_file in [list_of(row)] if name and not is_file}
    formulas = " ".join(text for row in book.rows("survey") for text in row.cells.values())
    seen: dict[str, Row] = {}
    last = ""
    for row in book.rows("choices"):
        name = row.get("list_name")
        if not name:
            if row.get("name") or row.get("label"):
                said = words(_("This choice belongs to no list. Write the list_name."))
                yield _fault("choices", row.number, "list_name", "no_list_name", said)
            continue
        if name not in seen and name not in used and f"instance('{name}')" not in formulas:
            said = words(_("No question uses the list {list}. Remove it, or check its name."), list=name)
            yield _fault("choices", row.number, "list_name", "unused_list", said, WARNING)
        if name in seen and name != last:
            said = words(
                _(
                    "The list {list} is written in two places (first in row {row}): its order on paper is "
                    "unclear. Put its rows together."
                ),
                list=name,
                row=seen[name].number,
            )
            yield _fault("choices", row.number, "list_name", "scattered_list", said, WARNING)
        seen.setdefault(name, row)
        last = name


def _row(row: Row, path: Path) -> Iterator[Finding]:
    for column, label in row.columns("label").items():
        if len(label) > LONGEST_ON_PAPER:
            said = words(
                _(
                    "This question has {count} letters: too long for paper and for the screen. Move part to the hint."
                ),
                count=len(label),
            )
            yield _fault("survey", row.number, column, "too_long", said, WARNING)
    kind = row.get("type")
    if kind == "range":
        yield from _range(row)
    if kind in ("integer", "int", "decimal") and not _is_bounded(row):
        said = words(
            _(
                "The number {name} has neither a unit nor a limit: a slip of the finger would not be "
                "noticed. Write a unit, a constraint or a soft check."
            ),
            name=row.get("name"),
        )
        yield _fault("survey", row.number, "constraint", "unbounded_number", said, WARNING)
    for column in _MEDIA:
        for name, file in row.columns(column).items():
            beside = (path.parent / file, path.parent / f"{path.stem}-media" / file)
            if not any(one.is_file() for one in beside):
                said = words(
                    _("The file {file} is not beside the form. Put it into the same folder."), file=file
                )
                yield _fault("survey", row.number, name, "no_media", said)
    trigger = row.get("trigger")
    if trigger and not re.fullmatch(r"\s*(\$\{[^}]+\}\s*,?\s*)+", trigger):
        said = words(_("A trigger is the name of a question, written ${name}."))
        yield _fault("survey", row.number, "trigger", "bad_trigger", said)
    if survey_kind(row) == "begin" and kind.endswith("group") and row.get("repeat_count"):
        said = words(_("Only a repeat has a repeat_count, not a group. Empty this cell."))
        yield _fault("survey", row.number, "repeat_count", "count_of_group", said)


def _is_bounded(row: Row) -> bool:
    columns = ("bind::sxsh:unit", "constraint", "bind::sxsh:soft", "calculation", "readonly")
    return any(row.get(column) for column in columns)


def _range(row: Row) -> Iterator[Finding]:
    given = dict(re.findall(r"(start|end|step)\s*=\s*(\S+)", row.get("parameters")))
    try:
        start, end = Decimal(given.get("start", "1")), Decimal(given.get("end", "10"))
        step = Decimal(given.get("step", "1"))
        is_good = step > 0 and start < end and (end - start) % step == 0
    except InvalidOperation:
        is_good = False
    if not is_good:
        said = words(_("A scale needs start, end and step as numbers, and the steps must reach the end."))
        yield _fault("survey", row.number, "parameters", "bad_range", said)


def _empty_groups(book: Workbook) -> Iterator[Finding]:
    before: Row | None = None
    for row in book.rows("survey"):
        kind = survey_kind(row)
        if kind == "end" and before is not None:
            said = words(
                _("The group {name} holds no question. Add one, or remove the group."),
                name=before.get("name"),
            )
            yield _fault("survey", before.number, "type", "empty_group", said)
        before = row if kind == "begin" else None
