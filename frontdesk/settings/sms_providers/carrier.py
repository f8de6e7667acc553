"""What settings know of somebody who carries text messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.settings.sms import SmsSettings

SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Carrier:
    """`check` raises SettingsError with what is missing or wrong; nothing in a sentence is secret.

    `api_url` is the usual address of its API; empty: there is none. `answers`: whether it answers STOP, START and HELP itself,
    unless `FRONTDESK_SMS_KEYWORDS` says otherwise. `place` is its place in lists.
    """

    id: str
    place: int
    check: Callable[[SmsSettings], None]
    api_url: str = ""
    answers: bool = False
