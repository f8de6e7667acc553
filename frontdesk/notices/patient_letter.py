"""What a patient is told by e-mail: what was agreed and what comes next, never the reason for the visit.

It is in the language that the appointment was asked for in (`texts/letters.yml` of a language).
"""

from datetime import datetime
from functools import partial

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.quiet_hours import offer_ends
from frontdesk.appointments.wording import long_moment, one_line
from frontdesk.language.plain_texts import PlainTexts
from frontdesk.language.wording import in_words, phone_in
from frontdesk.settings.clinic import Clinic

REMINDER = "reminder"
TEXTS = PlainTexts(
    "letters",
    {
        "subject_of_request": "Your request at {name}: {reference}",
        "subject_of_appointment": "Your appointment at {name}: {reference}",
        "subject_of_reminder": "Reminder: Your appointment at {name}: {reference}",
        "hello": "Hello {name},",
        "requested": "We have your request for an appointment.",
        "requested_next": "The front desk calls you{due} to agree on a time.",
        "callback": "We have your request to be called back.",
        "callback_next": "The front desk calls you{due} at the number you gave.",
        "changed": "Your request has been changed.",
        "changed_next": "The front desk calls you{due} to agree on a time.",
        "booked": "Your appointment is booked.",
        "booked_next": "Nothing more to do. If you cannot come, please tell us.",
        "rescheduled": "Your appointment has a new time.",
        "rescheduled_next": "The earlier time no longer holds.",
        "cancelled": "Your request or appointment is cancelled.",
        "cancelled_next": "There is nothing more to do.",
        "waiting": "You are on our wait list.",
        "waiting_next": "If a suitable time becomes free, you may get an offer here.",
        "offered": "A time has become free for you. It is not booked yet.",
        "offered_next": "It is kept for you until {until}; if you would like it, please accept it before then.",
        "offer_lapsed": "The time that we offered you is no longer kept for you.",
        "offer_lapsed_next": "If you still need a time, please call us.",
        "reminder": "This is a reminder of your appointment.",
        "reminder_next": "If you cannot come, please tell us.",
        "due": ", usually by {moment},",
        "reference": "Reference: {reference}",
        "time": "Time: {moment}",
        "place": "Place: {address}",
        "wish": "You asked for: {when}",
        "next": "What happens next: {next}",
        "cancel": "To cancel it: {link}",
        "accept": "To accept it: {link}",
        "questions": "Questions or changes: call {name} at {phone} and give the reference number.",
        "automatic": "This message was sent automatically.",
        "code_subject": "Your code for {name}",
        "code": "Your code for {name} is {code}",
        "code_use": "It can be used once, within {minutes} minutes. Type it into the chat only; nobody from the clinic will "
        "ask you for it.",
        "code_not_asked": "If you did not ask for a code, please ignore this message: nothing has been changed.",
        "event": "Appointment at {name}",
        "event_reference": "Reference {reference}",
    },
)
# Event -> what the subject calls it.
_SUBJECTS = {
    "requested": "request",
    "callback": "request",
    "changed": "request",
    "booked": "appointment",
    "rescheduled": "appointment",
    "cancelled": "request",
    "waiting": "request",
    "offered": "request",
    "offer_lapsed": "request",
    REMINDER: "reminder",
}
EVENTS = frozenset(_SUBJECTS) - {REMINDER}
_LINKS = {"booked": "cancel", "rescheduled": "cancel", REMINDER: "cancel", "offered": "accept"}
_WITH_POLICY = frozenset({"booked", "rescheduled", REMINDER})
_WITH_WISHES = frozenset({"requested", "changed", "waiting"})


def link_purpose(event: str) -> str | None:
    """What the link in the e-mail for this event is for, or None where there is no link."""
    return _LINKS.get(event)


def letter(
    appointment: Appointment, event: str, clinic: Clinic, told_at: datetime, link: str | None
) -> tuple[str, str]:
    """Subject and text of the e-mail for one of EVENTS or REMINDER. `told_at` (aware) is when it happened."""
    language, name = appointment.details.language, one_line(clinic.name)
    said = partial(TEXTS.text, language)
    until = _moment(offer_ends(told_at, clinic), clinic, language)
    after = said(f"{event}_next", due=_due(appointment, clinic), until=until).replace("..", ".")
    parts = [
        said("hello", name=one_line(appointment.details.name)).replace(" ,", ","),
        said(event),
        "\n".join(_facts(appointment, event, clinic)),
        said("next", next=after),
        said(_LINKS[event], link=link) if link else "",
        clinic.in_language(language).cancellation_policy or "" if event in _WITH_POLICY else "",
        said("questions", name=name, phone=phone_in(language, clinic.phone)),
        said("automatic"),
    ]
    subject = said(f"subject_of_{_SUBJECTS[event]}", name=name, reference=appointment.reference)
    return subject, "\n\n".join(part for part in parts if part) + "\n"


def code_letter(code: str, minutes: int, clinic: Clinic, language: str) -> tuple[str, str]:
    """Subject and text of the e-mail with a verification code."""
    said, name = partial(TEXTS.text, language), one_line(clinic.name)
    parts = [said("code", name=name, code=code), said("code_use", minutes=str(minutes)), said("code_not_asked")]
    return said("code_subject", name=name), "\n\n".join(parts) + "\n"


def _moment(moment: datetime, clinic: Clinic, language: str) -> str:
    return in_words(language, long_moment(moment, clinic.timezone))


def _facts(appointment: Appointment, event: str, clinic: Clinic) -> list[str]:
    language = appointment.details.language
    said = partial(TEXTS.text, language)
    facts = [said("reference", reference=appointment.reference)]
    if appointment.start and event not in ("waiting", "callback", "offer_lapsed"):
        facts.append(said("time", moment=_moment(appointment.start, clinic, language)))
        if clinic.address:
            facts.append(said("place", address=one_line(clinic.address)))
    elif event in _WITH_WISHES and appointment.details.when:
        facts.append(said("wish", when=in_words(language, one_line(appointment.details.when))))
    return facts


def _due(appointment: Appointment, clinic: Clinic) -> str:
    due, language = appointment.due_at, appointment.details.language
    return TEXTS.text(language, "due", moment=_moment(due, clinic, language)) if due else ""
