"""Choose weights and thresholds by cross-validation and print what belongs into config.yml.

1. The phrasings of data/calibration, which the encoder was not adapted on, are cut into three parts. For each part the
   classifiers are trained on everything else, so that neither encoder nor classifiers have seen what they judge.
2. Safety: a logistic curve weighs the evidence. The threshold is the lowest probability at which at most
   MOST_FALSE_ALARMS of the hard negatives would be taken for signs.
3. Topics: a logistic curve turns score and lead into the probability of being right. `upper` is the lowest confidence at
   which at most MOST_WRONG of all questions are answered wrongly and at most MOST_ANSWERED of what is out of scope is
   answered; `lower` is the score that MOST_UNKNOWN of the questions with the right topic among the candidates stay below.

    python -m bench.calibrate
"""

import json
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from frontdesk.answers import FAQ
from frontdesk.language.encoder import Vectors
from frontdesk.language.pipeline import language
from frontdesk.nlu.parse_data import OUT_OF_SCOPE
from frontdesk.nlu.screening import EVIDENCE, Screen
from frontdesk.nlu.sign_model import SignModel
from frontdesk.nlu.topic_model import TopicModel
from frontdesk.phrasings import CALIBRATION, THEMES, phrasings

FOLDS = 3
MOST_FALSE_ALARMS = 0.07
MOST_WRONG = 0.015
MOST_ANSWERED = 0.035
MOST_UNKNOWN = 0.01


def safety(docs: Sequence, labels: Sequence[str], vectors: Vectors, part: np.ndarray) -> None:  # type: ignore[type-arg]
    """Print weights and threshold of the safety screen."""
    groups = [label.removeprefix("safety/") if label.startswith("safety/") else None for label in labels]
    rows, found = [], []
    for fold in range(FOLDS):
        seen = np.flatnonzero(part != fold)
        model = SignModel.fit([docs[i].text for i in seen], vectors[seen], [groups[i] for i in seen])
        screen = Screen(model, dict(zip(EVIDENCE, (2, 0.5, 8, *[0] * 6))), 0.5)
        for i in np.flatnonzero(part == fold):
            rows.append(i)
            found.append(screen.evidence(docs[i])[0])
        print(f"safety: part {fold + 1} of {FOLDS}", flush=True)
    evidence, signs = np.array(found), np.array([groups[i] is not None for i in rows])
    hard = np.array([labels[i].startswith("no_sign/") for i in rows])
    fitted = LogisticRegression(C=10, fit_intercept=False, max_iter=1000, tol=1e-8).fit(evidence, signs)
    probability = fitted.predict_proba(evidence)[:, 1]
    threshold = float(np.quantile(probability[hard], 1 - MOST_FALSE_ALARMS))
    print(
        json.dumps(
            {"weights": dict(zip(EVIDENCE, fitted.coef_[0].round(3).tolist())), "threshold": round(threshold, 4)}
        )
    )
    for trial in (threshold, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5):
        alarm = probability >= trial
        print(
            f"  at {trial:.3f}: missed {np.sum(signs & ~alarm)} of {signs.sum()}, hard negatives {alarm[hard].mean():.2%}, "
            f"others {alarm[~hard & ~signs].mean():.2%}"
        )


def topics(texts: Sequence[str], labels: Sequence[str], vectors: Vectors, part: np.ndarray) -> None:  # type: ignore[type-arg]
    """Print calibration and thresholds of the topic matcher."""
    names = [label.removeprefix(f"{FAQ}/") for label in labels]
    numbers, right, among, outside = [], [], [], []
    for fold in range(FOLDS):
        seen = np.flatnonzero(part != fold)
        model = TopicModel.fit([texts[i] for i in seen], vectors[seen], [names[i] for i in seen])
        for i in np.flatnonzero(part == fold):
            scores = model.scores(texts[i], vectors[i])
            order = np.argsort(-scores)
            best = [model.classes[j] for j in order[:3]]
            numbers.append((scores[order[0]], scores[order[0]] - scores[order[1]], best[0] == OUT_OF_SCOPE))
            right.append(best[0] == names[i])
            among.append(names[i] in best)
            outside.append(names[i] == OUT_OF_SCOPE)
        print(f"topics: part {fold + 1} of {FOLDS}", flush=True)
    values = np.array([n[:2] for n in numbers])
    declined = np.array([n[2] for n in numbers])
    right_, among_, outside_ = np.array(right), np.array(among), np.array(outside)
    fitted = LogisticRegression(C=100, tol=1e-8).fit(values, right_)
    confidence = fitted.predict_proba(values)[:, 1]
    answered = ~declined
    upper = next(
        t
        for t in np.linspace(0.3, 0.99, 139)
        if (answered & ~right_ & (confidence >= t))[~outside_].mean() <= MOST_WRONG
        and (answered & (confidence >= t))[outside_].mean() <= MOST_ANSWERED
    )
    inside = ~outside_
    lower = float(np.quantile(values[inside & among_, 0], MOST_UNKNOWN))
    calibration = [float(fitted.intercept_[0]), *map(float, fitted.coef_[0])]
    print(
        json.dumps(
            {"calibration": [round(c, 3) for c in calibration], "upper": round(upper, 3), "lower": round(lower, 3)}
        )
    )
    print(f"  best topic right {right_[~outside_].mean():.2%}, among three {among_[~outside_].mean():.2%}")
    direct = answered & (confidence >= upper)
    asked = answered & (confidence < upper) & (values[:, 0] >= lower)
    print(
        f"  answered {direct[inside].mean():.2%} (wrong {(direct & ~right_)[inside].mean():.2%}), asked back "
        f"{asked[inside].mean():.2%}, right in all {((direct & right_) | (asked & among_))[inside].mean():.2%}"
    )
    print(f"  out of scope: answered {direct[outside_].mean():.2%}, asked back {asked[outside_].mean():.2%}")


def main() -> None:
    """Read, compute vectors once, cross-validate both."""
    labels, typed, held = [], [], []
    for theme in THEMES:
        for label, text in phrasings(themes=[theme]):
            labels.append(label)
            typed.append(text)
            held.append(theme == CALIBRATION)
    docs = list(language().pipe(typed))
    kept = [i for i, doc in enumerate(docs) if doc.text.strip()]
    docs, labels = [docs[i] for i in kept], [labels[i] for i in kept]
    part = np.where(np.array(held)[kept], np.random.RandomState(0).randint(FOLDS, size=len(kept)), -1)
    vectors = np.vstack([doc._.sentence_vector for doc in docs])
    asked = [i for i, label in enumerate(labels) if not label.startswith(("safety/", "no_sign/"))]
    topics([docs[i].text for i in asked], [labels[i] for i in asked], vectors[asked], part[asked])
    safety(docs, labels, vectors, part)


if __name__ == "__main__":
    main()
