"""What the Rasa components that learn share: how they are made, reading training data and writing what was understood."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, Self

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontdesk.engine.nlu.parse_data import parse_data
from frontdesk.language.encoder import Vectors

LANGUAGE = "language"  # of a message, where it is not English


class LearntComponent(GraphComponent):
    """A Rasa component that learns from the labels of phrasings and keeps what it learnt under a resource."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """A component that is not trained yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """The trained component, from what is stored under its resource."""
        with model_storage.read_from(resource) as folder:
            return cls.stored(config, model_storage, resource, folder)

    @classmethod
    @abstractmethod
    def stored(cls, config: dict[str, Any], storage: ModelStorage, resource: Resource, folder: Path) -> Self:
        """The trained component in a folder."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add for what comes after: it learns from the labels, too."""
        return training_data


def labelled_docs(training_data: TrainingData) -> tuple[list[str], Vectors, list[str]]:
    """Written-out texts, their vectors (n x 384) and full intents ("faq/cost", "greet") of all training phrasings."""
    examples = [
        (doc.text, doc._.sentence_vector, example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))
        for example in training_data.intent_examples
        if (doc := example.get(SPACY_DOCS[TEXT])) is not None and doc.text.strip()
    ]
    texts, vectors, labels = zip(*examples)
    return list(texts), np.vstack(vectors), list(labels)


def labelled_texts(training_data: TrainingData) -> list[tuple[str, str]]:
    """Full intent and text as typed of all training phrasings."""
    return [
        (str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)), str(example.get(TEXT)))
        for example in training_data.intent_examples
        if (example.get(TEXT) or "").strip()
    ]


def write(message: Message, intent: str, confidence: float, **frontdesk: Any) -> None:
    """Set Rasa's message properties for what was understood."""
    understood = parse_data(intent, confidence, frontdesk.pop("ranking", ()), lang=message.get(LANGUAGE), **frontdesk)
    for key, value in understood.items():
        message.set(key, value, add_to_output=True)


def intent_of(message: Message) -> str | None:
    """The intent that a component before this one has set, if any."""
    name: str | None = (message.get(INTENT) or {}).get("name")
    return name
