"""Puts the parts of booking together from the settings."""

from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.limits import Limiter
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.schedule import never_busy
from frontdesk.appointments.slots import Slots
from frontdesk.appointments.verification import Verifications
from frontdesk.booking.desk import Desk
from frontdesk.booking.dialogue import Dialogue
from frontdesk.booking.draft import Drafts
from frontdesk.booking.letters import Letters
from frontdesk.booking.reception import Reception
from frontdesk.notices.calendar import open_calendar
from frontdesk.notices.queue import Notices
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.phone_codes import PhoneCodes


class Parts:
    """What acts on appointments, over one database."""

    def __init__(self, config: Settings, store: Store) -> None:
        self.engine, self.vault, self.lookup = store.engine, store.vault, store.lookup
        self.appointments = Appointments(self.vault, self.lookup)
        self.notices = Notices(config, store)
        calendar = open_calendar(config)
        busy = calendar.busy if calendar else never_busy
        report = self.notices.report
        admit = Limiter(config.clinic.booking.limits, self.lookup).admit
        self.hand_off = HandOff(self.engine, self.appointments, config.clinic, report, admit)
        self.contacts = Contacts(self.vault, self.lookup)
        self.drafts = Drafts(self.engine, self.vault)
        self.slots = Slots(self.engine, self.appointments, config.clinic, report, busy, admit)


def reception(config: Settings, store: Store) -> Reception:
    """What takes messages for the front desk of one clinic."""
    return _reception(Parts(config, store), config)


def _reception(parts: Parts, config: Settings) -> Reception:
    return Reception(parts.engine, config.clinic, parts.appointments, parts.hand_off, parts.contacts, parts.drafts)


def dialogue(config: Settings, store: Store) -> Dialogue:
    """The booking conversation of one clinic."""
    parts = Parts(config, store)
    desk = Desk(
        parts.engine,
        config.clinic,
        parts.appointments,
        parts.hand_off,
        parts.slots,
        Verifications(parts.engine, parts.lookup, parts.notices.code),
        Letters(parts.engine, parts.appointments, parts.notices, parts.contacts),
        parts.contacts,
        PhoneCodes(config, config.sms, store) if config.sms else None,
    )
    return Dialogue(desk, parts.drafts, _reception(parts, config))
