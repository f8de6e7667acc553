"""The files of a topic of the clinic's own: its questions and answers, and the same in other languages.

Messages that belong to a topic which is there already need only the questions.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from frontdesk.content.topic_ids import FAQ

_LANGUAGES = Path("frontdesk/language")


@dataclass(frozen=True)
class Wording:
    """What is said and written of a topic in one language. `sms` is empty where the web answer is sent as a text, too."""

    title: str
    web: str
    sms: str
    phrasings: Sequence[str]
    yes_no: str = ""


@dataclass(frozen=True)
class Topic:
    """A topic of the clinic's own. `languages` holds what other languages say, by code."""

    name: str
    english: Wording
    source_title: str
    section: str
    url: str
    reviewed: bool
    follow_ups: Sequence[str]
    languages: Mapping[str, Wording] = field(default_factory=dict)

    def files(self) -> dict[Path, str]:
        """The content of each file, by its place in the repository."""
        found = {Path("data") / FAQ / f"{self.name}.yml": self._english()}
        for code, wording in self.languages.items():
            found[_LANGUAGES / code / "texts" / f"{self.name}.yml"] = self._texts(wording)
            found[_LANGUAGES / code / "phrasings" / f"{self.name}.yml"] = _questions(self.name, wording.phrasings)
        return found

    def _english(self) -> str:
        wording = self.english
        yes_no = f"      yes_no: {_quoted(wording.yes_no)}\n" if wording.yes_no else ""
        return (
            f"{_questions(self.name, wording.phrasings)}\n"
            f"responses:\n"
            f"  utter_{FAQ}/{self.name}:\n"
            f"  - text: {_quoted(wording.web)}\n"
            f"    metadata:\n"
            f"      title: {_quoted(wording.title)}\n"
            f"{yes_no}"
            f"      source:\n"
            f"        title: {_quoted(self.source_title)}\n"
            f"        section: {_quoted(self.section)}\n"
            f"        url: {_quoted(self.url) if self.url else 'null'}\n"
            f"        reviewed: {str(self.reviewed).lower()}\n"
            f"      follow_ups: [{', '.join(self.follow_ups)}]\n"
            f"  - channel: sms\n"
            f"    text: {_quoted(wording.sms or wording.web)}\n"
        )

    def _texts(self, wording: Wording) -> str:
        yes_no = f", yes_no: {_quoted(wording.yes_no)}" if wording.yes_no else ""
        return (
            f"reviewed: false\n"
            f"responses:\n"
            f"  utter_{FAQ}/{self.name}:\n"
            f"  - text: {_quoted(wording.web)}\n"
            f"    metadata: {{title: {_quoted(wording.title)}{yes_no}}}\n"
            f"  - channel: sms\n"
            f"    text: {_quoted(wording.sms or wording.web)}\n"
        )


@dataclass(frozen=True)
class Messages:
    """Messages of patients for a topic that is there, in a file of their own. `languages` holds those of other languages."""

    name: str
    topic: str
    english: Sequence[str]
    languages: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def files(self) -> dict[Path, str]:
        """The content of each file, by its place in the repository."""
        found = {Path("data") / FAQ / f"{self.name}.yml": _questions(self.topic, self.english)}
        for code, phrasings in self.languages.items():
            found[_LANGUAGES / code / "phrasings" / f"{self.name}.yml"] = _questions(self.topic, phrasings)
        return found


def _questions(topic: str, phrasings: Sequence[str]) -> str:
    lines = "\n".join(f"    - {phrasing}" for phrasing in phrasings)
    return f'version: "3.1"\n\nnlu:\n- intent: {FAQ}/{topic}\n  examples: |\n{lines}\n'


def _quoted(text: str) -> str:
    """A text as YAML holds it in double quotes."""
    return json.dumps(text, ensure_ascii=False)
