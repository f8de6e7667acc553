"""When the patient would like to come."""

import re

from frontdesk.booking import buttons
from frontdesk.booking.answering import answer_when
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import Draft
from frontdesk.booking.fields.field import Field
from frontdesk.booking.heard import MEANT, WORDS_OF_CHOICE, Heard
from frontdesk.booking.taken import Taken
from frontdesk.booking.times import take_time, take_when

_NOT_USABLE = "impossible_date past closed_day outside_hours too_far contradiction unclear swapped_date"


def _choose(taken: Taken, heard: Heard, desk: Desk) -> Taken | None:
    if heard.choice.startswith(MEANT):
        return take_time(taken, heard.text, desk)
    words = WORDS_OF_CHOICE.get(heard.choice)
    return take_time(taken, words, desk) if words else None


def _in_words(draft: Draft, desk: Desk) -> str:
    return desk.slot_words(draft.slot) if draft.slot else (draft.details.when or "any time")


FIELD = Field(
    "when",
    title="The time",
    place=30,
    longest="Wednesday 30 September, 11:30 a.m.",
    is_known=lambda draft: bool(draft.details.windows or draft.any_time),
    in_words=_in_words,
    read=take_when,
    read_at=50,
    answer=answer_when,
    choose=_choose,
    choices=buttons.DAY_PARTS,
    named=re.compile(r"\b(?:time|day|date|when|hour)\b"),
    alone="time|day|date",
    as_told="When",
    remarks=False,
    says={
        "again_when": "collected noted",
        "help_when": "when phone email",
        **dict.fromkeys((f"when_{why}" for why in _NOT_USABLE.split()), "detail"),
    },
)
