"""Choose weights and thresholds by cross-validation and print what belongs into config.yml.

1. The phrasings of data/calibration, which the encoder was not adapted on, are cut into three parts. For each part the
   classifiers are trained on everything else, so that neither encoder nor classifiers have seen what they judge.
2. Safety: a logistic curve weighs the evidence of the messages of data/calibration, judged by a model taught by all others, and
   another one the same evidence with a second opinion. `second_look` is the probability by the first that MOST_NOT_LOOKED_AT of
   the signs stay below. By the second `check` is the probability that MOST_MISSED of the signs stay below, `alarm` that which
   MOST_EVERYDAY_ALARMS of everyday messages reach, `swift_alarm` that which MOST_SWIFT_CHECKED of the swift signs stay below.
   The rest is printed.
3. Topics: as bench/choosing.py says.

    python -m bench.calibrate
"""

import json
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench.choosing import Held, chosen
from frontdesk.content.phrasings import CALIBRATION, THEMES, phrasings
from frontdesk.content.topic_ids import FAQ
from frontdesk.engine.nlu.readers import taught_in_all
from frontdesk.engine.nlu.screening import EVIDENCE, SWIFT, THRESHOLDS, WITH_SECOND, Screen
from frontdesk.engine.nlu.second_opinion import SecondOpinion
from frontdesk.engine.nlu.sign_model import SignModel
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.encoder import Vectors
from frontdesk.language.pipeline import language, vector_of

FOLDS = 3
SIGN_WEIGHT = 4.0  # a sign counts as much as so many other messages
MOST_NOT_LOOKED_AT = 0.002
MOST_MISSED = 0.007
MOST_EVERYDAY_ALARMS = 0.025
MOST_SWIFT_CHECKED = 0.01


def _fitted(evidence: np.ndarray, signs: np.ndarray) -> LogisticRegression:  # type: ignore[type-arg]
    curve = LogisticRegression(C=1, fit_intercept=False, max_iter=5000)
    return curve.fit(evidence, signs, sample_weight=np.where(signs, SIGN_WEIGHT, 1.0))


def _judged(evidence: np.ndarray, signs: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """The probability of each message by weights that it did not help to choose."""
    probability = np.zeros(len(signs))
    part = np.random.RandomState(0).randint(5, size=len(signs))
    for fold in range(5):
        fitted = _fitted(evidence[part != fold], signs[part != fold])
        probability[part == fold] = fitted.predict_proba(evidence[part == fold])[:, 1]
    return probability


def _weights(names: Sequence[str], evidence: np.ndarray, signs: np.ndarray) -> dict[str, float]:  # type: ignore[type-arg]
    weights = dict(zip(names, _fitted(evidence, signs).coef_[0].round(3).tolist(), strict=True))
    return weights | {"denied": min(0.0, weights["denied"])}  # a denial may never speak for a sign


def safety(docs: Sequence, labels: Sequence[str], vectors: Vectors, held: np.ndarray) -> None:  # type: ignore[type-arg]
    """Print weights and thresholds of the safety screen."""
    groups = [label.removeprefix("safety/") if label.startswith("safety/") else None for label in labels]
    taught = [i for i in np.flatnonzero(~held) if not labels[i].startswith(("check_reply/", "feeling/"))]
    model = SignModel.fit([docs[i].text for i in taught], vectors[taught], [groups[i] for i in taught])
    others = [theme for theme in THEMES if theme != CALIBRATION]
    second = SecondOpinion.fit(*taught_in_all(list(phrasings(themes=others))))
    print("safety: trained", flush=True)
    first = dict(zip(EVIDENCE, (1, 0.3, 8, 1, 0.3, 8, *[0] * 7)))
    rows = np.flatnonzero(held)
    screen = Screen(model, second, first, dict.fromkeys(WITH_SECOND, 0.0), dict.fromkeys(THRESHOLDS, 0.5))
    found = [screen.first_look(docs[i]) for i in rows]
    evidence = np.array([numbers for numbers, _, _ in found])
    with_second = np.column_stack(
        [evidence, np.array([screen.second_look(docs[i], parts) for i, (_, parts, _) in zip(rows, found)])]
    )
    seen_as = [
        ruled or model.group(parts[0], vector_of(docs[i], parts[0])) for i, (_, parts, ruled) in zip(rows, found)
    ]
    signs = np.array([groups[i] is not None for i in rows])
    everyday = np.array([labels[i] == "no_sign/everyday" for i in rows])
    swift = np.array([group in SWIFT for group in seen_as])
    alone, probability = _judged(evidence, signs), _judged(with_second, signs)
    second_look = float(np.quantile(alone[signs], MOST_NOT_LOOKED_AT))
    probability = np.where(alone < second_look, 0.0, probability)
    check = float(np.quantile(probability[signs], MOST_MISSED))
    alarm = float(np.quantile(probability[everyday], 1 - MOST_EVERYDAY_ALARMS))
    swift_alarm = float(np.quantile(probability[signs & swift], MOST_SWIFT_CHECKED))
    thresholds = dict(zip(THRESHOLDS, (round(number, 4) for number in (alarm, swift_alarm, check, second_look))))
    chosen = {"weights": _weights(EVIDENCE, evidence, signs), "thresholds": thresholds}
    print(json.dumps(chosen | {"weights_with_second": _weights(WITH_SECOND, with_second, signs)}))
    print(f"  looked at twice: everyday {(alone >= second_look)[everyday].mean():.2%}")
    alarmed = probability >= np.where(swift, swift_alarm, alarm)
    checked = ~alarmed & (probability >= check)
    for name, which in (("signs", signs), ("everyday", everyday), ("hard negatives and topics", ~signs & ~everyday)):
        print(f"  {name} ({which.sum()}): alarms {alarmed[which].mean():.2%}, checks {checked[which].mean():.2%}")
    for trial in (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
        above = probability >= trial
        print(f"  at {trial:.2f}: signs below {(signs & ~above).sum()}, everyday above {above[everyday].mean():.2%}")


def topics(texts: Sequence[str], labels: Sequence[str], vectors: Vectors, part: np.ndarray) -> None:  # type: ignore[type-arg]
    """Print calibration and thresholds of the topic matcher."""
    names = [label.removeprefix(f"{FAQ}/") for label in labels]
    held = Held()
    for fold in range(FOLDS):
        seen = np.flatnonzero(part != fold)
        model = TopicModel.fit([texts[i] for i in seen], vectors[seen], [names[i] for i in seen])
        for i in np.flatnonzero(part == fold):
            held.judge(model, texts[i], vectors[i], names[i])
        print(f"topics: part {fold + 1} of {FOLDS}", flush=True)
    best = chosen(held)
    print(
        json.dumps(
            {
                "calibration": [round(number, 3) for number in best.calibration],
                "upper": round(best.upper, 3),
                "lower": round(best.lower, 3),
            }
        )
    )
    confidence, scores = held.confidence(best.calibration), np.array(held.scores)[:, 0]
    right, among, outside, inside = held.right, np.array(held.among), held.outside, ~held.outside
    print(f"  best topic right {right[inside].mean():.2%}, among three {among[inside].mean():.2%}")
    direct = held.offered & (confidence >= best.upper)
    asked = held.offered & (confidence < best.upper) & (scores >= best.lower)
    print(
        f"  answered {direct[inside].mean():.2%} (wrong {(direct & ~right)[inside].mean():.2%}), asked back "
        f"{asked[inside].mean():.2%}, right in all {((direct & right) | (asked & among))[inside].mean():.2%}"
    )
    print(f"  out of scope: answered {direct[outside].mean():.2%}, asked back {asked[outside].mean():.2%}")


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
    others = ("safety/", "no_sign/", "check_reply/", "feeling/")
    asked = [i for i, label in enumerate(labels) if not label.startswith(others)]
    topics([docs[i].text for i in asked], [labels[i] for i in asked], vectors[asked], part[asked])
    safety(docs, labels, vectors, part >= 0)


if __name__ == "__main__":
    main()
