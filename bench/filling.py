"""Much of everything that the front desk's pages show, made up and stored in bulk."""

import json
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment, Details
from frontdesk.appointments.name_words import NameWords
from frontdesk.appointments.repository import Appointments
from frontdesk.conversations.messages import plain_message
from frontdesk.storage.booking_models import appointments
from frontdesk.storage.database import as_aware, utc_now, writing
from frontdesk.storage.insight_models import daily_figures, gap_groups, gaps
from frontdesk.storage.models import conversations, messages, takeovers
from frontdesk.storage.staff_models import staff_audit
from frontdesk.storage.store import Store

MESSAGES = 10  # of each conversation
NAMED = "Okafor"
_GROUPS = 400  # of gaps
_AT_ONCE = 5_000
_SECONDS_APART = 25  # conversations
_NAMES = ("Ana Lima", "Ben Okafor", "Chloe Tremblay", "Dan Whitford", "Eva Novak", "Femi Adeyemi", "Gus Petrov")


def fill(store: Store, count: int) -> None:
    """Store so many conversations; a request in every fifth, one in a hundred of which waits; a gap in every twentieth; a
    warning sign in one of 500, a person in one of 5,000; two readings of staff for each."""
    sealed = [store.vault.seal(json.dumps(plain_message(f"Text {number}"))) for number in range(MESSAGES)]
    now = utc_now()
    groups = [secrets.token_hex(16) for _ in range(_GROUPS)]
    with writing(store.engine) as connection:
        connection.execute(gap_groups.insert(), [_group(each, now, store) for each in groups])
        connection.execute(daily_figures.insert(), _figures(now))
    for first in range(0, count, _AT_ONCE):
        places = range(first, min(first + _AT_ONCE, count))
        ids = {place: secrets.token_hex(16) for place in places}
        at = {place: now - timedelta(seconds=_SECONDS_APART * (count - place)) for place in places}
        with writing(store.engine) as connection:
            _talks(connection, ids, at, sealed)
            _requests(connection, store, ids, at)
            _rest(connection, ids, at, groups)
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _talks(connection: Connection, ids: dict[int, str], at: dict[int, datetime], sealed: list[bytes]) -> None:
    connection.execute(
        conversations.insert(),
        [
            {
                "id": each,
                "channel": "sms" if place % 7 == 0 else "web",
                "created_at": at[place],
                "last_at": at[place],
                "last_position": MESSAGES,
                "alarm_at": at[place] if place % 500 == 0 else None,
            }
            for place, each in ids.items()
        ],
    )
    connection.execute(
        messages.insert(),
        [
            {
                "conversation_id": each,
                "position": number + 1,
                "id": f"m{number}",
                "content": content,
                "at": at[place],
            }
            for place, each in ids.items()
            for number, content in enumerate(sealed)
        ],
    )


def _requests(connection: Connection, store: Store, ids: dict[int, str], at: dict[int, datetime]) -> None:
    stored, words = Appointments(store.vault, store.lookup), NameWords(store.lookup)
    made = [_request(place, ids[place], as_aware(at[place])) for place in ids if place % 5 == 0]
    connection.execute(appointments.insert(), [stored._row(item) for item in made])
    for item in made:
        words.store(connection, item.id, item.details.name)


def _request(place: int, conversation_id: str, at: datetime) -> Appointment:
    waits, booked = place % 500 == 0, place % 75 == 0
    starts = at + timedelta(days=2)
    return Appointment(
        secrets.token_hex(16),
        f"{place:07}",
        "booking" if booked else "callback",
        "slots" if booked else "request",
        "proposed" if waits else "booked" if booked else "fulfilled",
        2,
        conversation_id,
        "web",
        at,
        None if booked and not waits else at + timedelta(hours=4),
        Details(name=_NAMES[place % len(_NAMES)], phone=f"+178055501{place % 100:02}"),
        start=starts if booked else None,
        end=starts + timedelta(minutes=30) if booked else None,
    )


def _rest(connection: Connection, ids: dict[int, str], at: dict[int, datetime], groups: list[str]) -> None:
    connection.execute(
        gaps.insert(),
        [
            {
                "conversation_id": each,
                "message_id": "m1",
                "kind": "fallback",
                "at": at[place],
                "group_id": groups[place // 20 % _GROUPS],
            }
            for place, each in ids.items()
            if place % 20 == 0
        ],
    )
    connection.execute(
        takeovers.insert(),
        [
            {"id": secrets.token_hex(16), "conversation_id": each, "asked_at": at[place]}
            for place, each in ids.items()
            if place % 5000 == 0
        ],
    )
    read = [
        {"at": at[place], "account_id": None, "action": "read", "subject": f"conversation:{each}"}
        for place, each in ids.items()
    ]
    connection.execute(staff_audit.insert(), [*read, *read])


def _group(group_id: str, now: datetime, store: Store) -> dict[str, object]:
    centroid = store.vault.seal("0" * 500)
    row = {"id": group_id, "state": "open", "language": "en", "centroid": centroid, "version": 1, "created_at": now}
    return row | {"topic": None}


def _figures(now: datetime) -> list[dict[str, object]]:
    names = ("conversations", "answered", "asked_back", "handed_over", "booked", "alarms")
    return [
        {"day": (now - timedelta(days=day)).date(), "channel": channel, "figure": name, "detail": "", "count": day}
        for day in range(400)
        for channel in ("web", "sms")
        for name in names
    ]
