"""Measure each language beside English on its own phrasings, whole files of them held back; fit what config.yml carries.

Most files have writers of their own: what is learnt from some is counted on others, as patients will be others again.

python -m bench.languages
"""

import json
import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from frontdesk.content.phrasings import CALIBRATION, THEMES, examples_of, phrasings
from frontdesk.content.topic_ids import SAFETY
from frontdesk.engine.nlu.other_signs import EVIDENCE, evidence
from frontdesk.engine.nlu.readers import Labelled, Reader, labelled, plain, taught_in_all, vector
from frontdesk.engine.nlu.second_opinion import SecondOpinion
from frontdesk.language.packs import Pack, packs

FOLDS = 3
UPPERS = (0.4, 0.5, 0.6, 0.7, 0.8)
CHECKS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SIGN_WEIGHT = 4.0  # a sign counts as much as so many other messages
NOT_JUDGED = ("check_reply/", "feeling/")
NO_QUESTION = (f"{SAFETY}/", "no_sign/", *NOT_JUDGED)


def _folds(pack: Pack, shared: Sequence[Labelled]) -> list[set[Labelled]]:
    """The phrasings of a language in parts of about the same size, each file in one of them."""
    files = [set(examples_of(file)) for file in pack.phrasings]
    files.append(set(labelled(pack, shared)).difference(*files))
    folds: list[set[Labelled]] = [set() for _ in range(FOLDS)]
    for file in sorted(files, key=len, reverse=True):
        min(folds, key=len).update(file)
    return folds


def _of_topics(reader: Reader, held: Sequence[Labelled]) -> list[tuple[bool, bool, float, float]]:
    """Of each text: the best topic is right, one of the best three is, the best score, its lead."""
    rows = []
    for label, typed in held:
        text = plain(typed)
        scores = reader.topics.scores(text, vector(text))
        order = np.argsort(-scores)
        best = [reader.topics.classes[i] for i in order[:3]]
        topic = label.removeprefix("faq/")
        rows.append(
            (best[0] == topic, topic in best, float(scores[order[0]]), float(scores[order[0]] - scores[order[1]]))
        )
    return rows


def _report_topics(topics: Sequence[tuple[bool, bool, float, float]]) -> None:
    right, among, score, lead = (np.array(column) for column in zip(*topics, strict=True))
    curve = LogisticRegression(C=100).fit(np.column_stack([score, lead]), right)
    logits = curve.decision_function(np.column_stack([score, lead]))
    print(f"topics: {len(right)} held back, right {right.mean():.3f}, among three {among.mean():.3f}")
    print(f"calibration: [{curve.intercept_[0]:.3f}, {curve.coef_[0][0]:.3f}, {curve.coef_[0][1]:.3f}]")
    for upper in UPPERS:
        answered = 1 / (1 + np.exp(-logits)) >= upper
        good = (answered & right) | (~answered & among)
        print(f"upper {upper}: right or asked back {good.mean():.3f}, wrong {(answered & ~right).mean():.3f}")


def _report_signs(numbers: Sequence[Sequence[float]], labels: Sequence[str]) -> None:
    found, signs = np.array(numbers), np.array([label.startswith(f"{SAFETY}/") for label in labels])
    everyday = np.array([label == "no_sign/everyday" for label in labels])
    curve = LogisticRegression(fit_intercept=False, max_iter=5000)
    curve.fit(found, signs, sample_weight=np.where(signs, SIGN_WEIGHT, 1.0))
    print("weights:", json.dumps(dict(zip(EVIDENCE, curve.coef_[0].round(3).tolist(), strict=True))))
    probability = curve.predict_proba(found)[:, 1]
    for check in CHECKS:
        above = probability >= check
        print(
            f"at {check}: signs below {(signs & ~above).sum()} of {signs.sum()}, everyday above {above[everyday].mean():.1%} "
            f"of {everyday.sum()}, others above {above[~signs & ~everyday].mean():.1%}"
        )


def _report(pack: Pack, english: list[Labelled]) -> None:
    topics, numbers, labels = [], [], []
    for held in _folds(pack, english):
        known = [item for item in english if item not in held]
        reader = Reader.fit_on([item for item in labelled(pack, english) if item not in held], known)
        second = SecondOpinion.fit(*taught_in_all(english, frozenset(held)))
        topics += _of_topics(reader, [item for item in held if not item[0].startswith(NO_QUESTION)])
        judged = [item for item in held if not item[0].startswith(NOT_JUDGED)]
        numbers += [evidence(reader, second, plain(text))[1] for _, text in judged]
        labels += [label for label, _ in judged]
        print(f"{pack.code}: {len(held)} held back", flush=True)
    _report_topics(topics)
    _report_signs(numbers, labels)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    shared = list(phrasings(themes=[theme for theme in THEMES if theme != CALIBRATION]))
    for language in packs().values():
        if language.phrasings:
            _report(language, shared)
