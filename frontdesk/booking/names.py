"""Names in a message: where they are introduced as such, and where they answer the question for one.

Cautious, as in `extraction`: ordinary and clinical words are no names, so that "side effects" never becomes one.
"""

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

from frontdesk.booking.vocabulary import WORDS
from frontdesk.language.terms import clinical_words

_TITLE = r"(?:(?:dr|mr|mrs|ms|miss|mx|prof|sgt|cpl|capt|const|rev)\b\.? +)?"
_OWNER = (
    r"her|his|their|the patient'?s?|patient'?s?|mom'?s|dad'?s|mother'?s|father'?s|son'?s|daughter'?s|wife'?s|husband'?s"
)
_IS = r"(?:\s+is|\s+to|\s+(?:should|needs to) (?:be|say|read)|'s|\s*[:=])?(?:\s+(?:spelled|spelt)(?:\s+as)?)?"
_CAPITALS = r"[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’.-]+)"
_INTRODUCED = re.compile(
    rf"(?:\b(?:my|the|full)\s+name{_IS}|\bname{_IS}|\bnames\b|\bi'?m called\b|\bcall me\b|\bthis is|"
    rf"\b(?:spelled|spelt)\b(?:\s+as)?|\bunder the name(?: of)?)\s+{_TITLE}(?P<name>[^,.;!?\d\n]+)",
    re.IGNORECASE,
)
_THEIRS = re.compile(rf"\b(?:{_OWNER})\s+(?:full\s+)?name{_IS}\s+{_TITLE}(?P<name>[^,.;!?\d\n]+)", re.IGNORECASE)
_FOR_MY = re.compile(rf"\b[Ff]or (?:my|our) [\w-]+,?\s+(?:named |called )?(?P<name>{_CAPITALS}{{0,3}})")
_I_AM = re.compile(rf"\b(?:[Ii]'?m|[Ii] am|[Ii]t'?s)\s+(?P<name>{_CAPITALS}{{0,3}})")
_HERE = re.compile(rf"^(?:hi[, ]+|hello[, ]+)?(?P<name>{_CAPITALS}{{0,2}}) here\b")
_RELATIVE_IS = re.compile(rf"\b[Mm]y (?:{'|'.join(WORDS['relations'])}) is (?P<name>{_CAPITALS}{{0,3}})")
_RELATIVE_NEEDS = re.compile(
    rf"\b[Mm]y (?:{'|'.join(WORDS['relations'])}),? (?P<name>{_CAPITALS}{{0,3}})"
    r"(?= (?:needs|wants|has|had|is|hurt|injured)\b|,)"
)
_ITS_BEFORE_NUMBER = re.compile(
    r"\b(?:it'?s|this is|i'?m|i am)\s+(?P<name>[^\W\d_][^\d,.;!?\n]+?)[, ]+(?=\+?\(?\d{3}\b)", re.IGNORECASE
)
_BEFORE_NUMBER = re.compile(rf"(?P<name>{_CAPITALS}{{1,3}})[,:]?\s+\+?\(?\d{{3}}\)?[ .-]?\d{{3}}")
_LAST_NAME = re.compile(
    r"\b(?:surname|last name|family name)(?:'s| is|:)?(?: (?:same )?as (?:me|mine|hers|his|ours|us|my own))?,? "
    r"(?:it'?s )?(?:(?:spelled|spelt|written) (?:as |like )?)?(?P<name>[^,.;!?\d\n]+)",
    re.IGNORECASE,
)
_GIVEN_NAME = re.compile(
    r"\b(?:first|given) name(?:'s| is|:)? (?:it'?s )?(?P<name>[^,.;!?\d\n]+?)(?=,|\.|;|\n|$| (?:and "
    r")?(?:my )?(?:sur|last|family))",
    re.IGNORECASE,
)
# What stands before or behind the name of who writes: "i'm [Sue]", "im her daughter [sue]", "[Kevin] here".
_INTRODUCES = re.compile(
    r"(?:\bi'?m|\bi am|\bthis is|\bmy (?:own )?name(?:'?s| is)?|\bcall me|\bask for|\bfrom|\byours,?)\s+"
    r"(?:(?:her|his|their|the|a|an) (?:[\w-]+ ){0,2}?[\w-]+,? )?$",
    re.IGNORECASE,
)
# What stands around the name of somebody who is only spoken of.
_SPOKEN_OF = re.compile(
    rf"\b(?<!for )(?:my|our|his|her) (?:\w+ )?(?:{'|'.join(WORDS['relations'])}|buddy|mate|pal|coworker|coach|boss|doctor|doc|"
    r"teacher|surgeon|trainer),? $",
    re.IGNORECASE,
)
_TELLS_OF = re.compile(
    r"^,? (?:said|says|told|tells|sent|got|came|comes|goes|went|saw|sees|swears|recommend\w*|thinks|uses|used|loves|raves|"
    r"mentioned|suggested|was|is a|drives|can drive|brings|takes|has been|had)\b",
    re.IGNORECASE,
)
# Who sent somebody: "[Sandy Tran] referred me", "sent by [Dr. Anand]".
_REFERS = re.compile(
    r"^,? (?:has |had )?(?:referred|sent|recommended|told|suggested|treated|fixed|helped) (?:me|us|my|you|to)\b",
    re.IGNORECASE,
)
_REFERRED_BY = re.compile(
    r"\b(?:referred|sent|recommended|treated) by (?:dr\.? |doctor )?$|\bthanks to $", re.IGNORECASE
)
_INTRODUCED_AFTER = re.compile(r"^,? (?:here|speaking|calling|writing|again|btw|by the way)\b", re.IGNORECASE)
FILLER = re.compile(
    r"^(?:(?:hi|hiya|hello|hey|heya|yo|sup|howdy|greetings|good (?:morning|day|afternoon|evening)|"
    r"sure|ok|okay|yes|yeah|well|um+|uh|so|oh|of course|no problem|certainly|no|"
    r"sor+y|sry|actually|myself)[,.! ]+)*"
    r"(?:(?:it'?s|its|it is|i'?m|im|i am|s?he'?s|this is|that'?s|that would be|"
    r"(?:(?:my|the|full) )?name(?:'?s| is)?|ask for|called|named)[: ]+)?(?:(?:called|named) )?" + _TITLE,
    re.IGNORECASE,
)
_I_AM_ONE = re.compile(r"\b[Ii](?:'?m| am) (?P<word>[a-z]+)\b(?! [a-z]+(?:[.,!]|$))")
_PIECE_END = re.compile(r"[.!?…,;]+\s*")
_CLOSING = re.compile(r"\b(?:it'?s|its|i'?m|im|i am|my name is|name is|name'?s) (?P<name>[^\d,.;!?]+)$", re.IGNORECASE)
_LISTED = re.compile(r"[A-ZÀ-Þ][\w'’-]*[a-zà-ÿ][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]*[a-zà-ÿ][\w'’-]*){1,2}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]*){1,3}\s*[^\W\d_][\w'’-]+", re.IGNORECASE)
_NAME_WORD = re.compile(r"^[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W_]|$))*$")
_ENDS_NAME = frozenset(WORDS["end_of_name"])
_NEVER = frozenset(WORDS["never_name"])
_MOST_WORDS = 5
_LONGEST_WORD = 40


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """spaCy's English stop words, without spaCy: loading all of it would hold up the first booking by half a second."""
    spacy = find_spec("spacy")
    assert spacy is not None
    assert spacy.origin is not None
    return frozenset(run_path(str(Path(spacy.origin).parent / "lang" / "en" / "stop_words.py"))["STOP_WORDS"])


@lru_cache(maxsize=1)
def _no_names() -> frozenset[str]:
    return stop_words() | frozenset(WORDS["no_name"]) | clinical_words()


def _as_name(words: str, lenient: bool = False) -> str | None:
    """The name at the beginning of some words, or None if they are no name; `lenient`: also one made of ordinary words."""
    taken: list[str] = []
    for word in words.replace("’", "'").split():
        if word.lower() in _ENDS_NAME and taken:
            break
        if not _NAME_WORD.match(word) or len(word) > _LONGEST_WORD or word.lower() in _NEVER:
            return None
        taken.append(word)
    if not 1 <= len(taken) <= _MOST_WORDS:
        return None
    doubtful = [word for word in taken if word.lower() in _no_names()]
    written_as_name = len(taken) >= 2 and all(word[0].isupper() for word in taken)
    if doubtful and not lenient and (not written_as_name or len(doubtful) == len(taken)):
        return None
    if all(word.lower() in clinical_words() for word in taken) and not written_as_name:
        return None
    letters = [character for word in taken for character in word if character.isalpha()]
    if len(letters) < 2 and all(letter.isascii() for letter in letters):
        return None
    name = " ".join(taken)
    return name.title() if name.islower() or (name.isupper() and len(name) > 3) else name


def _first(text: str, *patterns: re.Pattern[str]) -> str | None:
    for pattern in patterns:
        for found in pattern.finditer(text):
            name = _as_name(found.group("name").strip(" -"))
            if name:
                return name
    return None


def find_name(text: str) -> str | None:
    """A name that is introduced as one: "my name is …", "this is …", "Ana here", or that stands before a phone number."""
    capitals = () if text.isupper() else (_BEFORE_NUMBER,)
    return _first(text, _INTRODUCED, _I_AM, _HERE, _ITS_BEFORE_NUMBER, *capitals) or find_their_name(text)


def find_their_name(text: str) -> str | None:
    """The name of somebody else: "her name is …", "for my wife, Lee Tran"."""
    return _first(text, _THEIRS, _FOR_MY, _RELATIVE_IS, _RELATIVE_NEEDS)


def fuller_name(text: str, known: str) -> str | None:
    """A name that completes the one known: "dave nguyen" after "Dave", or "my last name is nguyen"."""
    last = _LAST_NAME.search(text)
    name = _as_name(last.group("name")) if last else None
    if name and known:
        return f"{known.split(maxsplit=1)[0]} {name}"
    whole = bare_name(text)
    longer = whole and set(known.lower().split()) < set(whole.lower().split())
    return whole if known and longer else None


def listed_name(text: str) -> str | None:
    """A name that is a piece of its own in a list: "rdv jeudi, Anne Roy, cheville"; two or three words with capitals."""
    pieces = (piece.strip() for piece in re.split(r"[,.;\n]+(?:\s|$)", text))
    return next((piece for piece in pieces if _LISTED.fullmatch(piece) and _as_name(piece)), None)


def spells_out(known: str, name: str) -> bool:
    """Whether a name spells out the initials of the known one: "Kyle Bergstrom" after "Kyle B"."""
    before, after = known.lower().replace(".", "").split(), name.lower().split()
    return (
        before != after
        and len(before) == len(after) > 1
        and all(whole == short or (len(short) == 1 and whole.startswith(short)) for short, whole in zip(before, after))
    )


def whole_name(text: str, name: str) -> str | None:
    """A first name with the last name that the text gives for it: "liam. same last name as me, fortier"."""
    last = _LAST_NAME.search(text)
    family = _as_name(last.group("name")) if last else None
    return f"{name} {family}" if family and family.lower() not in name.lower() and " " not in name else None


def name_in_parts(text: str) -> str | None:
    """A name whose first and last one are both told as such: "surname Berg, first name Ana"."""
    first, last = _GIVEN_NAME.search(text), _LAST_NAME.search(text)
    given, family = (_as_name(found.group("name")) if found else None for found in (first, last))
    return f"{given} {family}" if given and family else None


def initials_and_name(text: str) -> str | None:
    """A name of initials and a last name that is all of a text: "d. w. berg"."""
    name = text.strip()
    written = name.title() if name.islower() else name
    return written if _INITIALS.fullmatch(name) else None


def names_themselves(text: str, name: str) -> bool:
    """Whether a text introduces a name as that of who writes it."""
    start = text.lower().find(name.lower())
    after = text[start + len(name) :]
    return start >= 0 and bool(_INTRODUCES.search(text[:start]) or _INTRODUCED_AFTER.match(after))


def introduced_whole(text: str, name: str) -> str:
    """A name with the word behind it where it is introduced as one: "my name is [sven] short", "I'm [Joy] Sunday and"."""
    more = re.search(
        rf"\bname(?:'?s| is|:)? {re.escape(name)} (?P<more>[^\W\d_][\w'’-]+)(?=[.,;!?\n]|$)", text, re.IGNORECASE
    )
    if more and more["more"].lower() not in _ENDS_NAME:
        return f"{name} {more['more']}"
    day = re.search(
        rf"\b(?i:i'?m|i am|this is|it'?s) {re.escape(name)} (?P<more>[A-ZÀ-Þ][a-z]+)(?=[.!]| (?:and|here)\b)", text
    )
    return f"{name} {day['more']}" if day and " " not in name else name


def names_last_name(text: str) -> bool:
    """Whether a text gives a last name as such."""
    return bool(_LAST_NAME.search(text))


def mentions(text: str, name: str) -> bool:
    """Whether a text only speaks of somebody by that name: "my buddy [Trav] said", "my friend [Corinne] came to you"."""
    start = text.lower().find(name.lower())
    before, after = text[:start], text[start + len(name) :]
    spoken_of = _SPOKEN_OF.search(before) and _TELLS_OF.match(after)
    return start >= 0 and bool(spoken_of or _REFERRED_BY.search(before) or _REFERS.match(after))


def is_written_as_name(word: str) -> bool:
    """Whether a word begins with a capital as a name does, and is no ordinary word."""
    return word.istitle() and word.isalpha() and word.lower() not in _no_names()


def bare_name(text: str, lenient: bool = False) -> str | None:
    """A name given as the answer to the question for it: the whole text but for fillers.

    `lenient`: asked before, so that a name of ordinary words ("rose hand") is taken too.
    """
    if _says_how(text):
        return None
    rest = FILLER.sub("", text.strip(), count=1)
    head = re.split(r"[,;.!?\n](?:\s|$)|\s[-–]\s|\d|\(", rest, maxsplit=1)[0]
    return _as_name(head.strip(" .,!-"), lenient)


def closing_name(text: str) -> str | None:
    """The name that a longer answer ends with, introduced as one: "why... fine its beau"."""
    *before, last = _PIECE_END.split(text.strip(" .!"))
    if _says_how(last):
        return None
    found = _CLOSING.search(last)
    return _as_name(found.group("name")) if found and (before or found.start()) else None


def _says_how(text: str) -> bool:
    """Whether who writes says how they are: "im dying to get back", "im wiped"."""
    said = _I_AM_ONE.search(text)
    if said is None:
        return False
    from frontdesk.language.spelling.names import is_ordinary  # who only sends reads no names

    return is_ordinary(said["word"])


def leading_name(text: str) -> str | None:
    """The name that a longer answer begins with: "Bob and my number is …", "Ana Lee, thursday"."""
    if _says_how(text):
        return None
    head, _, more = re.sub(r"\s+(?:and|my)\s+", ", ", FILLER.sub("", text.strip(), count=1), count=1).partition(",")
    return _as_name(head) if more.strip() else None
