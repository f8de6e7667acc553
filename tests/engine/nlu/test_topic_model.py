"""The topic model as it is stored: what it says after it was read again."""

from pathlib import Path

import numpy as np

from frontdesk.engine.nlu.arrays import load_arrays
from frontdesk.engine.nlu.examples import Examples
from frontdesk.engine.nlu.ngrams import NGrams
from frontdesk.engine.nlu.topic_model import Dense, Sparse, TopicModel

TEXTS = ("how much is it", "what is the cost of it", "where can i park", "is it far to where i park")
OWNERS = np.array([0, 0, 1, 1])
CHANCE = np.random.default_rng(7)


def made() -> tuple[TopicModel, np.ndarray]:
    """A model with weights at random, and a vector to read with it."""
    vectors = CHANCE.normal(size=(len(TEXTS), 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ngrams = NGrams.fit(TEXTS)
    of_words = CHANCE.normal(size=(len(ngrams.idf), 2)).astype(np.float16)
    dense = Dense(CHANCE.normal(size=(384, 2)).astype(np.float32), np.zeros(2, np.float32))
    sparse = Sparse(of_words, np.zeros(2, np.float32))
    return TopicModel(["cost", "parking"], dense, sparse, ngrams, Examples.of(vectors, OWNERS)), vectors[0]


def test_it_says_the_same_once_it_is_stored_and_read(tmp_path: Path) -> None:
    model, vector = made()
    model.save(tmp_path)
    assert np.array_equal(TopicModel.load(tmp_path).scores(TEXTS[1], vector), model.scores(TEXTS[1], vector))


def test_weights_of_words_are_small_numbers(tmp_path: Path) -> None:
    made()[0].save(tmp_path)
    assert load_arrays(tmp_path)["sparse_weights"].dtype == np.float16
