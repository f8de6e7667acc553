"""What deleting old conversations costs those who talk: turns beside a purge of a tenth, and without one.

python -m bench.purging --conversations 20000 --messages 10
"""

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from frontdesk.conversations.messages import plain_message
from frontdesk.conversations.turns import Turns
from frontdesk.retention import forget
from frontdesk.settings.privacy import Retention
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations, messages
from frontdesk.storage.schema import migrate
from frontdesk.storage.store import Store
from tests.support.databases import open_only

SECRET = "a-secret-for-measuring-0123456789abcdef"
SECONDS = 10.0
_PAUSE = 0.02


def fill(store: Store, count: int, each: int) -> None:
    """Conversations of the last thirty days; every tenth is older than that."""
    sealed = store.vault.seal(json.dumps(plain_message("It can hurt for some people, and for many it does not. " * 3)))
    now = utc_now()
    for first in range(0, count, 1000):
        with writing(store.engine) as connection:
            rows = [
                (f"{number:032x}", now - timedelta(days=40 if number % 10 == 0 else 5))
                for number in range(first, first + 1000)
            ]
            connection.execute(
                conversations.insert(),
                [{"id": name, "channel": "web", "created_at": at, "last_at": at} for name, at in rows],
            )
            connection.execute(
                messages.insert(),
                [
                    {"conversation_id": name, "position": place, "id": str(place), "content": sealed, "at": at}
                    for name, at in rows
                    for place in range(1, each + 1)
                ],
            )


def turns_for(store: Store, goes_on: Callable[[], bool]) -> list[float]:
    """Milliseconds of each turn's two transactions, one turn after the other with a short pause."""
    said, found = Turns(store.engine, store.vault), []
    conversation = said.start_conversation("web")
    while goes_on():
        began = time.perf_counter()
        turn = said.claim(conversation, f"m{len(found)}", "does it hurt?")
        said.finish(turn.id, [plain_message("It can.", kind="answer")])
        found.append((time.perf_counter() - began) * 1000)
        time.sleep(_PAUSE)
    return found


@contextmanager
def purging(store: Store) -> Iterator[threading.Thread]:
    """A purge beside what is done here."""
    work = threading.Thread(target=forget, args=(store.engine, Retention(), timedelta(days=1)))
    work.start()
    yield work
    work.join()


def _report(name: str, found: list[float]) -> None:
    of_a_hundred = statistics.quantiles(found, n=100)
    print(f"{name}: {len(found)} turns, median {statistics.median(found):.1f} ms, 95th {of_a_hundred[94]:.1f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=20_000)
    parser.add_argument("--messages", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(open_only(f"sqlite:///{Path(folder) / 'bench.db'}"), Vault([SECRET]), Lookup([SECRET]))
        migrate(store.engine)
        fill(store, asked.conversations, asked.messages)
        ends = time.monotonic() + SECONDS
        _report("alone", turns_for(store, lambda: time.monotonic() < ends))
        began = time.monotonic()
        with purging(store) as work:
            _report("beside a purge", turns_for(store, work.is_alive))
        print(f"{asked.conversations // 10} conversations deleted in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
