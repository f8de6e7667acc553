"""What a text that the clinic gets is for: its people, an appointment that is to change, a complaint about business, or none of
these. A classifier for all languages that is shipped with the code.

1. It reads the vector of the multilingual encoder, and words (topic_model.py).
2. Where nothing else understood a message, what is for the people at the clinic is passed on (`is_for_desk`).
3. Anger about money or service is no sign of danger to oneself or others, where nothing but doubt says so (`is_business`).
4. What somebody who is warned says of an appointment, or to the front desk, is not lost (`has_wish`).
5. `fit.py` makes the model; MODEL_CARD.md says how good it is.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from frontdesk.engine.nlu.readers import plain, vector
from frontdesk.engine.nlu.topic_model import TopicModel

FOLDER = Path(__file__).parent
MODEL = FOLDER / "model"
DESK, CHANGE, BUSINESS, OTHER = "desk", "change", "business", "other"
SURE = 0.55
_LIKELY = 0.45
_LEAD = 0.1  # over OTHER
_KEPT = 256
_ENDS = re.compile(r"[.!?;,\n]+\s*|\s(?:but|so|because|mais|donc)\s")


@lru_cache(maxsize=1)
def shipped() -> TopicModel:
    """The model that is shipped, loaded once a process."""
    return TopicModel.load(MODEL)


def is_for_desk(text: str) -> bool:
    """Whether a text is for the people at the clinic: told or asked of them, or a complaint about business."""
    scores = _scores(text)
    return _leads(scores, DESK) or _leads(scores, BUSINESS)


def may_be_for_desk(text: str) -> bool:
    """Whether a text is rather for the people at the clinic than for nobody here."""
    scores = _scores(text)
    return max(scores[DESK], scores[BUSINESS]) >= scores[OTHER]


def is_business(text: str) -> bool:
    """Whether a text is anger or a demand about money or service, in each of its parts."""
    return all(scores[BUSINESS] >= SURE and _leads(scores, BUSINESS) for scores in map(_scores, _parts(text)))


def has_wish(text: str) -> bool:
    """Whether a text, or a part of it, wishes something of an appointment or is for the people at the clinic."""
    parts = list(map(_scores, _parts(text)))
    return any(_leads(scores, kind, 0.0) for scores in parts for kind in (CHANGE, DESK, BUSINESS))


def _leads(scores: Mapping[str, float], kind: str, lead: float = _LEAD) -> bool:
    return scores[kind] >= _LIKELY and scores[kind] >= scores[OTHER] + lead


def _parts(text: str) -> list[str]:
    """The whole text and its parts."""
    return [text, *(part for part in _ENDS.split(text) if part.strip())]


def _scores(text: str) -> dict[str, float]:
    return dict(_scored(shipped(), plain(text).strip()))


@lru_cache(maxsize=_KEPT)
def _scored(model: TopicModel, read: str) -> tuple[tuple[str, float], ...]:
    return tuple(zip(model.classes, model.scores(read, vector(read)).tolist()))
