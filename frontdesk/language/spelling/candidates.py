"""What a word that is not one of ours may be meant to be: a word near it in letters or in sound, or several run together."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.language.spelling.lexicon import lexicon
from frontdesk.language.spelling.slips import slip, sound

Candidate = tuple[tuple[str, ...], float]  # words, and the cost of writing them like this
_MOST = 8
_WEIGHED = 24  # near words whose slips are looked at closely
_EDIT = 3.5
_COST, _COST_LETTER = 2.2, 0.7  # a slip that costs more than its length allows is none
_SPACE_LEFT_OUT = 2.5
_SHORTEST_RUN_TOGETHER, _LONGEST_RUN_TOGETHER = 3, 40
_RARE_IN_A_RUN = -11.5
_SINGLE_LETTERS = frozenset("ai")
_VOWELS = re.compile(r"[aeiou']")


@lru_cache(maxsize=1)
def _by_skeleton() -> Mapping[str, Sequence[str]]:
    found = defaultdict(list)
    for word in lexicon().meant:
        for skeleton in _skeletons(word):
            found[skeleton].append(word)
    return found


def _skeletons(word: str) -> set[str]:
    """The consonants of a word, and those of its sound."""
    return {_VOWELS.sub("", word), sound(word).replace("a", "").upper()} - {""}


def _edits(word: str) -> int:
    return 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3


@lru_cache(maxsize=2048)
def candidates(word: str) -> tuple[Candidate, ...]:
    """The likeliest words or runs of words, each with its cost, for a lower-case word of letters."""
    if len(word) < 2 or len(word) > _LONGEST_RUN_TOGETHER:
        return ()
    words = lexicon()
    distances = process.cdist([word], words.meant, scorer=OSA.distance, score_cutoff=_edits(word), dtype=np.uint8)[0]
    near = {words.meant[i]: int(distances[i]) for i in np.flatnonzero(distances <= _edits(word))}
    for skeleton in _skeletons(word):
        for other in _by_skeleton().get(skeleton, ()):
            near.setdefault(other, 2)
    likely = sorted(near, key=lambda other: _EDIT * near[other] - words.log_p(other))[:_WEIGHED]
    weighed = [((other,), slip(word, other)) for other in likely]
    found: list[Candidate] = [one for one in weighed if one[1] <= _COST + _COST_LETTER * len(word)]
    run = _run_together(word)
    if run:
        found.append(run)
    return tuple(sorted(found, key=lambda one: one[1] - sum(map(words.log_p, one[0])))[:_MOST])


@lru_cache(maxsize=2048)
def _run_together(word: str) -> Candidate | None:
    """The likeliest words that a word without spaces consists of."""
    if len(word) < _SHORTEST_RUN_TOGETHER:
        return None
    words = lexicon()
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(word) + 1):
        ways: list[tuple[float, tuple[str, ...]]] = [(np.inf, ())]
        for start in range(max(0, end - 16), end):
            part = word[start:end]
            if not words.is_ours(part) or (len(part) == 1 and part not in _SINGLE_LETTERS):
                continue
            likely = words.log_p(part)
            if likely >= _RARE_IN_A_RUN and best[start][0] < np.inf:
                ways.append((best[start][0] - likely + _SPACE_LEFT_OUT, (*best[start][1], part)))
        best.append(min(ways))
    total, parts = best[-1]
    return (parts, _SPACE_LEFT_OUT * (len(parts) - 1)) if total < np.inf and len(parts) > 1 else None
