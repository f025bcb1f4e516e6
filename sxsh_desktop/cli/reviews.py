"""`sxsh review list | accept | return | reject | diverged`."""

from __future__ import annotations

from typing import Annotated

import typer

from sxsh_desktop.base.words import words
from sxsh_desktop.cli.common import JsonOption, StoreOption, desk_at, print_json, print_table, say
from sxsh_desktop.services import review, review_diverged

group = typer.Typer(help="Accept records, or return them with questions.", no_args_is_help=True)
RevisionArgument = Annotated[str, typer.Argument(help="The revision (uuid:...).")]


@group.command("list")
def list_waiting(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List what waits for review.

    Example: sxsh review list
    """
    with desk_at(store) as desk:
        found = review.inbox(desk)
    if as_json:
        print_json(found)
        return
    print_table(
        (words("Revision"), words("Form"), words("Record"), words("Officer")),
        [(one.revision_id, one.form_id, one.title, one.officer_code) for one in found],
    )


@group.command("accept")
def accept(
    revisions: Annotated[list[str], typer.Argument(help="Revisions (uuid:...).")],
    store: StoreOption = None,
) -> None:
    """Accept records: their facts count from now on.

    Example: sxsh review accept uuid:0b7e...
    """
    with desk_at(store) as desk:
        made = review.accept_many(desk, revisions)
    say(words("{count} records accepted.", count=len(made)))


@group.command("return")
def return_(
    revision: RevisionArgument,
    question: Annotated[
        list[str], typer.Option(help="REF=TEXT: a question on an answer; may be given again.")
    ],
    reason: Annotated[str, typer.Option(help="What is to be done, in a sentence.")] = "",
    store: StoreOption = None,
) -> None:
    """Return a record with questions; they travel back in the next bundle.

    Example: sxsh review return uuid:0b7e... --question "/data/g_per/op_days=Is that right?"
    """
    asked = []
    for one in question:
        ref, found, text = one.partition("=")
        if not found or not text.strip():
            raise typer.BadParameter(f"--question {one!r}: REF=TEXT")
        asked.append((ref.strip(), text.strip()))
    with desk_at(store) as desk:
        review.return_with_questions(desk, revision, asked, reason)
    say(words("Returned. The officer sees it after the next bundle."))


@group.command("reject")
def reject(
    revision: RevisionArgument,
    reason: Annotated[str, typer.Option(help="Why.")],
    store: StoreOption = None,
) -> None:
    """Reject a record; it stays readable and never counts.

    Example: sxsh review reject uuid:0b7e... --reason "a test record"
    """
    with desk_at(store) as desk:
        review.reject(desk, revision, reason)
    say(words("Rejected."))


@group.command("diverged")
def diverged(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the records that two people changed without knowing of each other, and what differs.

    Example: sxsh review diverged --json
    """
    with desk_at(store) as desk:
        found = [review_diverged.divergence(desk, one.record_id) for one in review_diverged.diverged(desk)]
    if as_json:
        print_json(found)
        return
    for one in found:
        say(f"{one.record_id}  {one.form_id}")
        headings = (words("Answer"), words("Before"), *(head.officer_code for head in one.heads))
        print_table(headings, [(line.label, line.ancestor_text, *line.value_texts) for line in one.fields])
