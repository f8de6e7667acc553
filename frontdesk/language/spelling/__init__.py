"""Reads words as people type them.

1. Unicode is folded (NFKC), typographic quotes become plain, control characters go, runs of one letter shrink to two.
2. Short forms ("u", "cant", "appt") are written out.
3. A word that is not one of ours becomes what it was probably meant to be, judged by its letters, its sound and the words
   around it (path.py). A name stays as typed, and so does a text in another language.
"""

import re
from functools import lru_cache
from itertools import repeat

from frontdesk.language.folding import SHORT_FORMS, fold
from frontdesk.language.packs import ENGLISH
from frontdesk.language.recognition import recognised
from frontdesk.language.spelling.lexicon import WORD, lexicon
from frontdesk.language.spelling.names import is_only_a_name
from frontdesk.language.spelling.path import likeliest

_KEPT = 64  # texts: a message is screened first and then read
_REPEATS = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST_READ = (
    2_000  # characters once folded: the longest text message, with room; one sign can stand for eighteen letters
)


def _squeezed(word: str) -> str:
    once, twice = _REPEATS.sub(r"\1", word), _REPEATS.sub(r"\1\1", word)
    return twice if lexicon().is_ours(twice) else once if lexicon().is_ours(once) else twice


def _is_capitalised(before: str, word: str, after: str) -> bool:
    """Whether a capital says that a word is a name. At the start of a sentence it does so only beside one: "Ada Novak"."""
    beside_a_name = after[:1].isupper() and not lexicon().is_ours(after.lower())
    return word[0].isupper() and (before not in ".?!" or beside_a_name)


@lru_cache(maxsize=_KEPT)
def written_out(text: str) -> str:
    """The text in lower case as the encoder should read it: folded, short forms written out, slips put right."""
    plain = fold(text)[:_LONGEST_READ]
    words: list[str] = []
    capital: list[bool] = []
    shouted = plain.isupper()
    typed = WORD.findall(plain)
    for before, word, after in zip(["."] + typed, typed, typed[1:] + [""]):
        low = word.lower()
        read = WORD.findall(SHORT_FORMS.get(low) or _squeezed(low))
        words += read
        capital += repeat(not shouted and _is_capitalised(before, word, after), len(read))
    if recognised(text) == ENGLISH and not is_only_a_name(words):
        words = likeliest(words, capital)
    return re.sub(r"\s+([?.!,;:%)])", r"\1", " ".join(words))
