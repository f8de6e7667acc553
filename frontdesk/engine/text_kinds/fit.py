"""Make the models of text kinds. A developer's job: python -m frontdesk.engine.text_kinds.fit [--folds N]

1. A kind is learnt from its `texts.yml`; the other kinds, `others.yml` and every tenth phrasing of data/ teach what is none.
2. Each text is learnt as written and once mistyped (a letter left out, doubled or swapped, or vowels dropped), always the same
   way.
3. With `--folds`, texts are left out in turn and read by a model that has not seen them; the counts go into MODEL_CARD.md.
"""

import argparse
import random
from collections.abc import Container, Sequence

import numpy as np

from frontdesk.content.phrasings import phrasings, read_yaml
from frontdesk.engine.nlu.ngrams import NGrams
from frontdesk.engine.text_kinds import (
    AUTOMATIC,
    DOUBTFUL,
    FOLDER,
    GAMMA,
    KINDS,
    RETURNS,
    SURE,
    TextKindModel,
    as_support,
)
from frontdesk.language.pipeline import vector
from frontdesk.language.spelling import written_out

_EVERY = 10
_SHORTEST_MISTYPED = 5
_VOWELS = "aeiou"
# Groups of others.yml that teach nothing of a kind: too near to it, or far from it.
_LEFT_OUT_OF = {
    RETURNS: ("texting_wanted", "reminding"),
    AUTOMATIC: ("partial_wishes", "reminding", "business", "waiting"),
}
# Phrasings of data/ that are wishes themselves, or too near to one to teach the opposite.
_LEFT_OUT = ("texting me", "mailing me", "any more mail", "liste d'envoi", "promotions any more", "more letters")


def lines(name: str, without: Container[str] = ()) -> list[str]:
    """The texts of a file of this folder, without those of some groups."""
    groups = read_yaml(FOLDER / name).items()
    return [line for group, listed in groups if group not in without for line in listed.splitlines()]


def mistyped(text: str, chance: random.Random) -> str:
    """The text with one slip of the finger, or short of vowels."""
    if len(text) < _SHORTEST_MISTYPED:
        return text
    at = chance.randrange(1, len(text) - 1)
    slips = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        text[: at + 1] + text[at:],
        " ".join(word[0] + "".join(c for c in word[1:] if c not in _VOWELS) for word in text.split()),
    )
    return slips[chance.randrange(len(slips))]


def fit(of_kind: Sequence[str], others: Sequence[str]) -> TextKindModel:
    """Learn from texts as people write them."""
    from sklearn.linear_model import LogisticRegression  # only training needs scikit-learn
    from sklearn.svm import SVC

    chance = random.Random(7)
    asked = [text for _, text in phrasings() if not any(words in text for words in _LEFT_OUT)]
    positive = [*of_kind, *(mistyped(text, chance) for text in of_kind)]
    negative = [*others, *(mistyped(text, chance) for text in others), *asked[::_EVERY]]
    texts = [written_out(text) for text in (*positive, *negative)]
    labels = np.arange(len(texts)) < len(positive)
    vectors = np.stack([vector(text) for text in texts])
    kernel = SVC(C=4.0, gamma=GAMMA, class_weight="balanced").fit(vectors, labels)
    ngrams = NGrams.fit(texts[: len(positive) + 2 * len(others)])
    linear = LogisticRegression(C=30.0, solver="liblinear", class_weight="balanced").fit(ngrams.matrix(texts), labels)
    return TextKindModel(
        as_support(vectors[kernel.support_]),
        kernel.dual_coef_[0].astype(np.float32),
        ngrams,
        linear.coef_[0].astype(np.float32),
        np.array([kernel.intercept_[0], linear.intercept_[0]], dtype=np.float64),
    )


def _crossed(of_kind: Sequence[str], others: Sequence[str], folds: int) -> tuple[list[float], list[float]]:
    """The scores of all texts by models that have not seen them."""
    hit: list[float] = []
    false: list[float] = []
    for fold in range(folds):
        rest = [[text for i, text in enumerate(texts) if i % folds != fold] for texts in (of_kind, others)]
        model = fit(*rest)
        hit += map(model.score, of_kind[fold::folds])
        false += map(model.score, others[fold::folds])
    return hit, false


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", type=int, default=0)
    folds = parser.parse_args().folds
    texts = {kind: lines(f"{kind}/texts.yml") for kind in KINDS}
    for kind, of_kind in texts.items():
        others = [
            *lines("others.yml", _LEFT_OUT_OF.get(kind, ())),
            *(text for other in KINDS if other != kind for text in texts[other]),
        ]
        for level in (DOUBTFUL, SURE) if folds else ():
            hit, false = _crossed(of_kind, others, folds)
            below, above = sum(s < level for s in hit), sum(s >= level for s in false)
            print(f"{kind} at {level}: {below} of {len(hit)} below, {above} of {len(false)} others above")
        fit(of_kind, others).save(FOLDER / kind)


if __name__ == "__main__":
    _main()
