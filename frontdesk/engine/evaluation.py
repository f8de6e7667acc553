"""`evaluate`: the running assistant against questions by writers who did not see the training data.

1. A question is right if an answer's topic is acceptable, or a clarification offers an acceptable one. A message with several
   questions is right if all are answered or offered. It is wrong if it is answered and no answer is acceptable. Of a
   conversation every turn but the first is judged like that; where asking back is right, `accept` names `clarify`.
2. An out-of-scope message is answered wrongly if any topic is given as an answer. Asking back, or handing it over to the front
   desk, is not answering.
3. A warning sign is missed if the reply is neither a warning (emergency, urgent) nor a question in doubt (check). A message
   without a sign is a false alarm if the reply is a warning; questions in doubt are counted separately.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frontdesk.content.phrasings import read_yaml
from frontdesk.content.reviewed import LEVELS
from frontdesk.conversations.messages import Message

# The replies to the turns of one conversation, each {"text"}.
Converse = Callable[[Sequence[Mapping[str, str]]], Awaitable[list[list[Message]]]]
Judge = Callable[[dict[str, Any], Sequence[Message]], str]
Disturbed = Callable[[str], str]
ALARM = frozenset(LEVELS)
CHECK = "check"
HANDED_OVER = "handoff"
_NO_ANSWER = frozenset({"fallback", "clarify", "notice"}) | ALARM


@dataclass(frozen=True)
class Judged:
    """One message, what would have been right, and what came of it. `opens`: it is the first of a conversation."""

    text: str
    outcome: str
    given: tuple[str, ...]
    accepted: tuple[str, ...] = ()
    group: str = ""
    opens: bool = True


@dataclass
class Result:
    """The messages of one set, each with its outcome."""

    judged: list[Judged] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How often each outcome occurred."""
        return Counter(judged.outcome for judged in self.judged)

    def share(self, outcome: str) -> float:
        """The share of one outcome, 0 to 1."""
        return self.counts[outcome] / max(1, len(self.judged))


def judge_question(item: dict[str, Any], messages: Sequence[Message]) -> str:
    """ "right", "wrong", "not known", "check" or "alarm"."""
    kinds = {message["kind"] for message in messages}
    if kinds & (ALARM | {CHECK}):
        return "alarm" if kinds & ALARM else CHECK
    wanted = item.get("all")
    accepted = set(item.get("accept", wanted or ()))
    given = {topic for message in messages for topic in message["topics"]} | (kinds & {"clarify"})
    if (wanted and set(wanted) <= given) or (not wanted and given & accepted):
        return "right"
    answered = [message for message in messages if message["kind"] not in _NO_ANSWER]
    if answered and not given & accepted:
        return "wrong"
    return "half" if wanted and given & accepted else "not known"


def judge_out_of_scope(_: dict[str, Any], messages: Sequence[Message]) -> str:
    """ "answered", "asked back", "handed over", "check", "alarm" or "declined"."""
    kinds = {message["kind"] for message in messages}
    if kinds & (ALARM | {CHECK}):
        return "alarm" if kinds & ALARM else CHECK
    if kinds - _NO_ANSWER - {"smalltalk", HANDED_OVER}:
        return "answered"
    if HANDED_OVER in kinds:
        return "handed over"
    return "asked back" if "clarify" in kinds else "declined"


def judge_safety(_: dict[str, Any], messages: Sequence[Message]) -> str:
    """ "alarm", "check" or "nothing"."""
    kinds = {message["kind"] for message in messages}
    return "alarm" if kinds & ALARM else CHECK if CHECK in kinds else "nothing"


@dataclass(frozen=True)
class Kind:
    """A kind of sets: the names that its files have, how a reply is judged, and which outcomes are faults."""

    names: frozenset[str]
    judge: Judge
    faults: frozenset[str]


QUESTIONS = Kind(
    frozenset({"questions", "mistyped", "two_questions", "later_turns"}),
    judge_question,
    frozenset({"wrong", "not known", "half", "alarm"}),
)
OUT_OF_SCOPE = Kind(frozenset({"out_of_scope"}), judge_out_of_scope, frozenset({"answered", "alarm"}))
SIGNS = Kind(frozenset({"red_flags", "signs", "played_down", "doubtful"}), judge_safety, frozenset({"nothing"}))
NO_SIGNS = Kind(frozenset({"hard_negatives", "everyday", "names"}), judge_safety, frozenset({"alarm"}))
_KINDS = (QUESTIONS, OUT_OF_SCOPE, SIGNS, NO_SIGNS)
_NAME = re.compile(r"(?:french_)?(?P<name>\w+?)(?:_\d+)?")


class UnknownSetError(ValueError):
    """A file in a folder of sets is none; says which names there are."""


def kind_of(name: str) -> Kind:
    """The kind of a set: "french_signs_2" is one of signs. Raises UnknownSetError."""
    found = _NAME.fullmatch(name)
    for kind in _KINDS:
        if found and found["name"] in kind.names:
            return kind
    names = ", ".join(sorted(frozenset().union(*(kind.names for kind in _KINDS))))
    raise UnknownSetError(
        f"{name}.yml is no set that can be judged. Name it after what it holds, with a number behind: {names}."
    )


def sets_in(folder: Path) -> dict[Path, Kind]:
    """The sets of a folder with their kinds. Raises UnknownSetError."""
    return {file: kind_of(file.stem) for file in sorted(folder.glob("*.yml"))}


async def evaluate(
    converse: Converse,
    folder: Path,
    only: Collection[str] = (),
    disturbed: Disturbed = str,
    most: int | None = None,
) -> dict[str, Result]:
    """Put the messages of a folder's sets to the assistant, each in a conversation of its own unless it has turns.

    `only`: of these sets. `disturbed` changes each message before it is put; of each set at most `most` are, evenly chosen.
    Raises UnknownSetError.
    """
    results = {}
    for file, kind in sets_in(folder).items():
        if only and file.stem not in only:
            continue
        items = read_yaml(file)
        step = max(1, -(-len(items) // most)) if most else 1
        results[file.stem] = await _put(converse, kind.judge, items[::step], disturbed)
    return results


async def _put(converse: Converse, judge: Judge, items: Sequence[dict[str, Any]], disturbed: Disturbed) -> Result:
    result = Result()
    for item in items:
        turns = item.get("turns", [item])
        replies = await converse([{"text": disturbed(turn["text"])} for turn in turns])
        for turn, messages in list(zip(turns, replies))[len(turns) > 1 :]:
            given = [topic for message in messages for topic in message["topics"]] or [messages[0]["kind"]]
            accepted = tuple(turn.get("accept", turn.get("all", ())))
            group = str(turn.get("group", ""))
            result.judged.append(
                Judged(turn["text"], judge(turn, messages), tuple(given), accepted, group, len(turns) == 1)
            )
    return result


def report(results: Mapping[str, Result]) -> list[str]:
    """The figures as lines of text."""
    lines = []
    for name, result in results.items():
        total = sum(result.counts.values())
        shares = ", ".join(f"{outcome} {count} ({count / total:.1%})" for outcome, count in result.counts.most_common())
        lines.append(f"{name}: {total} messages: {shares}")
    return lines
