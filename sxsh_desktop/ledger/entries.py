"""What an entry says, by kind: one frozen body each, to and from JSON.

An entry of a kind that this version does not know stays in the ledger and travels on; it only has no effect
here (`body_of` gives None).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol, cast, get_args

from sxsh_desktop.ledger.values import JSON, Entry, canonical_text

Verdict = Literal["accepted", "returned", "rejected"]
Role = Literal["officer", "department"]
PublicationState = Literal["published", "withdrawn"]


class Body(Protocol):
    """What every body offers."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, JSON]:
        """As JSON values, for `body_text`."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What the department asks about one answer; `ref` is the answer's reference, "" for the whole record."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """duyệt / trả lại / từ chối. Subject of its entry: the revision."""

    kind: ClassVar[str] = "review"
    verdict: Verdict
    revision_id: str
    questions: tuple[Question, ...] = ()
    reason: str = ""

    def to_json(self) -> dict[str, JSON]:
        """As JSON values."""
        asked: list[JSON] = [{"ref": one.ref, "text": one.text} for one in self.questions]
        return {
            "verdict": self.verdict,
            "revision_id": self.revision_id,
            "questions": asked,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Review:
        """Read back `to_json`; raises ValueError."""
        asked = tuple(Question(_text(one, "ref"), _text(one, "text")) for one in _objects(value, "questions"))
        verdict = cast(Verdict, _one_of(value, "verdict", get_args(Verdict)))
        return cls(verdict, _text(value, "revision_id"), asked, _text(value, "reason"))


@dataclass(frozen=True, slots=True)
class Receipt:
    """biên nhận: these were imported. Subject: the bundle."""

    kind: ClassVar[str] = "receipt"
    revision_ids: tuple[str, ...]
    entry_ids: tuple[str, ...]
    bundle_id: str

    def to_json(self) -> dict[str, JSON]:
        """As JSON values."""
        return {
            "revision_ids": list(self.revision_ids),
            "entry_ids": list(self.entry_ids),
            "bundle_id": self.bundle_id,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Receipt:
        """Read back `to_json`; raises ValueError."""
        return cls(_texts(value, "revision_ids"), _texts(value, "entry_ids"), _text(value, "bundle_id"))


@dataclass(frozen=True, slots=True)
class FacilityLink:
    """Two cards are one facility (joined), or are not. Subject: facility `a`.

    `open`: what was said before is taken back and nothing is said instead; never together with `joined`. Older
    programs do not know it and read "not joined", which has the same effect on every record.
    """

    kind: ClassVar[str] = "facility_link"
    a: str
    b: str
    joined: bool
    reason: str = ""
    open: bool = False

    def to_json(self) -> dict[str, JSON]:
        """As JSON values."""
        said: dict[str, JSON] = {"a": self.a, "b": self.b, "joined": self.joined, "reason": self.reason}
        return {**said, "open": True} if self.open else said

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> FacilityLink:
        """Read back `to_json`; raises ValueError."""
        joined = value.get("joined")
        if not isinstance(joined, bool):
            raise ValueError("joined is true or false")
        opened = value.get("open", False)
        if not isinstance(opened, bool) or (opened and joined):
            raise ValueError("open is true or false, and not true of a join")
        return cls(_text(value, "a"), _text(value, "b"), joined, _text(value, "reason"), opened)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Work given to an officer: a form about a facility or a place. Subject: the officer's code.

    `due` is an ISO date or ""; `withdrawn` takes an earlier assignment (a parent) back.
    """

    kind: ClassVar[str] = "assignment"
    officer_code: str
    form_id: str
    facility_id: str = ""
    place_code: str = ""
    due: str = ""
    note: str = ""
    withdrawn: bool = False

    def to_json(self) -> dict[str, JSON]:
        """As JSON values."""
        return {
            "officer_code": self.officer_code,
            "form_id": self.form_id,
            "facility_id": self.facility_id,
            "place_code": self.place_code,
            "due": self.due,
            "note": self.note,
            "withdrawn": self.withdrawn,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Assignment:
        """Read back `to_json`; raises ValueError."""
        return cls(
            officer_code=_text(value, "officer_code"),
            form_id=_text(value, "form_id"),
            facility_id=_text(value, "facility_id"),
            place_code=_text(value, "place_code"),
            due=_text(value, "due"),
            note=_text(value, "note"),
            withdrawn=value.get("withdrawn") is True,
        )


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device and its keys. Signed by itself it is a request; signed by a trusted key, a confirmation.

    Subject: the device id. `public_key` is base64 of the Ed25519 key, `age_recipient` "age1..." or "",
    `revoked_on` an ISO date once the device is no longer to be believed, else "".
    """

    kind: ClassVar[str] = "enrolment"
    device_id: str
    public_key: str
    age_recipient: str
    officer_code: str
    officer_name: str
    unit_code: str
    role: Role
    revoked_on: str = ""

    def to_json(self) -> dict[str, JSON]:
        """As JSON values."""
        return {
            "device_id": self.device_id,
            "public_key": self.public_key,
            "age_recipient": self.age_recipient,
            "officer_code": self.officer_code,
            "officer_name": self.officer_name,
            "unit_code": self.unit_code,
            "role": self.role,
            "revoked_on": self.revoked_on,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Enrolment:
        """Read back `to_json`; raises ValueError."""
        return cls(
            device_id=_text(value, "device_id"),
            public_key=_text(value, "public_key"),
            age_recipient=_text(value, "age_recipient"),
            officer_code=_text(value, "officer_code"),
            officer_name=_text(value, "officer_name"),
            unit_code=_text(value, "unit_code"),
            role=cast(Role, _one_of(value, "role", get_args(Role))),
            revoked_on=_text(value, "revoked_on"),
        )


@dataclass(frozen=True, slots=True)
class Void:
    """hủy: the record no longer counts, with the reason; it stays readable. Subject: the record."""

    kind: ClassVar[str] = "void"
    record_id: str
    reason: str

    def to_json(self) -> dict[str, JSON]:
        """As JSON values."""
        return {"record_id": self.record_id, "reason": self.reason}

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Void:
        """Read back `to_json`; raises ValueError."""
        return cls(_text(value, "record_id"), _text(value, "reason"))


@dataclass(frozen=True, slots=True)
class Publication:
    """A form version is in use (or no longer). Subject: the form id."""

    kind: ClassVar[str] = "publication"
    form_id: str
    version: str
    definition_hash: str
    state: PublicationState

    def to_json(self) -> dict[str, JSON]:
        """As JSON values."""
        return {
            "form_id": self.form_id,
            "version": self.version,
            "definition_hash": self.definition_hash,
            "state": self.state,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Publication:
        """Read back `to_json`; raises ValueError."""
        state = cast(PublicationState, _one_of(value, "state", get_args(PublicationState)))
        return cls(_text(value, "form_id"), _text(value, "version"), _text(value, "definition_hash"), state)


@dataclass(frozen=True, slots=True)
class ReferenceTable:
    """A new version of a reference table travels as an attachment. Subject: the table's name."""

    kind: ClassVar[str] = "reference_table"
    name: str
    version: str
    sha256: str
    source: str = ""

    def to_json(self) -> dict[str, JSON]:
        """As JSON values."""
        return {"name": self.name, "version": self.version, "sha256": self.sha256, "source": self.source}

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> ReferenceTable:
        """Read back `to_json`; raises ValueError."""
        return cls(*(_text(value, name) for name in ("name", "version", "sha256", "source")))


AnyBody = Review | Receipt | FacilityLink | Assignment | Enrolment | Void | Publication | ReferenceTable
_KINDS: dict[str, type[AnyBody]] = {body.kind: body for body in get_args(AnyBody)}


def body_text(body: Body) -> str:
    """The canonical JSON text that an entry of this body keeps."""
    return canonical_text(body.to_json())


def body_of(entry: Entry) -> AnyBody | None:
    """What the entry says; None for a kind unknown here or a body that cannot be read."""
    kind = _KINDS.get(entry.kind)
    if kind is None:
        return None
    try:
        return kind.from_json(entry.data)
    except ValueError:
        return None


def _text(value: Mapping[str, JSON], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str):
        raise ValueError(f"{name} is missing or no text")
    return text


def _texts(value: Mapping[str, JSON], name: str) -> tuple[str, ...]:
    found = value.get(name)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{name} is missing or no list of texts")
    return tuple(str(one) for one in found)


def _objects(value: Mapping[str, JSON], name: str) -> tuple[Mapping[str, JSON], ...]:
    found = value.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError(f"{name} is missing or no list of objects")
    return tuple(cast(Mapping[str, JSON], one) for one in found)


def _one_of(value: Mapping[str, JSON], name: str, allowed: tuple[str, ...]) -> str:
    text = _text(value, name)
    if text not in allowed:
        raise ValueError(f"{name} is {text!r}, not one of {allowed}")
    return text
