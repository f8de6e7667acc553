"""Tells simple French from English by its most frequent words."""

import re

_FRENCH = frozenset(
    "je j'ai j' ne pas plus mon ma mes le la les un une des du de et est suis il elle que qui quand dans sur avec depuis "
    "jambes mal douleur poitrine bras dos tête respirer saigne aide veux peux n'arrive bonjour c'est l' d' au aux en "
    "très".split()
)
_ENGLISH = frozenset(
    "the is are my i and to of it in can not have has was with for you your this that a on do does".split()
)
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def is_french(text: str) -> bool:
    """Whether a lower-case text is more likely French than English. Texts of fewer than two words never are."""
    found = _WORDS.findall(text)
    french = sum(
        word in _FRENCH or word.partition("'")[0] + "'" in ("j'", "l'", "d'", "n'", "s'", "c'", "qu'", "m'")
        for word in found
    )
    english = sum(word in _ENGLISH for word in found)
    return french >= 2 and french > 1.5 * english
