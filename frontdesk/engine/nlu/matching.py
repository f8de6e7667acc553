"""What a message asks, from the scores of its parts.

1. The whole message and each part of it that asks something are scored.
2. Two parts that differ are two questions if one is clear and the other is clear or at least more likely than not, and if
   the whole message, unless it is long, supports both: "do you treat it" after "frozen shoulder" asks nothing new.
3. A condition that calls for caution ("i'm pregnant, is it safe?") is not lost to a part that leaves it out, and a general
   question is read with the statement before it ("i have sciatica. can you help, and how much is it?").
4. What is told a person at the clinic counts beside a question: "i'm running late. where do i park?".
5. Otherwise the whole decides if it is clear, else the clearest part. With a confidence above `upper` it is answered,
   otherwise it is asked back. Out of scope, or with a score below `lower` (it resembles nothing), it is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from spacy.tokens import Doc

from frontdesk.content.topic_ids import (
    ARRIVING,
    ERASE,
    LEAVE_MESSAGE,
    MESSAGES,
    NOT_OFFERED,
    OUT_OF_SCOPE,
    SMALL_TALK_INTENTS,
)
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.encoder import Vectors
from frontdesk.language.pipeline import vector_of
from frontdesk.language.segments import asks, bare, fragments, led_in, named, questions, states, units

_MOST_CANDIDATES = 3
_LONGEST_FOLLOW_UP = 6
_LIKELY = 0.5
_LONGEST_SUPPORTING = 14
_SUPPORT = 0.15
_BEYOND_DOUBT = 0.97
MOST_ANSWERS = 3
_CHOSEN, _CHOSEN_LEAD = 0.3, 0.06  # scores
_GENERAL_CAUTIONS = frozenset({"safety", "who_should_avoid"})
CAUTIONS = frozenset({"pregnancy", "blood_thinners", "who_should_avoid", "children"})
_GENERAL = frozenset({"help", "conditions_treated", "pain_relief", "how_it_works", "personal_advice"})
_ONE_CONDITION, _OF_CONDITIONS = (
    frozenset({"sciatica", "frozen_shoulder"}),
    frozenset({"conditions_treated", "pain_relief"}),
)
_CONDITIONS = _ONE_CONDITION | {"conditions_treated"}
# What is often named beside a question about something else: "trigger point or segmental, what's the difference".
_NAMED_IN_PASSING = frozenset(
    "what_is_dry_needling what_is_ims trigger_points needles technique_comparison segmental_technique "
    "trigger_point_technique versus_other_treatments versus_acupuncture".split()
)
_NEVER_SECOND = (SMALL_TALK_INTENTS - {"help", "bot_challenge"}) | {"more", "rephrase", OUT_OF_SCOPE, ERASE}
_NEVER_CANDIDATES = NOT_OFFERED | {"more", "rephrase", OUT_OF_SCOPE, "thanks", "goodbye", "greet"}


@dataclass(frozen=True)
class Reading:
    """One text read as a topic: best topic, probability that it is right, all topics by score."""

    topic: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    named: bool = False


@dataclass(frozen=True)
class Match:
    """What is to be done: an intent or topic, and what else the reply needs."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    second: str | None = None
    third: str | None = None
    candidates: tuple[str, ...] = ()


class Matcher:
    """Reads messages with a trained model and calibrated thresholds."""

    def __init__(self, model: TopicModel, calibration: Sequence[float], upper: float, lower: float) -> None:
        """`calibration`: intercept, weight of the best score, weight of its lead. `upper` is a probability, `lower` a score."""
        self._model = model
        self._calibration = tuple(calibration)
        self.upper = upper
        self._lower = lower

    def read(self, text: str, vector: Vectors) -> Reading:
        """The best topic of one written-out text with its vector."""
        scores = self._model.scores(text, vector)
        order = np.argsort(-scores)[:10]
        return self.ranked(tuple((self._model.classes[i], float(scores[i])) for i in order))

    def ranked(self, ranking: tuple[tuple[str, float], ...]) -> Reading:
        """The reading of a text whose topics have these scores, the best first."""
        intercept, by_score, by_lead = self._calibration
        logit = intercept + by_score * ranking[0][1] + by_lead * (ranking[0][1] - _rival(ranking))
        return Reading(ranking[0][0], float(1 / (1 + np.exp(-logit))), ranking)

    @property
    def model(self) -> TopicModel:
        """What was learnt from phrasings."""
        return self._model

    @property
    def lower(self) -> float:
        """The score below which a text resembles nothing."""
        return self._lower

    def _parts(self, doc: Doc, whole: Reading) -> list[Reading]:
        readings = []
        for part in questions(doc):
            reading = whole if part == doc.text else self.read(part, vector_of(doc, part))
            if reading.confidence < self.upper and bare(part) != part:
                alone = self.read(bare(part), vector_of(doc, bare(part)))
                reading = max(reading, alone, key=lambda found: found.confidence)
            if reading.topic in _GENERAL:
                reading = self._about_what_was_stated(doc, part) or reading
            if reading.confidence >= (_LIKELY if asks(part) else self.upper):
                readings.append(replace(reading, named=named(part)))
        return readings

    def _about_what_was_stated(self, doc: Doc, part: str) -> Reading | None:
        """A general question read with the statement before it, if that names what it is about."""
        text = led_in(doc, part)
        reading = self.read(text, vector_of(doc, text)) if text != part else None
        if reading and reading.topic in _CONDITIONS | CAUTIONS and reading.confidence >= _LIKELY:
            return reading
        return None

    def match(self, doc: Doc, about: Sequence[str] = ()) -> Match:
        """What a message asks. `about`: topics of the last answer, for a follow-up such as "and after?"."""
        whole = self.read(doc.text, vector_of(doc, doc.text))
        parts = self._parts(doc, whole)
        likely = [part for part in parts if part.topic not in _NEVER_SECOND]
        caution = whole.topic in CAUTIONS and whole.confidence >= _LIKELY
        if caution:
            likely = _with_caution(whole, likely)
        likely = [*self._told(doc, whole), *likely]
        several = self._several(likely, whole, len(doc))
        if len(several) < MOST_ANSWERS:
            further = self._fragments(doc, whole, [part.topic for part in several])
            several = max(several, self._several([*likely, *further], whole, len(doc)), key=len) if further else several
        if several:
            return match_of(several, whole)
        decided = caution or whole.confidence >= self.upper
        best = whole if decided else max([whole, *likely], key=lambda reading: reading.confidence)
        if about and len(doc) <= _LONGEST_FOLLOW_UP:
            best = self._in_view_of(best, doc, about[0])
        return self.decided(best)

    def _told(self, doc: Doc, whole: Reading) -> list[Reading]:
        """What is clearly told a person at the clinic, in a sentence that asks nothing: the first one."""
        told = [self.read(part, vector_of(doc, part)) for part in units(doc) if part != doc.text and not asks(part)]
        return [found for found in (whole, *told) if found.topic in MESSAGES and found.confidence >= self.upper][:1]

    @staticmethod
    def may_be_second(topic: str) -> bool:
        """Whether a topic can stand beside another one."""
        return topic not in _NEVER_SECOND

    def _fragments(self, doc: Doc, whole: Reading, known: Sequence[str]) -> list[Reading]:
        """What the pieces between the joints of a short message clearly ask beside what is known."""
        found = []
        passed_over = _NEVER_SECOND | _GENERAL | (_GENERAL_CAUTIONS if whole.topic in CAUTIONS else frozenset())
        for piece in fragments(doc):
            reading = self.read(piece, vector_of(doc, piece))
            new = reading.topic not in known and reading.topic not in passed_over
            asked = asks(piece) or not (states(piece) or reading.topic in _NAMED_IN_PASSING)
            if new and asked and self._is_clear(reading, whole):
                found.append(replace(reading, named=True))
        return found

    def _is_clear(self, piece: Reading, whole: Reading) -> bool:
        """Whether a piece is a question of its own: beyond doubt, or clear and in keeping with the whole."""
        supported = piece.topic in dict(whole.ranking)
        return piece.confidence >= (self.upper if supported else _BEYOND_DOUBT)

    def _several(self, likely: Sequence[Reading], whole: Reading, words: int) -> list[Reading]:
        """The first questions that are clear, else general or likely, in the order they were asked, if there are several."""
        support = dict(whole.ranking)
        by_topic: dict[str, Reading] = {}
        for part in sorted(likely, key=lambda found: (found.confidence < self.upper, found.topic in _GENERAL)):
            beyond_doubt = part.confidence >= _BEYOND_DOUBT and part.topic not in _GENERAL
            if words > _LONGEST_SUPPORTING or part.named or beyond_doubt or support.get(part.topic, 0) >= _SUPPORT:
                by_topic.setdefault(part.topic, part)
        if not _ONE_CONDITION.isdisjoint(by_topic):
            by_topic = {topic: part for topic, part in by_topic.items() if topic not in _OF_CONDITIONS}
        first = list(by_topic.values())[:MOST_ANSWERS]
        clear = [part for part in first if part.confidence >= self.upper]
        kept = clear if len(clear) > 1 else first[:2]
        return sorted(kept, key=likely.index) if len(kept) > 1 and clear else []

    def _in_view_of(self, best: Reading, doc: Doc, about: str) -> Reading:
        """The best reading of a short message after an answer: what is unclear or out of scope may be about that."""
        if best.topic == OUT_OF_SCOPE:
            following = self._as_follow_up(doc, about)
            return following if following.topic != OUT_OF_SCOPE and following.confidence >= _LIKELY else best
        if best.confidence >= self.upper:
            return best
        return max(best, self._as_follow_up(doc, about), key=lambda reading: reading.confidence)

    def _as_follow_up(self, doc: Doc, about: str) -> Reading:
        text = f"{about.replace('_', ' ')} {doc.text}"
        return self.read(text, vector_of(doc, text))

    def decided(self, best: Reading) -> Match:
        """What is done about the best reading: answered, asked back, or not known."""
        candidates = tuple(
            dict.fromkeys(
                LEAVE_MESSAGE if topic == ARRIVING else topic
                for topic, _ in best.ranking[: _MOST_CANDIDATES + 1]
                if topic not in _NEVER_CANDIDATES
            )
        )[:_MOST_CANDIDATES]
        if best.topic == OUT_OF_SCOPE or best.ranking[0][1] < self._lower:
            return Match(FALLBACK, best.confidence, best.ranking)
        if best.confidence >= self.upper or best.topic in _NEVER_CANDIDATES or len(candidates) < 2:
            return Match(best.topic, best.confidence, best.ranking)
        return Match(CLARIFY, best.confidence, best.ranking, candidates=candidates)


def among(match: Match, candidates: Sequence[str]) -> str | None:
    """The one of the topics that were offered which an unclear message is nearest to, if it is clearly nearest to one."""
    scores = sorted(((dict(match.ranking).get(topic, 0.0), topic) for topic in candidates), reverse=True)
    if not scores or scores[0][0] < _CHOSEN or (len(scores) > 1 and scores[0][0] - scores[1][0] < _CHOSEN_LEAD):
        return None
    return scores[0][1]


def match_of(several: Sequence[Reading], whole: Reading) -> Match:
    """The match of two or three questions, in their order."""
    topics = [part.topic for part in several]
    confidence = min(part.confidence for part in several)
    return Match(topics[0], confidence, whole.ranking, second=topics[1], third=topics[2] if len(topics) > 2 else None)


def _rival(ranking: Sequence[tuple[str, float]]) -> float:
    """The best score of a topic that leads to something else: the two kinds of message are passed on alike."""
    alike = MESSAGES if ranking[0][0] in MESSAGES else {ranking[0][0]}
    return next(score for topic, score in ranking if topic not in alike)


def _with_caution(whole: Reading, likely: Sequence[Reading]) -> list[Reading]:
    """The parts, with the condition that calls for caution first if no part names it; "is it safe" comes after others."""
    if all(part.topic != whole.topic for part in likely):
        return [whole, *(part for part in likely if part.topic not in CAUTIONS | {"safety"})]
    others = [part for part in likely if part.topic == whole.topic or part.topic not in _GENERAL_CAUTIONS]
    return others if len({part.topic for part in others}) > 1 else list(likely)
