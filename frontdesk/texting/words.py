"""Texts that need no model: notices about texting itself, and what the clinic texts of its own accord.

1. Plain GSM-7, one segment where the clinic's name allows it; `check` counts them and docs/sms-texts.md lists them.
2. No text asks for a reply word that providers take for opting in or out, except those that are about just that.
3. What the clinic begins names no person, condition, reason or service, because anyone may see the screen. It says how to opt
   out.
"""

from datetime import datetime

from frontdesk.appointments.wording import one_line, short_moment
from frontdesk.language.packs import ENGLISH
from frontdesk.settings.clinic import Clinic
from frontdesk.texting.gsm import normalised, shortened
from frontdesk.texting.translations import notice

_LONGEST_NAME = 60
_OPT_OUT = "STOP to opt out."


def _name(clinic: Clinic) -> str:
    """The clinic's name, cut if it would leave no room for the rest."""
    return shortened(one_line(clinic.name), _LONGEST_NAME)


def _begun(clinic: Clinic, text: str) -> str:
    """A text that the clinic begins: who writes, what, and how to opt out."""
    return normalised(f"{_name(clinic)}: {text} {_OPT_OUT}")


def introduction(clinic: Clinic, language: str = ENGLISH) -> str:
    """The first text to a phone: who writes, that no person reads along, emergencies, STOP and HELP."""
    if said := notice(language, "introduction", clinic, _name(clinic)):
        return said
    return normalised(
        f"Automated assistant of {_name(clinic)}, not monitored by staff. In an emergency call {clinic.emergency_number}. "
        "Reply STOP to opt out, HELP for help."
    )


def code_text(clinic: Clinic, code: str, minutes: int) -> str:
    """The code by which somebody shows that they hold the phone. It may reach a stranger, so it names nobody."""
    return normalised(
        f"{_name(clinic)}: {code} is the code for your chat with us, good for {minutes} minutes. "
        f"Do not pass it on. {_OPT_OUT}"
    )


def joined_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The first text of a chat that continues from the web; it introduces the assistant."""
    if said := notice(language, "joined_text", clinic, _name(clinic)):
        return said
    return normalised(
        f"{_name(clinic)}: your chat goes on here. Automated, not monitored by staff. "
        f"Emergency: call {clinic.emergency_number}. STOP to opt out, HELP for help."
    )


def help_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to HELP."""
    if said := notice(language, "help_text", clinic, _name(clinic)):
        return said
    return normalised(
        f"{_name(clinic)}: call {clinic.phone}. Emergency: {clinic.emergency_number}. Health advice at any hour: "
        f"{clinic.health_line}. Or text a question here. {_OPT_OUT}"
    )


def stopped_text(clinic: Clinic, in_booking: bool = False, language: str = ENGLISH) -> str:
    """The one confirmation of an opt-out. `in_booking`: a booking that was begun ends with it.

    CANCEL opts out as well. A patient who meant an appointment must learn that it stands.
    """
    ended = notice(language, "stopped_text_begun", clinic, "") if in_booking else ""
    if said := notice(language, "stopped_text", clinic, _name(clinic), begun=f" {ended}".rstrip()):
        return said
    begun = " The booking you had begun was not sent." if in_booking else ""
    return normalised(
        f"{_name(clinic)}: no more texts from us.{begun} Appointments stay as they are; to change one call {clinic.phone}. "
        "Reply START to get texts again."
    )


def started_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The confirmation that a phone may be texted again."""
    if said := notice(language, "started_text", clinic, _name(clinic)):
        return said
    return normalised(
        f"{_name(clinic)}: you will get our texts again. Text your question here, or call {clinic.phone}. {_OPT_OUT}"
    )


def only_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a picture without words, or to nothing."""
    if said := notice(language, "only_text", clinic, _name(clinic)):
        return said
    return normalised(
        "Sorry, I can only read words, not pictures or recordings. Please text your question, or call "
        f"{clinic.phone}. In an emergency call {clinic.emergency_number}."
    )


def too_long(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a message over the length limit."""
    if said := notice(language, "too_long", clinic, _name(clinic)):
        return said
    return normalised(
        f"Sorry, that was too long for me. Please ask in a few short sentences, or call {clinic.phone}. "
        f"In an emergency call {clinic.emergency_number}."
    )


def no_such_number(count: int, clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a number that a list of `count` options does not have."""
    if said := notice(language, "no_such_number", clinic, _name(clinic), count=str(count)):
        return said
    numbers = f"a number from 1 to {count}" if count > 1 else "1"
    return normalised(f"That number is not in the list. Please reply with {numbers}, or write what you need.")


def slow_down(clinic: Clinic, language: str = ENGLISH) -> str:
    """The last reply to a phone that sends too many texts in a short time."""
    if said := notice(language, "slow_down", clinic, _name(clinic)):
        return said
    return normalised(
        f"That is more texts than I can answer at once. Please wait a few minutes, or call {clinic.phone}. "
        f"In an emergency call {clinic.emergency_number}."
    )


def list_ended(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a number of a list that was sent too long ago."""
    if said := notice(language, "list_ended", clinic, _name(clinic)):
        return said
    return normalised(f"That number is from a list that has ended. Please write what you need, or call {clinic.phone}.")


def went_wrong(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply when none could be made."""
    if said := notice(language, "went_wrong", clinic, _name(clinic)):
        return said
    return normalised(
        f"Sorry, something went wrong and I can't answer now. Please call the front desk at {clinic.phone}. "
        f"In an emergency call {clinic.emergency_number}."
    )


def _when(start: datetime, clinic: Clinic) -> str:
    return short_moment(start, clinic.timezone)


def _cannot_come(clinic: Clinic, link: str | None) -> str:
    return f"If you can't come: {link} or call {clinic.phone}." if link else f"If you can't come, call {clinic.phone}."


def reminder_text(clinic: Clinic, start: datetime, reference: str, link: str | None = None) -> str:
    """The reminder of an appointment at `start` (aware); `link` is where it can be cancelled."""
    return _begun(
        clinic, f"you have an appointment on {_when(start, clinic)} ({reference}). {_cannot_come(clinic, link)}"
    )


def confirmation_text(clinic: Clinic, start: datetime | None, reference: str, link: str | None = None) -> str:
    """What is said once an appointment is booked, or with no `start` once a request has come in."""
    if start is None:
        told = f"we have your request ({reference}). It is not booked until we call you. Questions: {clinic.phone}."
    else:
        told = f"you are booked on {_when(start, clinic)} ({reference}). {_cannot_come(clinic, link)}"
    return _begun(clinic, told)


def moved_text(clinic: Clinic, start: datetime, reference: str, link: str | None = None) -> str:
    """What is said once an appointment has a new time."""
    return _begun(
        clinic, f"your appointment is now on {_when(start, clinic)} ({reference}). {_cannot_come(clinic, link)}"
    )


def cancelled_text(clinic: Clinic, start: datetime | None, reference: str) -> str:
    """What is said once an appointment, or with no `start` a request, is cancelled."""
    what = f"your appointment on {_when(start, clinic)} ({reference})" if start else f"your request ({reference})"
    return _begun(clinic, f"{what} is cancelled. Questions or a new time: {clinic.phone}.")


def offer_text(clinic: Clinic, start: datetime, until: datetime, reference: str, link: str | None = None) -> str:
    """The offer of a free time to somebody on the wait list; `link` is where it can be accepted, `until` when it lapses."""
    how = f"{link} or call {clinic.phone}" if link else f"call {clinic.phone}"
    return _begun(
        clinic,
        f"a time is free: {_when(start, clinic)} ({reference}). Not booked yet. To take it before {_when(until, clinic)}, "
        f"{'open ' if link else ''}{how}.",
    )


def offer_lapsed_text(clinic: Clinic, reference: str) -> str:
    """What is said once an offered time is no longer kept."""
    return _begun(
        clinic, f"the time we offered you ({reference}) is no longer kept. If you still need one, call {clinic.phone}."
    )
