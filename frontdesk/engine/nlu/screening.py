"""The safety verdict on one message: word rules and the trained model together.

1. The model judges the whole message and its strongest sentence. Of each kind of evidence the stronger of the two counts,
   and the weaker: a sentence out of its context misleads, and a sign drowns in a long story.
2. A word rule that is not denied adds to it. A denied one, words that say that it is over and words that ask in general take
   away; words of the present add.
3. What is not surely nothing is weighed again together with a second opinion (second_opinion.py).
4. The probability has three parts: an alarm at the top, nothing at the bottom, a check question between. For signs that minutes
   count for (SWIFT) the alarm begins lower.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Span

from frontdesk.engine.nlu.readers import plain
from frontdesk.engine.nlu.second_opinion import SecondOpinion
from frontdesk.engine.nlu.sign_model import SignModel
from frontdesk.language.cues import cues
from frontdesk.language.pipeline import vector, vector_of
from frontdesk.language.segments import units
from frontdesk.language.sign_rules import SIGNS

EVIDENCE = (
    "kernel", "words", "nearest", "weaker_kernel", "weaker_words", "weaker_nearest",
    "rule", "denied", "over", "general", "now", "length", "intercept",
)  # fmt: skip
WITH_SECOND = (*EVIDENCE, "second", "weaker_second")
THRESHOLDS = ("alarm", "swift_alarm", "check", "second_look")
SWIFT = frozenset({"stroke", "heart", "chest_lungs", "severe_allergy", "overdose"})
_LONG = 100  # words
_KEPT = 32  # messages
_LOOKED_AT_TWICE = 3  # parts


@dataclass(frozen=True)
class Verdict:
    """A warning sign of a group, with the probability that it is one; `doubtful`: to be asked about first."""

    group: str
    probability: float
    doubtful: bool


def _rules(doc: Doc) -> tuple[str | None, bool]:
    """The group of the first rule that holds and is not denied, and whether any rule was denied."""
    spans = doc.spans.get(SIGNS, [])
    asserted = [span.label_ for span in spans if not span._.negex and not _is_knock(span)]
    return (asserted[0] if asserted else None), any(span._.negex for span in spans)


def is_told(doc: Doc) -> bool:
    """Whether a message tells of a warning sign in the words of a rule, and does not deny it."""
    return _rules(doc)[0] is not None


def _is_knock(span: Span) -> bool:
    """Whether "hit her" goes on with a part of the body: a knock, not a blow ("fell and hit her head")."""
    follows = span.doc[span.end : span.end + 1]
    return span.label_ == "violence" and any(token.ent_type_ == "BODY_PART" for token in follows)


class Screen:
    """Judges messages."""

    def __init__(
        self,
        model: SignModel,
        second: SecondOpinion,
        weights: Mapping[str, float],
        weights_with_second: Mapping[str, float],
        thresholds: Mapping[str, float],
    ) -> None:
        """One weight for each of EVIDENCE and of WITH_SECOND, and a probability for each of THRESHOLDS."""
        self._model = model
        self.second = second
        self._weights = np.array([weights[name] for name in EVIDENCE], dtype=np.float32)
        self._weights_with_second = np.array([weights_with_second[name] for name in WITH_SECOND], dtype=np.float32)
        self._thresholds = thresholds
        self._judged = lru_cache(maxsize=_KEPT)(self._judge)  # a message is screened first and then read

    @property
    def model(self) -> SignModel:
        """What was learnt from phrasings."""
        return self._model

    def weighed(self, numbers: npt.NDArray[np.float32]) -> dict[str, float]:
        """How much each number of the evidence adds to the log-odds of a sign."""
        return dict(zip(WITH_SECOND, (self._weights_of(numbers) * numbers).tolist()))

    def _weights_of(self, numbers: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return self._weights if len(numbers) == len(EVIDENCE) else self._weights_with_second

    def _judge(self, texts: tuple[str, ...]) -> npt.NDArray[np.float32]:
        return self._model.evidence(texts, np.stack([vector(text) for text in texts]))

    def evidence(self, doc: Doc) -> tuple[np.ndarray, str, str | None]:  # type: ignore[type-arg]
        """The numbers that are weighed, the part that looks most like a sign, and the group of a rule that holds.

        The numbers are those of WITH_SECOND where a second opinion was asked for, else those of EVIDENCE.
        """
        numbers, parts, ruled = self.first_look(doc)
        if self.probability(numbers) >= self._thresholds["second_look"]:
            numbers = np.append(numbers, self.second_look(doc, parts))
        return numbers, parts[0], ruled

    def first_look(self, doc: Doc) -> tuple[np.ndarray, list[str], str | None]:  # type: ignore[type-arg]
        """The numbers of EVIDENCE, the parts from the one that looks most like a sign, and the group of a rule that holds."""
        parts = units(doc)
        texts = (doc.text, *parts) if len(parts) > 1 else (doc.text,)
        whole, *judged = self._judged(texts)
        order = sorted(range(len(judged)), key=lambda part: self._weights[:3] @ judged[part], reverse=True)
        strongest, parts = (judged[order[0]], [parts[part] for part in order]) if order else (whole, [doc.text])
        ruled, denied = _rules(doc)
        length = min(len(doc), _LONG) / _LONG
        others = [ruled is not None, denied, *cues(doc.text), length, 1.0]
        stronger, weaker = np.maximum(whole, strongest), np.minimum(whole, strongest)
        return np.array([*stronger, *weaker, *others], dtype=np.float32), parts, ruled

    def second_look(self, doc: Doc, parts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The last two numbers of WITH_SECOND, from the whole and the first few of the parts."""
        judged = [plain(part) for part in parts[:_LOOKED_AT_TWICE] if part != doc.text]
        return np.array(self.second.evidence(plain(doc.text), judged), dtype=np.float32)

    def probability(self, numbers: npt.NDArray[np.float32]) -> float:
        """How likely the evidence tells of a sign, 0 to 1."""
        return float(1 / (1 + np.exp(-self._weights_of(numbers) @ numbers)))

    def alarm_from(self, group: str) -> float:
        """The probability from which a sign of a group is an alarm."""
        return self._thresholds["swift_alarm" if group in SWIFT else "alarm"]

    @property
    def check_from(self) -> float:
        """The probability from which a sign is asked about."""
        return self._thresholds["check"]

    def verdict(self, doc: Doc) -> Verdict | None:
        """The warning sign that a message tells of or may tell of, or None."""
        if not doc.text.strip():
            return None
        numbers, part, ruled = self.evidence(doc)
        probability = self.probability(numbers)
        if probability < self.check_from:
            return None
        group = ruled or self._model.group(part, vector_of(doc, part))
        return Verdict(group, probability, doubtful=probability < self.alarm_from(group))
