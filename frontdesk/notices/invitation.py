"""An appointment as an iCalendar event (RFC 5545, RFC 5546). It tells a calendar when and where, never why."""

from datetime import date, datetime, timezone
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.states import CANCELLED
from frontdesk.appointments.wording import one_line
from frontdesk.language.packs import ENGLISH
from frontdesk.notices.patient_letter import TEXTS
from frontdesk.settings.clinic import Clinic

REQUEST = "REQUEST"
CANCEL = "CANCEL"
_UID_DOMAIN = "@frontdesk"


def uid(appointment: Appointment) -> str:
    """The id of the appointment in a calendar, the same through every change."""
    return f"{appointment.id}{_UID_DOMAIN}"


def is_ours(event_uid: str) -> bool:
    """Whether an event of a calendar is one of ours."""
    return event_uid.endswith(_UID_DOMAIN)


def sequence(appointment: Appointment) -> int:
    """iCalendar's count of changes, from 0."""
    return appointment.version - 1


def ics(
    appointment: Appointment, clinic: Clinic, sender: str, method: str | None = None, attendee: str | None = None
) -> bytes:
    """An iCalendar file with the appointment's event and the clinic's time zone.

    It is in the patient's language, or in English where it is for the clinic's own calendar.

    The organizer is the clinic or, where it has no e-mail address, `sender`. `attendee` is an e-mail address. `method` is None
    for an event that is stored in a calendar (RFC 4791). Raises ValueError for an appointment without a time.
    """
    if appointment.start is None or appointment.end is None:
        raise ValueError("An appointment without a time is no event.")
    language = appointment.details.language if method else ENGLISH
    event = Event.new(
        uid=uid(appointment),
        sequence=sequence(appointment),
        stamp=datetime.now(timezone.utc),
        start=_wall_time(appointment.start, clinic),
        end=_wall_time(appointment.end, clinic),
        summary=TEXTS.text(language, "event", name=one_line(clinic.name)),
        description=TEXTS.text(language, "event_reference", reference=appointment.reference),
        location=one_line(clinic.address) if clinic.address else None,
    )
    event.add("status", "CANCELLED" if appointment.status == CANCELLED else "CONFIRMED")
    event.add("organizer", vCalAddress.new(clinic.email or parseaddr(sender)[1], cn=one_line(clinic.name)))
    if attendee:
        event.add("attendee", vCalAddress.new(attendee, partstat="ACCEPTED", rsvp=False))
    calendar = Calendar.new(prodid="-//Frontdesk//EN", method=method, uid=uid(appointment), subcomponents=[event])
    calendar.add_missing_timezones(date(appointment.start.year - 1, 1, 1), date(appointment.end.year + 2, 1, 1))
    content: bytes = calendar.to_ical()
    return content


def _wall_time(moment: datetime, clinic: Clinic) -> datetime:
    local = moment.astimezone(clinic.timezone)
    return moment if local.fold else local  # a zone's second 1:30 can only be written in UTC (RFC 5545, 3.3.5)
