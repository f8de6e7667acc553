"""Make the model of what texts are for. A developer's job: python -m frontdesk.engine.desk_words.fit [--folds N]

1. Each text of `texts.yml` is learnt as written, and without its accents and its apostrophes.
2. Of data/ and the languages it learns messages, changes and complaints, and as OTHER what is asked, booked and told of the
   body: one in so many. What was written for this counts `_WEIGHT` times.
3. With `--folds`, texts are left out in turn and read by a model that has not seen them; the counts go into MODEL_CARD.md.
"""

import argparse
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from frontdesk.content.phrasings import examples_of, phrasings, read_yaml, unmarked
from frontdesk.content.topic_ids import ARRIVING, FAQ, LEAVE_MESSAGE, OUT_OF_SCOPE, SAFETY, SMALL_TALK_INTENTS
from frontdesk.engine.desk_words import BUSINESS, CHANGE, DESK, FOLDER, MODEL, OTHER, SURE
from frontdesk.engine.nlu.readers import labelled, plain
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.engine.sign_replies.fit import forms
from frontdesk.language.multilingual import multilingual_encoder
from frontdesk.language.packs import packs

_KINDS = {
    LEAVE_MESSAGE: DESK,
    ARRIVING: CHANGE,
    "cancel": CHANGE,
    "reschedule": CHANGE,
    "feeling/complaint": BUSINESS,
}
# Of the phrasings that are OTHER one in so many is learnt, by how the label begins; the first that fits.
_EVERY = (
    (f"{SAFETY}/self_harm", 3),
    (f"{SAFETY}/violence", 6),
    (f"{SAFETY}/", 50),
    (f"{FAQ}/", 50),
    (OUT_OF_SCOPE, 16),
    ("said/start", 20),
    ("book", 16),
    *((intent, 16) for intent in sorted(SMALL_TALK_INTENTS)),
)
_STARTS = Path("data/bookings/start.yml")
_EVERY_MESSAGE = 2  # of the phrasings of a kind
_WEIGHT = 3.0
Labelled = tuple[str, str]  # kind and text


def texts() -> list[Labelled]:
    """The texts of this folder with their kinds."""
    return [(kind, text) for kind, block in read_yaml(FOLDER / "texts.yml").items() for text in block.splitlines()]


def of_data() -> list[Labelled]:
    """What data/ and the languages teach."""
    known = [*phrasings(), *((label, unmarked(text)) for label, text in examples_of(_STARTS))]
    for pack in packs().values():
        known += labelled(pack, [])
    seen: Counter[str] = Counter()
    found: list[Labelled] = []
    for label, text in known:
        every = next((every for begins, every in _EVERY if label.startswith(begins)), 0)
        seen[label] += 1
        if label in _KINDS and seen[label] % _EVERY_MESSAGE == 0:
            found.append((_KINDS[label], text))
        elif every and seen[label] % every == 0:
            found.append((OTHER, text))
    return found


def fit(examples: Sequence[Labelled], more: Sequence[Labelled]) -> TopicModel:
    """Learn from texts as people write them."""
    spelt = dict.fromkeys((kind, form) for kind, text in (*examples, *more) for form in forms(text))
    read = [text for _, text in spelt]
    counted = {form for _, text in examples for form in forms(text)}
    weights = [_WEIGHT if text in counted else 1.0 for text in read]
    return TopicModel.fit(read, multilingual_encoder().encode(read), [kind for kind, _ in spelt], weights)


def _crossed(folds: int) -> Counter[tuple[str, str]]:
    """How often a text of one kind was surely read as another (or as the same) by a model that had not seen it."""
    examples, more = texts(), of_data()
    random.Random(7).shuffle(examples)
    counts: Counter[tuple[str, str]] = Counter()
    for fold in range(folds):
        model = fit([item for i, item in enumerate(examples) if i % folds != fold], more)
        for kind, text in examples[fold::folds]:
            written = plain(text).strip()
            scores = dict(
                zip(model.classes, model.scores(written, multilingual_encoder().encode([written])[0]).tolist())
            )
            best = max(scores, key=lambda one: scores[one])
            counts[kind, best if scores[best] >= SURE else "unsure"] += 1
    return counts


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", type=int, default=0)
    folds = parser.parse_args().folds
    if folds:
        counts = _crossed(folds)
        for kind in (DESK, CHANGE, BUSINESS, OTHER):
            print(kind, {read: count for (true, read), count in sorted(counts.items()) if true == kind})
    shutil.rmtree(MODEL, ignore_errors=True)
    MODEL.mkdir()
    fit(texts(), of_data()).save(MODEL)


if __name__ == "__main__":
    _main()
