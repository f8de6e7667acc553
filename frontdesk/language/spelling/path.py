"""The likeliest words behind typed ones: each is what it is or one of its candidates, judged after the word before.

1. A word of ours stays. A word of English that patients do not write here stays unless another one is much likelier.
2. Any other word is a slip or a name: a name costs more the longer it is, as a slip does with every letter that is wrong.
3. A word of ours that is often written for another one ("dose it hurt") may be the other one.
4. Two words may be one ("need ling"), and a letter may stand on the wrong side of a space ("ho wmany").
"""

from collections.abc import Sequence

from frontdesk.language.folding import MIXED_UP
from frontdesk.language.sign_rules import sign_words
from frontdesk.language.spelling.candidates import Candidate, candidates
from frontdesk.language.spelling.lexicon import END, NUMBER, START, UNKNOWN, lexicon

_Way = tuple[float, tuple[str, ...], "_Way | None"]
_NAME, _NAME_LETTER = 7.0, 1.4
_WORD_OF_ENGLISH = 11.0  # what speaks for a word of English by itself, in nats
_ORDINARY = 1_000  # count of a word of English that is no slip
_CAPITAL = 9.0
_TITLES = frozenset({"dr", "dr.", "mr", "mrs", "ms", "miss"})
_MOVED_SPACE, _BOTH_KNOWN = 4.0, 8.0
_MIXED_UP = 5.0
_MOST_WORDS = 12  # that are looked at in one message
_KEPT = 6  # ways that are followed
_OF_SIGNS = sign_words()
_OVERDOSE = frozenset("od ods oded oding od'd od'ing".split())


def likeliest(typed: Sequence[str], capital: Sequence[bool]) -> list[str]:
    """The words that lower-case typed ones stand for; `capital` says which of them are written like a name."""
    doubtful = [i for i, word in enumerate(typed) if _is_doubtful(word) and not _is_introduced(typed[:i])][:_MOST_WORDS]
    mixed_up = [i for i, word in enumerate(typed) if word in MIXED_UP]
    if not doubtful and not mixed_up:
        return list(typed)
    places: list[list[Candidate]] = [[((word,), 0.0)] for word in typed]
    for i in doubtful:
        places[i] = _ways(typed[i], capital[i])
    for i in mixed_up:
        places[i] += [((other,), _MIXED_UP) for other in MIXED_UP[typed[i]]]
    pairs = {}
    for i in range(len(typed) - 1):
        if (i in doubtful or i + 1 in doubtful) and _is_word(typed[i]) and _is_word(typed[i + 1]):
            known = all(lexicon().is_ours(word) or lexicon().known(word) for word in typed[i : i + 2])
            pairs[i] = _of_two(typed[i], typed[i + 1], _BOTH_KNOWN if known else 0.0)
    return _best(places, pairs)


def _is_word(word: str) -> bool:
    return word.isascii() and word.replace("'", "").isalpha()


def _is_doubtful(word: str) -> bool:
    base = word.removesuffix("'s").rstrip("'")
    return len(word) > 1 and _is_word(word) and base == word and not lexicon().is_ours(word) and not _is_of_sign(word)


def _is_of_sign(word: str) -> bool:
    """Whether a word tells of a warning sign as it stands: it is never taken for a slip."""
    return word in _OF_SIGNS or word in _OVERDOSE


def _is_introduced(before: Sequence[str]) -> bool:
    """Whether a name comes next: "my name is ...", "dr ..."."""
    return before[-1:] == ["name's"] or list(before[-2:]) == ["name", "is"] or bool(before and before[-1] in _TITLES)


def _ways(word: str, capital: bool) -> list[Candidate]:
    """A word as it is, and what it may be meant to be."""
    words = lexicon()
    stays = _CAPITAL if capital else 0.0
    count = words.known(word)
    if count >= _ORDINARY:
        return [((word,), 0.0)]
    if count:
        return [((word,), -_WORD_OF_ENGLISH - stays), *candidates(word)]
    name = _NAME + _NAME_LETTER * len(word) + words.least  # its probability as an unknown word is taken off again
    return [((word,), name - stays), *candidates(word)]


def _of_two(first: str, second: str, cost: float) -> list[Candidate]:
    """What two typed words may be together."""
    words = lexicon()
    found: list[Candidate] = []
    if words.is_ours(first + second) and len(first + second) > 3:
        found.append(((first + second,), _MOVED_SPACE + cost))
    for left, right in ((first[:-1], first[-1] + second), (first + second[0], second[1:])):
        if words.is_ours(left) and words.is_ours(right) and right and left:
            found.append(((left, right), _MOVED_SPACE + cost))
    return found


def _best(places: Sequence[Sequence[Candidate]], pairs: dict[int, list[Candidate]]) -> list[str]:
    """The words with the least cost in all. A way is its cost and its last words, with the way before them."""
    words = lexicon()
    reached: list[dict[str, _Way]] = [{} for _ in range(len(places) + 1)]
    reached[0] = {START: (0.0, (), None)}
    for i in range(len(places)):
        ways = sorted(reached[i].items(), key=lambda one: one[1][0])[:_KEPT]
        for step, options in ((1, places[i]), (2, pairs.get(i, ()))):
            for option, cost in options:
                for before, way in ways:
                    total, last = way[0] + cost, before
                    for word in option:
                        key = NUMBER if word[0].isdigit() else word
                        total -= words.log_p_after(last, key)
                        last = key if words.is_ours(key) else UNKNOWN
                    known = reached[i + step].get(last)
                    if known is None or total < known[0]:
                        reached[i + step][last] = (total, option, way)
    last_ways = reached[-1].items()
    return _followed(min(last_ways, key=lambda one: one[1][0] - words.log_p_after(one[0], END))[1])


def _followed(way: "_Way | None") -> list[str]:
    steps = []
    while way:
        steps.append(way[1])
        way = way[2]
    return [word for option in reversed(steps) for word in option]
