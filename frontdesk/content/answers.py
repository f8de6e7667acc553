"""What is said: reviewed texts, with their kind, their source and the buttons that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from frontdesk.content import topic_ids
from frontdesk.content.naming import Term, by_name
from frontdesk.content.response_names import LANGUAGE, UnknownTopicError, topic_of, utter_action
from frontdesk.content.response_texts import ResponseTexts, tidied
from frontdesk.content.reviewed import LEVELS, Metadata, read_metadata
from frontdesk.content.topic_ids import CALLBACK, HANDED_OVER, HANDOFF, LEAVE_MESSAGE, SAFETY, SMALL_TALK_INTENTS
from frontdesk.language.packs import ENGLISH
from frontdesk.language.when.text import listed

BOOKING = frozenset(topic_ids.ACTIONS) - HANDED_OVER
_MOST_FOLLOW_UPS = 3
_GENERAL_ANSWER = "utter_general_answers_off"


@dataclass(frozen=True)
class Answer:
    """One message to the patient, before it is given an id and a time."""

    text: str
    kind: str
    topics: tuple[str, ...]
    source: Mapping[str, Any] | None
    buttons: tuple[tuple[str, str], ...]
    lang: str = ENGLISH


def _kind(name: str, metadata: Metadata) -> str:
    topic = topic_of(name)
    if name.startswith(f"utter_{SAFETY}/"):
        return metadata.level
    if topic in SMALL_TALK_INTENTS:
        return "smalltalk"
    if topic in BOOKING:
        return "booking"
    return "handoff" if topic in HANDED_OVER else metadata.kind or "answer"


class Answers(ResponseTexts):
    """The answers of one clinic."""

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
