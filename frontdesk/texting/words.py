"""Texts that need no model, about texting itself.

1. Plain GSM-7, one segment where the clinic's name allows it; `check` counts them and docs/sms-texts.md lists them.
2. No text asks for a reply word that providers take for opting in or out, except those that are about just that.
3. They are in the language that the phone writes in (`texts/texting.yml` of a language).
"""

from frontdesk.appointments.wording import one_line
from frontdesk.language.packs import ENGLISH
from frontdesk.language.plain_texts import PlainTexts
from frontdesk.language.wording import phone_in
from frontdesk.settings.clinic import Clinic
from frontdesk.texting.gsm import normalised, shortened

_LONGEST_NAME = 60
NOTICES = PlainTexts(
    "notices",
    {
        "introduction": "Automated assistant of {name}, not monitored. Emergency: {emergency_number}. STOP to opt out, HELP "
        "for help.",
        "missed_call_text": "{name}: sorry, we missed your call. Text us your question or that you want an appointment: our "
        "automated assistant answers, nobody reads along. Emergency: {emergency_number}. STOP to opt out.",
        "code_text": "{name}: {code} is the code for your chat with us, good for {minutes} minutes. Do not pass it on. "
        "STOP to opt out.",
        "joined_text": "{name}: your chat goes on here. Automated, not monitored by staff. Emergency: call {emergency_number}. "
        "STOP to opt out, HELP for help.",
        "nobody_free": "I'm sorry, nobody at the front desk is free to join this chat right now. Please call {clinic_phone}, "
        'or write "call me back" and they will call you.',
        "help_text": "{name}: call {clinic_phone}. Emergency: {emergency_number}. Health advice at any hour: {health_line}. Or "
        "text a question here. STOP to opt out.",
        "stopped_text": "{name}: no more texts from us.{begun} Appointments stay as they are; to change one call "
        "{clinic_phone}. Reply START to get texts again.",
        "stopped_text_begun": "The booking you had begun was not sent.",
        "stop_question": "{name}: do you want no more texts from us? Then reply STOP. If you meant something else, please say "
        "it in other words, or call {clinic_phone}.",
        "started_text": "{name}: you will get our texts again. Text your question here, or call {clinic_phone}. STOP to opt "
        "out.",
        "begun": "You had begun to ask for an appointment. Shall we go on with it?",
        "begun_when": "You had begun to ask for an appointment ({when}). Shall we go on with it?",
        "no_reminders": "All right, no more reminders by text. Other texts about your appointments still come; STOP ends them "
        "all.",
        "passed_on": "What you wrote was passed on to the front desk as well. They read it when they are open.",
        "only_text": "Sorry, I can only read words, not pictures, links or recordings. Please text your question, or call "
        "{clinic_phone}. In an emergency call {emergency_number}.",
        "picture_note": "I can't see your picture, only your words. Please bring it or show it to the front desk.",
        "too_long": "Sorry, that was too long for me. Please ask in a few short sentences, or call {clinic_phone}. "
        "In an emergency call {emergency_number}.",
        "no_such_number": "That number is not in the list. Please reply with a number from 1 to {count}, or write what you "
        "need.",
        "no_other_number": "That number is not in the list. Please reply with 1, or write what you need.",
        "slow_down": "That is more texts than I can answer at once. Please wait a few minutes, or call {clinic_phone}. "
        "In an emergency call {emergency_number}.",
        "list_ended": "That number is from a list that has ended. Please write what you need, or call {clinic_phone}.",
        "misdirected": "No problem! This is {name}, a physiotherapy clinic. If you need us, text here or call {clinic_phone}.",
        "sent_again": "(Sent again) {text}",
        "went_wrong": "Sorry, something went wrong and I can't answer now. Please call the front desk at {clinic_phone}. "
        "In an emergency call {emergency_number}.",
    },
)


def called(clinic: Clinic) -> str:
    """The clinic's name, cut if it would leave no room for the rest."""
    return shortened(one_line(clinic.name), _LONGEST_NAME)


def filled(texts: PlainTexts, language: str, name: str, clinic: Clinic, **values: str) -> str:
    """A text in a language, filled with the clinic's values, in the characters of text messages where it can be."""
    known = {
        "name": called(clinic),
        "clinic_phone": phone_in(language, clinic.phone),
        "emergency_number": clinic.emergency_number,
        "health_line": clinic.health_line,
        **values,
    }
    return normalised(texts.text(language, name, **known))


def _said(language: str, name: str, clinic: Clinic, **values: str) -> str:
    return filled(NOTICES, language, name, clinic, **values)


def introduction(clinic: Clinic, language: str = ENGLISH) -> str:
    """The first text to a phone: who writes, that no person reads along, emergencies, STOP and HELP."""
    return _said(language, "introduction", clinic)


def missed_call_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """What is sent to somebody whose call nobody took. They may never have texted: it is an introduction, too."""
    return _said(language, "missed_call_text", clinic)


def misdirected(clinic: Clinic, language: str = ENGLISH) -> str:
    """What is said to who texted the clinic by mistake."""
    return _said(language, "misdirected", clinic)


def code_text(clinic: Clinic, code: str, minutes: int, language: str = ENGLISH) -> str:
    """The code by which somebody shows that they hold the phone. It may reach a stranger, so it names nobody."""
    return _said(language, "code_text", clinic, code=code, minutes=str(minutes))


def joined_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The first text of a chat that continues from the web; it introduces the assistant."""
    return _said(language, "joined_text", clinic)


def nobody_free(clinic: Clinic, language: str = ENGLISH) -> str:
    """What a patient reads, on the web too, who asked for a person and has waited in vain."""
    return _said(language, "nobody_free", clinic)


def help_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to HELP."""
    return _said(language, "help_text", clinic)


def stopped_text(clinic: Clinic, in_booking: bool = False, language: str = ENGLISH) -> str:
    """The one confirmation of an opt-out. `in_booking`: a booking that was begun ends with it.

    CANCEL opts out as well. A patient who meant an appointment must learn that it stands.
    """
    begun = f" {_said(language, 'stopped_text_begun', clinic)}" if in_booking else ""
    return _said(language, "stopped_text", clinic, begun=begun)


def stop_question(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to what may be a wish for no more texts."""
    return _said(language, "stop_question", clinic)


def started_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The confirmation that a phone may be texted again."""
    return _said(language, "started_text", clinic)


def begun_text(clinic: Clinic, when: str, language: str = ENGLISH) -> str:
    """After START: which booking had been begun (`when`: the time that it is for, or ""), and whether it is to go on."""
    return _said(language, "begun_when" if when else "begun", clinic, when=when)


def no_reminders(clinic: Clinic, language: str = ENGLISH) -> str:
    """The confirmation that the phone is reminded of nothing any more."""
    return _said(language, "no_reminders", clinic)


def passed_on(clinic: Clinic, language: str = ENGLISH) -> str:
    """That the front desk gets the words to which a warning, or a question about a sign, was the reply."""
    return _said(language, "passed_on", clinic)


def only_text(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a picture, a link or a place without words, or to nothing."""
    return _said(language, "only_text", clinic)


def picture_note(clinic: Clinic, language: str = ENGLISH) -> str:
    """What is said before the answer to words that came with a picture."""
    return _said(language, "picture_note", clinic)


def too_long(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a message over the length limit."""
    return _said(language, "too_long", clinic)


def no_such_number(count: int, clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a number that a list of `count` options does not have."""
    return _said(language, "no_such_number" if count > 1 else "no_other_number", clinic, count=str(count))


def slow_down(clinic: Clinic, language: str = ENGLISH) -> str:
    """The last reply to a phone that sends too many texts in a short time."""
    return _said(language, "slow_down", clinic)


def list_ended(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply to a number of a list that was sent too long ago."""
    return _said(language, "list_ended", clinic)


def sent_again(text: str, language: str = ENGLISH) -> str:
    """A warning that may not have arrived, once more."""
    return NOTICES.text(language, "sent_again", text=text)


def went_wrong(clinic: Clinic, language: str = ENGLISH) -> str:
    """The reply when none could be made."""
    return _said(language, "went_wrong", clinic)
