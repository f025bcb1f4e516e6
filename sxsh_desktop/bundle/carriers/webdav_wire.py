"""The wire under `webdav`: one request at a time, every failure of network, TLS and server as a sentence."""

from __future__ import annotations

import base64
import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

from sxsh_desktop import __version__
from sxsh_desktop.base.text import nfc
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.carriers.errors import (
    CarrierAddressError,
    CarrierCertificateError,
    CarrierFolderMissingError,
    CarrierForbiddenError,
    CarrierLoginWayError,
    CarrierPasswordError,
    CarrierServerError,
    CarrierServerFullError,
    CarrierServerGoneError,
    PasswordNeededError,
)

_SECONDS = 30.0
_MOST_LISTING = 32 << 20
_DAV = "{DAV:}"
# OpenSSL's numbers of why a certificate was not believed.
_EXPIRED, _NOT_YET = (10,), (9,)
_NOT_KNOWN = (18, 19, 20, 21)
_OTHER_NAME = (62, 64)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a listing. size: bytes, None where not told; room: free bytes, None where not told."""

    name: str
    is_folder: bool
    size: int | None
    room: int | None


class Server:
    """One address with name and password. `host` and `folder` are for messages."""

    def __init__(self, address: str, user: str, password: str, authority: Path | None = None) -> None:
        parts = _parts(address)
        self.host = parts.netloc
        self.folder = nfc(unquote(parts.path)) or "/"
        self._path = parts.path.rstrip("/")
        self._scheme, self._name, self._port = parts.scheme, parts.hostname or "", parts.port
        self._user, self._password = nfc(user), nfc(password)
        self._context = _context(authority, self.host) if parts.scheme == "https" else None

    @property
    def called(self) -> str:
        """Server and folder as people write them."""
        return f"{self._scheme}://{self.host}{self.folder.rstrip('/')}"

    def address_of(self, place: Iterable[str]) -> str:
        """The whole address of something there, for the Destination of a MOVE."""
        return f"{self._scheme}://{self.host}{self._path_of(place)}"

    @contextlib.contextmanager
    def ask(
        self,
        method: str,
        place: Iterable[str],
        headers: Mapping[str, str] | None = None,
        body: bytes | Iterable[bytes] | None = None,
    ) -> Iterator[http.client.HTTPResponse]:
        """Send one request and give its answer; the connection is closed afterwards.

        Raises CarrierServerGoneError, CarrierCertificateError.
        """
        connection = self._connection()
        sent = {"User-Agent": f"sxsh-desktop/{__version__}", **self._credentials(), **(headers or {})}
        try:
            with self._told():
                # a server that refuses may answer before it has read everything
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    connection.request(method, self._path_of(place), body, sent)
                answer = connection.getresponse()
            yield answer
        finally:
            connection.close()

    def read(self, answer: http.client.HTTPResponse, most: int) -> bytes:
        """The next bytes of an answer, b"" at its end. Raises CarrierServerGoneError."""
        with self._told():
            try:
                return answer.read(most)
            except http.client.IncompleteRead as error:
                return error.partial

    def expect(self, answer: http.client.HTTPResponse, *statuses: int) -> None:
        """Raise what the answer's number means, unless it is one of these."""
        status = answer.status
        if status in statuses:
            return
        if status == 401:
            ways = [way.split(" ", 1)[0] for way in answer.headers.get_all("WWW-Authenticate", [])]
            if ways and "basic" not in (way.lower() for way in ways):
                raise CarrierLoginWayError(server=self.host, ways=", ".join(sorted(set(ways)))[:80])
            if not self._password:
                raise PasswordNeededError(server=self.host)
            raise CarrierPasswordError(server=self.host)
        if status == 403:
            raise CarrierForbiddenError(server=self.host, folder=self.folder)
        if status in (404, 409):
            raise CarrierFolderMissingError(server=self.host, folder=self.folder)
        if status in (413, 507):
            raise CarrierServerFullError(server=self.host)
        if status in (502, 503, 504):
            raise CarrierServerGoneError(server=self.host, what=words(_("it is busy or being looked after")))
        raise CarrierServerError(server=self.host, status=status)

    def _connection(self) -> http.client.HTTPConnection:
        if self._context is not None:
            return http.client.HTTPSConnection(
                self._name, self._port, timeout=_SECONDS, context=self._context
            )
        return http.client.HTTPConnection(self._name, self._port, timeout=_SECONDS)

    def _credentials(self) -> dict[str, str]:
        if not self._user and not self._password:
            return {}
        pair = f"{self._user}:{self._password}".encode()
        return {"Authorization": "Basic " + base64.b64encode(pair).decode("ascii")}

    def _path_of(self, place: Iterable[str]) -> str:
        parts = [quote(nfc(part), safe="") for part in place if part]
        return "/".join((self._path, *parts)) or "/"

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise CarrierCertificateError(server=self.host, what=_certificate_words(error)) from error
        except (OSError, http.client.HTTPException) as error:
            raise CarrierServerGoneError(server=self.host, what=_network_words(error)) from error


def found_in(content: bytes, host: str) -> tuple[Found, ...]:
    """The lines of a PROPFIND answer, the folder asked for first. Raises CarrierServerError."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise CarrierServerError(server=host, status="XML")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise CarrierServerError(server=host, status="XML") from error
    return tuple(_found(one) for one in root.iter(f"{_DAV}response"))


def read_bounded(answer: http.client.HTTPResponse, host: str) -> bytes:
    """A listing, at most 32 MiB. Raises CarrierServerError, CarrierServerGoneError."""
    try:
        content = answer.read(_MOST_LISTING + 1)
    except (OSError, http.client.HTTPException) as error:
        raise CarrierServerGoneError(server=host, what=_network_words(error)) from error
    if len(content) > _MOST_LISTING:
        raise CarrierServerError(server=host, status="> 32 MiB")
    return content


def _found(response: ElementTree.Element) -> Found:
    path = urlsplit((response.findtext(f"{_DAV}href") or "").strip()).path
    name = nfc(unquote(path.rstrip("/").rpartition("/")[2]))
    folder = response.find(f".//{_DAV}resourcetype/{_DAV}collection") is not None
    return Found(
        name, folder, _number(response, "getcontentlength"), _number(response, "quota-available-bytes")
    )


def _number(response: ElementTree.Element, name: str) -> int | None:
    text = (response.findtext(f".//{_DAV}{name}") or "").strip()
    return int(text) if text.isdecimal() else None


@dataclass(frozen=True, slots=True)
class _Address:
    scheme: str
    netloc: str
    hostname: str
    port: int | None
    path: str


def _parts(address: str) -> _Address:
    """The address taken apart: https, or http to this very computer; nothing secret in it."""
    written = nfc(address.strip())
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError as error:
        raise CarrierAddressError(address=_without_secrets(written)) from error
    name = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_this_computer(name))
    if not name or not safe or "@" in parts.netloc or parts.query or parts.fragment:
        raise CarrierAddressError(address=_without_secrets(written))
    return _Address(parts.scheme, parts.netloc, name, port, quote(unquote(parts.path), safe="/"))


def _without_secrets(address: str) -> str:
    """An address for a message: whatever stands before an @ is left out."""
    scheme, slashes, rest = address.rpartition("://")
    return scheme + slashes + rest.rpartition("@")[2]


def _is_this_computer(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _context(authority: Path | None, host: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority is not None:
        try:
            context.load_verify_locations(cafile=str(authority))
        except (OSError, ssl.SSLError) as error:
            what = words(_("the file {file} holds no certificate"), file=authority.name)
            raise CarrierCertificateError(server=host, what=what) from error
    return context


def _certificate_words(error: ssl.SSLCertVerificationError) -> str:
    number = error.verify_code
    if number in _EXPIRED:
        return words(_("its certificate has expired"))
    if number in _NOT_YET:
        return words(_("its certificate is not valid yet"))
    if number in _OTHER_NAME:
        return words(_("its certificate is that of another server"))
    if number in _NOT_KNOWN:
        return words(_("nobody whom this computer knows vouches for its certificate"))
    return words(_("its certificate is not right"))


def _network_words(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return words(_("its name is not known in this network"))
    if isinstance(error, TimeoutError):
        return words(_("it does not answer"))
    if isinstance(error, ConnectionRefusedError):
        return words(_("the computer is there but takes no bundles now"))
    if isinstance(error, ssl.SSLError):
        return words(_("it does not speak https"))
    return words(_("the connection broke off"))
