"""The patient chooses a time on the clinic's own booking page.

The link is like SMART Scheduling Links: `source` and an opaque referral.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from frontdesk.settings.methods.method import Method
from frontdesk.settings.sentences import Path

if TYPE_CHECKING:
    from frontdesk.settings.booking import Booking


def _lacking(booking: Booking) -> Iterator[tuple[Path, str]]:
    if not (booking.link and urlsplit(booking.link).hostname):
        yield ("link",), "is not set, but the method is `link`. Write the address of your online booking page."


def deep_link(booking: Booking, service: str | None, referral: str) -> str:
    """The clinic's booking address with `source`, `service` (if known) and `referral`, the appointment's random id.

    Keeps what the address already contains, except a parameter of the same name. Raises ValueError without an address.
    """
    if not booking.link:
        raise ValueError("booking.link is not set. Give the address of the online booking page in clinic.yml.")
    ours = {"source": booking.link_source, "service": service, "referral": referral}
    parts = urlsplit(booking.link)
    theirs = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in ours]
    query = urlencode(theirs + [(key, value) for key, value in ours.items() if value])
    return urlunsplit(parts._replace(query=query))


METHOD = Method(
    "link",
    30,
    "your own booking page",
    _lacking,
    page=deep_link,
    to_do="The patient was given the link to the booking page. Look whether they booked; if not, call.",
)
