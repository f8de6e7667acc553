"""Prepares what a patient typed for the patterns of time: one line of lower-case words, numbers and marks.

1. Folded, lower case, without apostrophes ("don't" and "dont" are the same); phone numbers, addresses and words that only
   look like days ("the sun", "we'd") are blanked out; "i sat" is not a Saturday.
2. Numbers stand apart from letters ("2pm" -> "2 pm"); dates, clock times and ordinals stay whole ("12/3", "2:30", "3rd").
3. Short forms are written out, number words become numbers, a misspelt word of time becomes the word it is nearest to.
4. Clock times are written in one way: "half past 2" -> "2:30", "3 in the afternoon" -> "3 pm", "noon" -> "12:00 pm". An
   hour after a part of the day is an hour of that part if there is one: "morning at 9", but not "morning after 3".
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.language.calendar_names import MONTHS, WEEKDAYS
from frontdesk.language.folding import SHORT_FORMS, fold
from frontdesk.language.when.rewriting import rewritten
from frontdesk.language.when.ways import put_plainly

LONGEST = 600  # characters that are read: a wish is shorter, and the cost stays bounded


_FORMS: dict[str, str] = {
    form: word
    for word, forms in {
        "monday": "mon mondy lundi",
        "tuesday": "tue tues tuesd tueday tuseday thuesday tudsay tusday tuesdy tuesdsay teus teusday mardi",
        "wednesday": "wed weds wednes wensday wendsday wendsay wensdy mercredi",
        "thursday": "thu thur thurd thursd thurs thrs thrus tursday thirsday jeudi",
        "friday": "fri vendredi",
        "saturday": "sat satday samedi",
        "sunday": "sun sundy dimanche",
        "mondays": "mons", "fridays": "fris", "saturdays": "sats", "sundays": "suns",
        "january": "jan", "february": "feb febuary", "march": "mar marhc mrach", "april": "apr apirl arpil aprl",
        "june": "jun", "july": "jul",
        "august": "aug", "september": "sep sept", "october": "oct", "november": "nov", "december": "dec",
        "next": "nxt nex", "weekend": "wkend wknd", "weekday": "wkday", "weekdays": "wkdays", "month": "mth mnth",
        "um": "uh umm ummm uhm erm er", "tomorrow": "tmw tmoz 2mrw 2mro tmro tomoz tomorro", "today": "tdy tody todya",
        "tonight": "2night 2nyt tnite",
        "morning": "morn mornin morng mrng", "mornings": "mornins", "afternoon": "aft arvo aftn aftnoon", "evening": "evng",
        "any": "ne eny",
        "at": "@", "and": "& +", "before": "befor bfore befre beofre", "after": "aftr afer aftre", "later": "latr ltr",
        "around": "arnd approx roughly", "not": "nt nto", "can": "cn", "half": "haf hlf", "start": "strt", "instead": "insted",
        "christmas": "chrismas crismas xmass christams",
        "until": "till untill untl", "available": "avail", "possible": "poss",
        "except": "exept xcept cept ecxept execpt excpt excpet exsept",
        "early": "erly eraly", "earlier": "earlyer earler", "oclock": "oclok oclk oclcok",
        "half past": "halfpast", "next week": "nextweek", "quarter": "quater qtr",
        "works": "wrks", "work": "wrk",
        "school": "skool scool schol", "through": "thru", "week": "wek weeek", "between": "btw btwn "
        "btween", "appointment": "appointmnt",
        **{str(number): word for number, word in enumerate(
            "one two three four five six seven eight nine ten eleven twelve".split(), 1)},
    }.items()
    for form in forms.split()
}  # fmt: skip

# Words that a misspelling may stand for -> how many edits away it may be. The first letter must be right.
_NEAR: dict[str, int] = {
    word: edits
    for edits, words in {
        1: "august monday tuesday friday sunday mondays tuesdays "
        "fridays sundays today tonight morning mornings evening evenings anytime whenever between weekend weekends weekday "
        "weekdays available earliest afternoon around anything before",
        2: "january february october november december september wednesday thursday saturday wednesdays thursdays "
        "saturdays tomorrow afternoons afternoon",
    }.items()
    for word in words.split()
}
# The same for words that stand beside a time, one edit away.
_NEAR_BESIDE = dict.fromkeys("after later earlier lunch night nights eleven twelve thirty fifteen quarter".split(), 1)
_ANY_NEAR = {**_NEAR, **_NEAR_BESIDE}
# Words that alone name a time.
WORDS_OF_TIME = frozenset(
    {
        *WEEKDAYS,
        *MONTHS,
        *_NEAR,
        *(form for form, word in _FORMS.items() if {word, f"{word}s"} & {*WEEKDAYS, *MONTHS, *_NEAR}),
    }
    | set("am pm noon week weeks month months day days early late asap soon".split())
)
_SHORTEST_NEAR = 5
_THEMSELVES = frozenset(
    "anyway moaning mourning sundry saturate saturated weekended toddy sturdy wherever augusto alter aster layer laser lager "
    "latex latter launch lurch nightie nighty thirsty quarters quartet".split()
)  # as close, but correct

# A word with the ending of a weekday: as its beginning is its own, more slips are allowed for.
_LIKE_A_WEEKDAY = re.compile(r"[mtwfs][a-z]{3,8}(?:da?y|dey|dai|dya|dat)s?")
_NO_WEEKDAYS = frozenset(
    "today todays weekday weekdays workday workdays midday someday washday saturday mayday schoolday fullday mostdays".split()
)

_BLOTTED = re.compile(
    r"\S+@\S+\.\S+|https?://\S+"
    r"|\(?\b\d{3}\)?[-. ]*\d{3}[-. ]?\d{2}[-. ]?\d{2}\b|\b\d{3}[- ]\d{4}\b|\b\d{5,}\b"  # phone numbers
    r"|\b[a-z]\d[a-z] ?\d[a-z]\d\b|\b\d+ \w+ (?:street|st|avenue|ave|road|rd|drive)\b"  # addresses
    r"|\b(?:the|in|of|strong|get|some) sun\b|\bsun ?(?:burn|light|screen|exposure|damage|spots?)\w*"
    r"|\bwe'd\b|\bwed (?=(?:like|love|prefer|want|need)\b)|\b(?:get|got|newly|we) wed\b"
)
_SAT = re.compile(
    r"\b(?:i|we|he|she|they|who|just|have|had|having|been|ive)(?: just| have| had)? sat\b"
    r"|\bsat (?:down|on|too|through|with|funny)\b"
)
_IS = re.compile(
    rf"\b({'|'.join(WEEKDAYS)}|tues|wed|thurs|fri|mon)'s (?=(?:fine|good|great|ok|okay|best|better|free|possible|out|my|the|"
    r"our|when|also|full|off|no|not)\b)"
)
# "<10am", but no heart ("<3") and no arrow.
_BELOW = re.compile(r"(?<![-=<>])<=? ?(?!3(?![\d:]| ?[ap]m))(?=\d)")
_ABOVE = re.compile(r"(?<![-=<>])>=? ?(?=\d)")
_AFTER_SHORT = re.compile(r"\baft (?=\d|lunch|work|school)")  # alone it is the afternoon
_TOKEN = re.compile(
    r"""\d{4}[-/]\d{1,2}[-/]\d{1,2}            # 2026-12-03
      | \d{1,2}[-/]\d{1,2}[-/]\d{4}            # 12/03/2026
      | \d{1,2}/\d{1,2}(?:/\d{2})?(?![\d/])    # 12/3
      | \d{1,2}[:;.h]\d{2}(?![\d%])            # 2:30, 2;30, 2.30, 14h30
      | \d{1,2}(?:st|nd|rd|th)(?![a-z])        # 3rd
      | 2(?:day|moro|morrow|mrw|mro|nite|night|nyt)(?![a-z]) | b4(?!\w) | l8r(?!\w)
      | \d+ | [^\W\d_]+ | [-,.;:!?()&+@/%\#*]""",
    re.VERBOSE,
)

_BETWEEN_DIGITS = re.compile("[:;.h]")


@lru_cache(maxsize=2048)
def _nearest(word: str) -> str:
    if len(word) < _SHORTEST_NEAR or word in _ANY_NEAR or word in _THEMSELVES:
        return word
    if _LIKE_A_WEEKDAY.fullmatch(word) and word not in _NO_WEEKDAYS:
        day, distance, _ = process.extract(word.removesuffix("s"), WEEKDAYS, scorer=OSA.distance, limit=1)[0]
        if day[0] == word[0] and distance <= len(day) // 2 - 1:
            return day + ("s" if word.endswith("s") else "")
    near = [
        (distance, candidate)
        for candidate, distance, _ in process.extract(
            word, list(_ANY_NEAR), scorer=OSA.distance, score_cutoff=2, limit=4
        )
        if distance <= _ANY_NEAR[candidate] and candidate[0] == word[0]
    ]
    return min(near)[1] if near else word


def is_time(word: str) -> bool:
    """Whether a lower-case word alone names a time, maybe misspelt. With a capital it may be a name: "April"."""
    return word.islower() and prepared(word) in WORDS_OF_TIME


def _meant(token: str) -> str:
    """The word that a token of the text stands for."""
    short = SHORT_FORMS.get(token, token).replace("'", "")
    if token in _FORMS or short in _FORMS:
        return _FORMS.get(token) or _FORMS[short]
    if token[0].isdigit() and _BETWEEN_DIGITS.sub("", token).isdigit():
        return _BETWEEN_DIGITS.sub(":", token)
    near = _nearest(short) if short.isascii() and short.isalpha() else short
    return _FORMS.get(near, near)


def meant_words(plain: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """What each word of a plain text stands for, and where it is."""
    for found in _TOKEN.finditer(plain):
        yield _meant(found[0]), found.span()


def prepared(text: str) -> str:
    """The text as the patterns of time read it, words and marks apart by single spaces; at most LONGEST characters of it."""
    plain = _BLOTTED.sub(" # ", fold(text[: 4 * LONGEST]).lower()[:LONGEST])
    plain = _BELOW.sub(" before ", _ABOVE.sub(" after ", _IS.sub(r"\1 is ", plain)))
    plain = _AFTER_SHORT.sub("after ", _SAT.sub(" was seated ", plain).replace("'", ""))
    line = " ".join(_meant(token) for token in _TOKEN.findall(plain))
    return " ".join(rewritten(put_plainly(line)).split())
