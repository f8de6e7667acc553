"""Tells what somebody is engaged with from what they wish: "i have court from 10", "haying next week", "my shift starts at 2".

Such a clause names days and times at which its speaker cannot come. What somebody does has no end of words; so it is told by
how it is said: to have something, to be on or at something, a doing until, next or every day; and by words of work and school.
"""

import re

from frontdesk.language.calendar_names import MONTHS, WEEKDAYS
from frontdesk.language.when.parts import any_of, words_of

_DAY = rf"(?:the )?(?:(?:{'|'.join(WEEKDAYS)})s?|\d[\w:]*|first)"
_MONTHS = "|".join(MONTHS)
_DATE = rf"(?:the )?(?:{'|'.join(WEEKDAYS)}|\d{{1,2}}(?:st|nd|rd|th))"
_FAMILY = r"(?:the |my |our )?(?:kids?|boys|girls|son|daughter|wife|husband|mom|mum|dad|partner)"
_IN_THE_HOUSE = r"(?:baby|toddler|kids?|dog|cat|soap|show|program(?:me)?|movie|game)"
_SOMEBODY = rf"\b(?:i|we|he|she|they|{_FAMILY})"
_TO_BE = rf"(?:{_SOMEBODY} (?:am|is|are|will be)|\b(?:im|were|shes|hes|theyre|ill be|well be|shell be|hell be))"
# What one may have and still come.
_HAD = (
    any_of(
        r"""
    (?:[a-z]+ ){0,3}?(?:times?|free|off|open|opens|openings?|available|availability|appointments?|appt|flexible|flexibility)\b
    (?:been|had|to|it|until|from|after|before|between|at|on|in|today|tomorrow|next|this|every|any|all|no|not|never)\b
    (?:everything|nothing|anything)\b
    (?:the |a |an |my |both |most )*(?:days?|week|mornings?|afternoons?|evenings?|lunch|break|gap|window|slot)\b
    (?:the |a |an |my )*(?:question|preference|cancellation|benefits|coverage|insurance|referral)\b
    (?:[a-z]+ ){0,1}?(?:bus|ride|lift|driver|sitter|babysitter|childcare)\b
    (?:[a-z]+ ){0,2}?(?:bad|sore|stiff|pains?|injur\w+|sprain\w*|knees?|back|neck|hips?|shoulders?|ankles?)\b
    (?:[a-z]+ ){0,2}?(?:headaches?|surgery|concussion|sciatica|allerg\w+)\b
    """
    )
    + rf"|{_DAY}"
)
# Where one may be and still come.
_PLACE = rf"(?:the )?(?:vacation|holidays?|town|country|area|city|home|time|here)\b|(?:a lot of )?pain\b|{_DAY}|next\b|this\b"
_NO_DOING = any_of(
    r"""
    coming|looking|thinking|hoping|starting|beginning|following|morning|evening|anything|something|nothing|everything|going
    wanting|being|booking|asking|calling|upcoming|spring|during|preferring|excluding|including|checking|finishing|getting
    leaving|opening|parking|trying|wondering|having|dealing|bringing|seeing|thing|meeting|according|arriving|returning|needing
    """
)
_NOT_BESIDE = "".join(f"(?<!{word} )" for word in ("after", "before", "off", "my", "finish", "end"))
_DOING = rf"(?!{_NO_DOING}\b)[a-z]{{2,}}ing"
_ENDS = r"(?:ends?|finish\w*|is|are|lets|gets)\b"
_DOES = any_of(
    r"""
    (?:teach|coach|drive|babysit|volunteer|play|practi[cs]e|train|sing|cook|clean|golf|curl|bowl|skate|study|commute|sleep|nap)(?:e?s)?
    (?:look|looks) after|(?:do|does) (?:nights|days|shifts|\d+ to \d+)
    (?:mind|minds|watch|watches|care|cares) (?:for )?(?:the|my|our|her|his)
    """
)
_HOURS = r"\d[\d:]* (?:to|-) \d[\d:]*"
_OWN = (
    r"(?:only|best|preferred|first|next|ideal|favou?rite|usual|free|preference|choice|dream|perfect|days?|off|appointments?|"
    r"lunch|time)\b"
)
_BUSY = words_of(
    rf"""
    {_SOMEBODY} works? (?:on )?{_DATE}s?
    {_FAMILY} (?:has|have|got|takes|gets|booked|already has) (?:the )?{_DAY}
    (?:the |my |our )?{_IN_THE_HOUSE} (?!needs?|wants?|has|is|was|hurts?|comes?)[a-z]+s (?:[a-z]+ )?(?:at|from|around) \d[\d:]*
    (?<!can )(?<!could )(?<!may ){_SOMEBODY} (?:have|has|hav|got)(?: got)? (?!{_HAD})[a-z]+
    (?:ive|weve|shes|hes|theyve) got (?!{_HAD})[a-z]+
    {_TO_BE} (?:on|at|in|out of|tied|stuck|swamped|slammed) (?!{_PLACE}|(?:the )?(?:morning|afternoon|evening))[a-z]+
    (?:(?<=[,;:] )|(?<=and )|^|{_TO_BE} )(?:[a-z]+ )?{_DOING} (?:[a-z]+ |{_HOURS} )?(?:until|through|all|next|this|every)
    ^(?:i )?got (?!{_HAD})[a-z]+(?: [a-z]+){{0,3}} on {_DATE}
    ^(?:getting|having|taking|doing|attending|visiting|moving|hosting) (?!{_HAD})(?:[a-z]+ ){{1,4}}?(?:on )?{_DATE}
    ^(?:graveyards?|nights|earlies|lates|night shifts?|day shifts?) (?:this|next|all) week
    (?:my|our|the) (?:[a-z]+ ){{1,3}}(?:comes|visits) (?:(?:in|over|by) )?(?:at \d[\d:]*(?: [ap]m)? )?(?:each|every|on)
    {_TO_BE} {_DOING} (?:on|at|in) (?:{_DAY}|the)
    tied up
    {_TO_BE} (?:on )?(?:days|nights|evenings|lates|earlies|graveyards|afternoons) (?:until|from|through|all|this|next)
    (?:have|has|got|need) to (?:be (?:in|at|on)|catch|pick up|drive) (?!by\b|{_PLACE}|(?:{_MONTHS})\b|the [ame])[a-z]+
    (?:i|we|he|she|they|{_FAMILY}) {_DOES}(?: [a-z]+){{0,3}}? {_DAY}
    {_NOT_BESIDE}(?:shift|class|classes|lectures|court|trial|hearings?)(?! {_ENDS})
    (?<!after )(?<!before )(?:exams?|finals|lessons)(?! {_ENDS})
    on call|on nights|on days|on site
    (?:i|we|they) (?:only )?(?:start|begin)(?: [a-z]+){{0,3}}? {_DAY}
    (?!it\b|that\b|which\b)[a-z]+ (?:only )?(?:starts|begins)(?: [a-z]+){{0,3}}? {_DAY}
    (?:flight|plane|train|ferry) (?:lands|arrives|leaves|departs|gets in|comes in|is)
    (?:is|are) (?:my|our|the kids|his|her) (?!{_OWN})[a-z]+
    (?:my|our|his|her) (?!(?:[a-z]+ ){{0,2}}{_OWN})(?:[a-z]+ ){{1,3}}(?:is|are|meets?) (?:on |every )?{_DATE}s?
    """
)
_OFTEN = words_of(
    r"on days|on nights|work|working|shifts?|class|classes|school|nights|daycare|practice|lessons|swim\w*|club|group|dialysis"
)
# It is about the clinic, or an appointment there.
_HERE = words_of(
    r"you|u|your|yall|appointments?|appt|sessions?|visits?|needl\w+|physio\w*|ims|treatments?|therapy|massage"
)
_WISHED = words_of(
    r"need|want|book|can|could|please|only|prefer|appt|appointment|would|works|good|best|like|anytime|not|no|before|after|by|"
    r"from(?! .* (?:to|until|through) )"
)

# Of "after my surgery on monday" alone nobody knows whether that is over.
_BOUND_BY = re.compile(
    r"\b(?:(?:any|some)(?: ?\w+){1,2} after|before|after(?=(?: [a-z]+){2,4} (?:this|next|tomorrow)\b)) "
    r"(?:my|the|our|his|her) (?:[a-z]+ )?(?:surgery|operation|birthday|scan|mri)\b"
)


def how_busy(clause: str) -> str:
    """ "busy" if the days and times of a clause are those of something else, "often busy" if so every week, else nothing."""
    if not _BUSY.search(clause) or _HERE.search(clause):
        return ""
    return "often busy" if _OFTEN.search(clause) else "busy"


def wish_and_busy(clause: str) -> tuple[str, str]:
    """A clause parted where somebody begins to say what they do: "friday before 8 | i start at 8:30"."""
    found = _BUSY.search(clause)
    at = found.start() if found else 0
    return clause[:at].strip(), clause[at:].strip()


def is_wished(clause: str) -> bool:
    """Whether a clause has words of wishing."""
    return bool(_WISHED.search(clause))


def without_bounds(clause: str) -> str:
    """The clause without an event to come that only bounds a wish: "[after my surgery] this thursday"."""
    return _BOUND_BY.sub(" ", clause)
