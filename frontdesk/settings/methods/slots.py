"""Times of the built-in schedule are offered and booked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from frontdesk.settings.methods.method import Method
from frontdesk.settings.sentences import Path

if TYPE_CHECKING:
    from frontdesk.settings.booking import Booking


def _lacking(booking: Booking) -> Iterator[tuple[Path, str]]:
    if not (booking.services and booking.practitioners):
        example = "List both; docs/settings.md shows an example."
        yield (), f"has the method `slots` without services or practitioners. {example}"
        return
    offered = {service for practitioner in booking.practitioners for service in practitioner.services}
    for service in booking.services:
        if service.id not in offered:
            yield ("services",), f"lists `{service.id}`, which nobody offers. Add it to a practitioner's services."


METHOD = Method("slots", 20, "times offered here", _lacking, books=True)
