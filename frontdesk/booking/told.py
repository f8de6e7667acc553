"""What the booking reader (frontdesk/engine/nlu/booking_reader.py) read in a message: marked words, and what it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from frontdesk.language.glossed import Clause
from frontdesk.language.when.words import is_time

NAME, ASKER, WHOM, PHONE, EMAIL, WHEN, REASON = "name", "asker", "whom", "phone", "email", "when", "reason"
NEW, RETURNING, PRACTITIONER, SLOT, NOTE, OLD = "new", "returning", "practitioner", "slot", "note", "old"
# Of what a field of the booking holds, beside the reason and the practitioner.
OF_FIELDS = (NAME, ASKER, WHOM, PHONE, EMAIL, WHEN, NEW, RETURNING, SLOT, OLD)
BEGIN, NOT_BEGIN, TELL, CORRECT, AGREE, REFUSE, DECLINE = (
    "begin",
    "nobegin",
    "tell",
    "correct",
    "agree",
    "refuse",
    "decline",
)
ALARMED, ANSWERED = "alarmed", "answered"  # what became of a text before the booking heard it
ASK, LEAVE, RESTART, PERSON, CHANGE, MORE = "ask", "leave", "restart", "person", "change", "more"
SMALL = "small"
_LIKELY = 0.5
_MAY = 0.05
MARKUP = re.compile(r"[<>{}]|\)\s*;|;\s*--")  # no words for the front desk, and not to be relied on as read
_SURE_OLD = 0.6  # below that nothing counts as taken back
_SURELY_CORRECTS = 0.9
_MARKS = " .,;:!?-\"'"
_ENDS = " .,;:!?-()"
# "please text, don't call" is one remark.
_CLAUSE_END = re.compile(r"[.,;!?](?=\s)(?!\s+(?:don'?t|not|no|never)\b)|\n|\bbut\s|(?<!\d\s)\band\s", re.I)
_PART_END = re.compile(r"[.,;!?](?=\s|$)|\n")
_SENTENCE_END = re.compile(r"[.;!?](?=\s)|\n")
# Without one of these nothing is taken back, whatever the reader takes a long message for.
_TAKES_BACK = re.compile(
    r"\b(?:no|not|nope|never|sorry|o+ps|whoops|actually|instead|wait|i mean|meant|rather|scratch|chang\w*|"
    r"make (?:it|that)|correct\w*|"
    r"wrong|mistake|typo|old|used to|previous\w*|former\w*|switch\w*|mov\w*|updat\w*|nvm|strike|forget|"
    r"cancel\w*|spell\w*|spelt|should be|than)\b|"
    r"n[’']?t\b|\*",
    re.I,
)
_DENIES = re.compile(r"(?:\b(?:not|no|instead of|rather than|than|wrong|old)|n[’']t)\s*$", re.I)


@dataclass(frozen=True)
class Words:
    """Words of a message that hold a value: what kind, where, and how sure the reader is, from 0 to 1."""

    label: str
    start: int
    end: int
    sure: float


@dataclass(frozen=True)
class Told:
    """The marked words of a text in their order, and how likely the message does what.

    `spelt`: the text in lower case with slips put right; empty where nobody has read it. `was`: what became of a text that was
    said before the booking began: ALARMED, ANSWERED or "". `lang`: the language it is written in. `glossed`: the clauses of a
    text that was put into English.
    """

    text: str = ""
    words: tuple[Words, ...] = ()
    acts: Mapping[str, float] | None = None
    spelt: str = ""
    was: str = ""
    lang: str = ""
    glossed: tuple[Clause, ...] = ()

    @classmethod
    def read(cls, text: str, told: Mapping[str, Any] | None) -> Told:
        """What the reader wrote about a text, if it read it."""
        told = told or {}
        spans = (Words(*found) for found in told.get("spans", ()))
        words = tuple(one for one in spans if one.label not in (NOTE, NAME) or not MARKUP.search(text))
        return cls(text, words, told.get("acts"), told.get("spelt", ""), told.get("was", ""), told.get("lang", ""))

    def settled(self) -> Told:
        """The same of an English text without what is hardly taken back."""
        if not self.is_read:
            return self
        if not (_TAKES_BACK.search(self.text) or self.does(CORRECT, likely=_SURELY_CORRECTS)):
            return self._taking_nothing_back()
        words = self._with_whole_names()
        return replace(self, words=tuple(one for one in words if one.label != OLD or one.sure >= _SURE_OLD))

    def _with_whole_names(self) -> tuple[Words, ...]:
        """The marked words, where a word right before a name belongs to it rather than is taken back: "sorry [dave] nguyen"."""
        found: list[Words] = []
        for one in self.words:
            before = found[-1] if found and one.label == NAME else None
            if before and before.label == OLD and self._belongs(before, one):
                found[-1] = Words(NAME, before.start, one.end, one.sure)
            else:
                found.append(one)
        return tuple(found)

    def _belongs(self, old: Words, name: Words) -> bool:
        denied = _DENIES.search(self.text[: old.start])
        return not denied and self.text[old.end : name.start] == " " and self.text[old.start : old.end].isalpha()

    @property
    def remarks(self) -> list[str]:
        """What is marked as a remark, in clauses, as it was written."""
        if self.glossed:
            return [clause.written.strip(_ENDS) for clause in self.glossed if clause.noted]
        return [*(f"with {words}" for words in self.all(PRACTITIONER)), *self.clauses(NOTE)]

    @property
    def written(self) -> str:
        """The text as the patient wrote it, where it was put into English."""
        return " ".join(clause.written.strip() for clause in self.glossed) if self.glossed else self.text

    def _taking_nothing_back(self) -> Told:
        """The same with times that are wished instead of taken back, and other values left to be read by themselves."""
        times = (replace(one, label=WHEN) for one in self.words if one.label == OLD and _names_time(self.text, one))
        kept = [one for one in self.words if one.label != OLD]
        acts = {act: likely for act, likely in (self.acts or {}).items() if act != CORRECT}
        return replace(self, words=tuple(sorted([*kept, *times], key=lambda one: one.start)), acts=acts)

    @property
    def is_read(self) -> bool:
        """Whether the reader has read the message."""
        return self.acts is not None

    @property
    def kind_of_patient(self) -> str:
        """NEW or RETURNING, where the message most likely says so; else empty."""
        kind = max((NEW, RETURNING), key=lambda one: (self.acts or {}).get(one, 0.0))
        return kind if self.does(kind) else ""

    @property
    def rules_out_kind(self) -> bool:
        """Whether the message, as it was read, says nothing of whether they have been here, in part or as a whole."""
        told = self.is_marked(NEW, RETURNING) or self.does(NEW, RETURNING, likely=_MAY)
        return NEW in (self.acts or {}) and not told

    def does(self, *acts: str, likely: float = _LIKELY) -> bool:
        """Whether the message most likely does one of these."""
        return any((self.acts or {}).get(act, 0.0) >= likely for act in acts)

    def all(self, label: str) -> list[str]:
        """The words marked so, in their order, without the marks around them."""
        found = (self.text[words.start : words.end].strip(_MARKS) for words in self.words if words.label == label)
        return [words for words in found if words]

    def first(self, label: str) -> str:
        """The first words marked so, or an empty text."""
        return next(iter(self.all(label)), "")

    def is_marked(self, *labels: str) -> bool:
        """Whether any words are marked as one of these."""
        return any(words.label in labels for words in self.words)

    def clauses(self, label: str) -> list[str]:
        """The clauses that hold words marked so: a remark is understood only as a whole."""
        ends = [0, *(mark.end() for mark in _CLAUSE_END.finditer(self.text)), len(self.text)]
        around = ((start, end) for start, end in pairwise(ends) if self._has(label, start, end))
        return [self.text[start:end].strip(_ENDS) for start, end in around]

    def sentences(self, label: str) -> list[str]:
        """The sentences that hold words marked so."""
        ends = [0, *(mark.end() for mark in _SENTENCE_END.finditer(self.text)), len(self.text)]
        return [self.text[start:end].strip() for start, end in pairwise(ends) if self._has(label, start, end)]

    def _has(self, label: str, start: int, end: int) -> bool:
        return any(words.label == label and start < words.end and words.start < end for words in self.words)

    def widened(
        self, label: str, belongs: Callable[[str], bool], behind: Callable[[str], bool] | None = None
    ) -> list[str]:
        """The words marked so, each with the words next to it that belong to it and are not marked themselves.

        `behind`: which words behind it belong to it, if not the same.
        """
        found, follows = [], behind or belongs
        for words in self.words:
            if words.label == label:
                first = max((other.end for other in self.words if other.end <= words.start), default=0)
                last = min((other.start for other in self.words if other.start >= words.end), default=len(self.text))
                before, after = self.text[first : words.start].split(" "), self.text[words.end : last].split(" ")
                start, end = words.start, words.end
                while len(before) > 1 and before[-1] == "" and belongs(before[-2]):
                    start -= len(before.pop(-2)) + 1
                while len(after) > 1 and after[0] == "" and follows(after[1].rstrip(_MARKS)):
                    word = after.pop(1)
                    end += len(word) + 1
                    if word != word.rstrip(_MARKS):
                        break
                found.append(self.text[start:end].strip(_MARKS))
        return [words for words in dict.fromkeys(found) if words]

    def relabelled(self, change: Callable[[Words, str], str]) -> Told:
        """The same with the labels that `change` gives marked words and their text; equal ones side by side become one."""
        found: list[Words] = []
        for words in self.words:
            label = change(words, self.text[words.start : words.end])
            if found and found[-1].label == label and not self.text[found[-1].end : words.start].strip():
                found[-1] = Words(label, found[-1].start, words.end, min(found[-1].sure, words.sure))
            else:
                found.append(replace(words, label=label))
        return replace(self, words=tuple(found))

    def around(self, words: Words) -> tuple[int, int]:
        """Where the part of the text between two marks of punctuation begins and ends that holds marked words."""
        stops = list(_PART_END.finditer(self.text))
        start = max((stop.end() for stop in stops if stop.end() <= words.start), default=0)
        return start, min((stop.start() for stop in stops if stop.start() >= words.end), default=len(self.text))

    def stands_alone(self, start: int, end: int, *labels: str) -> bool:
        """Whether no words marked so are between two places."""
        return not any(self._has(label, start, end) for label in labels)

    def without(self, labels: Iterable[str]) -> str:
        """The text with blanks in place of what is marked so: everything else stays where it is."""
        text, gone = list(self.text), set(labels)
        for words in self.words:
            if words.label in gone:
                text[words.start : words.end] = " " * (words.end - words.start)
        return "".join(text)


def _names_time(text: str, words: Words) -> bool:
    return any(is_time(word) for word in re.findall(r"[^\W\d_]+", text[words.start : words.end].lower()))
