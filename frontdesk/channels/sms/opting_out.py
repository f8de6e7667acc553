"""An opt-out is recorded: reminders end, and the front desk is told of what stands and what was begun."""

from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.standing import standing_of_patient
from frontdesk.channels.sms.receiving import Received
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.storage.store import Store
from frontdesk.texting.alerts import Alerts
from frontdesk.texting.contacts import Contact, Contacts
from frontdesk.texting.opt_outs import OptOuts


class OptingOut:
    """Records opt-outs over one database."""

    def __init__(self, store: Store, alerts: Alerts) -> None:
        self._contacts = Contacts(store.vault, store.lookup)
        self._opt_outs = OptOuts(store.lookup)
        self._alerts = alerts
        self._appointments = Appointments(store.vault, store.lookup)

    def record(self, connection: Connection, received: Received, source: str) -> None:
        """The phone must not be texted any more; `source` as OptOuts has it."""
        phone, number = received.contact.phone, received.claim.id
        self._opt_outs.record(connection, phone, source)
        self._contacts.withdraw_consent(connection, received.contact.id)
        if received.opted_out:
            return
        if received.in_booking:
            self._alerts.put(connection, "opted_out", phone, "", f"text:{number}")
        for appointment in self._standing(connection, received.contact):
            self._alerts.put(
                connection, "opted_out_open", phone, appointment.reference, f"text:{number}:{appointment.reference}"
            )

    def _standing(self, connection: Connection, contact: Contact) -> list[Appointment]:
        """What the phone or its conversation has asked for and still has before it."""
        found = standing_of_patient(connection, self._appointments, contact.conversation_id, contact.phone)
        return [item for item in found if item.start is None or item.start > as_aware(utc_now())]
