"""`evaluate`: the running assistant against questions by writers who did not see the training data.

1. A question is right if an answer's topic is acceptable, or a clarification offers an acceptable one. A message with several
   questions is right if all are answered or offered. It is wrong if it is answered and no answer is acceptable. Of a
   conversation every turn but the first is judged like that; where asking back is right, `accept` names `clarify`.
2. An out-of-scope message is answered wrongly if any topic is given as an answer. Asking back, or handing it over to the front
   desk, is not answering.
3. A warning sign is missed if the reply is neither a warning (emergency, urgent) nor a question in doubt (check). A message
   without a sign is a false alarm if the reply is a warning; questions in doubt are counted separately.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
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
_FRENCH_SIGNS = ("french_signs", "french_signs_2", "french_signs_3", "french_signs_4", "french_signs_5")
_FRENCH_EVERYDAY = (
    "french_everyday",
    "french_everyday_2",
    "french_everyday_3",
    "french_everyday_4",
    "french_everyday_5",
)
_PLAYED_DOWN = ("played_down", "played_down_2")
SIGNS = ("red_flags", "signs", "signs_2", "signs_3", "signs_4", "signs_5", *_PLAYED_DOWN, "doubtful", *_FRENCH_SIGNS)
NO_SIGNS = (
    "hard_negatives",
    "everyday",
    "everyday_2",
    "everyday_3",
    "everyday_4",
    "everyday_5",
    "names",
    *_FRENCH_EVERYDAY,
)
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


_ENGLISH_QUESTIONS = ("questions", "questions_2", "questions_3", "mistyped", "two_questions", "later_turns")
QUESTIONS = (*_ENGLISH_QUESTIONS, "french_questions", "french_questions_2", "french_questions_3")
OUT_OF_SCOPE = ("out_of_scope", "out_of_scope_2", "french_out_of_scope", "french_out_of_scope_2")
JUDGES: dict[str, tuple[Judge, frozenset[str]]] = {
    **dict.fromkeys(QUESTIONS, (judge_question, frozenset({"wrong", "not known", "half", "alarm"}))),
    **dict.fromkeys(OUT_OF_SCOPE, (judge_out_of_scope, frozenset({"answered", "alarm"}))),
    **dict.fromkeys(SIGNS, (judge_safety, frozenset({"nothing"}))),
    **dict.fromkeys(NO_SIGNS, (judge_safety, frozenset({"alarm"}))),
}


async def evaluate(
    converse: Converse, folder: Path, names: Iterable[str] = JUDGES, disturbed: Disturbed = str, most: int | None = None
) -> dict[str, Result]:
    """Put the messages of the sets that are there to the assistant, each in a conversation of its own unless it has turns.

    `disturbed` changes each message before it is put; of each set at most `most` are, evenly chosen.
    """
    results = {}
    for name in names:
        file = folder / f"{name}.yml"
        if file.exists():
            items = read_yaml(file)
            step = max(1, -(-len(items) // most)) if most else 1
            results[name] = await _put(converse, JUDGES[name][0], items[::step], disturbed)
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
