"""Answers to a reminder in words: "yes ill be there", "cant make it", "another day please".

Only a text that says nothing else is taken: one more word, such as a time, and it is a message of its own.
"""

import re
from collections.abc import Sequence

from frontdesk.channels.sms.options import Option, folded
from frontdesk.texting.appointment_words import KEEP

_POLITE = (
    r"(?:(?:hi|hello|hey|sorry|so sorry|im sorry|i am sorry|ok|okay|oh|please|pls|thanks|thank you|thx|ty|again) ?)*"
)
_COMING = re.compile(
    rf"{_POLITE}(?:y|c|ye|yes|yep|yup|yeah|ya|sure|perfect|great|confirmed|confirm|i confirm|keep it|keep|will do|got it|"
    r"all good|sounds good)? ?"
    r"(?:(?:i ?ll|ill|i will|we ?ll|well|we will|im|i am|were|we are|she ?ll|shell|he ?ll|hell|she will|he will) "
    r"(?:be there|be coming|see you(?: then| there| tomorrow)?|coming|come|make it)|"
    r"(?:see|c) (?:you|ya|u)(?: then| there?| tomorrow| tmrw)?|cya|cu)? ?"
    rf"{_POLITE}"
)
_NOT_COMING = re.compile(
    rf"{_POLITE}(?:no|nope|nah)? ?{_POLITE}(?:unfortunately )?"
    r"(?:(?:i|we|she|he) )?(?:(?:cant|can not|cannot|wont|will not|wont be able to|am not able to|not able to|unable to) "
    r"(?:make it|make that|come|be there|do it|attend)|im not coming|not coming|not going to make it|"
    r"(?:have to |need to |must |gotta |please )?(?:cancel|call (?:it )?off)(?: it| this| that)?)"
    rf"(?: (?:anymore|after all|tomorrow|today|then|this time))? ?{_POLITE}"
)
_ANOTHER_TIME = re.compile(
    rf"{_POLITE}(?:(?:can|could|may) (?:i|we) |(?:i|we) (?:need|want|would like|have) to |need to |id like to )?"
    r"(?:(?:reschedule|move|change|switch|push)(?: it| this| that| my appointment| the appointment| the time)?|"
    rf"(?:get |have |need )?(?:another|a different|a new) (?:time|day|date)) ?{_POLITE}"
)


def reminder_choice(text: str, offered: Sequence[Option]) -> str | None:
    """The id of the option of a reminder that a text chooses in words; None if the list is none, or the text says more."""
    ids = [choice for choice, _ in offered]
    keep = next((choice for choice in ids if choice.startswith(KEEP)), None)
    said = folded(text)
    if keep is None or not said:
        return None
    if _COMING.fullmatch(said):
        return keep
    other = "cancel" if _NOT_COMING.fullmatch(said) else "reschedule" if _ANOTHER_TIME.fullmatch(said) else ""
    return other if other in ids else None
