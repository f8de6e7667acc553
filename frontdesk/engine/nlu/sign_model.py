"""Whether a message tells of a warning sign: a classifier on the sentence vector and on words, and which group it is.

1. A kernel classifier (support vectors) on the sentence vector.
2. A linear classifier on words and letter groups.
3. The lead in similarity of the three nearest signs over the three nearest messages that carry none.

The three are weighed and added by the safety screen (frontdesk/engine/nlu/screening.py). Which group a sign belongs to is read
with the same model as topics are.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from frontdesk.engine.nlu.arrays import as_bytes, load_arrays, save_arrays, words
from frontdesk.engine.nlu.examples import Examples
from frontdesk.engine.nlu.kernel import evidence, fitted
from frontdesk.engine.nlu.ngrams import NGrams
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.encoder import Vectors

_GROUPS = "groups"


class SignModel:
    """Evidence for a warning sign, from a text and its vector."""

    def __init__(
        self,
        groups: TopicModel,
        examples: Examples,
        dual: npt.NDArray[np.float32],
        intercept: float,
        ngrams: NGrams,
        word_weights: npt.NDArray[np.float32],
        word_intercept: float,
    ) -> None:
        """`examples`: first the signs, then the others; `dual` is their weight in the kernel classifier, often 0."""
        self._groups = groups
        self._examples = examples
        self._dual = dual
        self._intercept = intercept
        self._ngrams = ngrams
        self._word_weights = word_weights
        self._word_intercept = word_intercept

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, groups: Sequence[str | None]) -> "SignModel":
        """Train on written-out texts, their vectors (n x 384) and their groups; None where there is no sign."""
        from sklearn.linear_model import LogisticRegression  # only training needs scikit-learn

        signs = np.array([group is not None for group in groups])
        rows = np.flatnonzero(signs)
        by_group = TopicModel.fit([texts[row] for row in rows], vectors[rows], [str(groups[row]) for row in rows])
        kernel = fitted(vectors, signs, np.ones(len(signs), dtype=np.float32))
        dual = np.zeros(len(texts), dtype=np.float32)
        dual[kernel.rows] = kernel.dual
        ngrams = NGrams.fit(texts)
        linear = LogisticRegression(C=30.0, solver="liblinear", random_state=0).fit(ngrams.matrix(texts), signs)
        order = np.argsort(~signs, kind="stable")
        return cls(
            by_group,
            Examples.of(vectors[order], (~signs[order]).astype(int)),
            dual[order],
            kernel.intercept,
            ngrams,
            linear.coef_[0].astype(np.float32),
            float(linear.intercept_[0]),
        )

    def evidence(self, texts: Sequence[str], vectors: Vectors) -> npt.NDArray[np.float32]:
        """Kernel, words and nearest of written-out texts (k) and their vectors, shape (k, 3).

        Each is greater the more a text looks like a sign.
        """
        similar = self._examples.similar(vectors)
        kernel = evidence(similar, self._dual, self._intercept)
        nearest = np.array([sign - other for sign, other in map(self._examples.nearest, similar)])
        return np.column_stack([kernel, [self._by_words(text) for text in texts], nearest]).astype(np.float32)

    def _by_words(self, text: str) -> float:
        columns, weights = self._ngrams.features(text)
        return float(weights @ self._word_weights[columns]) + self._word_intercept

    def group(self, text: str, vector: Vectors) -> str:
        """The group that a sign belongs to."""
        return self._groups.classes[int(np.argmax(self._groups.scores(text, vector)))]

    def similar(self, vector: Vectors) -> Vectors:
        """Cosine similarity of a unit vector to every training phrasing: first the signs, then the others."""
        similarities: Vectors = self._examples.similar(vector[None])[0]
        return similarities

    def save(self, folder: Path) -> None:
        """Store the model in a folder."""
        (folder / _GROUPS).mkdir()
        self._groups.save(folder / _GROUPS)
        save_arrays(
            folder,
            {
                **self._examples.arrays(),
                "dual": self._dual,
                "intercepts": np.array([self._intercept, self._word_intercept]),
                "terms": as_bytes(list(self._ngrams.vocabulary)),
                "idf": self._ngrams.idf,
                "word_weights": self._word_weights,
            },
        )

    @classmethod
    def load(cls, folder: Path) -> "SignModel":
        """The model stored in a folder."""
        stored = load_arrays(folder)
        return cls(
            TopicModel.load(folder / _GROUPS),
            Examples.from_arrays(stored),
            stored["dual"],
            float(stored["intercepts"][0]),
            NGrams({term: i for i, term in enumerate(words(stored["terms"]))}, stored["idf"]),
            stored["word_weights"],
            float(stored["intercepts"][1]),
        )
