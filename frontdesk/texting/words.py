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
        f"Automated assistant of {_name(clinic)}, not monitored. Emergency: {clinic.emergency_number}. "
        "STOP to opt out, HELP for help."
    )


def missed_call_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """What is sent to somebody whose call nobody took. They may never have texted: it is an introduction, too."""
    if said := notice(language, "missed_call_text", clinic, _name(clinic)):
        return said
    return normalised(
        f"{_name(clinic)}: sorry, we missed your call. Text us your question or that you want an appointment: our automated "
        f"assistant answers, nobody reads along. Emergency: {clinic.emergency_number}. {_OPT_OUT}"
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


def nobody_free(clinic: Clinic) -> str:
    """What a patient reads, on the web too, who asked for a person and has waited in vain."""
    return (
        "I'm sorry, nobody at the front desk is free to join this chat right now. Please call "
        f'{clinic.phone}, or write "call me back" and they will call you.'
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


def stop_question(clinic: Clinic) -> str:
    """The reply to what may be a wish for no more texts."""
    return normalised(
        f"{_name(clinic)}: do you want no more texts from us? Then reply STOP. If you meant something else, please say it in "
        f"other words, or call {clinic.phone}."
    )


def started_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The confirmation that a phone may be texted again."""
    if said := notice(language, "started_text", clinic, _name(clinic)):
        return said
    return normalised(
        f"{_name(clinic)}: you will get our texts again. Text your question here, or call {clinic.phone}. {_OPT_OUT}"
    )


def only_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a picture, a link or a place without words, or to nothing."""
    if said := notice(language, "only_text", clinic, _name(clinic)):
        return said
    return normalised(
        "Sorry, I can only read words, not pictures, links or recordings. Please text your question, or call "
        f"{clinic.phone}. In an emergency call {clinic.emergency_number}."
    )


def picture_note() -> str:
    """What is said before the answer to words that came with a picture."""
    return normalised("I can't see your picture, only your words. Please bring it or show it to the front desk.")


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


def sent_again(text: str) -> str:
    """A warning that may not have arrived, once more."""
    return f"(Sent again) {text}"


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


# What a number in reply to a reminder or an offer chooses: id -> title. An id ends with that of the appointment.
KEEP, TAKE, PASS = "notice_keep:", "notice_take:", "notice_pass:"


def reminder_options(appointment_id: str, reference: str) -> tuple[tuple[str, str], ...]:
    """What may be replied to a reminder: kept, called off, or moved. The titles name the appointment."""
    return (
        (f"{KEEP}{appointment_id}", "Keep it"),
        ("cancel", f"Call off {reference}"),
        ("reschedule", f"Another time for {reference}"),
    )


def offer_options(appointment_id: str) -> tuple[tuple[str, str], ...]:
    """What may be replied to the offer of a time."""
    return (f"{TAKE}{appointment_id}", "Take it"), (f"{PASS}{appointment_id}", "Pass")


def _cannot_come(clinic: Clinic, link: str | None) -> str:
    return f"If you can't come: {link} or call {clinic.phone}." if link else f"If you can't come, call {clinic.phone}."


def reminder_text(clinic: Clinic, start: datetime, reference: str) -> str:
    """The reminder of an appointment at `start` (aware), which is answered by a number."""
    return _begun(
        clinic,
        f"you have an appointment on {_when(start, clinic)} ({reference}). Reply 1 to keep it, 2 to call it off, 3 for another "
        f"time, or call {clinic.phone}.",
    )


def kept_text(clinic: Clinic) -> str:
    """The reply to who keeps an appointment that they were reminded of."""
    return normalised(f"Thank you, it stays as it is. If something comes up, text here or call {clinic.phone}.")


def taken_text(clinic: Clinic, start: datetime, reference: str) -> str:
    """The reply to who takes an offered time."""
    return normalised(
        f"Booked: {_when(start, clinic)} ({reference}). If you can't come, text here or call {clinic.phone}."
    )


def passed_text() -> str:
    """The reply to who does not take an offered time."""
    return normalised("All right, the time goes to the next person. You keep your place on the wait list.")


def gone_text(clinic: Clinic) -> str:
    """The reply to who takes or passes on a time that is no longer offered."""
    return normalised(
        f"Sorry, that time is no longer free. If you are on the wait list, you keep your place. Questions: {clinic.phone}."
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


def offer_text(clinic: Clinic, start: datetime, until: datetime, reference: str) -> str:
    """The offer of a free time to somebody on the wait list, which is answered by a number; `until` is when it lapses."""
    return _begun(
        clinic,
        f"a time is free: {_when(start, clinic)} ({reference}). Not booked yet. Until {_when(until, clinic)}: reply "
        f"1 to take it, 2 to pass, or call {clinic.phone}.",
    )


def offer_lapsed_text(clinic: Clinic, reference: str) -> str:
    """What is said once an offered time is no longer kept."""
    return _begun(
        clinic, f"the time we offered you ({reference}) is no longer kept. If you still need one, call {clinic.phone}."
    )
