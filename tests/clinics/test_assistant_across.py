"""Every route of two clinics' assistants: what one clinic's patient has is nothing to the other."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
import time_machine
from starlette.applications import Starlette

from frontdesk.appointments.action_links import CANCEL, Links
from frontdesk.channels.clinics import ManyClinics
from frontdesk.channels.server import create_apps
from frontdesk.channels.sms.inbox import WAITING, Content, InboundTexts
from frontdesk.channels.sms.waiting import waiting_among
from frontdesk.engine.assistant import Assistant, open_assistant
from frontdesk.settings.clinics import read_clinics
from frontdesk.settings.environment import read_settings
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.models import conversations
from frontdesk.storage.sms_models import inbound_texts
from frontdesk.storage.staff_models import staff_accounts
from frontdesk.storage.store import Store
from frontdesk.wiring import OpenClinic, migrated_clinics
from tests.support.clinics import MAIN, NAMES, WEST, environment, rows_of, write_clinics
from tests.support.rows import Filling
from tests.support.server import SECRET
from tests.support.sms_provider import ACCOUNT, CLINIC_NUMBER, SmsProvider, signed
from tests.support.stores import store_of
from tests.support.traces import CANARIES, leave_everywhere

PUBLIC_URL = "https://chat.example.org"
WEST_NUMBER, NOBODYS = "+17805550102", "+17805550109"
PHONE = "+17805550133"
_ENDLESS = "/chat/events"


@dataclass(frozen=True)
class Both:
    """The assistants of both clinics behind one address."""

    opened: dict[str, OpenClinic]
    apps: dict[str, Starlette]
    app: ManyClinics

    def store(self, clinic: str) -> Store:
        return self.opened[clinic].store

    def do[Result](self, work: Callable[[httpx.AsyncClient], Awaitable[Result]], texts: bool = True) -> Result:
        """Have a browser do something while the server runs. `texts`: also what it does beside requests."""

        async def run() -> Result:
            async with self.app._rest.router.lifespan_context(self.app._rest) if texts else nullcontext():
                transport = httpx.ASGITransport(self.app)
                async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, timeout=20) as client:
                    done = await work(client)
                await self.app.stop()
            return done

        return asyncio.run(run())


@pytest.fixture(scope="module")
def loaded(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant whose model those of the tests share."""
    folder = tmp_path_factory.mktemp("loaded")
    config = read_settings({"FRONTDESK_DATA_DIR": str(folder), "FRONTDESK_SECRET_KEYS": SECRET})
    return open_assistant(model, config, store_of(config))


@pytest.fixture
def both(loaded: Assistant, tmp_path: Path) -> Both:
    write_clinics(tmp_path, west=f'FRONTDESK_SMS_NUMBER: "{WEST_NUMBER}"\n')
    texts = SmsProvider(url="http://127.0.0.1:9").environment
    clinics = read_clinics(environment(tmp_path, FRONTDESK_PUBLIC_URL=PUBLIC_URL, **texts))
    opened = migrated_clinics(clinics)
    configs = {each.config.clinic_id: each.config for each in opened}
    apps = create_apps(dict.fromkeys(configs, loaded), opened)
    several = ManyClinics(clinics.installation.clinic, configs, apps)
    return Both({each.config.clinic_id: each for each in opened}, apps, several)


async def started(client: httpx.AsyncClient, clinic: str) -> str:
    answer = await client.post(f"/at/{clinic}/chat/session")
    assert answer.status_code == 201
    assert answer.json()["clinic"]["name"] == NAMES[clinic]
    return str(answer.json()["token"])


async def ask(client: httpx.AsyncClient, clinic: str, token: str, text: str, turn: str = "m1") -> httpx.Response:
    return await client.post(
        f"/at/{clinic}/chat/messages", json={"id": turn, "text": text}, headers={"Authorization": f"Bearer {token}"}
    )


def routes(app: Starlette) -> list[tuple[str, str]]:
    return [
        (route.path, method)  # type: ignore[attr-defined]
        for route in app.routes
        for method in route.endpoint._apps  # type: ignore[attr-defined]
        if method != "OPTIONS" and (route.path == "/" or not route.path.endswith("/"))  # type: ignore[attr-defined]
    ]


@pytest.fixture
def in_november() -> Iterator[None]:
    """The times that `leave_everywhere` books are still to come."""
    with time_machine.travel("2026-11-24T16:00+00:00", tick=True):
        yield


def test_each_clinic_answers_in_its_own_name_from_one_model(both: Both) -> None:
    async def talk(client: httpx.AsyncClient) -> list[str]:
        said = []
        for clinic in (MAIN, WEST):
            answer = await ask(client, clinic, await started(client, clinic), "hello, who are you?")
            said.append(answer.json()["messages"][0]["text"])
        return said

    main, west = both.do(talk)
    assert NAMES[MAIN] in main
    assert NAMES[WEST] in west
    assert NAMES[MAIN] not in west


@pytest.mark.usefixtures("in_november")
def test_no_route_takes_what_another_clinic_gave(both: Both, tmp_path: Path) -> None:
    """A token, the id of a conversation, a link: at every route as good as one that was never made."""
    main = both.store(MAIN)
    with main.engine.begin() as connection:
        Filling("main").every_table(connection)
        account = connection.execute(sa.select(staff_accounts)).one()
    left = leave_everywhere(main, account, tmp_path)
    config = both.opened[MAIN].config
    link = Links(config.secret_keys, config.public_url, config.clinic).url(left.booked, CANCEL)
    assert link
    made = link.rpartition("/")[2]

    async def intrude(client: httpx.AsyncClient) -> None:
        token = await started(client, MAIN)
        assert (await ask(client, MAIN, token, "hello")).status_code == 200
        before = rows_of(main.engine, MAIN)
        for path, method in routes(both.apps[WEST]):
            if path.startswith(("/sms/", "/voice/", "/health/")):
                continue  # below
            said = []
            for credential, word in ((token, made), ("nothing", "nothing")):
                address = f"/at/{WEST}" + re.sub(r"\{\w+\}", word, path)
                body: dict[str, Any] = {"id": "m9", "text": "hello", "message": "reply-1", "helpful": True}
                headers = {"Authorization": f"Bearer {credential}"}
                answer = await client.request(method, address, json=body, headers=headers)
                assert not [canary for canary in CANARIES if canary in answer.text], path
                assert NAMES[MAIN] not in answer.text, path
                said.append((answer.status_code, len(answer.text) if answer.status_code >= 400 else 0))
            assert said[0] == said[1], (path, method)
            if path.startswith("/chat/") and path != "/chat/session":
                assert said[0][0] == 401, (path, method)
        assert rows_of(main.engine, MAIN) == before

    both.do(intrude, texts=False)


def test_a_token_is_good_for_its_own_clinic_alone(both: Both) -> None:
    async def talk(client: httpx.AsyncClient) -> list[int]:
        token = await started(client, WEST)
        return [(await ask(client, clinic, token, "hello")).status_code for clinic in (WEST, MAIN)]

    assert both.do(talk) == [200, 401]


async def texted(client: httpx.AsyncClient, path: str, number: str, sid: str, token: str = "") -> int:
    fields = {
        "AccountSid": ACCOUNT,
        "MessageSid": sid,
        "From": PHONE,
        "To": number,
        "Body": "what does it cost",
        "NumMedia": "0",
    }
    headers = signed(f"{PUBLIC_URL}{path}", fields, **({"token": token} if token else {}))
    return (await client.post(path, data=fields, headers=headers)).status_code


def test_a_text_comes_to_the_clinic_whose_number_it_was_sent_to(both: Both) -> None:
    async def text(client: httpx.AsyncClient) -> list[int]:
        return [
            await texted(client, "/sms/twilio", CLINIC_NUMBER, "SMmain"),
            await texted(client, "/sms/twilio", WEST_NUMBER, "SMwest"),
            await texted(client, f"/at/{MAIN}/sms/twilio", WEST_NUMBER, "SMbehind"),
            await texted(client, "/sms/twilio", NOBODYS, "SMnobody"),
            await texted(client, "/sms/twilio", WEST_NUMBER, "SMforged", token="another token"),
        ]

    assert both.do(text) == [200, 200, 200, 404, 403]
    for clinic, sids in ((MAIN, {"SMmain"}), (WEST, {"SMwest", "SMbehind"})):
        with both.store(clinic).engine.connect() as connection:
            found = connection.execute(sa.select(inbound_texts.c.provider_id)).scalars()
            assert {sid for sid in found if sid in ("SMmain", "SMwest", "SMbehind", "SMnobody", "SMforged")} == sids


def test_a_text_is_answered_for_its_clinic(both: Both) -> None:
    async def text(client: httpx.AsyncClient) -> None:
        await texted(client, "/sms/twilio", WEST_NUMBER, "SManswered")
        for _ in range(100):
            await asyncio.sleep(0.1)
            with both.store(WEST).engine.connect() as connection:
                if connection.execute(sa.select(outbox.c.id)).first():
                    return

    both.do(text)
    with both.store(WEST).engine.connect() as connection:
        opened = [both.store(WEST).vault.open(row) for row in connection.execute(sa.select(outbox.c.payload)).scalars()]
        assert any(NAMES[WEST] in said for said in opened)
        assert connection.execute(sa.select(conversations.c.channel)).scalars().all().count("sms") == 1


def test_a_text_that_came_to_another_process_is_found(both: Both) -> None:
    """It wakes nobody here: one query a second for all clinics finds whose it is."""
    west, texts = both.store(WEST), InboundTexts(both.store(WEST).vault, both.store(WEST).lookup)

    async def wait(_: httpx.AsyncClient) -> str:
        await asyncio.sleep(0.5)
        texts.accept(west.engine, "twilio", "SMelsewhere", Content(PHONE, WEST_NUMBER, "what does it cost"))
        for _ in range(200):
            await asyncio.sleep(0.1)
            with west.engine.connect() as connection:
                if connection.execute(sa.select(inbound_texts.c.state)).scalar_one() != WAITING:
                    return "taken up"
        return "left"

    assert both.do(wait) == "taken up"


def test_one_query_serves_all_clinics(both: Both) -> None:
    asked: list[int] = []
    engine = both.store(WEST).engine
    waiting = waiting_among(engine)
    assert waiting is waiting_among(both.store(MAIN).engine)
    sa.event.listen(waiting._every, "before_execute", lambda *_: asked.append(1))

    async def look() -> list[bool]:
        return [await waiting.has(clinic) for clinic in (MAIN, WEST) * 20]

    assert not any(asyncio.run(look()))
    assert len(asked) == 1


def test_what_is_for_no_clinic_has_one_answer(both: Both) -> None:
    async def look(client: httpx.AsyncClient) -> list[int]:
        paths = (
            "/health/ready",
            "/health/live",
            "/",
            "/chat/session",
            "/at",
            "/at/",
            "/at/east/",
            "/at/west/health/ready",
        )
        return [(await client.get(path)).status_code for path in paths]

    assert both.do(look) == [200, 200, 404, 404, 404, 404, 404, 404]


def test_a_model_is_shared_and_nothing_else(both: Both, loaded: Assistant) -> None:
    one, other = (open_assistant(loaded, each.config, each.store).agent for each in both.opened.values())
    for shared in ("graph_runner", "_reading", "_forgetting", "domain"):
        assert getattr(one.processor, shared) is getattr(other.processor, shared), shared
    for own in ("tracker_store", "lock_store", "nlg", "action_endpoint"):
        assert getattr(one.processor, own) is not getattr(other.processor, own), own
    assert one.tracker_store.kept is other.tracker_store.kept
    assert (one.nlg.clinic.name, other.nlg.clinic.name) == tuple(NAMES.values())
