"""The phrasings that a trained model was taught, in the order in which it keeps their vectors.

A model keeps vectors and no texts. Rasa reads the files of data/ in the order of their paths and drops repetitions; the
components keep that order within each class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from rasa.shared.nlu.training_data.entities_parser import replace_entities

from frontdesk.content.phrasings import DATA, examples_of
from frontdesk.content.topic_ids import FAQ, SAFETY
from frontdesk.engine.nlu.feelings import LABEL as FEELING
from frontdesk.engine.nlu.parse_data import CHECK_REPLY, SAID
from frontdesk.engine.nlu.readers import topic_phrasings
from frontdesk.language.encoder import Vectors
from frontdesk.language.packs import Pack
from frontdesk.language.spelling import written_out

Labelled = tuple[str, str]  # label and phrasing
_REPLIES = f"{CHECK_REPLY}/"
_NO_TOPICS = (f"{SAFETY}/", "no_sign/", _REPLIES, SAID, FEELING)


@dataclass(frozen=True)
class Near:
    """A training phrasing beside a text: its label, its words and the cosine similarity of both."""

    label: str
    text: str
    similarity: float


class Taught:
    """The phrasings in a data folder, as a model trained on it keeps them."""

    def __init__(self, data: Path = DATA) -> None:
        files = sorted(data.rglob("*.yml"), key=str)
        read = dict.fromkeys(item for file in files for item in examples_of(file))
        self._read = [(label, replace_entities(text)) for label, text in read]
        self._all = [(label, text) for label, text in self._read if written_out(text).strip()]

    @cached_property
    def topics(self) -> list[Labelled]:
        """Topic and phrasing, as `TopicModel.similar` orders them."""
        kept = [(label.removeprefix(f"{FAQ}/"), text) for label, text in self._all if not label.startswith(_NO_TOPICS)]
        return sorted(kept, key=lambda item: item[0])

    def topics_in(self, pack: Pack) -> list[Labelled]:
        """Topic and phrasing, as `TopicModel.similar` orders them in the model of a language."""
        english = [(label, text) for label, text in self._read if text.strip()]
        return sorted(topic_phrasings(pack, english), key=lambda item: item[0])

    @cached_property
    def signs(self) -> list[Labelled]:
        """Label and phrasing, as `SignModel.similar` orders them."""
        kept = [item for item in self._all if not item[0].startswith((_REPLIES, FEELING))]
        return sorted(kept, key=lambda item: not item[0].startswith(f"{SAFETY}/"))


def nearest(phrasings: Sequence[Labelled], similarities: Vectors, most: int) -> list[Near]:
    """The phrasings that are nearest to a text, the nearest first; `similarities` has one number for each."""
    if len(phrasings) != len(similarities):
        raise ValueError(f"The model keeps {len(similarities)} phrasings, but the data hold {len(phrasings)}.")
    rows = np.argsort(-similarities)[:most]
    return [Near(phrasings[row][0], phrasings[row][1], float(similarities[row])) for row in rows]
