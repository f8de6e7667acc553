"""Rasa component: the safety screen. Runs before the topic matcher; a sign is final, and so is a question in doubt.

Right behind a warning doubt is no question: what only sounds like a sign there is left to the topic matcher. What a message
behind a warning or a question is (`sign_replies`), is noted on it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from frontdesk.content.reviewed import LEVELS
from frontdesk.content.topic_ids import SAFETY
from frontdesk.engine.desk_words import is_business
from frontdesk.engine.nlu.check import HELD, NO, YES, Check, answered_first, asked, open_check, says_no, says_whose
from frontdesk.engine.nlu.components import LearntComponent, labelled_docs, labelled_texts, write
from frontdesk.engine.nlu.context import Said, said_before
from frontdesk.engine.nlu.feelings import LABEL as FEELING
from frontdesk.engine.nlu.other_language import READING, OtherReading
from frontdesk.engine.nlu.parse_data import CHECK, CHECK_REPLY
from frontdesk.engine.nlu.readers import taught_in_all
from frontdesk.engine.nlu.screening import EVIDENCE, THRESHOLDS, WITH_SECOND, Screen, Verdict, is_told
from frontdesk.engine.nlu.second_opinion import SecondOpinion
from frontdesk.engine.nlu.sign_model import SignModel
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.engine.sign_replies import DESK, OTHER, OVER, REPLY, sign_reply
from frontdesk.language.calls_for_help import is_call_for_help
from frontdesk.language.cues import cues
from frontdesk.language.packs import keywords
from frontdesk.language.pipeline import vector_of

_REPLIES, _SECOND = "replies", "second"
_CALLED = "collapse"  # the group whose warning answers a bare call for help
AFTER_WARNING = "after_warning"  # on a message: the warning before it stands, and it tells of no sign of its own
_ASKED_ABOUT_AGAIN = "self_harm"
_LONGEST_ALL_CLEAR = 10  # words
_NO_ANSWER = frozenset({OVER, DESK, OTHER})  # what it is instead of a yes or no
_SURE = 0.5  # how likely a yes or a no must be
_OF_ANGER = frozenset({_ASKED_ABOUT_AGAIN, "violence"})  # groups that anger about money or service may sound like


def groups_of(labels: list[str]) -> list[str | None]:
    """The safety group of each training label; None for everything that is not a sign."""
    return [label.removeprefix(f"{SAFETY}/") if label.startswith(f"{SAFETY}/") else None for label in labels]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyScreen(LearntComponent):
    """Sets the intent `safety` with its group when a message tells of a warning sign, and `check` when it may."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: SignModel | None = None,
        second: SecondOpinion | None = None,
        replies: TopicModel | None = None,
    ) -> None:
        super().__init__(config, storage, resource)
        chosen = config["weights"], config["weights_with_second"], config["thresholds"]
        self._screen = Screen(model, second, *chosen) if model and second else None
        self._replies = replies

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Weights of the evidence and the thresholds; config.yml carries the calibrated ones."""
        weights, with_second = dict.fromkeys(EVIDENCE, 1.0), dict.fromkeys(WITH_SECOND, 1.0)
        return {"weights": weights, "weights_with_second": with_second, "thresholds": dict.fromkeys(THRESHOLDS, 0.5)}

    @classmethod
    def stored(cls, config: dict[str, Any], storage: ModelStorage, resource: Resource, folder: Path) -> SafetyScreen:
        """The trained component."""
        model, second = SignModel.load(folder), SecondOpinion.load(folder / _SECOND)
        return cls(config, storage, resource, model, second, TopicModel.load(folder / _REPLIES))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn signs from `safety/*` and replies from `check_reply/*`; all but feelings teaches what is no sign."""
        texts, vectors, labels = labelled_docs(training_data)
        replies = [i for i, label in enumerate(labels) if label.startswith(f"{CHECK_REPLY}/")]
        others = [i for i, label in enumerate(labels) if not label.startswith((f"{CHECK_REPLY}/", FEELING))]
        with self._storage.write_to(self._resource) as folder:
            groups = groups_of([labels[i] for i in others])
            SignModel.fit([texts[i] for i in others], vectors[others], groups).save(folder)
            (folder / _SECOND).mkdir()
            SecondOpinion.fit(*taught_in_all(labelled_texts(training_data))).save(folder / _SECOND)
            (folder / _REPLIES).mkdir()
            said = [labels[i].removeprefix(f"{CHECK_REPLY}/") for i in replies]
            TopicModel.fit([texts[i] for i in replies], vectors[replies], said).save(folder / _REPLIES)
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Judge each message in the light of a question that was asked."""
        pending, before = open_check(tracker), said_before(tracker)
        for message in messages:
            if is_call_for_help(message.get(TEXT) or ""):
                write(message, f"{SAFETY}/{_CALLED}", 1.0)
                continue
            doc = message.get(SPACY_DOCS[TEXT])
            reading: OtherReading | None = message.get(READING)
            verdict = _but_business(self._verdict(doc, reading), message.get(TEXT) or "")
            if (pending or before.kind in LEVELS) and doc is not None and not is_told(doc):
                message.set(REPLY, sign_reply(message.get(TEXT) or ""))
            if verdict and doc is not None and before.kind in LEVELS and _adds_nothing(verdict, doc, reading, before):
                message.set(AFTER_WARNING, True)
                continue
            if verdict and not verdict.doubtful:
                _warn(message, verdict)
            elif (message.get(METADATA) or {}).get(HELD):
                continue
            elif pending and doc is not None:
                self._hear(message, self._reply(doc, reading), pending, verdict)
            elif verdict and verdict.group not in asked(tracker):
                _ask(message, verdict)
        return messages

    @property
    def screen(self) -> Screen | None:
        """What judges English messages, once it is trained."""
        return self._screen

    def _verdict(self, doc: Doc | None, reading: OtherReading | None) -> Verdict | None:
        verdict = self._screen.verdict(doc) if self._screen and doc is not None else None
        return reading.screened(verdict, self._screen.second) if reading and self._screen else verdict

    def _hear(self, message: Message, said: str | None, pending: Check, verdict: Verdict | None) -> None:
        first = answered_first(message.get(TEXT) or "") if verdict is None else None
        if first:
            said = first.choice
        text = message.get(TEXT) or ""
        denies = said == NO and says_no(text)
        tells = verdict is not None and verdict.probability >= _SURE
        if not first and not denies and not tells and (message.get(REPLY) in _NO_ANSWER or says_whose(text)):
            return
        if said == NO:
            write(message, CHECK_REPLY, 1.0, held=pending.held, beside=first.beside if first else None)
        elif verdict and verdict.group != pending.group:
            _warn(message, verdict)
        elif said == YES or verdict:
            write(message, f"{SAFETY}/{pending.group}", 1.0)

    def _reply(self, doc: Doc, reading: OtherReading | None) -> str | None:
        """YES, NO or None: whether a text answers the question. It is a no only if it is surely one."""
        if self._replies is None or not doc.text.strip() or doc.text.strip(" .!") in keywords("more"):
            return None
        of_english = self._replies.scores(doc.text, vector_of(doc, doc.text))
        scores = reading.reply() if reading else dict(zip(self._replies.classes, of_english))
        return next((choice for choice, name in ((YES, "yes"), (NO, "no")) if scores[name] >= _SURE), None)


def _but_business(verdict: Verdict | None, text: str) -> Verdict | None:
    """The verdict, or None where a slight doubt comes from anger about money or service alone."""
    slight = verdict is not None and verdict.doubtful and verdict.probability < _SURE and verdict.group in _OF_ANGER
    return None if slight and is_business(text) else verdict


def _adds_nothing(verdict: Verdict, doc: Doc, reading: OtherReading | None, before: Said) -> bool:
    """Whether a message right behind a warning only sounds like a sign: in doubt, or short and about what is over.

    Who was warned of harming themselves is asked all the same.
    """
    if is_told(doc) or (verdict.group == _ASKED_ABOUT_AGAIN and _ASKED_ABOUT_AGAIN in before.topics):
        return False
    better = bool(reading.is_over if reading else cues(doc.text.lower())[0])
    return verdict.doubtful or (better and len(doc.text.split()) <= _LONGEST_ALL_CLEAR)


def _warn(message: Message, verdict: Verdict) -> None:
    write(message, f"{SAFETY}/{verdict.group}", verdict.probability)


def _ask(message: Message, verdict: Verdict) -> None:
    write(message, CHECK, verdict.probability, check=verdict.group)
