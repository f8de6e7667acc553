"""Taking personal details out of what is to be learnt. Whatever is in doubt is left out, with the reason.

1. A sentence that holds an e-mail address, a link, a digit, a number in words, a date or a name that is introduced as one is
   dropped; what is left of the message may still be learnt.
2. The whole message is left out if a word of the patient's own name, a title ("Dr Lee") or a capital in mid-sentence remains,
   or a word that no phrasing has had so far: it may be a name. Whoever runs `learn` can let such words in by hand.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from frontdesk.booking.extraction import find_email, names_contact
from frontdesk.booking.names import find_name, is_written_as_name

SHORTEST, LONGEST = 2, 25  # words
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|ca|org|net)\b", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:january|february|april|june|july|august|september|october|november|december|"
    r"janvier|f[eé]vrier|avril|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[eé]cembre)\b|"
    r"\b(?:march|may|mars|mai) (?:the )?(?:\d|first|second|third|\w+th\b)|\b(?:in|of|on|since|en|le) (?:march|may|mars|mai)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    r"vingt|trente|quarante|cinquante|soixante|cent|mille)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(r"\bnames?\b|\b(?:i'?m|he'?s|she'?s|is) called\b|\bnom\b|\b[ms]?'?appelle\b", re.IGNORECASE)
_DIGITS = re.compile(
    r"(?:\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|z[eé]ro|un|deux|trois|quatre|cinq|sept|huit|neuf)\b[\s,-]*){2,}",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[\[\]{}]")  # Rasa would read it
_TITLE = re.compile(r"\b(?:dr|mr|mrs|ms|miss|mx|prof|doctor|docteur|m|mme|mlle)\b\.? +[A-ZÀ-Þ]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Scrubbed:
    """What may be learnt of a message, or "" and why nothing may. `unknown`: words in doubt, if it is only for those."""

    text: str
    why_not: str = ""
    unknown: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return [word.replace("’", "'").lower() for word in _WORD.findall(text)]


def scrubbed(text: str, known_words: Collection[str], patient: str = "") -> Scrubbed:
    """A message without personal details. `patient`: the name that is known of who wrote it, "" if none is."""
    text = text.replace("’", "'")
    kept = " ".join(" ".join(part for part in _SENTENCE.split(text.strip()) if not _is_personal(part)).split())
    if not kept:
        return Scrubbed("", "holds a name, number, address or date")
    words = words_of(kept)
    if not SHORTEST <= len(words) <= LONGEST:
        return Scrubbed("", f"has fewer than {SHORTEST} or more than {LONGEST} words")
    own = set(words_of(patient))
    if own & set(words) or _TITLE.search(kept) or _capitals(kept):
        return Scrubbed("", "may hold a name")
    unknown = tuple(dict.fromkeys(word for word in words if word not in known_words))
    if unknown:
        return Scrubbed(kept, f"words that no phrasing has had: {', '.join(unknown)}", unknown)
    return Scrubbed(kept)


def _is_personal(sentence: str) -> bool:
    holds_digit = any(character.isdigit() for character in sentence)
    numbers = holds_digit or names_contact(sentence) or any(p.search(sentence) for p in (_NUMBER, _DIGITS, _MONTH))
    address = "@" in sentence or find_email(sentence) or _LINK.search(sentence)
    named = find_name(sentence) or _INTRODUCES.search(sentence)
    return bool(numbers or address or named or _MARKUP.search(sentence))


def _capitals(text: str) -> bool:
    """Whether a word in mid-sentence begins like a name."""
    words = [word.strip(",;:()\"'") for word in text.split()[1:]]
    return any(is_written_as_name(word) or (word.isupper() and len(word) > 2 and not text.isupper()) for word in words)
