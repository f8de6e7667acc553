"""How well badly typed questions are read: data/calibration, mistyped at random, judged by a model that has not seen it.

Errors are those of phones and of hurry: letters swapped, left out, doubled or hit beside the right key, words written as they
sound, vowels exchanged, spaces missing or misplaced. A third of the phrasings is held back.

    python -m bench.typing_errors
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from frontdesk.content.phrasings import CALIBRATION, THEMES, phrasings
from frontdesk.content.topic_ids import FAQ
from frontdesk.engine.nlu.matching import Matcher
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.pipeline import language
from frontdesk.settings.values import read_file

FOLDS, VERSIONS, SEED = 3, 2, 5
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = (
    ("ph", "f"), ("tion", "shun"), ("ck", "k"), ("ee", "ea"), ("ea", "ee"), ("igh", "i"), ("ou", "oo"), ("ai", "a"), ("c", "k"),
    ("s", "z"), ("y", "i"), ("er", "a"), ("le", "el"), ("wh", "w"), ("th", "t"), ("ie", "ei"), ("x", "ks"), ("kn", "n"),
)  # fmt: skip
_OTHERS = ("safety/", "no_sign/", "check_reply/", "feeling/")


def _beside(letter: str, rng: random.Random) -> str:
    row = next((row for row in _ROWS if letter in row), letter)
    place = row.index(letter)
    return rng.choice(row[max(0, place - 1) : place] + row[place + 1 : place + 2] or letter)


def _as_it_sounds(word: str, rng: random.Random) -> str:
    fitting = [(spelt, heard) for spelt, heard in _SOUNDS if spelt in word]
    return word.replace(*rng.choice(fitting), 1) if fitting else word


def _slips(word: str, i: int, rng: random.Random) -> Sequence[tuple[float, Callable[[], str]]]:
    j = min(i, len(word) - 2)
    return (
        (20, lambda: word[:j] + word[j + 1] + word[j] + word[j + 2 :]),
        (24, lambda: word[:i] + word[i + 1 :]),
        (8, lambda: word[:i] + word[i] + word[i:]),
        (18, lambda: word[:i] + _beside(word[i], rng) + word[i + 1 :]),
        (8, lambda: word[:i] + _beside(word[i], rng) + word[i:]),
        (16, lambda: _as_it_sounds(word, rng)),
        (6, lambda: word[:i] + rng.choice("aeiou") + word[i + 1 :] if word[i] in "aeiou" else word),
    )


def slip(word: str, rng: random.Random) -> str:
    """A word with one error; words of fewer than three letters and others than words stay."""
    if len(word) < 3 or not word.isalpha():
        return word
    place = rng.randrange(len(word)) if rng.random() < 0.15 else rng.randrange(1, len(word))
    shares, ways = zip(*_slips(word, place, rng))
    return str(rng.choices(ways, shares)[0]())


def mistyped(text: str, rng: random.Random, share: float = 0.4) -> str:
    """A text with errors in about a `share` of its words, and in one of seven texts a space that is missing or misplaced."""
    words = [slip(word, rng) if rng.random() < share else word for word in text.split()]
    if len(words) > 2 and rng.random() < 1 / 7:
        place = rng.randrange(len(words) - 1)
        first, second = words[place : place + 2]
        joined = [first + second] if rng.random() < 0.7 or len(second) < 3 else [first + second[0], second[1:]]
        words[place : place + 2] = joined
    return " ".join(words)


def _judged(matcher: Matcher, text: str, topic: str) -> str:
    match = matcher.match(language()(text))
    if match.intent == FALLBACK:
        return "not known"
    if match.intent == CLARIFY:
        return "asked back" if topic in match.candidates else "wrong"
    return "right" if topic in (match.intent, match.second, match.third) else "wrong"


def main() -> None:
    """Fit without a third of data/calibration and count what becomes of it, as written and mistyped."""
    rows = [(theme, label, text) for theme in THEMES for label, text in phrasings(themes=[theme])]
    rows = [
        (theme, label.removeprefix(f"{FAQ}/"), text) for theme, label, text in rows if not label.startswith(_OTHERS)
    ]
    part = np.random.RandomState(0).randint(FOLDS, size=len(rows))
    held = [theme == CALIBRATION and number == 0 for (theme, _, _), number in zip(rows, part)]
    docs = list(language().pipe(text for _, _, text in rows))
    seen = [i for i, doc in enumerate(docs) if doc.text.strip() and not held[i]]
    vectors = np.vstack([docs[i]._.sentence_vector for i in seen])
    model = TopicModel.fit([docs[i].text for i in seen], vectors, [rows[i][1] for i in seen])
    components = read_file("config.yml", "It is part of Frontdesk; put it back.")["pipeline"]
    config = next(component for component in components if component["name"].endswith("TopicMatcher"))
    matcher = Matcher(model, config["calibration"], config["upper"], config["lower"])
    asked = [(label, text) for (_, label, text), is_held in zip(rows, held) if is_held and label != "out_of_scope"]
    rng = random.Random(SEED)
    worse = [(label, mistyped(text, rng)) for label, text in asked for _ in range(VERSIONS)]
    for name, questions in (("as written", asked), ("mistyped", worse)):
        counts = Counter(_judged(matcher, text, label) for label, text in questions)
        shares = ", ".join(f"{outcome} {count / len(questions):.1%}" for outcome, count in counts.most_common())
        print(f"{name}: {len(questions)} questions: {shares}")


if __name__ == "__main__":
    main()
