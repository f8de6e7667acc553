"""Prints what the layers that judge signs learn from: group ("-" where there is no sign), tab, written-out text, one a line.

1. All phrasings but those on which thresholds are chosen (data/calibration), also those of bookings.
2. Everyday messages come again sentence by sentence, as the safety screen judges them.
3. Some signs stand among sentences of everyday messages and are signs still; as many everyday messages do, too.

python -m frontdesk.engine.sign_texts > signs.tsv
"""

import random
from collections.abc import Iterator, Sequence

from frontdesk.content.phrasings import BOOKINGS, CALIBRATION, THEMES, phrasings, unmarked
from frontdesk.content.topic_ids import SAFETY
from frontdesk.language.pipeline import language
from frontdesk.language.segments import units

_EVERYDAY = "no_sign/everyday"
_NO_SIGN = "no_sign/"
_NOT_JUDGED = ("check_reply/", "feeling/")
_NONE = "-"
_FEWEST_WORDS = 4
_LONGEST = 45  # words of a message that is put into a story
_STORIES = 2500
_MOST_SENTENCES = 3


def _labelled() -> Iterator[tuple[str, str]]:
    for label, text in phrasings(themes=[*(theme for theme in THEMES if theme != CALIBRATION), BOOKINGS]):
        if not label.startswith(_NOT_JUDGED):
            yield label, unmarked(text)


def _in_stories(texts: Sequence[tuple[str, str]], sentences: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Some of the texts with their groups, among everyday sentences."""
    short = [(group, text) for group, text in texts if len(text.split()) <= _LONGEST]
    for group, text in random.sample(short, min(_STORIES, len(short))):
        around = random.sample(sentences, random.randint(1, _MOST_SENTENCES))
        around.insert(random.randint(0, len(around)), text)
        yield group, " ".join(part if part[-1] in ".!?" else f"{part}." for part in around)


def lines() -> list[tuple[str, str]]:
    """Group and text of each example, each text once."""
    random.seed(0)
    found = list(_labelled())
    told, signs, everyday, sentences = [], [], [], []
    for (label, _), doc in zip(found, language().pipe((text for _, text in found), disable=["sentence_vector"])):
        text = " ".join(doc.text.split())
        if not text:
            continue
        group = label.removeprefix(f"{SAFETY}/") if label.startswith(f"{SAFETY}/") else _NONE
        told.append((group, text))
        if group != _NONE:
            signs.append((group, text))
        elif label.startswith(_NO_SIGN):
            everyday.append((group, text))
        if label == _EVERYDAY:
            sentences += [part for part in units(doc) if len(part.split()) >= _FEWEST_WORDS]
    told += [(_NONE, part) for part in sentences]
    told += [*_in_stories(signs, sentences), *_in_stories(everyday, sentences)]
    return [(group, text) for text, group in {text: group for group, text in reversed(told)}.items()]


if __name__ == "__main__":
    for group, text in lines():
        print(f"{group}\t{text}")
