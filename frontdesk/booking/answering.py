"""The answer to the open question, as far as it cannot stand on its own: "ana", "no", "my knee"."""

import re

from frontdesk.booking import told as marks
from frontdesk.booking.been_here import find_patient_type
from frontdesk.booking.extraction import bare_reason, complaint_clause, find_reason
from frontdesk.booking.fields import field_of
from frontdesk.booking.heard import Heard
from frontdesk.booking.names import bare_name, closing_name, leading_name
from frontdesk.booking.questions import asks_at, is_question, is_small_talk, is_topic
from frontdesk.booking.reasons_told import refers_back, told_before
from frontdesk.booking.taken import Taken
from frontdesk.booking.vocabulary import is_clinical
from frontdesk.language.gloss import reading_of
from frontdesk.language.packs import pack_of
from frontdesk.language.segments import asks

_OTHER_WISHES = frozenset({"book", "callback", "reschedule", "cancel"})
_YES_FIRST = re.compile(
    r"(?:yes|yeah|yeh|yess+|yep|yup|ya|yea|y|oui|i (?:think|believe|guess) so|years ago|(?:a )?(?:long )?while ago|"
    r"many times|returning|existing|before)\b"
)
_NO_FIRST = re.compile(
    r"(?:i have ?n[o']?t|i haven'?t|i'?ve (?:not|never)|new|no|nope|nah|n|non|never|not|i don'?t "
    r"(?:think|believe))\b(?! (?:idea|clue|sure)\b)"
)
# A short answer that is nothing else.
_FIRST = re.compile(
    r"(?:(?:ok|um+|uh|oh|well|i'?m|im|this is|it'?s|its|the|my|just|yes|no|nope|nah|s?he|they|i|we|have|has|had|are|is)[,. ]+)*"
    r"(?:first|1st|brand[- ]?new|newb(?:ie)?|(?:have |has )?(?:not|never|nvr|haven'?t|hasn'?t)(?: "
    r"(?:yet|been|ever|to you|there|here|in|before|him|her|me|us|them))*)[.! ]*"
)
_CURRENT = re.compile(
    r"(?:i'?m |im |a |an |the |already )*(?:current|regular|existing|returning|return|old|known)(?: one| pt| pat)?[.! ]*"
)
_MOST_WORDS_OF_YES_OR_NO = 6
_LIKELY_ANSWER = 0.3
_WOULD_NOT_SAY = re.compile(
    r"\b(?:rather|prefer(?: to)?|wants? to|i'?ll|i will|going to|gonna) (?:just )?(?:not|explain|tell|say|discuss|talk about)\b"
    r".*\b(?:write|type|say|therapist|physio\w*|person|there|them|him|her|you)\b|"
    r"\b(?:leave|skip) (?:that|it|this)(?: one| part)? (?:out|blank|empty)\b"
)


def answer(taken: Taken, heard: Heard, text: str, says_more: bool) -> Taken:
    """The answer to the open question, where the message said nothing that stands on its own.

    A name may stand beside a phone number or an address; `says_more`: the message said something else than those.
    """
    field = field_of(taken.draft.step)
    return field.answer(taken, heard, text, says_more) if field else taken


def answer_name(taken: Taken, heard: Heard, text: str, says_more: bool) -> Taken:
    """A name, which may stand beside something that the message says for itself."""
    if says_more or taken.problem:
        name = leading_name(text) if not taken.problem else None
        return taken.note(name, name=name) if name and not taken.draft.details.name else taken
    if not (heard.agrees or heard.declines or heard.skips):
        return _take_name(taken, heard, text)
    return taken


def _take_name(taken: Taken, heard: Heard, text: str) -> Taken:
    """A name that is all of the answer, or is introduced at its end: "why do you need that... fine, it's beau"."""
    asked_before = taken.draft.tries > 0
    alone = not asks(heard.plain) and (asked_before or not _says_no_name(heard))
    name = bare_name(text, lenient=asked_before) if alone and not says_otherwise(heard, text) else None
    name = name or (None if _says_no_name(heard) else closing_name(text))
    return taken.note(name, name=name) if name else taken


def says_otherwise(heard: Heard, text: str) -> bool:
    """Whether a text in another language has words that are in no name, or only exclaims: "je préfère pas donner mon nom"."""
    pack = pack_of(heard.lang)
    if pack is None:
        return False
    reading, words = reading_of(pack), re.findall(r"[^\W\d_]+", text)
    first = re.findall(r"[^\W\d_]+", re.split(r"[,;.!?]", text)[0])
    return bool(reading.no_name.intersection(first)) or reading.exclaims.issuperset(word.lower() for word in words)


def answer_when(taken: Taken, heard: Heard, text: str, says_more: bool) -> Taken:
    """A wish to say nothing of the time; a time stands on its own."""
    said_else = says_more or taken.problem or taken.noted
    return taken.skipping() if heard.skips and not said_else else taken


def answer_type(taken: Taken, heard: Heard, text: str, says_more: bool) -> Taken:
    """Whether they have been here before, unless the message has said so in words that stand on their own."""
    said_else = says_more or taken.problem or taken.noted
    if find_patient_type(heard.text) or (said_else and not heard.told.is_read):
        return taken
    kind = _yes_or_no(heard, taken.draft.tries > 0)
    if kind:
        return taken.of_type(kind)
    return taken.skipping() if heard.skips and not said_else else taken


def _says_no_name(heard: Heard) -> bool:
    """Whether a message that names nobody, as it was read, does something else than to answer."""
    return heard.told.is_read and not heard.told.does(marks.TELL, likely=_LIKELY_ANSWER)


def _yes_or_no(heard: Heard, again: bool) -> str:
    """Whether they have been here before, from an answer that begins with yes or no: a short one, or one given `again`."""
    if heard.agrees or heard.declines:
        return "returning" if heard.agrees else "new"
    alone = (
        "new" if _FIRST.fullmatch(heard.plain) else "returning" if _CURRENT.fullmatch(heard.plain) else _as_read(heard)
    )
    short = again or len(heard.plain.split()) <= _MOST_WORDS_OF_YES_OR_NO
    if (
        alone
        or not short
        or is_question(heard.plain)
        or heard.told.does(*((marks.ASK,) if again else (marks.CORRECT, marks.ASK)))
    ):
        return alone
    if _YES_FIRST.match(heard.plain):
        return "returning"
    return "new" if _NO_FIRST.match(heard.plain) else ""


def _as_read(heard: Heard) -> str:
    """The same of a message that was read: a no that only corrects something else ("no sorry, my hip") answers nothing."""
    if heard.told.does(marks.CORRECT, marks.ASK) and heard.told.words:
        return ""
    if heard.told.does(marks.AGREE):
        return "returning"
    return "new" if heard.told.does(marks.REFUSE) else ""


def _would_not_say(heard: Heard) -> bool:
    in_words = heard.skips or heard.declines or bool(_WOULD_NOT_SAY.search(heard.plain))
    return in_words or (heard.told.does(marks.DECLINE) and not heard.told.is_marked(marks.REASON))


def _told_beside_question(heard: Heard) -> str | None:
    """The reason in the clauses of a message in another language that ask nothing."""
    return find_reason(". ".join(one.english for one in heard.told.glossed if not one.written.endswith("?")))


def answer_reason(taken: Taken, heard: Heard, text: str, says_more: bool) -> Taken:
    """Whatever is said when asked for the reason is the reason, but for questions, commands and small talk.

    Where the message says something else too, only the clause that names a complaint.
    """
    if taken.draft.details.reason:
        return taken
    if heard.agrees or refers_back(heard.plain):
        return _told_before(taken, heard)
    if _would_not_say(heard):
        return taken.skipping()
    return _reason_in(taken, heard, text)


def _told_before(taken: Taken, heard: Heard) -> Taken:
    before = told_before(taken.draft.details.note, heard.lang)
    return taken.note(before, reason=before) if before else taken


def _reason_in(taken: Taken, heard: Heard, text: str) -> Taken:
    if heard.told.is_read and not heard.told.does(marks.TELL, likely=_LIKELY_ANSWER):
        return taken
    if is_question(heard.plain) or (asks_at("reason", heard.plain) and is_topic(heard.intent)):
        told = _told_beside_question(heard)
        return taken.note(told, reason=told) if told else taken
    if marks.MARKUP.search(heard.text):
        reason: str | None = bare_reason(heard.text)
    else:
        reason = find_reason(text) or complaint_clause(text) if taken.noted else bare_reason(text)
    empty = heard.goes_on or not any(character.isalpha() for character in text)
    other = is_small_talk(heard.intent) or heard.intent in _OTHER_WISHES
    if not reason or empty or (other and not is_clinical(text)):
        return taken
    return taken.note(reason, reason=reason)
