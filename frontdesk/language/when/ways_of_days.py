"""Ways of listing and naming days, in plainer words: "12th 13th or 14th", "t or th", "weeks of the 3rd and the 10th"."""

import re
from collections.abc import Callable

from frontdesk.language.calendar_names import ANY_MONTH, ANY_WEEKDAY
from frontdesk.language.when.holidays import HOLIDAY
from frontdesk.language.when.numbers_in_words import ORDINALS
from frontdesk.language.when.pieces import DATE, NTH

_DAY, _MONTH = ANY_WEEKDAY, ANY_MONTH
_LETTERS = {
    "m": "monday",
    "t": "tuesday",
    "tu": "tuesday",
    "w": "wednesday",
    "with": "wednesday",
    "th": "thursday",
    "f": "friday",
}
_FIRST_FOUR = {"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th"}
_UP_TO_TENTH = ORDINALS[4:10]
_ON = r"(?:on(?=$| [,.;!?])|onwards?|(?:or|and) (?:later|after))"
_THE = "(?:the )?(?:this |next )?"
_IN_WORDS = tuple(_FIRST_FOUR)
_OF_MONTH = rf"(?:the {NTH}|{_MONTH} \d{{1,2}})"
_SIDES = "(?:either|both) sides?(?: of (?:it|that|them|the (?:long )?weekend))?"
_HOBBIES = "volunteer|coach|teach|babysit|golf|curl|bowl|sing|swim|study|train"
_NTHS = "first|second|third|fourth|last"
_OF_A_MONTH = rf"(?:of|in) (?:(?:the|this|next) month|{_MONTH})"
_NTH_WEEK = f"(?:{_NTHS}) (?:full )?week"
_SHIFTS = (
    "(?:days|nights|evenings|lates|earlies|afternoons|graveyards|(?:day|night|late|early|evening|afternoon) shifts?)"
)
_ON_SHIFT = rf"(?:im|i am|ill be|i work)(?: on| the)* {_SHIFTS}"
_NO_DAY = rf"(?!{_DAY}|tomorrow|today|the \d|this|next)"
_SOON = r"(?:(half )?an? hour(?: and a (half))?|([1-9]) (?:hours?|hrs?)|(\d{1,2}) (?:minutes|mins?))"
# An hour before a weekday: "11 tues", "so like 415 friday".
_BARE_HOUR = re.compile(
    r"(?:^|(?<=\bso )|(?<=\blike )|(?<=\bmaybe )|(?<=[a-z] , )|(?<=\babout )|(?<=\bdo )|(?<=day or ))"
    rf"(1[0-2]|[1-9])(?:(:?)(00|15|30|45))? (?=(?:on )?(?:this |next )?{_DAY}\b(?! (?:the )?\d))"
)


def _two_letters(m: re.Match[str]) -> str:
    return f"{_LETTERS[m[1]]} {m[2]} {_LETTERS[m[3]]}"


def _numbered(m: re.Match[str]) -> str:
    """ "the 5th, 6 or seventh": all of them days."""
    return f"{m[1]} , the {m[2]}th {m[3]} the {_UP_TO_TENTH.index(m[4]) + 5}th"


def _each_on(m: re.Match[str]) -> str:
    """ "monday and friday i teach": every one of them."""
    return f"{m[2]} {m[3]} on " + re.sub(rf"\b({_DAY})s?\b", r"\1s", m[1])


def _minutes_from_now(m: re.Match[str]) -> str:
    half, more, hours, minutes = m.groups()
    if minutes:
        return f"today {minutes} minutes from now"
    return f"today {60 * int(hours) if hours else 30 if half else 90 if more else 60} minutes from now"


WAYS_OF_DAYS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # Numbers of days.
    (r"\b(\d?(?:(?<!1)1 st|(?<!1)2 nd|(?<!1)3 rd|\d th))\b", lambda m: m[1].replace(" ", "")),
    (rf"\b({_MONTH} \d{{1,2}})/(\d{{1,2}})(?![\d/])", r"\1 or \2"),
    (rf"\b({NTH}) (?=(?:the )?{NTH}\b)", r"\1 , "),
    (
        rf"\b({_DAY}) (?:\. |, )?(1[3-9]|2\d|3[01])(?=$| [,.;!?]| (?:or|and|at|in|not|before|after|between|from|any|anytime|"
        r"around|mornings?|afternoons?|evenings?|if|please|late|early)\b)",
        r"\1 the \2th",
    ),
    (
        rf"\b(?:on )?the (morning|afternoon|evening|night) of the (?:({NTH})|({'|'.join(_FIRST_FOUR)})(?! week))",
        lambda m: f"on the {m[2] or _FIRST_FOUR[m[3]]} in the {m[1]}",
    ),
    (
        rf"\bfrom the (?:({NTH})|({'|'.join(_FIRST_FOUR)})) on(?:wards?)?\b",
        lambda m: f"from the {m[1] or _FIRST_FOUR[m[2]]}",
    ),
    (rf"\bfrom (?=the {NTH} (?:to|through|until|-) (?:the )?{NTH} (?:of )?{_MONTH}\b)", ""),
    (rf"\b(from {DATE}) (?:over|through|past|across) (?:the )?(?:long )?(?:{HOLIDAY}|weekend) (?=(?:to|until) )", r"\1 "),
    (
        rf"\b([1-4])(?:st|nd|rd|th)(?= (?:(?:and|or) (?:the )?(?:[1-4](?:st|nd|rd|th)|{_NTHS}) )?{_DAY}s? {_OF_A_MONTH})",
        lambda m: _IN_WORDS[int(m[1]) - 1],
    ),
    (
        rf"\b(?:the )?({_NTHS}) (and|or) (?:the )?({_NTHS}) ({_DAY})s? ({_OF_A_MONTH})\b",
        r"\1 \4 \5 \2 \3 \4 \5",
    ),
    (rf"\b({_DAY}) following (?=the\b|{HOLIDAY})", r"\1 after "),
    (r"\beaster long weekend\b", "easter weekend"),
    (rf"\b({_DAY}) (?:the )?(1[3-9]|2\d|3[01])(?:st|nd|rd|th)? {_ON}", r"from \1 the \2th"),
    (rf"\b{_DAY}(?: or {_DAY})? ,? ?whichever (?:day )?(?:is|falls on) (the {NTH})", r"\1"),
    (rf"\b({_MONTH}) ((?:{_NTHS}) week)\b", r"\2 of \1"),
    (rf"\bin ({_MONTH})(?: ,)? (?:the )?((?:{_NTHS}) {_DAY})\b", r"\2 of \1"),
    (rf"\b({NTH})(?: ,)? (\d{{1,2}}) (or|and) ({'|'.join(_UP_TO_TENTH)})\b", _numbered),
    (rf"\bany ({_DAY}) (?:or|and|/|,) (?:any )?({_DAY})\b(?! (?:the )?\d)", r"any \1 or any \2"),
    (rf"\b({_DAY}) is (?:the|my) only day (?:that )?(?:i|we) (?:dont|do not|am not) work(?:ing)?\b", r"i am free \1"),
    (
        rf"\b({DATE})(?: ,)?(?: and| or| but)? if (?:\1|that|its|it)(?: is)? (?:all )?(?:full|taken|gone|booked|no good|busy)"
        rf"(?: ,)?(?: then)? (?={_THE}{DATE})",
        r"\1 or ",
    ),
    (rf"\bbetter than (?:on )?{_THE}{DATE}", "better"),
    (r"\bup to and including\b", "until"),
    (
        rf"\b({_DAY}) the (first|second|third|fourth)"
        r"(?=$| [,.;!?]| (?:at|or|and|in|after|before|from|around|if|works)\b)",
        lambda m: f"{m[1]} the {_FIRST_FOUR[m[2]]}",
    ),
    (
        rf"\b(?:move|change|switch|reschedule|swap|shift|bump|push)((?: [a-z]+){{0,3}}) from {_THE}{DATE} to (?={_THE}{DATE})",
        r"move\1 to ",
    ),
    (rf"\b(?:leave|push|move|put)( it| that| this)?(?: off)? (?:until|to) (?={_THE}{DATE})", ""),
    (rf"(?<=[a-z\d,] )(?:is|thats|its|which is) an? {_DAY}\b(?! (?:or|and|morning|afternoon|evening|the))", ""),
    (rf"\b({_DAY}|{NTH}) um(?= (?:the )?(?:{_DAY}|\d))", r"\1 ,"),
    (r"\b(?:happy|merry) [a-z]+(?: day)?(?: in advance)?(?=$| (?:lol|[,.;!]))", ""),
    (r"\bi (?:dont|do not) work (?:it|then|that day|those|those days|on it)(?=$| [,.;!?])", "i am free"),
    (r"\bwhat i (?:said|meant|asked for|wanted|had in mind) was\b", ""),
    (r"\b(?:apart|aside) from (?:that|those|this|these)\b|\bother than (?:that|those|this)\b", "otherwise"),
    (r"\bfirst 3 days of the week\b", "monday to wednesday"),
    # Letters for weekdays.
    (r"\b(t|tu) (or|and|/|,) (th)\b", _two_letters),
    (r"\b(m|t|tu) (or|and|/) (w|with)(?=$| [,.;!?])", _two_letters),
    (r"\b(w|with) (or|and|/) (th|f)(?=$| [,.;!?])", _two_letters),
    # Weeks.
    (rf"\bweeks? of ({_OF_MONTH}) (?:and|or|,) ({_OF_MONTH})\b", r"week of \1 or week of \2"),
    (r"\b(first (?:full )?week) back\b", r"\1"),
    (rf"\b(?:the )?{_NTH_WEEK} (?:of|in) {_MONTH}(?: ,)? (?:so )?(?:say )?(?=the \d)", ""),
    (rf"\b({_MONTH}) , (?:the )?({_NTH_WEEK})\b", r"the \2 of \1"),
    (rf"\bin (?=the last (?:(?:full )?week|2 weeks|few days|day|{_DAY}) (?:of|in)\b)", ""),
    (rf"\b(last {_DAY}) in (?={_MONTH}|the month|next month)", r"\1 of "),
    (rf"\b((?:{_NTHS}) {_DAY}) (?=(?:this|next) month\b)", r"\1 of "),
    (r"(?<!not this )(?<!not the )(?<!not )\b(?:this |the )?week coming\b", "coming week"),
    (r"\bthis week (?:and|or|nor|,)(?: or| nor)?(?: not)? next(?=$| [,.;!?])", "this week or next week"),
    (rf"\b({_DAY} (?:or|and) {_DAY})(?: on)? {_SIDES}", r"\1"),
    (rf"(?<![\ddht] )\b({_MONTH}) (or|and) ({_MONTH})(?=$| [,.;!?])", r"in \1 \2 in \3"),
    # Hours beside weekdays, and hours from now.
    (_BARE_HOUR.pattern, lambda m: f"at {m[1]}{':' + m[3] if m[3] else ''} "),
    (rf"\b(?:in )?{_SOON} from now\b", _minutes_from_now),
    (rf"(?:^(?!in \d\d)|(?<=there )|(?<=come )|(?<=over )|(?<=me ))in {_SOON}(?=$| [.,?!])", _minutes_from_now),
    # What somebody does each week.
    (rf"\b(?:every |each |on )?((?:{_DAY}s?(?: and| or| ,)? )*{_DAY})s? (i|we) ({_HOBBIES})\b", _each_on),
    (rf"\b({_HOBBIES}) (on )?({_DAY}s) [,.;] ({_DAY})s? (?:too|also|as well)\b", r"\1 \2\3 and \4s"),
    (rf"\b{_ON_SHIFT} ((?:this|next) week)(?: ,)? so {_NO_DAY}", r"\1 "),
    (rf"\b((?:this|next) week)(?: ,)? {_ON_SHIFT}(?: ,)? so {_NO_DAY}", r"\1 "),
    (
        rf"\b\d[\d:]* (?:to|-) \d[\d:]* shift (?:on )?({DATE}|tomorrow|today)(?: ,)? so (?=(?:around |about )?\d)",
        r"\1 ",
    ),
    (
        r"\b(but|except)(?: for)?(?: on)? (?:my )?[a-z]+ days? (?:, |\( )?(?:those are|they are|theyre|which are) ",
        r"\1 ",
    ),
    (r"\b(?:keep|steer|stay) (?:clear|away) (?:of|from)\b", "except for"),
)  # fmt: skip
