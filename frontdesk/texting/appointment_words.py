"""What the clinic texts of its own accord, about appointments, and what it says to the replies.

1. Plain GSM-7, as short as it can be said; `check` counts the segments.
2. What the clinic begins names no person, condition, reason or service, because anyone may see the screen. It says how to opt
   out.
3. They are in the language that the appointment was asked for in, the replies in that of the phone.
"""

from datetime import datetime

from frontdesk.appointments.wording import short_moment
from frontdesk.language.packs import ENGLISH
from frontdesk.language.plain_texts import PlainTexts
from frontdesk.language.wording import in_words
from frontdesk.settings.clinic import Clinic
from frontdesk.texting.words import filled

NOTICES = PlainTexts(
    "appointment_notices",
    {
        "reminder_text": "{name}: you have an appointment on {when} ({reference}). Reply 1 to keep it, 2 to call it off, 3 for "
        "another time, or call {clinic_phone}. STOP to opt out.",
        "kept_text": "Thank you, it stays as it is. If something comes up, text here or call {clinic_phone}.",
        "taken_text": "Booked: {when} ({reference}). If you can't come, text here or call {clinic_phone}.",
        "passed_text": "All right, the time goes to the next person. You keep your place on the wait list.",
        "gone_text": "Sorry, that time is no longer free. If you are on the wait list, you keep your place. Questions: "
        "{clinic_phone}.",
        "confirmation_text": "{name}: you are booked on {when} ({reference}). If you can't come, call {clinic_phone}. "
        "STOP to opt out.",
        "moved_text": "{name}: your appointment is now on {when} ({reference}). If you can't come, call {clinic_phone}. "
        "STOP to opt out.",
        "cancelled_text": "{name}: your appointment on {when} ({reference}) is cancelled. Questions or a new time: "
        "{clinic_phone}. STOP to opt out.",
        "withdrawn_text": "{name}: your request ({reference}) is cancelled. Questions or a new time: {clinic_phone}. "
        "STOP to opt out.",
        "offer_text": "{name}: a time is free: {when} ({reference}). Not booked yet. Until {until}: reply 1 to take it, 2 to "
        "pass, or call {clinic_phone}. STOP to opt out.",
        "offer_lapsed_text": "{name}: the time we offered you ({reference}) is no longer kept. If you still need one, call "
        "{clinic_phone}. STOP to opt out.",
        "keep": "Keep it",
        "call_off": "Call off {reference}",
        "move": "Another time for {reference}",
        "take": "Take it",
        "pass": "Pass",
    },
)

# What a number in reply to a reminder or an offer chooses: id -> title. An id ends with that of the appointment.
KEEP, TAKE, PASS = "notice_keep:", "notice_take:", "notice_pass:"


def _said(language: str, name: str, clinic: Clinic, **values: str) -> str:
    return filled(NOTICES, language, name, clinic, **values)


def _when(start: datetime, clinic: Clinic, language: str) -> str:
    return in_words(language, short_moment(start, clinic.timezone))


def reminder_options(appointment_id: str, reference: str, language: str = ENGLISH) -> tuple[tuple[str, str], ...]:
    """What may be replied to a reminder: kept, called off, or moved. The titles name the appointment."""
    return (
        (f"{KEEP}{appointment_id}", NOTICES.text(language, "keep")),
        ("cancel", NOTICES.text(language, "call_off", reference=reference)),
        ("reschedule", NOTICES.text(language, "move", reference=reference)),
    )


def offer_options(appointment_id: str, language: str = ENGLISH) -> tuple[tuple[str, str], ...]:
    """What may be replied to the offer of a time."""
    return (
        (f"{TAKE}{appointment_id}", NOTICES.text(language, "take")),
        (f"{PASS}{appointment_id}", NOTICES.text(language, "pass")),
    )


def reminder_text(clinic: Clinic, start: datetime, reference: str, language: str = ENGLISH) -> str:
    """The reminder of an appointment at `start` (aware), which is answered by a number."""
    return _said(language, "reminder_text", clinic, when=_when(start, clinic, language), reference=reference)


def kept_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to who keeps an appointment that they were reminded of."""
    return _said(language, "kept_text", clinic)


def taken_text(clinic: Clinic, start: datetime, reference: str, language: str = ENGLISH) -> str:
    """The reply to who takes an offered time."""
    return _said(language, "taken_text", clinic, when=_when(start, clinic, language), reference=reference)


def passed_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to who does not take an offered time."""
    return _said(language, "passed_text", clinic)


def gone_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to who takes or passes on a time that is no longer offered."""
    return _said(language, "gone_text", clinic)


def confirmation_text(clinic: Clinic, start: datetime, reference: str, language: str = ENGLISH) -> str:
    """What is said once an appointment is booked."""
    return _said(language, "confirmation_text", clinic, when=_when(start, clinic, language), reference=reference)


def moved_text(clinic: Clinic, start: datetime, reference: str, language: str = ENGLISH) -> str:
    """What is said once an appointment has a new time."""
    return _said(language, "moved_text", clinic, when=_when(start, clinic, language), reference=reference)


def cancelled_text(clinic: Clinic, start: datetime | None, reference: str, language: str = ENGLISH) -> str:
    """What is said once an appointment, or with no `start` a request, is cancelled."""
    if start is None:
        return _said(language, "withdrawn_text", clinic, reference=reference)
    return _said(language, "cancelled_text", clinic, when=_when(start, clinic, language), reference=reference)


def offer_text(clinic: Clinic, start: datetime, until: datetime, reference: str, language: str = ENGLISH) -> str:
    """The offer of a free time to somebody on the wait list, which is answered by a number; `until` is when it lapses."""
    when, lapses = _when(start, clinic, language), _when(until, clinic, language)
    return _said(language, "offer_text", clinic, when=when, until=lapses, reference=reference)


def offer_lapsed_text(clinic: Clinic, reference: str, language: str = ENGLISH) -> str:
    """What is said once an offered time is no longer kept."""
    return _said(language, "offer_lapsed_text", clinic, reference=reference)
