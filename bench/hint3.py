"""The topic matcher's model on public data: HINT3 and BANKING77, beside published figures.

    python bench/hint3.py FOLDER      # with hint3/ and banking77/ in it

HINT3: train on the train file, test on live queries of which about half are out of scope; accuracy in scope, recall out of
scope and Matthews correlation at the best threshold of the score and at the threshold that the product ships with
(`upper`, on the calibrated confidence). BANKING77: accuracy, ten examples an intent.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import matthews_corrcoef

from frontdesk.content.phrasings import read_yaml
from frontdesk.engine.nlu.matching import Matcher
from frontdesk.engine.nlu.topic_model import TopicModel
from frontdesk.language.encoder import sentence_encoder
from frontdesk.language.spelling import written_out

OUTSIDE = "NO_NODES_DETECTED"


def encoded(typed: list[str]) -> tuple[list[str], np.ndarray]:  # type: ignore[type-arg]
    """Texts as the product reads them, and their vectors."""
    texts = [written_out(text) or "?" for text in typed]
    return texts, np.vstack([sentence_encoder().encode([text]) for text in texts])


def columns(file: Path) -> tuple[list[str], list[str]]:
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [row["sentence"] for row in rows], [row["label"] for row in rows]


def report(name: str, labels: np.ndarray, predicted: np.ndarray, threshold: float) -> None:  # type: ignore[type-arg]
    inside = labels != OUTSIDE
    print(
        f"{name}: threshold {threshold:.2f}, in scope {np.mean(predicted[inside] == labels[inside]):.1%}, out of scope "
        f"{np.mean(predicted[~inside] == OUTSIDE):.1%}, Matthews {matthews_corrcoef(labels, predicted):.3f}"
    )


def hint3(folder: Path, bot: str, config: dict[str, float]) -> None:
    typed, labels = columns(folder / f"{bot}_train.csv")
    texts, vectors = encoded(typed)
    model = TopicModel.fit(texts, vectors, labels)
    matcher = Matcher(model, config["calibration"], config["upper"], config["lower"])  # type: ignore[arg-type]
    typed, wanted = columns(folder / f"{bot}_test.csv")
    readings = [matcher.read(text, vector) for text, vector in zip(*encoded(typed))]
    wanted_, best = np.array(wanted), np.array([reading.topic for reading in readings])
    scores = np.array([reading.ranking[0][1] for reading in readings])
    trials = [(np.where(scores >= t, best, OUTSIDE), t) for t in np.quantile(scores, np.linspace(0, 0.95, 96))]
    predicted, threshold = max(trials, key=lambda trial: matthews_corrcoef(wanted_, trial[0]))
    report(f"{bot}, best", wanted_, predicted, threshold)
    confident = np.array([reading.confidence >= config["upper"] for reading in readings])
    report(f"{bot}, as shipped", wanted_, np.where(confident, best, OUTSIDE), config["upper"])


def banking77(folder: Path) -> None:
    lines = {
        name: (folder / name).read_text(encoding="utf-8").splitlines()
        for name in ("train_10/seq.in", "train_10/label", "test/seq.in", "test/label")
    }
    texts, vectors = encoded(lines["train_10/seq.in"])
    model = TopicModel.fit(texts, vectors, lines["train_10/label"])
    best = [
        model.classes[int(np.argmax(model.scores(text, vector)))]
        for text, vector in zip(*encoded(lines["test/seq.in"]))
    ]
    print(f"banking77, ten an intent: {np.mean(np.array(best) == np.array(lines['test/label'])):.2%}")


def main() -> None:
    folder = Path(sys.argv[1])
    config = next(step for step in read_yaml(Path("config.yml"))["pipeline"] if step["name"].endswith("TopicMatcher"))
    for bot in ("sofmattress", "curekart"):
        hint3(folder / "hint3", bot, config)
    banking77(folder / "banking77")


if __name__ == "__main__":
    main()
