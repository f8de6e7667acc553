"""Calls to the number for texts: callers hear whose it is and are put through to the front desk.

Who is not answered gets one text, if the clinic wants that (`texting.missed_calls`): who called may be told how to go on. It is
a notice, so quiet hours and opt-outs hold; it goes to phones of the clinic's country, at most once in `_PAUSE`.
"""

import logging
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from frontdesk.appointments.quiet_hours import quiet_until
from frontdesk.log import log_failure
from frontdesk.settings.environment import Settings
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.database import as_aware, in_database, utc_now, writing
from frontdesk.storage.sms_models import contacts
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.mobile import UnusablePhoneError, read_mobile
from frontdesk.texting.opt_outs import OptOuts
from frontdesk.texting.providers.base import Acknowledgement, Call, Calls, calls_path
from frontdesk.texting.texts import NOTICE, Texts
from frontdesk.texting.words import missed_call_text

_PAUSE = timedelta(days=1)
_NAME = "missed_call:"
_log = logging.getLogger(__name__)


class MissedCalls:
    """What answers the provider's questions about calls."""

    def __init__(self, config: Settings, sms: SmsSettings, store: Store, calls: Calls) -> None:
        self._clinic = config.clinic
        self._then = f"{sms.own_url}{calls_path(sms.provider)}"
        # Ringing our own number would come back here.
        self._rings = sms.number != config.clinic.phone_e164
        self._own = (sms.number, config.clinic.phone_e164)
        self._engine = store.engine
        self._calls = calls
        self._contacts = Contacts(store.vault, store.lookup)
        self._opt_outs = OptOuts(store.lookup)
        self._texts = Texts(store.vault)

    async def answer(self, request: Request) -> Acknowledgement:
        """What the caller hears next. Raises UnreadableCallError. That a text could not be queued is logged, not said."""
        call = self._calls.parse_call(await request.body())
        if self._rings and not call.ended:
            return self._calls.put_through(self._greeting(), self._clinic.phone_e164, self._then)
        if call.answered:
            return self._calls.hang_up()
        try:
            await in_database(self._engine, self._missed, call)
        except SQLAlchemyError as error:
            log_failure(_log, "A missed call", error)
        return self._calls.hang_up(self._not_answered())

    def _missed(self, call: Call) -> None:
        try:
            phone = read_mobile(call.caller, self._clinic.region, self._own)
        except UnusablePhoneError:
            return
        if not self._clinic.texts_missed_calls:
            return
        with writing(self._engine) as connection:
            contact_id = self._contacts.add(connection, phone, utc_now())
            connection.execute(sa.select(contacts.c.id).where(contacts.c.id == contact_id).with_for_update())
            if not self._opt_outs.is_out(connection, phone) and not _told_lately(connection, contact_id):
                name = f"{_NAME}{call.provider_id}"
                self._texts.put(
                    connection,
                    contact_id,
                    NOTICE,
                    name,
                    missed_call_text(self._clinic, self._language(connection, contact_id)),
                )
                if not self._waits():
                    self._contacts.introduced(connection, contact_id, utc_now())

    def _waits(self) -> bool:
        """Whether a notice waits for the end of the quiet hours: who texts until then has not been told who answers."""
        return quiet_until(as_aware(utc_now()), self._clinic.booking.quiet_hours, self._clinic.timezone) is not None

    @staticmethod
    def _language(connection: Connection, contact_id: str) -> str:
        found = connection.execute(sa.select(contacts.c.language).where(contacts.c.id == contact_id)).scalar_one()
        return str(found)

    def _greeting(self) -> str:
        emergency = " ".join(self._clinic.emergency_number)
        return (
            f"This is the line for text messages of {self._clinic.name}. In an emergency, hang up and call {emergency}. "
            "Please hold for the front desk."
        )

    def _not_answered(self) -> str:
        emergency = " ".join(self._clinic.emergency_number)
        return (
            f"This is {self._clinic.name}. Nobody can answer now. You can text this number at any time. In an emergency, "
            f"call {emergency}. Goodbye."
        )


def _told_lately(connection: Connection, contact_id: str) -> bool:
    told = sa.and_(outbox.c.contact_id == contact_id, outbox.c.dedup.startswith(_NAME, autoescape=True))
    return (
        connection.execute(sa.select(outbox.c.id).where(told, outbox.c.created_at > utc_now() - _PAUSE)).first()
        is not None
    )
