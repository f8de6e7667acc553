"""What a patient is told by e-mail: what was agreed and what comes next, never the reason for the visit."""

from datetime import datetime

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.quiet_hours import offer_ends
from frontdesk.appointments.wording import long_moment, one_line
from frontdesk.settings.clinic import Clinic

REMINDER = "reminder"
# Event -> (what the subject calls it, what happened, what happens next). {due} and {until} are filled in.
_EVENTS = {
    "requested": (
        "request",
        "We have your request for an appointment.",
        "The front desk calls you{due} to agree on a time.",
    ),
    "callback": (
        "request",
        "We have your request to be called back.",
        "The front desk calls you{due} at the number you gave.",
    ),
    "changed": ("request", "Your request has been changed.", "The front desk calls you{due} to agree on a time."),
    "booked": ("appointment", "Your appointment is booked.", "Nothing more to do. If you cannot come, please tell us."),
    "rescheduled": ("appointment", "Your appointment has a new time.", "The earlier time no longer holds."),
    "cancelled": ("request", "Your request or appointment is cancelled.", "There is nothing more to do."),
    "waiting": ("request", "You are on our wait list.", "If a suitable time becomes free, you may get an offer here."),
    "offered": (
        "request",
        "A time has become free for you. It is not booked yet.",
        "It is kept for you until {until}; if you would like it, please accept it before then.",
    ),
    "offer_lapsed": (
        "request",
        "The time that we offered you is no longer kept for you.",
        "If you still need a time, please call us.",
    ),
    REMINDER: ("appointment", "This is a reminder of your appointment.", "If you cannot come, please tell us."),
}
EVENTS = frozenset(_EVENTS) - {REMINDER}
_LINKS = {
    "booked": ("cancel", "To cancel it"),
    "rescheduled": ("cancel", "To cancel it"),
    REMINDER: ("cancel", "To cancel it"),
    "offered": ("accept", "To accept it"),
}
_WITH_POLICY = frozenset({"booked", "rescheduled", REMINDER})
_WITH_WISHES = frozenset({"requested", "changed", "waiting"})


def link_purpose(event: str) -> str | None:
    """What the link in the e-mail for this event is for, or None where there is no link."""
    return _LINKS[event][0] if event in _LINKS else None


def letter(
    appointment: Appointment, event: str, clinic: Clinic, told_at: datetime, link: str | None
) -> tuple[str, str]:
    """Subject and text of the e-mail for one of EVENTS or REMINDER. `told_at` (aware) is when it happened."""
    subject_word, happened, next_step = _EVENTS[event]
    name = one_line(clinic.name)
    until = long_moment(offer_ends(told_at, clinic), clinic.timezone)
    after = next_step.format(due=_due(appointment, clinic), until=until).replace("..", ".")
    parts = [
        f"Hello {one_line(appointment.details.name)}".rstrip() + ",",
        happened,
        "\n".join(_facts(appointment, event, clinic)),
        f"What happens next: {after}",
        f"{_LINKS[event][1]}: {link}" if link else "",
        clinic.cancellation_policy or "" if event in _WITH_POLICY else "",
        f"Questions or changes: call {name} at {clinic.phone} and give the reference number.",
        "This message was sent automatically.",
    ]
    subject = f"Your {subject_word} at {name}: {appointment.reference}"
    return subject if event != REMINDER else f"Reminder: {subject}", "\n\n".join(part for part in parts if part) + "\n"


def code_letter(code: str, minutes: int, clinic: Clinic) -> tuple[str, str]:
    """Subject and text of the e-mail with a verification code."""
    name = one_line(clinic.name)
    text = (
        f"Your code for {name} is {code}\n\nIt can be used once, within {minutes} minutes. Type it into the chat "
        f"only; nobody from the clinic will ask you for it.\n\nIf you did not ask for a code, please ignore this message: "
        f"nothing has been changed.\n"
    )
    return f"Your code for {name}", text


def _facts(appointment: Appointment, event: str, clinic: Clinic) -> list[str]:
    facts = [f"Reference: {appointment.reference}"]
    if appointment.start and event not in ("waiting", "callback", "offer_lapsed"):
        facts.append(f"Time: {long_moment(appointment.start, clinic.timezone)}")
        if clinic.address:
            facts.append(f"Place: {one_line(clinic.address)}")
    elif event in _WITH_WISHES and appointment.details.when:
        facts.append(f"You asked for: {one_line(appointment.details.when)}")
    return facts


def _due(appointment: Appointment, clinic: Clinic) -> str:
    due = appointment.due_at
    return f", usually by {long_moment(due, clinic.timezone)}," if due else ""
