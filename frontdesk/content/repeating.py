"""Nothing is said twice running: of several ways to answer, the one that was not said lately.

A topic that is asked about again is answered in its response's other words, then in short, then handed on to the front desk.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from frontdesk.content.answers import Answer, Answers
from frontdesk.content.reviewed import LEVELS
from frontdesk.content.topic_ids import CALLBACK

_SAID_BEFORE = "utter_said_before"
SHORT_ANYWAY = "sms"  # the form of answers that has no shorter one
_MOST_BUTTONS = 4
# What has to be said as often as it takes.
_MAY_REPEAT = frozenset({*LEVELS, "check", "booking", "notice", "erase", "erased"})


def unsaid(answer: Answer, others: Iterable[Answer], said: Sequence[str], may_repeat: bool = True) -> Answer:
    """The answer, or the first of its other forms that was not said; else the one said longest ago. `said`: newest first.

    `may_repeat`: a warning may be said twice running.
    """
    if (may_repeat and answer.kind in _MAY_REPEAT) or _since(answer.text, said) == len(said):
        return answer
    return max([answer, *others], key=lambda way: _since(way.text, said))


def _since(text: str, said: Sequence[str]) -> int:
    """How many texts were said since this one, or as many as there are if it never was."""
    return next((age for age, one in enumerate(said) if text in one or one in text), len(said))


def in_other_words(answers: Answers, name: str, answer: Answer, channel: str, /, **values: str) -> Iterator[Answer]:
    """The other ways to give the answer under a response name."""
    forms = answers.forms(name, channel, **values)
    for text in forms:
        yield replace(answer, text=text)
    if answer.kind == "answer" and forms and channel != SHORT_ANYWAY:
        yield replace(answer, text=answers.short(name, **values))
    if answer.kind == "answer":
        yield from handed_on(answers, answer, channel)


def handed_on(answers: Answers, answer: Answer, channel: str) -> Iterator[Answer]:
    """What is said instead of an answer that was given before: who can tell more."""
    source = answers.answer(_SAID_BEFORE, channel).source
    further = [button for button in answer.buttons if button[0] != CALLBACK]
    buttons = ((CALLBACK, answers.title(CALLBACK)), *further)[:_MOST_BUTTONS]
    for text in answers.forms(_SAID_BEFORE, channel):
        yield replace(answer, text=text, source=source, buttons=buttons)
