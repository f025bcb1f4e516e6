"""E-mail as a saved file: the message stands ready with the bundle attached; a person sends it, never the program."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

from sxsh_desktop.base.files import write_whole
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.bundle.carriers.errors import (
    CarrierFolderGoneError,
    MailTooLargeError,
    MailUnreadableError,
)
from sxsh_desktop.bundle.carriers.values import ENDING, is_bundle_name
from sxsh_desktop.bundle.errors import CarrierGoneError

# Most offices take 25 MB a message; base64 makes of 18 MB about 25.
MOST_BYTES = 18_000_000
_MOST_MAIL = 64_000_000
_MB = 1_000_000


def write_mail(bundle: Path, target: Path, *, to: str, subject: str, text: str) -> Path:
    """Write a message (.eml) with the bundle attached; a mail program opens it ready to be sent.

    `X-Unsent` tells Outlook and Thunderbird that it is a draft. Raises MailTooLargeError, CarrierGoneError.
    """
    try:
        size = bundle.stat().st_size
        if size > MOST_BYTES:
            raise MailTooLargeError(file=bundle.name, size=-(-size // _MB), most=MOST_BYTES // _MB)
        message = EmailMessage(policy=SMTP)
        message["X-Unsent"] = "1"
        message["Subject"] = " ".join(subject.split())
        if to:
            message["To"] = " ".join(to.split())
        message.set_content(text)
        message.add_attachment(
            bundle.read_bytes(), maintype="application", subtype="octet-stream", filename=bundle.name
        )
        write_whole(target, message.as_bytes())
    except OSError as error:
        what = reason_of(error)
        raise CarrierGoneError(folder=str(target.parent), what=what) from error
    return target


def take_from_mail(mail: Path, folder: Path) -> tuple[Path, ...]:
    """Lay the bundles of a saved message into a folder. Raises MailUnreadableError, CarrierFolderGoneError."""
    try:
        with mail.open("rb") as stream:
            content = stream.read(_MOST_MAIL + 1)
        if len(content) > _MOST_MAIL:
            raise MailUnreadableError(file=mail.name)
        folder.mkdir(parents=True, exist_ok=True)
        taken = []
        for name, held in _attached(content):
            target = folder / name
            write_whole(target, held)
            taken.append(target)
    except OSError as error:
        raise CarrierFolderGoneError(folder=str(mail.parent), what=reason_of(error)) from error
    if not taken:
        raise MailUnreadableError(file=mail.name)
    return tuple(taken)


def _attached(content: bytes) -> Iterator[tuple[str, bytes]]:
    message = email.message_from_bytes(content, policy=default)
    for part in message.walk():
        name = nfc(part.get_filename() or "")
        held = part.get_payload(decode=True) if name.lower().endswith(ENDING) else None
        if isinstance(held, bytes) and is_bundle_name(name):
            yield name, held
