"""What patients see while the network is cut: `python -m bench.cut` (root on Linux, five minutes).

1. Two assistants and a worker on PostgreSQL at the other end of a wire (wire.py), which is cut for so many seconds while six
   patients ask and book. Prints what `bench.replicas faults` prints.
2. A worker and the provider of texts, at the other end of one, while phones text. Prints how many texts were answered, how
   often the provider was asked to send each answer, and how long after the cut the last one went out.

`--source`: the folder of another version, to compare with.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.postgresql import Postgresql
from bench.replicas import beside
from bench.wire import Wire
from tests.support.mortal import Mortal
from tests.support.phone import SMS, TOKEN, Phone
from tests.support.replicas import Replicas
from tests.support.server import ROOT
from tests.support.sms_provider import SmsProvider, sms_provider
from tests.support.workers import wait_until

_CUTS = (5.0, 20.0, 60.0)
_AFTER = 25.0
_PHONES, _BEFORE_CUT, _CUT_SECONDS, _PATIENCE = 40, 10, 60.0, 400.0


def _cut_for(wire: Wire, seconds: float) -> Callable[[], None]:
    def cut() -> None:
        wire.cut()
        time.sleep(seconds)
        wire.mend()

    return cut


def database(folder: Path, source: Path) -> None:
    """Cut the assistants and the worker off from PostgreSQL."""
    postgresql = Postgresql(folder)
    direct = sa.engine.make_url(postgresql.url)
    wire = Wire(folder, f"{direct.query['host']}/.s.PGSQL.{direct.port or 5432}")
    through = direct.set(host=wire.host, port=wire.port, query={}).render_as_string(hide_password=False)
    try:
        clinic = Replicas(folder, through, {"serve": 2, "worker": 1}, source, FRONTDESK_TURN_SECONDS="5")
        try:
            for seconds in _CUTS:
                found = beside(clinic, _cut_for(wire, seconds), seconds + _AFTER)
                print(json.dumps({"cut_s": seconds} | found), flush=True)
        finally:
            clinic.stop()
    finally:
        wire.close()
        postgresql.stop()


def provider(folder: Path, source: Path) -> None:
    """Cut the worker off from the provider of texts."""
    with sms_provider() as stand_in:
        stand_in.token = TOKEN
        wire = Wire(folder, stand_in.url.removeprefix("http://"), near=True)
        try:
            server = Mortal(folder, **SMS, FRONTDESK_SMS_API_URL=f"http://{wire.host}:{wire.port}")
            try:
                print(json.dumps(_texted(server, stand_in, wire)), flush=True)
            finally:
                server.stop()
        finally:
            wire.close()


def _texted(server: Mortal, stand_in: SmsProvider, wire: Wire) -> dict[str, Any]:
    phones = [Phone(server) for _ in range(_PHONES)]
    for phone in phones[:_BEFORE_CUT]:
        phone.send("does it hurt?")
    wait_until(lambda: len(stand_in.taken) >= _BEFORE_CUT, _PATIENCE)
    wire.cut()
    began = time.monotonic()
    for phone in phones[_BEFORE_CUT:]:
        phone.send("does it hurt?")
    time.sleep(max(0.0, began + _CUT_SECONDS - time.monotonic()))
    wire.mend()
    mended = time.monotonic()
    for phone in phones:
        phone.wait()
    meant = sum(len(phone.received()) for phone in phones)
    ends = time.monotonic() + _PATIENCE
    while len({asked.to for asked in stand_in.taken}) < _PHONES and time.monotonic() < ends:
        time.sleep(0.2)
    took = time.monotonic() - mended
    time.sleep(_AFTER)
    times = Counter((asked.to, asked.text) for asked in stand_in.taken)
    return {
        "phones": _PHONES,
        "answered": len({asked.to for asked in stand_in.taken}),
        "texts_meant": meant,
        "texts_sent_once": sum(count == 1 for count in times.values()),
        "texts_sent_again": sum(count > 1 for count in times.values()),
        "last_sent_after_mending_s": round(took, 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, default=ROOT)
    parser.add_argument("--only", choices=("database", "provider"))
    arguments = parser.parse_args()
    for measure in (database, provider):
        if arguments.only in (None, measure.__name__):
            with tempfile.TemporaryDirectory() as folder:
                measure(Path(folder), arguments.source.resolve())


if __name__ == "__main__":
    main()
