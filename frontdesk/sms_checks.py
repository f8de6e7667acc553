"""What `check` says of text messages: each text counted, no reply word that providers act on, no word of a screen.

Texts are filled with the clinic's settings and, where a patient's words go in, with long ones. `sms_table` lists them all
(docs/sms-texts.md).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from frontdesk.answers import Responses, tidied
from frontdesk.booking import buttons
from frontdesk.booking.configuration import LINK, SLOTS
from frontdesk.booking.link import deep_link
from frontdesk.clinic_text import placeholders
from frontdesk.messaging import sms_wording
from frontdesk.messaging.gsm import normalised, segments, septets
from frontdesk.messaging.sms_options import title
from frontdesk.messaging.sms_reply import MOST_SEGMENTS, compose, source_label
from frontdesk.settings import Clinic

SMS = "sms"
MOST_SEPTETS = 306
_NEVER_SENT = "utter_second_answer"
_KEYWORDS = "STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT|ARRET|YES|START|UNSTOP"
_ASKS_FOR = re.compile(
    rf"\b(?:reply|text|type|write|answer|send|say)\b[^.?!\w]*(?:(?:with|us|me|back|in|the word)\b[^.?!\w]*)*({_KEYWORDS})\b",
    re.IGNORECASE,
)
_KEYWORD_FIRST = re.compile(rf"\W*({_KEYWORDS})\b", re.IGNORECASE)
_SCREEN = re.compile(
    r"\b(?:click\w*|tap|buttons?|(?:choose|see) below|(?:please|or|and) type|type (?:it|your|the|just|a|all|out))\b",
    re.IGNORECASE,
)
_BRACES = re.compile(r"\{(\w+)\}")
_LONG_TIME = "Wednesday 30 September, 11:30 a.m."
_REFERENCE = "WXY-234"
_MOMENT = datetime(2026, 9, 30, 17, 30, tzinfo=timezone.utc)
_CONFIRM = (buttons.CHANGE_SOMETHING, buttons.DISCARD)


@dataclass(frozen=True)
class Text:
    """A text as it is sent: `added` is what comes with it at most (source, or the French of a warning)."""

    name: str
    text: str
    added: str = ""
    is_set: bool = True

    @property
    def whole(self) -> str:
        """The text with what comes with it."""
        return f"{self.text} {self.added}".strip()


def long_values(clinic: Clinic) -> dict[str, str]:
    """What the texts of a booking may hold, as long as it is in all but odd cases."""
    practitioner = max((item.name for item in clinic.booking.practitioners), key=len, default="")
    when = f"{_LONG_TIME}, with {practitioner}" if practitioner else _LONG_TIME
    name, phone = "Maria-Fernanda Villanueva", "(780) 555-0101"
    booking = clinic.booking
    return {
        **placeholders(clinic),
        "candidates": "",
        "topic": "Sudden face, arm, speech, vision or head symptoms",
        "related": "",
        "noted": f"{name}, {phone}",
        "detail": "Wednesday 30 September 2026",
        "name": name,
        "who": " (your grandmother)",
        "phone": phone,
        "when": when,
        "reason": "numbness down the left leg since spring",
        "patient_type": "no, first visit",
        "times": "",
        "reference": _REFERENCE,
        "due": _LONG_TIME,
        "policy": clinic.cancellation_policy or "",
        "link": deep_link(booking, booking.services[0].id if booking.services else None, "0" * 32)
        if booking.method == LINK
        else "",
        "email": "maria-fernanda.villanueva@physiotherapy.example.org",
        "new": when,
        "services": "",
        "appointments": "",
    }


def texts(responses: Responses, clinic: Clinic) -> list[Text]:
    """Every canned text that may go out as a text message."""
    values = long_values(clinic)
    found = [
        text
        for name, variations in responses.items()
        if name != _NEVER_SENT
        for text in _of_response(name, variations, values, responses)
    ]
    return [*found, *wordings(clinic)]


def _of_response(
    name: str, variations: Sequence[Mapping[str, Any]], values: Mapping[str, str], responses: Responses
) -> Iterator[Text]:
    metadata: Mapping[str, Any] = variations[0].get("metadata") or {}
    forms = [item for item in variations if item.get("channel") == SMS] or variations
    for form in forms:
        template = str(form["text"])
        if not values.keys() >= set(_BRACES.findall(template)):
            continue  # `check` says so of the name
        when = (form.get("metadata") or {}).get("when")
        shown = f"{name} ({when})" if when else name
        is_set = when != "set" or bool(values.get(str(metadata.get("setting")), ""))
        yield Text(shown, tidied(template.format(**values)), _added(name, metadata, values, responses), is_set)


def _added(name: str, metadata: Mapping[str, Any], values: Mapping[str, str], responses: Responses) -> str:
    level = metadata.get("level") or metadata.get("kind")
    french = responses.get(f"utter_french_{level}")
    if french:
        form = next((item for item in french if item.get("channel") == SMS), french[0])
        return str(form["text"]).format(**values)
    answer = name.startswith("utter_faq/")
    return source_label(_message(name, kind="answer", source=metadata.get("source"))) if answer else ""


def wordings(clinic: Clinic) -> list[Text]:
    """The texts of `messaging/sms_wording.py`, those of appointments without a link."""
    words = sms_wording
    told = {
        "introduction": words.introduction(clinic),
        "help_text": words.help_text(clinic),
        "stopped_text": words.stopped_text(clinic),
        "stopped_text in a booking": words.stopped_text(clinic, in_booking=True),
        "started_text": words.started_text(clinic),
        "only_text": words.only_text(clinic),
        "too_long": words.too_long(clinic),
        "slow_down": words.slow_down(clinic),
        "went_wrong": words.went_wrong(clinic),
        "reminder_text": words.reminder_text(clinic, _MOMENT, _REFERENCE),
        "confirmation_text": words.confirmation_text(clinic, _MOMENT, _REFERENCE),
        "confirmation_text of a request": words.confirmation_text(clinic, None, _REFERENCE),
        "moved_text": words.moved_text(clinic, _MOMENT, _REFERENCE),
        "cancelled_text": words.cancelled_text(clinic, _MOMENT, _REFERENCE),
        "cancelled_text of a request": words.cancelled_text(clinic, None, _REFERENCE),
        "offer_text": words.offer_text(clinic, _MOMENT, _MOMENT, _REFERENCE),
        "offer_lapsed_text": words.offer_lapsed_text(clinic, _REFERENCE),
    }
    return [Text(name, text) for name, text in told.items()]


def problems(responses: Responses, clinic: Clinic) -> Iterator[str]:
    """Everything that is wrong with texts as text messages, each as a sentence for its editor."""
    for text in texts(responses, clinic):
        yield from _of_length(text)
        if text.name.startswith("utter_"):
            yield from _of_words(text)
    for choice in _all_buttons():
        called = title(*choice)
        if _KEYWORD_FIRST.match(called):
            yield f"The option “{called}” begins with a word that opts out or in. Give it a title in sms_options.py."
    yield from _of_turns(responses, clinic)


def _of_length(text: Text) -> Iterator[str]:
    odd = next((character for character in text.whole if septets(character) is None), None)
    length = septets(normalised(text.whole)) or 0
    if odd and text.name.startswith("utter_"):
        yield f"`{text.name}` has “{odd}” in its text message, which makes it cost more. Use a plain character."
    elif length > MOST_SEPTETS:
        beside = f" with “{text.added}”" if text.added else ""
        yield f"`{text.name}` takes {length} characters by text message{beside}; at most {MOST_SEPTETS}. Shorten it."


def _of_words(text: Text) -> Iterator[str]:
    keyword = _ASKS_FOR.search(text.text)
    if keyword:
        yield (
            f"`{text.name}` asks for “{keyword.group(1)}” by text message, a word by which people opt out or in. "
            "Ask for another word."
        )
    screen = _SCREEN.search(text.text)
    if screen:
        yield f"`{text.name}` says “{screen.group()}” by text message, where there is no screen. Add a text with channel: sms."


def _all_buttons() -> list[buttons.Button]:
    named = [value for value in vars(buttons).values() if isinstance(value, tuple) and value]
    return [pair for value in named for pair in ([value] if isinstance(value[0], str) else value)]


def _of_turns(responses: Responses, clinic: Clinic) -> Iterator[str]:
    values = long_values(clinic)
    for turn in _turns(clinic):
        messages = []
        for names, choices in turn:
            forms = [_sms_form(responses, name) for name in names]
            if None in forms or any(not values.keys() >= set(_BRACES.findall(form or "")) for form in forms):
                return
            text = tidied(" ".join((form or "").format(**values) for form in forms))
            messages.append(_message(text, "booking", choices=choices))
        if compose(messages).rest:
            listed = ", ".join(f"`{name}`" for names, _ in turn for name in names)
            yield (
                f"{listed}: together with the numbered answers they do not fit into {MOST_SEGMENTS} segments. Shorten them, or "
                "what clinic.yml puts into them."
            )


def _sms_form(responses: Responses, name: str) -> str | None:
    variations = responses.get(name, ())
    return next((str(v["text"]) for channel in (SMS, None) for v in variations if v.get("channel") == channel), None)


def _turns(clinic: Clinic) -> Iterator[list[tuple[tuple[str, ...], tuple[buttons.Button, ...]]]]:
    """The longest turns of a booking: messages of response names and buttons."""
    method = clinic.booking.method
    yes = buttons.CONFIRM if method == SLOTS else buttons.SEND
    when = long_values(clinic)["when"]
    times = tuple((f"booking_slot_{number}", when) for number in range(3))
    further = (buttons.MORE, buttons.OTHER)
    yield [(("utter_booking_check", f"utter_booking_confirm_{method}"), (yes, *_CONFIRM))]
    yield [(("utter_booking_check_callback", "utter_booking_confirm_callback"), (buttons.CALL_ME, *_CONFIRM))]
    yield [(("utter_booking_noted", "utter_booking_ask_when"), buttons.DAY_PARTS)]
    yield [(("utter_booking_when_closed_day", "utter_booking_easier"), (*buttons.DAY_PARTS, buttons.WITHOUT_IT))]
    yield [(("utter_booking_what_to_change",), (*buttons.CHANGES, buttons.DISCARD))]
    yield [(("utter_booking_ask_confirm_to_cancel",), (buttons.DO_CANCEL, buttons.KEEP))]
    yield [(("utter_booking_ask_confirm_to_reschedule",), (buttons.DO_MOVE, buttons.KEEP))]
    yield [(("utter_booking_ask_when_to_reschedule",), (*buttons.DAY_PARTS, buttons.LEAVE))]
    yield [(("utter_booking_nothing_free",), (buttons.OTHER, buttons.JOIN))]
    if method == SLOTS:
        yield [(("utter_booking_taken", "utter_booking_offer"), (*times, *further, buttons.JOIN))]
        yield [(("utter_booking_ask_service",), buttons.services(clinic.booking.services))]
    email = "_slots" if method == SLOTS else ""
    if method != LINK:  # the address alone may fill a segment; the question about e-mail then comes with MORE
        yield [
            ((f"utter_booking_done_{method}",), ()),
            ((f"utter_booking_ask_email{email}",), (buttons.NO_EMAIL,)),
        ]


def _message(
    text: str, kind: str, choices: Sequence[buttons.Button] = (), source: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    named = [{"id": choice, "title": called} for choice, called in choices]
    return {"text": text, "kind": kind, "topics": [], "source": source, "buttons": named}


def sms_table(responses: Responses, clinic: Clinic) -> str:
    """docs/sms-texts.md: every text with its length."""
    lines = [
        "# Texts of text messages",
        "",
        "Every canned text as it is sent by text message, filled with `clinic.yml` and, where a patient's words go in,",
        "with long ones. Septets count characters (`[`, `{`, `€` and the like twice); one segment has 160, two have 306.",
        "The third column adds what comes with the text at most: the word on its source, or the French of a warning.",
        "Numbered options come on top where there is room. To write this file anew:",
        "`python -m frontdesk check --sms-table > docs/sms-texts.md`.",
        "",
        "| text | septets | with what is added | segments | words |",
        "|---|---|---|---|---|",
    ]
    for text in texts(responses, clinic):
        if text.is_set:
            alone, whole = normalised(text.text), normalised(text.whole)
            words = alone.replace("|", "\\|").replace("\n", "<br>")
            lines.append(f"| `{text.name}` | {septets(alone)} | {septets(whole)} | {segments(whole)} | {words} |")
    return "\n".join(lines) + "\n"
