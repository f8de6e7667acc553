"""Measure each language beside English on its own phrasings, a third held back at a time; fit the calibration of config.yml.

python -m bench.languages
"""

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from frontdesk.content.phrasings import CALIBRATION, THEMES, phrasings
from frontdesk.content.topic_ids import SAFETY
from frontdesk.engine.nlu.readers import Reader, labelled, vector
from frontdesk.language.packs import Pack, packs

FOLDS = 3
UPPERS = (0.4, 0.5, 0.6, 0.7, 0.8)
CHECKS = (0.25, 0.3, 0.35, 0.4, 0.5, 0.6)


def _of_topics(reader: Reader, held: Sequence[tuple[str, str]]) -> list[tuple[bool, bool, float, float]]:
    """Of each text: the best topic is right, one of the best three is, the best score, its lead."""
    rows = []
    for label, text in held:
        scores = reader.topics.scores(text, vector(text))
        order = np.argsort(-scores)
        best = [reader.topics.classes[i] for i in order[:3]]
        topic = label.removeprefix("faq/")
        rows.append(
            (best[0] == topic, topic in best, float(scores[order[0]]), float(scores[order[0]] - scores[order[1]]))
        )
    return rows


def _report(pack: Pack, english: list[tuple[str, str]]) -> None:
    own = labelled(pack, english)
    english = [item for item in english if item not in set(own)]
    fold_of = np.random.default_rng(0).integers(FOLDS, size=len(own))
    topics, signs = [], []
    for fold in range(FOLDS):
        held = [item for item, number in zip(own, fold_of, strict=True) if number == fold]
        reader = Reader.fit_on([item for item, number in zip(own, fold_of, strict=True) if number != fold], english)
        apart = (f"{SAFETY}/", "no_sign/", "check_reply/", "feeling/")
        topics += _of_topics(reader, [item for item in held if not item[0].startswith(apart)])
        judged = [item for item in held if not item[0].startswith(("check_reply/", "feeling/"))]
        signs += [(label.startswith(f"{SAFETY}/"), reader.sign(text)[1]) for label, text in judged]
    right, among, score, lead = (np.array(column) for column in zip(*topics, strict=True))
    curve = LogisticRegression(C=100).fit(np.column_stack([score, lead]), right)
    logits = curve.decision_function(np.column_stack([score, lead]))
    print(f"{pack.code}: {len(right)} held back, right {right.mean():.3f}, among three {among.mean():.3f}")
    print(f"calibration: [{curve.intercept_[0]:.3f}, {curve.coef_[0][0]:.3f}, {curve.coef_[0][1]:.3f}]")
    for upper in UPPERS:
        answered = 1 / (1 + np.exp(-logits)) >= upper
        good = (answered & right) | (~answered & among)
        print(f"upper {upper}: right or asked back {good.mean():.3f}, wrong {(answered & ~right).mean():.3f}")
    is_sign, sure = (np.array(column) for column in zip(*signs, strict=True))
    for check in CHECKS:
        print(
            f"check {check}: signs below {(sure[is_sign] < check).sum()} of {is_sign.sum()}, "
            f"others above {(sure[~is_sign] >= check).sum()} of {(~is_sign).sum()}"
        )


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    shared = list(phrasings(themes=[theme for theme in THEMES if theme != CALIBRATION]))
    for language in packs().values():
        if language.phrasings:
            _report(language, shared)
