"""What the visit is for, in the patient's words; nobody has to say."""

import re

from frontdesk.booking import buttons
from frontdesk.booking.answering import answer_reason
from frontdesk.booking.desk import Desk
from frontdesk.booking.fields.field import Field
from frontdesk.booking.heard import Heard
from frontdesk.booking.taken import Taken
from frontdesk.booking.taking import take_reason


def _read(taken: Taken, heard: Heard, text: str, desk: Desk) -> Taken:
    return take_reason(taken, heard, text)


FIELD = Field(
    "reason",
    title="The reason",
    place=40,
    longest="numbness down the left leg since spring",
    is_known=lambda draft: bool(draft.details.reason),
    in_words=lambda draft, desk: draft.details.reason or "not given",
    read=_read,
    read_at=40,
    answer=answer_reason,
    choices=(buttons.SKIP_THIS,),
    named=re.compile(r"\b(?:reason|what (?:it'?s|its) for|problem)\b"),
    alone="reason",
    reopened=lambda draft: draft.with_details(reason=""),
    as_told="Reason",
    says={"again_reason": "collected noted"},
)
