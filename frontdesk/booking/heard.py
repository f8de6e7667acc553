"""One message of the patient as the booking conversation hears it, and the plain commands in it."""

import re
from dataclasses import dataclass, field

from frontdesk.booking import told as acts
from frontdesk.booking.told import Told
from frontdesk.language.packs import ENGLISH

_NO_MARKS = str.maketrans(dict.fromkeys(",.!", " "))
# Ids of the buttons that booking messages carry; buttons of times begin with SLOT.
YES, NO, STOP, SKIP = "booking_yes", "booking_no", "booking_stop", "booking_skip"
NEW, RETURNING = "booking_new", "booking_returning"
MORNING, AFTERNOON, ANY_TIME, SOON = "booking_morning", "booking_afternoon", "booking_any", "booking_soon"
MORE_TIMES, OTHER_TIMES, WAIT = "booking_more", "booking_other", "booking_wait"
REMIND = "booking_remind"
CHANGE = "booking_change_"
SERVICE = "booking_service_"
APPOINTMENT = "booking_appointment_"
SLOT = "booking_slot_"
MEANT = "booking_meant_"
GOES_ON = "booking_go_on"
CALLBACK = "callback"
WORDS_OF_CHOICE = {
    MORNING: "in the morning",
    AFTERNOON: "in the afternoon",
    ANY_TIME: "any time",
    SOON: "as soon as possible",
}

_POLITE = r"(?:(?:please|pls|ok|okay|sorry|actually|um+|well|oh|hey|thanks|thank you|hi|then|just)[,. ]+)*"
_END = r"(?:[,. ]+(?:please|pls|thanks|thx|thank you|sorry|for now|now|then))*[.! ]*$"


def _command(words: str) -> re.Pattern[str]:
    return re.compile(rf"^{_POLITE}(?:{words}){_END}")


_STOP = _command(
    r"stop(?: (?:it|this|here|booking|the booking))?|never ?mind|nvm|forget (?:it|about it|this)|quit|exit|"
    r"cancel(?: (?:it|this|that|everything|all of it|(?:the|my) (?:booking|request|appointment|appt)|the whole thing))?|"
    r"i(?: have|'ve|ve)? changed my mind|changed my mind|leave it|not (?:now|today|anymore|interested)|"
    r"(?:i )?(?:don'?t|do not) want (?:to (?:book|do this|go on)|this|it|an appointment)(?: anymore)?|no longer needed|abort"
)
_CALLS_OFF = re.compile(r"\b(?:cancel\w*|stop|drop|forget|scrap|call (?:it|this|that) off|never ?mind|no longer)\b")
_START_OVER = _command(
    r"(?:let'?s |can we |can i |i want to )?(?:start|begin) (?:over|again|anew|from (?:the )?(?:beginning|scratch|start))|"
    r"restart|reset|from the top|scrap that"
)
_GO_ON = _command(
    r"(?:let'?s )?(?:continue|go on|resume|carry on|keep going|back to)(?: with)?(?: the| my)?"
    r"(?: booking| appointment| request)?|book"
)
_SKIP = _command(
    r"(?:can (?:i|we) )?(?:skip|pass on|leave)(?: (?:it|this|that))(?: one)?(?: out| blank| empty)?|skip|"
    r"(?:i(?:'d| would)? )?(?:rather|prefer) (?:not|won'?t)(?: (?:to )?(?:say|tell|share|answer))?|"
    r"(?:it'?s )?(?:private|personal|none of your business)|no comment|you (?:don'?t|do not) need to know|"
    r"(?:(?:i'?d )?rather )?keep (?:it|that) (?:private|to myself)|pass|next|no reason|nothing|none|"
    r"(?:i )?(?:don'?t|do not|won'?t) (?:want|like|wish|care) to "
    r"(?:say|tell|share|talk about|discuss)(?: (?:you|it|that|this))?|not (?:saying|telling)|n/?a|-"
)
_YES = _command(
    r"y|ye|yes|yeah|yep|yup|ya|yea|sure|correct|right|that(?:'?s| is) (?:quite |all |very )?"
    r"(?:right|correct|it|fine|good|perfect|ok|okay)|(?:yes|yeah|yep|ok|okay|sure),? (?:just |please |now |so )*"
    r"(?:send|book|do|confirm) (?:it|that|this)(?: now| already| ffs| please| then)*|"
    r"(?:all|looks|sounds|its|it'?s|everything'?s?(?: is)?|all is) (?:good|right|correct|fine|great|ok|okay|perfect)|"
    r"perfect|great|go ahead|send(?: it)?|do it|confirm(?:ed)?|book it|please do|i do|i have|absolutely|definitely|of course|"
    r"fine|good|ok|okay|k|10-4|ten[- ]four|spot on|bang on|you got it|got it|all set|sounds (?:about )?right|"
    r"yes,? (?:please|that(?:'?s| is) (?:right|correct)|it is|send it|book it|i have|go ahead|do|cancel it|move it|ma'?am|sir)|"
    r"oui|(?:yes,? )?(?:please )?call me(?: back)?|sweet|ship it|deal|cool|alright|lovely|grand|"
    r"splendid|beauty|beaut|bet|right on|solid|for ?sure|fa? ?sho|aye|indeed|"
    r"that(?:'?s| is) (?:me|it|the one|everything|all)|👍+|👌+"
)
# A yes in more words ("yes thats all fine thank you"): it begins with one of the first and has none but these.
_YES_FIRST = frozenset("yes yeah yep yup ya ok okay sure perfect great looks that's thats all everything send".split())
_YES_WORDS = _YES_FIRST | frozenset(
    "that is it's its good right correct fine perfect thank thanks you please send it go ahead book do so very much well dear "
    "now the request in order me to already just pls ffs lol sir".split()
)
_YES_ABOVE_ALL = frozenset("yes yeah yep yup yea oui si sí sure perfect".split())
_TAKES_BACK = frozenset(
    "but except change not wrong instead only wait no actually however change can't cannot don't".split()
)
_LONGEST_YES = 6  # words
_CHANGES = re.compile(r"\b(?:chang\w*|wrong|instead|actually|wait|except|no longer|however)\b")
_NO = _command(
    r"n|no|nope|nah|not yet|no tha?n?[kx]s?|no ty|no thank you|not really|"
    r"wrong|that'?s (?:wrong|not right|not correct)|incorrect|"
    r"no(?:,)? (?:that'?s (?:wrong|not right)|it'?s not|it isn'?t|wait|i (?:haven'?t|have not)|not that|don'?t|never|"
    r"(?:keep|leave) it)|(?:keep|leave) it(?: as it is)?|non|hold on|wait"
)
_REMIND = _command(
    r"(?:(?:yes|yeah|ok|okay|sure),? )?(?:remind me|(?:for |to )?(?:a |the )?reminder|text me(?: a reminder)?)"
)
_NEGATION = re.compile(r"\b(?:no|not|without|never)\b|n'?t\b")
_MORE = _command(
    r"more(?: times| options)?|show (?:me )?more|other times|what else|anything else|others|later ones|next ones"
)
_WAIT_LIST = re.compile(r"\bwait(?:ing)?[ -]?list\b")
_NONE_FIT = _command(
    r"none(?: of (?:these|those|them))?(?: work| fit| suit)?(?: me| for me)?|neither|no(?:ne)? good|(?:these|those) don'?t work"
)

_SURELY = 0.75  # how likely a message must do what it has no plain words for
_BEYOND_DOUBT = 0.9
_DOUBTFUL = 0.6  # how sure the reader must be of a value in what is nothing but a yes or no
_YES_PART = re.compile(r"[.,!;]+\s*|\s+(?:and|but)\s+")
_VALUES = (*acts.OF_FIELDS, acts.REASON)
_SAYS_MORE = (acts.TELL, acts.CORRECT, acts.ASK, acts.PERSON)


def goes_on(plain: str) -> bool:
    """Whether a lower-case text asks to go on with what was begun."""
    return bool(_GO_ON.match(plain))


def _says_yes(plain: str) -> bool:
    """Whether a lower-case text is a plain yes, maybe in many words."""
    words = plain.translate(_NO_MARKS).split()
    in_many = len(words) > 1 and words[0] in _YES_FIRST and _YES_WORDS.issuperset(words)
    return in_many or bool(_YES.match(plain))


@dataclass(frozen=True)
class Heard:
    """A message with what the language model made of it.

    `choice` is the id of a button. `intent` is a topic or an intent; "clarify" and "nlu_fallback" mean that it is not sure.
    `asked` is what else is wanted beside an appointment or a message. `quoted` is an earlier text that this message asks to be
    passed on. `earlier` is what the patient said before this and no booking has heard yet: before it began, or when they were
    warned. `lang` is the language of the message, if not English, and `written` what was written in it, where `text` is in
    English words. `upset`: it sounds angry. `turn_id` is the same if the message is handled again after a crash; `known_turn`
    is that of the last reply within this booking that the conversation knows of.
    """

    conversation_id: str
    turn_id: str
    channel: str
    text: str
    choice: str = ""
    intent: str = ""
    second: str = ""
    asked: str = ""
    quoted: str = ""
    known_turn: str = ""
    lang: str = ""
    written: str = ""
    upset: bool = False
    told: Told = field(default_factory=Told)
    earlier: tuple[Told, ...] = ()

    @property
    def language(self) -> str:
        """The code of the language that the patient writes in."""
        return self.lang or ENGLISH

    @property
    def plain(self) -> str:
        """The text in lower case with plain quotes and single spaces."""
        return " ".join(self.text.replace("’", "'").lower().split())

    def _is(self, command: re.Pattern[str], choice: str) -> bool:
        return self.choice == choice if self.choice else bool(command.match(self.plain))

    def _only(self, act: str) -> bool:
        """Whether the message, as it was read, does this and nothing else: it tells, corrects and asks nothing."""
        if self.choice or not self.told.does(act, likely=_SURELY):
            return False
        if self.told.does(act, likely=_BEYOND_DOUBT) and not self.told.does(acts.CORRECT, acts.ASK):
            return not any(words.label in _VALUES and words.sure >= _DOUBTFUL for words in self.told.words)
        return not self.told.words and not self.told.does(*_SAYS_MORE)

    @property
    def stops(self) -> bool:
        """Whether the patient wants to leave the booking."""
        return self._is(_STOP, STOP) or self._only(acts.LEAVE)

    @property
    def calls_off(self) -> bool:
        """Whether the message names an end: "cancel", "drop it", "call it off"."""
        return bool(self.choice) or bool(_CALLS_OFF.search(self.plain))

    @property
    def starts_over(self) -> bool:
        """Whether the patient wants to begin again."""
        return not self.choice and (bool(_START_OVER.match(self.plain)) or self._only(acts.RESTART))

    @property
    def goes_on(self) -> bool:
        """Whether the patient wants to go on with what was begun."""
        return self.choice == GOES_ON or (not self.choice and goes_on(self.plain))

    @property
    def skips(self) -> bool:
        """Whether the patient would rather not say."""
        return self._is(_SKIP, SKIP) or self._only(acts.DECLINE)

    @property
    def agrees(self) -> bool:
        """Whether the message is a plain yes."""
        return self.agrees_in_words or self._is(_YES, YES) or self._only(acts.AGREE)

    @property
    def agrees_in_words(self) -> bool:
        """Whether the message is typed and has the words of a yes, and no others."""
        return not self.choice and any(map(_says_yes, (self.plain, self.told.spelt)))

    @property
    def says_yes(self) -> bool:
        """Whether a message of few words begins or ends with a yes and takes nothing back: "yes, grand", "if so then yes"."""
        words = self.plain.translate(_NO_MARKS).split()
        return (
            not self.choice
            and 1 < len(words) <= _LONGEST_YES
            and not _YES_ABOVE_ALL.isdisjoint((words[0], words[-1]))
            and _TAKES_BACK.isdisjoint(words)
            and not self.plain.endswith("?")
        )

    @property
    def begins_with_yes(self) -> bool:
        """Whether a message says yes, and then what may repeat what is known or add to it.

        "yes, but not Wednesday remember", "yes. please ring in the morning".
        """
        first, *more = _YES_PART.split(self.plain, maxsplit=1)
        parted = any(more) and bool(_YES.match(first))
        is_first = not _YES_ABOVE_ALL.isdisjoint(self.plain.translate(_NO_MARKS).split()[:1])
        yes = parted or (is_first and not self.plain.endswith("?"))
        return self.says_yes or (yes and not self.choice and not _CHANGES.search(self.plain))

    @property
    def declines(self) -> bool:
        """Whether the message is a plain no."""
        return self._is(_NO, NO) or self._only(acts.REFUSE)

    @property
    def wants_reminder(self) -> bool:
        """Whether the message agrees to be reminded."""
        in_words = self.agrees or bool(_REMIND.match(self.plain))
        yes_and_more = self.begins_with_yes and not _NEGATION.search(self.plain)
        return self.choice == REMIND or (not self.choice and (in_words or yes_and_more))

    @property
    def wants_more(self) -> bool:
        """Whether the patient asks for further times."""
        return self._is(_MORE, MORE_TIMES) or self._only(acts.MORE)

    @property
    def waits(self) -> bool:
        """Whether the patient asks for the wait list."""
        return self.choice == WAIT or bool(_WAIT_LIST.search(self.plain))

    @property
    def fits_none(self) -> bool:
        """Whether none of the offered times suits."""
        return self._is(_NONE_FIT, OTHER_TIMES)
