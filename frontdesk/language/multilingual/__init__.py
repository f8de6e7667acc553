"""The multilingual sentence encoder: Universal Sentence Encoder multilingual v3, with its pieces of text and model card.

One space for sixteen languages: what is learnt from English phrasings holds for French ones. It is read when the first message
comes that is in another language than English or may tell of a warning sign, not before.

1. A text becomes pieces (pieces.py); each piece has an embedding (embeddings.py).
2. Windows of two, three and five pieces are convolved, twice each.
3. What the windows found is averaged over the text and goes through four dense layers to 512 numbers of unit length.

`words` gives what is known of each word before the average: its pieces, and what the windows found around them.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from frontdesk.language.encoder import EncoderFileError, WordVectors
from frontdesk.language.multilingual.embeddings import Embeddings, Vectors
from frontdesk.language.multilingual.pieces import Piece, Pieces

Weights = dict[str, npt.NDArray[Any]]

FOLDER = Path(__file__).parent
DIMENSIONS = 512
MAX_PIECES = 256
SHA256 = {
    "weights.npz": "4490fb1dd07e5e403c6dd2841ac7e19cb8c0c2e0ef739e1c9b134d2fa211250d",
    "pieces.npz": "deb6e441f80da55fd88eb39458bf563bc23a41535a0e944f92a5314282dc6900",
    "embeddings.bin": "c66da6d5a9948715cce374ee0df91478a240f4eb7a9b42d05d322068460c0e07",
}
_FIRST, _LAST = 1, 2  # the pieces that begin and end a text
# Each window: how many pieces it spans, and how many of them stand before the one that it belongs to.
_WINDOWS = {2: 0, 3: 1, 5: 2}
_BETWEEN = max(_WINDOWS) - 1  # rows of zeros between two texts, so that no window sees both
_AT_ONCE = 64  # texts
_WORD = re.compile(r"[\w\u0300-\u036f]+|[^\w\s]")  # a mark is a word of its own


def _verified(path: Path, sha256: str) -> Path:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderFileError(
            f"The multilingual encoder's file {path.name} cannot be read from {path.parent}. The checkout is probably "
            "incomplete; run `git checkout -- frontdesk/language/multilingual` and start again."
        ) from error
    if digest != sha256:
        raise EncoderFileError(
            f"The multilingual encoder's file {path.name} in {path.parent} is not the one that was shipped. "
            "Run `git checkout -- frontdesk/language/multilingual` and start again."
        )
    return path


def _arrays(path: Path) -> Weights:
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _normalised(rows: Vectors, gain: Vectors, bias: Vectors, epsilon: float) -> Vectors:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    scaled: Vectors = centred / np.sqrt(variance + epsilon) * gain + bias
    return scaled


def _windows(rows: Vectors, span: int, before: int) -> Vectors:
    """Each row with its neighbours, zeros beyond the ends: (n, width) -> (n, span * width)."""
    padded = np.pad(rows, ((before, span - 1 - before), (0, 0)))
    return np.concatenate([padded[i : i + len(rows)] for i in range(span)], axis=1)


def _overlapping(pieces: Sequence[Piece], start: int, end: int) -> list[int]:
    return [at for at, piece in enumerate(pieces) if piece.start < end and start < piece.end]


class MultilingualEncoder:
    """Text -> vector of unit length, in sixteen languages."""

    def __init__(self, weights: Weights, pieces: Pieces, embeddings: Path) -> None:
        scale, low, starts, rows = (weights.pop(name) for name in ("scale", "low", "starts", "rows"))
        self._embeddings = Embeddings(embeddings, scale, low, starts, int(rows))
        self._epsilon = float(weights.pop("epsilon"))
        self._weights: dict[str, Vectors] = {name: array.astype(np.float32) for name, array in weights.items()}
        self._pieces = pieces

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "MultilingualEncoder":
        """Read the shipped files. Raises EncoderFileError unless each has its recorded SHA-256."""
        weights, pieces, embeddings = (_verified(folder / name, sha256) for name, sha256 in SHA256.items())
        return cls(_arrays(weights), Pieces(_arrays(pieces)), embeddings)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit-length sentence vectors, shape (len(texts), 512), float32. Texts beyond 256 pieces are cut."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        cut = [[_FIRST, *self._pieces.numbers(text, MAX_PIECES), _LAST] for text in texts]
        return np.concatenate([self._vectors(cut[first : first + _AT_ONCE]) for first in range(0, len(cut), _AT_ONCE)])

    def words(self, text: str) -> WordVectors:
        """The words and marks of a text and what is known of each piece; of several pieces of a word, their mean."""
        pieces = self._pieces.placed(text, MAX_PIECES)
        empty = np.zeros((0, 0), dtype=np.float32)
        if not pieces:
            return WordVectors((), empty)
        rows = self._joined([[_FIRST, *(piece.number for piece in pieces), _LAST]])
        whole, rows = self._of_rows(rows, np.array([len(rows)]))[0], rows[1:-1]
        spans = [word.span() for word in _WORD.finditer(text, 0, pieces[-1].end)]
        of_word = [_overlapping(pieces, start, end) for start, end in spans]
        places = tuple(span for span, found in zip(spans, of_word) if found)
        vectors = [rows[found].mean(axis=0) for found in of_word if found]
        return WordVectors(places, np.stack(vectors) if vectors else empty, whole)

    def knows(self, word: str) -> bool:
        """Whether a word is one piece; most names are several."""
        return len(self._pieces.numbers(word, MAX_PIECES)) == 1

    def _vectors(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """The vectors of some texts, given by their pieces."""
        return self._of_rows(self._joined(texts), np.array([len(pieces) for pieces in texts]))

    def _of_rows(self, rows: Vectors, lengths: npt.NDArray[np.intp]) -> Vectors:
        """The vectors of some texts, given by the rows of their pieces and how many each has."""
        weights = self._weights
        sums = np.add.reduceat(rows, np.cumsum(lengths) - lengths, axis=0)
        long = lengths[:, None].astype(np.float32)
        return self._dense((sums @ weights["cnn_W"] + long * weights["cnn_b"]) / np.sqrt(long))

    def _joined(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """A row for each piece of some texts: its embedding and what the windows found there.

        The texts stand one below the other, with zeros between them.
        """
        lengths = np.array([len(pieces) for pieces in texts])
        starts = np.concatenate([[0], np.cumsum(lengths + _BETWEEN)[:-1]])
        inside = np.concatenate([start + np.arange(length) for start, length in zip(starts, lengths)])
        embedded = self._embeddings.of([piece for pieces in texts for piece in pieces])
        convolved = [self._convolved(embedded, inside, span, before) for span, before in _WINDOWS.items()]
        joined = np.concatenate([embedded, *convolved], axis=1)
        return _normalised(joined, self._weights["ln_g"], self._weights["ln_b"], self._epsilon)

    def _convolved(self, embedded: Vectors, inside: npt.NDArray[np.intp], span: int, before: int) -> Vectors:
        weights = self._weights
        rows = embedded @ weights[f"proj{span}"] + weights[f"proj_b{span}"]
        rows = _normalised(rows, weights[f"ln_g{span}"], weights[f"ln_b{span}"], self._epsilon)
        for layer in ("1", "2"):
            spread = np.zeros((inside[-1] + 1, rows.shape[1]), dtype=np.float32)
            spread[inside] = rows
            by_window = (
                _windows(spread, span, before)[inside] @ weights[f"w{layer}_{span}"] + weights[f"b{layer}_{span}"]
            )
            rows = np.maximum(by_window, 0) + rows
        return rows

    def _dense(self, means: Vectors) -> Vectors:
        weights = self._weights
        first = np.maximum(means @ weights["d0"], 0)
        second = np.maximum(means @ weights["p1"] + first @ weights["d1"], 0)
        third = np.maximum(second @ weights["d2"], 0)
        last = np.tanh(second @ weights["p3"] + third @ weights["d3"])
        length = np.sqrt(np.maximum((last**2).sum(axis=1, keepdims=True), self._epsilon))
        vectors: Vectors = (last / length).astype(np.float32)
        return vectors


@lru_cache(maxsize=1)
def multilingual_encoder() -> MultilingualEncoder:
    """The shipped encoder, loaded once a process."""
    return MultilingualEncoder.load()
