"""E-mail as a carrier: the message is written as a file and opened in the person's own mail program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.carriers import mail
from sxsh_desktop.services import exchange_log
from sxsh_desktop.services.carriers import inbox_folder
from sxsh_desktop.services.desk import Desk

MAIL_ENDING = ".eml"


def write_mail(desk: Desk, bundle: Path, target: Path, to: str = "") -> Path:
    """A message with the bundle attached, for a person to send. Raises MailTooLargeError, CarrierGoneError."""
    written = mail.write_mail(bundle, target, to=to, subject=mail_subject(desk), text=mail_text(desk))
    exchange_log.note(desk, "mail", recipient=to or "–", file=bundle.name)
    return written


def with_mails_opened(desk: Desk, files: Iterable[Path]) -> tuple[Path, ...]:
    """The same files; in the place of a saved e-mail the bundles in it, laid into the own inbox.

    Raises MailUnreadableError, CarrierFolderGoneError.
    """
    found: list[Path] = []
    for file in files:
        if file.suffix.lower() == MAIL_ENDING:
            found.extend(mail.take_from_mail(file, inbox_folder(desk)))
        else:
            found.append(file)
    return tuple(found)


def mail_subject(desk: Desk) -> str:
    """The subject of an e-mail with a bundle."""
    profile = desk.profile
    text = _("SXSH bundle of {name}, {unit}, {day}")
    day = desk.today().strftime("%d/%m/%Y")
    return words(text, name=profile.officer_name, unit=profile.unit_name, day=day)


def mail_text(desk: Desk) -> str:
    """What such an e-mail says."""
    text = _(
        "Dear colleague,\n\nattached is a bundle of SXSH Desktop. Save the file that ends with .sxsh, open it "
        "on the screen Send – Receive, look at the preview, then import it.\n\n{name}\n{unit}"
    )
    return words(text, name=desk.profile.officer_name, unit=desk.profile.unit_name)
