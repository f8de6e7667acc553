"""What a text that came in says, cleaned, and what it selects of the last numbered list."""

import re
from dataclasses import dataclass

from frontdesk.booking.heard import SLOT
from frontdesk.channels.sms.keep_words import keep_choice
from frontdesk.channels.sms.offer_words import offer_choice
from frontdesk.channels.sms.options import chosen, is_beyond
from frontdesk.channels.sms.parts import without_counter
from frontdesk.channels.sms.receiving import Received
from frontdesk.channels.sms.reminder_words import reminder_choice
from frontdesk.channels.sms.resuming import resume_choice
from frontdesk.texting.contacts import CHECK_CHOICE, QUIET

_UNSEEN = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)))
_NUMBER = re.compile(r"#?\d{1,2}[.)]?")
# A link or a place on a map: what phones send where no words were typed.
_PLACE = re.compile(r"(?:https?|geo|maps):\S+|\bdropped pin\b|\b(?:my|shared|current) location\b", re.IGNORECASE)
_WHEN = "when"  # the step of a booking
_TONES = dict.fromkeys((0xFE0F, *range(0x1F3FB, 0x1F400)))
_SIGNS = {
    "\N{THUMBS UP SIGN}": "ok",
    "\N{OK HAND SIGN}": "ok",
    "\N{THUMBS DOWN SIGN}": "no",
    "\N{OCTAGONAL SIGN}": "stop",
}


def clean(text: str) -> str:
    """The text without NUL, other control characters but line ends, and what is no character; a sign alone as its word."""
    cleaned = without_counter(text.translate(_UNSEEN).strip())
    if not _PLACE.sub("", cleaned).strip(" .,:;!-\r\n"):
        return ""
    return _SIGNS.get(cleaned.translate(_TONES), cleaned)


@dataclass(frozen=True)
class Selection:
    """What a text means in the last numbered list: an option and its title; `too_late`: a number of a list that is over;
    `not_there`: a number that the list does not have."""

    text: str
    choice: str | None = None
    too_late: bool = False
    not_there: bool = False

    @property
    def answers_check(self) -> bool:
        """Whether it answers the question about a warning sign in doubt."""
        return self.choice is not None and self.choice.startswith(CHECK_CHOICE)


def selected(received: Received, text: str) -> Selection:
    """What a text means in the last list."""
    contact = received.contact
    offered_at = contact.offered_at
    if offered_at is None:
        return Selection(text)
    if not contact.offered or received.claim.received_at - offered_at > QUIET:
        return Selection(text, too_late=bool(_NUMBER.fullmatch(text)))
    words = (chosen, reminder_choice, offer_choice, resume_choice, keep_choice)
    choice = next(filter(None, (choose(text, contact.offered) for choose in words)), None)
    if choice is not None:
        return Selection(dict(contact.offered)[choice], choice)
    # Where a booking asks for a time in words, a number may be an hour.
    may_be_hour = received.step == _WHEN and not any(option[0].startswith(SLOT) for option in contact.offered)
    return Selection(text, not_there=not may_be_hour and is_beyond(text, contact.offered))


def is_asked_about_sign(received: Received) -> bool:
    """Whether the phone was just asked whether it has a warning sign: the answer counts, even after STOP."""
    offered_at = received.contact.offered_at
    recent = offered_at is not None and received.claim.received_at - offered_at <= QUIET
    return recent and any(choice.startswith(CHECK_CHOICE) for choice, _ in received.contact.offered)
