"""How fast the front desk's pages are with much stored, how many queries each makes, and how much memory its process takes.

python -m bench.console_pages                                 # 100,000 conversations, 1,000,000 messages, on PostgreSQL
python -m bench.console_pages --database sqlite --conversations 10000
"""

import argparse
import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import sqlalchemy as sa

from bench.filling import NAMED, fill
from frontdesk.settings.environment import Settings, read_settings
from frontdesk.staff.accounts import invite
from frontdesk.staff.roles import OWNER
from frontdesk.staff.server import Console
from frontdesk.storage.database import writing
from frontdesk.storage.insight_models import gaps
from frontdesk.storage.models import conversations
from frontdesk.storage.store import Store
from frontdesk.wiring import migrated_store

ROUNDS = 60
TARGET = 150.0  # milliseconds, of the 95th percentile
SECRET = "a-secret-for-measuring-only-0123456789"
PORT = 5996
SEARCHES = (NAMED, "780 555 0123", "nobody has this name")
_WORDS = "four plain words here"
_FORM = {"name": "sam", "shown_as": "Sam", "password": _WORDS, "again": _WORDS}


def paths(store: Store) -> list[str]:
    """Every page, with the lists deep inside, too."""
    with store.engine.connect() as connection:
        order = conversations.c.last_at.desc()
        newest = connection.execute(sa.select(conversations.c.id).order_by(order).limit(1)).scalar_one()
        deep = connection.execute(
            sa.select(conversations.c.last_at, conversations.c.id).order_by(order).offset(50_000).limit(1)
        ).one_or_none()
        group = connection.execute(sa.select(gaps.c.group_id).limit(1)).scalar_one()
    behind = f"{deep.last_at.isoformat()}Z~{deep.id}" if deep else ""
    return [
        "/",
        "/requests",
        "/requests?state=all",
        "/requests?state=done&kind=callback",
        "/day",
        "/conversations",
        "/conversations?show=alarm",
        "/conversations?show=person",
        "/conversations?show=sms",
        *([f"/conversations?before={behind}"] if behind else []),
        f"/conversations/{newest}",
        "/gaps",
        f"/gaps/{group}",
        "/insight",
        "/team",
        "/activity",
        "/account",
        "/privacy",
    ]


async def measure(config: Settings, store: Store) -> None:
    """Print the time of each page, its queries and the processor time of our process, which a busy machine changes less."""
    app = Console(config, store).app()
    with writing(store.engine) as connection:
        link = f"/invitation/{invite(connection, OWNER, None)}"
    asked = [0]
    sa.event.listen(store.engine, "before_cursor_execute", lambda *_: asked.__setitem__(0, asked[0] + 1))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=config.staff_address) as client:
        await client.post(link, data=_FORM, headers={"Origin": config.staff_address})
        csrf = re.findall(r'name="csrf" value="(\w+)"', (await client.get("/account")).text)[0]
        for path in [*paths(store), *SEARCHES]:
            times, own = [], []
            for _ in range(ROUNDS):
                asked[0] = 0
                began, worked = time.perf_counter(), time.process_time()
                if path in SEARCHES:
                    form = {"csrf": csrf, "q": path}
                    answer = await client.post("/requests/search", data=form, headers={"Origin": config.staff_address})
                else:
                    answer = await client.get(path)
                times.append(1000 * (time.perf_counter() - began))
                own.append(1000 * (time.process_time() - worked))
                assert answer.status_code == 200, (path, answer.status_code)
            late = statistics.quantiles(times, n=20)[18]
            shown = re.sub(r"[0-9a-f]{32}", "<id>", path)
            mark = "" if late <= TARGET else "  OVER"
            print(
                f"{shown:52} median {statistics.median(times):6.1f}  95th {late:6.1f} ms  {asked[0]:3} queries  "
                f"processor {statistics.median(own):5.1f} ms{mark}",
                flush=True,
            )


def memory(environment: dict[str, str], store: Store) -> None:
    """Print what the process takes after every page has been loaded."""
    url = f"http://127.0.0.1:{PORT}"
    process = subprocess.Popen([sys.executable, "-m", "frontdesk", "staff"], env=environment, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=url) as client:
            for _ in range(200):
                try:
                    client.get("/health/live")
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            client.post("/sign-in", data=_FORM, headers={"Origin": url})
            for path in paths(store):
                assert client.get(path, timeout=60).status_code == 200, path
        status = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        for name, meaning in (("Rss", "resident"), ("Pss", "its share of what processes have in common")):
            found = re.search(rf"{name}:\s+(\d+)", status)
            assert found
            print(f"memory: {int(found[1]) / 1024:.0f} MB {meaning}")
    finally:
        process.terminate()
        process.wait()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'frontdesk.db'}"
        return
    import pgserver

    server = pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


def main() -> None:
    """Fill a database and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(arguments.database, Path(folder)) as url:
        settings = {
            "FRONTDESK_DATA_DIR": folder,
            "FRONTDESK_DATABASE_URL": url,
            "FRONTDESK_SECRET_KEYS": SECRET,
            "FRONTDESK_STAFF_PORT": str(PORT),
        }
        config = read_settings(settings)
        store = migrated_store(config)
        began = time.monotonic()
        fill(store, arguments.conversations)
        print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
        asyncio.run(measure(replace(config, staff_port=PORT), store))
        memory({"PATH": "/usr/bin:/bin", **settings}, store)
        store.engine.dispose()


if __name__ == "__main__":
    main()
