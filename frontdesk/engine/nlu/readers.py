"""Understands one language beside English: what is learnt from its phrasings and the English ones, in one space of meaning.

1. Every text becomes a vector of the multilingual encoder, in lower case with plain characters.
2. Four models of the same kind as those for English (topic_model.py): topics, warning signs by group, replies to a check, and
   feelings. The phrasings of the language count several times: there are fewer of them, and they are what will be read.
3. Each phrasing of the language is learnt without its accents too, as phones write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from frontdesk.content.phrasings import examples_of, unmarked
from frontdesk.content.topic_ids import FAQ, SAFETY
from frontdesk.engine.nlu.feelings import LABEL as FEELING
from frontdesk.engine.nlu.parse_data import CHECK_REPLY, SAID
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.accents import without_accents
from frontdesk.language.encoder import Vectors
from frontdesk.language.folding import fold
from frontdesk.language.multilingual import multilingual_encoder
from frontdesk.language.packs import Pack, packs
from frontdesk.language.recognition import recognised

Labelled = tuple[str, str]  # label and phrasing
NO_SIGN = "none"
_NO_FEELING = "none"
_TOPICS, _SIGNS, _REPLIES, _FEELINGS = "topics", "signs", "replies", "feelings"
_NO_SIGN = "no_sign/"
_NOT_JUDGED = (f"{CHECK_REPLY}/", FEELING)
_APART = (f"{SAFETY}/", _NO_SIGN, SAID, *_NOT_JUDGED)
# Of the English phrasings, one in so many is learnt: by topics, by signs, and as what is no sign.
_EVERY_OTHER_QUESTION = 3
_EVERY_OTHER_SIGN = 3
_EVERY_QUESTION = 6
_WEIGHT = 6.0  # of a phrasing of the language
_WEIGHT_OF_SECOND = 3.0  # the same, for a second opinion (second_opinion.py)
_KEPT = 256


def plain(text: str) -> str:
    """A text as the models read it: plain characters, lower case."""
    return fold(text).lower()


def labelled(pack: Pack, shared: Sequence[Labelled]) -> list[Labelled]:
    """The phrasings of a language: those of its folder, of bookings too, and those of the shared ones that are in it."""
    found = [(label, unmarked(text)) for file in (*pack.phrasings, *pack.bookings) for label, text in examples_of(file)]
    return [*found, *((label, text) for label, text in shared if recognised(text) == pack.code)]


def topic_phrasings(pack: Pack, english: Sequence[Labelled]) -> list[Labelled]:
    """Topic and phrasing of all that `Reader.fit` teaches the topics of a language."""
    return _examples(_TOPICS, _spelt(labelled(pack, english)), [(label, plain(text)) for label, text in english])


def taught_in_all(
    english: Sequence[Labelled], held_back: frozenset[Labelled] = frozenset()
) -> tuple[Vectors, list[bool], list[float]]:
    """Of the phrasings of all languages the vectors (n x 512), which are signs, and how much each counts."""
    kept = [item for pack in packs().values() for item in labelled(pack, english) if item not in held_back]
    theirs = dict.fromkeys(plain(text) for _, text in kept)
    english = [item for item in english if item not in held_back and plain(item[1]) not in theirs]
    questions = [item for item in english if not item[0].startswith(_APART)][::_EVERY_OTHER_QUESTION]
    judged = [item for item in english if item[0].startswith((f"{SAFETY}/", _NO_SIGN, SAID))]
    examples = [item for item in kept if not item[0].startswith(_NOT_JUDGED)] + judged + questions
    weights = [_WEIGHT_OF_SECOND if plain(text) in theirs else 1.0 for _, text in examples]
    vectors = multilingual_encoder().encode([plain(text) for _, text in examples])
    return vectors, [label.startswith(f"{SAFETY}/") for label, _ in examples], weights


@lru_cache(maxsize=_KEPT)
def vector(text: str) -> Vectors:
    """The vector of a text, shape (512,). The newest are kept: a message is screened, then read."""
    encoded: Vectors = multilingual_encoder().encode([text])[0]
    return encoded


def _spelt(examples: Iterable[Labelled]) -> list[Labelled]:
    """The phrasings, and those with accents without them."""
    listed = [(label, plain(text)) for label, text in examples]
    return [*listed, *((label, bare) for label, text in listed if (bare := without_accents(text)) != text)]


def _fitted(examples: Sequence[Labelled], vectors: dict[str, Vectors], mine: set[str]) -> TopicModel:
    labels, texts = [label for label, _ in examples], [text for _, text in examples]
    weights = [_WEIGHT if text in mine else 1.0 for text in texts]
    return TopicModel.fit(texts, np.stack([vectors[text] for text in texts]), labels, weights)


def _sign(label: str) -> str:
    return label.removeprefix(f"{SAFETY}/") if label.startswith(f"{SAFETY}/") else NO_SIGN


class Reader:
    """What was learnt for one language."""

    def __init__(self, topics: TopicModel, signs: TopicModel, replies: TopicModel, feelings: TopicModel) -> None:
        self.topics = topics
        self._signs = signs
        self._replies = replies
        self._feelings = feelings

    @classmethod
    def fit(cls, pack: Pack, english: Sequence[Labelled]) -> Reader:
        """Learn from the phrasings of a language and the shared ones, each with its full label ("faq/cost").

        Shared phrasings that are in the language count as its own.
        """
        return cls.fit_on(labelled(pack, english), english)

    @classmethod
    def fit_on(cls, phrasings: Sequence[Labelled], english: Sequence[Labelled]) -> Reader:
        """Learn from some phrasings of a language and the shared ones."""
        own = _spelt(phrasings)
        known = [(label, plain(text)) for label, text in english]
        sets = [_examples(name, own, known) for name in (_TOPICS, _SIGNS, _REPLIES, _FEELINGS)]
        texts = list(dict.fromkeys(text for examples in sets for _, text in examples))
        vectors = dict(zip(texts, multilingual_encoder().encode(texts)))
        mine = {text for _, text in own}
        return cls(*(_fitted(examples, vectors, mine) for examples in sets))

    def sign(self, text: str) -> tuple[str, float]:
        """The safety group that a text may tell of, and how likely it tells of that rather than of none (0 to 1)."""
        return _likeliest(self._signs, text, NO_SIGN)

    def reply(self, text: str) -> dict[str, float]:
        """How likely a text is each kind of reply to a check: yes, no, unclear."""
        return dict(zip(self._replies.classes, self._replies.scores(text, vector(text)).tolist()))

    def feeling(self, text: str) -> tuple[str, float]:
        """The feeling that a text shows most, and how likely it shows that rather than none (0 to 1)."""
        return _likeliest(self._feelings, text, _NO_FEELING)

    def save(self, folder: Path) -> None:
        """Store the models in a new folder."""
        folder.mkdir()
        models = {_TOPICS: self.topics, _SIGNS: self._signs, _REPLIES: self._replies, _FEELINGS: self._feelings}
        for name, model in models.items():
            (folder / name).mkdir()
            model.save(folder / name)

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """The models stored in a folder."""
        return cls(*(TopicModel.load(folder / name) for name in (_TOPICS, _SIGNS, _REPLIES, _FEELINGS)))


def _likeliest(model: TopicModel, text: str, none: str) -> tuple[str, float]:
    """The best class but `none`, and its share of both."""
    scores = dict(zip(model.classes, model.scores(text, vector(text)).tolist()))
    neutral = scores.pop(none)
    best = max(scores, key=lambda name: scores[name])
    return best, scores[best] / (scores[best] + neutral)


def _examples(name: str, own: Sequence[Labelled], english: Sequence[Labelled]) -> list[Labelled]:
    """What one of the models learns from: labels of its own, and what is none of them."""
    if name == _TOPICS:
        questions = [item for item in (*own, *english[::_EVERY_OTHER_QUESTION]) if not item[0].startswith(_APART)]
        return [(label.removeprefix(f"{FAQ}/"), text) for label, text in questions]
    if name == _SIGNS:
        signs = [item for item in english if item[0].startswith((f"{SAFETY}/", _NO_SIGN))][::_EVERY_OTHER_SIGN]
        questions = [item for item in english if not item[0].startswith(_APART)][::_EVERY_QUESTION]
        mine = [item for item in own if not item[0].startswith(_NOT_JUDGED)]
        return [(_sign(label), text) for label, text in (*mine, *signs, *questions)]
    both = (*own, *english)
    if name == _REPLIES:
        return [
            (label.removeprefix(f"{CHECK_REPLY}/"), text) for label, text in both if label.startswith(f"{CHECK_REPLY}/")
        ]
    felt = [(label.removeprefix(FEELING), text) for label, text in both if label.startswith(FEELING)]
    neutral = [
        (_NO_FEELING, text)
        for label, text in own
        if not label.startswith((*_APART, "thanks", "talk_to_human", "goodbye"))
    ]
    return [*felt, *neutral]
