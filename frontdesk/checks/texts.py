"""What `check` says of text messages: each is counted, none asks for a word that providers act on, none speaks of a screen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from frontdesk.booking import buttons
from frontdesk.booking.catalogue import all_buttons, changes
from frontdesk.channels.sms.keywords import OPTS_OUT_OR_IN
from frontdesk.channels.sms.options import title
from frontdesk.channels.sms.reply import MOST_SEGMENTS, compose
from frontdesk.checks.text_forms import Text, canned, long_values, message, names_known, sms_forms, wordings
from frontdesk.content.response_names import LANGUAGE
from frontdesk.content.response_texts import tidied
from frontdesk.content.reviewed import Responses, filled, variations
from frontdesk.conversations.messages import Message
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.methods import method_of
from frontdesk.settings.values import WEEKDAYS
from frontdesk.texting.gsm import normalised, segments, septets

MOST_SEPTETS = 306
_KEYWORDS = "|".join(sorted(OPTS_OUT_OR_IN))
_ASKS_FOR = re.compile(
    rf"\b(?:reply|text|type|write|answer|send|say)\b[^.?!\w]*(?:(?:with|us|me|back|in|the word)\b[^.?!\w]*)*({_KEYWORDS})\b",
    re.IGNORECASE,
)
_KEYWORD_FIRST = re.compile(rf"\W*({_KEYWORDS})\b", re.IGNORECASE)
_SCREEN = re.compile(
    r"\b(?:click\w*|tap|buttons?|(?:choose|see) below|(?:please|or|and) type|type (?:it|your|the|just|a|all|out))\b",
    re.IGNORECASE,
)
_PRACTITIONER = "the physiotherapist in room one"
_POLICY = "Please tell us a day ahead so that somebody else can have the time."
_CONFIRM = (buttons.CHANGE_SOMETHING, buttons.DISCARD)


def problems(responses: Responses, clinic: Clinic) -> Iterator[str]:
    """Everything that is wrong with texts as text messages, each as a sentence for the person who edits."""
    usual = as_usual(clinic)
    for text in [*canned(responses, usual), *wordings(clinic)]:
        yield from of_length(text)
        if text.name.startswith("utter_"):
            yield from of_words(text)
    for choice in all_buttons():
        called = title(*choice)
        if _KEYWORD_FIRST.match(called):
            yield f"The option “{called}” begins with a word that opts out or in. Give it a title in sms_options.py."
    yield from _of_turns(responses, usual)


def as_usual(clinic: Clinic) -> Clinic:
    """The clinic with values of a usual length: texts are counted with these, because longer ones continue with MORE."""
    booking = clinic.booking
    usual = replace(
        booking,
        link="https://clinic.example.org/book" if booking.link else None,
        services=tuple(replace(item, name="Follow-up") for item in booking.services[:3]),
        practitioners=tuple(replace(item, name=_PRACTITIONER) for item in booking.practitioners),
    )
    own_sentences: dict[str, Any] = dict.fromkeys(clinic.own_sentences, "Please ask us when you make the appointment.")
    return replace(
        clinic,
        name="Momentum Physiotherapy",
        phone="780-555-0100",
        city="Edmonton",
        address=None,
        parking="Free parking is behind the building." if clinic.parking else None,
        access="There is a ramp at the front door." if clinic.access else None,
        hours={**dict.fromkeys(WEEKDAYS[:4], ((time(8), time(18)),)), "friday": ((time(8), time(16)),)},
        booking=usual,
        fees=(("First visit", "$120"), ("Follow-up", "$85")) if clinic.fees else (),
        session_lengths=(("First visit", 45), ("Follow-up", 30)) if clinic.session_lengths else (),
        cancellation_policy=_POLICY if clinic.cancellation_policy else None,
        visits="We offer video visits." if clinic.visits else None,
        emergency_number="911",
        crisis_number="988",
        health_line="811",
        **own_sentences,
    )


def asks_for_keyword(text: str) -> str:
    """The word by which people opt out or in, if a text asks for one; otherwise nothing."""
    found = _ASKS_FOR.search(text)
    return found.group(1) if found else ""


def of_length(text: Text) -> Iterator[str]:
    """Whether a text fits, in plain characters."""
    odd = next((character for character in text.whole if septets(character) is None), None)
    plain = normalised(text.whole)
    if odd and text.name.startswith("utter_") and not text.name.startswith(LANGUAGE):
        yield f"`{text.name}` has “{odd}” in its text message, which makes it cost more. Use a plain character."
    elif segments(plain) > MOST_SEGMENTS and not text.name.startswith("utter_"):
        yield (
            f"clinic.yml: with `clinic.name` and `clinic.phone` the text message `{text.name}` has {segments(plain)} segments, "
            f"more than {MOST_SEGMENTS}. Shorten the name."
        )
    elif segments(plain) > MOST_SEGMENTS:
        beside = f" with “{text.added}”" if text.added else ""
        yield (
            f"`{text.name}` takes {septets(plain) or len(plain)} characters by text message{beside}, more than {MOST_SEGMENTS} "
            f"segments ({MOST_SEPTETS}, or 134 with letters such as Cyrillic). Shorten it."
        )


def of_words(text: Text) -> Iterator[str]:
    """Whether a text asks for a word that providers act on, or speaks of a screen."""
    keyword = asks_for_keyword(text.text)
    if keyword:
        yield (
            f"`{text.name}` asks for “{keyword}” by text message, a word by which people opt out or in. "
            "Ask for another word."
        )
    screen = _SCREEN.search(text.text)
    if screen:
        yield f"`{text.name}` says “{screen.group()}” by text message, where there is no screen. Add a text with channel: sms."


def _of_turns(responses: Responses, clinic: Clinic) -> Iterator[str]:
    for turn in _turns(clinic):
        messages = [_said(names, choices, responses, clinic) for names, choices in turn]
        said = [message for message in messages if message]
        if len(said) == len(messages) and compose(said).rest:
            listed = ", ".join(f"`{name}`" for names, _ in turn for name in names)
            yield (
                f"{listed}: together with the numbered answers they do not fit into {MOST_SEGMENTS} segments. Shorten them, or "
                "what clinic.yml puts into them."
            )


def _said(
    names: Sequence[str], choices: Sequence[buttons.Button], responses: Responses, clinic: Clinic
) -> Message | None:
    """A message of a booking, or None where a response is missing or names no value: `check` says so elsewhere."""
    values = long_values(clinic)
    templates = [sms_forms(variations(responses, name)) for name in names]
    text = " ".join(str(forms[0]["text"]) for forms in templates if forms)
    if not all(templates) or not names_known(text, values):
        return None
    return message(tidied(filled(text, values)), "booking", choices)


def _turns(clinic: Clinic) -> Iterator[list[tuple[tuple[str, ...], tuple[buttons.Button, ...]]]]:
    """The longest turns of a booking, and of a message for the front desk: messages of response names and buttons."""
    method = clinic.booking.method
    books = method_of(method).books
    yes = buttons.CONFIRM if books else buttons.SEND
    when = long_values(clinic)["when"]
    times = tuple((f"booking_slot_{number}", when) for number in range(3))
    further = (buttons.MORE, buttons.OTHER)
    yield [(("utter_booking_check", f"utter_booking_confirm_{method}"), (yes, *_CONFIRM))]
    yield [(("utter_booking_check_callback", "utter_booking_confirm_callback"), (buttons.CALL_ME, *_CONFIRM))]
    yield [(("utter_booking_noted", "utter_booking_ask_when"), buttons.DAY_PARTS)]
    yield [(("utter_booking_when_closed_day", "utter_booking_easier"), (*buttons.DAY_PARTS, buttons.WITHOUT_IT))]
    yield [(("utter_booking_what_to_change",), (*changes(), buttons.DISCARD))]
    yield [(("utter_booking_ask_confirm_to_cancel",), (buttons.DO_CANCEL, buttons.KEEP))]
    yield [(("utter_booking_ask_confirm_to_reschedule",), (buttons.DO_MOVE, buttons.KEEP))]
    yield [(("utter_booking_ask_when_to_reschedule",), (*buttons.DAY_PARTS, buttons.LEAVE))]
    yield [(("utter_communication_sent_closed", "utter_communication_reach"), ())]
    yield [(("utter_booking_nothing_free",), (buttons.OTHER, buttons.JOIN))]
    if books:
        yield [(("utter_booking_taken", "utter_booking_offer"), (*times, *further, buttons.JOIN))]
        yield [(("utter_booking_ask_service",), buttons.services(clinic.booking.services))]
    done: tuple[str, ...] = (f"utter_booking_done_{method}",)
    yield [(done, ())]
    if books:
        yield [(done, ()), (("utter_booking_ask_remind",), (buttons.REMIND_ME, buttons.NO_REMINDER))]
