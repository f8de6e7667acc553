"""Several names of one person: a slip and its correction, a short name and the full one, and what friends say.

Only names that are joined ("Ana and Bo", "Ana, Bo") are those of several people.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

from frontdesk.booking.names import bare_name

_ALIKE = 0.5  # how much a word has to be like the one that it corrects
_JOINED = re.compile(r"^\s*(?:,|&|\+|/|and\b|n\b|plus\b|with\b|also\b)", re.IGNORECASE)
_SET_RIGHT = re.compile(
    r"\b(?:sor+y|sry|o+ps|whoops|shoot|crap|jk|j/k|kidding|joking|i mean|actually|wait|no|not|typo|spell\w*|spelt|correct\w*|"
    r"make that|should be|mistakes?|errors?|"
    r"legal\w*|official\w*|really|well|full|real|but|it'?s|put|change)\b|\*|\.{2,}|…",
    re.IGNORECASE,
)
_STRONGLY = re.compile(
    r"\b(?:sor+y|sry|o+ps|whoops|jk|kidding|joking|i mean|typo|make that|should be|"
    r"legal\w*|official\w*|married|maiden|now i'?m|autofill)\b|\*",
    re.IGNORECASE,
)
_SPELT_SO = re.compile(
    r"[,( ]*(?:with (?:an?|one|two|no|the)\b|actually\b|spel(?:t|led)\b|auto ?correct)", re.IGNORECASE
)
_ON_FILE = re.compile(
    r"\b(?:on (?:the|my|his|her)|in (?:the|my|your)) (?:\w+ )?(?:card|file|paper\w*|record\w*)\b", re.I
)
# What stands before and behind the name that friends say.
_CALLED = re.compile(
    r"\b(?:(?:calls?|called) (?:me|him|her|us)|go(?:es)? by|going by|says?|knows? (?:me|him|her) as|known as|short for|"
    r"nick ?named?(?: is)?|a\.?k\.?a\.?|answers? to|prefers?(?: to be called)?)(?: \w+)? ?[\"'“]?$",
    re.IGNORECASE,
)
_FOR_SHORT = re.compile(
    r"^[\"'”]?,? (?:for short|to (?:my|his|her) friends|is (?:my|his|her|a) nick ?name)\b", re.IGNORECASE
)
_INTRODUCED = re.compile(r"\b(?:it'?s|names?|should be|spell\w*|spelt)\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:names?|put|chang\w*|called|full)\b", re.IGNORECASE)
_AND = re.compile(r"\s+(and|&|\+)\s+", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:also|too|as well|both|another|second|and(?! (?:put|make|use|my|it)\b))\b", re.IGNORECASE)
_FIRST_NAME = re.compile(r"\b(?:first|given) name\b", re.IGNORECASE)


def persons_of(text: str, named: Sequence[str]) -> tuple[list[str], list[str]]:
    """Of the names in a text one for each person, and what else somebody is called."""
    names = [name for words in named for name in _each_of(words)]
    places = _places(text, names)
    called = [name for name, (start, end) in zip(names, places) if _is_nickname(text, start, end)]
    if len(called) == len(names):
        called = []
    apart = [(name, place) for name, place in zip(names, places) if name not in called]
    found = [name for name, _ in apart[:1]]
    for (_, (_, end)), (name, (start, past)) in pairwise(apart):
        between = text[end : max(start, end)]
        one = "" if _JOINED.match(between) and not _SET_RIGHT.search(between) else _one_of(found[-1], name, between)
        one = one or (_completed(found[-1], name) if _SPELT_SO.match(text[past:]) and " " not in name else "")
        one = one or (name if _is_on_file(text, past, found[-1], name) else "")
        if one and not _akin(found[-1], one):
            called.append(found[-1])
        found[-1:] = [one] if one else [found[-1], name]
    return found, called


def joins_names(text: str) -> bool:
    """Whether a text is nothing but the names of two people: "Ana and Bo Berg"."""
    names = _AND.split(text.strip(" .!"))[::2]
    return len(names) == 2 and all(map(bare_name, names))


def _each_of(words: str) -> list[str]:
    """The names of two people with one last name: "Dan and Steve Berg"."""
    first, joint, second = _AND.split(words, maxsplit=1) if len(_AND.split(words)) == 3 else (words, "", "")
    if not joint or not second:
        return [words]
    return [first if " " in first or " " not in second else f"{first} {second.split(maxsplit=1)[1]}", second]


def corrected(known: str, name: str, text: str, corrects: bool) -> str:
    """A known name as another one puts it right; empty where they are those of two people.

    `corrects`: the message was read as one that puts something right.
    """
    words, others = known.split(), name.split()
    if not known or known.lower() == name.lower() or not (corrects or _SET_RIGHT.search(text) or _ON_FILE.search(text)):
        return ""
    if len(others) > 1:
        if _is_of_family(words, others) and not (
            _STRONGLY.search(text) or _ON_FILE.search(text) or _NAMED.search(text)
        ):
            return ""
        return name if " " in known and _akin(known, name) and (corrects or not _ALSO.search(text)) else ""
    replaced = _completed(known, name)
    if replaced or len(words) == 1:
        return replaced or (name if corrects else "")
    return " ".join([name, *words[1:]]) if _FIRST_NAME.search(text) or (corrects and _INTRODUCED.search(text)) else ""


def _is_of_family(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two names have the last one in common and quite another first one: "Phil Haskins", "Leah Haskins"."""
    last, other = words[-1].lower(), others[-1].lower()
    return len(words) > 1 and last == other and not _alike(words[0], others[0])


def _one_of(first: str, second: str, between: str) -> str:
    """The name of two that stands; empty where they are those of two people."""
    if not _SET_RIGHT.search(between) and not _is_longer(second, first):
        return ""
    if " " not in second:
        return _completed(first, second)
    return second if _akin(first, second) or _STRONGLY.search(between) else ""


def _akin(one: str, other: str) -> bool:
    """Whether two names are likely of one person: a first name alone, a word in common, or much alike."""
    return " " not in one or bool(set(one.lower().split()) & set(other.lower().split())) or _alike(one, other)


def _is_longer(name: str, other: str) -> bool:
    """Whether a name is the whole one of another: "Lee" and then "Ana Lee"."""
    return " " not in other and other.lower() in name.lower().split()


def _is_on_file(text: str, past: int, first: str, name: str) -> bool:
    return " " not in first and " " in name and bool(_ON_FILE.match(text[past:].lstrip()))


def _completed(whole: str, word: str) -> str:
    """A name with the word in it that another one is like put right: "Jonh Berg" by "John"."""
    words = whole.split()
    near = max(range(len(words)), key=lambda at: OSA.normalized_similarity(words[at].lower(), word.lower()))
    if not _alike(words[near], word):
        return ""
    return " ".join([*words[:near], word, *words[near + 1 :]])


def _alike(one: str, other: str) -> bool:
    first, second = one.lower(), other.lower()
    return first[:1] == second[:1] and OSA.normalized_similarity(first, second) >= _ALIKE


def _is_nickname(text: str, start: int, end: int) -> bool:
    return bool(_CALLED.search(text[:start]) or _FOR_SHORT.match(text[end:]))


def _places(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    plain = text.lower()
    for name in names:
        word = re.compile(rf"(?<!\w){re.escape(name.lower())}(?!\w)")
        place = word.search(plain, found[-1][1] if found else 0) or word.search(plain)
        found.append(place.span() if place else (len(text), len(text)))
    return found
