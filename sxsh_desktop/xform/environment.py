"""The world around a record being filled in: clock, ids, who fills it, in which language."""

from __future__ import annotations

import base64
import random
import re
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sxsh_desktop.base.clock import Clock
from sxsh_desktop.xform.lists import LAST_SAVED
from sxsh_desktop.xform.nodes import AnswerNode, RootNode
from sxsh_desktop.xform.plan import FormPlan
from sxsh_desktop.xform.xpath import NodeLike
from sxsh_desktop.xform.xpath.documents import XmlNode, read_document

_MARK = re.compile(r"\((\w+)\)\s*$")


def random_row_id() -> str:
    """A fresh row id: ten lower-case base32 characters, unlikely to meet another of the same record."""
    return base64.b32encode(secrets.token_bytes(7))[:10].decode("ascii").lower()


@dataclass(frozen=True, slots=True)
class FillEnvironment:
    """What a session is given from outside; tests and the sample data give fixed clocks and ids."""

    clock: Clock
    new_row_id: Callable[[], str] = random_row_id
    device_id: str = ""
    officer_code: str = ""
    user_name: str = ""
    language: str = "vi"
    phone_number: str = ""
    email: str = ""
    here: str = ""  # the geopoint that `odk:setgeopoint` writes, "" where no device tells it
    last_saved: bytes = b""  # the record of the same form saved before this one, for `last-saved`


def language_code(language: str) -> str:
    """ "vi" of "Tiếng Việt (vi)"; a bare code is itself."""
    match = _MARK.search(language)
    return match.group(1) if match else language


class SessionWorld:
    """What expressions of one session ask (the `Environment` of the XPath engine)."""

    def __init__(self, plan: FormPlan, given: FillEnvironment) -> None:
        self._plan, self._given = plan, given
        self.language = plan.form.language(given.language)
        self._saved: RootNode | XmlNode | None = None

    @property
    def timezone(self) -> tzinfo:
        """The zone of the clock."""
        zone = self._given.clock().tzinfo
        return zone if zone is not None else datetime.now().astimezone().tzinfo or self._utc()

    @staticmethod
    def _utc() -> tzinfo:
        from datetime import UTC

        return UTC

    def now(self) -> datetime:
        """The moment, with its zone."""
        return self._given.clock()

    def instance(self, instance_id: str) -> RootNode | XmlNode | None:
        """A choice list as a document; `last-saved` is the record that was saved before."""
        table = self._plan.form.lists.get(instance_id)
        if table is not None and table.source == LAST_SAVED:
            return self._last_saved()
        return self._plan.document(instance_id)

    def _last_saved(self) -> RootNode | XmlNode:
        if self._saved is None:
            text = self._given.last_saved.decode("utf-8")
            self._saved = read_document(text) if text else RootNode()
        return self._saved

    def itext(self, text_id: str) -> str | None:
        """A text of the form in the language of the session."""
        text = self._plan.form.texts.get(text_id)
        return None if text is None else text.plain(self.language)

    def pulldata(self, instance_id: str, wanted: str, key_column: str, key: str) -> str | None:
        """One cell of a list by another, through the index."""
        index = self._plan.index(instance_id, (key_column,))
        table = self._plan.form.lists.get(instance_id)
        if index is None or table is None or table.column(wanted) < 0:
            return None
        found = index.get((key,), [])
        return table.rows[found[0]][table.column(wanted)] if found else ""

    def choice_name(self, value: str, question: str, context: NodeLike) -> str | None:
        """The label of a choice of the question at `question` (a path, or one relative to `context`)."""
        written = question.strip()
        path = written if written.startswith("/") else _resolved(written, context)
        found = self._plan.form.questions.get(path)
        if found is None:
            return None
        for choice in self._plan.form.choice_list(found, self.language):
            if choice.value == value:
                return choice.label
        return ""

    def random(self) -> float:
        """A number from 0 up to but not 1."""
        return random.random()

    def new_uuid(self) -> str:
        """A fresh UUID."""
        return str(uuid.uuid4())

    def version(self) -> str:
        """The version of the form."""
        return self._plan.form.version


def _resolved(path: str, context: NodeLike) -> str:
    names = list(context.definition.names) if isinstance(context, AnswerNode) else []
    for step in path.split("/"):
        if step == "..":
            names = names[:-1]
        elif step not in (".", ""):
            names.append(step)
    return "/" + "/".join(names)
