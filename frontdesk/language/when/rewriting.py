"""Writes numbers, clock times and ways of saying days in the one form that the patterns of time read.

Its rules work on words and marks apart by single spaces (words.py), one after the other.
"""

import re
from itertools import pairwise

from frontdesk.language.calendar_names import ANY_MONTH, ANY_WEEKDAY, MONTHS, WEEKDAYS
from frontdesk.language.when.minutes import with_minutes
from frontdesk.language.when.numbers_in_words import NUMBERS_IN_WORDS, ORDINALS
from frontdesk.language.when.pieces import CLOCK, NO_BOUND, NO_MONTH
from frontdesk.language.when.ways import substituted

_DAY, _MONTH = ANY_WEEKDAY, ANY_MONTH
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_HOURS = 12  # a greater number is no hour of the clock face


def _dates_of_month(m: re.Match[str]) -> str:
    """ "december 1 2 or 3", if the numbers rise: each with its month."""
    days = [*m[2].split(), *([m[4]] if m[4] else [])]
    rising = all(int(a) < int(b) for a, b in pairwise(days))
    return " or ".join(f"{m[1]} {day}" for day in days) + ("" if m[4] else " ") if rising else m[0]


def _days_of_month(m: re.Match[str]) -> str:
    """ "15, 16 and 19" where one of them can be no hour: each a day."""
    numbers = re.findall(r"\d+", m[0])
    if not any(_HOURS < int(number) <= 31 for number in numbers) or any(int(number) > 31 for number in numbers):
        return m[0]
    return re.sub(r"(\d+)(?:st|nd|rd|th)?", r"the \1th", m[0])


_SOME_NUMBERS = rf"{_NUMBER}(?: (?:,|, and|, or|and|or) {_NUMBER})+"
_THE_CLINIC = "(?:you|u|yall|they|the clinic)(?: guys)?"
_CLOSING = rf"(?:{_THE_CLINIC} (?:close|closes|shut|lock up)|closing(?: time)?|close)\b(?! at )"
_OPENING = rf"(?:{_THE_CLINIC} (?:open|opens)(?: up)?|opening(?: time)?)\b"
_PIECE = r"(early|earlier|late|later|latter|first|last|middle|mid) (?:part|half|end|bit|side)"
_REWRITES = [
    (re.compile(pattern), becomes)
    for pattern, becomes in (
        *NUMBERS_IN_WORDS,
        (rf"\b(0[6-9]|1\d|20)(00|15|30|45)(?= (?:(?:on|this|next) )*(?:today|tomorrow|{_DAY})\b)", r"\1:\2"),
        # Onwards, and sooner than a day.
        (r"\b(\d{1,2}(?::\d\d)?) (?:on|and up)(?=$| [,.;!?)])", r"\1 onwards"),
        (
            rf"(?<!no )(?<!not )\b(?:anything |something )?(?<!no )(?<!not )sooner than(?= (?:the )?(?:{_MONTH}|{_DAY}|\d))",
            "before",
        ),
        (rf"{NO_MONTH}(?<!the )\b(\d{{1,2}}(?::\d\d)?) at the (?:earliest|soonest)\b", r"after \1"),
        (
            rf"(?<![:\d])\b((?:{_MONTH} |the )?{_NUMBER}) (?:or|and) (?:later|after|onwards?|any time after)\b(?! \d)",
            r"from \1",
        ),
        (rf"{NO_BOUND}(?<![:\d])\b(\d{{1,2}}) (?=(?:today|tomorrow)\b)(?<!/\d )(?<!/\d\d )", r"at \1 "),
        (r"\b(between (?:[a-z]+ )?[\d:]+(?: [ap]m)?) and at (?=\d)", r"\1 and "),
        (r"\b(?:in the |the )?forenoons?\b", "in the morning"),
        (r"\b(?:day ?times?|during the day)\b", "anytime"),
        (r"\bnites?\b", "evening"),
        # The week, month or day that is meant by "the one after".
        (r"(?<!\d )(?<=next week )(.*)\b(?:the )?week after(?=$| [,.;!?])", r"\1the week after next"),
        (r"\bnot next week , (?:but )?the (?:following|next) 1\b", "the week after next"),
        (r"(?<=this week )(.*)\b(?:the )?(?:following|next) 1\b", r"\1next week"),
        (r"\bnot this week coming but the (?:one|1) after\b", "the week after next"),
        (rf"^({_DAY}) not this \1\b", r"next \1"),
        (r"(?<!last )(?<!first )\bfew days of\b", "week of"),
        (rf"\b({_MONTH}) , (first|second) half\b", r"\2 half of \1"),
        (r"\b(st|saint) \. (?=patrick|paddy|patty)", r"\1 "),
        (r"\bin the new year\b", "from january 1"),
        (
            rf"\b(booked|book|appt|appointment|free|good|open|me|up) 4 (?={_DAY}|today|tomorrow|next|this|the)",
            r"\1 for ",
        ),
        (r"(?<=\d) n (?=\d)", " and "),
        (rf"\bnot this ({_DAY}) (?:, )?but (?:the )?next(?: 1)?(?! \w+day| week)\b", r"next \1"),
        (r"\b(this week|next week|tomorrow|today)s\b", r"\1 is"),
        (r"\b(?:any ?time )?(?:from |between )(?:now|today) (?:to|until|through|and|-) ", "by "),
        (
            r"\bif (?:there(?:s| is| isnt)|(?:you|u) have|you dont have|youve) (?:got )?(?:no|any)thing (?:for |on |free )*"
            r"(.{3,20}?) (?:then|,) ",
            r"\1 or ",
        ),
        (r"\b(1st|2nd|3rd|4th) (?=(?:full |whole )?(?:week|half)\b)", lambda m: f"{ORDINALS[int(m[1][0]) - 1]} "),
        # The clinic's own day.
        (rf"\bbetween ([\d:]+(?: [ap]m)?) (?:and|to) (?:when |whenever |until )?{_CLOSING}", r"from \1 onwards"),
        (rf"\b(?:until|to|-|through) {_CLOSING}", "onwards"),
        (rf"\b(?:from|after) {_OPENING} (?:to|until|-|through) ", "before "),
        (rf"\b(?:right |just |as soon as |once |when |after |from )+{_OPENING}", "first thing"),
        (rf"\b(?:right |just )*before {_CLOSING}", "last thing"),
        # Parts of a part, and of more than one unit.
        (
            rf"\b(?:the )?{_PIECE} of (?:the )?(?=morning|afternoon)",
            lambda m: {"ea": "early ", "fi": "early ", "la": "late ", "mi": "mid "}[m[1][:2]],
        ),
        (r"\b(?:toward|towards) the (?=(?:end|beginning|start|middle) of)", "the "),
        (r"\b(early|late|mid|middle) - (?=[a-z])", r"\1 "),
        (r"\b(?:a|1) week and (?:a )?half\b", "10 days"),
        (r"\b(\d) and (?:a )?half weeks\b", lambda m: f"{int(m[1]) * 7 + 3} days"),
        (r"\b(?:a|1) month and (?:a )?half\b", "6 weeks"),
        (r"\bthe long weekend in (may|august|september|october)\b", r"the \1 long weekend"),
        (rf"\b({_DAY}(?: (?:to|through|-|or|and|,) {_DAY})*) next(?=$| [.;!?])", r"\1 next week"),
        (r"\bnext (\w+day) (?:, )?(?:and |but )?not this (?:\1|1|coming 1|week)\b", r"week from this \1"),
        (rf"\b(?<=on |re |is |ff |ys |ee |me )({_SOME_NUMBERS})\b(?! ?[:/]| [ap]m\b| [a-z]+s\b)", _days_of_month),
        (rf"\b({_MONTH}) ((?:\d{{1,2}} ){{2,3}})(?:(or|and) (\d{{1,2}})\b)?(?! ?(?:[ap]m|:|\d))", _dates_of_month),
        (r"\b(the \d{1,2}(?:st|nd|rd|th)) (\d{1,2}(?:st|nd|rd|th)) (?=(?:or|and) )", r"\1 , \2 "),
        (rf"\bthe ({_DAY}) or ({_DAY})\b(?= ,|$)", r"\1 or \2"),
        (r"\b(?:mid ?|middle of the )week\b", "wednesday"),
        (r"\b(?:all|any day|any) week (?=(?:next|this) week\b)", ""),
        (
            r"\b(?:im |i am |i )?(?:busy|not available|unavailable|working|work|at work|has the car) "
            r"until (\d{1,2}(?::\d\d)?) so (?:anytime )?after(?: that)?\b",
            r"after \1",
        ),
        (
            rf"\bnot before ((?:{_DAY}|{_MONTH}).{{0,10}}?) (?:and|or|but|,) (?:not|no) (?:after|later than) "
            rf"(?={_DAY}|{_MONTH})",
            r"between \1 and ",
        ),
        (
            r"\bthe (\d{1,2})(st|nd|rd|th)? (or|and|,|-|to) (?:the )?(\d{1,2})(st|nd|rd|th)?\b"
            r"(?! ?(?:[ap]m|:|o ?clock|days|weeks))",
            lambda m: f"the {m[1]}th {m[3]} the {m[4]}th" if m[5] or int(m[4]) > max(_HOURS, int(m[1])) else m[0],
        ),
        (rf"\b({_DAY}) (1[3-9]|2\d|3[01])\b(?=$| [,.;!?]| or\b| and\b| at\b| in the\b)", r"\1 the \2th"),
        (r"\bbefore (?=(?:the )?end of\b)", "by "),
        (rf"\b({_DAY}) any(?=$| [,.;]| and\b| or\b)", r"\1 anytime"),
        (r"\bschool hours\b|\b(?:when|while) (?:the|my) kids? (?:is|are) (?:in|at) school\b", "between 9 am and 3 pm"),
        (r"\bnot this week(?: ,)? but next\b(?: week)?", "next week"),
        (r"\bm ?w ?f\b", "monday or wednesday or friday"),
        (r"\b(?:t|tu) ?th\b", "tuesday or thursday"),
        (r"\bm - f\b", "weekdays"),
        (r"\b([ap]) \. m\b(?: \.)?", r"\1m"),
        (rf"(?<!\d )(?<!i )\b([ap]m) on ({_DAY})\b(?=$| [,.;!?]| or| and)", r"\2 \1"),
        (r"\b(\d+) ([ap])(?= |$)(?! [a-z]+ (?:week|day))", r"\1 \2m"),
        (r"\b(\d{1,2}) h\b", r"\1:00"),
        (r"(?<!half )(?<!past )(?<!quarter after )(?<!:)\b(\d{1,2}) o ?clock\b", r"\1:00"),
        (r"\b(?:o ?clock|sharp)\b ?", ""),
        (r"\b(\d{1,2}) (?:hundred|00)\b", r"\1:00"),
        (r"\b(\d{1,2}) thirty\b", r"\1:30"),
        (r"\b(\d{1,2}) fifteen\b", r"\1:15"),
        (r"\bhalf (?:past )?(\d{1,2})\b(?! hour| day)", r"\1:30"),
        (r"\b(?:12 )?(?:noon|mid ?day)(?: ?ish)?\b", "12:00 pm"),
        (r"\bnoonish\b", "around 12:00 pm"),
        (r"\b(?:12 )?midnight\b", "0:00"),
        (rf"{NO_MONTH}\b(\d{{1,2}}(?::\d\d)?) (?:in the (?:early )?morning|in the am)\b", r"\1 am"),
        (rf"{NO_MONTH}\b(\d{{1,2}}(?::\d\d)?) (?:in the (?:afternoon|evening|pm)|at night)\b", r"\1 pm"),
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
        (
            rf"\b(before|after|until|by|past|from|around|since) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_MONTH})\b(?! \d)",
            r"\1 \3 \2",
        ),
        (r"(?<![:\d] )\b(1?\d) (10|15|20|25|30|35|40|45|50|55) ([ap]m)\b", r"\1:\2 \3"),
        (r"\b(1?\d) oh ([1-9])\b", r"\1:0\2"),
        (r"\b(later|earlier|sooner|other|another|different|better) 1\b", r"\1 slot"),
        *(
            (
                rf"\b(on|after|before|until|by|from|is|to) the {word}(?=$| [.,;!?]| (?:at|so|and|or|but|please|after|before|"
                r"if|then|to|until|onwards?|for|because|i|we|he|she)\b)",
                rf"\1 the {nth}",
            )
            for word, nth in (("first", "1st"), ("second", "2nd"), ("third", "3rd"))
        ),
        (r"\bsame (?:hour|slot|hours)\b", "same time"),
        (rf"\b({CLOCK}) actually(?=$| [.,;!?])", r"actually make it \1"),
        (rf"\bactually ({CLOCK}) (?:is|would be|works) (?:better|best|good|fine)\b", r"actually make it \1"),
        (rf"\b({_DAY}) at the latest\b", r"by \1"),
        (r"\bnot possible :", "not"),
        (r"\bthis week or next\b(?! \w)", "this week or next week"),
        (r"(?: ,)? (?:but )?not in between\b", ""),
        (rf"\b({_DAY}) (this|next) week\b([^.;]*?)\b({_DAY}) (this|next) week\b", r"\2 \1\3\5 \4"),
        (rf"\bbetween ({_MONTH} (?:the )?{_NUMBER}) and (?:the )?({_NUMBER})\b(?! [ap]m|:)", r"\1 to \2"),
        (rf"\bbetween (?:the )?({_NUMBER}) and (?:the )?({_NUMBER} (?:of )?{_MONTH})\b", r"\1 to \2"),
        (rf"\b({'|'.join(WEEKDAYS)}) (mornings|afternoons|evenings|nights)\b", r"\1s \2"),
        (rf"\b({'|'.join(MONTHS)}) \. (?=\d)", r"\1 "),
        (r"\bthis (morning|afternoon|evening|am|pm)\b", r"today \1"),
    )
]


def rewritten(line: str) -> str:
    """The line in the forms that the patterns know."""
    return substituted(with_minutes(line), _REWRITES)
