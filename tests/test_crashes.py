"""Crashes: `kill -9` of the assistant or the worker at random, again and again, while patients book.

Whatever dies, every booking that was confirmed to a patient is there exactly once, and the front desk has been told
of it at least once, by an e-mail whose Message-ID is the same if it comes twice.
"""

import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from frontdesk.notices.queue import WINDOW
from tests.support.mortal import Mortal, killed_at_random
from tests.support.server import free_port

AT_ONCE = 4
_PATIENCE_SECONDS = 120
_CLAIM_SECONDS = 10  # a row whose worker was killed while sending is taken up after its claim
_TOLD_SECONDS = 240  # a row that could not be sent is tried again after one and after two more minutes
_REFERENCE = re.compile(r"your reference is ([A-Z2-9]{3}-[A-Z2-9]{3})")


class Mailbox:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self._lock = threading.Lock()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        with self._lock:
            self.messages.append(bytes(envelope.content or b""))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


class Patient:
    """Somebody with a bad connection: sends again with the same id until there is a reply."""

    def __init__(self, server: Mortal, name: str) -> None:
        self._server, self._name, self._token = server, name, ""

    def _post(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        began = time.monotonic()
        while time.monotonic() - began < _PATIENCE_SECONDS:
            try:
                answer = requests.post(
                    f"{self._server.url}{path}",
                    json=body,
                    headers={"Authorization": f"Bearer {self._token}"},
                    timeout=15,
                )
                if answer.ok:
                    return dict(answer.json())
                assert answer.status_code in (409, 503), answer.text
            except requests.ConnectionError:
                pass
            time.sleep(0.3)
        raise AssertionError(f"No reply to {self._name} in {_PATIENCE_SECONDS} s")

    def _say(self, text: str) -> str:
        """The reply; a notice that there is none yet is asked for again."""
        body = {"id": uuid.uuid4().hex, "text": text}
        while True:
            messages = self._post("/chat/messages", body)["messages"]
            if messages[-1]["kind"] != "notice":
                return " ".join(message["text"] for message in messages)
            time.sleep(0.3)

    def book(self) -> str:
        """The reference number that the patient is given in the end."""
        self._token = str(self._post("/chat/session", None)["token"])
        text = self._say(f"I'd like an appointment as soon as possible, my name is {self._name}, 780 555 0143, I'm new")
        for _ in range(30):
            given = _REFERENCE.search(text)
            if given:
                return given.group(1)
            text = self._say(self._answer(text))
        raise AssertionError(f"{self._name} was given no reference: {text}")

    def _answer(self, text: str) -> str:
        answers = {
            "Shall I send": "yes",
            "visit for": "sore knee",
            "What is your name": self._name,
            "phone number": "780 555 0143",
            "When would": "as soon as possible",
            "been to our clinic": "no",
        }
        return next((answer for asked, answer in answers.items() if asked in text), "book an appointment")


def _name(number: int) -> str:
    tens, ones = divmod(number, 26)
    return f"Pat {chr(65 + tens % 26)}{chr(97 + ones)}oe"


def test_no_crash_loses_or_doubles_a_booking(
    model: Path, tmp_path: Path, mailbox: tuple[Mailbox, str], request: pytest.FixtureRequest
) -> None:
    bookings, seed = request.config.getoption("--bookings"), request.config.getoption("--seed")
    box, smtp_url = mailbox
    server = Mortal(
        tmp_path,
        FRONTDESK_SMTP_URL=smtp_url,
        FRONTDESK_TURN_SECONDS="2",
        FRONTDESK_CLAIM_SECONDS=str(_CLAIM_SECONDS),
        FRONTDESK_CONVERSATION_RATE="1000/minute",
        FRONTDESK_ADDRESS_RATE="100000/minute",
        FRONTDESK_SESSION_RATE="10000/minute",
    )
    try:
        with killed_at_random(server, seed) as killed, ThreadPoolExecutor(AT_ONCE) as pool:
            references = list(pool.map(lambda number: Patient(server, _name(number)).book(), range(bookings)))
        assert len(set(references)) == bookings
        stored = [line.split()[0] for line in server.verb("requests").splitlines() if not line.startswith(" ")]
        assert Counter(stored) == Counter(references)
        server.worker.kill()
        server.worker.wait(timeout=20)
        server.now = (datetime.now(timezone.utc) + WINDOW).isoformat()  # when the e-mail for the rest of a flood is due
        server.worker = server.run("worker")
        told = _told(box, references)
    finally:
        server.stop(kill=True)
    assert all(len(ids) == 1 for ids in told.values()), "a repeated e-mail has another Message-ID"
    assert min(killed.values()) >= 1
    print(f"{bookings} bookings, killed {dict(killed)}, {len(box.messages)} e-mails")


def _told(box: Mailbox, references: list[str]) -> dict[str, set[str]]:
    """The Message-IDs of the front desk's e-mails by reference, once each reference has come."""
    began = time.monotonic()
    while True:
        told: dict[str, set[str]] = {reference: set() for reference in references}
        for message in map(message_from_bytes, list(box.messages)):
            text = message.get_payload(decode=True)
            assert isinstance(text, bytes)
            for reference in re.findall(r" ([A-Z2-9]{3}-[A-Z2-9]{3})\b", text.decode()):
                told[reference].add(str(message["Message-ID"]))
        missing = [reference for reference, ids in told.items() if not ids]
        if not missing or time.monotonic() - began > _TOLD_SECONDS:
            assert not missing, f"the front desk was not told of {len(missing)} of {len(references)}"
            return told
        time.sleep(0.5)
