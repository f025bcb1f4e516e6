"""Pictures, sounds and films that stand beside a form and are shown with its words: which there are, and for what."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_desktop.xform.definition import Form

KINDS = ("image", "audio", "video")
_BIG = "big-image"
_MOST_CHOICES = 60  # a longer list is searched, not looked at


@dataclass(frozen=True, slots=True)
class Shown:
    """One file that goes with a text: its kind (image, audio, video), its name beside the form, whose it is
    (the words of a choice, "" for the question itself)."""

    kind: str
    name: str
    words: str = ""


def media_names(form: Form) -> tuple[str, ...]:
    """The names of all files that any text or choice of the form shows, in any language."""
    found: dict[str, None] = {}
    for text in form.texts.values():  # words that are written in place have no other forms
        for language, forms in text.by_language.items():
            for kind in (*KINDS, _BIG) if len(forms) > 1 or "" not in forms else ():
                name = _name(text.plain(language, kind))
                if name:
                    found[name] = None
    for table in form.lists.values():
        place = table.column("image")
        for row in table.rows if place >= 0 and not table.source else ():
            if row[place]:
                found[_name(row[place])] = None
    return tuple(found)


def media_of(form: Form, path: str, language: str) -> tuple[Shown, ...]:
    """What is shown with the question, group or table at `path`, its choices with pictures included."""
    node = form.node(path)
    if node is None:
        return ()
    name = form.language(language)
    found = [Shown(kind, file) for kind in KINDS if (file := _name(node.label.plain(name, kind)))]
    question = form.questions.get(path)
    if question is not None and question.choices is not None:
        choices = form.choice_list(question, language)
        found += [Shown("image", _name(one.image), one.label) for one in choices[:_MOST_CHOICES] if one.image]
    return tuple(found)


def _name(written: str) -> str:
    """The file's name of `jr://images/a.png`; never a way out of the form's folder."""
    return written.strip().replace("\\", "/").rpartition("/")[2]
