"""Every canned text as it goes out by text message, filled with the clinic's settings and, for a patient's words, long ones.

`check` counts them (frontdesk/checks/texts.py); `sms_table` lists them (docs/sms-texts.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from frontdesk.booking.fields import fields
from frontdesk.channels.sms.reply import source_label
from frontdesk.content.clinic_text import placeholders, worded
from frontdesk.content.naming import PREFIX
from frontdesk.content.response_texts import tidied
from frontdesk.content.reviewed import Metadata, Responses, filled, metadata_of, named_values, read_metadata, variations
from frontdesk.content.translations import texts_of, translated
from frontdesk.conversations import takeover
from frontdesk.conversations.messages import Button, Message, plain_message
from frontdesk.language.packs import ENGLISH, Pack, packs
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.methods import method_of
from frontdesk.texting import appointment_words
from frontdesk.texting import words as sms_wording
from frontdesk.texting.gsm import normalised, segments, septets

SMS = "sms"
_NEVER_SENT = ("utter_second_answer", "utter_check")
_LONG_TIME = "Wednesday 30 September, 11:30 a.m."
_LONG_OPENING = (
    "By our usual hours, yes: open on Wednesday 30 September 2026, 8 a.m. to noon and 1 p.m. to 6 p.m. "
    "Holiday hours may differ, so please call to make sure."
)
_REFERENCE = "WXY-234"
_MOMENT = datetime(2026, 9, 30, 17, 30, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Text:
    """A text as it is sent: `added` is what comes with it at most (the word on its source)."""

    name: str
    text: str
    added: str = ""
    is_set: bool = True

    @property
    def whole(self) -> str:
        """The text with what comes with it."""
        return f"{self.text} {self.added}".strip()


def long_values(clinic: Clinic) -> dict[str, str]:
    """Values for the texts of a booking, as long as they get in all but odd cases."""
    practitioner = max((item.name for item in clinic.booking.practitioners), key=len, default="")
    when = f"{_LONG_TIME}, with {practitioner}" if practitioner else _LONG_TIME
    asked_for = {field.id: field.longest for field in fields()}
    name, phone = asked_for["name"], asked_for["phone"]
    booking = clinic.booking
    return {
        **placeholders(clinic),
        "candidates": "",
        "named": "a weak immune system",
        "topic": "Sudden face, arm, speech, vision or head symptoms",
        "related": "",
        "noted": f"{name}, {phone}",
        "detail": "Wednesday 30 September 2026",
        **asked_for,
        "who": " (your grandmother)",
        "when": when,
        "note": "",
        "also": "Maria-Fernanda Villanueva (your grandmother)",
        "times": "",
        "reference": _REFERENCE,
        "due": _LONG_TIME,
        "whose": "Maximiliana, ",
        "policy": clinic.cancellation_policy or "",
        "link": method_of(booking.method).page(booking, booking.services[0].id if booking.services else None, "0" * 32),
        "email": "maria-fernanda.villanueva@physiotherapy.example.org",
        "new": when,
        "services": "",
        "appointments": "",
        "opening_day": _LONG_OPENING,
        "message": "could you please tell my physio that i am stuck behind a train and will be late",
        "contact": phone,
        "closes": "11:30 a.m.",
        "opens": f"on {_LONG_TIME.replace(',', ' at')}",
        "standing": f"In this chat you booked {when} ({_REFERENCE}).",
    }


def texts(responses: Responses, clinic: Clinic) -> list[Text]:
    """Every canned text that may go out as a text message."""
    return [*canned(responses, clinic), *wordings(clinic)]


def canned(responses: Responses, clinic: Clinic, pack: Pack | None = None) -> list[Text]:
    """Those of the texts that are responses, in English or in the language of a pack."""
    values = long_values(clinic.in_language(pack.code) if pack else clinic)
    if pack:
        responses = translated(responses, pack)
        values = worded(values, pack)
    return [
        text
        for name in responses
        if name not in _NEVER_SENT
        for text in _of_response(name, variations(responses, name), values, responses)
    ]


def _of_response(
    name: str, forms: Sequence[Mapping[str, Any]], values: Mapping[str, str], responses: Responses
) -> Iterator[Text]:
    metadata = read_metadata(responses, name)
    for form in sms_forms(forms):
        template = f"{metadata.yes_no} {form['text']}".lstrip()
        if not names_known(template, values):
            continue  # `check` says so of the name
        when = metadata_of(form).get("when")
        variant = when or metadata_of(form).get("lang")
        shown = f"{name} ({variant})" if variant else name
        is_set = when != "set" or bool(values.get(metadata.setting, ""))
        yield Text(shown, tidied(filled(template, values)), _added(name, metadata), is_set)


def _added(name: str, metadata: Metadata) -> str:
    answer = name.startswith(("utter_faq/", PREFIX))
    return source_label(message(name, "answer", source=metadata.source)) if answer else ""


def wordings(clinic: Clinic, language: str = ENGLISH) -> list[Text]:
    """The texts of `texting/words.py` and `texting/appointment_words.py` in a language."""
    words, told_of = sms_wording, appointment_words
    told = {
        "introduction": words.introduction(clinic, language),
        "code_text": words.code_text(clinic, "123456", 10, language),
        "missed_call_text": words.missed_call_text(clinic, language),
        "joined_text": words.joined_text(clinic, language),
        "joined by a person": takeover.joined("Sam", language),
        "left by a person": takeover.left("Sam", language),
        "nobody_free": words.nobody_free(clinic, language),
        "help_text": words.help_text(clinic, language),
        "no_such_number": words.no_such_number(4, clinic, language),
        "stopped_text": words.stopped_text(clinic, language=language),
        "stopped_text in a booking": words.stopped_text(clinic, True, language),
        "stop_question": words.stop_question(clinic, language),
        "started_text": words.started_text(clinic, language),
        "begun_text": words.begun_text(clinic, "", language),
        "begun_text with a time": words.begun_text(clinic, "Wednesday 25 November, in the afternoon", language),
        "no_reminders": words.no_reminders(clinic, language),
        "passed_on": words.passed_on(clinic, language),
        "only_text": words.only_text(clinic, language),
        "picture_note": words.picture_note(clinic, language),
        "too_long": words.too_long(clinic, language),
        "slow_down": words.slow_down(clinic, language),
        "list_ended": words.list_ended(clinic, language),
        "went_wrong": words.went_wrong(clinic, language),
        "reminder_text": told_of.reminder_text(clinic, _MOMENT, _REFERENCE, language),
        "confirmation_text": told_of.confirmation_text(clinic, _MOMENT, _REFERENCE, language),
        "kept_text": told_of.kept_text(clinic, language),
        "taken_text": told_of.taken_text(clinic, _MOMENT, _REFERENCE, language),
        "passed_text": told_of.passed_text(clinic, language),
        "gone_text": told_of.gone_text(clinic, language),
        "moved_text": told_of.moved_text(clinic, _MOMENT, _REFERENCE, language),
        "cancelled_text": told_of.cancelled_text(clinic, _MOMENT, _REFERENCE, language),
        "cancelled_text of a request": told_of.cancelled_text(clinic, None, _REFERENCE, language),
        "offer_text": told_of.offer_text(clinic, _MOMENT, _MOMENT, _REFERENCE, language),
        "offer_lapsed_text": told_of.offer_lapsed_text(clinic, _REFERENCE, language),
    }
    return [Text(name, text) for name, text in told.items()]


def sms_forms(forms: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The variations of a response that a text message may use: in each language those for text messages, otherwise all."""
    languages = dict.fromkeys(metadata_of(form).get("lang", ENGLISH) for form in forms)
    by_language = [[form for form in forms if metadata_of(form).get("lang", ENGLISH) == each] for each in languages]
    return [form for those in by_language for form in ([f for f in those if f.get("channel") == SMS] or those)]


def names_known(template: str, values: Mapping[str, str]) -> bool:
    """Whether there is a value for everything in braces."""
    return values.keys() >= named_values(template)


def message(
    text: str, kind: str, choices: Sequence[tuple[str, str]] = (), source: Mapping[str, Any] | None = None
) -> Message:
    """A message of the assistant with buttons and a source, as a text is composed from it."""
    named: list[Button] = [{"id": choice, "title": called} for choice, called in choices]
    return {**plain_message(text, kind=kind), "source": source, "buttons": named}


def sms_table(responses: Responses, clinic: Clinic) -> str:
    """docs/sms-texts.md: every text with its length."""
    lines = [
        "# Texts of text messages",
        "",
        "Every canned text as it is sent by text message, filled with `clinic.yml` and, where a patient's words go in,",
        "with long ones. Septets count characters (`[`, `{`, `€` and the like twice); one segment has 160, two have 306.",
        "The third column adds what comes with the text at most: the word on its source.",
        "Numbered options come on top where there is room. To write this file anew:",
        "`python -m frontdesk check --sms-table > docs/sms-texts.md`.",
        "",
        *_rows(texts(responses, clinic)),
    ]
    for pack in packs().values():
        lines += ["", f"## In {pack.settings['name']}", "", *_rows(_in_language(responses, clinic, pack))]
    return "\n".join(lines) + "\n"


def _in_language(responses: Responses, clinic: Clinic, pack: Pack) -> list[Text]:
    """The texts of a language, without those that are the English ones."""
    own = {name for name in texts_of(pack) if name.startswith("utter_")}
    named = [text for text in canned(responses, clinic, pack) if text.name.partition(" ")[0] in own]
    return [*named, *wordings(clinic, pack.code)]


def _rows(listed: Sequence[Text]) -> list[str]:
    rows = ["| text | septets | with what is added | segments | words |", "|---|---|---|---|---|"]
    for text in listed:
        if text.is_set:
            alone, whole = normalised(text.text), normalised(text.whole)
            words = alone.replace("|", "\\|").replace("\n", "<br>")
            rows.append(f"| `{text.name}` | {septets(alone)} | {septets(whole)} | {segments(whole)} | {words} |")
    return rows
