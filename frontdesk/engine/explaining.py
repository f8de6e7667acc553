"""Why a message is understood as it is: the components of the trained model, asked for what they weigh.

`outcome` is what the model's own graph makes of the message as the first of a conversation. Everything else is the evidence of
the same components, so that the two cannot disagree.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from frontdesk.booking.told import WHEN
from frontdesk.content.topic_ids import FAQ
from frontdesk.engine.nearest import Near, Taught, nearest
from frontdesk.engine.nlu.booking_reader import BookingReader
from frontdesk.engine.nlu.other_language import READING, OtherReading
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK, FRONTDESK
from frontdesk.engine.nlu.readers import vector as multilingual_vector
from frontdesk.engine.nlu.safety_screen import SafetyScreen
from frontdesk.engine.nlu.screening import WITH_SECOND
from frontdesk.engine.nlu.topic_matcher import TopicMatcher
from frontdesk.language.packs import ENGLISH
from frontdesk.language.pipeline import vector_of
from frontdesk.language.recognition import recognised
from frontdesk.language.segments import questions, units
from frontdesk.language.sign_rules import SIGNS
from frontdesk.language.when import OpeningHours, understand
from frontdesk.settings.clinic import Clinic

_NEAREST = 5
_SHOWN_SCORES = 5
_SHOWN_ACTS = 0.05  # how likely an act must be to be shown


class Explainer:
    """Explains messages by the components of a loaded model."""

    def __init__(self, agent: Agent, clinic: Clinic) -> None:
        runner = agent.processor.graph_runner
        self._runner = runner
        self._clinic = clinic
        nodes = agent.processor.model_metadata.predict_schema.nodes
        self._last = next(name for name, node in nodes.items() if issubclass(node.uses, BookingReader))
        self._screen = runner.of_class(SafetyScreen)[0].screen
        self._matcher = runner.of_class(TopicMatcher)[0].matcher
        self._reader = runner.of_class(BookingReader)[0]

    @cached_property
    def _taught(self) -> Taught:
        return Taught()

    def understood(self, text: str) -> Message:
        """A message as the model's graph leaves it, as the first of a conversation."""
        nothing_said = DialogueStateTracker.from_events("", [])
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: nothing_said}
        (message,) = self._runner.run(inputs, targets=[self._last])[self._last]
        assert isinstance(message, Message)
        return message

    def explain(self, text: str, asked: str, now: datetime) -> dict[str, Any]:
        """Everything about a text, as JSON can hold it.

        `asked`: the open question of a booking, or "start"; `now` is aware, in the clinic's zone.
        """
        message = self.understood(text)
        doc: Doc | None = message.get(SPACY_DOCS[TEXT])
        other: OtherReading | None = message.get(READING)
        found = {"input": text, "outcome": _outcome(message), "language": recognised(text)}
        if doc is None or not doc.text.strip():
            return found
        return {
            **found,
            "read_as": doc.text,
            "questions": questions(doc),
            "terms": [
                {"kind": ent.label_, "term": ent.kb_id_, "words": ent.text, "denied": ent._.negex} for ent in doc.ents
            ],
            "safety": {**self._safety(doc), "other_language": self._other_sign(other)},
            "topics": self._topics(doc, other),
            "booking": self._booking(text, asked, now, other),
        }

    def sign_probability(self, message: Message) -> float:
        """How likely a message tells of a sign, by the surer of the screens that read it."""
        doc, other = message.get(SPACY_DOCS[TEXT]), message.get(READING)
        english = self._screen.probability(self._screen.evidence(doc)[0]) if doc is not None and doc.text.strip() else 0
        return max(english, other.sign(self._screen.second)[1] if other else 0.0)

    @staticmethod
    def decided(message: Message) -> tuple[str, float]:
        """The topic that a message is answered with, or would most likely be, and how sure that is."""
        outcome = _outcome(message)
        ranking = message.get(INTENT_RANKING_KEY) or []
        topic = str(outcome["intent"]).removeprefix(f"{FAQ}/")
        if topic in (CLARIFY, FALLBACK) and ranking:
            topic = ranking[0][INTENT_NAME_KEY]
        return topic, float(outcome["confidence"] or 0.0)

    @property
    def answered_from(self) -> float:
        """The confidence from which an English question is answered."""
        return float(self._matcher.upper)

    def _read(self, doc: Doc, other: OtherReading | None) -> Any:
        if other:
            return other.matcher.read(other.plain, multilingual_vector(other.plain))
        return self._matcher.read(doc.text, vector_of(doc, doc.text))

    def _near_topics(self, doc: Doc, other: OtherReading | None) -> list[Near]:
        if other:
            similar = other.reader.topics.similar(multilingual_vector(other.plain))
            return nearest(self._taught.topics_in(other.pack), similar, _NEAREST)
        return nearest(self._taught.topics, self._matcher.model.similar(vector_of(doc, doc.text)), _NEAREST)

    def _safety(self, doc: Doc) -> dict[str, Any]:
        numbers, part, ruled = self._screen.evidence(doc)
        vector = vector_of(doc, part)
        group = ruled or self._screen.model.group(part, vector)
        near = nearest(self._taught.signs, self._screen.model.similar(vector), len(self._taught.signs))
        return {
            "probability": self._screen.probability(numbers),
            "group": group,
            "check_from": self._screen.check_from,
            "alarm_from": self._screen.alarm_from(group),
            "rules": [
                {"group": span.label_, "words": span.text, "denied": span._.negex} for span in doc.spans.get(SIGNS, [])
            ],
            "parts": units(doc),
            "strongest": part,
            "evidence": dict(zip(WITH_SECOND, numbers.tolist())),
            "adds": self._screen.weighed(numbers),
            "nearest_signs": _first(near, signs=True),
            "nearest_others": _first(near, signs=False),
        }

    def _other_sign(self, other: OtherReading | None) -> dict[str, Any] | None:
        if other is None:
            return None
        group, sure = other.sign(self._screen.second)
        return {"group": group, "probability": sure}

    def _topics(self, doc: Doc, other: OtherReading | None) -> dict[str, Any]:
        reading = self._read(doc, other)
        matcher = other.matcher if other else self._matcher
        match = other.match((), True) if other else self._matcher.match(doc)
        return {
            "best": reading.topic,
            "confidence": reading.confidence,
            "answered_from": matcher.upper,
            "resembles_from": matcher.lower,
            "scores": dict(reading.ranking[:_SHOWN_SCORES]),
            "match": match.intent,
            "second": match.second,
            "candidates": list(match.candidates),
            "nearest": [asdict(near) for near in self._near_topics(doc, other)],
        }

    def _booking(self, text: str, asked: str, now: datetime, other: OtherReading | None) -> dict[str, Any]:
        in_english = other.gloss.text if other else text
        read = self._reader.read(text, asked, other.pack.code if other else ENGLISH)
        marked = [
            {"what": label, "words": text[start:end], "sure": sure} for label, start, end, sure in read.get("spans", ())
        ]
        told = ", ".join(span["words"] for span in marked if span["what"] == WHEN) or in_english
        booking = self._clinic.booking
        when = understand(told, now, OpeningHours(self._clinic.hours, self._clinic.closures), booking.horizon_days)
        return {
            "asked": asked,
            "read_as": in_english,
            "words": marked,
            "does": {
                act: sure
                for act, sure in sorted(read.get("acts", {}).items(), key=lambda item: -item[1])
                if sure >= _SHOWN_ACTS
            },
            "time": when and (when.text or f"{when.problem} {when.detail}".strip()),
        }


def _outcome(message: Message) -> dict[str, Any]:
    intent: dict[str, Any] = message.get(INTENT) or {}
    selected = message.get("response_selector") or {}
    keys = [
        found["response"]["intent_response_key"] for name, found in selected.items() if name != "all_retrieval_intents"
    ]
    return {
        "intent": keys[0] if keys else intent.get("name"),
        "confidence": intent.get("confidence"),
        **{key: value for key, value in (message.get(FRONTDESK) or {}).items() if key != "told"},
    }


def _first(near: list[Near], signs: bool) -> list[dict[str, Any]]:
    def kept() -> Iterator[Near]:
        return (one for one in near if one.label.startswith("safety/") is signs)

    return [asdict(one) for one, _ in zip(kept(), range(_NEAREST))]
