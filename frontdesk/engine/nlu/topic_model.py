"""Which topic a question is about: three opinions, averaged, and a calibrated confidence.

1. A linear classifier on the sentence vector.
2. A linear classifier on words and letter groups, for rare terms that the vector blurs.
3. The mean similarity to the three nearest training phrasings of each topic; counts double.

Weights of words are numbers of 16 bits: there are millions of them, and rounding changes no answer (docs/measurements.md).

The confidence is the probability that the best topic is right, from its score and its lead over the second
(a logistic curve; its coefficients are chosen by cross-validation, see bench/calibrate.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from frontdesk.engine.nlu.arrays import as_bytes, load_arrays, save_arrays, softmax, words
from frontdesk.engine.nlu.examples import Examples
from frontdesk.engine.nlu.ngrams import NGrams
from frontdesk.language.encoder import Vectors

Scores = npt.NDArray[np.float32]
_STRENGTH = 10.0
_TOLERANCE = 1e-3  # for the gradient of the whole loss


@dataclass(frozen=True)
class Linear[Number: np.floating[Any]]:
    """Weights (features x classes) and intercepts of a fitted linear classifier."""

    weights: npt.NDArray[Number]
    intercepts: npt.NDArray[np.float32]


Dense = Linear[np.float32]
Sparse = Linear[np.float16]


def _fitted(
    features: object, labels: Sequence[str], iterations: int, weights: Sequence[float] | None
) -> tuple[list[str], Dense]:
    from sklearn.linear_model import LogisticRegression  # only training needs scikit-learn

    tolerance = _TOLERANCE / len(labels)  # the gradient that it is compared with is that of the mean loss
    model = LogisticRegression(C=_STRENGTH, max_iter=iterations, tol=tolerance).fit(features, labels, weights)
    return list(model.classes_), Linear(model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))


class TopicModel:
    """Scores for each topic, and how sure the best one is."""

    def __init__(
        self,
        classes: list[str],
        dense: Dense,
        sparse: Sparse,
        ngrams: NGrams,
        examples: Examples,
    ) -> None:
        """`examples` are the training vectors, owned by their classes."""
        self.classes = classes
        self._dense = dense
        self._sparse = sparse
        self._ngrams = ngrams
        self._examples = examples

    @classmethod
    def fit(
        cls, texts: Sequence[str], vectors: Vectors, labels: Sequence[str], weights: Sequence[float] | None = None
    ) -> "TopicModel":
        """Train on written-out texts, their vectors (n x dimensions) and their topics; `weights` where some count more."""
        ngrams = NGrams.fit(texts)
        classes, dense = _fitted(vectors, labels, 300, weights)
        _, exact = _fitted(ngrams.matrix(texts), labels, 60, weights)
        sparse = Sparse(exact.weights.astype(np.float16), exact.intercepts)
        owners = np.array([classes.index(label) for label in labels])
        order = np.argsort(owners, kind="stable")
        return cls(classes, dense, sparse, ngrams, Examples.of(vectors[order], owners[order]))

    def scores(self, text: str, vector: Vectors) -> Scores:
        """How well each class fits a written-out text and its vector: 0 to 1, shape (classes,)."""
        by_vector = softmax(vector @ self._dense.weights + self._dense.intercepts)
        columns, weights = self._ngrams.features(text)
        by_words = softmax(weights @ self._sparse.weights[columns].astype(np.float32) + self._sparse.intercepts)
        nearest = self._examples.nearest(self._examples.similar(vector[None])[0])
        combined: Scores = (by_vector + by_words + 2 * nearest) / 4
        return combined

    def similar(self, vector: Vectors) -> Vectors:
        """Cosine similarity of a unit vector to every training phrasing, which stand in the order of their classes."""
        similarities: Vectors = self._examples.similar(vector[None])[0]
        return similarities

    def save(self, folder: Path) -> None:
        """Store the model in a folder."""
        save_arrays(
            folder,
            {
                "classes": as_bytes(self.classes),
                "dense_weights": self._dense.weights,
                "dense_intercepts": self._dense.intercepts,
                "sparse_weights": self._sparse.weights,
                "sparse_intercepts": self._sparse.intercepts,
                "terms": as_bytes(list(self._ngrams.vocabulary)),
                "idf": self._ngrams.idf,
                **self._examples.arrays(),
            },
        )

    @classmethod
    def load(cls, folder: Path) -> "TopicModel":
        """The model stored in a folder."""
        stored = load_arrays(folder)
        return cls(
            words(stored["classes"]),
            Dense(stored["dense_weights"], stored["dense_intercepts"]),
            Sparse(stored["sparse_weights"].astype(np.float16, copy=False), stored["sparse_intercepts"]),
            NGrams({term: i for i, term in enumerate(words(stored["terms"]))}, stored["idf"]),
            Examples.from_arrays(stored),
        )
