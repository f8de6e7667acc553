"""The training vectors in small integers against exact arithmetic."""

import numpy as np
import pytest

from frontdesk.engine.nlu.examples import Examples

OWNERS = np.repeat(np.arange(40), np.random.RandomState(1).randint(3, 90, 40))


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:  # type: ignore[type-arg]
    found = np.random.RandomState(0).randn(len(OWNERS), 384).astype(np.float32)
    scaled: np.ndarray = found / np.linalg.norm(found, axis=1, keepdims=True)  # type: ignore[type-arg]
    return scaled


def test_similarities_are_off_by_little(vectors: np.ndarray) -> None:  # type: ignore[type-arg]
    examples = Examples.of(vectors, OWNERS)
    for vector in vectors[::50]:
        np.testing.assert_allclose(examples.similar(vector[None])[0], vectors @ vector, atol=0.01)


def test_nearest_is_the_mean_of_the_three_greatest(vectors: np.ndarray) -> None:  # type: ignore[type-arg]
    examples = Examples.of(vectors, OWNERS)
    similarities = examples.similar(vectors[7:8])[0]
    expected = [np.sort(np.maximum(similarities[owner == OWNERS], 0))[-3:].mean() for owner in range(40)]
    np.testing.assert_allclose(examples.nearest(similarities), expected, rtol=1e-5)


def test_phrasings_that_come_out_equal_count_once() -> None:
    examples = Examples.of(np.eye(4, dtype=np.float32)[[0, 0, 0, 1]], [0, 0, 0, 1])
    np.testing.assert_allclose(examples.nearest(examples.similar(np.eye(4, dtype=np.float32)[:1])[0]), [1 / 3, 0])


def test_what_is_stored_compares_alike(vectors: np.ndarray) -> None:  # type: ignore[type-arg]
    examples = Examples.of(vectors, OWNERS)
    again = Examples.from_arrays(examples.arrays())
    np.testing.assert_array_equal(again.similar(vectors), examples.similar(vectors))
