"""The line of a revision in a bundle, written straight from the cells that a store keeps it in.

It is byte for byte the line that `Revision.to_json` gives (keys sorted, no blanks, UTF-8, the XML as it is); only
quicker, because what was checked when it was stored need not become a value again in order to be copied.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from json.encoder import encode_basestring as _quoted
from typing import Any

_NONE = "[]"


def revision_line(cells: Sequence[Any]) -> bytes:
    """The line of a revision, its line feed included.

    cells: the parts in the order of `Revision`, the two lists as JSON texts. Raises ValueError when the XML is not
    UTF-8 or a list is none.
    """
    (
        revision_id,
        record_id,
        parents,
        form_id,
        form_version,
        definition_hash,
        facility_id,
        officer_id,
        device_id,
        key_id,
        made_at,
        sequence,
        instance_xml,
        attachments,
        content_hash,
        signature,
    ) = cells
    return (
        f'{{"attachments":{_list(attachments)},"content_hash":{_quoted(content_hash)},'
        f'"definition_hash":{_quoted(definition_hash)},"device_id":{_quoted(device_id)},'
        f'"facility_id":{_quoted(facility_id)},"form_id":{_quoted(form_id)},"form_version":{_quoted(form_version)},'
        f'"instance_xml":{_quoted(instance_xml.decode("utf-8"))},"key_id":{_quoted(key_id)},'
        f'"made_at":{_quoted(made_at)},"officer_id":{_quoted(officer_id)},"parents":{_list(parents)},'
        f'"record_id":{_quoted(record_id)},"revision_id":{_quoted(revision_id)},"sequence":{sequence:d},'
        f'"signature":"{base64.b64encode(signature).decode("ascii")}"}}\n'
    ).encode()


def _list(text: str) -> str:
    """A JSON list of texts without blanks."""
    if text == _NONE:
        return text
    return f"[{','.join(_quoted(one) for one in json.loads(text))}]"
