"""Whether the patient is new to the clinic."""

import re

from frontdesk.booking import buttons
from frontdesk.booking.answering import answer_type
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import Draft
from frontdesk.booking.fields.field import Field
from frontdesk.booking.heard import NEW, RETURNING, Heard
from frontdesk.booking.taken import Taken
from frontdesk.booking.taking import take_type

_OF_CHOICE = {NEW: "new", RETURNING: "returning"}
_BEEN_HERE = {"new": "no, first visit", "returning": "yes"}


def _read(taken: Taken, heard: Heard, text: str, desk: Desk) -> Taken:
    return take_type(taken, heard, text)


def _choose(taken: Taken, heard: Heard, desk: Desk) -> Taken | None:
    kind = _OF_CHOICE.get(heard.choice)
    return taken.of_type(kind) if kind else None


def _in_words(draft: Draft, desk: Desk) -> str:
    return _BEEN_HERE.get(draft.details.patient_type, "not given")


FIELD = Field(
    "patient_type",
    title="New or been here",
    place=50,
    longest="no, first visit",
    is_known=lambda draft: bool(draft.details.patient_type),
    in_words=_in_words,
    read=_read,
    read_at=30,
    answer=answer_type,
    choose=_choose,
    choices=buttons.BEEN_HERE,
    named=re.compile(r"\b(?:new|been (?:here|there)|returning|first visit)\b"),
    as_told="Been here before",
    of_another=True,
    says=dict.fromkeys(("again_patient_type", "again_patient_type_of"), "collected noted"),
)
