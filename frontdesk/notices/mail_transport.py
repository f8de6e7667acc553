"""Where e-mails go: to a mail server, or into a folder if there is none."""

import os
import smtplib
import ssl
import threading
from collections.abc import Callable
from concurrent import futures
from contextlib import closing, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from frontdesk.notices.errors import DeliveryError

_SECONDS = 15
_TURNS = 4  # times the time-out of one answer, for the whole conversation with a server
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailTransport(Protocol):
    """Takes e-mails."""

    def send(self, message: EmailMessage) -> None:
        """Hand over one message. Raises DeliveryError."""


class MailServer:
    """SMTP (RFC 5321), encrypted: TLS from the start for `smtps://`, STARTTLS for `smtp://`.

    A server on this machine may work without encryption. Any other must offer it, with a valid certificate.
    """

    def __init__(self, url: str, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; one recipient, all or nothing. Raises DeliveryError, also if it takes too long in all.

        A server that answers a byte at a time stays within every time-out of a socket. It is abandoned, and the message is sent
        again later under the same Message-ID.
        """
        outcome: futures.Future[None] = futures.Future()
        threading.Thread(target=_settle, args=(outcome, self._hand_over, message), daemon=True).start()
        try:
            outcome.result(timeout=_TURNS * self._seconds)
        except futures.TimeoutError:
            raise DeliveryError("mail server: too slow") from None

    def _hand_over(self, message: EmailMessage) -> None:
        try:
            with closing(self._connection()) as connection:
                self._prepare(connection)
                connection.send_message(message)
                with suppress(smtplib.SMTPException):  # the message has been accepted already
                    connection.quit()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise DeliveryError(f"SMTP {codes[0]}, recipient refused") from None
        except smtplib.SMTPResponseException as error:
            raise DeliveryError(f"SMTP {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"mail server: {type(error).__name__}") from None

    def _connection(self) -> smtplib.SMTP:
        if self._tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._seconds, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=self._seconds)

    def _prepare(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if not self._tls and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
        elif not self._tls and self._host not in _HERE:
            raise DeliveryError("the mail server offers no STARTTLS")
        if self._user:
            connection.login(self._user, self._password)


def _settle(outcome: "futures.Future[None]", work: Callable[[EmailMessage], None], message: EmailMessage) -> None:
    try:
        work(message)
    except Exception as error:
        outcome.set_exception(error)
    else:
        outcome.set_result(None)


class MailFolder:
    """One `.eml` file for each message, named after its Message-ID, so that a repeat replaces the file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the message, whole or not at all. Raises DeliveryError."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        unfinished = self._folder / f".{name}.{os.getpid()}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise DeliveryError(f"mail folder: {type(error).__name__}") from None


def mail_transport(smtp_url: str | None, data_dir: Path) -> MailTransport:
    """The mail server, or the folder for messages."""
    return MailServer(smtp_url) if smtp_url else MailFolder(mail_folder(data_dir))


def mail_folder(data_dir: Path) -> Path:
    """Where messages are kept as files if there is no mail server: `outbox` in the data directory."""
    return data_dir / "outbox"
