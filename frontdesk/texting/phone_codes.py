"""Codes by text message: anyone who types one back holds the phone.

The answer is the same whether or not a code went out, so that nobody learns which numbers are known here or have opted out.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from frontdesk.appointments.verification import Verifications
from frontdesk.language.plain_texts import PlainTexts
from frontdesk.settings.environment import Settings
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.database import utc_now
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.mobile import UnusablePhoneError, read_mobile
from frontdesk.texting.opt_outs import OptOuts
from frontdesk.texting.texts import CODE, Texts
from frontdesk.texting.words import code_text

# What is said while a chat is continued by text.
TEXTS = PlainTexts(
    "phone_linking",
    {
        "sent": "If this phone can get our texts, a code is on its way. A phone that has sent us STOP must text START "
        "first.",
        "wrong": "This code does not fit or is no longer good: check the digits, or ask for a new one; a phone that has sent "
        "us STOP gets none until it texts START.",
        "stopped": "This phone has sent us STOP. Please text START to us, then confirm the code again.",
    },
)


class PhoneCodes:
    """Texts codes and checks them. Numbers are E.164."""

    def __init__(self, config: Settings, sms: SmsSettings, store: Store) -> None:
        self._clinic = config.clinic
        self._own = (sms.number, config.clinic.phone_e164)
        self._engine = store.engine
        self._contacts = Contacts(store.vault, store.lookup)
        self._opt_outs = OptOuts(store.lookup)
        self._texts = Texts(store.vault)
        self._verifications = Verifications(store.engine, store.lookup, self._put)

    def read(self, typed: str) -> str:
        """A number as typed, as a phone that can be texted. Raises UnusablePhoneError."""
        return read_mobile(typed, self._clinic.region, self._own)

    def can_reach(self, phone: str) -> bool:
        """Whether texts may go to this number."""
        try:
            return bool(self.read(phone))
        except UnusablePhoneError:
            return False

    def send(self, conversation_id: str, phone: str) -> None:
        """Text a code, unless the phone has opted out or enough have been asked for."""
        with self._engine.connect() as connection:
            may_be_texted = not self._opt_outs.is_out(connection, phone)
        self._verifications.start(conversation_id, phone, may_be_texted)

    def check(
        self, conversation_id: str, phone: str, code: str, then: Callable[[Connection], None] = lambda _: None
    ) -> bool:
        """Whether this is the code for the phone; `then` as in Verifications.check."""
        return self._verifications.check(conversation_id, phone, code, then)

    def has_shown(self, conversation_id: str, phone: str) -> bool:
        """Whether a conversation has recently shown that it holds the phone."""
        return self._verifications.has_passed(conversation_id, phone)

    def _put(self, connection: Connection, phone: str, code: str, minutes: int, name: str, language: str) -> None:
        contact_id = self._contacts.add(connection, phone, utc_now())
        self._texts.put(connection, contact_id, CODE, name, code_text(self._clinic, code, minutes, language))
