"""What a typed word costs as a slip for another one, in nats: the less, the likelier.

1. Letters are left out, doubled, swapped, hit beside the right key, or written as they sound; each kind has its cost.
2. Words are also compared as they sound ("seshuns", "fizio"), letters that sound alike being one.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
_ALIKE = frozenset(frozenset(pair) for pair in ("ck", "sz", "cs", "gj", "mn", "dt", "bp", "fv", "iy", "kq", "wu"))
SWAPPED, BESIDE, OTHER = 2.5, 3.0, 5.0
DOUBLED, VOWEL_LEFT_OUT, LEFT_OUT, EXTRA, FIRST = 2.0, 2.5, 3.5, 4.0, 1.5
CLIPPED = 1.0  # each vowel of a word that is typed without any
_HEARD, _HEARD_OTHERWISE, _WRITTEN_OTHERWISE = 2.0, 3.5, 0.8
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"'", ""),
        (r"(?<=[cwsh])ould$", "ud"),
        (r"aches?$", "akes"),
        (r"t(?=ure)", "ch"),
        (r"(?:ti|ssi|si|ci|shi)(?:o|a)n|sh[uoe]n", "Xn"),
        (r"ch(?=[lr])|sch(?=[eo])", "k"),
        (r"t?ch", "C"),
        (r"sh|sci(?=a)", "X"),
        (r"ph", "f"),
        (r"^kn|^gn", "n"),
        (r"^wr", "r"),
        (r"^wh", "w"),
        (r"th", "T"),
        (r"i?gh(?=t|$)", "i"),
        (r"dg(?=e)|g(?=[eiy])", "j"),
        (r"c(?=[eiy])|z", "s"),
        (r"qu", "kw"),
        (r"ck|c|q", "k"),
        (r"x", "ks"),
        (r"e$|(?<=.)er$|(?<=.)re$", "a"),
        (r"[aeiouy]+", "a"),
        (r"([^\W\d_])\1+", r"\1"),
        (r"(?<=.)a$", ""),
    )
)


def _neighbours() -> frozenset[frozenset[str]]:
    pairs: set[frozenset[str]] = set()
    for number, row in enumerate(_ROWS):
        below = _ROWS[number + 1] if number + 1 < len(_ROWS) else ""
        for place, key in enumerate(row):
            around = row[place + 1 : place + 2] + below[max(0, place - 1) : place + 1]
            pairs.update(frozenset((key, other)) for other in around)
    return frozenset(pairs)


_NEIGHBOURS = _neighbours()


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A word as it sounds, roughly: words that sound alike have one sound."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def _exchanged(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    pair = frozenset((typed, meant))
    return BESIDE if pair in _NEIGHBOURS or pair in _ALIKE or pair <= _VOWELS else OTHER


def _left_out(meant: str, place: int, clipped: bool) -> float:
    letter = meant[place]
    if clipped and letter in _VOWELS:
        return CLIPPED
    if letter == "'":
        return 0.5
    if meant[place - 1 : place] == letter or meant[place + 1 : place + 2] == letter:
        return DOUBLED
    return VOWEL_LEFT_OUT if letter in _VOWELS or letter == "h" else LEFT_OUT


def _extra(typed: str, place: int) -> float:
    letter = typed[place]
    around = typed[max(0, place - 1) : place] + typed[place + 1 : place + 2]
    if letter in around:
        return DOUBLED
    return BESIDE if any(frozenset((letter, other)) in _NEIGHBOURS for other in around) or letter == "e" else EXTRA


def slip(typed: str, meant: str) -> float:
    """The cost of writing `typed` for `meant`."""
    sounds = Levenshtein.distance(sound(typed), sound(meant))
    heard = _HEARD + _HEARD_OTHERWISE * sounds + _WRITTEN_OTHERWISE * Levenshtein.distance(typed, meant)
    return min(_letters(typed, meant), heard)


def _letters(typed: str, meant: str) -> float:
    clipped = _VOWELS.isdisjoint(typed)
    left_out = [_left_out(meant, place, clipped) for place in range(len(meant))]
    extra = [_extra(typed, place) for place in range(len(typed))]
    rows = [[0.0] * (len(meant) + 1) for _ in range(len(typed) + 1)]
    for j, cost in enumerate(left_out, 1):
        rows[0][j] = rows[0][j - 1] + cost + (FIRST if j == 1 else 0)
    for i, letter in enumerate(typed, 1):
        first = FIRST if i == 1 else 0.0
        row, above = rows[i], rows[i - 1]
        row[0] = above[0] + extra[i - 1] + first
        for j, wanted in enumerate(meant, 1):
            exchanged = 0.0 if letter == wanted else _exchanged(letter, wanted) + (FIRST if i == j == 1 else 0)
            best = min(above[j - 1] + exchanged, above[j] + extra[i - 1], row[j - 1] + left_out[j - 1])
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted and letter != wanted:
                best = min(best, rows[i - 2][j - 2] + SWAPPED)
            row[j] = best
    return rows[-1][-1]
