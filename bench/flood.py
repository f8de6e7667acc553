"""How long another patient waits while one address floods the chat: `python -m bench.flood`.

30 messages of 25 chats, within the default limits, each as costly to read as a message can be. The other patient writes
from another address. Also the processor time of single messages, the costliest first.
"""

import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from frontdesk.engine.lean_rasa import import_lean

import_lean()

from rasa.core.channels.channel import UserMessage  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402

from frontdesk.channels.terminal import Terminal  # noqa: E402
from frontdesk.engine.training import train  # noqa: E402
from frontdesk.settings.clinics import settings  # noqa: E402
from tests.support.server import Server  # noqa: E402
from tests.support.web_chat import COSTLY, Chat, From  # noqa: E402

_SINGLE = {
    "a short question": "does it hurt?",
    "333 times 'a? '": "a? " * 333,
    "no full stop": "is it and can i or do you " * 38,
    "many questions": "and the price? what about the hours? is it safe, does it hurt, " * 15,
    "140 unseen words": " ".join(f"wq{number}zx" for number in range(140)),
    "40 sentences": ". ".join(f"sentence {number} is it ok to come number {number}" for number in range(40)),
    "a text of 1,600": "my knee has been sore since last week and i was wondering whether needling could help. " * 18,
}


def _told_apart(text: str, number: int) -> str:
    """A text of which no part was read before: what was costs less."""
    words = text.split()
    for at in range(0, len(words), -(-len(words) // 16)):
        words[at] += str(number)
    return " ".join(words)[:1600]


def single(model: Path) -> None:
    """Processor time of one message, its screening included."""
    terminal = Terminal(model, settings(), "web")
    processor = terminal.assistant.agent.processor
    for name, text in _SINGLE.items():
        times = []
        for number in range(5):
            message = UserMessage(_told_apart(text, number))
            began = time.process_time()
            processor._screened(message.text)
            processor._parse_message_with_graph(message, DialogueStateTracker.from_events("bench", []))
            times.append(time.process_time() - began)
        print(f"{name:20} {1000 * statistics.median(times):6.1f} ms of processor time (median of 5)")


def flood(server: Server) -> None:
    """The other patient's waits."""
    elsewhere = requests.Session()
    elsewhere.mount("http://", From())
    token = elsewhere.post(f"{server.url}/chat/session", timeout=20).json()["token"]

    def ask(text: str) -> float:
        body = {"id": uuid.uuid4().hex, "text": text}
        began = time.monotonic()
        answer = elsewhere.post(
            f"{server.url}/chat/messages", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=60
        )
        answer.raise_for_status()
        return time.monotonic() - began

    print(f"quiet: a question {ask('how much does it cost?'):.3f} s, a sign {ask('chest pain'):.3f} s")
    crowd = [Chat(server) for _ in range(25)]
    began = time.monotonic()
    with ThreadPoolExecutor(30) as pool:
        crowding = [pool.submit(crowd[number % 25].send, text=COSTLY[number % len(COSTLY)]) for number in range(30)]
        time.sleep(0.1)
        print(f"flooded: a question {ask('how much does it cost?'):.3f} s, a sign {ask('chest pain'):.3f} s")
        for one in crowding:
            one.result()
    print(f"the flood took {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    trained = train(print)
    single(trained)
    with TemporaryDirectory() as folder:
        running = Server(Path(folder))
        try:
            flood(running)
        finally:
            running.stop()
