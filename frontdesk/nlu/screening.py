"""The safety verdict on one message: word rules and the trained model together.

1. The whole message (up to 40 words) and each of its sentences are judged by the model; the strongest counts.
2. A word rule that is not denied adds to it; one that is denied takes away, and so do words that say that it is over or
   that ask in general. Words of the present add.
3. Above the threshold the message is a warning sign. In doubt it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc, Span

from frontdesk.language.cues import cues
from frontdesk.language.french import is_french
from frontdesk.language.pipeline import vector_of
from frontdesk.language.segments import units
from frontdesk.language.sign_rules import SIGNS
from frontdesk.nlu.sign_model import SignModel

_LONGEST_WHOLE = 40
EVIDENCE = ("kernel", "words", "nearest", "rule", "denied", "over", "general", "now", "intercept")


@dataclass(frozen=True)
class Verdict:
    """A warning sign of a group, with the probability that it is one."""

    group: str
    probability: float
    french: bool


def _rules(doc: Doc) -> tuple[str | None, bool]:
    """The group of the first rule that holds and is not denied, and whether any rule was denied."""
    spans = doc.spans.get(SIGNS, [])
    asserted = [span.label_ for span in spans if not span._.negex and not _is_knock(span)]
    return (asserted[0] if asserted else None), any(span._.negex for span in spans)


def _is_knock(span: Span) -> bool:
    """Whether "hit her" goes on with a part of the body: a knock, not a blow ("fell and hit her head")."""
    follows = span.doc[span.end : span.end + 1]
    return span.label_ == "violence" and any(token.ent_type_ == "BODY_PART" for token in follows)


class Screen:
    """Judges messages."""

    def __init__(self, model: SignModel, weights: Mapping[str, float], threshold: float) -> None:
        """`weights` has one number for each of EVIDENCE; `threshold` is a probability."""
        self._model = model
        self._weights = np.array([weights[name] for name in EVIDENCE], dtype=np.float32)
        self._threshold = threshold

    def evidence(self, doc: Doc) -> tuple[np.ndarray, str, str | None]:  # type: ignore[type-arg]
        """The numbers that are weighed, the part of the message they come from, and the group of a rule that holds."""
        whole = doc.text
        parts = units(doc)
        if len(doc) <= _LONGEST_WHOLE or not parts:
            parts = [whole] if len(parts) < 2 else [whole, *parts]
        judged = [self._model.evidence(part, vector_of(doc, part)) for part in parts]
        strongest = int(np.argmax([self._weights[:3] @ numbers for numbers in judged]))
        ruled, denied = _rules(doc)
        numbers = np.array([*judged[strongest], ruled is not None, denied, *cues(whole), 1.0], dtype=np.float32)
        return numbers, parts[strongest], ruled

    def verdict(self, doc: Doc) -> Verdict | None:
        """The warning sign that a message tells of, or None."""
        if not doc.text.strip():
            return None
        numbers, unit, ruled = self.evidence(doc)
        probability = float(1 / (1 + np.exp(-self._weights @ numbers)))
        if probability < self._threshold:
            return None
        return Verdict(ruled or self._model.group(unit, vector_of(doc, unit)), probability, is_french(doc.text))
