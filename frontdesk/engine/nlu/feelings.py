"""How a message sounds beside what it asks: a complaint, anger, fear or thanks. Learnt from data/nlu/feelings.yml.

1. A topic model with few classes; everyday phrasings of all topics teach what is none of them.
2. The feelings are weighed together against none: it matters more that there is one than which.
3. The message and its first sentences are read apart: "thank you! and how many sessions would I need for my knee?"
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.tokens import Doc

from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.encoder import Vectors
from frontdesk.language.pipeline import vector_of

LABEL = "feeling/"
COMPLAINT, ANGER, FEAR, THANKS = "complaint", "anger", "fear", "thanks"
_NONE = "none"
_SURE = 0.55  # how likely a feeling must be
_MOST_TEXTS = 4  # the message and its first sentences
_EVERY = 3  # of the phrasings of topics, so many teach none
_ALIKE = ("thanks", "talk_to_human", "goodbye")  # topics that hold feelings themselves


class Feelings:
    """Reads how messages sound."""

    def __init__(self, model: TopicModel) -> None:
        self._model = model

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> Feelings:
        """Learn from phrasings labelled `feeling/...`, and from those of topics."""
        felt = [i for i, label in enumerate(labels) if label.startswith(LABEL)]
        plain = [i for i, label in enumerate(labels) if not label.startswith(LABEL) and label not in _ALIKE][::_EVERY]
        names = [labels[i].removeprefix(LABEL) for i in felt] + [_NONE] * len(plain)
        rows = [*felt, *plain]
        return cls(TopicModel.fit([texts[i] for i in rows], vectors[rows], names))

    def of(self, doc: Doc) -> str:
        """The feeling of a message, or of the sentence of it that shows one most; else an empty text."""
        texts = dict.fromkeys([doc.text, *(sentence.text.strip() for sentence in doc.sents)])
        sure, feeling = max(self._read(doc, text) for text in list(texts)[:_MOST_TEXTS] if text)
        return feeling if sure >= _SURE else ""

    def _read(self, doc: Doc, text: str) -> tuple[float, str]:
        """How likely there is a feeling in a text, and which."""
        scores = dict(zip(self._model.classes, self._model.scores(text, vector_of(doc, text)).tolist()))
        none, total = scores.pop(_NONE), sum(scores.values())
        return total / (total + none), max(scores, key=lambda name: scores[name])

    def save(self, folder: Path) -> None:
        """Store the model in a new folder."""
        folder.mkdir()
        self._model.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Feelings:
        """The model stored in a folder."""
        return cls(TopicModel.load(folder))
