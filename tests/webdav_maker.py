"""A real WebDAV server on this computer, for the tests of carrying: with password, with TLS, and accidents."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from wsgidav.wsgidav_app import WsgiDAVApp

USER, PASSWORD = "CB01", "mật khẩu đúng"


@dataclass
class DavServer:
    """A running server. `asked`: (method, path, Range) of each request; `break_after`: cut GET bodies there."""

    folder: Path
    address: str
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    break_after: int = 0
    answer: dict[str, str] = field(default_factory=dict)  # method -> status line to give instead


def _watched(app: Callable[..., Iterable[bytes]], server: DavServer) -> Callable[..., Iterable[bytes]]:
    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        server.asked.append((method, environ["PATH_INFO"], environ.get("HTTP_RANGE", "")))
        if method in server.answer:
            start_response(server.answer[method], [("Content-Length", "0")])
            return [b""]
        body = app(environ, start_response)
        return _cut(body, server) if method == "GET" and server.break_after else body

    return call


def _cut(body: Iterable[bytes], server: DavServer) -> Iterator[bytes]:
    """The connection is lost once, in the middle of a download."""
    left, server.break_after = server.break_after, 0
    for piece in body:
        if len(piece) >= left:
            yield piece[:left]
            raise ConnectionResetError("the cable was pulled out")
        left -= len(piece)
        yield piece


@contextmanager
def dav_server(
    folder: Path, certificate: tuple[Path, Path] | None = None, *, digest: bool = False
) -> Iterator[DavServer]:
    """Serve a folder on a free port of this computer; `certificate`: its file and the file of its key; `digest`: it
    takes only that way of logging in."""
    folder.mkdir(exist_ok=True)
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {
                "accept_basic": not digest,
                "accept_digest": digest,
                "default_to_digest": digest,
            },
            "verbose": 0,
            "logging": {"enable_loggers": []},
        }
    )
    server = DavServer(folder, "")
    running = wsgi.Server(("127.0.0.1", 0), _watched(app, server), numthreads=2)
    setattr(running, "error_log", lambda *_given, **_more: None)  # noqa: B010 - quiet
    if certificate is not None:
        running.ssl_adapter = BuiltinSSLAdapter(str(certificate[0]), str(certificate[1]))
    running.prepare()
    scheme = "https" if certificate else "http"
    server.address = f"{scheme}://127.0.0.1:{running.bind_addr[1]}"
    thread = threading.Thread(target=running.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.stop()
        thread.join(10)


def make_certificate(folder: Path, *, days: int = 30, name: str = "127.0.0.1") -> tuple[Path, Path]:
    """A self-signed certificate and its key, valid for `days` from yesterday on (negative: expired)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "may-chu-thu")])
    start = datetime.now(UTC) - timedelta(days=1 if days > 0 else 10)
    address: x509.GeneralName = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(datetime.now(UTC) + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{name}{days}.pem", folder / f"{name}{days}.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


__all__ = ["PASSWORD", "USER", "DavServer", "dav_server", "make_certificate"]
