"""The department's forms: check a file, publish a version, withdraw one, compare two.

A version says what officers fill in and what every later reader must find again: so a version that is out never
changes. What is published or withdrawn is an entry of the ledger and travels in the next bundle.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, language
from sxsh_desktop.ledger.entries import Publication, PublicationState, body_of
from sxsh_desktop.services import reference
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.forms import FormInfo, FormUnknownError, files_beside
from sxsh_desktop.store import drafts as draft_store
from sxsh_desktop.store import forms as stored
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.xform.definition import Form
    from sxsh_desktop.xform.finding import Finding

PUBLISHED: PublicationState = "published"
WITHDRAWN: PublicationState = "withdrawn"
_KEPT_AS = {PUBLISHED: "published", WITHDRAWN: "retired"}  # how the store calls it


class FormFaultsError(UserError):
    """The check found faults: such a form never reaches an officer."""

    code = "FORM-22"
    said = _("The form {file} has {count} faults, so it was not published. The first: {first}")
    todo = _("Mend what the list of the check names, then publish again. The version in use stays in use.")


class FormVersionTakenError(UserError):
    """A version that is out never changes: records of it must stay readable."""

    code = "FORM-23"
    said = _("Version {version} of the form {form} is here already, with other content.")
    todo = _("Write a higher version into the sheet settings, and publish again. Nothing was changed.")


class NotTheDepartmentError(UserError):
    """Officers fill in forms; what is asked is the department's to say."""

    code = "FORM-26"
    said = _("Only the department publishes forms or takes them back. This store is that of an officer.")
    todo = _("Send the form to the department. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class TouchedDraft:
    """A draft here that stands at the older version: who reads it in a list knows which record it is."""

    draft_id: str
    title: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question of both versions that reads or behaves otherwise.

    `what`: which of its parts changed: label, hint, type, list, choices, required, relevant, constraint,
    calculation, fact, unit. `before` and `after`: its words (or what changed first, where the words are the same).
    """

    path: str
    what: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FormComparison:
    """What differs between two versions. `added`, `removed`: (path, words) in the order of the form; `touched`: the
    drafts of the older version that are open here, `drafts`: how many."""

    form_id: str
    before: str
    after: str
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    reworded: tuple[Reworded, ...]
    drafts: int
    touched: tuple[TouchedDraft, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether no question differs."""
        return not (self.added or self.removed or self.reworded)


def check(desk: Desk, file: Path) -> tuple[Finding, ...]:
    """Every fault and warning of a form file, the version against those that are here included."""
    from sxsh_desktop.xform.check import check_form

    earlier = None
    try:
        form = desk.forms.read(file)
        earlier = desk.forms.get(form.form_id)
    except UserError:
        earlier = None  # a form that cannot be read, or is new here: the check says the rest
    return check_form(file, reference.load_vocabulary(), reference.load_units(), earlier)


def publish(desk: Desk, file: Path) -> FormInfo:
    """Check a form and put it into use; the version before stays for the drafts and records that it has.

    A version that was withdrawn comes back into use. Raises NotTheDepartmentError, FormFaultsError,
    FormVersionTakenError, and what reading the form raises.
    """
    _only_department(desk)
    faults = [
        one for one in check(desk, file) if one.severity == "error" and one.code != "version_not_raised"
    ]
    if faults:
        raise FormFaultsError(file=file.name, count=len(faults), first=faults[0].message)
    form = desk.forms.read(file)
    taken = [
        one
        for one in desk.forms.every_version()
        if (one.form_id, one.version) == (form.form_id, form.version)
    ]
    if any(one.definition_hash != form.definition_hash for one in taken):
        raise FormVersionTakenError(form=form.form_id, version=form.version)
    with desk.write() as connection:
        if not taken:
            kept = desk.forms.entry_for(form, file.name, PUBLISHED)
            stored.add(connection, kept, files_beside(file, form))
        _say(connection, desk, form.form_id, form.version, form.definition_hash, PUBLISHED)
    desk.forms.refresh()
    return _info(desk, form.form_id, form.version)


def retire(desk: Desk, form_id: str, version: str) -> FormInfo:
    """Offer a version no longer; its drafts can be finished, its records stay.

    Raises NotTheDepartmentError, FormUnknownError.
    """
    _only_department(desk)
    info = _info(desk, form_id, version)
    with desk.write() as connection:
        _say(connection, desk, form_id, version, info.definition_hash, WITHDRAWN)
    desk.forms.refresh()
    return _info(desk, form_id, version)


def _only_department(desk: Desk) -> None:
    if not desk.profile.is_department:
        raise NotTheDepartmentError


def _say(
    connection: Connection,
    desk: Desk,
    form_id: str,
    version: str,
    definition_hash: str,
    state: PublicationState,
) -> None:
    """Set the state here, and say it to everybody: the entry names those before it, so it is the one that counts."""
    body = Publication(form_id, version, definition_hash, state)
    before = [
        entry.entry_id
        for entry in ledger_store.entries_of(connection, form_id, Publication.kind)
        if isinstance(said := body_of(entry), Publication) and said.definition_hash == definition_hash
    ]
    desk.append_entry(connection, body, form_id, tuple(before))
    stored.set_state(connection, definition_hash, _KEPT_AS[state])


def _info(desk: Desk, form_id: str, version: str) -> FormInfo:
    for one in desk.forms.every_version():
        if (one.form_id, one.version) == (form_id, version):
            return one
    raise FormUnknownError(form=form_id, version=version)


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One question as an officer will meet it: how deep it stands, its number and words, its kind, when it is asked
    (in words where the condition is simple enough, else as the form has it)."""

    depth: int
    path: str
    number: str
    label: str
    kind: str
    relevant: str


def outline(desk: Desk, file: Path) -> tuple[OutlineLine, ...]:
    """The questions of a form file in the order in which they are asked. Raises what reading the form raises."""
    from sxsh_desktop.services.numbering import number_questions
    from sxsh_desktop.services.skip_words import skip_words

    form = desk.forms.read(file)
    numbers = number_questions(form)
    lines = []
    for node in form.walk():
        if not node.path:
            continue
        question = form.questions.get(node.path)
        kind = (
            str(question.control)
            if question is not None
            else "repeat"
            if node.path in form.repeats
            else "group"
        )
        depth = node.path.count("/") - 2
        asked = skip_words(form, numbers, node.path, language()) or node.relevant
        number = numbers.get(node.path, "")
        lines.append(OutlineLine(depth, node.path, number, _words(form, node.path), kind, asked))
    return tuple(lines)


def compare(desk: Desk, form_id: str, before: str, after: str) -> FormComparison:
    """What was added, removed and reworded between two versions that are here. Raises FormUnknownError."""
    old = desk.forms.get(form_id, before)
    new = desk.forms.get(form_id, after)
    return _compared(desk, old, new)


def compare_file(desk: Desk, file: Path) -> FormComparison:
    """What a form file would change against the version in use. Raises FormUnknownError, what reading raises."""
    new = desk.forms.read(file)
    return _compared(desk, desk.forms.get(new.form_id), new)


def _compared(desk: Desk, old: Form, new: Form) -> FormComparison:
    asked_before, asked_after = _asked(old), _asked(new)
    with desk.read() as connection:
        open_drafts = draft_store.list_drafts(connection, form_id=old.form_id)
    touched = tuple(
        TouchedDraft(one.draft_id, one.title, one.changed_at)
        for one in open_drafts
        if one.definition_hash == old.definition_hash
    )
    return FormComparison(
        form_id=new.form_id,
        before=old.version,
        after=new.version,
        added=tuple((path, _words(new, path)) for path in asked_after if path not in asked_before),
        removed=tuple((path, _words(old, path)) for path in asked_before if path not in asked_after),
        reworded=tuple(
            changed for path in asked_after if path in asked_before and (changed := _reworded(old, new, path))
        ),
        drafts=len(touched),
        touched=touched,
    )


def _asked(form: Form) -> list[str]:
    """What a person sees, and what is computed, in the order of the form."""
    hidden = (path for path, question in form.questions.items() if question.calculate)
    body = (node.path for node in form.walk() if node.path)
    return [path for path in dict.fromkeys((*body, *hidden)) if "/meta/" not in path]


def _words(form: Form, path: str) -> str:
    return form.label(path) or path.rsplit("/", 1)[-1]


def _reworded(old: Form, new: Form, path: str) -> Reworded | None:
    before, after = _parts(old, path), _parts(new, path)
    changed = tuple(name for name in after if before.get(name, "") != after[name])
    if not changed:
        return None
    words_changed = "label" in changed
    said = (
        (_words(old, path), _words(new, path))
        if words_changed
        else (before.get(changed[0], ""), after[changed[0]])
    )
    return Reworded(path, changed, *said)


def _parts(form: Form, path: str) -> dict[str, str]:
    """The parts of a question that a person or a reader of its answers would notice."""
    parts = {
        "label": "\n".join(form.label(path, one) for one in form.languages or ("",)),
        "hint": "\n".join(form.hint(path, one) for one in form.languages or ("",)),
    }
    question = form.questions.get(path)
    node = form.node(path)
    if question is None:
        return {**parts, "relevant": getattr(node, "relevant", "")}
    choices = form.choice_list(question)
    return {
        **parts,
        "type": f"{question.control} {question.datatype}",
        "choices": ", ".join(f"{one.value} {one.label}" for one in choices),
        "required": question.required,
        "relevant": question.relevant,
        "constraint": question.constraint,
        "calculation": question.calculate,
        "fact": question.fact,
        "unit": question.unit,
    }
