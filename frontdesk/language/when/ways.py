"""Writes ways of saying a limit, a time or a day in the plainer words that the other rules know.

Like rewriting.py it works on words and marks apart by single spaces, one rule after the other.
"""

import re
from collections.abc import Callable, Sequence

from frontdesk.language.calendar_names import ANY_MONTH, ANY_WEEKDAY
from frontdesk.language.when.pieces import CLOCK, DATE, ENDS, NO_MONTH
from frontdesk.language.when.ways_of_days import WAYS_OF_DAYS
from frontdesk.language.when.ways_of_limits import NOT_BEFORE_THAT, WAYS_OF_LIMITS

Rules = Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]

_DAY, _MONTH = ANY_WEEKDAY, ANY_MONTH
_PARTS = "mornings|afternoons|evenings|nights"
_HOLIDAY = (
    "(?:easter|good friday|christmas|thanksgiving|halloween|boxing day|new years|canada day|labou?r day|family day)"
)
_NAMED_DAY = (
    rf"(?:(?:the |this |next )?{_DAY}|tomorrow|next week|the \d{{1,2}}(?:st|nd|rd|th)?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?"
    r"|\d{1,2} (?:days|weeks) from (?:now|today))"
)

_TAKEN = (
    r"(?:is |isnt |is not |s )?(?:already )?(?:taken|gone|booked|full|unavailable|no good|"
    r"(?:not )?(?:available|possible|free))\b"
)


def _each_of_them(m: re.Match[str]) -> str:
    """ "tuesday and thursday mornings": of both days every one."""
    return re.sub(rf"\b({_DAY})\b", r"\1s", m[1]) + f" {m[2]}"


def _minutes_to(m: re.Match[str]) -> str:
    """ "20 to 3": no range, as 20 is no hour of the clock face."""
    return f"{(int(m[2]) - 2) % 12 + 1}:{60 - int(m[1])}"


_OUT = r"(?:out|off|done|finished|free|home)"
_ACTS = r"(?:comes? on|starts?|begins?|airs?|is on|opens?|finishes|ends?)"
# What something else says of the time: a show, a school, a slip of the tongue.
_TOLD: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (
        rf"\b(?:but )?(before|after|until) (?:my|the|our|his|her) (?:[a-z]+ ){{1,3}}?{_ACTS} (?:(?:at|"
        rf"around) )?(?={CLOCK}|noon)",
        r"\1 ",
    ),
    (
        rf"\b(?:my|the|our|his|her) (?:[a-z]+ ){{1,3}}?{_ACTS} (?:(?:at|around) )?({CLOCK}|noon)(?: "
        rf",)? so (?:anytime |sometime |any time )?"
        r"(before|after)(?: (?:that|then))?\b",
        r"\2 \1",
    ),
    (
        rf"\b[a-z]+ (?:is |am |are |gets |get )?{_OUT} (?:[a-z]+ )?(?:at )?({CLOCK})(?: ,)? so (any "
        rf"?day|any ?time|anything)? ?after"
        r"(?: (?:that|then))?\b",
        lambda m: f"{m[2] or ''} after {m[1]}",
    ),
    (
        rf"\b(after {CLOCK})(?: ,)? (?:once|when|as soon as|because|since|as) (?:my |the |our )?(?:[a-z]+ ){{1,3}}?"
        rf"(?:is |are |am |gets? |lets? |has |have )(?:been )?(?:{_OUT}|over)(?: (?:of|for|from) [a-z]+)?(?: then)?{ENDS}",
        r"\1",
    ),
    # How they get there, beside the time that they wish for.
    (
        rf"({CLOCK}|noon)(?: ,)?(?: and| as| because)? (?:the|my|our) (?:bus|ride|train|lrt|taxi|cab|driver|lift|shuttle) "
        rf"(?:gets|drops|brings|arrives|comes|pulls|has)(?: [a-z]+){{0,3}}? (?:by|at|around) (?:{CLOCK}|noon){ENDS}",
        r"\1",
    ),
    # As some other languages say the time.
    (r"\b(?:at )?the (\d{1,2}(?::\d\d)?) (?:of|in|from) the (morning|afternoon|evening)\b", r"at \1 in the \2"),
    # The hours of a date, not further dates: "december 1, 9 to 11".
    (
        rf"\b({_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)(?: ,)? (?:from )?((?:0?[1-9]|1[0-2])(?::\d\d)?) (?:to|-|until) "
        r"((?:0?[1-9]|1[0-2])(?::\d\d)?)(?! ?(?:st|nd|rd|th|:|\d|,? ?(?:or|and) \d))",
        r"\1 from \2 to \3",
    ),
    (rf"\b({_DAY}) (\d{{1,2}}(?:st|nd|rd|th)) (?:at )?(?={CLOCK}{ENDS})", r"\1 the \2 at "),
    (rf"\b({_DAY}) (1[3-9]|2\d|3[01])(?: ,)? (?={CLOCK}{ENDS})", r"\1 the \2th at "),
    (rf"\b({_DAY}) 1 (?=at {CLOCK}{ENDS})", r"\1 "),
    (rf"\b({_DAY}) ([2-9]|1[0-2]) at (?={CLOCK}{ENDS})", r"\1 the \2th at "),
    (rf"\bthe ({_DAY}) 1(?={ENDS})", r"\1"),
    (
        rf"\b(after|before) (?:my|the|our|his|her) ({CLOCK})(?: o ?clock)? (?:[a-z]+ )?"
        r"(?:meeting|class|shift|appointment|lecture|call|lesson|practice|game|session|workout)\b",
        r"\1 \2",
    ),
    (rf"{NO_MONTH}(?<!the )\b(20|25) (?:to|til|till) ([1-9]|1[0-2])\b(?! ?:)", _minutes_to),
    (
        rf"\b(?:[a-z]+ ){{1,4}}(?:is|are) (?:on )?({_DAY}s?)(?: at {CLOCK})?(?: ,)? so any other day\b",
        r"any day except \1",
    ),
    (
        rf"\b(?:any |the )?(?:mornings? )?before ({CLOCK}) (?:is|are) (?:impossible|out|no good|not possible|too early)\b",
        r"after \1",
    ),
    (r"\b(?:right )?at open(?:ing)?(?: time)?(?=$| [,.;!?])", "first thing"),
    (r"\b(?:my |the )(?:lunch |coffee )?(?:break|lunch)(?: hour| time)? (?:is|runs|goes)(?: from)? (?=\d)", "from "),
    (rf"(?<![/\d])(\d{{1,2}}/\d{{1,2}})(?: ,)? (?={CLOCK}{ENDS})", r"\1 at "),
    (
        rf"\b((?:next |this )?{_DAY}) (morning|afternoon|evening)(?: ,| \()? ({_MONTH} \d{{1,2}}(?:st|"
        rf"nd|rd|th)?|the \d{{1,2}}(?:st|nd|rd|th))"
        r"(?: \))?(?=$| [.;!?])",
        r"\1 \3 in the \2",
    ),
    (
        rf"\b((?:this|next) week)(?: ,)? ((?:before|after) {CLOCK})(?: ,)? (?:.{{0,20}}? so "
        rf")?((?:{_DAY}(?: (?:,|or|and|, or))? ?)+)$",
        r"\1 \3 \2",
    ),
    (
        r"\b(?:whatever|whenever|anything) (?:time )?(?:you|u)(?: guys| people| folks)? (?:like|want|"
        r"have|can|got|prefer|say)(?= (?:on|this|next)\b)",
        "anytime",
    ),
    (r"\b(?:i )?(?:have|has|got) no (?:work|class|classes|school|shift)\b", "i am free"),
    (r"\bi (?:am )?not work(?:ing)?(?=$| [,.;!?])", "i am free"),
    (rf"\bafter ({_DAY}|tomorrow) (noon|{CLOCK}){ENDS}", r"\1 after \2"),
    (
        rf"\bwork(?:ing)? until ({CLOCK})(?: (?:every ?day|most days|daily|all week))?(?: ,)? so "
        rf"(?:anytime |any time )?after(?: (?:that|then))?\b",
        r"after \1",
    ),
    (r"\b(?:at )?hour (?=\d)", "at "),
    (
        rf"\b(?:i|we|he|she) (?:finish|finishes|get off|gets off|am done|is done|am off|is off)(?: "
        rf"work| school)? (?:at )?({CLOCK}|noon)"
        rf"(?: on {_DAY}s?)?(?: ,)? so ({_DAY}) after(?: (?:that|then))?\b",
        r"\2 after \1",
    ),
    (rf"(?:^|(?<=[,.;] ))day (?={_DAY}\b)", ""),
    # Slips that are put right.
    (
        rf"(?<!no )(?<!not )\b({_DAY}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)(?: [,?.]+)? no (?=(?!\w+s\b)(?:{_DAY}|"
        rf"{_MONTH} \d)(?! (?:{_PARTS}|is|isnt|wont|doesnt)))",
        r"\1 , no wait , ",
    ),
    (r"(?:^|(?<= ))\* ?(?=[a-z\d])", "no wait , "),
    (
        r"(?:(?<=[.,;!?] )|^)(?:oh |ah |aw )?(?:shoot|crap|dang|darn|damn|shit|argh|oops|whoops)(?: "
        r",)?(?: no)?(?: ,)?(?! wait)(?= )",
        "no wait",
    ),
    (
        r"\bi (?:said|wrote|typed|put) (?:[a-z\d:]+ ){1,4}?(?:, )?but (?:i )?(?:need|want|meant|mean|"
        r"its|it is|make)(?: it| that)?(?: to be| is)? ",
        "",
    ),
)

_RULES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\b(24|48|72) (?:hours|hour|hrs?)(?= from\b)", lambda m: f"{int(m[1]) // 24} days"),
    (r"(?:^|(?<=[,.;] ))(week|month) from (?=(?:today|tomorrow|now)\b)", r"1 \1 from "),
    (r"\b(?:about )?(\d|a couple(?: of)?) (weeks|months) from (?:now|today) (?:- )?(?:ish|or so|roughly)\b", r"in \1 \2"),
    (rf"\ba week (after|before) (?={_HOLIDAY}|the \d|{_MONTH} \d)", r"1 week \1 "),
    (
        rf"\b(\d{{1,2}}(?:st|nd|rd|th)|{_DAY}) (?:[,.] )?(?:and )?then "
        r"(?=(?:(?:im|i am|were|we are) (?:free|open|available|good)|(?:i|we) can)\b)",
        r"\1 so after that ",
    ),
    (r"\b(vets?|dentist|dental|doctors?|hair|eye|specialist) (?:appointment|appt)\b", r"\1"),
    # The earliest and the latest.
    (rf"\b({_NAMED_DAY}) (?:at the (?:very )?)(?:earliest|soonest)\b", r"from \1"),
    (rf"{NO_MONTH}(?<!the )\b({CLOCK}) (?:would be|is|will be) (?:the |my )?(?:earliest|soonest){ENDS}", r"after \1"),
    (rf"{NO_MONTH}(?<!the )\b({CLOCK}) (?:would be|is|will be) (?:the |my )?latest{ENDS}", r"before \1"),
    (
        rf"\b(?:leaving|leave|fly out|flying out|heading out|off|away|gone)(?: [a-z]+){{0,3}}? ({DATE})(?: ,)?(?: and| then)? "
        rf"(?:(?:im|am|are|get|be|come|coming|return|returning) )?(?:back|home)(?: on)? ({DATE})",
        r"away \1 to \2",
    ),
    (rf"\b(?:the )?earliest (?:is |would be |at )?(?={CLOCK}{ENDS})", "after "),
    (rf"{NO_MONTH}(?<!the )\b({CLOCK}) at the (?:very )?latest\b", r"before \1"),
    (rf"\b(?:the )?latest (?:is |would be |at )?(?={CLOCK}{ENDS})", "before "),
    (rf"\b((?:by|until|before|no later than) {_NAMED_DAY})(?: ,)? (?:at )?(?:the )?(?:very )?latest\b", r"\1"),
    (rf"(?<!by )\b({_DAY}) latest{ENDS}", r"by \1"),
    (r"\blater then (?=\d)", "later than "),
    (r"\bearlier then (?=\d)", "earlier than "),
    (r"\bgive me until\b", "from"),
    (r"\b(work(?:ing)?|class|shift|school) to (?=\d)", r"\1 until "),
    (
        r"((?:from|after|until|before|by) \S+(?: [ap]m)?(?: \w+)?|\d (?:or|and) (?:later|after|earlier|before))(?: ,)?"
        r"(?: and| but)? (?:never|not|no) "
        rf"(?:before|earlier|sooner|after|later)(?: that| then)?{ENDS}",
        r"\1",
    ),
    (
        r"\buntil (?:(?:she|he|it)(?: i)?s|they ?(?:a?re)) (?:gone|done|off|out|finished|home|back)(?: at| by| around)? "
        r"(?=\d|noon)",
        "until ",
    ),
    (r"(\d(?: [ap]m)?(?: [a-z]+){0,3})(?: ,)? before (?:it gets|its|things get) (?:too |so )?(?:busy|crowded|hectic)\b", r"\1"),
    (rf"\bbetween (?:my |the |our )(?:2 )?(?:[a-z]+ ){{1,3}}?(?=(?:on {_DAY} )?, (?:so )?\d)", ""),
    (r"\b(get off|get out|finish|leave|am off)(?: work| school)? early\b", r"\1"),
    (rf"(?<=, )like (?={CLOCK}{ENDS})", "around "),
    (rf"(?: ,)?(?: or)?(?: ,)? if (?:that|thats|it|its|those|theyre|they)(?: 1)? {_TAKEN}(?: ,)?", " or"),
    (r"\bbetween (?:school )?drop (?:- )?off and pick (?:- )?up(?: times?)?(?= ,(?: so)? \d)", ""),
    (r"\bbetween (?:school )?drop (?:- )?off and pick (?:- )?up(?: times?)?\b", "between 9 am and 3 pm"),
    *_TOLD,
    # Clock times.
    (rf"(?<!any )(?<!some )(?<!any)(?<!some)\btime (?:is |: |at )?(?={CLOCK}{ENDS})", "at "),
    (rf"(?<!id )(?<!would )(?<!to )\bsay (?={CLOCK}(?: or {CLOCK})?{ENDS})", "at "),
    (rf"\bthe (\d{{1,2}}(?::\d\d)?) (?=on (?:(?:this|next) )?{_DAY}\b)", r"at \1 "),
    (r"\b(0?[1-9]|1[0-2]) (00|15|30|45) (?=[ap]m\b)", r"\1:\2 "),
    (rf"\b(?:at )?({CLOCK})(?: ,| \()?(?: or)?(?: at)? ({CLOCK}) if \1 {_TAKEN}(?: \))?", r"at \1 or \2"),
    (rf"\b({CLOCK}) if ({CLOCK}) {_TAKEN}", r"at \2 or \1"),
    (rf"\b({_DAY}(?: (?:,|or|and|, or|, and) {_DAY})+) ({_PARTS})\b", _each_of_them),
)  # fmt: skip
_ALL_RULES = (*WAYS_OF_DAYS, *WAYS_OF_LIMITS, *_RULES, NOT_BEFORE_THAT)
_COMPILED = [(re.compile(pattern), becomes) for pattern, becomes in _ALL_RULES]


def put_plainly(line: str) -> str:
    """The line with such ways of saying in plainer words."""
    return substituted(line, _COMPILED)


def substituted(line: str, rules: Rules) -> str:
    """The line after one rule after the other."""
    for pattern, becomes in rules:
        line = pattern.sub(becomes, line)
    return line
