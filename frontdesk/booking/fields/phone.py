"""A phone number at which the front desk reaches the patient; an e-mail address may take its place."""

import re

from frontdesk.appointments.wording import phone_in_words
from frontdesk.booking import buttons
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import BOOK, CALL_BACK, Draft
from frontdesk.booking.fields.field import Field
from frontdesk.booking.heard import Heard
from frontdesk.booking.taken import Taken
from frontdesk.booking.taking import take_contact


def _read(taken: Taken, heard: Heard, text: str, desk: Desk) -> Taken:
    return take_contact(taken, heard, desk)


def _in_words(draft: Draft, desk: Desk) -> str:
    phone = draft.details.phone
    return phone_in_words(phone, desk.clinic.region) if phone else "not given"


FIELD = Field(
    "phone",
    title="The phone number",
    place=20,
    longest="(780) 555-0101",
    is_known=lambda draft: bool(draft.details.phone),
    in_words=_in_words,
    goals=(BOOK, CALL_BACK),
    read=_read,
    read_at=10,
    choices=(buttons.NOT_NOW,),
    named=re.compile(r"\b(?:phone|number|cell|digits?)\b"),
    alone="phone|number",
    remarks=False,
    needed=True,
    says=dict.fromkeys(
        "phone_area_code phone_not_a_number phone_needed again_phone stuck_phone".split(), "collected noted"
    ),
)
