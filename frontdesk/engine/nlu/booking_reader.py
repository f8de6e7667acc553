"""Rasa component: the booking reader. It runs after the topic matcher, on messages of bookings and those that may begin one.

It learns from messages whose intent is `said/<open question>:<what they do>` (data/bookings), with Rasa's own marks for the
values in them, and writes what it read into the message's `told` (frontdesk/booking/told.py), for the booking to make use of.
A message that nothing else understood, and that surely asks for an appointment, begins a booking. It has learnt English: a
message in another language is read by words alone, once they are English ones (frontdesk/booking/other_languages.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT_RESPONSE_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontdesk.booking.for_whom import is_on_behalf
from frontdesk.booking.told import BEGIN, NOT_BEGIN, TELL
from frontdesk.content.topic_ids import CALLBACK, LEAVE_MESSAGE
from frontdesk.engine.nlu.check import HELD
from frontdesk.engine.nlu.components import LearntComponent, intent_of, write
from frontdesk.engine.nlu.context import texts_since
from frontdesk.engine.nlu.other_language import READING, language_before
from frontdesk.engine.nlu.parse_data import BOOKING, BOOKING_QUESTION, CLARIFY, FALLBACK, FRONTDESK, SAID
from frontdesk.engine.nlu.reader_model import Marked, ReaderModel
from frontdesk.engine.nlu.varying import Said, with_other_names
from frontdesk.engine.nlu.words import START, words_of
from frontdesk.language.packs import ENGLISH
from frontdesk.language.spelling import written_out

_STARTS = ("book", CALLBACK, "reschedule", "cancel", LEAVE_MESSAGE)
_UNCLEAR = (FALLBACK, CLARIFY)
# What was understood beside the topic, and holds whatever that is.
_KEPT = ("check_again", "feeling", "named", "lang")
_ACTION = "action_booking"
_MOST_EARLIER = 5  # messages
_SURE = 0.97  # how likely an unclear message must begin a booking


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class BookingReader(LearntComponent):
    """Reads what a message tells of a booking and what it does there."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: ReaderModel | None = None
    ) -> None:
        super().__init__(config, storage, resource)
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set."""
        return {}

    @classmethod
    def stored(cls, config: dict[str, Any], storage: ModelStorage, resource: Resource, folder: Path) -> BookingReader:
        """The trained component."""
        return cls(config, storage, resource, ReaderModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the marked messages."""
        said = [_said(example) for example in training_data.intent_examples if _label(example).startswith(SAID)]
        marked = [
            Marked(words_of(message.text, message.asked), message.spans, message.acts)
            for message in with_other_names(said)
        ]
        with self._storage.write_to(self._resource) as folder:
            ReaderModel.fit([example for example in marked if example.words.places]).save(folder)
        return self._resource

    @property
    def model(self) -> ReaderModel | None:
        """What marks words, once it is trained."""
        return self._model

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Read each message in the light of the question that is open."""
        asked = tracker.get_slot(BOOKING_QUESTION) or START
        for message in messages:
            intent = intent_of(message)
            if self._model is None or intent not in (BOOKING, *_STARTS, *_UNCLEAR):
                continue
            if message.get(READING):
                if intent not in _UNCLEAR:
                    _add(message, _as_written(_untaken(message, tracker)))
                continue
            told = self._told(self._model, message.get(TEXT) or "", asked)
            if intent in _UNCLEAR and not _begins(message, told["acts"]):
                continue
            if intent in _UNCLEAR:
                kept = {key: found for key, found in (message.get(FRONTDESK) or {}).items() if key in _KEPT}
                write(message, "book", told["acts"][BEGIN], **kept)
            _add(message, {"told": told} | self._earlier(self._model, _untaken(message, tracker), asked))
        return messages

    def before(self, tracker: DialogueStateTracker) -> dict[str, Any]:
        """What the patient said before they pressed the button that begins a booking, as `process` gives it."""
        untaken = texts_since(tracker, _ACTION)[-_MOST_EARLIER:]
        in_english = self._model is not None and language_before(tracker, None) == ENGLISH
        return self._earlier(self._model, untaken, START) if self._model and in_english else _as_written(untaken)

    def _earlier(self, model: ReaderModel, untaken: Sequence[tuple[str, str]], asked: str) -> dict[str, Any]:
        before = [self._told(model, text, asked) | {"text": text, "was": was} for text, was in untaken]
        return {"earlier": [read for read in before if asked != START or _tells(read)]} if before else {}

    @staticmethod
    def _told(model: ReaderModel, text: str, asked: str) -> dict[str, Any]:
        spans, acts = model.read(words_of(text, asked))
        marked = [[span.label, span.start, span.end, span.sure] for span in spans]
        return {"spans": marked, "acts": acts, "spelt": written_out(text)}


def _untaken(message: Message, tracker: DialogueStateTracker) -> list[tuple[str, str]]:
    """What the patient said since a booking last heard them: before it began, or when they were warned. Oldest first."""
    held = (message.get(METADATA) or {}).get(HELD)
    said = [one for one in texts_since(tracker, _ACTION) if not (held and one[0] == message.get(TEXT))]
    return said[-_MOST_EARLIER:]


def _as_written(untaken: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The same in another language, which this reader has not learnt."""
    return {"earlier": [{"text": text, "was": was} for text, was in untaken]} if untaken else {}


def _add(message: Message, read: dict[str, Any]) -> None:
    message.set(FRONTDESK, (message.get(FRONTDESK) or {}) | read, add_to_output=True)


def _tells(read: dict[str, Any]) -> bool:
    """Whether a message tells something of an appointment rather than to ask or to answer; for whom it is does."""
    acts = read["acts"]
    return is_on_behalf(read["text"]) or max(acts.get(BEGIN, 0.0), acts.get(TELL, 0.0)) > acts.get(NOT_BEGIN, 0.0)


def _begins(message: Message, acts: dict[str, float]) -> bool:
    return (
        acts.get(BEGIN, 0.0) >= _SURE
        and acts.get(NOT_BEGIN, 0.0) <= 1 - _SURE
        and not (message.get(FRONTDESK) or {}).get("language")
    )


def _label(example: Message) -> str:
    return example.get(INTENT_RESPONSE_KEY) or ""


def _said(example: Message) -> Said:
    asked, _, acts = _label(example).removeprefix(SAID).partition(":")
    return Said(example.get(TEXT), asked, _spans(example.get(ENTITIES, ())), frozenset(acts.split("+")))


def _spans(entities: Sequence[dict[str, Any]]) -> tuple[tuple[str, int, int], ...]:
    return tuple((entity["entity"], entity["start"], entity["end"]) for entity in entities)
