"""Ways of telling the limits of a time by what somebody has to do, in plainer words: "i have to be gone by 3"."""

import re
from collections.abc import Callable

from frontdesk.language.calendar_names import ANY_WEEKDAY
from frontdesk.language.when.pieces import CLOCK, DATE, ENDS, NTH

_A_TIME = r"(?:\d|noon|quarter|half|twenty)"
_MUST = r"(?:(?:i|we|she|he|id|ill) )?(?:have|has|had|ha|need|needs|got|gotta|must|want|should|would like|like)(?: to)?"
_GONE = (
    r"(?:be )?(?:gone|out|off|home|away|finished|done|back)"
    r"(?: (?:of (?:there|here)|(?:of )?the (?:door|office|clinic|building)|on the road|at work|at school))?"
)
_EVENT = r"(?:my |the |our |his |her )?(?:[a-z]+ ){1,3}?(?:is|are|gets?)(?: all)? (?:over|done|finished)"
_DOING = r"(?:have|got|turn|need|must|start|lose|am (?:busy|working|at|in|on)|work|cant|dont|wont)"
_COME = "(?:be|come|come in|do it|do anything|make it|start|book)"
_NOT_UNTIL = (
    r"\b(?:but |only |just )?not (?:until|before)(?: after)? (?:my|the|our|his|her|i|we) (?:[a-z]+ ){1,6}?, so "
)
_HAVE_TO_LEAVE = r"(?:have to|need to|must|got to|gotta) (?:leave|go|head out|run|be off)"

WAYS_OF_LIMITS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (
        rf"\b{_HAVE_TO_LEAVE} (?:at|by) ({CLOCK}|noon)(?: ,)? so ({DATE}(?: the {NTH})?|tomorrow|today) before (?:that|then)\b",
        r"\2 before \1",
    ),
    (rf"\b{_MUST} {_GONE} (?:by|before) (?:about |around )?(?={_A_TIME})", "before "),
    (rf"{_NOT_UNTIL}(?={CLOCK}{ENDS})", ", at "),
    (rf"{_NOT_UNTIL}(?=(?:after |at |around |about )?{_A_TIME})", ", "),
    (rf"\b(?:around|about) ({CLOCK}) (?:onwards?|and (?:on|later|after)|or (?:later|after))\b", r"from \1"),
    (rf"\b({CLOCK}) or so (?:onwards?|or later|and later)\b", r"from \1"),
    (
        r"\b(?:im|i am) (?:useless|hopeless|no good|no use|not human|not awake|dead|grumpy|a zombie) (?:before|until) "
        rf"(?={_A_TIME})",
        "not before ",
    ),
    (
        rf"\b(?:i |we |ive |weve )?(?:have|has|got|need|gotta|must)(?: got)?(?: to)? be (?:at|in|on|back at) "
        rf"(?:[a-z]+ ){{1,3}}by (?={_A_TIME})",
        "before ",
    ),
    (r"\b(?:im |i am |were )?(?:away|busy|out|gone|working) (?:for )?the (?:rest|other days|others)\b", ""),
    (r"\bround (?=\d)", "around "),
    (r"(?<=\d) an (?=\d)", " and "),
    (r"\bgr 8\b", "great"),
    (r"\b(between|from|after|before|until) like (?=\d)", r"\1 "),
    (rf"\b({CLOCK}) it is\b", r"at \1"),
    (r"\bbut ((?:[7-9]|1[0-2]|[1-6])(?::\d\d)?)(?=$| [.;!?])", r"but at \1"),
    (rf"\b({DATE}) at (?:the )?(?:very )?latest\b", r"by \1"),
    (r"\bgot nothing but time\b", "am free anytime"),
    (r"\bhow (?:busy|full|booked(?: up)?) (?:are|is) (?:you|it|things|the clinic)(?: guys)?\b", "how are things"),
    (r"\bnothing (?=(?:before|until|after|earlier than|later than|sooner than)\b)", "not "),
    (rf"^no (?:dialysis|work|class|classes|school|shifts?) (?=(?:on )?(?:this |next )?{ANY_WEEKDAY})", "i am free "),
    (rf"\b(?:cant|cannot|not able to|wont)(?: {_COME})* (?:until|before) {_EVENT}(?: on)? (?={DATE})", "from "),
    (rf"\b(?:when|once|as soon as|after) {_EVENT}(?: ,)?(?: on| thats(?: on)?| which is(?: on)?) (?={DATE})", "after "),
    (rf"\bafter ((?:my|the|our|his|her) (?:[a-z]+ ){{1,3}}?), (?:thats|which is)(?: on)? (?={DATE})", "after "),
    (
        rf"\b(?:but|though|although|only|because|except) after ({CLOCK}|noon) (?:i|we|he|she) (?={_DOING}\b)",
        r"but before \1 # ",
    ),
    (
        rf"\b(?:about )?(?:\d+|an|half an) (?:hours?|hrs?|minutes|mins?) after (?:[a-z]+ ){{1,4}}?so "
        rf"(?=(?:at |like )*{_A_TIME})",
        "",
    ),
    (
        rf"\b(?:hers|his|theirs|mine) (?:is|are) at {CLOCK}(?: ,)? so (?:right |just |straight )?(?:after|before)"
        rf"(?: (?:that|hers|his|it))?(?: ,)? (?:at|say) (?={CLOCK})",
        "at ",
    ),
    (rf"\bbetween (?:[a-z]+ ){{1,4}}?at ({CLOCK}) and (?:(?:[a-z]+ ){{1,4}}?at )?({CLOCK})", r"between \1 and \2"),
    (
        rf"\bafter (?:[a-z]+ ){{1,3}}?on ({DATE})(?: ,)? (?:which|that) (?:finishes|ends|is over|gets out)(?: at)? "
        rf"{CLOCK}(?: ,)? so (?:at )?(?={CLOCK}{ENDS})",
        r"\1 at ",
    ),
    (r"\bafter (?:a|my) (?:week|weekend|stretch|run|set|string) of (?:nights|days|shifts|lates|earlies|night shifts)\b", ""),
    (r" , same as (?:my|his|her) [a-z]+ ,", " ,"),
    (
        rf"\b(?:[a-z]+ ){{1,4}}(?:is|are|at|from) {CLOCK} (?:to|-|until) ({CLOCK}) and ({CLOCK}) (?:to|-|until) {CLOCK}"
        r"(?: ,)? (?:so )?(?:any ?thing |any ?time |some ?time |something )?(?:in )?between(?: those| them)?\b",
        r"between \1 and \2",
    ),
    (rf"\b({DATE})\b(.*?) (?:,|but|, but) not (?:before|until) ({CLOCK}) on \1\b", r"\1\2 , \1 after \3"),
    (rf"\b({DATE})\b(.*?) (?:,|but|, but) not after ({CLOCK}) on \1\b", r"\1\2 , \1 before \3"),
    (r"\b(?:name|pick|choose) (?:your|the|a) time\b(?! (?:between|after|before|from|on)\b)", "anytime"),
)  # fmt: skip

# "my cast comes off on the 29th, can't be before that"; only after the rules that drop it beside a limit.
NOT_BEFORE_THAT = (
    rf"\b(?:it |i |we )?(?:cant|cannot|wont|not|never|shouldnt)(?: {_COME})? "
    rf"(?:before|earlier than|sooner than|(?:[a-z]+ ){{0,4}}?until) (?:that|then)(?: day| date)?(?:{ENDS}|(?= please))",
    "from then on",
)
