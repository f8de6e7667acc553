"""Real servers on free ports of this machine: one that takes mail, one that answers HTTP as told."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"
_LONG_AGO = datetime(2020, 1, 1)


@dataclass
class Mailbox:
    """What a mail server has taken. `refuse` is what it answers to a recipient instead of taking the message;
    `delay` is how many seconds it takes to say that it has taken one."""

    messages: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuse: str = ""
    hang_up: bool = False
    delay: float = 0.0
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.hang_up:
            server.transport.abort()
            return "250 OK"
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        await asyncio.sleep(self.delay)
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"correct:horse@", handled=False)


@contextmanager
def mail_server(host: str = HOST, tls: ssl.SSLContext | None = None, at_once: bool = False) -> Iterator[Mailbox]:
    """A mail server: plain, with STARTTLS (`tls`), or encrypted at once."""
    mailbox = Mailbox()
    upgrade = None if at_once else tls
    controller = Controller(
        mailbox,
        hostname=host,
        port=0,
        ssl_context=tls if at_once else None,
        tls_context=upgrade,
        authenticator=mailbox.authenticate,
        auth_require_tls=upgrade is not None,
    )
    controller.port = _free_port(host)
    controller.start()
    mailbox.port = controller.port
    yield mailbox
    controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context for this machine, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(_LONG_AGO)  # OpenSSL reads the real clock, not the test's
        .not_valid_after(_LONG_AGO + timedelta(days=100 * 365))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "certificate.pem", folder / "key.pem"
    trusted.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context, trusted


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that accepts connections and never says anything."""
    with socket.create_server((HOST, 0)) as listener:
        yield listener.getsockname()[1]


@dataclass
class Receiver:
    """What an HTTP server was asked. It answers with `statuses` in turn, then with the last one."""

    statuses: list[int]
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    requests: list[tuple[str, str, Any, bytes]] = field(default_factory=list)
    url: str = ""
    body: bytes = b""
    let_go: threading.Event = field(default_factory=threading.Event)


@contextmanager
def http_server(
    *statuses: int, headers: dict[str, str] | None = None, delay: float = 0.0, body: bytes = b""
) -> Iterator[Receiver]:
    """An HTTP server that notes every request: method, path, headers, body."""
    receiver = Receiver(list(statuses), headers or {}, delay, body=body)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            receiver.requests.append((self.command, self.path, self.headers, content))
            receiver.let_go.wait(receiver.delay)
            status = receiver.statuses.pop(0) if len(receiver.statuses) > 1 else receiver.statuses[0]
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        do_GET = do_POST = do_PUT = do_DELETE = do_REPORT = _answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that left before the answer is no news."""

    server = Server((HOST, 0), Handler)
    receiver.url = f"http://{HOST}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield receiver
    receiver.let_go.set()
    server.shutdown()
    server.server_close()
    thread.join()


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])
