"""What a message says about a booking: two small networks on the encoder's word vectors (thinc, in use by spaCy already).

1. The tagger says for each word which value it is part of, if any: a mixed layer, then two that look at the neighbours, twice
   two words to each side; it tells the first word of a value from the others.
2. The judge says what the message does: of each of the tagger's features the highest and the mean over all words, and the
   vector of the whole message, if its encoder gives one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from thinc.api import (
    Adam,
    Maxout,
    Model,
    Sigmoid,
    Softmax,
    chain,
    clone,
    expand_window,
    fix_random_seed,
    residual,
    warmup_linear,
    with_array,
)

from frontdesk.booking.told import NEW, RETURNING
from frontdesk.engine.nlu.words import Words
from frontdesk.language.encoder import Vectors

NONE = "O"
_FIRST, _INSIDE = "B-", "I-"
_WIDTH = 128
_DROPOUT = 0.35
_LEARNT = 80_000  # examples, each as often as it takes
_BATCH = 24
_RATE = 0.002  # the highest; it rises over the first tenth of the steps and falls to nothing over the others
_SEED = 7
# What may stand between two words of one value, and values that go on beyond a comma.
_WITHIN = ("", ".", "'", "’", "-", "/", "&")
_IN_WORDS = "'’-"
_LONG = ("when", "reason", "note")
# Values with dots in them; in others a dot behind more letters than those of "Mrs" ends a sentence, and the value.
_DOTTED = ("phone", "email", "when", "note", "reason")
_LONGEST_ABBREVIATION = 3
_MOST_BETWEEN = 2
_MAY_BELONG = 0.15
_FILES = ("tagger", "judge")
_NAMES = "names.json"
_NARROW = "narrow.npy"


@dataclass(frozen=True)
class Marked:
    """A message with its spans (label, first and past-the-end character) and what it does."""

    words: Words
    spans: tuple[tuple[str, int, int], ...]
    acts: frozenset[str]


@dataclass(frozen=True)
class Span:
    """Words that hold a value: the label, where they are in the text, and how sure the reader is (0 to 1)."""

    label: str
    start: int
    end: int
    sure: float


def _narrowed(words: Words, narrow: Vectors) -> Words:
    """The same words, with what the encoder makes of them along fewer directions."""
    return replace(words, vectors=words.vectors @ narrow)


def _tagger(classes: int) -> Model[Any, Any]:
    window = residual(chain(expand_window(2), Maxout(_WIDTH, normalize=True, dropout=_DROPOUT)))
    mixed = Maxout(_WIDTH, normalize=True, dropout=_DROPOUT)
    return with_array(chain(mixed, clone(window, 2), Softmax(classes)))


def _judge(acts: int) -> Model[Any, Any]:
    return chain(Maxout(_WIDTH, normalize=True, dropout=_DROPOUT), Sigmoid(acts))


class ReaderModel:
    """Reads the spans and acts of messages."""

    def __init__(
        self,
        labels: Sequence[str],
        acts: Sequence[str],
        narrow: Vectors,
        tagger: Model[Any, Any],
        judge: Model[Any, Any],
    ) -> None:
        self._labels = tuple(labels)
        self._acts = tuple(acts)
        self._narrow = narrow
        self._tagger = tagger
        self._judge = judge

    @classmethod
    def fit(cls, marked: Iterable[Marked], narrow: Vectors, often: int = 1) -> ReaderModel:
        """Learn from marked messages that have words; what they do, so many times as often.

        `narrow`: the directions along which what an encoder makes of words is looked at (narrowing.py), width x fewer.
        """
        fix_random_seed(_SEED)
        examples = [replace(one, words=_narrowed(one.words, narrow)) for one in marked]
        values = sorted({span[0] for example in examples for span in example.spans})
        labels = (NONE, *(prefix + value for value in values for prefix in (_FIRST, _INSIDE)))
        done = [_does(example) for example in examples]
        acts = sorted(frozenset().union(*done))
        tags = [_one_hot(_tags(example, labels), len(labels)) for example in examples]
        rows: list[Vectors] = [example.words.features for example in examples]
        tagger = _fitted(_tagger(len(labels)), rows, tags)
        pooled = [_pooled(example.words, tagger.predict([example.words.features])[0])[None] for example in examples]
        does = [np.array([[float(act in of_one) for act in acts]], dtype=np.float32) for of_one in done]
        judge = _fitted(_judge(len(acts)), [np.vstack(pooled)], [np.vstack(does)], whole=True, often=often)
        return cls(labels, acts, narrow, tagger, judge)

    def read(self, words: Words) -> tuple[list[Span], dict[str, float]]:
        """The spans of a message, in their order, and how likely it does what."""
        if not words.places:
            return [], {}
        words = _narrowed(words, self._narrow)
        likely = self._tagger.predict([words.features])[0]
        judged = self._judge.predict(_pooled(words, likely)[None])[0]
        return self._spans(words, likely), dict(zip(self._acts, judged.tolist()))

    def _spans(self, words: Words, likely: Vectors) -> list[Span]:
        found: list[Span] = []
        for (start, end), row in zip(words.places, likely):
            label = self._labels[int(row.argmax())]
            sure = float(row.max())
            before = found[-1] if found else None
            value = label[len(_FIRST) :]
            if label == NONE:
                continue
            if before and before.label == value and self._goes_on(words, likely, before, label, start):
                found[-1] = Span(value, before.start, end, min(before.sure, sure))
            else:
                found.append(Span(value, start, end, sure))
        return _whole(words.text, found)

    def _goes_on(self, words: Words, likely: Vectors, before: Span, label: str, start: int) -> bool:
        """Whether a word belongs to the value before it: right behind it, or past words that may well be part of it."""
        between = [i for i, place in enumerate(words.places) if before.end <= place[0] and place[1] <= start]
        text = words.text[before.end : start]
        if not any(letter.isalnum() for letter in text):
            last = words.text[before.start : before.end].split()[-1]
            if "." in text and before.label not in _DOTTED and len(last) > _LONGEST_ABBREVIATION:
                return False
            form = before.label == "name" and text.strip() == "," and " " not in words.text[before.start : before.end]
            return label.startswith(_INSIDE) or text.strip() in _WITHIN or before.label in _LONG or form
        part = [self._labels.index(prefix + before.label) for prefix in (_FIRST, _INSIDE)]
        return len(between) <= _MOST_BETWEEN and all(likely[i, part].sum() >= _MAY_BELONG for i in between)

    def save(self, folder: Path) -> None:
        """Store the directions and both networks in a new folder."""
        folder.mkdir()
        np.save(folder / _NARROW, self._narrow)
        (folder / _NAMES).write_text(json.dumps({"labels": self._labels, "acts": self._acts}), encoding="utf-8")
        for name, model in zip(_FILES, (self._tagger, self._judge)):
            (folder / name).write_bytes(model.to_bytes())

    @classmethod
    def load(cls, folder: Path) -> ReaderModel:
        """The networks stored in a folder."""
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        tagger, judge = (
            make(len(names[key])).from_bytes((folder / file).read_bytes())
            for make, key, file in zip((_tagger, _judge), ("labels", "acts"), _FILES)
        )
        return cls(names["labels"], names["acts"], np.load(folder / _NARROW, allow_pickle=False), tagger, judge)


def _whole(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with all of the words at their ends: "can'[t do mondays]" is "[can't do mondays]"."""
    found: list[Span] = []
    for span in spans:
        start, end = span.start, span.end
        first = found[-1].end if found else 0
        while start > first and _joins(text, start):
            start -= 1
        while end < len(text) and _joins(text, end):
            end += 1
        found.append(Span(span.label, start, max(end, start), span.sure))
    return [span for span in found if span.start < span.end]


def _joins(text: str, at: int) -> bool:
    """Whether a place is inside a word: letters, digits or the marks within words on both sides."""
    before, behind = text[at - 1], text[at]
    inside = (before.isalnum() or before in _IN_WORDS) and (behind.isalnum() or behind in _IN_WORDS)
    return inside and (before.isalnum() or behind.isalnum())


def _does(example: Marked) -> frozenset[str]:
    """What a message does; that it tells whether they have been here counts as such, however few of its words say so."""
    kinds = frozenset(label for label, _, _ in example.spans) & {NEW, RETURNING}
    return example.acts | kinds if len(kinds) == 1 else example.acts


def _tags(example: Marked, labels: Sequence[str]) -> list[int]:
    tags = [0] * len(example.words.places)
    for label, start, end in example.spans:
        inside = [i for i, (first, past) in enumerate(example.words.places) if first < end and start < past]
        for i in inside:
            tags[i] = labels.index((_FIRST if i == inside[0] else _INSIDE) + label)
    return tags


def _one_hot(indices: Sequence[int], width: int) -> Vectors:
    rows = np.zeros((len(indices), width), dtype=np.float32)
    rows[np.arange(len(indices)), indices] = 1.0
    return rows


def _pooled(words: Words, likely: Vectors) -> Vectors:
    """One row for a message: from its words' features and their likely tags, and what is known of it as a whole."""
    rows = np.hstack([words.features, likely])
    joined: Vectors = np.concatenate([rows.max(axis=0), rows.mean(axis=0), words.whole])
    return joined


def _fitted(
    model: Model[Any, Any], inputs: Sequence[Vectors], wanted: Sequence[Vectors], whole: bool = False, often: int = 1
) -> Model[Any, Any]:
    """The model, trained. `whole`: one array of rows to be divided into batches, not a list of messages."""
    many: Any = inputs[0] if whole else list(inputs)
    answers: Any = wanted[0] if whole else list(wanted)
    model.initialize(many[:_BATCH], answers[:_BATCH])
    size = _BATCH * (2 if whole else 1)
    rounds = max(1, round(often * _LEARNT / len(many)))
    steps = rounds * -(-len(many) // size)
    rates: Any = warmup_linear(_RATE, max(1, steps // 10), steps)
    optimizer = Adam(rates, L2=1e-5)
    random = np.random.default_rng(_SEED)
    for _ in range(rounds):
        order = random.permutation(len(many))
        for first in range(0, len(order), size):
            chosen = order[first : first + size]
            given = many[chosen] if whole else [many[i] for i in chosen]
            right = answers[chosen] if whole else [answers[i] for i in chosen]
            guessed, backpropagate = model.begin_update(given)
            backpropagate(_error(guessed, right))
            model.finish_update(optimizer)
            optimizer.step_schedules()
    return model


def _error(guessed: Any, right: Any) -> Any:
    """The gradient of the cross-entropy, a mean over the words or messages of the batch."""
    if isinstance(guessed, list):
        total = sum(len(rows) for rows in right)
        return [(one - other) / total for one, other in zip(guessed, right)]
    difference: npt.NDArray[np.float32] = (guessed - right) / len(right)
    return difference
