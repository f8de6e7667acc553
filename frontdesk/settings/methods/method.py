"""What a way to take bookings is, and what follows from it elsewhere. Every method records the hand-off to the front desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontdesk.settings.sentences import Path

if TYPE_CHECKING:
    from frontdesk.settings.booking import Booking

LONGEST_ID = 7  # appointments.method


def nothing_lacking(booking: Booking) -> Iterator[tuple[Path, str]]:
    """For a method that needs no settings."""
    yield from ()


def no_page(booking: Booking, service: str | None, referral: str) -> str:
    """For a method that sends patients nowhere else."""
    return ""


@dataclass(frozen=True)
class Method:
    """A method is asked about as `utter_booking_confirm_<id>` and answered with `utter_booking_done_<id>`.

    These are in `data/` as every text is, or come with the method (`texts`, by the name without `utter_booking_`).
    `place` is its place in lists, `meaning` what the table of settings says of it. `lacking` says what it needs of the settings
    and does not find: the key below `booking`, and the rest of a sentence.
    `books`: whether times are offered and booked here. `page`: the address at which the patient goes on, given the service and
    the appointment's id. `by_email`: whether there is a `utter_booking_done_<id>_by_email` for somebody without a phone.
    `to_do`: what the front desk does with a request; empty: it calls the patient.
    """

    id: str
    place: int
    meaning: str
    lacking: Callable[[Booking], Iterator[tuple[Path, str]]] = nothing_lacking
    books: bool = False
    page: Callable[[Booking, str | None, str], str] = no_page
    by_email: bool = False
    to_do: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
