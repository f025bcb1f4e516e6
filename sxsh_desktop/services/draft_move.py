"""A draft keeps the version of the form that it was begun with; moving it to a newer one shows first what is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, language
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import environment, resume
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.review_words import AnswerWords
from sxsh_desktop.store import drafts as draft_store
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.answers import read_instance
from sxsh_desktop.xform.session import FillSession

if TYPE_CHECKING:
    from sxsh_desktop.xform.definition import Form


class NoNewerFormError(UserError):
    """The draft stands at the version in use already."""

    code = "FORM-24"
    said = _("This draft is of version {version}, which is the one in use.")
    todo = _("Go on filling it in. Nothing was changed.")


class DraftCorrectsError(UserError):
    """A correction stays with the version of the record that it corrects."""

    code = "FORM-25"
    said = _("This draft corrects a record of version {version}, so it stays with that version.")
    todo = _("Finish the correction as it is. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class LostAnswer:
    """An answer that the newer form has no place for, or takes otherwise: the question's words and what was said."""

    ref: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftMove:
    """What moving a draft would do: how many answers stay, which are lost, which questions are new."""

    draft_id: str
    before: str
    after: str
    kept: int
    lost: tuple[LostAnswer, ...]
    new_questions: tuple[str, ...]


def of_older_versions(desk: Desk) -> tuple[DraftHead, ...]:
    """The drafts that stand at another version than the one in use, corrections left out."""
    offered = {one.form_id: one.definition_hash for one in desk.forms.current()}
    with desk.read() as connection:
        found = draft_store.list_drafts(connection)
    return tuple(
        one
        for one in found
        if not one.parents and offered.get(one.form_id, one.definition_hash) != one.definition_hash
    )


def preview(desk: Desk, draft_id: str) -> DraftMove:
    """What would be kept and lost; nothing is changed.

    Raises DraftGoneError, FormUnknownError, NoNewerFormError, DraftCorrectsError.
    """
    return _moved(desk, draft_id)[0]


def move(desk: Desk, draft_id: str) -> DraftMove:
    """Move the draft to the version in use, as `preview` said. Raises as `preview`."""
    done, old, session = _moved(desk, draft_id)
    answered, total = session.progress()
    head = replace(
        old.head,
        form_version=session.form.version,
        definition_hash=session.form.definition_hash,
        title=session.instance_name() or session.form.title,
        answered=answered,
        total=total,
        problems=len(session.problems()),
        position="",
        changed_at=desk.now(),
    )
    with desk.write() as connection:
        draft_store.remove(connection, draft_id)
        draft_store.create(connection, head, session.to_xml())
    return done


def _moved(desk: Desk, draft_id: str) -> tuple[DraftMove, OpenDraft, FillSession]:
    old = resume(desk, draft_id)
    form, new = old.session.form, desk.forms.get(old.session.form.form_id)
    if new.definition_hash == form.definition_hash:
        raise NoNewerFormError(version=form.version)
    if old.head.parents:
        raise DraftCorrectsError(version=form.version)
    xml = old.session.to_xml()
    read = read_instance(xml)
    session = FillSession.from_answers(new, read.root, read.meta, environment(desk), old.session.ids)
    before = _answers(form, xml)
    after = _answers(new, session.to_xml())
    told = AnswerWords(form, language(), desk.units)
    lost = tuple(
        LostAnswer(ref, told.label(ref), told.shown(ref, text))
        for ref, text in before.items()
        if after.get(ref) != text
    )
    asked = {node.path for node in form.walk()}
    added = tuple(
        new.label(node.path) or node.path for node in new.walk() if node.path and node.path not in asked
    )
    done = DraftMove(draft_id, form.version, new.version, len(before) - len(lost), lost, added)
    return done, old, session


def _answers(form: Form, xml: bytes) -> dict[str, str]:
    """The answers by ref, the reasons for absent ones in words."""
    fields = instance.fields_of(form, xml)
    return {ref: text for ref, text in fields.items() if text != instance.ROW or not ref.endswith("]")}
