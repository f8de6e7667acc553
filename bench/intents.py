"""The topic model on public data sets of intents, with thresholds chosen in the way that the product's are.

    python -m bench.intents PATH ...      # bench/intent_sets.py says which forms of files it reads

1. Each phrasing of the training file is judged by a model that was not taught it (three parts). Where the training file has
   nothing out of scope, a third of the intents is not taught either, and their phrasings stand for what is out of scope.
2. Calibration and thresholds are chosen from that (bench/choosing.py), and nothing from the test file.
3. The test file is judged once: accuracy in scope; how much of what is out of scope is not answered; what is asked back and
   refused; the Matthews correlation, with out of scope as one more intent. For comparison the same at the threshold that
   balances best in step 1, and at the best one of the test file, as published figures have it.
"""

import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import matthews_corrcoef

from bench.choosing import Chosen, Held, chosen
from bench.intent_sets import IntentSet, Labelled, UnknownFormatError, sets_in
from frontdesk.content.topic_ids import OUT_OF_SCOPE
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.encoder import Vectors, sentence_encoder
from frontdesk.language.spelling import written_out

FOLDS = 3
Numbers = np.ndarray  # type: ignore[type-arg]


def encoded(rows: Labelled) -> tuple[list[str], Vectors, list[str]]:
    """Texts as the product reads them, their vectors, and their intents."""
    texts = [written_out(text) or "?" for text, _ in rows]
    return texts, np.vstack([sentence_encoder().encode([text]) for text in texts]), [label for _, label in rows]


def held_out(texts: Sequence[str], vectors: Vectors, labels: Sequence[str], outliers: bool) -> Held:
    """Every training phrasing, judged by a model that was not taught it; without outliers, unknown intents stand for them."""
    held = Held()
    part = np.random.RandomState(0).randint(FOLDS, size=len(texts))
    for fold in range(FOLDS):
        unknown = set() if outliers else {label for label in labels if zlib.crc32(label.encode()) % FOLDS == fold}
        taught = [i for i, label in enumerate(labels) if part[i] != fold and label not in unknown]
        model = TopicModel.fit([texts[i] for i in taught], vectors[taught], [labels[i] for i in taught])
        for i in np.flatnonzero(part == fold):
            held.judge(model, texts[i], vectors[i], OUT_OF_SCOPE if labels[i] in unknown else labels[i])
    return held


def predicted(held: Held, calibration: Sequence[float], upper: float) -> Numbers:
    """The intent that is answered, or OUT_OF_SCOPE where none is."""
    return np.where(held.confidence(calibration) >= upper, np.array(held.best), OUT_OF_SCOPE)


def most_balanced(held: Held, calibration: Sequence[float]) -> float:
    """The confidence at which the Matthews correlation is greatest."""
    confidence = held.confidence(calibration)
    trials = np.quantile(confidence, np.linspace(0, 0.95, 96))
    return float(max(trials, key=lambda t: matthews_corrcoef(held.wanted, predicted(held, calibration, t))))


def report(name: str, test: Held, best: Chosen, upper: float) -> None:
    """Print one line of figures."""
    answer, wanted, outside = predicted(test, best.calibration, upper), np.array(test.wanted), test.outside
    refused = (answer == OUT_OF_SCOPE) & (~test.offered | (np.array(test.scores)[:, 0] < best.lower))
    asked = (answer == OUT_OF_SCOPE) & ~refused
    said = f"{name}: from {upper:.3f}, in scope {np.mean((answer == wanted)[~outside]):.1%} right"
    said += f", asked back {np.mean(asked[~outside]):.1%}, refused {np.mean(refused[~outside]):.1%}"
    if outside.any():
        said += f"; out of scope {np.mean((answer == OUT_OF_SCOPE)[outside]):.1%} not answered"
        said += f", refused {np.mean(refused[outside]):.1%}; Matthews {matthews_corrcoef(wanted, answer):.3f}"
    print(said, flush=True)


def measure(data: IntentSet) -> None:
    """Learn, choose, test and print."""
    texts, vectors, labels = encoded(data.train)
    train = held_out(texts, vectors, labels, data.has_outliers)
    best = chosen(train)
    model = TopicModel.fit(texts, vectors, labels)
    test = Held()
    for text, vector, label in zip(*encoded(data.test)):
        test.judge(model, text, vector, label)
    print(f"{data.name}: {len(labels)} phrasings of {len(set(labels))} intents, {len(test.wanted)} to be judged")
    print(f"  best intent right {test.right[~test.outside].mean():.2%}")
    report("  as shipped", test, best, best.upper)
    report("  balanced  ", test, best, most_balanced(train, best.calibration))
    report("  best      ", test, best, most_balanced(test, best.calibration))


def main() -> int:
    """All data sets at the paths."""
    try:
        for data in [data for path in sys.argv[1:] for data in sets_in(Path(path))]:
            measure(data)
    except UnknownFormatError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if sys.argv[1:] else 2


if __name__ == "__main__":
    sys.exit(main())
