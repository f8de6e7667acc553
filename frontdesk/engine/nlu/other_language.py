"""Rasa component: in which language a message is, and what it means if that is not English. Runs before the safety screen.

1. The language is noticed for each message; one that says nothing of it keeps that of the conversation.
2. A message in English is left to the components that follow. For any other, they find an `OtherReading` on the message.
3. Beside the English screen, which reads every message, a message in another language is screened by what was learnt for it
   (other_signs.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontdesk.content.naming import Term
from frontdesk.engine.nlu.components import LANGUAGE, LearntComponent, labelled_texts
from frontdesk.engine.nlu.matching import MOST_ANSWERS, Match, Matcher, Reading, match_of
from frontdesk.engine.nlu.naming import with_named
from frontdesk.engine.nlu.other_signs import EVIDENCE, THRESHOLDS, OtherSigns
from frontdesk.engine.nlu.parse_data import FRONTDESK
from frontdesk.engine.nlu.readers import Reader, plain, vector
from frontdesk.engine.nlu.screening import Verdict
from frontdesk.engine.nlu.second_opinion import SecondOpinion
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.gloss import reading_of
from frontdesk.language.glossed import Gloss
from frontdesk.language.packs import ENGLISH, Pack, packs
from frontdesk.language.recognition import asked_for, prepare, recognised
from frontdesk.language.terms import NAMED, terms

READING = "reading"
SPOKEN = "lang"  # in the metadata of a message: the language of its conversation, if not English
_MARKS = r"[.!?;\n]+"
_FEWEST_WORDS = 2
_MOST_PARTS = 6
_LONGEST_FOLLOW_UP = 6
_SURE_FEELING = 0.6
# In English words: a name, or for whom it is, and nothing else.
_ONLY_INTRODUCES = re.compile(
    r"(?:hello\W+)?(?:(?:my|her) name is (?!.*\b(?:and|et|but|mais|i|j|je)\b)[^\W\d]\S*(?: \S+){0,3}|"
    r"(?:it'?s |this is |c'est )?for (?:me|my \w+))"
)


def language_before(tracker: DialogueStateTracker, metadata: Mapping[str, Any] | None) -> str:
    """The language of the conversation so far: what the message's metadata say of it, or what was said last."""
    spoken = (metadata or {}).get(SPOKEN)
    if spoken:
        return str(spoken)
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered) and event.parse_data:
            return str((event.parse_data.get(FRONTDESK) or {}).get("lang") or ENGLISH)
    return ENGLISH


class _PartMatcher(Matcher):
    """Reads a message and its parts, as texts of the multilingual encoder."""

    def __init__(self, pack: Pack, model: TopicModel, calibration: Sequence[float], upper: float, lower: float) -> None:
        """`pack` says in `parts` what stands between two questions beside a mark; the rest is as for every Matcher."""
        super().__init__(model, calibration, upper, lower)
        self._between = re.compile(f"{_MARKS}|{pack.pattern('parts').pattern}", re.IGNORECASE)

    def whole_and_parts(self, text: str, about: Sequence[str]) -> Match:
        whole = self.read(text, vector(text))
        parts = [part.strip() for part in self._between.split(text) if len(part.split()) >= _FEWEST_WORDS][:_MOST_PARTS]
        readings = [self.read(part, vector(part)) for part in parts if part != text]
        two = self.two_of(whole, readings)
        if two:
            return two
        best = whole if whole.confidence >= self.upper else max([whole, *readings], key=lambda found: found.confidence)
        if best.confidence < self.upper and about and len(text.split()) <= _LONGEST_FOLLOW_UP:
            following = f"{about[0].replace('_', ' ')} {text}"
            best = max(best, self.read(following, vector(following)), key=lambda found: found.confidence)
        return self.decided(best)

    def two_of(self, whole: Reading, parts: Sequence[Reading]) -> Match | None:
        clear = {part.topic: part for part in parts if part.confidence >= self.upper and self.may_be_second(part.topic)}
        if len(clear) < 2:
            return None
        return match_of(list(clear.values())[:MOST_ANSWERS], whole)


@dataclass
class OtherReading:
    """One message in a language beside English, read when it is asked about."""

    pack: Pack
    text: str
    reader: Reader
    matcher: _PartMatcher
    signs: OtherSigns
    switched: bool  # the patient has just asked for this language, and for nothing else

    @cached_property
    def plain(self) -> str:
        """The text as the models read it."""
        return plain(self.text)

    @cached_property
    def gloss(self) -> Gloss:
        """The text in the English words that rules read."""
        return reading_of(self.pack).of(self.text)

    @property
    def asks(self) -> bool:
        """Whether it asks something."""
        return bool(self.pack.pattern("asks").search(self.plain))

    @property
    def is_over(self) -> bool:
        """Whether it says that something is better or over."""
        return bool(self.pack.pattern("over").search(self.plain))

    @property
    def yes_no(self) -> bool:
        """Whether yes or no can answer it."""
        return self.asks and bool(self.pack.pattern("yes_no").search(self.plain))

    @property
    def named(self) -> list[Term]:
        """Kind and term of what it names, each once."""
        kinds = {term: kind for kind in NAMED for term in terms()[kind]}
        found = dict.fromkeys(term for term, _ in reading_of(self.pack).terms_in(self.text) if term in kinds)
        return [[kinds[term], term] for term in found]

    def sign(self, second: SecondOpinion) -> tuple[str, float]:
        """The safety group that it may tell of, and how likely it tells of a sign."""
        return self.signs.judged(self.reader, second, self.plain)

    def screened(self, english: Verdict | None, second: SecondOpinion) -> Verdict | None:
        """The verdict of both screens."""
        # A name or number that only stands in a conversation in this language tells of nothing unless it is clear.
        tells = recognised(self.text) == self.pack.code
        verdict = self.signs.verdict(self.sign(second), english, tells)
        doubtful = verdict is not None and verdict.doubtful and (english is None or english.doubtful)
        return None if doubtful and self._only_introduces else verdict

    @property
    def _only_introduces(self) -> bool:
        return self.gloss.plain or bool(_ONLY_INTRODUCES.fullmatch(self.gloss.text.strip(" .!").lower()))

    def match(self, about: Sequence[str], plainly_named: bool) -> Match:
        """What it asks. `about`: topics of the last answer."""
        found = self.matcher.whole_and_parts(self.plain, about)
        return with_named(found, self.named) if plainly_named else found

    def reply(self) -> dict[str, float]:
        """How likely it is a yes or a no to a check."""
        return self.reader.reply(self.plain)

    def feeling(self) -> str:
        """How it sounds; empty if it does not."""
        feeling, sure = self.reader.feeling(self.plain)
        return feeling if sure >= _SURE_FEELING else ""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OtherLanguages(LearntComponent):
    """Puts on each message its language and, if that is not English, what was understood of it."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        readers: dict[str, Reader] | None = None,
    ) -> None:
        super().__init__(config, storage, resource)
        self._readers = readers or {}
        self._matchers = {
            code: _PartMatcher(packs()[code], reader.topics, config["calibration"], config["upper"], config["lower"])
            for code, reader in self._readers.items()
        }
        self._signs = OtherSigns(config["weights"], config["thresholds"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Calibration and thresholds; config.yml carries those chosen on phrasings that were held back."""
        learnt = {"weights": dict.fromkeys(EVIDENCE, 1.0), "thresholds": dict.fromkeys(THRESHOLDS, 0.5)}
        return {"calibration": [-4.0, 8.0, 12.0], "upper": 0.8, "lower": 0.3, **learnt}

    @classmethod
    def stored(cls, config: dict[str, Any], storage: ModelStorage, resource: Resource, folder: Path) -> OtherLanguages:
        """The trained component, with the languages that are here and that something was learnt for."""
        prepare()
        readers = {code: Reader.load(folder / code) for code in packs() if (folder / code).is_dir()}
        return cls(config, storage, resource, readers)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn each language from its phrasings and from all others."""
        labelled = labelled_texts(training_data)
        with self._storage.write_to(self._resource) as folder:
            for code, pack in packs().items():
                if pack.phrasings:
                    Reader.fit(pack, labelled).save(folder / code)
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Notice the language of each message, and read those that are not in English."""
        for message in messages:
            current = language_before(tracker, message.get(METADATA))
            text = message.get(TEXT) or ""
            code = recognised(text, current)
            if code == ENGLISH or code not in packs():
                continue
            message.set(LANGUAGE, code)
            if code in self._readers:
                switched = code != current and asked_for(text) == code
                learnt = self._readers[code], self._matchers[code], self._signs
                message.set(READING, OtherReading(packs()[code], text, *learnt, switched))
        return messages
