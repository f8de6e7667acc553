"""The directions along which rows differ most."""

import numpy as np

from frontdesk.engine.nlu.narrowing import directions


def test_the_directions_in_which_rows_differ_most_come_first() -> None:
    rows = np.array([[9, 1, 0], [-9, -1, 0], [0, 2, 0], [0, -2, 0]], dtype=np.float32)
    found = directions([rows[:2], rows[2:]], 2)
    assert found.shape == (3, 2)
    assert found.dtype == np.float32
    assert abs(found[0, 0]) > 0.9 > abs(found[0, 1])
    np.testing.assert_allclose(found.T @ found, np.eye(2), atol=1e-5)


def test_of_narrow_rows_there_are_no_more_directions_than_numbers() -> None:
    assert directions([np.eye(3, dtype=np.float32)], 256).shape == (3, 3)
