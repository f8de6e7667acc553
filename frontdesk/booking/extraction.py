"""What a message says about a booking: phone, e-mail, who it is for, whether they have been here, what for.

Each finder takes the text as typed and returns None where the text does not say it. They are cautious: a wrong name or number
is worse than asking once more.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher

from frontdesk.booking.vocabulary import WORDS, clinical_pattern, is_clinical
from frontdesk.language.spoken_numbers import SpokenNumbers

_DIGIT_WORDS = {
    word: str(number)
    for number, words in enumerate(
        ("zero oh o", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split()
}
# Digits in words, some of them maybe as digits: "five eight seven 555 0129".
_TIMES = {"double": 2, "triple": 3}
_SPOKEN = rf"(?:(?:{'|'.join(_TIMES)})[\s-]+)?(?:{'|'.join(_DIGIT_WORDS)})"
_SPELT_NUMBER = re.compile(rf"\b(?:{_SPOKEN}[\s,-]*){{3,}}(?:(?:{_SPOKEN}|\d)[\s,-]*)*\b", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s,]*\b(?:then|dash|space)\b[\s,]*(?=\d)", re.IGNORECASE)
_COMMAS = re.compile(r"(?<![\d,])(\d{3}), ?(\d{3}), ?(\d\d),? ?(\d\d)\b")
_FROM_ABROAD = re.compile(r"(?<!\d)00 ?(?=1 ?\d{3}\b)")
_TWICE = re.compile(r"(?<!\d)(\d[\d ().-]{8,}\d)[\s,]+\1(?!\d)")  # the same number once more
_FEWEST_DIGITS = 7
_MANY_DIGITS = re.compile(r"(?<!\d)\+?\(?\d[\d ().-]{5,}\d(?!\d)")
_ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
# Not a time: "my benefits end in 2 weeks".
_ENDING = re.compile(
    r"\b(?:(?:it|number|phone|cell|that|this|one|mine)(?: should)? ends? (?:in|with)|ending (?:in|with)|"
    r"ends? (?:in|with)(?=[ :]*(?!20\d\d)\d{4}\b)|"  # a number, not a year, whatever it is called
    r"last (?:digits?|one|two|three|four|2|3|4)(?: digits?)? (?:is|are|should be))"
    r"[ :]*((?:\d[ -]?){1,4})\b(?!\s*(?:min|hour|hr|day|week|month|year|o'?clock|[ap]\.?m))"
)
_AT_END = re.compile(r"(?<!\d)(?<!\d[ -])(\d{1,4})[ ,]*(?:at|on|in) the (?:very )?end\b")
# Some digits instead of others: "0169 not 0196".
_THIS_NOT_THAT = re.compile(
    r"\b(\d{3,7})\b[\s,]*(?:and )?(?:not|instead of|rather than)\b[\s,]*(\d{3,7})\b", re.IGNORECASE
)
_NOT_THAT_THIS = re.compile(r"\bnot (\d{3,7})\b[\s,.]*(?:but|it'?s|it is|rather)?[\s,]*(\d{3,7})\b", re.IGNORECASE)
# What stands before a number that is to be called, or not to be.
_NEAR = 24
_THIS = re.compile(r"\b(?:call|reach|text|ring|use|try)\b[^.,;]*$", re.IGNORECASE)
# "home 780 555 0101 cell 780 555 0102, try the cell first"
_CHOSEN = re.compile(
    r"\b(?:try|call|use|ring|reach me (?:on|at)|prefer(?:ably)?) (?:my |the )?"
    r"(?P<label>cell|mobile|home|house|work|landline)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:no|sorry|oops|whoops|wait|i mean|correction|make that)\b[^.;]*$", re.IGNORECASE)
_NOT_THIS = re.compile(
    r"\bnot (?:(?:on|at|my|the|this|that|to|number|cell|old|home|work) )*$|n'?t (?:call|use|try|ring)\b[^.,;]*$|"
    r"\b(?:old|previous|former|wrong|used to be)(?: (?:number|phone|cell|one|is|was|on|file))*[: ]*$",
    re.IGNORECASE,
)
# What stands behind one.
_AFTER = 48
_UNUSED = re.compile(
    r"^[^.;\d]*?\b(?:(?:do not|don'?t) (?:use|(?:call|ring) (?:it|that|this|him|her|them))|"
    r"never (?:picks?|answers?)|(?:doesn'?t|won'?t|don'?t) (?:pick|answer)|"
    r"(?:is|was|that'?s) (?:the |my )?(?:old|wrong|dead)|disconnected|no longer)",
    re.IGNORECASE,
)
_BETTER = re.compile(
    r"^\W*(?:(?:\w+ ){0,2}(?:is|are|works) (?:better|best|preferred)|(?:please )?(?:use|call|try|ring|"
    r"text) (?:that|this|his|hers|mine|it|her|him))\b",
    re.IGNORECASE,
)
# The last four digits once more, where they were mistyped: "780 555 0170 *0107", "... shoot, 0128 at the end". Fewer may be
# anything: a voice mailbox ("*98"), minutes.
_LAST_AGAIN = re.compile(
    r"(?:\*|\b(?:sor+y|o+ps|whoops|shoot|crap|i mean|wait|typo|correction)\b)[\s,:.]*(?:it'?s |"
    r"that'?s |should be |make that )?(\d{4})\b(?!\s*(?:[\d:-]|works|is (?:ok|fine|good)|would|[ap]\.?m))",
    re.IGNORECASE,
)
# Plain ASCII, as mail servers take it everywhere; the whole word, so that no other address is read out of a misspelt one.
_EMAIL = re.compile(
    r"(?<![^\s<(\[,;:\"'])[a-z0-9_+'-]+(?:\.[a-z0-9_+'-]+)*@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?![^\s>)\].,;:!?\"'])",
    re.IGNORECASE | re.ASCII,
)

# Within a look-ahead, so that "for friday for my knee" is tried at both.
_REASON_INTRO = re.compile(
    r"(?=\b(?:(?:is |it'?s |its )?(?:for|about|because of|due to|regarding|re|treat|on account of|"
    r"(?:help|trouble|problems?|issues?) with)|"
    r"it'?s|it is|i have(?: a)?|i'?ve got(?: a)?|"
    r"ive got(?: a)?|suffering from|has(?: a)?)\s+(?P<reason>(?:my|her|his|their|our|a|an|the|some|bad|severe|chronic|sore|"
    r"stiff|left|right|ongoing)?\b[^.;!?\n]{2,80}))",
    re.IGNORECASE,
)
_REASON_END = re.compile(
    r"\s*(?:,|\bnot (?:my|her|his|the)\b|\band (?:i|she|he|my|her|his|the)\b|\bon (?:mon|tue|wed|thu|fri|sat|sun)|"
    r"\b(?:this|next|tomorrow|today|as soon as|monday|tuesday|wednesday|thursday|friday|saturday|sunday|asap|please|pls|"
    r"my number|my name|call|phone)\b|\d{3}[-. ]?\d).*$",
    re.IGNORECASE,
)
_BUT = re.compile(r"\bbut ", re.IGNORECASE)
_ABOUT_US = re.compile(r"^(?:you|your|us|the clinic)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,.;!?\n]+|\b(?:and|but) (?=i\b|i'|im\b|ive\b|she|he|we|my (?:name|number))", re.IGNORECASE)
_COURTESY = re.compile(r"[,.! ]+(?:please|pls|thanks|thank you|thx|ty)[,.! ]*$", re.IGNORECASE)
_LONGEST_REASON = 200


@dataclass(frozen=True)
class Phone:
    """A phone number found: `number` is E.164, maybe with ";ext=…"; or empty with a `problem`: area_code or not_a_number."""

    number: str
    problem: str = ""


def _e164(number: PhoneNumber) -> str:
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def find_phone(text: str, region: str, known: str = "", last: bool = False) -> Phone | None:
    """The phone number in a text: of several the first, or the last. `known` is completed by "it ends in 24", and put right by
    "0169 not 0196"."""
    if right := _put_right(known, text):
        return Phone(right)
    ending = _ENDING.search(text.lower()) or _AT_END.search(text.lower())
    if known and ending:
        digits = re.sub(r"\D", "", ending.group(1))
        number, _, extension = known.partition(";")
        return Phone(number[: -len(digits)] + digits + (f";{extension}" if extension else ""))
    wanted = _wanted(text, region)
    if wanted:
        chosen = _CHOSEN.search(text)
        labelled = [number for before, number, _ in wanted if chosen and _label_in(before, chosen["label"])]
        better = next((number for _, number, after in wanted if _BETTER.match(after)), "")
        named = next((number for before, number, _ in wanted if _THIS.search(before)), "")
        named = named or next((number for before, number, _ in wanted[1:] if _INSTEAD.search(before)), "")
        return Phone(_with_last(better or next(iter(labelled), "") or named or wanted[-1 if last else 0][1], text))
    return _unusable(_in_digits(text), region)


def _label_in(before: str, label: str) -> bool:
    """Whether what stands right before a number calls it so."""
    return bool(re.search(rf"\b{label}\w*\W*(?:(?:is|number|phone)\W*)*$", before, re.IGNORECASE))


def _put_right(known: str, text: str) -> str:
    """The known number with the digits that a text says instead of some of it; empty if it says none."""
    pairs = [(wrong, right) for right, wrong in _THIS_NOT_THAT.findall(text)] + _NOT_THAT_THIS.findall(text)
    wrong, right = next(((a, b) for a, b in pairs if len(a) == len(b) and a in known), ("", ""))
    before, _, after = known.rpartition(wrong) if wrong else ("", "", "")
    return f"{before}{right}{after}" if wrong else ""


def _with_last(number: str, text: str) -> str:
    again = _LAST_AGAIN.search(text)
    whole, _, extension = number.partition(";")
    return f"{whole[: -len(again[1])]}{again[1]}{';' + extension if extension else ''}" if again else number


def find_phones(text: str, region: str) -> list[str]:
    """All phone numbers in a text that are not said to be of no use."""
    return list(dict.fromkeys(number for _, number, _ in _wanted(text, region)))


def _wanted(text: str, region: str) -> list[tuple[str, str, str]]:
    """The numbers that are not said to be of no use, each with what stands before and behind it."""
    plain = _ISO_DATE.sub(" ", _in_digits(text))
    numbers = [
        (plain[max(0, match.start - _NEAR) : match.start], _e164(match.number), plain[match.end : match.end + _AFTER])
        for match in PhoneNumberMatcher(plain, region, Leniency.VALID)
    ]
    wanted = [item for item in numbers if not _NOT_THIS.search(item[0])]
    used = [item for item in wanted if not _UNUSED.match(item[2])]
    return used or wanted


def _in_digits(text: str) -> str:
    """The text with what stands for digits as digits, close together: "seven eight oh, then 555"."""
    for start, end, digits in reversed(_spoken().places(text)):
        text = f"{text[:start]}{digits}{text[end:]}"
    close = _BETWEEN_DIGITS.sub(" ", _SPELT_NUMBER.sub(_digits, _TWICE.sub(r"\1", text)))
    return _FROM_ABROAD.sub("+", _COMMAS.sub(r"\1 \2 \3\4", close))


@lru_cache(maxsize=1)
def _spoken() -> SpokenNumbers:
    return SpokenNumbers(WORDS["numbers"])


def _digits(match: re.Match[str]) -> str:
    found = re.findall(rf"(?:({'|'.join(_TIMES)})\W+)?([a-z]+|\d+)", match.group().lower())
    digits = "".join(_DIGIT_WORDS.get(part, part) * _TIMES.get(times, 1) for times, part in found)
    return f"{digits} " if len(digits) >= _FEWEST_DIGITS else match.group()


def _unusable(text: str, region: str) -> Phone | None:
    found = _MANY_DIGITS.search(_ISO_DATE.sub(" ", text))
    if not found:
        return None
    digits = re.sub(r"\D", "", found.group())
    try:
        parsed = phonenumbers.parse(found.group(), region)
    except NumberParseException:
        return Phone("", "not_a_number")
    if phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return Phone("", "area_code")
    return Phone("", "not_a_number") if len(digits) >= 7 else None


def find_email(text: str) -> str | None:
    """The e-mail address in a text."""
    spoken_out = re.sub(r"\s+dot\s+", ".", re.sub(r"\s+at\s+", "@", text)) if re.search(r"\sdot\s", text) else text
    found = _EMAIL.search(spoken_out)
    return found.group().strip(".'") if found else None


@lru_cache(maxsize=8)
def contact_places(text: str) -> tuple[tuple[int, int], ...]:
    """Where in a text numbers that may be of phones and addresses stand: their first and past-the-end characters."""
    patterns = (_MANY_DIGITS, _SPELT_NUMBER, _EMAIL)
    text = _ISO_DATE.sub(lambda day: "-" * len(day[0]), text)
    spoken = [(start, end) for start, end, _ in _spoken().places(text)]
    return (*spoken, *(found.span() for pattern in patterns for found in pattern.finditer(text)))


def names_contact(text: str) -> bool:
    """Whether a text holds an e-mail address or what may be a phone number."""
    return find_email(text) is not None or bool(
        _spoken().places(text) or _MANY_DIGITS.search(_SPELT_NUMBER.sub(_digits, text))
    )


@lru_cache(maxsize=1)
def _complaint() -> re.Pattern[str]:
    """A clause that is nothing but a complaint: "sore knee", "my lower back pain"."""
    how, what = (f"(?:{'|'.join(WORDS[key])})" for key in ("complaint_before", "complaint_after"))
    owner, term = r"(?:(?:my|her|his|their|a|some)\s+)?", clinical_pattern()
    return re.compile(rf"{owner}(?:(?:{how}\s+)+{term}|(?:{how}\s+)*{term}\s+{what})")


def find_reason(text: str) -> str | None:
    """What the visit is for, if a clause of the text says so and names a part of the body, a complaint or a condition."""
    for found in _REASON_INTRO.finditer(text):
        reason = _REASON_END.sub("", _BUT.split(found.group("reason"))[-1]).strip(" .,-")
        if is_clinical(reason) and not _ABOUT_US.match(reason):
            return reason[:_LONGEST_REASON]
    return next((clause for clause in _clauses(text) if _complaint().fullmatch(clause.lower())), None)


def complaint_clause(text: str) -> str | None:
    """The first clause that names a part of the body, a complaint or a condition."""
    return next((clause[:_LONGEST_REASON] for clause in _clauses(text) if is_clinical(clause)), None)


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSE.split(text)]


def bare_reason(text: str) -> str:
    """The answer to the question what the visit is for, as one line."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return _COURTESY.sub("", " ".join(line.split()))[:_LONGEST_REASON]
