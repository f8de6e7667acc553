"""Whether a message in another language than English tells of a warning sign.

1. The signs learnt for the language (readers.py) and the second opinion (second_opinion.py) are weighed into a probability.
2. Doubt of it or of the English screen becomes a question. The English screen alone raises no alarm, since what is unlike all
   English looks like a sign to it, and its doubt counts only where the other probability does not rule it out (`supports`).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from frontdesk.engine.nlu.readers import Reader
from frontdesk.engine.nlu.screening import SWIFT, Verdict
from frontdesk.engine.nlu.second_opinion import SecondOpinion

EVIDENCE = ("reader", "second", "weaker_second", "intercept")
THRESHOLDS = ("alarm", "swift_alarm", "check", "supports")
_SENTENCES = re.compile(r"(?<=[.!?;\n])\s+")
_FEWEST_WORDS = 3  # of a sentence that is judged by itself
_MOST_PARTS = 6
_NEVER_SURER = 1e-4  # than this, from 0 and from 1


def evidence(reader: Reader, second: SecondOpinion, text: str) -> tuple[str, list[float]]:
    """The group that a text as models read it (readers.plain) may tell of, and the numbers that are weighed, as in EVIDENCE."""
    parts = [part for part in _SENTENCES.split(text) if len(part.split()) >= _FEWEST_WORDS][:_MOST_PARTS]
    texts = list(dict.fromkeys([text, *parts]))
    group, sure = max((reader.sign(part) for part in texts), key=lambda found: found[1])
    return group, [_log_odds(sure), *second.evidence(texts[0], texts[1:]), 1.0]


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _NEVER_SURER), 1 - _NEVER_SURER)
    return math.log(kept / (1 - kept))


@dataclass(frozen=True)
class OtherSigns:
    """What is chosen by cross-validation: a weight for each of EVIDENCE, a probability for each of THRESHOLDS."""

    weights: Mapping[str, float]
    thresholds: Mapping[str, float]

    def judged(self, reader: Reader, second: SecondOpinion, text: str) -> tuple[str, float]:
        """The group that a text may tell of, and how likely it tells of a sign (0 to 1)."""
        group, numbers = evidence(reader, second, text)
        log_odds = sum(self.weights[name] * number for name, number in zip(EVIDENCE, numbers, strict=True))
        return group, 1 / (1 + math.exp(-log_odds))

    def verdict(self, judged: tuple[str, float], english: Verdict | None, tells: bool) -> Verdict | None:
        """Of what was judged and the verdict of the English screen. `tells`: the text itself is in the language."""
        group, sure = judged
        if sure >= self.thresholds["swift_alarm" if group in SWIFT else "alarm"]:
            return Verdict(group, sure, doubtful=False)
        if english and not english.doubtful:
            return english if sure >= self.thresholds["check"] else replace(english, doubtful=True)
        if english and sure >= self.thresholds["supports"]:
            return english
        return Verdict(group, sure, doubtful=True) if tells and sure >= self.thresholds["check"] else None
