"""The sentence encoder: all-MiniLM-L6-v2 as int8 ONNX, with its tokenizer, model card and export script."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from frontdesk.language.encoder.exposing import exposing

Vectors = npt.NDArray[np.float32]

FOLDER = Path(__file__).parent
DIMENSIONS = 384
MAX_TOKENS = 128
# What a word means beside the others is in the last layer; what it is by itself, still in an early one.
_LAYERS = tuple(f"/bert/encoder/layer.{number}/output/LayerNorm/LayerNormalization_output_0" for number in (2, 5))
SHA256 = {
    "minilm-int8.onnx": "1f002ee9883cc0714e0b5bda9e20ecc16eb206d3908e35cae14f84b3a791b56e",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class EncoderFileError(RuntimeError):
    """A file of the encoder is missing or is not the one that was shipped."""


def _verified(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderFileError(
            f"The sentence encoder file {path.name} cannot be read from {path.parent}. The checkout is probably "
            "incomplete; run `git checkout -- frontdesk/language/encoder` and start again."
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != sha256:
        raise EncoderFileError(
            f"The sentence encoder file {path.name} has SHA-256 {digest}, but {sha256} was shipped. It was probably "
            "changed or cut short; run `git checkout -- frontdesk/language/encoder` and start again."
        )
    return content


@dataclass(frozen=True)
class WordVectors:
    """The words of a text: `places` are their first and past-the-end characters; `vectors` has a row for each.

    `whole` is the vector of the whole text, of an encoder that makes it beside those of the words.
    """

    places: tuple[tuple[int, int], ...]
    vectors: Vectors
    whole: Vectors = field(default_factory=lambda: np.zeros(0, dtype=np.float32))


class SentenceEncoder:
    """Texts -> unit vectors. One thread: replicas, not threads, use further cores."""

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            exposing(model, _LAYERS), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "SentenceEncoder":
        """Read the shipped files. Raises EncoderFileError unless both have their recorded SHA-256."""
        model, tokenizer = (_verified(folder / name, sha256) for name, sha256 in SHA256.items())
        return cls(model, tokenizer)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit-length sentence vectors, shape (len(texts), 384), float32. Texts beyond 128 word pieces are cut."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        inputs = {
            "input_ids": np.array([e.ids for e in encodings], dtype=np.int64),
            "attention_mask": np.array([e.attention_mask for e in encodings], dtype=np.int64),
        }
        vectors: Vectors = self._session.run(["sentence"], inputs)[0]
        return vectors

    def words(self, text: str) -> WordVectors:
        """The words of a text, as typed, and what two layers make of each; of several pieces of a word, their mean."""
        encoding = self._tokenizer.encode(text)
        inputs = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
        }
        pieces = np.concatenate([layer[0] for layer in self._session.run(list(_LAYERS), inputs)], axis=1)
        of_word: dict[int, list[int]] = {}
        for piece, word in enumerate(encoding.word_ids):
            if word is not None:
                of_word.setdefault(word, []).append(piece)
        places = tuple((encoding.offsets[found[0]][0], encoding.offsets[found[-1]][1]) for found in of_word.values())
        rows = [pieces[found].mean(axis=0) for found in of_word.values()]
        empty = np.zeros((0, pieces.shape[1]), dtype=np.float32)
        return WordVectors(places, np.stack(rows) if rows else empty)

    def whole_words(self) -> frozenset[str]:
        """The words that the encoder knows as one piece: used to tell a misspelling from a word."""
        return frozenset(w for w in self._tokenizer.get_vocab() if w.isalpha())


@lru_cache(maxsize=1)
def sentence_encoder() -> SentenceEncoder:
    """The shipped encoder, loaded once a process."""
    return SentenceEncoder.load()
