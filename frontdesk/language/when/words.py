"""Prepares what a patient typed for the patterns of time: one line of lower-case words, numbers and marks.

1. Folded, lower case, without apostrophes ("don't" and "dont" are the same); phone numbers, addresses and words that only
   look like days ("the sun", "we'd") are blanked out; "i sat" is not a Saturday.
2. Numbers stand apart from letters ("2pm" -> "2 pm"); dates, clock times and ordinals stay whole ("12/3", "2:30", "3rd").
3. Short forms are written out, number words become numbers, a misspelt word of time becomes the word it is nearest to.
4. Clock times are written in one way: "half past 2" -> "2:30", "3 in the afternoon" -> "3 pm", "noon" -> "12:00 pm". An
   hour after a part of the day is an hour of that part if there is one: "morning at 9", but not "morning after 3".
"""

import re
from collections.abc import Callable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.language.folding import SHORT_FORMS, fold

LONGEST = 600  # characters that are read: a wish is shorter, and the cost stays bounded

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "january february march april may june july august september october november december".split()

_FORMS: dict[str, str] = {
    form: word
    for word, forms in {
        "monday": "mon mondy",
        "tuesday": "tue tues tueday tuseday thuesday",
        "wednesday": "wed weds wednes wensday wendsday",
        "thursday": "thu thur thurs thrs tursday",
        "friday": "fri",
        "saturday": "sat satday",
        "sunday": "sun sundy",
        "mondays": "mons", "fridays": "fris", "saturdays": "sats", "sundays": "suns",
        "january": "jan", "february": "feb febuary", "march": "mar", "april": "apr", "june": "jun", "july": "jul",
        "august": "aug", "september": "sep sept", "october": "oct", "november": "nov", "december": "dec",
        "next": "nxt nex", "weekend": "wkend wknd", "weekday": "wkday", "weekdays": "wkdays", "month": "mth mnth",
        "tomorrow": "tmw tmoz 2mrw 2mro tmro tomoz tomorro", "today": "tdy", "tonight": "2night 2nyt tnite",
        "morning": "morn mornin", "mornings": "mornins", "afternoon": "aft arvo aftn aftnoon", "evening": "evng",
        "any": "ne", "at": "@", "and": "& +", "before": "befor bfore", "after": "aftr", "around": "arnd approx roughly",
        "until": "till", "available": "avail", "possible": "poss", "except": "exept xcept", "works": "wrks", "work": "wrk",
        "through": "thru", "between": "btw btwn btween", "appointment": "appointmnt",
        **{str(number): word for number, word in enumerate(
            "one two three four five six seven eight nine ten eleven twelve".split(), 1)},
    }.items()
    for form in forms.split()
}  # fmt: skip

# Words that a misspelling may stand for -> how many edits away it may be. The first letter must be right.
_NEAR: dict[str, int] = {
    word: edits
    for edits, words in {
        1: "january february october november december september august monday tuesday friday sunday mondays tuesdays "
        "fridays sundays today tonight morning mornings evening evenings anytime whenever weekend weekends weekday "
        "weekdays available earliest afternoon",
        2: "wednesday thursday saturday wednesdays thursdays saturdays tomorrow afternoons afternoon",
    }.items()
    for word in words.split()
}
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
    "moaning mourning sundry saturate saturated weekended toddy sturdy wherever augusto".split()
)  # as close, but correct

_BLOTTED = re.compile(
    r"\S+@\S+\.\S+|https?://\S+"
    r"|\(?\b\d{3}\)?[-. ]*\d{3}[-. ]?\d{4}\b|\b\d{3}[- ]\d{4}\b|\b\d{5,}\b"  # phone numbers
    r"|\b[a-z]\d[a-z] ?\d[a-z]\d\b|\b\d+ \w+ (?:street|st|avenue|ave|road|rd|drive)\b"  # addresses
    r"|\b(?:the|in|of|strong|get|some) sun\b|\bsun ?(?:burn|light|screen|exposure|damage|spots?)\w*"
    r"|\bwe'd\b|\bwed (?=like|love|prefer|want|need)|\b(?:get|got|newly|we) wed\b"
)
_SAT = re.compile(
    r"\b(?:i|we|he|she|they|who|just|have|had|having|been|ive)(?: just| have| had)? sat\b"
    r"|\bsat (?:down|on|too|through|with|funny)\b"
)
_TOKEN = re.compile(
    r"""\d{4}[-/]\d{1,2}[-/]\d{1,2}            # 2026-12-03
      | \d{1,2}[-/]\d{1,2}[-/]\d{4}            # 12/03/2026
      | \d{1,2}/\d{1,2}(?:/\d{2})?(?![\d/])    # 12/3
      | \d{1,2}[:.h]\d{2}(?![\d%])             # 2:30, 2.30, 14h30
      | \d{1,2}(?:st|nd|rd|th)(?![a-z])        # 3rd
      | 2(?:day|moro|morrow|mrw|mro|nite|night|nyt)(?![a-z]) | b4(?!\w) | l8r(?!\w)
      | \d+ | [^\W\d_]+ | [-,.;:!?()&+@/%\#]""",
    re.VERBOSE,
)
_DAY, _MONTH = f"(?:{'|'.join(WEEKDAYS)})", f"(?:{'|'.join(MONTHS)})"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_Rewrite = tuple[str, str | Callable[[re.Match[str]], str]]
_UNITS = "first second third fourth fifth sixth seventh eighth ninth".split()
_TENS = {"twenty": 20, "thirty": 30}
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_NUMBERS_IN_WORDS: tuple[_Rewrite, ...] = (
    (rf"\b(twenty|thirty)(?: -)? ({'|'.join(_UNITS)})\b", lambda m: f"{_TENS[m[1]] + _UNITS.index(m[2]) + 1}th"),
    (r"\b(twenty|thirty)(?: -)? ([1-9])\b(?! ?[:/])", lambda m: str(_TENS[m[1]] + int(m[2]))),
    (r"\b(twent|thirt)ieth\b", lambda m: f"{_TENS[m[1] + 'y']}th"),
    (rf"\b({'|'.join(_TEENS)})(th)?\b", lambda m: f"{_TEENS.index(m[1]) + 13}{m[2] or ''}"),
    (r"\b(1[3-9]|2[0-3]) (?:hundred|00)\b", r"\1:00"),
)
_NO_DATE = "".join(f"(?<!{month} )" for month in MONTHS)  # "dec 8 in the afternoon" is no hour
_REWRITES = [
    (re.compile(pattern), becomes)
    for pattern, becomes in (
        *_NUMBERS_IN_WORDS,
        (rf"\b(0[6-9]|1\d|20)(00|15|30|45)(?= (?:(?:on|this|next) )*(?:today|tomorrow|{_DAY})\b)", r"\1:\2"),
        (r"\bschool hours\b|\b(?:when|while) (?:the|my) kids? (?:is|are) (?:in|at) school\b", "between 9 am and 3 pm"),
        (r"\bnot this week(?: ,)? but next\b(?: week)?", "next week"),
        (r"\bm ?w ?f\b", "monday or wednesday or friday"),
        (r"\b(?:t|tu) ?th\b", "tuesday or thursday"),
        (r"\bm - f\b", "weekdays"),
        (r"\b([ap]) \. m\b(?: \.)?", r"\1m"),
        (r"\b(\d+) ([ap])(?= |$)(?! [a-z]+ (?:week|day))", r"\1 \2m"),
        (r"\b(\d{1,2}) h\b", r"\1:00"),
        (r"(?<!half )(?<!past )(?<!quarter after )(?<!:)\b(\d{1,2}) o ?clock\b", r"\1:00"),
        (r"\b(?:o ?clock|sharp)\b ?", ""),
        (r"\b(\d{1,2}) (?:hundred|00)\b", r"\1:00"),
        (r"\b(\d{1,2}) thirty\b", r"\1:30"),
        (r"\b(\d{1,2}) fifteen\b", r"\1:15"),
        (r"\bhalf (?:past )?(\d{1,2})\b(?! hour| day)", r"\1:30"),
        (r"\bquarter (?:past|after) (\d{1,2})\b", r"\1:15"),
        (r"\b(?:12 )?(?:noon|mid ?day)(?: ?ish)?\b", "12:00 pm"),
        (r"\bnoonish\b", "around 12:00 pm"),
        (r"\b(?:12 )?midnight\b", "0:00"),
        (rf"{_NO_DATE}\b(\d{{1,2}}(?::\d\d)?) (?:in the (?:early )?morning|in the am)\b", r"\1 am"),
        (rf"{_NO_DATE}\b(\d{{1,2}}(?::\d\d)?) (?:in the (?:afternoon|evening|pm)|at night)\b", r"\1 pm"),
        (
            r"\b(before|after) (?:i|we|she|he) "
            r"(?:go|goes|leave|leaves|start|starts|finish|finishes|am done|is done|get off|gets off)"
            r"(?: (?:to|for|from))?(?: (?:work|school))?(?: at)? (?=\d)",
            r"\1 ",
        ),
        (r"\b(next week\b.*)\b(?:that|the same) week\b", r"\1next week"),
        (
            rf"\b(?:this )?({_DAY})(?: [,.])? (?:no )?(?:but )?not (?:the (?:coming|first) 1|this (?:1|{_DAY}|coming 1))(?: ,)?"
            r"(?: but)? the (?:next(?: 1)?|1 after(?: that)?|following(?: 1)?)\b",
            r"next \1",
        ),
        (r"\b(\d{1,2}(?::\d\d)?(?: [ap]m)?)(?: -)? ?(?:ish|or so)\b", r"around \1"),
        (r"\bany (time|day|where|thing)\b", r"any\1"),
        (r"\bweek (days?|ends?)\b", r"week\1"),
        (r"\bafter noon(s?)\b", r"afternoon\1"),
        (r"\b24 ?/ ?7\b", "anytime"),
        (r"\b(\d{1,2}(?::\d\d)?)(?: pm)? tonight\b", r"\1 pm today"),
        (r"\btonight\b", "today evening"),
        *(
            (rf"\b({part}s? (?:at|around|after|before|by) (?:{hours})(?::\d\d)?)\b(?! [ap]m|:)", rf"\1 {half}")
            for part, hours, half in (
                ("morning", "0?[5-9]|1[01]", "am"),
                ("afternoon", "0?[1-7]|12", "pm"),
                ("(?:evening|night)", r"\d{1,2}", "pm"),
            )
        ),
        (
            r"\b((?:any|every|each|all) (?:mornings?|afternoons?|evenings?)) but"
            rf"(?= (?:on )?(?:{_DAY}s?|today|tomorrow|the \d\S*)\b(?! (?:morning|afternoon|evening)))",
            r"\1 except",
        ),
        (r"\btomorrow (or|and) the day after\b(?! tomorrow)", r"tomorrow \1 the day after tomorrow"),
        (r"\b(?:a )?fortnight\b", "2 weeks"),
        (r"\bend of (today|tomorrow)\b", r"\1 end of day"),
        (rf"\bnext ({_DAY})((?: (?:, or|,|or|and) {_DAY})+)\b", r"\1\2 next week"),
        (rf"\bthis ({_DAY}) or next\b(?! \w)", r"this \1 or next \1"),
        (
            rf"\b(by|until|up to|no later than|before|after|from|starting) {_DAY} (?:the )?(?=\d{{1,2}}(?:st|nd|rd|th)\b)",
            r"\1 the ",
        ),
        (r"\b(every|each) day but\b", "everyday but"),
        (rf"\b({_DAY}) at the latest\b", r"by \1"),
        (r"\bnot possible :", "not"),
        (r"\bthis week or next\b(?! \w)", "this week or next week"),
        (r"\b(\d{1,2}:\d\d) on(?= [,.;]|$)", r"from \1"),
        (r"(?: ,)? (?:but )?not in between\b", ""),
        (rf"\b({_DAY}) (this|next) week\b([^.;]*?)\b({_DAY}) (this|next) week\b", r"\2 \1\3\5 \4"),
        (rf"\bbetween ({_MONTH} (?:the )?{_NUMBER}) and (?:the )?({_NUMBER})\b(?! [ap]m|:)", r"\1 to \2"),
        (rf"\bbetween (?:the )?({_NUMBER}) and (?:the )?({_NUMBER} (?:of )?{_MONTH})\b", r"\1 to \2"),
        (rf"\b({'|'.join(WEEKDAYS)}) (mornings|afternoons|evenings|nights)\b", r"\1s \2"),
        (rf"\b({'|'.join(MONTHS)}) \. (?=\d)", r"\1 "),
        (r"\bthis (morning|afternoon|evening|am|pm)\b", r"today \1"),
    )
]
_QUARTER_TO = re.compile(r"\bquarter (?:to|of|before) (\d{1,2})\b")


@lru_cache(maxsize=2048)
def _nearest(word: str) -> str:
    if len(word) < _SHORTEST_NEAR or word in _NEAR or word in _THEMSELVES:
        return word
    near = [
        (distance, candidate)
        for candidate, distance, _ in process.extract(word, list(_NEAR), scorer=OSA.distance, score_cutoff=2, limit=4)
        if distance <= _NEAR[candidate] and candidate[0] == word[0]
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
    if (
        token[0].isdigit()
        and token[1:].replace(".", ":").replace("h", ":").replace(":", "").isdigit()
        and "/" not in token
    ):
        return token.replace(".", ":").replace("h", ":")
    return _nearest(short) if short.isascii() and short.isalpha() else short


def prepared(text: str) -> str:
    """The text as the patterns of time read it, words and marks apart by single spaces; at most LONGEST characters of it."""
    plain = _BLOTTED.sub(" # ", fold(text[: 4 * LONGEST]).lower()[:LONGEST])
    plain = _SAT.sub(" was seated ", plain).replace("'", "")
    line = " ".join(_meant(token) for token in _TOKEN.findall(plain))
    line = _QUARTER_TO.sub(lambda found: f"{(int(found[1]) - 2) % 12 + 1}:45", line)
    for pattern, becomes in _REWRITES:
        line = pattern.sub(becomes, line)
    return " ".join(line.split())
