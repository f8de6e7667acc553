"""One thing that a booking asks for: its question, how it is read, what is said of it, and what the front desk gets.

The question is `utter_booking_ask_<id>`, what is said when its answer is not understood `utter_booking_help_<id>`. They are
in `data/` as every text is, or come with the field (`texts`); those in `data/` go first.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import BOOK, Draft
from frontdesk.booking.heard import Heard
from frontdesk.booking.taken import Taken

_NOTHING = re.compile(r"(?!)")
LAST = 1000


def not_in_passing(taken: Taken, heard: Heard, text: str, desk: Desk) -> Taken:
    """For a field that is read only where it is asked for."""
    return taken


def not_apart(taken: Taken, heard: Heard, text: str, says_more: bool) -> Taken:
    """For a field whose answers stand on their own: what is read in passing is the answer."""
    return taken


def no_choice(taken: Taken, heard: Heard, desk: Desk) -> Taken | None:
    """For a field without buttons of its own."""
    return None


def unchanged(draft: Draft) -> Draft:
    """For a field whose value stays until there is another one."""
    return draft


@dataclass(frozen=True)
class Field:
    """See the module. Values of a response are named as in `booking/catalogue.py`; `{id}` of this one is among them.

    `in_words` is what the summary says; `longest` the same, as long as it gets but in odd cases. `is_known` says whether it
    still has to be asked for.
    `again_<id>` among `says` is the question in other words, `stuck_<id>` what is said after answers in vain.
    `read` takes it from any message, whichever question is open; `read_at` is its turn among the fields. `answer` takes the
    answer to its question, where the message says nothing that stands on its own. `choose` takes a button.
    `named` finds it in a wish to change it ("wrong number"), `alone` are the words that name it with nothing else, joined
    by |. `reopened` is the draft where it is to be asked for again.
    `as_told` is what an answer that is not understood is called for the front desk, which gets it after `left_after` answers
    in vain; empty: the visit needs it understood.
    `remarks`: whether what else is said when asked for it is kept as a remark. `of_another`: whether the question has
    another form, `…_of`, where somebody else is coming. `says` are responses of its own, with the values they have. `label`
    begins the summary's line about it; empty where the response has that line.
    """

    id: str
    title: str
    place: int
    longest: str
    is_known: Callable[[Draft], bool]
    in_words: Callable[[Draft, Desk], str]
    goals: tuple[str, ...] = (BOOK,)
    read: Callable[[Taken, Heard, str, Desk], Taken] = not_in_passing
    read_at: int = LAST
    answer: Callable[[Taken, Heard, str, bool], Taken] = not_apart
    choose: Callable[[Taken, Heard, Desk], Taken | None] = no_choice
    choices: tuple[tuple[str, str], ...] = ()
    named: re.Pattern[str] = _NOTHING
    alone: str = ""
    reopened: Callable[[Draft], Draft] = unchanged
    as_told: str = ""
    left_after: int = 1
    remarks: bool = True
    needed: bool = False
    of_another: bool = False
    says: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
