"""Patterns of the words between days and times, and of the words that say something about time without naming any."""

from frontdesk.language.when.parts import Handler, Mark, any_of

_NEGATION = r"(?:(?:do|does|is|are|will|would|wo|ca|could) ?(?:nt|not)|cannot|not|never)"

_NOT_GOING = "".join(f"(?<!{word} )" for word in "fly flying head heading go lets gets let get".split())
_NOT_WAITING = "".join(f"(?<!{word} )" for word in ("can", "to", "ill", "will", "rather", "dont", "not"))
_TIMED = r"(?:\w+days?\b|tomorrow|today|mornings?|afternoons?|evenings?|(?:the )?\d|later|earlier|before|after)"
_TAKING_BACK = any_of(
    rf"""
    (?:just )?kidding
    jk
    scratch that
    hang on|hold on
    {_NOT_WAITING}wait(?! (?:list|until|for|long))
    correction
    i mean(?:t)?(?! (?:it|business|well)\b)
    make (?:it|that|them)(?! (?:there|in time|there|before|after|to)\b)
    or rather
    on second thought
    """
)

# What happens on a day that is named: "my surgery [on thursday]", "our trip [next monday]".
_EVENT = (
    r"(?:my|the|our|her|his|we|i) (?:[a-z]+ ){0,4}?"
    r"(?:[a-z]+ on(?= (?:the \d|\w+day|\w+ \d))|[a-z]+(?= (?:this|next|coming) \w+day| tomorrow))"
)
_SOMEBODY = "(?:he|she|we|they|i|son|daughter|husband|wife|mom|dad|partner)"
_COMING = "(?:i|be|able|to|come|make|it|do|there|get|in|see|you|free|available|back|leave|any|sooner)"
_CLOCK = r"(?:\d{1,2}:|\d{1,2}(?:$| [.,;!?]| (?:[ap]m|on|at|so|any|or|and)\b))"

# kind -> the phrases that have it, one a line; earlier kinds are tried first.
_LEADING: dict[str, str] = {
    "alternate": r"""
        every (?:other|second|2nd|third|3rd) (?:weeks?|\w+days?|days?)
        (?:alternat\w+|odd|even|alt) (?:weeks?|\w+days?|days?)
        bi ?weekly
        """,
    # How often, how long, how long ago: no wish
    "word": r"""
        (?:(?:\d{1,2}|an?|(?:a )?couple(?: of)?|a few|few) )?(?:(?:day|week|month|year|hour)s? )?ago
        (?:\d+|once|twice|few|several)(?: times)? (?:a|per|every|each) (?:day|week|month)
        every (?:\d+ )?(?:weeks?|months?|days)
        (?:^|(?<=hi )|(?<=hello )|(?<=hey ))good (?:morning|afternoon|evening|day|night)(?! (?:for|works?|is|on|or|would|any)\b)
        (?:for|over|during|in) the (?:last|past) (?:\S+ )?(?:days?|weeks?|months?|years?)
        not (?:sure|only|too sure|that(?!(?: day| 1)?(?: ,| \.| ;| !|$))|a problem|bad)
        ^no(?= (?:,(?!$)|i (?:said|want|need|would)\b|let\S* |(?:can|could) we\b|(?:how|what) about\b|its\b|it is\b|id\b))
        why not
        night owl|(?:morning|evening|night) person
        my \w+day (?:\S+ )?(?:appointment|visit|session|booking)
        my appointment (?:is )?(?:on |for )?(?:this |next )?\w+day
        cant wait
        no (?:thanks?|thank|problem|worries|idea|preference for)
        i (?:do ?nt|do not) work(?= (?:on )?(?:\w+days?|\w+ings?))
        {somebody} (?:not|(?:do|does|is|are) ?(?:nt|not)) work(?:ing)?(?= (?:on )?(?:\w+days?|\w+ings?|this|next|tomorrow)\b)
        """.replace("{somebody}", _SOMEBODY),
    # What was said before gives way to what follows
    "correction": rf"""
        (?:(?:oh|ah|um|uh|oops|whoops|no|sorry|actually|ok|or) )*(?:, )?{_TAKING_BACK}(?: ,)?(?: no\b(?! {_TIMED}))?
        ^(?:no|sorry)(?= ,$)
        ^(?:oh |ah )?no (?:, )?(?:sorry|actually|seriously|srsly|rather|oops)
        (?:(?:oh|oops|no) sorry|(?<=[a-z\d] )sorry)(?= (?:, )?{_TIMED})
        (?:sorry|oops|whoops) (?:, )?(?:i mean\S*|make (?:it|that)|rather|no)
    """,
    "since": r"since",
    "past": r"""
        (?:the )?(?:day before )?yesterday
        (?:last|past|previous) (?:week|month|year|night|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)(?! of)
        earlier (?:today|this week)
        """,
    "soon": r"""
        as (?:soon|early|quick|quickly) as (?:possible|u can|you can|i can|it gets)
        (?:the )?(?:very )?(?:first|earliest|soonest|next) (?:available|possible)(?: (?:time|appointment|slot|spot|1))?
        (?:the )?(?:very )?(?:first|earliest|soonest|next) (?:1 )?(?:you have|opening|available)
        (?:the )?(?:earliest|soonest)(?! in| on)
        (?:the )?sooner the better
        (?:the )?first (?:1|slot|spot|appointment|opening) (?:you (?:have|got)|available)
        (?:the )?quickest
        (?:right|straight) away
        immediately
        right now
        soon
        asap
        ^now(?: please)?$
        """,
    "any": r"""
        when ?ever
        wheneva
        no matter when
        (?:it )?(?:does ?nt|does not|dosent|dont|wont) (?:really )?matter
        (?:i )?(?:really )?(?:do ?nt|do not) (?:really )?(?:mind|care)
        no preferences?
        not (?:fussy|picky)
        (?:i am |im )?(?:very |totally |pretty |fully |quite )?flexible
        i ?a?m easy
        up to (?:you|u)
        (?:you|u) (?:choose|pick|decide)
        anytime
        anything
        all day
        (?:the )?(?:whole|entire) day
        all the same
        wide open
        whatever(?: works| time| day)*
        ^any$
        """,
    # What happens at a time that nobody can look up
    "event": r"""
        (?:ill|we will) know|once (?:the|my|i|im|ive|we|he|she|our|school|harvest|its|it is|that|this)
        (?:as soon as|when|until) (?:the |my |our )?[a-z]+ (?:is|are|gets?|lets?) (?:out|off|over|done|finished|back|better)
        (?:the |that )week (?:my|im|of my|after my|before my|she|he|they)
        (?:few|couple(?: of)?|\d+) (?:days|weeks|months) (?:after|before|past) (?:my|the|i|we|her|his|our)(?! (?:\d|\w+day\b))
        """,
    # Something that was said before, or a condition: never to be guessed
    "unclear": r"""
        unless
        (?:a )?day or (?:2|so) (?:after|before)(?= (?:that|it|then)\b)
        between (?:my |the |our |his |her )?(?:2 )?(?:classes|shifts|jobs|meetings|lectures|appointments|sessions)
        (?:she|he|they) (?:leaves?|goes|heads out)(?= (?:at|around|about) \d)
        (?:it )?depend(?:s|ing)
        same (?:time|day) as\b
        (?:right |just |straight )?(?:after|before) (?:him|her|them)(?=$| [,.;!?])
        (?:the )?first day (?:you|youre|your|u|ur|yall)
        either (?:way|side)
        either end of(?! it\b)
        (?:after|before) (?:those|these|them)(?=$| [,.;!?])
        (?:half an hour|an hour|\d+ (?:minutes|mins?|hours?)) (?:later|earlier|before|after)
        """,
    "vague": r"""
        some ?times?
        some ?day
        at some point
        1 of these days
        (?:the |my )?usual(?: time| day)?
        (?:another|a different|different) (?:day|time)
        in a while
        (?:next|this|in|in the) (?:spring|summer|fall|autumn|winter)
        later on
        later(?! (?:this|next|than|in))
        """,
    "afternot": r"""
        {negation}(?: really)? (?:be )?(?:work|good|possible|suit|great|ok|okay|ideal|convenient|an option)(?! on\b)(?: for me)?
        {negation}(?: really)? (?:do it|happening|happen|best)(?! on\b)
        (?:is |are )?(?:no good|impossible|out of the question|a no go|too busy|fully booked)
        (?:is |are )?(?:(?<!nothing )(?<!not )(?<!so )bad|shot|packed)
        (?:is |are )?(?:pretty much |almost |all )?(?:gone|full)
        (?:is |are )?{not_going}out\b(?! (?:of|by|before|at)\b)
        """.replace("{negation}", _NEGATION).replace("{not_going}", _NOT_GOING),
}
_JOINING: dict[str, str] = {
    "if not": r"""
        if (?:not|nothing|none)(?: (?:then|there|available|open))?
        or else
        otherwise
        failing that
        """,
    "between": r"between",
    "after": r"""
        gone(?: \S+)? (?:until|through)
        after {event}
        (?:anytime |any day )?(?:after|past|later than)
        """.replace("{event}", _EVENT),
    "from": r"""
        (?:anytime )?(?:from|starting(?: from| on)?|as of|beginning)
        (?:not|no|isnt|is not|aint) (?:before|until|earlier than|sooner than)
        (?:cant|cannot|wont|wouldnt|not able|unable)(?: {_COMING}){0,5} (?:until|before)(?! {_CLOCK})
        (?<!my )(?<!her )(?<!his )back(?: from \S+)?(?: on)?
        """.replace("{_COMING}", _COMING).replace("{_CLOCK}", _CLOCK),
    "by": r"by|until|up to|no later than|not later than|not after",
    "before": r"""
        before (?:i|we|she|he|they) (?:fly|leave|go|travel|move|head)(?: (?!on )\S+){0,3}? on
        before (?:i|we|she|he|they) (?:fly|leave|go|travel|move|head)(?: out| away| off| home)?
        before {event}
        (?:anytime )?(?:before|prior to|earlier than|ahead of)
        """.replace("{event}", _EVENT),
    "except": r"""
        except(?: for)?
        excluding
        other than
        apart from
        aside from
        besides
        without
        minus
        but not(?! if)
        just not
        (?:as long as|so long as|provided)(?: that)? (?:(?:its|it is|thats) not|(?:it|that) (?:isnt|is not))
        (?:(?<=everything )|(?<=anything )|(?<=anyday )|(?<=everyday )|(?<=anytime )|(?<=week ))but(?! only| just)
        (?:that|which) (?:isnt|is not|arent|are not)(?: on)?(?: an?)?
        (?<=day )but(?= (?:not )?(?:on )?\w+days?\b)
        (?:(?<=anyday )|(?<=everyday ))but(?= (?:the )?\d)
        """,
    "not": r"""
        avoid
        skip
        instead of
        rather than
        unable
        unavailable
        busy
        booked
        away
        vacation
        (?<!a )(?<!the )(?<!that )(?<!stat )holidays?
        out of town
        out of the country
        travell?ing
        (?:fly|flying|head|heading|go|going) out
        hate
        dislike
        (?<=i )work
        (?:(?<=im )|(?<=i am ))working
        """,
    "denial": r"""
        ca ?nt
        can ?not
        wo ?nt
        will not
        (?:do ?nt|do not)(?! (?:have|know))
        not
        no
        nor
        neither
        never
        nothing
        """,
    "onward": r"(?:or|and) (?:after|later|onwards?|beyond|any ?time after)(?=$| [-,.;!?)])|onwards?|and on(?=$| [,.;!?])",
    "apart": r"also|as well as",
    "or": r"or|/|alternatively",
    "and": r"and|plus",
    "to": r"-|to|through",
    "but": r"but",
    "comma": r",|\(|\)",
    "stop": r"[.;:!?]",
}


def _patterns(kinds: dict[str, str]) -> tuple[tuple[str, Handler], ...]:
    def mark(kind: str) -> Handler:
        return lambda found, _: Mark(kind, found[0])

    return tuple((rf"{any_of(phrases)}(?!\S)", mark(kind)) for kind, phrases in kinds.items())


# Tried before days and times, and after them.
LEADING_PATTERNS = _patterns(_LEADING)
JOINING_PATTERNS = _patterns(_JOINING)
