"""`sxsh bundle way | send | receive | mail | log | revoke`: how bundles get from one desk to another."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sxsh_desktop.base.words import words
from sxsh_desktop.bundle.carriers.errors import PasswordNeededError
from sxsh_desktop.cli.bundles import group
from sxsh_desktop.cli.common import (
    JsonOption,
    StoreOption,
    desk_at,
    explain,
    print_json,
    print_table,
    say,
    shown_progress,
)
from sxsh_desktop.services import carriers, carriers_mail, exchange, exchange_log
from sxsh_desktop.services.answer_words import day_words
from sxsh_desktop.services.carriers import Exchanged, Way
from sxsh_desktop.services.desk import Desk

__all__ = ["group"]

PASSWORD_VARIABLE = "SXSH_CARRIER_PASSWORD"
OverOption = Annotated[
    Path | None,
    typer.Option("--over", metavar="DIR", help="A stick or folder, for this once (default: the way chosen)."),
]


@group.command("way")
def way(
    folder: Annotated[Path | None, typer.Option(help="A stick or shared folder.")] = None,
    server: Annotated[str, typer.Option(help="Address of a WebDAV folder, https://...")] = "",
    user: Annotated[
        str, typer.Option(help="Name on the server; the password is asked for, never kept.")
    ] = "",
    authority: Annotated[
        Path | None, typer.Option(help="Certificate of the office's own authority (PEM).")
    ] = None,
    inbox: Annotated[Path | None, typer.Option(help="A folder to watch for new bundles.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Choose over which way bundles go from this computer, or show what was chosen.

    Example: sxsh bundle way --server https://may-chu.dongthap.gov.vn/sxsh --user CB01
    """
    with desk_at(store) as desk:
        chosen = carriers.way(desk)
        if server:
            chosen = replace(
                chosen,
                kind="server",
                address=server,
                user=user,
                authority=str(authority.resolve()) if authority else "",
            )
        elif folder is not None:
            chosen = replace(chosen, kind="folder", folder=str(folder.resolve()))
        if inbox is not None:
            chosen = replace(chosen, inbox=str(inbox.resolve()))
        if chosen != carriers.way(desk):
            carriers.set_way(desk, chosen)
    if as_json:
        print_json(replace(chosen, foreign=()))
        return
    say(words("Bundles go over: {place}", place=_place_of(chosen)))
    if chosen.inbox:
        say(words("Watched folder: {folder}", folder=chosen.inbox))


@group.command("send")
def send(
    to: Annotated[
        list[str] | None, typer.Option(help="Devices to send to (default: all that have something new).")
    ] = None,
    over: OverOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put everything that the other side has not confirmed yet on the way that was chosen.

    The password of a server is asked for, or read from SXSH_CARRIER_PASSWORD.
    Example: sxsh bundle send
    """
    _exchange(store, over, tuple(to) if to else None, as_json=as_json, receive=False)


@group.command("receive")
def receive(over: OverOption = None, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Fetch the bundles that are new and say what their import would do; nothing is imported.

    Example: sxsh bundle receive
    """
    _exchange(store, over, None, as_json=as_json, send=False)


@group.command("mail")
def mail(
    bundle: Annotated[Path, typer.Argument(help="A bundle (.sxsh).")],
    target: Annotated[Path, typer.Argument(help="The e-mail to write (.eml).")],
    to: Annotated[str, typer.Option(help="Address of the receiver.")] = "",
    store: StoreOption = None,
) -> None:
    """Write an e-mail with a bundle attached; a person opens it in the mail program and sends it.

    Example: sxsh bundle mail 873-CB01-20261120-1a2b3c4d.sxsh goi.eml --to sct@dongthap.gov.vn
    """
    with desk_at(store) as desk:
        written = carriers_mail.write_mail(desk, bundle, target, to)
    say(words("The e-mail is ready: {file}. Open it and send it from the mail program.", file=str(written)))


@group.command("log")
def log(
    text: Annotated[str, typer.Argument(help="Words to look for.")] = "",
    export: Annotated[Path | None, typer.Option(help="Write it as a workbook (.xlsx).")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what was sent, fetched, imported and refused on this computer, the newest first.

    Example: sxsh bundle log "Lan 11/2026"
    """
    with desk_at(store) as desk:
        found = exchange_log.lines(desk, text)
    if export is not None:
        say(words("Written: {file}", file=str(exchange_log.export(export, found))))
    elif as_json:
        print_json(found)
    else:
        rows = [(one.at.replace("T", " ")[:16], one.text, one.code) for one in found]
        print_table((words("When"), words("What happened"), words("Code")), rows)


@group.command("revoke")
def revoke(
    device: Annotated[str, typer.Argument(help="The device: see `sxsh bundle devices`.")],
    since: Annotated[str, typer.Option(help="Since which day (2026-11-23); default: today.")] = "",
    store: StoreOption = None,
) -> None:
    """Take no more bundles of a device: laptop lost or sold, person gone. What it sent before stays.

    Example: sxsh bundle revoke dev-1a2b... --since 2026-11-20
    """
    with desk_at(store) as desk:
        line = exchange.revoke_device(desk, device, since)
    day = day_words(line.revoked_on)
    say(words("{name} is no longer trusted since {day}.", name=line.officer_name, day=day))


def _place_of(chosen: Way) -> str:
    if chosen.kind == "server":
        return chosen.address
    return chosen.folder if chosen.kind == "folder" else words("nothing was chosen yet")


def _exchange(
    store: Path | None,
    over: Path | None,
    recipients: tuple[str, ...] | None,
    *,
    as_json: bool,
    send: bool = True,
    receive: bool = True,
) -> None:
    """One way or both; what was finished is said even when it broke off (exit status 1)."""
    with desk_at(store) as desk, shown_progress() as progress:
        carrier = carriers.carrier(desk, _password(desk, over), over)
        done = carriers.send_and_receive(
            desk, carrier, recipients=recipients, send=send, receive=receive, progress=progress
        )
    if as_json:
        error = done.failed
        failed = {"code": error.code, "said": " ".join(error.explain())} if error else None
        fetched = [
            {"file": one.file, "plan": one.plan, "refused": one.error.code if one.error else ""}
            for one in done.fetched
        ]
        print_json(
            {
                "place": done.place,
                "sent": done.sent,
                "lying": done.lying,
                "fetched": fetched,
                "foreign": done.foreign,
                "failed": failed,
            }
        )
    else:
        _say(done)
    if done.failed is not None:
        explain(done.failed)
        raise typer.Exit(1)


def _say(done: Exchanged) -> None:
    for line in carriers.told(done):
        say(line)


def _password(desk: Desk, over: Path | None) -> str:
    """From the environment, or typed by a person and shown nowhere."""
    chosen = carriers.way(desk)
    if over is not None or chosen.kind != "server" or not chosen.user:
        return ""
    given = os.environ.get(PASSWORD_VARIABLE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise PasswordNeededError(server=chosen.address)
    typed: str = typer.prompt(words("Password of {user}", user=chosen.user), hide_input=True, err=True)
    return typed
