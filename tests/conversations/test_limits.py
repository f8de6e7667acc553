"""One address that asks for appointment after appointment, on the running product with the limits a clinic gets by default."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa

from frontdesk.content.phrasings import read_yaml
from frontdesk.settings.booking import Limits
from frontdesk.storage.booking_models import appointments, outbox
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.server import ROOT, WIDE_RATES, Server
from tests.support.web_chat import Chat

WISH = "book for friday, my name is Ana Lee, {phone}, sore knee, im new"


@pytest.fixture(scope="module")
def limited(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("limited")
    clinic = read_yaml(ROOT / "clinic.yml")
    clinic["booking"]["limits"] = asdict(Limits())
    written = folder / "limited.yml"
    written.write_text(json.dumps(clinic))
    running = Server(folder, now=TUESDAY_MORNING, FRONTDESK_CLINIC_FILE=str(written), **WIDE_RATES)
    yield running
    running.stop()


def asked_for(server: Server, phone: str) -> bool:
    chat = Chat(server)
    chat.ask(WISH.format(phone=phone))
    (done, *_) = chat.ask("yes")
    assert "reference" in done["text"] or "have not sent this one" in done["text"], done
    return "reference" in done["text"]


def count(server: Server, table: sa.Table, *conditions: object) -> int:
    with open_only(f"sqlite:///{server.data_dir / 'frontdesk.db'}").connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*conditions)).scalar_one())


@pytest.mark.clock(TUESDAY_MORNING)
def test_one_phone_then_one_address_come_to_an_end_and_the_front_desk_gets_few_e_mails(limited: Server) -> None:
    assert [asked_for(limited, "780 555 0143") for _ in range(5)] == [True] * 3 + [False] * 2
    others = [asked_for(limited, f"780 555 01{number}") for number in range(50, 65)]
    assert others == [True] * 9 + [False] * 6
    assert count(limited, appointments) == Limits().a_day_from_one_address
    assert count(limited, outbox, outbox.c.kind == "staff_email", outbox.c.state == "queued") == 6
    assert count(limited, outbox, outbox.c.kind == "staff_summary") == 1
