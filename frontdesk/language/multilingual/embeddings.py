"""The embeddings of the pieces, read from their file where they are needed: 65 MB that no process holds.

1. A row is 512 values below 64, a byte each. `ROWS` of them are compressed together (zlib): 27 MB in the file.
2. The pieces are spread over blocks: piece n is in block n % blocks. Each block has a scale and a lowest value.
"""

import os
import weakref
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

WIDTH = 512
ROWS = 16
_KEPT = 512  # runs of rows: 4 MB


def compressed(values: npt.NDArray[np.uint8]) -> tuple[bytes, npt.NDArray[np.uint32]]:
    """Rows, shape (n, 512), as they are stored, and where each run of them starts; the last start is the end."""
    runs = [zlib.compress(values[first : first + ROWS].tobytes(), 9) for first in range(0, len(values), ROWS)]
    starts = np.cumsum([0, *map(len, runs)]).astype(np.uint32)
    return b"".join(runs), starts


class Embeddings:
    """A file of rows. Reads go past the process's own memory: the system keeps what is read often."""

    def __init__(self, path: Path, scale: Vectors, low: Vectors, starts: npt.NDArray[np.uint32], rows: int) -> None:
        """`scale` and `low` have one value a block; `rows` is how many there are."""
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._rows_of_block = rows // len(scale)
        self._scale, self._low, self._starts = scale, low, starts
        self._run = lru_cache(maxsize=_KEPT)(self._read)

    def of(self, pieces: Sequence[int]) -> Vectors:
        """The embeddings of some pieces, shape (len(pieces), 512)."""
        blocks = len(self._scale)
        rows = [piece % blocks * self._rows_of_block + piece // blocks for piece in pieces]
        values = np.stack([self._run(row // ROWS)[row % ROWS] for row in rows])
        block = np.array(pieces) % blocks
        embedded: Vectors = values * self._scale[block, None] + self._low[block, None]
        return embedded.astype(np.float32, copy=False)

    def _read(self, run: int) -> npt.NDArray[np.uint8]:
        start, end = int(self._starts[run]), int(self._starts[run + 1])
        stored = zlib.decompress(os.pread(self._file, end - start, start))
        return np.frombuffer(stored, dtype=np.uint8).reshape(-1, WIDTH)
