"""What the two Rasa components share: reading training data and writing what was understood."""

from typing import Any

import numpy as np
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontdesk.engine.nlu.parse_data import parse_data
from frontdesk.language.encoder import Vectors


def labelled_docs(training_data: TrainingData) -> tuple[list[str], Vectors, list[str]]:
    """Written-out texts, their vectors (n x 384) and full intents ("faq/cost", "greet") of all training phrasings."""
    examples = [
        (doc.text, doc._.sentence_vector, example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))
        for example in training_data.intent_examples
        if (doc := example.get(SPACY_DOCS[TEXT])) is not None and doc.text.strip()
    ]
    texts, vectors, labels = zip(*examples)
    return list(texts), np.vstack(vectors), list(labels)


def write(message: Message, intent: str, confidence: float, **frontdesk: Any) -> None:
    """Set Rasa's message properties for what was understood."""
    for key, value in parse_data(intent, confidence, frontdesk.pop("ranking", ()), **frontdesk).items():
        message.set(key, value, add_to_output=True)


def intent_of(message: Message) -> str | None:
    """The intent that a component before this one has set, if any."""
    name: str | None = (message.get(INTENT) or {}).get("name")
    return name
