"""What is said: reviewed texts, filled with the clinic's settings, with their source and the buttons that follow.

A response is chosen by its name, then by channel (an `sms` variation where there is one), then by whether the setting
it rests on is set. Nothing here composes a sentence about health.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from frontdesk.content import topic_ids
from frontdesk.content.clinic_text import placeholders, worded
from frontdesk.content.naming import Term, by_name
from frontdesk.content.reviewed import (
    LEVELS,
    Metadata,
    Responses,
    filled,
    metadata_of,
    named_values,
    read_metadata,
    variations,
)
from frontdesk.content.topic_ids import (
    CALLBACK,
    FAQ,
    HANDED_OVER,
    HANDOFF,
    LEAVE_MESSAGE,
    NOT_OFFERED,
    SAFETY,
    SMALL_TALK_INTENTS,
)
from frontdesk.content.translations import translated
from frontdesk.language.other_languages import languages
from frontdesk.language.packs import ENGLISH, Pack
from frontdesk.language.when.text import listed
from frontdesk.language.wording import wording_of
from frontdesk.log import log_failure
from frontdesk.settings.clinic import Clinic

__all__ = [
    "FAQ",
    "SAFETY",
    "SAID_BY_CODE",
    "Answer",
    "Answers",
    "Responses",
    "UnknownTopicError",
    "tidied",
    "topic_of",
    "topics",
    "utter_action",
]

logger = logging.getLogger(__name__)

BOOKING = frozenset(topic_ids.ACTIONS) - HANDED_OVER
_MOST_FOLLOW_UPS = 3
_NAMED = "named"
_LISTED = re.compile(r", | and ")
_GENERAL_ANSWER = "utter_general_answers_off"
LANGUAGE = "utter_language_"
FEELING = "utter_feeling_"
# Responses beside those of topics, warnings and bookings, with the values that they may name beside the clinic's.
SAID_BY_CODE: Mapping[str, frozenset[str]] = {
    "utter_clarify": frozenset({"candidates"}),
    **{f"utter_check_{group}": frozenset() for group in topic_ids.SAFETY_GROUPS},
    "utter_more": frozenset({"topic", "related"}),
    f"utter_{FAQ}/opening_hours": frozenset({"opening_day"}),
    f"utter_{FAQ}/appointment_status": frozenset({"standing"}),
    "utter_person_away": frozenset({"opens"}),
    **{f"{LANGUAGE}{language}": frozenset() for language in languages()},
    **dict.fromkeys(
        (
            "utter_fallback utter_fallback_again utter_nothing_yet utter_person_there utter_rephrase utter_second_answer "
            "utter_after_safety utter_general_answers_off utter_check utter_check_denied "
            "utter_privacy utter_privacy_notice utter_erase utter_erase_confirmed utter_erase_declined "
            "utter_said_before utter_feeling_complaint utter_feeling_anger utter_feeling_fear utter_feeling_thanks"
        ).split(),
        frozenset(),
    ),
}
# Said where the data have no text under a name.
_NO_TEXT = "Sorry, I have no words for this here. Please call us at {clinic_phone}."
_NO_WARNING = "This may be an emergency. Please call {emergency_number} now. This assistant cannot assess you."


class UnknownTopicError(KeyError):
    """There is no answer under this name."""


@dataclass(frozen=True)
class Answer:
    """One message to the patient, before it is given an id and a time."""

    text: str
    kind: str
    topics: tuple[str, ...]
    source: Mapping[str, Any] | None
    buttons: tuple[tuple[str, str], ...]
    lang: str = ENGLISH


def utter_action(topic: str, responses: Responses) -> str:
    """The response name of a topic or action id. Raises UnknownTopicError."""
    for name in (f"utter_{FAQ}/{topic}", f"utter_{topic}"):
        if name in responses:
            return name
    raise UnknownTopicError(topic)


def topic_of(utter: str) -> str:
    """The topic, action or safety group that a response name stands for."""
    return utter.removeprefix("utter_").removeprefix(f"{FAQ}/").removeprefix(f"{SAFETY}/")


def topics(responses: Responses) -> list[str]:
    """The ids that a patient may choose by a button: all topics, actions and small talk, in the order of the data."""
    names = [
        name for name in responses if read_metadata(responses, name).follow_ups or name.startswith(f"utter_{FAQ}/")
    ]
    return [topic_of(name) for name in names if topic_of(name) not in NOT_OFFERED]


def _services(clinic: Clinic) -> list[str]:
    return [service.name for service in clinic.booking.services]


def _kind(name: str, metadata: Metadata) -> str:
    topic = topic_of(name)
    if name.startswith(f"utter_{SAFETY}/"):
        return metadata.level
    if topic in SMALL_TALK_INTENTS:
        return "smalltalk"
    if topic in BOOKING:
        return "booking"
    return "handoff" if topic in HANDED_OVER else metadata.kind or "answer"


def tidied(text: str) -> str:
    """The text without what empty values and abbreviations leave behind: spaces in a row, "p.m..", spaces around line ends."""
    return re.sub(r" *\n *", "\n", re.sub(r"(?<!\.)\.\.(?!\.)", ".", re.sub(r" {2,}", " ", text))).strip()


class Answers:
    """The reviewed texts of one clinic, in English or in the language of a pack."""

    def __init__(self, responses: Responses, clinic: Clinic, pack: Pack | None = None) -> None:
        self._responses = translated(responses, pack) if pack else responses
        self._clinic = clinic
        self._pack = pack
        self._wording = wording_of(pack) if pack else None
        spoken = clinic.in_language(pack.code) if pack else clinic
        self._services = dict(zip(_services(clinic), _services(spoken)))
        self._values = worded(placeholders(spoken), pack) if pack else placeholders(clinic)

    def title(self, topic: str) -> str:
        """The short title of a topic, as buttons show it. Raises UnknownTopicError."""
        given = read_metadata(self._responses, utter_action(topic, self._responses)).title
        return given or topic.replace("_", " ").capitalize()

    def fixed(self, name: str, channel: str, /, **values: str) -> str:
        """The text of a response, filled; `values` fill what only the caller knows.

        A text that is missing is replaced by whom to call, a value that is missing is left out: a chat goes on.
        """
        template = self._template(name, channel)
        known = {**self._values, **self._worded(values)}
        if not template:
            log_failure(logger, f"The response {name}", UnknownTopicError(name))
            template = self._without_text(safety=name.startswith(f"utter_{SAFETY}/"))
        text = filled(template, known)
        return text.strip() if named_values(template) <= known.keys() else tidied(text)

    def _without_text(self, safety: bool) -> str:
        notices = (self._pack.wording.get("notices") or {}) if self._pack else {}
        given = notices.get("no_warning" if safety else "no_text")
        return given or (_NO_WARNING if safety else _NO_TEXT)

    def _worded(self, values: Mapping[str, str]) -> Mapping[str, str]:
        """Values as the language has them."""
        wording = self._wording
        if wording is None:
            return values
        return {
            key: self._called(value) if key == _NAMED else wording.value(key, value) for key, value in values.items()
        }

    def _called(self, terms: str) -> str:
        """Clinical terms, listed in English, as the language has them."""
        assert self._pack is not None
        names = [wording_of(self._pack).term(term, self._pack.terms) for term in _LISTED.split(terms)]
        return listed(names, wording_of(self._pack).words("and"))

    def _template(self, name: str, channel: str) -> str:
        return next(iter(self._templates(name, channel)), "")

    def _templates(self, name: str, channel: str) -> list[str]:
        """The forms for the channel and for whether the setting is there; else others that can be said."""
        forms = variations(self._responses, name)
        metadata = read_metadata(self._responses, name)
        if metadata.setting in self._values:
            when = "unset" if self._unset(metadata) else "set"
            forms = [form for form in forms if metadata_of(form).get("when") == when]
        for wanted in (channel, None):
            fitting = [str(form["text"]) for form in forms if form.get("channel") == wanted]
            if fitting:
                return fitting
        return [str(form["text"]) for form in forms]

    def forms(self, name: str, channel: str, /, **values: str) -> list[str]:
        """All texts of a response for a channel, filled as in `fixed`: several where it can be said in several ways."""
        if self._switched_off(name, read_metadata(self._responses, name)):
            return []
        known = {**self._values, **self._worded(values)}
        return [tidied(filled(template, known)) for template in self._templates(name, channel)]

    def _buttons(self, offered: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tuple((topic, self.title(topic)) for topic in dict.fromkeys(offered) if self._is_topic(topic))

    def _is_topic(self, topic: str) -> bool:
        try:
            return bool(utter_action(topic, self._responses))
        except UnknownTopicError:
            return False

    def answer(self, name: str, channel: str, /, **values: str) -> Answer:
        """The answer under a response name, for a channel ("web", "sms"). `values` fill what only the caller knows."""
        metadata = read_metadata(self._responses, name)
        if self._switched_off(name, metadata):
            return Answer(
                self.fixed(_GENERAL_ANSWER, channel),
                "answer",
                (topic_of(name),),
                read_metadata(self._responses, _GENERAL_ANSWER).source,
                self._buttons(["book", HANDOFF]),
            )
        kind = _kind(name, metadata)
        safety = kind in LEVELS
        follow_ups = [] if safety else list(metadata.follow_ups)[:_MOST_FOLLOW_UPS]
        if self._unset(metadata):
            follow_ups = [CALLBACK, *follow_ups[: _MOST_FOLLOW_UPS - 1]]
        if kind == "answer":
            follow_ups.append("book")
        shown = () if safety or metadata.kind else (topic_of(name),)
        return Answer(
            self.fixed(name, channel, **values),
            kind,
            shown,
            self._source(metadata),
            self._buttons([HANDOFF] if safety else follow_ups),
        )

    def _unset(self, metadata: Metadata) -> bool:
        return metadata.setting in self._values and not self._values[metadata.setting]

    def _switched_off(self, name: str, metadata: Metadata) -> bool:
        general = name.startswith(f"utter_{FAQ}/") and not metadata.is_reviewed
        return general and not self._clinic.general_answers

    def person(self, name: str, channel: str, /, **values: str) -> Answer:
        """What is said to somebody who wants a person, in the words of a response for a moment like this one."""
        return replace(self.answer(f"utter_{HANDOFF}", channel), text=tidied(self.fixed(name, channel, **values)))

    def in_short(self, topic: str) -> Answer:
        """The answer to a topic again, in its short form."""
        name = utter_action(topic, self._responses)
        return replace(self.answer(name, "web"), text=self.short(name))

    def short(self, name: str, /, **values: str) -> str:
        """The text of a response in its short form, called so."""
        return f"{self.fixed('utter_rephrase', 'web')} {self.answer(name, 'sms', **values).text}"

    def about_named(self, topic: str, named: Sequence[Term], channel: str) -> list[tuple[str, dict[str, str], Answer]]:
        """The answers to a topic for what a message names, each with the name of its response and its values.

        Empty where nothing is said of it, or only what is not reviewed and the clinic wants no such answers.
        """
        found = []
        for name, terms in by_name(self._responses, topic, named):
            metadata = read_metadata(self._responses, name)
            if metadata.is_reviewed or self._clinic.general_answers:
                values = {"named": terms}
                answer = self.answer(utter_action(topic, self._responses), channel)
                text = self.fixed(name, channel, **values)
                found.append((name, values, replace(answer, text=text, source=self._source(metadata))))
        return found

    def _source(self, metadata: Metadata) -> Mapping[str, Any] | None:
        source = metadata.source
        if source is None:
            return None
        reviewed = source["reviewed"] and metadata.translation_reviewed
        return {**source, "url": source["url"] or self._clinic.document_url, "reviewed": reviewed}

    def yes_or_no(self, name: str) -> str:
        """What a response says first to a question that yes or no can answer; else nothing."""
        return read_metadata(self._responses, name).yes_no

    def other_language(self, language: str, channel: str) -> Answer:
        """One sentence in a language that is not answered in."""
        return replace(self.fallback(channel, again=True), text=self.fixed(f"{LANGUAGE}{language}", channel))

    def clarify(self, candidates: Sequence[str], channel: str) -> Answer:
        """Which of two or three topics was meant."""
        joint = self._wording.joint if self._wording else "or"
        text = self.fixed(
            "utter_clarify", channel, candidates=listed(self._quoted(candidates), joint) if candidates else ""
        )
        return Answer(text, "clarify", tuple(candidates), None, self._buttons(candidates))

    def _quoted(self, offered: Sequence[str]) -> list[str]:
        opening, closing = self._wording.quotes if self._wording else ('"', '"')
        return [f"{opening}{title}{closing}" for _, title in self._buttons(offered)]

    def more(self, topic: str, channel: str) -> Answer:
        """What else there is to read about a topic."""
        related = read_metadata(self._responses, utter_action(topic, self._responses)).follow_ups
        follow_ups = self._buttons(related[:_MOST_FOLLOW_UPS]) or self._buttons(["help", "book"])
        titles = ", ".join(self._quoted([choice for choice, _ in follow_ups]))
        text = self.fixed("utter_more", channel, topic=self.title(topic), related=titles)
        ids = tuple(choice for choice, _ in follow_ups)
        return Answer(text, "clarify", ids, None, self._buttons([*ids, HANDOFF]))

    def nothing_yet(self, channel: str) -> Answer:
        """The reply to "more" or "what do you mean" before anything was answered."""
        return Answer(self.fixed("utter_nothing_yet", channel), "smalltalk", (), None, self._buttons(["help", HANDOFF]))

    def titled(self, buttons: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Buttons whose titles were made elsewhere, in the language."""
        wording = self._wording
        if wording is None:
            return tuple(buttons)
        return tuple((choice, self._services.get(title) or wording.title(title)) for choice, title in buttons)

    def booking(
        self,
        names: Sequence[str],
        channel: str,
        kind: str,
        topic: str,
        values: Mapping[str, str],
        buttons: Sequence[tuple[str, str]],
    ) -> Answer:
        """A message of the booking conversation: texts joined to one, filled with what the patient said."""
        text = " ".join(dict.fromkeys(self.fixed(name, channel, **values) for name in names))
        return Answer(tidied(text), kind, (topic,), None, self.titled(buttons))

    def fallback(self, channel: str, again: bool) -> Answer:
        """An honest "I don't know"; the second in a row offers a person first."""
        name = "utter_fallback_again" if again else "utter_fallback"
        return Answer(
            self.fixed(name, channel),
            "fallback",
            (),
            None,
            self._buttons([HANDOFF, LEAVE_MESSAGE, CALLBACK, "book"] if again else [CALLBACK, "help", "book", HANDOFF]),
        )
