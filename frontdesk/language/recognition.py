"""In which language a message is: English, or one of the packs.

1. Who asks for a language ("in English please", "en français svp") gets it.
2. Letters that only one language has are that language, if it is answered in.
3. A text of few letters, or of nothing but "yes please", says nothing: the conversation stays in its language.
4. The language's frequent words and those of English are counted: what only one of the two has decides. Between languages
   whose words fit equally well, that of the conversation is taken, or else the one that py3langid takes for the likelier.
5. Where they say nothing, py3langid decides among the languages that it knows, if it is sure; the language of the conversation
   needs less than another one.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from frontdesk.language.folding import fold
from frontdesk.language.other_languages import in_latin, language_of
from frontdesk.language.packs import ENGLISH, Pack, languages, packs

_WORDS = re.compile(r"[^\W\d_]+")
_LETTERS = 3
_SURE, _SURE_OF_ANOTHER = 0.5, 0.98
_FEW_OWN = 3  # for another language than that of the conversation, one word in so many must be its own
_FEWEST_OF_TWO = 2  # words, one of which is enough to be English
_FEWEST_WORDS, _FEWEST_LETTERS = 3, 12  # that py3langid is asked about: "lol ur dumb" is of any language to it
_NAMES = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]+")  # their accents are those of a name in any language
_MONDAY = re.compile(r"\bmon\.?(?= (?:the )?\d)", re.IGNORECASE)  # "mon 30th" is Monday
_CAPITAL = re.compile(r"^[A-ZÀ-Þ][^\W\d_]+$")
# What patients of any language answer with.
_ANSWERS = frozenset("yes no ok okay please pls thanks thank you".split())


@lru_cache(maxsize=4)
def _identifier(codes: tuple[str, ...]) -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in codes if code in identifier.nb_classes])
    return identifier


@lru_cache(maxsize=8)
def _frequent_words(pack: Pack) -> frozenset[str]:
    return frozenset(str(word) for word in pack.settings.get("words") or ())


@lru_cache(maxsize=8)
def _own_words(pack: Pack) -> frozenset[str]:
    return _frequent_words(pack).union(*map(pack.keywords, ("stop", "start", "help")))


def asked_for(text: str) -> str | None:
    """The language that a text asks to be answered in; None if it asks for none."""
    return next((code for code, pack in languages().items() if pack.pattern("asks_for").search(text)), None)


def recognised(text: str, current: str = ENGLISH) -> str:
    """The code of the language that a message is in; `current` is that of the conversation."""
    if not packs():
        return ENGLISH
    return _recognised(text, current, tuple(packs()))


@lru_cache(maxsize=256)
def _recognised(text: str, current: str, codes: tuple[str, ...]) -> str:
    plain = fold(text[:2_000])
    plain = _MONDAY.sub(" ", plain) if current == ENGLISH else plain
    wanted = asked_for(plain)
    if wanted:
        return wanted
    found = _WORDS.findall(plain.lower())
    by_letters = language_of(plain)
    if by_letters and (apart := _written_apart(by_letters) or _not_answered(found, plain.lower(), codes)):
        return apart
    if sum(map(len, found)) < _LETTERS or _only_names(plain, found) or _ANSWERS.issuperset(found):
        return current
    marked = plain if plain.isupper() or len(found) == 1 else _NAMES.sub("", plain)
    scores = {code: _score(found, marked.lower(), packs()[code]) for code in codes}
    most = max(scores.values())
    best = _closest(plain, tuple(code for code in codes if scores[code] == most), current)
    if most > 0 and (best == current or most * _FEW_OWN >= len(found)):
        return best
    if most >= 0:
        return _by_letters(plain, len(found), current, codes)
    hardly = current in codes and _hardly_english(_WORDS.findall(marked.lower()), packs()[current])
    return current if hardly else ENGLISH


def _closest(text: str, codes: tuple[str, ...], current: str) -> str:
    """Of languages whose words fit equally well, that of the conversation, or else the likeliest."""
    if current in codes or len(codes) == 1:
        return current if current in codes else codes[0]
    known = _identifier((ENGLISH, *codes)).rank(text)
    return next((str(language) for language, _ in known if language in codes), codes[0])


def _not_answered(found: list[str], text: str, codes: tuple[str, ...]) -> str | None:
    """English, where a language that is not answered in is told so; None for a text that is mostly in one that is."""
    return None if any(_mostly(found, text, packs()[code]) for code in codes) else ENGLISH


def _written_apart(language: str) -> str | None:
    """The code of a language of languages.yml that is answered in and has a script of its own, by its `english_name`."""
    named = {str(pack.settings.get("english_name")).lower(): code for code, pack in packs().items()}
    return None if in_latin(language) else named.get(language)


def _mostly(found: list[str], text: str, pack: Pack) -> bool:
    """Whether a third of the words of a text are frequent ones of a language."""
    words = sum(word in _own_words(pack) for word in found) + text.count("'")
    return 3 * words >= len(found)


def _score(found: list[str], text: str, pack: Pack) -> float:
    """How much more the frequent words and marks of a language stand out than those of English; 0 where neither does."""
    own = sum(word in _own_words(pack) for word in found) + len(pack.pattern("marks").findall(text))
    others = _frequent_words(languages()[ENGLISH]) - _own_words(pack)
    english = sum(word in others for word in found)
    return own - 1.5 * english


def _hardly_english(found: list[str], pack: Pack) -> bool:
    """Whether in a conversation in another language only one word is an English one, beside others: "nope jms venue"."""
    others = _frequent_words(languages()[ENGLISH]) - _own_words(pack)
    english, own = (sum(word in words for word in found) for words in (others, _own_words(pack)))
    return english == 1 < len(found) and (own > 0 or len(found) > _FEWEST_OF_TWO)


def _only_names(text: str, found: list[str]) -> bool:
    in_capitals = text.isupper() and any(word in _own_words(pack) for word in found for pack in packs().values())
    return len(found) > 1 and not in_capitals and all(_CAPITAL.match(word) for word in _WORDS.findall(text))


def _by_letters(text: str, words: int, current: str, codes: tuple[str, ...]) -> str:
    if words < _FEWEST_WORDS or sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        return current
    identifier = _identifier((ENGLISH, *codes))
    if current not in identifier.nb_classes:
        return current
    language, sure = identifier.classify(text)
    needed = _SURE if language == current else _SURE_OF_ANOTHER
    return str(language) if float(sure) >= needed else current


def preferred(tags: str) -> str:
    """The first language that is answered in among language tags, such as "fr-CA,fr;q=0.9,en;q=0.8"; English if none is."""
    spoken = [tag.partition(";")[0].strip().partition("-")[0].lower() for tag in tags.split(",")]
    return next((code for code in spoken if code in languages()), ENGLISH)


def prepare() -> None:
    """Read the files of py3langid, so that no message waits for them."""
    _identifier(tuple(languages()))


def summary() -> Mapping[str, str]:
    """The languages that are answered in: code -> name."""
    return {code: str(pack.settings["name"]) for code, pack in languages().items()}
