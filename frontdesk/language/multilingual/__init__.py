"""The multilingual sentence encoder: Universal Sentence Encoder multilingual v3, 6-bit, with its tokenizer and model card.

One space for sixteen languages: what is learnt from English phrasings holds for French ones. It is read when the first message
in another language than English comes, not before.

1. A text becomes pieces; each piece has an embedding, stored in integers of 8 bits of which 6 are used.
2. Windows of two, three and five pieces are convolved, twice each.
3. What the windows found is averaged over the text and goes through four dense layers to 512 numbers of unit length.
"""

import gzip
import hashlib
import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from frontdesk.language.encoder import EncoderFileError

Vectors = npt.NDArray[np.float32]
Weights = dict[str, npt.NDArray[Any]]

FOLDER = Path(__file__).parent
DIMENSIONS = 512
MAX_PIECES = 256
SHA256 = {
    "weights.npz": "f324a49b53c8c37000ff7e8b4b39aee4eb77666326c3ccc7cc89517b522bd798",
    "tokenizer.json.gz": "82e30b34fb31515596b25f7efab36f47ed2d1e262d9eb6abc4e2b14edca01a83",
}
_FIRST, _LAST = 1, 2  # the pieces that begin and end a text
# Each window: how many pieces it spans, and how many of them stand before the one that it belongs to.
_WINDOWS = {2: 0, 3: 1, 5: 2}
_WIDTH = 256


def _verified(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderFileError(
            f"The multilingual encoder's file {path.name} cannot be read from {path.parent}. The checkout is probably "
            "incomplete; run `git checkout -- frontdesk/language/multilingual` and start again."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EncoderFileError(
            f"The multilingual encoder's file {path.name} in {path.parent} is not the one that was shipped. "
            "Run `git checkout -- frontdesk/language/multilingual` and start again."
        )
    return content


def _normalised(rows: Vectors, gain: Vectors, bias: Vectors, epsilon: float) -> Vectors:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    scaled: Vectors = centred / np.sqrt(variance + epsilon) * gain + bias
    return scaled


def _windows(rows: Vectors, span: int, before: int) -> Vectors:
    """Each row with its neighbours, zeros beyond the ends: (n, width) -> (n, span * width)."""
    padded = np.pad(rows, ((before, span - 1 - before), (0, 0)))
    return np.concatenate([padded[i : i + len(rows)] for i in range(span)], axis=1)


class MultilingualEncoder:
    """Text -> vector of unit length, in sixteen languages."""

    def __init__(self, weights: Weights, tokenizer: Tokenizer) -> None:
        self._table = weights.pop("table")
        self._scale, self._low = weights.pop("scale"), weights.pop("low")
        self._epsilon = float(weights.pop("epsilon"))
        self._weights: dict[str, Vectors] = {name: array.astype(np.float32) for name, array in weights.items()}
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(MAX_PIECES)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "MultilingualEncoder":
        """Read the shipped files. Raises EncoderFileError unless both have their recorded SHA-256."""
        weights, tokenizer = (_verified(folder / name, sha256) for name, sha256 in SHA256.items())
        with np.load(io.BytesIO(weights), allow_pickle=False) as stored:
            return cls({name: stored[name] for name in stored.files}, Tokenizer.from_buffer(gzip.decompress(tokenizer)))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit-length sentence vectors, shape (len(texts), 512), float32. Texts beyond 256 pieces are cut."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._vector([_FIRST, *self._tokenizer.encode(text).ids, _LAST]) for text in texts])

    def _vector(self, pieces: Sequence[int]) -> Vectors:
        ids = np.array(pieces)
        block = ids % len(self._scale)  # pieces are spread over as many blocks as there are scales
        rows = block * (len(self._table) // len(self._scale)) + ids // len(self._scale)
        embedded = self._table[rows] * self._scale[block, None] + self._low[block, None]
        found = [embedded, *(self._convolved(embedded, span, before) for span, before in _WINDOWS.items())]
        weights = self._weights
        joined = _normalised(np.concatenate(found, axis=1), weights["ln_g"], weights["ln_b"], self._epsilon)
        mean = (joined.sum(axis=0) @ weights["cnn_W"] + len(ids) * weights["cnn_b"]) / np.float32(np.sqrt(len(ids)))
        return self._dense(mean)

    def _convolved(self, embedded: Vectors, span: int, before: int) -> Vectors:
        weights = self._weights
        rows = embedded @ weights[f"proj{span}"] + weights[f"proj_b{span}"]
        rows = _normalised(rows, weights[f"ln_g{span}"], weights[f"ln_b{span}"], self._epsilon)
        for layer in ("1", "2"):
            by_window = _windows(rows, span, before) @ weights[f"w{layer}_{span}"] + weights[f"b{layer}_{span}"]
            rows = np.maximum(by_window, 0) + rows
        return rows

    def _dense(self, mean: Vectors) -> Vectors:
        weights = self._weights
        first = np.maximum(mean @ weights["d0"], 0)
        second = np.maximum(mean @ weights["p1"] + first @ weights["d1"], 0)
        third = np.maximum(second @ weights["d2"], 0)
        last = np.tanh(second @ weights["p3"] + third @ weights["d3"])
        vector: Vectors = (last / np.sqrt(max(float(last @ last), self._epsilon))).astype(np.float32)
        return vector


@lru_cache(maxsize=1)
def multilingual_encoder() -> MultilingualEncoder:
    """The shipped encoder, loaded once a process."""
    return MultilingualEncoder.load()
