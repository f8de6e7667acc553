"""Writes `frontdesk/language/spelling/words.npz`: the words of the phrasings, how often each is there and after which other.

Words are taken from the phrasings in data/ if English has them, or if they are written often and are no slip for another one.
What English has is taken from the word lists of pyspellchecker (MIT; counts from film subtitles) and symspellpy (MIT), which
are not needed otherwise, and from the encoder's vocabulary:

    python -m bench.words en.json.gz frequency_dictionary_en_82_765.txt

Run it after large changes to the phrasings; small ones change nothing that matters.
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from rapidfuzz.distance import OSA

from frontdesk.content.phrasings import phrasings
from frontdesk.language.encoder import sentence_encoder
from frontdesk.language.folding import FIELD, SHORT_FORMS, fold
from frontdesk.language.packs import ENGLISH
from frontdesk.language.recognition import recognised
from frontdesk.language.spelling.lexicon import END, FILE, NUMBER, START, UNKNOWN, WORD
from frontdesk.language.terms import terms, words_of

_FEWEST = 2  # times that a word of English is written in the phrasings to be one of theirs
_FEWEST_UNHEARD_OF = 3  # the same for a word that English does not have
_SHORTEST_SLIP = 4  # letters; shorter words that English does not have are abbreviations, if they are frequent
_FEWEST_ABBREVIATED = 15
_SLIP_OF = 8  # a word is no slip for another one that is not so many times as frequent
_COMMON, _KNOWN = 25_000, 60  # counts in the English list: may be meant, is a word
_FEWEST_PAIRS = 2
_SHORTEST_LISTED = 4
_LISTED = 300  # count of a word that is only in a list
_MOST = 60_000  # a greater count says no more


def _texts() -> Iterator[tuple[str, list[str]]]:
    """The language of every phrasing and its words, short forms written out."""
    for _, text in phrasings():
        plain = fold(text).lower()
        expanded = " ".join(SHORT_FORMS.get(word, word) for word in WORD.findall(plain))
        yield recognised(text), WORD.findall(expanded)


def _is_word_here(word: str, counts: Counter[str], english: dict[str, int]) -> bool:
    """Whether a word that English does not have is an abbreviation, or is written often and is no slip for another one."""
    if len(word) < _SHORTEST_SLIP and counts[word] >= _FEWEST_ABBREVIATED:
        return True
    return counts[word] >= _FEWEST_UNHEARD_OF and not _is_slip(word, counts, english)


def _is_slip(word: str, counts: Counter[str], english: dict[str, int]) -> bool:
    return len(word) >= _SHORTEST_SLIP - 1 and any(
        count >= _SLIP_OF * counts[word] and other in english and OSA.distance(word, other, score_cutoff=1) <= 1
        for other, count in counts.items()
        if other != word and abs(len(word) - len(other)) <= 1
    )


def _listed(word_list: Path) -> set[str]:
    """The words of a list and of the encoder; short ones are as often parts of words or slips."""
    words = {line.split()[0] for line in word_list.read_text(encoding="utf-8-sig").splitlines()}
    return {word for word in words | sentence_encoder().whole_words() if len(word) >= _SHORTEST_LISTED}


def main(english_list: Path, word_list: Path) -> None:
    """Count and write."""
    english: dict[str, int] = json.loads(gzip.decompress(english_list.read_bytes()))
    texts = list(_texts())
    counts = Counter(word for language, words in texts if language == ENGLISH for word in words)
    foreign = Counter(word for language, words in texts if language != ENGLISH for word in words)
    ours = {*FIELD, *(part for kind in terms() for word in words_of(kind) for part in WORD.findall(word))}
    for word, count in counts.items():
        in_english = english.get(word, 0) >= _KNOWN or "'" in word
        is_word = count >= _FEWEST if in_english else foreign[word] < count and _is_word_here(word, counts, english)
        if is_word and word.replace("'", "").isalpha():
            ours.add(word)
    common = {word for word, count in english.items() if count >= _COMMON and len(word) > 1}
    vocabulary = sorted(word for word in ours | common if word not in SHORT_FORMS or counts[word] > 1)
    kept = set(vocabulary)
    known = {word: min(count, _MOST) for word, count in english.items() if count >= _KNOWN}
    known.update((word, max(known.get(word, 0), _LISTED)) for word in _listed(word_list))
    known.update((word, _MOST) for word, count in foreign.items() if count >= _FEWEST)
    others = sorted(word for word in known.keys() - kept if word.isalpha())
    of_english = sum(english.values())
    index = {word: i for i, word in enumerate([UNKNOWN, START, END, NUMBER, *vocabulary])}
    pairs: Counter[tuple[int, int]] = Counter()
    singles: Counter[int] = Counter()
    for language, words in texts:
        if language == ENGLISH:
            read = [START, *(NUMBER if word[0].isdigit() else word for word in words), END]
            numbers = [index.get(word, 0) for word in read]
            singles.update(numbers)
            pairs.update(pairwise(numbers))
    followers = Counter(first for first, _ in pairs)
    frequent = sorted((pair, count) for pair, count in pairs.items() if count >= _FEWEST_PAIRS)
    np.savez_compressed(
        FILE,
        words=_as_bytes(list(index)),
        counts=np.array([singles[i] for i in range(len(index))], dtype=np.int32),
        shares=np.array([english.get(word, 1) / of_english for word in index], dtype=np.float32),
        known=_as_bytes(others),
        known_counts=np.array([known[word] for word in others], dtype=np.uint16),
        followers=np.array([followers[i] for i in range(len(index))], dtype=np.int32),
        pairs=np.array([pair for pair, _ in frequent], dtype=np.int32),
        pair_counts=np.array([count for _, count in frequent], dtype=np.int32),
    )
    print(f"{len(vocabulary)} words that may be meant, {len(others)} more that are words, {len(frequent)} pairs")


def _as_bytes(words: list[str]) -> np.ndarray:  # type: ignore[type-arg]
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
