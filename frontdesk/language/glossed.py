"""What becomes of a message that is put into English words: its text, its clauses, and the places of what was marked in it.

What a reader has marked is put into English word by word (ENGLISH), stays as it is written (WRITTEN; as a REMARK, its clause is
for the front desk), becomes a complaint in English (COMPLAINT), or becomes other words, which are given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from frontdesk.language.aligned import Aligned, Place

Marks = Mapping[Place, str]  # how each marked place in the message as it was written is put into English
ENGLISH, WRITTEN, REMARK, COMPLAINT = "{english}", "{written}", "{remark}", "{complaint}"


@dataclass(frozen=True)
class Clause:
    """A clause as it was written and in English, without what a reader marked in it.

    `for_the_desk`: it says how to reach somebody, or what they wish. `noted`: a reader marked words of it as a remark.
    """

    written: str
    english: str
    for_the_desk: bool = False
    noted: bool = False


@dataclass(frozen=True)
class Gloss:
    """A message in English words, and the complaints in it in the patient's own: English -> as written.

    `plain`: the message is nothing but a plain answer. `places`: where what was marked is in the English text.
    """

    text: str
    own_words: Mapping[str, str] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    plain: bool = False
    places: Mapping[Place, Place] = field(default_factory=dict)

    def restored(self, text: str) -> str:
        """A text with the complaints as the patient wrote them."""
        for english, written in self.own_words.items():
            text = text.replace(english, written)
        return text


def placed(
    english: Aligned, marks: Marks, written: str, complaint: Callable[[str], str]
) -> tuple[str, dict[Place, Place]]:
    """An English text with what was marked as it is to be put, and where it is then, by its place in what was written.

    `complaint` puts a complaint into English.
    """
    pieces, at, length = [], 0, 0
    places: dict[Place, Place] = {}
    for place in sorted(marks):
        start, end = english.stands_for(*place)
        start = max(start, at)
        if start >= end:
            continue
        words, how = written[slice(*place)], marks[place]
        put = {ENGLISH: english.text[start:end], WRITTEN: words, REMARK: words}.get(how)
        put = put or (complaint(words) if how == COMPLAINT else how)
        pieces += [english.text[at:start], put]
        length += start - at
        places[place] = (length, length + len(put))
        length, at = length + len(put), end
    return "".join([*pieces, english.text[at:]]), places


def overlap(text: Aligned, marks: Marks, *hows: str) -> bool:
    """Whether a text holds any of what was marked; `hows`: only what is put so."""
    return any(text.stands_for(*place)[1] > 0 for place, how in marks.items() if not hows or how in hows)


def blanked(english: Aligned, marks: Marks) -> str:
    """An English text with blanks in place of what was marked."""
    letters = list(english.text)
    for place in marks:
        start, end = english.stands_for(*place)
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def only(marks: Marks, how: str) -> bool:
    """Whether all that was marked is put so, if anything was."""
    return all(one == how for one in marks.values())


def as_put(
    english: Aligned,
    marks: Marks,
    own: Mapping[str, str] | None = None,
    clauses: tuple[Clause, ...] = (),
    plain: bool = False,
) -> Gloss:
    """An English text with the places of what was marked in it, which stays as it was put."""
    text, places = placed(english, dict.fromkeys(marks, ENGLISH), "", str)
    return Gloss(text, own or {}, clauses, plain, places)
