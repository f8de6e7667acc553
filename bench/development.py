"""The messages of bench/development put to the assistant: badly typed ones, several questions at once, later turns.

They were written while the reading was made, so that their figures flatter; tests/evaluation has unseen ones. A line of a set
is what the patient writes, turns parted by `>>`, each followed by `|` and what it asks, where it counts. `+` parts what has
to be answered, `/` topics of which each will do; kinds of replies ("clarify") count as topics.

    python -m bench.development [--verbose]
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from frontdesk.engine.lean_rasa import import_lean

import_lean()

from frontdesk.channels.terminal import Terminal  # noqa: E402
from frontdesk.content.reviewed import LEVELS  # noqa: E402
from frontdesk.engine.conversation import Message  # noqa: E402
from frontdesk.engine.training import train  # noqa: E402
from frontdesk.settings.clinics import settings  # noqa: E402

SETS = Path(__file__).parent / "development"


def turns_of(line: str) -> list[tuple[str, list[set[str]]]]:
    """What is written in each turn of a line, and for everything that is asked in it the topics that will do."""
    turns = []
    for turn in line.split(" >> "):
        text, _, wanted = turn.partition("|")
        turns.append((text.strip(), [set(one.strip().split("/")) for one in wanted.split("+") if one.strip()]))
    return turns


def judged(wanted: Sequence[set[str]], messages: Sequence[Message]) -> str:
    """ "right", "half", "wrong", "not known", "check" or "alarm"."""
    kinds = {message["kind"] for message in messages}
    if kinds & {*LEVELS, "check"}:
        return "alarm" if kinds & set(LEVELS) else "check"
    given = {topic for message in messages for topic in message["topics"]} | kinds
    met = [bool(topics & given) for topics in wanted]
    if all(met):
        return "right"
    if any(met):
        return "half"
    return "not known" if kinds <= {"fallback", "clarify"} else "wrong"


async def main() -> None:
    """Put every set to the assistant and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="also list what did not come out right")
    verbose = parser.parse_args().verbose
    terminal = Terminal(train(print), settings(), "web")
    for file in sorted(SETS.glob("*.txt")):
        counts: Counter[str] = Counter()
        for line in file.read_text(encoding="utf-8").splitlines():
            turns = turns_of(line)
            replies = await terminal.converse([{"text": text} for text, _ in turns])
            for (_, wanted), messages in zip(turns, replies):
                if wanted:
                    outcome = judged(wanted, messages)
                    counts[outcome] += 1
                    if verbose and outcome != "right":
                        print(f"{outcome}: {line} -> {[message['topics'] or message['kind'] for message in messages]}")
        total = counts.total()
        print(
            f"{file.stem}: {total}: " + ", ".join(f"{name} {n} ({n / total:.1%})" for name, n in counts.most_common())
        )


if __name__ == "__main__":
    asyncio.run(main())
