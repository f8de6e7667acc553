"""Make the model of replies to a warning. A developer's job: python -m frontdesk.engine.sign_replies.fit [--folds N]

1. Each text of `texts.yml` is learnt as written, and without its accents and its apostrophes.
2. Of data/ it learns messages for the front desk, and a yes or no to a question about a sign, after which the warning stands:
   one in `_EVERY`.
3. With `--folds`, texts are left out in turn and read by a model that has not seen them; the counts go into MODEL_CARD.md.
"""

import argparse
import random
import shutil
from collections import Counter
from collections.abc import Sequence

from frontdesk.content.phrasings import phrasings, read_yaml
from frontdesk.content.topic_ids import MESSAGES
from frontdesk.engine.nlu.parse_data import CHECK_REPLY
from frontdesk.engine.nlu.readers import plain
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.engine.sign_replies import CLEAR, DESK, FOLDER, MODEL, UNSURE, read_by
from frontdesk.language.accents import without_accents
from frontdesk.language.multilingual import multilingual_encoder

_EVERY = 12
_OF_DATA = {**dict.fromkeys(MESSAGES, DESK), f"{CHECK_REPLY}/yes": CLEAR, f"{CHECK_REPLY}/no": CLEAR}
Labelled = tuple[str, str]  # kind and text


def texts() -> list[Labelled]:
    """The texts of this folder with their kinds."""
    return [(kind, text) for kind, block in read_yaml(FOLDER / "texts.yml").items() for text in block.splitlines()]


def fit(examples: Sequence[Labelled]) -> TopicModel:
    """Learn from texts as people write them."""
    more = [(_OF_DATA[label], text) for label, text in phrasings() if label in _OF_DATA][::_EVERY]
    spelt = dict.fromkeys((kind, form) for kind, text in (*examples, *more) for form in forms(text))
    read = [text for _, text in spelt]
    return TopicModel.fit(read, multilingual_encoder().encode(read), [kind for kind, _ in spelt])


def forms(text: str) -> list[str]:
    """A text as it is learnt: as written, and without its accents and its apostrophes."""
    written = plain(text).strip()
    return [written, without_accents(written).replace("'", "")]


def _crossed(folds: int) -> Counter[tuple[str, str]]:
    """How often a text of one kind was read as another (or as the same) by a model that had not seen it."""
    examples = texts()
    random.Random(7).shuffle(examples)
    counts: Counter[tuple[str, str]] = Counter()
    for fold in range(folds):
        model = fit([item for i, item in enumerate(examples) if i % folds != fold])
        counts.update((kind, read_by(model, text)) for kind, text in examples[fold::folds])
    return counts


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", type=int, default=0)
    folds = parser.parse_args().folds
    if folds:
        counts = _crossed(folds)
        for kind in dict.fromkeys(kind for kind, _ in texts()):
            print(kind, {read: count for (true, read), count in sorted(counts.items()) if true == kind})
        print(
            "all-clears read as something else:",
            sum(c for (t, r), c in counts.items() if t == CLEAR and r not in (CLEAR, UNSURE)),
        )
    shutil.rmtree(MODEL, ignore_errors=True)
    MODEL.mkdir()
    fit(texts()).save(MODEL)


if __name__ == "__main__":
    _main()
