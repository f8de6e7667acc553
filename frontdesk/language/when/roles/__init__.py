"""Which part each day and time plays in a message, learnt from marked messages (marked/, MODEL_CARD.md).

A small tagger: of each token the vector of its words, what kind it is and where it stands; a mixed layer, then three that look
two tokens to each side. `fit.py` makes `model.npz`; reading needs numpy alone.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from frontdesk.language.when.parts import DAY, Beside, Days, Mark, Times, Token

Rows = npt.NDArray[np.float32]

FOLDER = Path(__file__).parent
FILE = FOLDER / "model.npz"
WISHED, BUSY, TOLD = ROLES = ("wished", "busy", "told")
WINDOW, DEPTH, TAGGERS = 2, 3, 3
_STEPS = 127.0 / 4  # of a number of a word's vector, in eight bits
_MARKS = (
    "word alternate correction since past soon any event unclear vague afternot between after from onward by before except "
    "not denial apart or and to but comma stop impossible"
).split() + ["if not"]
_BESIDE = "day week month weekday one before after from those then".split() + ["same time"]
_CONCLUDING = frozenset(("so", "then", "therefore", "thus"))
_ENDINGS = ("s", "es", "ed", "d", "ing")
_MOST = 4  # mentions before or after one that are told apart


class Vocabulary:
    """The words that are known, and what makes a row of features of each token."""

    def __init__(self, words: npt.NDArray[np.uint8], vectors: npt.NDArray[np.int8]) -> None:
        """`words`: in UTF-8, one a line; `vectors`: a row for each."""
        self._index = {word: at for at, word in enumerate(bytes(words).decode().split("\n"))}
        self._vectors = vectors

    def features(self, tokens: Sequence[Token], begins: Sequence[bool]) -> Rows:
        """A row for each token: its words, its kind, its place. `begins`: whether a clause begins with it."""
        rows = [[*self._of_words(token), *_kind(token)] for token in tokens]
        return np.hstack([np.array(rows, dtype=np.float32), _places(tokens, begins)])

    def _of_words(self, token: Token) -> list[float]:
        words = token.word.split() if isinstance(token, Mark) else []
        known = [at for word in words if (at := self._place(word)) is not None]
        mean = self._vectors[known].mean(axis=0) / _STEPS if known else np.zeros(self._vectors.shape[1])
        return [*mean.tolist(), float(len(known) < len(words)), float(any(word[0].isdigit() for word in words))]

    def _place(self, word: str) -> int | None:
        forms = [word, *(word.removesuffix(end) for end in _ENDINGS if word.endswith(end))]
        return next((self._index[form] for form in forms if form in self._index), None)


class _Tagger:
    """One network: how likely each token has which role."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.float16]], number: int) -> None:
        """`weights`: its `w<n>`, `b<n>`, `scale<n>` and `shift<n>` of each layer, `w_out` and `b_out`, behind its number."""

        def named(name: str) -> Rows:
            return weights[f"{number}/{name}"].astype(np.float32)

        self._layers = [tuple(named(f"{name}{n}") for name in ("w", "b", "scale", "shift")) for n in range(DEPTH + 1)]
        self._out = (named("w_out"), named("b_out"))

    def likely(self, features: Rows) -> Rows:
        """Of each row how likely it has each of ROLES."""
        around = (WINDOW * DEPTH, WINDOW * DEPTH)
        x = self._layer(np.pad(features, (around, (0, 0))), 0)
        for n in range(1, DEPTH + 1):
            padded = np.pad(x, ((WINDOW, WINDOW), (0, 0)))
            seen = np.hstack([padded[at : at + len(x)] for at in range(2 * WINDOW + 1)])
            x = x + self._layer(seen, n)
        weights, bias = self._out
        scores = x[around[0] : -around[1]] @ weights.T + bias
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Rows = shifted / shifted.sum(axis=1, keepdims=True)
        return found

    def _layer(self, x: Rows, n: int) -> Rows:
        weights, bias, scale, shift = self._layers[n]
        pieces = x @ weights.reshape(-1, weights.shape[-1]).T
        most = (pieces.reshape(len(x), *bias.shape) + bias).max(axis=-1)
        centred = most - most.mean(axis=1, keepdims=True)
        normal: Rows = centred / np.sqrt(most.var(axis=1, keepdims=True) + 1e-8) * scale + shift
        return normal


class RoleModel:
    """Says how likely each token of a message has which role: the mean of what a few networks say."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """`arrays`: `words`, `vectors`, and the weights of each network."""
        self._vocabulary = Vocabulary(arrays["words"], arrays["vectors"])
        self._taggers = [_Tagger(arrays, number) for number in range(TAGGERS)]

    def likely(self, tokens: Sequence[Token], begins: Sequence[bool]) -> Rows:
        """Of each token how likely it has each of ROLES; `begins`: whether a clause begins with it."""
        features = self._vocabulary.features(tokens, begins)
        found: Rows = np.mean([tagger.likely(features) for tagger in self._taggers], axis=0)
        return found


def _one_hot(value: str, values: Sequence[str]) -> list[float]:
    return [float(value == each) for each in values]


def _kind(token: Token) -> list[float]:
    mark = token.kind if isinstance(token, Mark) else ""
    beside = token.kind if isinstance(token, Beside) else ""
    days = _of_days(token) if isinstance(token, Days) else [0.0] * 8
    times = _of_times(token) if isinstance(token, Times) else [0.0] * 8
    return [
        *_one_hot(mark, _MARKS),
        *_one_hot(beside, _BESIDE),
        float(isinstance(token, Beside)),
        *days,
        *times,
    ]


def _of_days(days: Days) -> list[float]:
    kinds = (days.kind == "date", days.kind == "weekday", days.kind == "period")
    several = days.kind == "weekday" and len(days.weekdays) > 1
    return [1.0, *map(float, (*kinds, days.every, days.bound, days.own, several))]


def _of_times(times: Times) -> list[float]:
    first = times.spans[0]
    before, after = first.start == 0 and first.end != DAY, first.end == DAY and first.start != 0
    inside = 0 < first.start and first.end < DAY and first.end - first.start != 60
    kinds = (first.part, before, after, first.anchor != "midnight", len(times.spans) > 1, times.own, inside)
    return [1.0, *map(float, kinds)]


def _places(tokens: Sequence[Token], begins: Sequence[bool]) -> Rows:
    named = [at for at, token in enumerate(tokens) if isinstance(token, Days | Times | Beside)]
    marks = [(at, token) for at, token in enumerate(tokens) if isinstance(token, Mark)]
    corrected = [at for at, mark in marks if mark.kind == "correction"]
    concluded = [at for at, mark in marks if mark.word in _CONCLUDING]
    rows = []
    for at, token in enumerate(tokens):
        earlier, later = [tokens[n] for n in named if n < at], [tokens[n] for n in named if n > at]
        is_time = isinstance(token, Days | Times)
        rows.append(
            [
                begins[at],
                not earlier,
                not later,
                min(len(earlier), _MOST) / _MOST,
                min(len(later), _MOST) / _MOST,
                any(n <= at for n in corrected),
                any(n > at for n in corrected),
                any(n <= at for n in concluded),
                any(n > at for n in concluded),
                is_time and token in later,
                is_time and token in earlier,
                is_time and any(type(each) is type(token) for each in later),
                is_time and any(type(each) is type(token) for each in earlier),
                at / len(tokens),
            ]
        )
    return np.array(rows, dtype=np.float32)


@lru_cache(maxsize=1)
def shipped() -> RoleModel:
    """The model that is shipped, loaded once a process."""
    with np.load(FILE, allow_pickle=False) as stored:
        return RoleModel(dict(stored))
