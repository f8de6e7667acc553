"""What kind of text a text is, in whatever words: a wish for no more texts, for no reminders, or for texts again, or what a
machine sent. Small classifiers that are shipped with the code.

1. Each is a kernel classifier (support vectors) on the sentence vector and a linear one on words and letter groups, weighed
   and added.
2. From `SURE` on it is one; a wish from `DOUBTFUL` on may be one, and the patient is asked.
3. `fit.py` makes each `model.npz` from the `texts.yml` beside it and `others.yml`; MODEL_CARD.md says how good they are.
"""

from enum import Enum
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from frontdesk.engine.nlu.arrays import as_bytes, load_arrays, save_arrays, words
from frontdesk.engine.nlu.ngrams import NGrams
from frontdesk.language.encoder import Vectors
from frontdesk.language.folding import fold
from frontdesk.language.pipeline import vector
from frontdesk.language.spelling import written_out

FOLDER = Path(__file__).parent
WISHES, AUTOMATIC, RETURNS, REMINDERS = "wishes", "automatic", "returns", "reminders"
KINDS = (WISHES, AUTOMATIC, RETURNS, REMINDERS)
SURE, DOUBTFUL = 0.5, -1.4
GAMMA = 2.0
_SHORTEST_WISH = 3  # characters: a letter alone asks for nothing
_WEIGHTS = np.array([1.5, 0.35])
_LARGEST = 127


class Wish(Enum):
    """What a text says of further texts."""

    NONE = "none"
    DOUBTFUL = "doubtful"
    PLAIN = "plain"


class TextKindModel:
    """How much texts look like one kind of text."""

    def __init__(
        self,
        support: npt.NDArray[np.int8],
        dual: npt.NDArray[np.float32],
        ngrams: NGrams,
        word_weights: npt.NDArray[np.float32],
        intercepts: npt.NDArray[np.float64],
    ) -> None:
        """`support` (n x 384) are unit vectors times 127 and `dual` their weights; `intercepts` has both classifiers'."""
        self._stored = support
        self._support = support.astype(np.float32) / _LARGEST
        self._squares = np.square(self._support).sum(axis=1)
        self._dual = dual
        self._ngrams = ngrams
        self._word_weights = word_weights
        self._intercepts = intercepts

    def score(self, text: str) -> float:
        """How much a text looks like one, as it is meant or as it was typed: above 0 rather yes than no."""
        return max(self._score(form) for form in {written_out(text), fold(text).lower().strip()})

    def _score(self, written: str) -> float:
        of_text = vector(written)
        distances = self._squares + of_text @ of_text - 2 * (self._support @ of_text)
        columns, weights = self._ngrams.features(written)
        kernel = float(np.exp(-GAMMA * distances) @ self._dual)
        by_words = float(weights @ self._word_weights[columns])
        return float(_WEIGHTS @ (self._intercepts + [kernel, by_words]))

    def save(self, folder: Path) -> None:
        """Store the model in a folder."""
        save_arrays(
            folder,
            {
                "support": self._stored,
                "dual": self._dual,
                "terms": as_bytes(list(self._ngrams.vocabulary)),
                "idf": self._ngrams.idf,
                "word_weights": self._word_weights,
                "intercepts": self._intercepts,
            },
        )

    @classmethod
    def load(cls, folder: Path) -> "TextKindModel":
        """The model stored in a folder."""
        stored = load_arrays(folder)
        ngrams = NGrams({term: i for i, term in enumerate(words(stored["terms"]))}, stored["idf"])
        return cls(stored["support"], stored["dual"], ngrams, stored["word_weights"], stored["intercepts"])


def as_support(vectors: Vectors) -> npt.NDArray[np.int8]:
    """Unit vectors in eight bits."""
    rounded: npt.NDArray[np.int8] = np.rint(vectors * _LARGEST).astype(np.int8)
    return rounded


@lru_cache(maxsize=len(KINDS))
def shipped(kind: str) -> TextKindModel:
    """The model of one of KINDS that is shipped, loaded once a process."""
    return TextKindModel.load(FOLDER / kind)


def wish_in(text: str) -> Wish:
    """Whether a text as it came asks for no more texts."""
    if len(text.strip()) < _SHORTEST_WISH or not written_out(text):
        return Wish.NONE
    score = shipped(WISHES).score(text)
    return Wish.PLAIN if score >= SURE else Wish.DOUBTFUL if score >= DOUBTFUL else Wish.NONE


def is_automatic(text: str) -> bool:
    """Whether a machine sent a text on its own: an automatic reply, a delivery report, another assistant."""
    return bool(written_out(text)) and shipped(AUTOMATIC).score(text) >= SURE


def wants_texts_again(text: str) -> bool:
    """Whether a text asks for texts again. Only a phone that opted out has anything to ask so."""
    return bool(written_out(text)) and shipped(RETURNS).score(text) >= SURE


def wants_no_reminders(text: str) -> bool:
    """Whether a text asks for no reminders, which leaves other texts welcome."""
    return bool(written_out(text)) and shipped(REMINDERS).score(text) >= SURE
