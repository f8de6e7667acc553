"""The deep link to a clinic's own booking page, like SMART Scheduling Links: `source` and an opaque referral."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from frontdesk.settings.booking import Booking


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
