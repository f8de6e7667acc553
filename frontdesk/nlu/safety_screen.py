"""Rasa component: the safety screen. Runs before the topic matcher; a warning sign is final."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontdesk.answers import SAFETY
from frontdesk.nlu.components import labelled_docs, write
from frontdesk.nlu.screening import EVIDENCE, Screen
from frontdesk.nlu.sign_model import SignModel


def groups_of(labels: list[str]) -> list[str | None]:
    """The safety group of each training label; None for everything that is not a sign."""
    return [label.removeprefix(f"{SAFETY}/") if label.startswith(f"{SAFETY}/") else None for label in labels]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyScreen(GraphComponent):
    """Sets the intent `safety` with its group when a message tells of a warning sign."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: SignModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._screen = Screen(model, config["weights"], config["threshold"]) if model else None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Weights of the evidence and the threshold; config.yml carries the calibrated ones."""
        return {"weights": dict.fromkeys(EVIDENCE, 1.0), "threshold": 0.5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyScreen:
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
    ) -> SafetyScreen:
        """The trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, SignModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn signs from `safety/*`; everything else teaches what is none."""
        texts, vectors, labels = labelled_docs(training_data)
        with self._storage.write_to(self._resource) as folder:
            SignModel.fit(texts, vectors, groups_of(labels)).save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add: the matcher learns from the labels."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            verdict = self._screen.verdict(doc) if self._screen and doc is not None else None
            if verdict:
                write(message, f"{SAFETY}/{verdict.group}", verdict.probability, french=verdict.french)
        return messages
