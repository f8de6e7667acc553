"""How fast the front desk's pages are, and how much memory they take, with many conversations and requests stored.

python -m bench.console_pages --conversations 100000
"""

import argparse
import asyncio
import resource
import secrets
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import sqlalchemy as sa

from frontdesk.appointments.appointment import Appointment, Details
from frontdesk.appointments.repository import Appointments
from frontdesk.conversations.takeover import notice
from frontdesk.settings.environment import Settings, read_settings
from frontdesk.staff.accounts import invite
from frontdesk.staff.roles import OWNER
from frontdesk.staff.server import Console
from frontdesk.storage.booking_models import appointments
from frontdesk.storage.database import as_aware, utc_now, writing
from frontdesk.storage.models import conversations, messages
from frontdesk.storage.store import Store
from frontdesk.wiring import migrated_store

_ROUNDS = 60
_AT_ONCE = 5_000


def fill(store: Store, count: int) -> None:
    """Store so many conversations of four messages, and a request in every tenth; one in a hundred waits."""
    sealed = [
        store.vault.seal(str(notice(f"Text {number}")).replace("'", '"').replace("None", "null")) for number in range(4)
    ]
    now = utc_now()
    stored = Appointments(store.vault, store.lookup)
    for first in range(0, count, _AT_ONCE):
        ids = [secrets.token_hex(16) for _ in range(min(_AT_ONCE, count - first))]
        at = [now - timedelta(seconds=25 * (count - first - place)) for place in range(len(ids))]
        with writing(store.engine) as connection:
            rows = [
                {"id": each, "channel": "web", "created_at": moment, "last_at": moment, "last_position": 4}
                for each, moment in zip(ids, at)
            ]
            connection.execute(conversations.insert(), rows)
            said = [
                {
                    "conversation_id": each,
                    "position": place + 1,
                    "id": f"m{place}",
                    "content": sealed[place],
                    "at": moment,
                }
                for each, moment in zip(ids, at)
                for place in range(4)
            ]
            connection.execute(messages.insert(), said)
            asked = [
                _request(each, moment, first + place)
                for place, (each, moment) in enumerate(zip(ids, at))
                if place % 10 == 0
            ]
            connection.execute(appointments.insert(), [stored._row(item) for item in asked])


def _request(conversation_id: str, moment: datetime, place: int) -> Appointment:
    at = as_aware(moment)
    waits = place % 1000 == 0
    return Appointment(
        secrets.token_hex(16),
        f"{place:07}",
        "callback",
        "request",
        "proposed" if waits else "fulfilled",
        2,
        conversation_id,
        "web",
        at,
        at + timedelta(hours=4),
        Details(name=f"Patient {place}", phone=f"+1780555{place % 10_000:04}"),
    )


async def measure(config: Settings, store: Store) -> None:
    """Print the time of each page, in milliseconds."""
    app = Console(config, store).app()
    with writing(store.engine) as connection:
        link = f"/invitation/{invite(connection, OWNER, None)}"
        newest = connection.execute(sa.select(conversations.c.id).order_by(conversations.c.last_at.desc())).scalar()
    words = "four plain words here"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=config.staff_address) as client:
        form = {"name": "sam", "shown_as": "Sam", "password": words, "again": words}
        await client.post(link, data=form, headers={"Origin": config.staff_address})
        for path in ("/", "/requests", "/requests?state=all", "/day", "/conversations", f"/conversations/{newest}"):
            times = []
            for _ in range(_ROUNDS):
                began = time.perf_counter()
                answer = await client.get(path)
                times.append(1000 * (time.perf_counter() - began))
                assert answer.status_code == 200, answer
            cuts = statistics.quantiles(times, n=20)
            print(
                f"{path.replace(newest, '<id>'):24} median {statistics.median(times):6.1f} ms, 95th {cuts[18]:6.1f} ms"
            )
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, filling included")


def main() -> None:
    """Fill a database and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=100_000)
    count = parser.parse_args().conversations
    with tempfile.TemporaryDirectory() as folder:
        config = read_settings({"FRONTDESK_DATA_DIR": str(Path(folder))})
        store = migrated_store(config)
        fill(store, count)
        asyncio.run(measure(replace(config, staff_port=5006), store))


if __name__ == "__main__":
    main()
