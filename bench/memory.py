"""Memory of the assistant while it answers many messages, in process: `python -m bench.memory [--messages N]`.

Each message has twelve random words, ten messages to a conversation; all is stored as in the product. Prints
the resident memory
and the length of spaCy's string store, one JSON object every tenth part, and at the end the database's bytes a message.
"""

import argparse
import asyncio
import json
import random
import secrets
import string
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from frontdesk.engine.lean_rasa import import_lean
from frontdesk.wiring import migrated_store

import_lean()

from rasa.core.agent import Agent  # noqa: E402
from rasa.nlu.utils.spacy_utils import SpacyNLP  # noqa: E402

from bench.load import questions  # noqa: E402
from frontdesk.channels.turn_taking import TurnTaking  # noqa: E402
from frontdesk.engine.assistant import UserInput, open_assistant  # noqa: E402
from frontdesk.engine.training import model_path  # noqa: E402
from frontdesk.settings.environment import Settings, read_settings  # noqa: E402

_EACH = 10
_WORDS = 12


def random_text(chance: random.Random) -> str:
    """Words that nobody has typed before."""
    return " ".join("".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 11))) for _ in range(_WORDS))


def resident_mb() -> float:
    """Resident memory of this process."""
    return round(int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6, 1)


async def talk(taking: TurnTaking, texts: list[str]) -> None:
    """Hold conversations of ten messages."""
    for start in range(0, len(texts), _EACH):
        conversation = taking.turns.start_conversation("web")
        for text in texts[start : start + _EACH]:
            await taking.take(UserInput(conversation, secrets.token_hex(8), "web", text))


def known_strings(agent: Agent) -> int:
    """How many strings spaCy holds."""
    return len(agent.processor.graph_runner.of_class(SpacyNLP)[0].provide().model.vocab.strings)


async def measure(config: Settings, messages: int, known: bool) -> None:
    """Answer messages and print."""
    store = migrated_store(config)
    assistant = open_assistant(model_path(), config, store)
    taking, chance = TurnTaking(config, store, assistant), random.Random(7)
    part = max(_EACH, messages // 10)
    for done in range(0, messages, part):
        texts = questions(messages)[done : done + part] if known else [random_text(chance) for _ in range(part)]
        await talk(taking, texts)
        result: dict[str, Any] = {
            "messages": done + part,
            "resident_mb": resident_mb(),
            "strings": known_strings(assistant.agent),
        }
        print(json.dumps(result), flush=True)
    with store.engine.connect() as connection:
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
    print(json.dumps({"bytes_a_message": round(pages * size / messages)}))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--questions", action="store_true", help="the training phrasings in place of random words")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = read_settings(
            {"FRONTDESK_DATA_DIR": folder, "FRONTDESK_SECRET_KEYS": "a-secret-for-measuring-0123456789"}
        )
        config = replace(config, database_url=f"sqlite:///{folder}/memory.db")
        asyncio.run(measure(config, arguments.messages, arguments.questions))


if __name__ == "__main__":
    main()
