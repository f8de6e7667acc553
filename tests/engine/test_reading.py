"""Who is read next, and that a crowd of costly messages keeps nobody else waiting."""

import asyncio
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from frontdesk.engine.reading import SENDER, ReadingQueue, Sender, looks_urgent
from tests.support.server import Server
from tests.support.web_chat import COSTLY, Chat, From


def busy(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


async def read(queue: ReadingQueue, sender: Sender, urgent: bool, work: Callable[[], None]) -> None:
    SENDER.set(sender)
    await queue.run(urgent, work)


def order_of(*messages: tuple[str, str, bool, float]) -> list[str]:
    """In which order messages (address, conversation, urgent, seconds) that wait together are read, by conversation."""
    order: list[str] = []

    async def all_at_once() -> None:
        queue = ReadingQueue()

        def work(conversation: str, seconds: float) -> None:
            busy(seconds)
            order.append(conversation)

        await asyncio.gather(
            *(
                read(queue, Sender(address, conversation), urgent, lambda c=conversation, s=seconds: work(c, s))  # type: ignore[misc]
                for address, conversation, urgent, seconds in messages
            )
        )

    asyncio.run(all_at_once())
    return order


def test_whoever_has_used_least_is_read_next() -> None:
    flood = [("crowd", f"chat-{number}", False, 0.01) for number in range(5)]
    assert order_of(*flood, ("elsewhere", "patient", False, 0.001)).index("patient") == 1


def test_of_one_address_the_conversation_that_has_used_least_is_next() -> None:
    flood = [("clinic", "loud", False, 0.01) for _ in range(5)]
    assert order_of(*flood, ("clinic", "quiet", False, 0.001)).index("quiet") == 1


def test_what_looks_like_an_emergency_is_read_first() -> None:
    flood = [("crowd", f"chat-{number}", False, 0.002) for number in range(5)]
    assert order_of(*flood, ("crowd", "alarm", True, 0.001)).index("alarm") == 1


@pytest.mark.parametrize("text", ["chest pain cannot breathe", "she FAINTED\u2028and is cold", "my Face is drooping"])
def test_a_word_of_a_sign_looks_urgent(text: str) -> None:
    assert looks_urgent(text)


@pytest.mark.parametrize("text", ["how much is it?", "are you open on friday", "thanks!", ""])
def test_a_plain_question_does_not(text: str) -> None:
    assert not looks_urgent(text)


def test_what_fails_fails_for_its_caller_alone() -> None:
    def fail() -> None:
        raise ValueError

    async def both() -> None:
        queue = ReadingQueue()
        failing, fine = await asyncio.gather(
            queue.run(False, fail), queue.run(False, lambda: 7), return_exceptions=True
        )
        assert isinstance(failing, ValueError)
        assert fine == 7

    asyncio.run(both())


def test_a_crowd_of_costly_messages_keeps_another_patient_from_nothing(server: Server) -> None:
    crowd = [Chat(server) for _ in range(25)]
    elsewhere = requests.Session()
    elsewhere.mount("http://", From())
    token = elsewhere.post(f"{server.url}/chat/session", timeout=20).json()["token"]
    ended: list[str] = []

    def flood(number: int) -> None:
        crowd[number % len(crowd)].send(text=COSTLY[number % len(COSTLY)])
        ended.append("crowd")

    with ThreadPoolExecutor(30) as pool:
        crowding = [pool.submit(flood, number) for number in range(30)]
        time.sleep(0.1)
        body = {"id": uuid.uuid4().hex, "text": "how much does it cost?"}
        answer = elsewhere.post(
            f"{server.url}/chat/messages", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=20
        )
        ended.append("patient")
        for one in crowding:
            one.result()

    assert answer.json()["messages"][0]["topics"] == ["cost"]
    assert ended.index("patient") < len(ended) / 2


def test_a_message_that_is_long_only_once_it_is_read_is_refused(server: Server) -> None:
    assert Chat(server).send(text="\ufdfa" * 500).status_code == 413
