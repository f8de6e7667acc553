"""The full name of who is coming; who asks for them is noted beside it."""

import re

from frontdesk.booking import buttons
from frontdesk.booking.answering import answer_name
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import BOOK, CALL_BACK, FULL_NAME, Draft
from frontdesk.booking.fields.field import Field
from frontdesk.booking.heard import Heard
from frontdesk.booking.people import take_people
from frontdesk.booking.taken import Taken


def _read(taken: Taken, heard: Heard, text: str, desk: Desk) -> Taken:
    return take_people(taken, heard, text, [person.name for person in desk.clinic.booking.practitioners])


def _lacks_last_name(draft: Draft) -> bool:
    """Whether somebody gave a first name on their own, not asked for one."""
    return not draft.step and " " not in draft.details.name and FULL_NAME not in draft.skipped


FIELD = Field(
    "name",
    title="The name",
    place=10,
    longest="Maria-Fernanda Villanueva",
    is_known=lambda draft: bool(draft.details.name) and not _lacks_last_name(draft),
    in_words=lambda draft, desk: draft.details.name or "not given",
    goals=(BOOK, CALL_BACK),
    read=_read,
    read_at=20,
    answer=answer_name,
    choices=(buttons.NOT_NOW,),
    named=re.compile(r"\b(?:name|spell\w*)\b"),
    alone="name|spelling",
    as_told="Name",
    left_after=2,
    remarks=False,
    of_another=True,
    says=dict.fromkeys("ask_full_name ask_full_name_of again_name again_name_of stuck_name".split(), "collected noted"),
)
