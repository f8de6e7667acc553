"""Answers to the offer of a time in words: "oh good I'll take the 4 oclock", "no thanks, give it to someone else".

Only a text that says nothing else is taken. An hour that it names has to be that of the offer (NoticeReplies).
"""

import re
from collections.abc import Sequence

from frontdesk.channels.sms.options import Option, folded
from frontdesk.texting.appointment_words import PASS, TAKE

_GLAD = (
    r"(?:(?:oh|ok|okay|hi|yes|yea|yeah|yep|yup|sure|good|great|perfect|awesome|amazing|nice|wonderful|fantastic|please|pls|"
    r"thanks|thank you|so much|thx|oui|parfait|super|merci|daccord) ?)*"
)
_IT = (
    r"(?:it|that|this|that one|that time|the time|(?:the|that|your) (?:spot|slot|opening)|"
    r"(?:the |that )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: ?\d\d)?"
    r"(?: ?(?:oclock|o clock|pm|am|p m|a m))?(?: (?:one|spot|slot))?)"
)
_TAKES = re.compile(
    rf"{_GLAD}(?:(?:ill|i will|i would like to|id like to|well|we will|we ll|i ll|can i|could i|i can|let me|i want to) ?)?"
    rf"(?:take|have|grab|do|accept|book|use|want) {_IT} ?{_GLAD}|"
    rf"{_GLAD}(?:{_IT} )?(?:works|is (?:good|fine|great|perfect)|sounds good|suits me)(?: for me)? ?{_GLAD}|"
    rf"{_GLAD}(?:book me(?: in)?|count me in|im in|i m in) ?{_GLAD}|"
    rf"{_GLAD}je (?:le |la )?prends(?: ca| celui la| cette heure)? ?{_GLAD}"
)
_PASSES = re.compile(
    rf"(?:(?:no|nope|nah|sorry|non|thanks|thank you|merci) ?)*(?:(?:i |we )?(?:cant|can not|cannot)"
    rf"(?: make| take| do)?(?: {_IT})?|not (?:that|this) (?:one|time)|(?:give|pass) it to (?:someone|somebody) else|"
    r"(?:ill |i will )?pass(?: on (?:it|this|that))?|(?:it |that )?doesnt work(?: for me)?|(?:je )?(?:ne )?(?:peux|prends) pas)"
    r" ?(?:(?:sorry|thanks|thank you|merci) ?)*"
)
# "That one" is no hour.
_HOUR = re.compile(
    r"\b(?:(\d{1,2})(?: ?\d\d)?(?: ?[ap] ?m)?|(?<!that )(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\b"
)
_WORDS = {
    word: hour for hour, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}


def offer_choice(text: str, offered: Sequence[Option]) -> str | None:
    """The id of the option of an offer that a text chooses in words; None if the list is none, or the text says more."""
    ids = [choice for choice, _ in offered]
    take = next((choice for choice in ids if choice.startswith(TAKE)), None)
    said = folded(text)
    if take is None or not said:
        return None
    if _TAKES.fullmatch(said):
        return take
    return next((choice for choice in ids if choice.startswith(PASS)), None) if _PASSES.fullmatch(said) else None


def hour_named(text: str) -> int | None:
    """The hour on a clock's face (1 to 12) that a text names, or None."""
    found = _HOUR.search(folded(text))
    if found is None:
        return None
    hour = int(found[1]) if found[1] else _WORDS[found[0]]
    return hour % 12 or 12
