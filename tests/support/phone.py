"""The provider's side of text messages: signed calls to a server, and what the clinic is about to text back."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

import requests
import sqlalchemy as sa
from twilio.request_validator import RequestValidator

from frontdesk.storage.booking_models import outbox
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.sms_models import contacts, inbound_texts
from tests.support.databases import open_only
from tests.support.server import SECRET, Server

CLINIC_NUMBER = "+17805550100"
ACCOUNT = "AC" + "0" * 32
TOKEN, OLD_TOKEN = "1" * 32, "2" * 32
PUBLIC_URL = "https://frontdesk.example.org"
SMS = {
    "FRONTDESK_SMS_PROVIDER": "twilio",
    "FRONTDESK_SMS_NUMBER": CLINIC_NUMBER,
    "FRONTDESK_TWILIO_ACCOUNT": ACCOUNT,
    "FRONTDESK_TWILIO_AUTH_TOKENS": f"{TOKEN},{OLD_TOKEN}",
    "FRONTDESK_PUBLIC_URL": PUBLIC_URL,
    "FRONTDESK_SMS_KEYWORDS": "frontdesk",
}
_PATIENCE_SECONDS = 20
_NUMBERS = count(1_000)


@dataclass(frozen=True)
class Sent:
    """A text of the clinic."""

    kind: str
    text: str


def signed(path: str, fields: Mapping[str, str], token: str = TOKEN, url: str = PUBLIC_URL) -> str:
    return str(RequestValidator(token).compute_signature(f"{url}{path}", dict(fields)))


class Phone:
    """One patient's phone."""

    def __init__(self, server: Server, number: str = "", database: str = "") -> None:
        """`number`: one that no other test uses, unless one is given; `database`: the server's embedded one, unless given."""
        self.number = number or f"+1780555{next(_NUMBERS):04}"
        self.server = server
        self._engine = open_only(database or f"sqlite:///{server.data_dir / 'frontdesk.db'}")
        self._vault = Vault([SECRET])

    def fields(self, text: str, **more: str) -> dict[str, str]:
        return {
            "MessageSid": "SM" + secrets.token_hex(16),
            "AccountSid": ACCOUNT,
            "From": self.number,
            "To": CLINIC_NUMBER,
            "Body": text,
            "NumMedia": "0",
            "FromZip": "",
            "FromCity": "",
            **more,
        }

    def post(
        self, fields: Mapping[str, str], signature: str | None = None, path: str = "/sms/twilio"
    ) -> requests.Response:
        """Call as the provider does; `signature`: the right one unless another ("" for none) is given."""
        given = signed(path, fields) if signature is None else signature
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": given}
        if not given:
            del headers["X-Twilio-Signature"]
        return requests.post(f"{self.server.url}{path}", urlencode(fields), headers=headers, timeout=10)

    def send(self, text: str, **more: str) -> None:
        """Text the clinic."""
        answer = self.post(self.fields(text, **more))
        assert answer.status_code == 200, answer.text

    def say(self, text: str, **more: str) -> list[Sent]:
        """Text the clinic and wait until the text is done with; what the clinic texts back."""
        before = len(self.received())
        self.send(text, **more)
        self.wait()
        return self.received()[before:]

    def reply(self, text: str, **more: str) -> str:
        """The one text that comes back."""
        answers = self.say(text, **more)
        assert len(answers) == 1, answers
        return answers[0].text

    def wait(self) -> None:
        """Until nothing of this phone waits to be processed."""
        began = time.monotonic()
        while "waiting" in self.states():
            assert time.monotonic() - began < _PATIENCE_SECONDS, self.server.log.read_text()[-3000:]
            time.sleep(0.05)

    def states(self) -> list[str]:
        """What became of this phone's texts, in order."""
        mine = inbound_texts.c.phone_hash == Lookup([SECRET]).hash(self.number)
        with self._engine.connect() as connection:
            return list(
                connection.execute(sa.select(inbound_texts.c.state).where(mine).order_by(inbound_texts.c.id)).scalars()
            )

    def contact(self) -> Any:
        """The phone's row among the contacts, or None."""
        mine = contacts.c.phone_hash == Lookup([SECRET]).hash(self.number)
        with self._engine.connect() as connection:
            return connection.execute(sa.select(contacts).where(mine)).first()

    def received(self) -> list[Sent]:
        """What the clinic has queued for this phone, in order."""
        contact = self.contact()
        with self._engine.connect() as connection:
            rows = connection.execute(
                sa.select(outbox)
                .where(outbox.c.contact_id == (contact.id if contact else ""))
                .order_by(outbox.c.created_at)
            ).all()
        return [Sent(row.kind, json.loads(self._vault.open(row.payload))["text"]) for row in rows]

    def alerts(self) -> list[tuple[str, str]]:
        """Event and reference of what the front desk is told about this phone."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(outbox).where(outbox.c.kind == "staff_alert")).all()
        told = [json.loads(self._vault.open(row.payload)) for row in rows]
        return [(item["event"], item["reference"]) for item in told if item["phone"] == self.number]

    def later(self, **values: Any) -> None:
        """Change what is known of the contact, as if time had passed."""
        contact = self.contact()
        with writing(self._engine) as connection:
            connection.execute(contacts.update().where(contacts.c.id == contact.id).values(values))

    def age_texts(self, count: int, ago: timedelta) -> None:
        """As if this phone had sent so many texts that long ago, answered."""
        mine = inbound_texts.c.phone_hash == Lookup([SECRET]).hash(self.number)
        with writing(self._engine) as connection:
            row = dict(connection.execute(sa.select(inbound_texts).where(mine)).mappings().first() or {})
            del row["id"], row["clinic_id"]
            for _ in range(count):
                copy = {"provider_id": secrets.token_hex(16), "received_at": utc_now() - ago, "state": "done"}
                connection.execute(inbound_texts.insert(), row | copy)

    def forget_slowing(self) -> None:
        """As if every text but those of `age_texts` had been sent the day before yesterday."""
        mine = inbound_texts.c.phone_hash == Lookup([SECRET]).hash(self.number)
        recent = inbound_texts.c.received_at > utc_now() - timedelta(hours=1)
        with writing(self._engine) as connection:
            connection.execute(
                inbound_texts.update().where(mine, recent).values(received_at=utc_now() - timedelta(days=2))
            )


QUESTION = "does dry needling hurt?"


EMERGENCY = "my face is drooping on one side and I can't speak properly"


def booked(phone: Phone) -> list[str]:
    """A whole booking; every text of the clinic."""
    for text in (
        "Hi, I'd like to book an appointment",
        "Ana Moreau",
        "tomorrow morning",
        "sore knee",
        "no, first time",
    ):
        phone.say(text)
    phone.say("1")
    return [sent.text for sent in phone.received()]
