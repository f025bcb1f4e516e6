"""The words of a form: itext, labels and hints, with their outputs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from sxsh_desktop.base.text import nfc
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.definition import Output, Text, TextParts

_ITEXT = re.compile(r"""^\s*jr:itext\(\s*['"](.+)['"]\s*\)\s*$""", re.DOTALL)


NO_TEXT = Text()


def parts_of(element: etree._Element) -> TextParts:
    """Words and outputs of a `<value>`, `<label>` or `<hint>`."""
    found: list[str | Output] = [nfc(element.text)] if element.text else []
    if not len(element):
        return tuple(found)
    for child in xml.children(element):
        if xml.local(child) == "output":
            found.append(Output((child.get("value") or child.get("ref") or "").strip()))
        else:
            found.extend(parts_of(child))
        if child.tail:
            found.append(nfc(child.tail))
    return tuple(found)


@dataclass(slots=True)
class Texts:
    """All texts of one form, by itext id; labels written in place are made into texts of their own."""

    languages: tuple[str, ...] = ()
    default_language: str = ""
    by_id: dict[str, Text] = field(default_factory=dict)

    def of(self, element: etree._Element | None) -> Text:
        """The text of a `<label>` or `<hint>`: a reference to itext, or words in place."""
        if element is None:
            return NO_TEXT
        ref = element.get("ref")
        if ref:
            return self.of_ref(ref)
        parts = parts_of(element)
        return Text({"": {"": parts}}) if parts else NO_TEXT

    def of_ref(self, ref: str) -> Text:
        """The text that an attribute names: `jr:itext('…')`, or the words themselves."""
        if not ref:
            return NO_TEXT
        match = _ITEXT.match(ref)
        if match:
            return self.by_id.get(match.group(1), NO_TEXT)
        return Text({"": {"": (nfc(ref),)}})


def read_texts(itext: etree._Element | None) -> Texts:
    """Every translation of the form; the default one is marked, else the first."""
    texts = Texts()
    if itext is None:
        return texts
    gathered: dict[str, dict[str, dict[str, TextParts]]] = {}
    names: list[str] = []
    for translation in xml.children(itext):
        language = nfc(translation.get("lang") or "")
        names.append(language)
        if translation.get("default") is not None and not texts.default_language:
            texts.default_language = language
        for text in xml.children(translation):
            forms = {value.get("form") or "": parts_of(value) for value in xml.children(text)}
            gathered.setdefault(text.get("id") or "", {})[language] = forms
    texts.languages = tuple(names)
    texts.default_language = texts.default_language or (names[0] if names else "")
    texts.by_id = {text_id: Text(by_language) for text_id, by_language in gathered.items()}
    return texts
