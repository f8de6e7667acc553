"""Settings with text messages, phones, and texts in the outbox, as the tests need them. Numbers are reserved for fiction."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.settings.environment import Settings
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.sms_models import contacts
from frontdesk.texting.lanes import send_text
from frontdesk.texting.providers import open_provider
from frontdesk.texting.queue import TextQueue
from frontdesk.texting.texts import REPLY, Texts
from tests.support.samples import settings_of
from tests.support.server import SECRET
from tests.support.sms_provider import SmsProvider
from tests.support.stores import store_over

PUBLIC_URL = "https://chat.example.org"
ANA, BEN = "+17805550111", "+17805550112"
NOON = datetime(2026, 12, 1, 19, 0, tzinfo=timezone.utc)  # in Denver
SECRET_TEXT = "my left knee hurts"
TEXTS = Texts(Vault([SECRET]))


def sms_settings_of(folder: Path, provider: SmsProvider, **environment: str) -> Settings:
    """Settings that send texts through the stand-in."""
    everything = {"FRONTDESK_PUBLIC_URL": PUBLIC_URL, **provider.environment, **environment}
    return settings_of(folder, **everything)


def sms_of(config: Settings) -> SmsSettings:
    assert config.sms is not None
    return config.sms


def contact(connection: Connection, phone: str, **values: Any) -> str:
    """A phone that has texted; its id."""
    contact_id = f"{phone[-4:]:0>32}"
    row = {
        "id": contact_id,
        "phone_hash": Lookup([SECRET]).hash(phone),
        "phone": Vault([SECRET]).seal(phone),
        "created_at": utc_now(),
        "last_text_at": utc_now(),
    }
    if connection.execute(sa.select(contacts.c.id).where(contacts.c.id == contact_id)).first() is None:
        connection.execute(contacts.insert(), row | values)
    return contact_id


def put_text(engine: Engine, dedup: str, text: str = "", phone: str = ANA, kind: str = REPLY, **values: Any) -> str:
    """Queue a text to a phone; the id of its row."""
    with writing(engine) as connection:
        TEXTS.put(connection, contact(connection, phone), kind, dedup, text or dedup, **values)
        return str(connection.execute(sa.select(outbox.c.id).where(outbox.c.dedup == dedup)).scalar_one())


class Line:
    """What one lane of the worker does, step by step."""

    def __init__(self, engine: Engine, config: Settings) -> None:
        self.engine = engine
        self.sms = sms_of(config)
        self.queue = TextQueue.of(config, self.sms, store_over(engine))
        self.provider = open_provider(self.sms)

    def send_one(self) -> bool:
        """Send what is next. False: nothing is."""
        claim = self.queue.claim(self.engine)
        if claim:
            send_text(self.engine, self.queue, self.provider, self.sms.public_url, claim)
        return claim is not None

    def send_all(self) -> None:
        """Send until nothing is due."""
        while self.send_one():
            pass


def row_of(engine: Engine, dedup: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(sa.select(outbox).where(outbox.c.dedup == dedup)).one()


def state_of(engine: Engine, dedup: str) -> tuple[str, str | None]:
    """State and error of a row."""
    row = row_of(engine, dedup)
    return row.state, row.error


def alerts(engine: Engine) -> list[Any]:
    """Rows that tell the front desk of trouble, oldest first."""
    with engine.connect() as connection:
        query = sa.select(outbox).where(outbox.c.kind == "text_trouble").order_by(outbox.c.created_at)
        return list(connection.execute(query))


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
