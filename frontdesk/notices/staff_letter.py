"""What the front desk is told by e-mail: read in ten seconds, with a subject that identifies nobody."""

from collections.abc import Sequence

from frontdesk.appointments.appointment import MESSAGE, Appointment, Period
from frontdesk.appointments.wording import long_moment, one_line, phone_in_words, short_moment, stretch, stretches
from frontdesk.conversations.channels import channel_of
from frontdesk.language.packs import pack_of
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.methods import method_of

_READ = "Read it. If it wants an answer, call or write to the patient."
# Event -> (what happened, what to do, what the due time is for).
_EVENTS = {
    "requested": ("New appointment request", "Call the patient to agree on a time.", "answer by"),
    "callback": ("Call-back request", "Call the patient.", "call by"),
    "message": ("Message", _READ, "read by"),
    "message_contact": ("Contact added to message", _READ, "read by"),
    "changed": ("Request changed", "Answer it as it stands now.", "answer by"),
    "booked": ("Appointment booked", "Nothing, unless the time does not suit.", ""),
    "rescheduled": ("Appointment moved", "Nothing, unless the new time does not suit.", ""),
    "cancelled": ("Cancelled", "Nothing. If it stands in another calendar, take it out there.", ""),
    "waiting": ("New on the wait list", "Nothing. A time that becomes free is offered by itself.", ""),
    "offered": ("Wait-list offer made", "Nothing. The time below is kept for the patient until the offer ends.", ""),
}
EVENTS = frozenset(_EVENTS)
_WIDTH = 13
_IN_SUMMARY = frozenset({"Name", "Phone", "Time", "Preferred", "Reason", "Note", "Message"})


def letter(appointment: Appointment, event: str, clinic: Clinic) -> tuple[str, str]:
    """Subject and text of the e-mail for one of EVENTS."""
    happened, to_do, due_label = _EVENTS[event]
    if event == "requested":
        to_do = method_of(appointment.method).to_do or to_do
    if event == "offered" and not appointment.details.email:
        to_do = (
            "The patient is told by text message, unless they opted out of texts: then call."
            if appointment.channel == "sms"
            else "Call the patient and offer the time below: there is no e-mail address, so nobody else tells them."
        )
    headline = f"{happened} {appointment.reference}"
    due = appointment.due_at if due_label else None
    subject = f"{headline}, {_by_when(appointment, due_label, clinic)}" if due else headline
    lines = [("To do", to_do)]
    if due:
        lines.append((due_label.capitalize(), long_moment(due, clinic.timezone)))
    lines += [("", ""), *_of_patient(appointment, clinic), *_of_time(appointment, clinic)]
    shown = [f"{label + ': ' if label else '':{_WIDTH}}{text}".rstrip() for label, text in lines if text or not label]
    return subject, "\n".join([headline, "", *shown, ""])


def summary(changes: Sequence[tuple[Appointment, str]], clinic: Clinic) -> tuple[str, str]:
    """Subject and text of one e-mail for several changes (appointment, event), a few lines each."""
    subject = f"{len(changes)} more requests and changes" if len(changes) > 1 else "One more request or change"
    lines = [
        subject,
        "",
        "So many came within a few minutes that they are told in one e-mail. If they look made up, the settings under",
        "booking.limits say how many one patient and one network address may send.",
        "`python -m frontdesk requests` lists them all.",
        "",
    ]
    for appointment, event in changes:
        happened, _, due_label = _EVENTS[event]
        due = appointment.due_at if due_label else None
        lines.append(
            f"{happened} {appointment.reference}" + (f", {_by_when(appointment, due_label, clinic)}" if due else "")
        )
        said = [*_of_patient(appointment, clinic), *_of_time(appointment, clinic)]
        lines += [f"  {label}: {text}" for label, text in said if text and label in _IN_SUMMARY]
    return subject, "\n".join([*lines, ""])


def _by_when(appointment: Appointment, due_label: str, clinic: Clinic) -> str:
    """Until when it waits; a message that cannot wait is to be read now."""
    assert appointment.due_at is not None
    if appointment.due_at <= appointment.created_at:
        return "read now"
    return f"{due_label} {short_moment(appointment.due_at, clinic.timezone)}"


def _of_patient(appointment: Appointment, clinic: Clinic) -> list[tuple[str, str]]:
    details = appointment.details
    return [
        ("Name", one_line(details.name)),
        ("Phone", phone_in_words(details.phone, clinic.region) if details.phone else ""),
        ("E-mail", one_line(details.email)),
        ("Patient", {"new": "new", "returning": "has been here before"}.get(details.patient_type, "")),
        ("For", f"{one_line(details.for_whom)} of the person who asked" if details.for_whom else ""),
        ("Reason", one_line(details.reason)),
        *((label, one_line(words)) for label, words in details.more.items()),
        ("Message" if appointment.kind == MESSAGE else "Note", one_line(details.note)),
        ("Writes in", _language(details.language)),
        ("Asked by", channel_of(appointment.channel).name),
    ]


def _language(code: str) -> str:
    """What a language beside English is called."""
    pack = pack_of(code)
    return str(pack.settings["name"]) if pack else ""


def _of_time(appointment: Appointment, clinic: Clinic) -> list[tuple[str, str]]:
    details, zone = appointment.details, clinic.timezone
    names = {
        **{service.id: service.name for service in clinic.booking.services},
        **{practitioner.id: practitioner.name for practitioner in clinic.booking.practitioners},
    }
    settled = appointment.start and appointment.end and Period(appointment.start, appointment.end)
    return [
        ("Time", stretch(settled, zone) if settled else ""),
        ("Preferred", "" if settled else one_line(details.when) or stretches(details.windows, zone)),
        ("Service", names.get(appointment.service or "", appointment.service or "")),
        ("With", names.get(appointment.practitioner or "", appointment.practitioner or "")),
    ]
