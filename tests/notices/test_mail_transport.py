"""Handing e-mails over: to a real mail server that takes, refuses, hangs up or says nothing, and into a folder."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from frontdesk.notices.errors import DeliveryError
from frontdesk.notices.mail_transport import MailFolder, MailServer, mail_transport
from tests.support.stand_ins import certificate, http_server, mail_server, silent_server


def message(to: str = "zoe@example.org", text: str = "Hello Zoë Quillfeather") -> EmailMessage:
    written = EmailMessage(policy.SMTP)
    written["Message-ID"] = "<abc123@example.org>"
    written["From"] = "frontdesk@example.org"
    written["To"] = to
    written["Subject"] = "Your request"
    written.set_content(text, cte="quoted-printable")
    return written


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's TLS context that this process trusts."""
    context, file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return context


def test_a_server_on_this_machine_may_do_without_encryption() -> None:
    with mail_server() as mailbox:
        MailServer(f"smtp://127.0.0.1:{mailbox.port}").send(message())
    assert mailbox.messages[0].get_content().strip() == "Hello Zoë Quillfeather"
    assert mailbox.messages[0]["Message-ID"] == "<abc123@example.org>"


def test_another_machine_must_offer_encryption() -> None:
    with mail_server("127.0.0.2") as mailbox, pytest.raises(DeliveryError, match="offers no STARTTLS"):
        MailServer(f"smtp://127.0.0.2:{mailbox.port}").send(message())
    assert mailbox.messages == []


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
def test_encryption_and_password(trusted: ssl.SSLContext, scheme: str, at_once: bool) -> None:
    with mail_server(tls=trusted, at_once=at_once) as mailbox:
        MailServer(f"{scheme}://desk%40example.org:correct%3Ahorse%40@localhost:{mailbox.port}").send(message())
    assert mailbox.encrypted == [True]
    assert mailbox.logins == [(b"desk@example.org", b"correct:horse@")]


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
def test_a_certificate_that_is_not_trusted_gets_nothing(tmp_path: Path, scheme: str, at_once: bool) -> None:
    context, _ = certificate(tmp_path)
    refused = pytest.raises(DeliveryError, match="SSLCertVerificationError")
    with mail_server(tls=context, at_once=at_once) as mailbox, refused:
        MailServer(f"{scheme}://user:correct@localhost:{mailbox.port}").send(message())
    assert (mailbox.messages, mailbox.logins) == ([], [])


def test_a_wrong_password_is_an_error_that_does_not_show_it(trusted: ssl.SSLContext) -> None:
    with mail_server(tls=trusted) as mailbox, pytest.raises(DeliveryError, match=r"^SMTP 535$"):
        MailServer(f"smtp://user:wrong@localhost:{mailbox.port}").send(message())


@pytest.mark.parametrize("answer", ["550 no such user zoe@example.org", "451 try later zoe@example.org"])
def test_a_refusal_is_an_error_without_the_address(answer: str) -> None:
    with mail_server() as mailbox:
        mailbox.refuse = answer
        with pytest.raises(DeliveryError) as raised:
            MailServer(f"smtp://127.0.0.1:{mailbox.port}").send(message())
    assert str(raised.value) == f"SMTP {answer[:3]}, recipient refused"


def test_a_server_that_hangs_up_has_not_taken_the_message() -> None:
    with mail_server() as mailbox:
        mailbox.hang_up = True
        with pytest.raises(DeliveryError, match="SMTPServerDisconnected"):
            MailServer(f"smtp://127.0.0.1:{mailbox.port}").send(message())


def test_a_server_that_says_nothing_is_left_after_a_while() -> None:
    began = time.monotonic()
    with silent_server() as port, pytest.raises(DeliveryError, match=r"^mail server: SMTPServerDisconnected$"):
        MailServer(f"smtp://127.0.0.1:{port}", seconds=0.3).send(message())
    assert time.monotonic() - began < 3


def test_a_server_that_is_not_there_or_speaks_something_else_is_an_error() -> None:
    with http_server(200) as web:
        other = web.url.rpartition(":")[2]
        with pytest.raises(DeliveryError):
            MailServer(f"smtp://127.0.0.1:{other}", seconds=0.3).send(message())
    with pytest.raises(DeliveryError, match="ConnectionRefusedError"):
        MailServer(f"smtp://127.0.0.1:{other}").send(message())


def test_an_address_outside_ascii_is_an_error_where_the_server_cannot_take_it() -> None:
    with mail_server() as mailbox:
        MailServer(f"smtp://127.0.0.1:{mailbox.port}").send(message("zoë@example.org"))
    assert mailbox.messages[0]["To"] == "zoë@example.org"


def test_without_a_mail_server_each_message_is_a_file_and_a_repeat_replaces_it(tmp_path: Path) -> None:
    transport = mail_transport(None, tmp_path)
    transport.send(message(text="first"))
    transport.send(message(text="Hello Zoë"))
    files = list((tmp_path / "outbox").iterdir())
    assert [file.name for file in files] == ["abc123.eml"]
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert read.get_content().strip() == "Hello Zoë"
    assert files[0].stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_an_error_without_its_contents(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file is in the way")
    with pytest.raises(DeliveryError, match=r"^mail folder: \w+Error$"):
        MailFolder(tmp_path / "outbox").send(message())


def test_a_server_that_answers_a_byte_at_a_time_is_left_behind() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_drip, args=(listener,), daemon=True).start()
        server = MailServer(f"smtp://127.0.0.1:{listener.getsockname()[1]}", seconds=0.3)
        began = time.monotonic()
        with pytest.raises(DeliveryError, match="too slow"):
            server.send(EmailMessage())
        assert time.monotonic() - began < 3


def _drip(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection, suppress(OSError):
        while True:
            connection.sendall(b"2")
            time.sleep(0.1)
