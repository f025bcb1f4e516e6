"""Gửi và nhận: over which way bundles go from this computer, and one act that sends and fetches.

The way (a stick or folder, or a WebDAV server) and the watched inbox folder belong to this computer, not to the
store's records: they are kept in `exchange.json` in the store's folder. A password is kept nowhere. What is
fetched lies in the store's folder `inbox` until a person has looked at it: nothing is imported by itself.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Literal

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import write_whole
from sxsh_desktop.base.progress import CancelledError, Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.carriers.errors import CarrierNotSetError
from sxsh_desktop.bundle.carriers.folder import FolderCarrier
from sxsh_desktop.bundle.carriers.values import Carrier, Offered, box_for
from sxsh_desktop.bundle.carriers.webdav import WebDavCarrier
from sxsh_desktop.bundle.errors import NotForUsError
from sxsh_desktop.services import exchange_log, exchange_noted
from sxsh_desktop.services.carriers_known import Known, is_new, known_files
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import devices
from sxsh_desktop.services.exchange_errors import FileUnreadableError, NothingToSendError
from sxsh_desktop.services.exchange_fates import Plan
from sxsh_desktop.services.exchange_receive import preview_bundle
from sxsh_desktop.services.exchange_send import Sent, can_seal, what_to_send
from sxsh_desktop.store import exchange as exchange_store

_FILE, _INBOX, _OUTBOX = "exchange.json", "inbox", "outbox"
_MOST_FOREIGN = 1000

WayKind = Literal["", "folder", "server"]


@dataclass(frozen=True, slots=True)
class Way:
    """Over what bundles go. folder: a stick or shared folder; address, user: of a WebDAV server; authority: the
    file with the certificate of the office's own authority, or ""; inbox: the watched folder, or "";
    foreign: bundles seen on the way that are sealed for somebody else."""

    kind: WayKind = ""
    folder: str = ""
    address: str = ""
    user: str = ""
    authority: str = ""
    inbox: str = ""
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A bundle that was fetched: where it lies now, and what its import would do, or why it cannot be."""

    file: Path
    plan: Plan | None
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one press of the button did.

    on_stick: over a folder, that may be a stick; lying: recipients whose bundle still lies there; foreign: how
    many bundles for others were left alone; failed: why it ended early, None when it did not.
    """

    place: str
    on_stick: bool = False
    sent: tuple[Sent, ...] = ()
    lying: tuple[str, ...] = ()
    fetched: tuple[Fetched, ...] = ()
    foreign: int = 0
    failed: UserError | None = None


def way(desk: Desk) -> Way:
    """What was chosen on this computer; an unreadable file counts as nothing chosen."""
    try:
        value = json.loads((desk.folder / _FILE).read_text("utf-8"))
        known = {one.name: value[one.name] for one in fields(Way) if one.name in value}
        return Way(**{**known, "foreign": tuple(known.get("foreign", ()))})
    except (OSError, ValueError, TypeError):
        return Way()


def set_way(desk: Desk, chosen: Way) -> None:
    """Keep the choice. An address is tried for its form first. Raises CarrierAddressError,
    CarrierCertificateError, FileUnreadableError."""
    if chosen.kind == "server":
        _server(chosen, "")
    text = json.dumps(asdict(chosen), ensure_ascii=False, indent=1)
    try:
        write_whole(desk.folder / _FILE, text.encode("utf-8"))
    except OSError as error:
        raise FileUnreadableError(file=_FILE, what=reason_of(error)) from error


def carrier(desk: Desk, password: str = "", folder: Path | None = None) -> Carrier:
    """The way that was chosen, or `folder` for this once. Raises CarrierNotSetError, CarrierAddressError,
    CarrierCertificateError."""
    chosen = way(desk)
    if folder is not None:
        return FolderCarrier(folder)
    if chosen.kind == "server" and chosen.address:
        return _server(chosen, password)
    if chosen.kind == "folder" and chosen.folder:
        return FolderCarrier(Path(chosen.folder))
    raise CarrierNotSetError


def _server(chosen: Way, password: str) -> WebDavCarrier:
    authority = Path(chosen.authority) if chosen.authority else None
    return WebDavCarrier(chosen.address, chosen.user, password, authority=authority)


def recipients_of(desk: Desk) -> tuple[str, ...]:
    """To whom the button sends: the department, or every confirmed device of an officer (device ids)."""
    if not desk.profile.is_department:
        return ("",)
    own = desk.device_id
    found = [one for one in devices(desk) if one.state == "confirmed" and one.device_id != own]
    return tuple(one.device_id for one in found)


def not_sealed(desk: Desk, recipients: Sequence[str] | None = None) -> tuple[str, ...]:
    """To whom the button would send a bundle that is only signed, for no key of theirs is known here: their names.

    recipients: device ids; None is all that the button sends to. Those for whom nothing is new do not count.
    """
    who = recipients_of(desk) if recipients is None else tuple(recipients)
    open_ones = [what_to_send(desk, one) for one in who if not can_seal(desk, one)]
    return tuple(one.recipient for one in open_ones if not one.is_empty)


def send_and_receive(
    desk: Desk,
    over: Carrier,
    *,
    recipients: Sequence[str] | None = None,
    send: bool = True,
    receive: bool = True,
    progress: Progress | None = None,
) -> Exchanged:
    """Put what is not acknowledged, then fetch what is new; previews only, nothing is imported.

    What was finished before a failure stays done and is told with it (`failed`); the same press again goes on.
    Raises CancelledError; what was finished before stays.
    """
    progress = progress or silent()
    done = Exchanged(over.called, isinstance(over, FolderCarrier))
    try:
        if send:
            who = recipients_of(desk) if recipients is None else tuple(recipients)
            done = _send(desk, over, who, done, progress)
        if receive:
            done = _receive(desk, over, done, progress)
    except CancelledError:
        exchange_log.note(desk, "stopped")
        raise
    except _EndedError as ended:
        exchange_log.note_failure(desk, "failed", ended.why)
        return replace(ended.done, failed=ended.why)
    return done


class _EndedError(Exception):
    """It cannot go on: what was done, and why."""

    def __init__(self, done: Exchanged, why: UserError) -> None:
        super().__init__(why.code)
        self.done, self.why = done, why


def _send(
    desk: Desk, over: Carrier, recipients: Sequence[str], done: Exchanged, progress: Progress
) -> Exchanged:
    nothing = True
    for at, recipient in enumerate(recipients):
        part = progress.part(at, at + 1, len(recipients))
        try:
            lying, sent = _send_one(desk, over, recipient, part)
        except NothingToSendError:
            continue
        except UserError as error:
            raise _EndedError(done, error) from error
        nothing = False
        if sent is not None:
            done = replace(done, sent=(*done.sent, sent))
        else:
            done = replace(done, lying=(*done.lying, lying))
    if nothing:
        exchange_log.note(desk, "nothing_to_send")
    return done


def _send_one(desk: Desk, over: Carrier, recipient: str, progress: Progress) -> tuple[str, Sent | None]:
    """Send one bundle; or tell that the last one, with the very same content, still lies there."""
    box = _box_of(desk, recipient)
    chosen = what_to_send(desk, recipient)
    if chosen.is_empty:
        raise NothingToSendError(recipient=chosen.recipient)
    lying = _same_there(desk, over, box, {*chosen.revision_ids, *chosen.entry_ids})
    if lying:
        exchange_log.note(desk, "lies_there", recipient=chosen.recipient, place=over.called, file=lying)
        return chosen.recipient, None
    if isinstance(over, FolderCarrier):
        return "", exchange_noted.export_bundle(desk, over.folder, recipient, progress=progress)
    outbox = desk.folder / _OUTBOX
    shutil.rmtree(outbox, ignore_errors=True)  # what a killed program left; nobody else sends from this desk
    outbox.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=outbox) as folder:
        sent = exchange_noted.export_bundle(
            desk,
            Path(folder),
            recipient,
            deliver=lambda file: over.put(file, box, progress),
            place=over.called,
            progress=progress,
        )
    return "", sent


def _box_of(desk: Desk, recipient: str) -> str:
    if not desk.profile.is_department:
        return box_for("department", "")
    for one in devices(desk):
        if recipient in (one.device_id, one.key_id):
            return box_for(one.role, one.officer_code)
    return box_for("officer", recipient)


def _same_there(desk: Desk, over: Carrier, box: str, items: set[str]) -> str:
    """The name of an earlier bundle with exactly these items that still lies in the box, "" for none."""
    there = {one.name for one in over.offered((box,))}
    with desk.read() as connection:
        for one in exchange_store.exports(connection):
            same = one.file_name in there
            if same and set(exchange_store.items_of_export(connection, one.bundle_id)) == items:
                return one.file_name
    return ""


def _receive(desk: Desk, over: Carrier, done: Exchanged, progress: Progress) -> Exchanged:
    chosen = way(desk)
    profile = desk.profile
    try:
        offered = over.offered((box_for(profile.role, profile.officer_code),))
    except UserError as error:
        raise _EndedError(done, error) from error
    known = known_files(desk, chosen.foreign)
    new = [one for one in offered if is_new(known, one.name, _local(over, one))]
    for at, one in enumerate(new):
        try:
            done = _fetch(desk, over, one, done, progress.part(at, at + 1, len(new)))
        except UserError as error:
            raise _EndedError(done, error) from error
    if not new:
        exchange_log.note(desk, "nothing_new", place=over.called)
    return done


def _local(over: Carrier, one: Offered) -> Path | None:
    return over.folder / one.box / one.name if isinstance(over, FolderCarrier) else None


def _fetch(desk: Desk, over: Carrier, one: Offered, done: Exchanged, progress: Progress) -> Exchanged:
    """Bring one bundle here and look into it; one that is sealed for others is left there and remembered."""
    file = over.fetch(one, inbox_folder(desk), progress)
    plan, refused = _looked_into(desk, file)
    if isinstance(refused, NotForUsError):
        file.unlink(missing_ok=True)
        _remember_foreign(desk, one.name)
        exchange_log.note(desk, "not_for_us", place=over.called, file=one.name)
        return replace(done, foreign=done.foreign + 1)
    if plan is not None and plan.already:
        file.unlink(missing_ok=True)
        return done
    exchange_log.note(desk, "fetched", place=over.called, file=one.name)
    return replace(done, fetched=(*done.fetched, Fetched(file, plan, refused)))


def _looked_into(desk: Desk, file: Path) -> tuple[Plan | None, UserError | None]:
    try:
        return preview_bundle(desk, file), None
    except UserError as error:
        return None, error


def _remember_foreign(desk: Desk, name: str) -> None:
    now = way(desk)
    set_way(desk, replace(now, foreign=(*now.foreign, name)[-_MOST_FOREIGN:]))


def inbox_folder(desk: Desk) -> Path:
    """Where fetched bundles lie until a person has looked at them."""
    return desk.folder / _INBOX


def arrived(desk: Desk) -> tuple[Path, ...]:
    """The bundles that wait to be looked at: fetched ones, and new ones in the watched folder. Never raises
    for a watched folder that is not there (the stick is out)."""
    chosen = way(desk)
    own = inbox_folder(desk)
    places = [own, *([Path(chosen.inbox)] if chosen.inbox else [])]
    known: Known | None = None
    found: dict[str, Path] = {}
    for place in places:
        if not place.is_dir():
            continue
        try:
            offered = FolderCarrier(place).offered(())
        except UserError:
            continue
        for one in offered:
            known = known or known_files(desk, chosen.foreign, with_inbox=False)
            if is_new(known, one.name, place / one.name):
                found.setdefault(one.name, place / one.name)
    return tuple(found.values())


def tidy(desk: Desk, files: Iterable[Path]) -> None:
    """Take imported or shelved bundles out of the own inbox; files elsewhere are the person's own."""
    for file in files:
        if file.parent == inbox_folder(desk):
            file.unlink(missing_ok=True)


def told(done: Exchanged) -> tuple[str, ...]:
    """What one press of the button did, as sentences."""
    said = [_told_sent(one) for one in done.sent]
    text = _("The bundle for {recipient} still lies there unfetched; nothing newer has to go.")
    said += [words(text, recipient=one) for one in done.lying]
    for one in done.fetched:
        said.append(_told_fetched(one))
    if done.on_stick and done.sent:
        said.append(
            words(_("If it is a stick: choose “Safely remove” in the system before you pull it out."))
        )
    if done.foreign:
        said.append(words(_("{n} bundles for other people were left where they are."), n=done.foreign))
    if not said and done.failed is None:
        said.append(words(_("Nothing new, neither to send nor to fetch.")))
    return tuple(said)


def _told_sent(one: Sent) -> str:
    text = _("Sent to {recipient}: {file}, {records} versions of records and {entries} other entries.")
    if not one.sealed:
        text = _(
            "Sent to {recipient}, but not sealed, for their key is not known here: {file}, {records} versions of "
            "records and {entries} other entries."
        )
    return words(
        text,
        recipient=one.recipient,
        file=one.file.name,
        records=one.counts.revisions,
        entries=one.counts.entries,
    )


def _told_fetched(one: Fetched) -> str:
    if one.plan is None:
        why = " ".join(one.error.explain()) if one.error else ""
        return words(_("Fetched: {file}, but it cannot be imported yet. {why}"), file=one.file.name, why=why)
    plan = one.plan
    return words(
        _("Fetched: {file} of {sender}, {new} new versions of records; it waits to be looked at."),
        file=one.file.name,
        sender=plan.sender.officer_name or plan.sender.officer_code,
        new=plan.revisions_new,
    )
