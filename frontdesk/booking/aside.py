"""What a message says that belongs to no field: something to add at the summary, and when a call would suit."""

import re
from dataclasses import replace

from frontdesk.booking.draft import CALL_BACK, Draft, Say
from frontdesk.booking.heard import Heard
from frontdesk.booking.questions import STATUS, answers, asks_at, is_question
from frontdesk.booking.taken import Taken
from frontdesk.booking.told import (
    AGREE,
    ASK,
    CHANGE,
    CORRECT,
    LEAVE,
    MARKUP,
    MORE,
    NOTE,
    PERSON,
    REFUSE,
    RESTART,
    SMALL,
    TELL,
)

_FEWEST_WORDS_OF_REMARK = 3
_MOST_WORDS_OF_YES = 6
_LIKELY_YES, _HARDLY, _DOUBTFUL = 0.35, 0.2, 0.6
_OTHERWISE = (ASK, CORRECT, REFUSE, LEAVE, CHANGE, RESTART, PERSON, MORE)
_CANNOT = re.compile(r"\b(?:can'?t|cannot|don'?t)\b")
_OFTEN = 3  # times that a question has been asked
_PUTS_RIGHT = re.compile(r"\b(?:but|not|should be|make it)\b")


def tells(heard: Heard) -> bool:
    """Whether a message at the summary has something to add: a few words at least, no markup, no mere anger."""
    if MARKUP.search(heard.text):
        return False
    only_anger = heard.upset and not heard.told.is_marked(NOTE)
    return heard.told.does(CORRECT) or (heard.told.does(TELL) and _is_remark(heard) and not only_anger)


def adds(heard: Heard) -> bool:
    """Whether a message at the summary that was not understood says something: it goes to the front desk as it is."""
    return _is_remark(heard) and not (
        heard.choice or heard.upset or asks_at("confirm", heard.plain) or MARKUP.search(heard.text)
    )


def likely_agrees(draft: Draft, heard: Heard) -> bool:
    """Whether few words at the summary are most likely a yes, in whatever way that is said.

    So are the same words once more after it was asked again, where they hold nothing else: nobody insists on what is no answer.
    """
    values = any(words.sure >= _DOUBTFUL for words in heard.told.words)
    if heard.choice or values or heard.upset or len(heard.plain.split()) > _MOST_WORDS_OF_YES or "?" in heard.plain:
        return False
    agrees, other = (
        (heard.told.acts or {}).get(AGREE, 0.0),
        max((heard.told.acts or {}).get(act, 0.0) for act in _OTHERWISE),
    )
    again = heard.plain == draft.heard and draft.tries > 0 and not heard.told.does(SMALL)
    return (agrees >= _LIKELY_YES and other <= agrees / 2) or (again and heard.told.is_read and other <= _HARDLY)


def _is_remark(heard: Heard) -> bool:
    return len(heard.plain.split()) >= _FEWEST_WORDS_OF_REMARK


def only_repeats(heard: Heard, taken: Taken) -> bool:
    """Whether what stands beside a yes is known already: "yes, but not Wednesday remember"."""
    known = taken.answered and not _CANNOT.search(heard.plain) and not heard.plain.endswith("?")
    return heard.says_yes or bool(known)


def only_answers(heard: Heard, taken: Taken) -> bool:
    """Whether a few words only say again what a field holds: "first time" at the summary asks nothing."""
    few = len(heard.plain.split()) <= _FEWEST_WORDS_OF_REMARK
    return (
        few and taken.answered and not taken.problem and not is_question(heard.plain) and not heard.plain.endswith("?")
    )


def only_adds(heard: Heard) -> bool:
    """Whether what stands beside a yes is for the front desk, and puts nothing right."""
    puts_right = heard.told.does(CORRECT, ASK) or is_question(heard.plain) or bool(_PUTS_RIGHT.search(heard.plain))
    return (heard.told.is_read or bool(heard.lang)) and not puts_right


def when_to_call(taken: Taken, before: Draft) -> Taken:
    """A call-back has no time of its own: when it suits is for the front desk to read."""
    when = taken.draft.details.when
    if before.goal != CALL_BACK or when in ("", before.details.when, "any time"):
        return taken
    moves = before.details.note.startswith("Wants to")
    return replace(taken, draft=taken.draft.with_note(f"Time named: {when}" if moves else f"When to call: {when}"))


def says_again(draft: Draft, heard: Heard) -> bool:
    """Whether the same words come again for the same question: they answer it, whatever they were taken for."""
    same = bool(heard.plain) and heard.plain == draft.heard and not heard.choice
    return same and (draft.asked >= _OFTEN or not asks_at(draft.step, heard.plain))


def by_email(taken: Taken) -> Taken:
    """An address in place of the phone number is a way to be reached: some patients cannot talk on the phone."""
    details = taken.draft.details
    if taken.draft.step == "phone" and details.email and not details.phone and not taken.problem:
        return taken.skipping()
    return taken


def answered(draft: Draft, heard: Heard, taken: Taken) -> list[Say]:
    """What is said to what a message asks beside what it tells; of the booking that is being made, when it is."""
    if says_again(draft, heard) or only_answers(heard, taken):
        return []
    said = answers(heard, draft.step, bool(taken.noted or taken.problem))
    if said == [STATUS] and draft.details.when:
        return [Say(("utter_booking_noted",), {"noted": draft.details.when})]
    return said
