"""readme.html of a bundle: for people who open it with an archive tool, in Vietnamese."""

from __future__ import annotations

from html import escape

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.bundle.values import NEEDS, Manifest

_LANGUAGE = "vi"


def _said(msgid: str, **facts: object) -> str:
    return escape(words_in(_LANGUAGE, msgid, **facts))


def readme_html(manifest: Manifest) -> str:
    """What is inside, who made it, and how to open it; a page without scripts or links to elsewhere."""
    sender, counts = manifest.sender, manifest.counts
    title = _said(_("A bundle of survey records (SXSH)"))
    lines = [
        _said(
            _("From: {name} ({code}), unit {unit}"),
            name=sender.officer_name,
            code=sender.officer_code,
            unit=sender.unit_code,
        ),
        _said(_("Made at: {moment}"), moment=manifest.made_at),
        _said(_("Number of the bundle: {bundle}"), bundle=manifest.bundle_id),
        _said(
            _(
                "Inside: {revisions} records, {entries} decisions and receipts, {forms} form files, "
                "{files} photos and files"
            ),
            revisions=counts.revisions,
            entries=counts.entries,
            forms=counts.forms,
            files=counts.attachments,
        ),
        _said(
            _("Open it with SXSH Desktop {version} or newer: Send and receive, then choose this file."),
            version=NEEDS,
        ),
        _said(
            _(
                "revisions.jsonl holds one record a line, as text; forms/ the forms; attachments/ the photos. "
                "Do not change anything inside: the signature would no longer hold."
            )
        ),
    ]
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    return (
        f'<!doctype html>\n<html lang="{_LANGUAGE}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    )
