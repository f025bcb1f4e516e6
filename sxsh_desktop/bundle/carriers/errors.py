"""Why a bundle could not be carried. The bundle itself: `bundle.errors`."""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _


class CarrierAddressError(UserError):
    """Facts: address."""

    code = "CARRIER-01"
    said = _("{address} cannot be used as the address of a server.")
    todo = _("Write it like https://server/folder, without a name or password in it.")


class CarrierPasswordError(UserError):
    """Facts: server."""

    code = "CARRIER-02"
    said = _("The server {server} did not accept the name and password. Nothing was sent.")
    todo = _(
        "Type both again, with Vietnamese typing and Caps Lock off. "
        "If it happens again, ask the person who looks after the server."
    )


class CarrierServerGoneError(UserError):
    """Facts: server, what (why, in words)."""

    code = "CARRIER-03"
    said = _("The server {server} cannot be reached: {what}. Everything is kept on this computer.")
    todo = _(
        "Check the network, then press the button again: it goes on where it stopped. A stick works too."
    )


class CarrierCertificateError(UserError):
    """Facts: server, what (why, in words)."""

    code = "CARRIER-04"
    said = _("The server {server} could not prove that it is the right one: {what}. Nothing was sent.")
    todo = _(
        "Check the date of this computer first. If it is right, do not go on: "
        "call the person who looks after the server, or use a stick."
    )


class CarrierFolderMissingError(UserError):
    """Facts: server, folder."""

    code = "CARRIER-05"
    said = _("There is no folder {folder} on the server {server}. Nothing was sent.")
    todo = _(
        "Check the address in the settings, letter by letter, or ask the person who looks after the server."
    )


class CarrierServerFullError(UserError):
    """Facts: server."""

    code = "CARRIER-06"
    said = _("There is no room left on the server {server}. Everything is kept on this computer.")
    todo = _("Ask the person who looks after the server to make room, or use a stick.")


class CarrierForbiddenError(UserError):
    """Facts: server, folder."""

    code = "CARRIER-07"
    said = _("This name may not write to or read {folder} on the server {server}. Nothing was sent.")
    todo = _("Ask the person who looks after the server for the right to this folder, or use a stick.")


class CarrierServerError(UserError):
    """Facts: server, status (the answer's number)."""

    code = "CARRIER-08"
    said = _("The server {server} answered in a way that is not understood ({status}).")
    todo = _("Everything is kept on this computer. Check the address in the settings, or try again later.")


class CarrierFileGoneError(UserError):
    """Facts: file, place."""

    code = "CARRIER-09"
    said = _("{file} is no longer in {place}.")
    todo = _("Read the list again; if the file is missed, ask its sender to send it once more.")


class CarrierNotSetError(UserError):
    """Nobody said yet which server or folder."""

    code = "CARRIER-10"
    said = _("It was not said yet over which way bundles go.")
    todo = _("Choose a stick or folder, or write the address of the server, then press the button again.")


class CarrierFolderGoneError(UserError):
    """Facts: folder, what (the system's words)."""

    code = "CARRIER-11"
    said = _("The folder {folder} cannot be read: {what}. Everything is kept on this computer.")
    todo = _("Put the stick in again, or choose another folder.")


class CarrierNoRoomHereError(UserError):
    """Facts: file, folder."""

    code = "CARRIER-12"
    said = _("There is not enough room on this computer to take in {file}.")
    todo = _("Free some space where {folder} is, then press the button again: it goes on where it stopped.")


class MailTooLargeError(UserError):
    """Facts: file, size and most (in MB)."""

    code = "CARRIER-13"
    said = _("{file} has {size} MB; by e-mail at most {most} MB arrive.")
    todo = _("Use a stick or the server for this bundle. Nothing was sent.")


class MailUnreadableError(UserError):
    """Facts: file."""

    code = "CARRIER-14"
    said = _("There is no bundle in the e-mail {file}.")
    todo = _("Save the attachment that ends with .sxsh from the mail program, and open that file.")


class PasswordNeededError(UserError):
    """Facts: server."""

    code = "CARRIER-15"
    said = _("The server {server} asks for a password.")
    todo = _("Type it: it is kept only until the program is closed, and never written down.")


class CarrierLoginWayError(UserError):
    """Facts: server, ways (names of the ways of logging in that it offers).

    Basic over https is what every WebDAV server of today takes; Digest rests on MD5 and on passwords that the server
    can read, and protects nothing that TLS does not protect already.
    """

    code = "CARRIER-16"
    said = _(
        "The server {server} wants another way of logging in ({ways}) than name and password. Nothing was sent."
    )
    todo = _("Ask the person who looks after the server to allow “Basic” logins over https, or use a stick.")
