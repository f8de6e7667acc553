"""What is said right behind a warning, or behind a question about a sign. A classifier for all languages that is
shipped with the code.

1. It reads the vector of the multilingual encoder, and words (topic_model.py).
2. Its kinds are those of `texts.yml`. What is not surely one is UNSURE: then the warning stands, as for CLEAR.
3. Behind a question about a sign, a text that is a message or an appointment is no yes, and OVER is a no.
4. `fit.py` makes the model; MODEL_CARD.md says how good it is.
"""

import re
from functools import lru_cache
from pathlib import Path

from frontdesk.engine.nlu.readers import plain, vector
from frontdesk.engine.nlu.topic_model import TopicModel

FOLDER = Path(__file__).parent
MODEL = FOLDER / "model"
OVER, GOING, CLEAR, DESK, OTHER = "over", "going", "clear", "desk", "other"
UNSURE = "unsure"
REPLY = "sign_reply"  # on a message: its kind, where it came behind a warning or a question about a sign
SURE = 0.4
_SENTENCES = re.compile(r"[.!?;\n]+\s*")
LEAD = 0.1  # over CLEAR


@lru_cache(maxsize=1)
def _shipped() -> TopicModel:
    return TopicModel.load(MODEL)


def sign_reply(text: str) -> str:
    """The kind of a reply to a warning, as it came; UNSURE where none is sure, and no sentence of it says that it is over."""
    model = _shipped()
    kind = read_by(model, text)
    parts = [part for part in _SENTENCES.split(text) if part.strip()] if kind in (CLEAR, UNSURE) else []
    return OVER if len(parts) > 1 and any(read_by(model, part) == OVER for part in parts) else kind


def read_by(model: TopicModel, text: str) -> str:
    """The kind that a model finds."""
    read = plain(text).strip()
    scores = dict(zip(model.classes, model.scores(read, vector(read)).tolist()))
    best = max(scores, key=lambda kind: scores[kind])
    lead = 0 if best == CLEAR else LEAD
    return best if scores[best] >= max(SURE, scores[CLEAR] + lead) else UNSURE
