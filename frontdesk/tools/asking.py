"""Asks a person questions, one line each. A person is asked again where an answer will not do; piped answers end there."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

# What is wrong with an answer, each as a sentence; nothing if it will do.
Doubts = Callable[[str], Iterable[str]]


class NoAnswerError(ValueError):
    """There is no answer to a question, or none that will do. The message names it."""


def _no_doubts(_: str) -> Iterable[str]:
    return ()


class Asker:
    """Reads answers, one a line; lines that begin with # are remarks and say nothing."""

    def __init__(self, answers: TextIO = sys.stdin, terminal: TextIO = sys.stdout) -> None:
        self._answers = answers
        self._terminal = terminal

    def tell(self, text: str = "") -> None:
        """Show a line."""
        print(text, file=self._terminal, flush=True)

    def ask(self, question: str, usual: str = "", doubts: Doubts = _no_doubts, needed: bool = True) -> str:
        """The answer to a question; `usual` stands for an empty one. Raises NoAnswerError."""
        beside = f" [{usual}]" if usual else "" if needed else " (leave it empty for none)"
        while True:
            given = self._line(f"{question}{beside}: ", question) or usual
            wrong = list(doubts(given)) if given else ["An answer is needed here."] if needed else []
            if not wrong:
                return given
            self._doubt(question, wrong)

    def ask_yes(self, question: str, usual: bool) -> bool:
        """Whether the answer is yes. Raises NoAnswerError."""
        return self.ask(question, "yes" if usual else "no").lower().startswith("y")

    def ask_lines(self, question: str, at_least: int, doubts: Doubts = _no_doubts) -> list[str]:
        """Several answers, one a line, until an empty line. Raises NoAnswerError."""
        self.tell(f"{question}, one a line, at least {at_least}. An empty line ends the list.")
        lines: dict[str, None] = {}
        while True:
            given = self._line(f"  {len(lines) + 1}: ", question)
            if not given and len(lines) >= at_least:
                return list(lines)
            if not given:
                self._doubt(question, [f"{at_least - len(lines)} more, please."])
                continue
            wrong = list(doubts(given))
            if wrong:
                self._doubt(given, wrong)
            else:
                lines[given] = None

    def _doubt(self, question: str, wrong: Sequence[str]) -> None:
        if not self._answers.isatty():
            raise NoAnswerError(f"“{question}”: {' '.join(wrong)}")
        for doubt in wrong:
            self.tell(f"  {doubt}")

    def _line(self, prompt: str, question: str) -> str:
        print(prompt, end="", file=self._terminal, flush=True)
        line = "#"
        while line.startswith("#"):
            line = self._answers.readline()
            if not line:
                raise NoAnswerError(f"The answers ended at “{question}”.")
        return line.strip().removeprefix("- ")
