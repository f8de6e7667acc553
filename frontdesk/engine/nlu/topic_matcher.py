"""Rasa component: the topic matcher, with what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from frontdesk.booking.extraction import names_contact
from frontdesk.booking.heard import goes_on
from frontdesk.booking.told import MARKUP
from frontdesk.content.naming import Term
from frontdesk.content.reviewed import LEVELS
from frontdesk.content.topic_ids import (
    CALLBACK,
    FAQ,
    HANDOFF,
    LEAVE_MESSAGE,
    MESSAGES,
    SAFETY,
)
from frontdesk.engine.desk_words import is_for_desk, may_be_for_desk
from frontdesk.engine.nlu.behind_sign import behind_sign, left_open, said_to
from frontdesk.engine.nlu.beside import (
    UNCLEAR,
    UPSET,
    action_first,
    adds_to_message,
    candidate_picked,
    leaves_messages,
    quoted,
    warned,
    with_feeling,
)
from frontdesk.engine.nlu.components import LearntComponent, intent_of, labelled_docs, write
from frontdesk.engine.nlu.context import Said, answered_before, said_before
from frontdesk.engine.nlu.feelings import LABEL, Feelings
from frontdesk.engine.nlu.follow_ups import follow_up, meant
from frontdesk.engine.nlu.in_context import in_context
from frontdesk.engine.nlu.matching import Match, Matcher, Reading
from frontdesk.engine.nlu.naming import named_in, with_named
from frontdesk.engine.nlu.other_language import READING, OtherReading
from frontdesk.engine.nlu.parse_data import AFTER_SAFETY, BOOKING, BOOKING_STEP, CHECK, CHECK_REPLY, FALLBACK, SAID
from frontdesk.engine.nlu.plain_wishes import plainly_meant
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.encoder import Vectors
from frontdesk.language.other_languages import in_latin, language_of
from frontdesk.language.packs import ENGLISH, keywords
from frontdesk.language.pipeline import part_of
from frontdesk.language.recognition import asked_for
from frontdesk.language.segments import asks, questions, yes_or_no

# A wish for a person that is a wish to be called.
_CALL_ME = re.compile(
    r"\b(?:call|calls|called|ring|rings|phone|phones) (?:me|us|her|him|them|my \w+)\b|\bcall ?-?backs?\b"
)
# "Can I come on Wednesday …": which of the appointment's topics is meant need not be asked.
_COME_WHEN = re.compile(
    r"\b(?:can|could|may|would like to|want to|need to) (?:i |we |he |she |my \w+ )?(?:come|get in|be seen|see)\b.*"
    r"\b(?:today|tomorrow|week|morning|afternoon|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|"
    r"april|may|june|july|august|september|october|november|december)\b"
)
_FOR_WHOM = re.compile(r"\bappointment for (?:me|my \w+)\b")
_MAY_BE_FOR_DESK = UNCLEAR | {"records_receipts"}
_OKS = frozenset({"ok", "okay", "k", "kk", "great", "perfect", "sure", "good", "cool"})
_FEELINGS = "feelings"
_UNREAD = Match(FALLBACK, 0.0)


def topics_of(labels: list[str]) -> list[str]:
    """Topic ids of training labels: "faq/cost" is "cost"."""
    return [label.removeprefix(f"{FAQ}/") for label in labels]


class _DeskMatcher(Matcher):
    """Reads a text as a message for the front desk only where what tells such messages from others does not deny it."""

    def read(self, text: str, vector: Vectors) -> Reading:
        reading = super().read(text, vector)
        if reading.topic != LEAVE_MESSAGE or may_be_for_desk(text):
            return reading
        return self.ranked(tuple(one for one in reading.ranking if one[0] != LEAVE_MESSAGE))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicMatcher(LearntComponent):
    """Sets the intent, the FAQ topic and what else the reply needs, unless the safety screen has spoken."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
        feelings: Feelings | None = None,
    ) -> None:
        super().__init__(config, storage, resource)
        self._feelings = feelings
        self._matcher = _DeskMatcher(model, config["calibration"], config["upper"], config["lower"]) if model else None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Calibration and thresholds; config.yml carries the ones chosen by cross-validation."""
        return {"calibration": [-4.0, 8.0, 12.0], "upper": 0.8, "lower": 0.4}

    @classmethod
    def stored(cls, config: dict[str, Any], storage: ModelStorage, resource: Resource, folder: Path) -> TopicMatcher:
        """The trained component."""
        return cls(config, storage, resource, TopicModel.load(folder), Feelings.load(folder / _FEELINGS))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn every intent and topic but the safety groups and their hard negatives, and how messages sound."""
        texts, vectors, labels = labelled_docs(training_data)
        other = (f"{SAFETY}/", "no_sign/", f"{CHECK_REPLY}/", SAID)
        rows = [i for i, label in enumerate(labels) if not label.startswith(other)]
        kept = [i for i in rows if not labels[i].startswith(LABEL)]
        topics = topics_of([labels[i] for i in kept])
        with self._storage.write_to(self._resource) as folder:
            TopicModel.fit([texts[i] for i in kept], vectors[kept], topics).save(folder)
            feelings = Feelings.fit([texts[i] for i in rows], vectors[rows], [labels[i] for i in rows])
            feelings.save(folder / _FEELINGS)
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Read each message in the light of what was said before."""
        said, answered = said_before(tracker), answered_before(tracker)
        in_booking = bool(tracker.get_slot(BOOKING_STEP))
        for message in messages:
            if intent_of(message) in (SAFETY, CHECK, CHECK_REPLY):
                continue
            doc = message.get(SPACY_DOCS[TEXT])
            other: OtherReading | None = message.get(READING)
            named = other.named if other else named_in(doc) if doc is not None else []
            match = _in_other_language(other, said) if other else _UNREAD
            follows = self._followed_up(doc, said, answered, in_booking) if other is None and doc else None
            if other is None and doc:
                match = follows or self._match(doc, said, named, message.get(TEXT) or "")
                if (
                    leaves_messages(tracker)
                    and match.intent == CALLBACK
                    and doc.text.strip(" .!") in keywords("yes") | _OKS
                ):
                    match = Match("affirm", 1.0, match.ranking)
            if in_booking and doc is not None and goes_on(other.gloss.text.lower() if other else doc.text):
                match = Match("book", 1.0)
            if _asks_for_language(message, other):
                match = Match("book" if in_booking else "greet", 1.0)
            language = "" if in_booking or other else _language(message.get(TEXT) or "", match)
            if language:
                match = Match(FALLBACK, match.confidence, match.ranking)
            unfelt = in_booking or language or doc is None or follows
            match, feeling = (match, "") if unfelt else self._felt(match, doc, said, other)
            match, asked = action_first(match)
            if not language:
                match = behind_sign(match, message, said, tracker)
            if not in_booking and (
                adds_to_message(match, message.get(TEXT), tracker) or _is_for_desk(match, message, language, tracker)
            ):
                match = Match(LEAVE_MESSAGE, 1.0, match.ranking)
            booking = in_booking and match.intent != AFTER_SAFETY
            write(
                message,
                BOOKING if booking else match.intent,
                match.confidence,
                reading=match.intent if booking else None,
                ranking=match.ranking,
                second=match.second,
                third=match.third,
                asked=asked,
                quoted=warned(message, said, tracker) if booking else quoted(match, message, said, tracker),
                candidates=list(match.candidates),
                about=said.topics[0] if said.kind == "answer" and said.topics else None,
                check_again=left_open(match, message, tracker),
                after=said_to(match, message, tracker),
                language=language,
                feeling=feeling,
                upset=booking and doc is not None and self._sounds(doc, other) in UPSET,
                named=named,
                yes_no=doc is not None and not match.second and (other.yes_no if other else yes_or_no(doc)),
            )
        return messages

    @property
    def matcher(self) -> Matcher | None:
        """What reads English messages, once it is trained."""
        return self._matcher

    def _felt(self, match: Match, doc: Doc, said: Said, other: OtherReading | None) -> tuple[Match, str]:
        """What is to be done about a message in view of how it sounds, and the feeling to be acknowledged first."""
        feeling = "" if said.kind in LEVELS else self._sounds(doc, other)
        if not feeling:
            return match, ""
        asked = other.asks if other else feeling in UPSET and any(asks(part) for part in questions(doc))
        match = with_feeling(match, feeling, asked, len(doc.text.split()))
        return match, "" if match.intent == feeling else feeling

    def _followed_up(self, doc: Doc, said: Said, answered: Sequence[str], in_booking: bool) -> Match | None:
        """What a message that refers to the last answer asks: "the other one", "no, i meant how soon"."""
        if in_booking or said.kind != "answer" or not answered or self._matcher is None:
            return None
        instead = meant(doc.text)
        part = part_of(doc, instead) if instead else None
        match = self._matcher.match(part) if part else None
        if match and match.intent not in UNCLEAR:
            return match
        topic = follow_up(doc.text, answered)
        return Match(topic, 1.0) if topic else None

    def _sounds(self, doc: Doc, other: OtherReading | None) -> str:
        if self._feelings is None or not doc.text.strip():
            return ""
        return other.feeling() if other else self._feelings.of(doc)

    def _match(self, doc: Doc, said: Said, named: Sequence[Term], typed: str) -> Match:
        if self._matcher is None or not any(token.is_alpha or token.like_num for token in doc):
            return Match(FALLBACK, 0.0)
        picked = candidate_picked(doc.text, said)
        if picked:
            return Match(picked, 1.0)
        about = said.topics if said.kind == "answer" else ()
        match = self._matcher.match(doc, about)
        if match.intent in about:  # behind an answer a short message is read as one about it
            alone = plainly_meant(self._matcher.match(doc), doc.text, typed)
            match = alone if alone.intent in MESSAGES or (alone.intent in UNCLEAR and is_for_desk(typed)) else match
        if match.intent == HANDOFF and _CALL_ME.search(doc.text):
            match = Match(CALLBACK, match.confidence, match.ranking)
        if match.candidates[:1] == ("book",) and _COME_WHEN.search(doc.text):
            match = Match("book", match.confidence, match.ranking)
        match = plainly_meant(match, doc.text, typed)
        if said.kind not in LEVELS:  # after a warning, what asks for an all-clear stays what it is
            match = with_named(match, named)
        return in_context(match, said)


def _is_for_desk(match: Match, message: Message, language: str, tracker: DialogueStateTracker) -> bool:
    """Whether a message is for the people at the clinic that was not understood, or that asks for papers of its own."""
    text = message.get(TEXT) or ""
    if match.intent not in _MAY_BE_FOR_DESK or language or MARKUP.search(text):
        return False
    return is_for_desk(text) or names_contact(text) or (leaves_messages(tracker) and may_be_for_desk(text))


def _in_other_language(other: OtherReading, said: Said) -> Match:
    """What a message in a language beside English asks."""
    gloss = other.gloss.text.lower()
    picked = candidate_picked(gloss, said)
    if picked:
        return Match(picked, 1.0)
    match = other.match(said.topics if said.kind == "answer" else (), said.kind not in LEVELS)
    if "book" in match.candidates and (_COME_WHEN.search(gloss) or _FOR_WHOM.search(gloss)):
        match = Match("book", match.confidence, match.ranking)
    return in_context(match, said)


def _asks_for_language(message: Message, other: OtherReading | None) -> bool:
    """Whether the patient asks for a language, and for nothing else."""
    return other.switched if other else asked_for(message.get(TEXT) or "") == ENGLISH


def _language(text: str, match: Match) -> str:
    """The other language that a message is in; a foreign name in an English message is none."""
    language = language_of(text)
    return "" if language and in_latin(language) and match.intent not in UNCLEAR else language
