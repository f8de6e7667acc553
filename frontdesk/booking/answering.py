"""The answer to the open question, as far as it cannot stand on its own: "ana", "no", "my knee"."""

import re

from frontdesk.booking.extraction import bare_reason, complaint_clause, find_reason
from frontdesk.booking.heard import Heard
from frontdesk.booking.names import bare_name, leading_name
from frontdesk.booking.questions import asks_at, is_question, is_small_talk, is_topic
from frontdesk.booking.taken import Taken
from frontdesk.booking.vocabulary import is_clinical
from frontdesk.language.segments import asks

_OTHER_WISHES = frozenset({"book", "callback", "reschedule", "cancel"})
_YES_FIRST = re.compile(
    r"(?:yes|yeah|yep|yup|ya|yea|y|oui|i (?:think|believe|guess) so|years ago|(?:a )?(?:long )?while ago|"
    r"many times|returning|existing|before)\b"
)
_NO_FIRST = re.compile(r"(?:new|no|nope|nah|n|non|never|not|i don'?t (?:think|believe) so)\b(?! (?:idea|clue|sure)\b)")
_MOST_WORDS_OF_YES_OR_NO = 6


def answer(taken: Taken, heard: Heard, text: str, says_more: bool) -> Taken:
    """The answer to the open question, where the message said nothing that stands on its own.

    A name may stand beside a phone number or an address; `says_more`: the message said something else than those.
    """
    step = taken.draft.step
    if step == "reason" and not taken.draft.details.reason:
        return _take_reason(taken, heard, text)
    if says_more or taken.problem:
        name = leading_name(text) if step == "name" and not taken.problem else None
        return taken.note(name, name=name) if name and not taken.draft.details.name else taken
    if step == "name" and not (asks(heard.plain) or heard.agrees or heard.declines):
        name = bare_name(text, lenient=taken.draft.tries > 0)
        return taken.note(name, name=name) if name else taken
    if taken.noted:
        return taken
    kind = _yes_or_no(heard) if step == "patient_type" else ""
    if kind:
        return taken.of_type(kind)
    return taken.skipping() if heard.skips and step in ("when", "patient_type") else taken


def _yes_or_no(heard: Heard) -> str:
    """Whether they have been here before, from a short answer that begins with yes or no."""
    if heard.agrees or heard.declines:
        return "returning" if heard.agrees else "new"
    if len(heard.plain.split()) > _MOST_WORDS_OF_YES_OR_NO or is_question(heard.plain):
        return ""
    if _YES_FIRST.match(heard.plain):
        return "returning"
    return "new" if _NO_FIRST.match(heard.plain) else ""


def _take_reason(taken: Taken, heard: Heard, text: str) -> Taken:
    """Whatever is said when asked for the reason is the reason, but for questions, commands and small talk.

    Where the message says something else too, only the clause that names a complaint.
    """
    if heard.skips or heard.declines:
        return taken.skipping()
    if is_question(heard.plain) or (asks_at("reason", heard.plain) and is_topic(heard.intent)):
        return taken
    reason = find_reason(text) or complaint_clause(text) if taken.noted else bare_reason(text)
    empty = heard.agrees or heard.goes_on or not any(character.isalpha() for character in text)
    other = is_small_talk(heard.intent) or heard.intent in _OTHER_WISHES
    if not reason or empty or (other and not is_clinical(text)):
        return taken
    return taken.note(reason, reason=reason)
