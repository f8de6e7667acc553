"""For whom an appointment is, by their relation to who asks: "mom" for "my mom", "daughter" for "our youngest dauhter"."""

import re
from itertools import dropwhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.booking.names import stop_words
from frontdesk.booking.told import WHOM, Told
from frontdesk.booking.vocabulary import WORDS

# What somebody does who only comes along.
COMPANY = (
    r"(?:(?:can|could|will|would|please|just|also|be) )*(?:sit|come (?:along|in with|with)|stay|wait|drive|drop|pick|"
    r"watch|join|hold|accompany|go in with|translate|interpret|there with|with me|in the room|present)(?:s|ing)?"
)
_OWNER = re.compile(r"^(?:for )?(?:my|our|the|a|an|one of (?:my|our|the)|his|her)\s+", re.IGNORECASE)
_THEMSELVES = frozenset("me myself us ourselves i both".split())
_NO_RELATION = frozenset({"teenage", "aged", "grand", "elder"})
_SEVERAL = re.compile(r"\d+$|(?:two|three|four|both|kids|children)$")
_FOR_ANOTHER = re.compile(
    r"\b(?:(?:its|it's|is|appointment|appt|visit|booking|actually|book) for|on behalf of) (?:my|our)\b"
)
_TOGETHER = re.compile(
    r"\b(?:me|myself|i) and (?:my|our) (?P<after>(?:\w+ )?[\w-]+)|"
    r"\b(?:my|our) (?P<before>(?:\w+ )?[\w-]+) and (?:me|i|myself)\b"
)
_VISIT_OF = re.compile(
    rf"\b(?:my|our) (?P<who>(?:{'|'.join(WORDS['relations'])})(?:[- ]in[- ]law)?)(?:'?s\b| (?:\w+ ){{0,2}}(?:has|had|have)\b)"
    r"(?: \w+){0,3} (?:visit|appt|appointment|session|booking)s?\b"
)
_PLAINLY = {"hubby": "husband", "missus": "wife", "wifey": "wife", "gf": "girlfriend", "bf": "boyfriend"}
_IN_LAW = re.compile(r"[- ]in[- ]law\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:for|behalf of)\s+$", re.IGNORECASE)
_LONGEST = 4  # words
_SHORTEST_MISSPELT = 5  # letters
_EDITS = 2


def relations_in(told: Told) -> list[str]:
    """The relations marked in a message, those it is said to be `for` first, then by their order."""
    found = []
    for words in told.words:
        if words.label == WHOM:
            in_law = _IN_LAW.match(told.text[words.end :])
            relation = _relation_in(told.text[words.start : words.end] + (in_law[0] if in_law else ""))
            found.append((not _FOR.search(told.text[: words.start]), relation))
    return [relation for _, relation in sorted(found, key=lambda item: item[0]) if relation]


def _relation_in(words: str) -> str:
    """The relation that words for a person hold, in lower case; empty if they hold none."""
    plain = re.split(r"[.,;!?]|['’]s\b", _OWNER.sub("", f"{words} "))[0].strip().lower()
    known = plain.split()
    if not known or _THEMSELVES.intersection(known) or len(known) > _LONGEST or _SEVERAL.match(plain):
        return ""
    spelt = [plainly(_singular(_spelt(word))) for word in known]
    last = next((at for at, word in enumerate(spelt) if word in WORDS["relations"]), len(spelt) - 1)
    in_law = 2 if spelt[last + 1 : last + 3] == ["in", "law"] else 0
    return " ".join(dropwhile(stop_words().__contains__, spelt[: last + 1 + in_law]))


def _singular(word: str) -> str:
    """One of several: "resident" for "residents"."""
    one = word.removesuffix("s")
    return one if word not in WORDS["relations"] and one in WORDS["relations"] else word


def plainly(relation: str) -> str:
    """A relation in its plain word: "husband" for "hubby"."""
    return _PLAINLY.get(relation, relation)


def whose_visit(plain: str) -> str:
    """Whose appointment a lower-case text speaks of, by relation: "son" in "my son's visit"; empty if their own."""
    found = _VISIT_OF.search(plain)
    return _spelt(found["who"]) if found else ""


def is_for_another(plain: str) -> bool:
    """Whether a lower-case text says outright that the visit is for somebody else."""
    return bool(_FOR_ANOTHER.search(plain))


def together_with(plain: str) -> str:
    """With whom the one who writes wants to come, in a lower-case text: "wife" in "me and my wife"; empty if alone."""
    found = _TOGETHER.search(plain)
    words = (found["after"] or found["before"]).split() if found else []
    return next((word for word in map(_spelt, words) if word.removesuffix("s") in WORDS["relations"]), "")


def _spelt(word: str) -> str:
    """A relation that is misspelt, as it is spelt."""
    relations = WORDS["relations"]
    if len(word) < _SHORTEST_MISSPELT or word in relations or word in _NO_RELATION or not word.isalpha():
        return word
    near = process.extractOne(word, relations, scorer=OSA.distance, score_cutoff=_EDITS)
    return str(near[0]) if near and near[0][0] == word[0] and len(near[0]) >= _SHORTEST_MISSPELT else word
