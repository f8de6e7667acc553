"""Rasa component: the booking reader. It runs after the topic matcher, on messages of bookings and those that may begin one.

It learns from messages whose intent is `said/<open question>:<what they do>` (data/bookings), with Rasa's own marks for the
values in them, and writes what it read into the message's `told` (frontdesk/booking/told.py), for the booking to make use of.
A message that nothing else understood, and that surely asks for an appointment, begins a booking. It learns each language by
itself: one whose folder has no `bookings/` is read by words alone, once they are English ones
(frontdesk/booking/other_languages.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontdesk.booking.for_whom import is_on_behalf
from frontdesk.booking.told import BEGIN, NOT_BEGIN, TELL
from frontdesk.content.topic_ids import CALLBACK, LEAVE_MESSAGE
from frontdesk.engine.nlu.check import HELD
from frontdesk.engine.nlu.components import LANGUAGE, LearntComponent, intent_of, write
from frontdesk.engine.nlu.context import texts_since
from frontdesk.engine.nlu.known_words import words_known_in
from frontdesk.engine.nlu.marked_messages import said_in, said_in_files
from frontdesk.engine.nlu.narrowing import directions
from frontdesk.engine.nlu.other_language import language_before
from frontdesk.engine.nlu.parse_data import BOOKING, BOOKING_QUESTION, CLARIFY, FALLBACK, FRONTDESK
from frontdesk.engine.nlu.reader_model import Marked, ReaderModel
from frontdesk.engine.nlu.varying import Said, with_other_names
from frontdesk.engine.nlu.words import START, words_of
from frontdesk.language.packs import ENGLISH, languages, packs
from frontdesk.language.recognition import recognised
from frontdesk.language.spelling import written_out

_STARTS = ("book", CALLBACK, "reschedule", "cancel", LEAVE_MESSAGE)
_UNCLEAR = (FALLBACK, CLARIFY)
# What was understood beside the topic, and holds whatever that is.
_KEPT = ("check_again", "feeling", "named")
_ACTION = "action_booking"
_MOST_EARLIER = 5  # messages
_EVERY_ENGLISH = 4  # of the English messages, one in so many is learnt in another language: people mix them
_OFTEN = 3  # what messages do is learnt so much oftener where there are few of them
_DIRECTIONS = 256  # of what an encoder makes of a word, so many numbers are looked at
_EVERY_LOOKED_AT = 4  # of all messages, one in so many is looked at to find them
_SURE = 0.97  # how likely an unclear message must begin a booking


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class BookingReader(LearntComponent):
    """Reads what a message tells of a booking and what it does there."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        models: Mapping[str, ReaderModel] | None = None,
    ) -> None:
        super().__init__(config, storage, resource)
        self._models = models or {}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set."""
        return {}

    @classmethod
    def stored(cls, config: dict[str, Any], storage: ModelStorage, resource: Resource, folder: Path) -> BookingReader:
        """The trained component, with the languages that are here and that something was learnt for."""
        models = {code: ReaderModel.load(folder / code) for code in languages() if (folder / code).is_dir()}
        return cls(config, storage, resource, models)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the marked messages of each language."""
        english = said_in(training_data)
        with self._storage.write_to(self._resource) as folder:
            fit_reader(english, ENGLISH).save(folder / ENGLISH)
            for code, pack in packs().items():
                if pack.bookings:
                    fit_reader(said_in_files(pack.bookings), code, english[::_EVERY_ENGLISH]).save(folder / code)
        return self._resource

    def reads(self, code: str) -> bool:
        """Whether the messages of a language are read."""
        return code in self._models

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Read each message in the light of the question that is open."""
        asked = tracker.get_slot(BOOKING_QUESTION) or START
        for message in messages:
            intent = intent_of(message)
            if not self._models or intent not in (BOOKING, *_STARTS, *_UNCLEAR):
                continue
            code = message.get(LANGUAGE) or ENGLISH
            told = self.read(message.get(TEXT) or "", asked, code)
            if intent in _UNCLEAR and not _begins(message, told.get("acts") or {}):
                continue
            if intent in _UNCLEAR:
                kept = {key: found for key, found in (message.get(FRONTDESK) or {}).items() if key in _KEPT}
                write(message, "book", told["acts"][BEGIN], **kept)
            _add(message, ({"told": told} if told else {}) | self._earlier(_untaken(message, tracker), asked, code))
        return messages

    def before(self, tracker: DialogueStateTracker) -> dict[str, Any]:
        """What the patient said before they pressed the button that begins a booking, as `process` gives it."""
        untaken = texts_since(tracker, _ACTION)[-_MOST_EARLIER:]
        return self._earlier(untaken, START, language_before(tracker, None)) if self._models else {}

    def _earlier(self, untaken: Sequence[tuple[str, str]], asked: str, code: str) -> dict[str, Any]:
        before = [self._read_before(text, was, asked, code) for text, was in untaken]
        return {"earlier": [read for read in before if asked != START or _tells(read)]} if before else {}

    def _read_before(self, text: str, was: str, asked: str, code: str) -> dict[str, Any]:
        said_in = recognised(text, code)
        return self.read(text, asked, said_in) | {"text": text, "was": was, "lang": said_in}

    def read(self, text: str, asked: str, code: str) -> dict[str, Any]:
        """What a text in a language tells and does; empty where nothing was learnt for it."""
        if code not in self._models:
            return {}
        spans, acts = self._models[code].read(words_of(text, asked, words_known_in(code)))
        marked = [[span.label, span.start, span.end, span.sure] for span in spans]
        return {"spans": marked, "acts": acts} | ({"spelt": written_out(text)} if code == ENGLISH else {})


def fit_reader(said: Sequence[Said], code: str, beside: Sequence[Said] = ()) -> ReaderModel:
    """A reader of a language, from its marked messages; `beside`: of English ones that are mixed with them."""
    known = words_known_in(code)
    messages = (*with_other_names(said), *beside)
    looked_at = (known.encode(message.text) for message in messages[::_EVERY_LOOKED_AT])
    narrow = directions((words.vectors for words in looked_at if words.places), _DIRECTIONS)
    marked = (
        Marked(words, message.spans, message.acts)
        for message in messages
        if (words := words_of(message.text, message.asked, known)).places
    )
    return ReaderModel.fit(marked, narrow, _OFTEN if beside else 1)


def _untaken(message: Message, tracker: DialogueStateTracker) -> list[tuple[str, str]]:
    """What the patient said since a booking last heard them: before it began, or when they were warned. Oldest first."""
    held = (message.get(METADATA) or {}).get(HELD)
    said = [one for one in texts_since(tracker, _ACTION) if not (held and one[0] == message.get(TEXT))]
    return said[-_MOST_EARLIER:]


def _add(message: Message, read: dict[str, Any]) -> None:
    message.set(FRONTDESK, (message.get(FRONTDESK) or {}) | read, add_to_output=True)


def _tells(read: dict[str, Any]) -> bool:
    """Whether a message tells something of an appointment rather than to ask or to answer; for whom it is does.

    One that was not read may.
    """
    acts = read.get("acts", {BEGIN: 1.0})
    return is_on_behalf(read["text"]) or max(acts.get(BEGIN, 0.0), acts.get(TELL, 0.0)) > acts.get(NOT_BEGIN, 0.0)


def _begins(message: Message, acts: dict[str, float]) -> bool:
    return (
        acts.get(BEGIN, 0.0) >= _SURE
        and acts.get(NOT_BEGIN, 0.0) <= 1 - _SURE
        and not (message.get(FRONTDESK) or {}).get("language")
    )
