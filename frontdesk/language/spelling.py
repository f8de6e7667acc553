"""Reads words as people type them.

1. Unicode is folded (NFKC), typographic quotes become plain, control characters go, runs of one letter shrink to two.
2. Short forms ("u", "cant", "appt") are written out.
3. A word that neither the encoder's vocabulary nor the field knows becomes the nearest word of the field, if one is
   near: one edit up to seven letters, two beyond. Anything else (a name, say) stays as typed.
"""

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.language.encoder import sentence_encoder
from frontdesk.language.folding import FIELD, SHORT_FORMS, fold

_REPEATS = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"[^\W\d_][\w']*|\d[\w:.-]*|[^\w\s]")
_SHORTEST_CORRECTED = 5
_TWO_EDITS_FROM = 8
_LONGEST_READ = (
    2_000  # characters once folded: the longest text message, with room; one sign can stand for eighteen letters
)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return sentence_encoder().whole_words() | frozenset(FIELD)


def _squeezed(word: str) -> str:
    once = _REPEATS.sub(r"\1", word)
    return once if once in _known() else _REPEATS.sub(r"\1\1", word)


def corrected(word: str) -> str:
    """The word of the field that a lower-case word was probably meant to be, or the word itself."""
    known = _known()
    if len(word) < _SHORTEST_CORRECTED or word in known or not word.isalpha():
        return word
    if word.endswith("s") and word[:-1] in known:
        return word
    edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
    nearest = process.extractOne(word, FIELD, scorer=OSA.distance, score_cutoff=edits)
    return nearest[0] if nearest else word


def written_out(text: str) -> str:
    """The text in lower case as the encoder should read it: folded, short forms written out, field words corrected."""
    words = []
    for word in _WORD.findall(fold(text)[:_LONGEST_READ].lower()):
        words.append(SHORT_FORMS.get(word) or corrected(_squeezed(word)))
    return re.sub(r"\s+([?.!,;:%)])", r"\1", " ".join(words))
