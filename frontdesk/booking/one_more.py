"""Another visit that is wished beside the one that is being booked: "and can i get one for me right after"."""

import re

from frontdesk.booking import told as marks
from frontdesk.booking.draft import Draft
from frontdesk.booking.heard import Heard
from frontdesk.booking.taken import Taken
from frontdesk.booking.vocabulary import WORDS
from frontdesk.booking.written_names import written_name

_ONE_MORE = re.compile(
    rf"(?<!first )(?<!1st )\b(?:one|another|appointment|appt|spot|visit|(?:a|another) time)(?: \w+)? "
    rf"for (?:me|myself|my (?:{'|'.join(WORDS['relations'])}))\b|"
    r"\bbook (?:me|myself) (?:in )?(?:too|as well|also)\b"
)


def wants_one_more(draft: Draft, heard: Heard) -> bool:
    """Whether a message within a booking asks for another one beside it: "and can i get one for me right after"."""
    return bool(draft.step and draft.details.name and not draft.sent and _ONE_MORE.search(heard.plain))


def with_one_more(draft: Draft, heard: Heard) -> Taken:
    """The booking with the wish for another one beside it, whole, for the front desk: what it tells is of that one."""
    name = next((name for words in heard.told.all(marks.NAME) if (name := written_name(words))), "")
    return Taken(draft).with_other(heard.written or heard.text, name or "the other one")
