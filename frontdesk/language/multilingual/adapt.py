"""Adapt the multilingual encoder to patients' messages. A developer's job, not part of running Frontdesk.

1. Read the weights that convert.py wrote.
2. Fine-tune them on the training phrasings of all languages, with the three aims of the English encoder (encoder/adapt.py):
   phrasings of one topic lie close to the topic's mean, signs of one group close to the group's mean, and a linear rule tells
   signs from the rest. Phrasings of other languages than English are seen twice as often; the embeddings stay as they are.
3. Some phrasings are seen badly typed, some without their accents, and some beside a sentence of an everyday message.
4. Write the weights back and print their SHA-256 for `__init__.py`.

One thread; two to six minutes an epoch.

    python -m frontdesk.engine.multilingual_texts > texts.tsv
    python -m venv /tmp/adapt && /tmp/adapt/bin/pip install torch numpy
    export PYTHONPATH=frontdesk/language/multilingual:frontdesk/language/encoder
    /tmp/adapt/bin/python frontdesk/language/multilingual/adapt.py texts.tsv
"""

import hashlib
import random
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from mistyping import mistyped
from network import DIMENSIONS, HERE, SCALING, Network, Texts

EPOCHS = 3
BATCH = 48
LEARNING_RATE, HEAD_RATE = 3e-4, 5e-3
TEMPERATURE, SMOOTHING = 20.0, 0.05
MISTYPED, WITHOUT_ACCENTS, IN_A_STORY = 0.15, 0.4, 0.15
MIN_WORDS_IN_A_STORY = 4
ENGLISH, TIMES_SEEN = "en", 2
_SENTENCES = re.compile(r"(?<=[.!?;\n])\s+")
_NO_TOPIC = ("safety/", "no_sign/", "check_reply/", "feeling/")


class Phrasings:
    """The phrasings, their labels as numbers (-1: none), and how they are varied."""

    def __init__(self, file: Path, texts: Texts) -> None:
        lines = [line.split("\t", 2) for line in file.read_text(encoding="utf-8").splitlines()]
        self.languages, labels, self._typed = zip(*lines, strict=True)
        self._cut = texts.cut
        self.pieces = [texts.cut(text) for text in self._typed]
        self.topic = _numbered(labels, [label for label in labels if not label.startswith(_NO_TOPIC)])
        self.group = _numbered(labels, [label for label in labels if label.startswith("safety/")])
        self.judged = torch.tensor([not label.startswith(("check_reply/", "feeling/")) for label in labels])
        self._stories: dict[str, list[str]] = {}
        for language, label, text in lines:
            if label == "no_sign/everyday":
                sentences = [part for part in _SENTENCES.split(text) if len(part.split()) >= MIN_WORDS_IN_A_STORY]
                self._stories.setdefault(language, []).extend(sentences)

    def varied(self, row: int) -> list[int]:
        """The pieces of a phrasing, now and then mistyped, without accents or beside a sentence of a story."""
        language, text = self.languages[row], self._typed[row]
        varied = text
        if len(text.split()) >= MIN_WORDS_IN_A_STORY and random.random() < IN_A_STORY:
            story = random.choice(self._stories[language])
            varied = f"{story} {text}" if random.random() < 0.5 else f"{text} {story}"
        if language != ENGLISH and random.random() < WITHOUT_ACCENTS:
            varied = "".join(c for c in unicodedata.normalize("NFD", varied) if not unicodedata.combining(c))
        if random.random() < MISTYPED:
            varied = mistyped(varied)
        return self.pieces[row] if varied == text else self._cut(varied)


def _numbered(labels: Sequence[str], kept: Sequence[str]) -> torch.Tensor:
    numbers = {label: number for number, label in enumerate(sorted(set(kept)))}
    return torch.tensor([numbers.get(label, -1) for label in labels])


def _batches(seen: list[int], lengths: Sequence[int]) -> list[list[int]]:
    """Shuffled batches of phrasings of similar length."""
    random.shuffle(seen)
    batches = []
    for start in range(0, len(seen), BATCH * 16):
        chunk = sorted(seen[start : start + BATCH * 16], key=lambda row: lengths[row])
        batches += [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
    random.shuffle(batches)
    return batches


def _means(known: torch.Tensor, labels: torch.Tensor) -> torch.nn.Parameter:
    means = [known[labels == number].mean(0) for number in range(int(labels.max()) + 1)]
    return torch.nn.Parameter(torch.nn.functional.normalize(torch.stack(means), dim=1))


def _near_mean(found: torch.Tensor, labels: torch.Tensor, means: torch.Tensor) -> torch.Tensor:
    known = labels >= 0
    if not known.any():
        return found.sum() * 0
    scores = TEMPERATURE * found[known] @ torch.nn.functional.normalize(means, dim=1).T
    loss = torch.nn.functional.cross_entropy(scores, labels[known], label_smoothing=SMOOTHING)
    return loss * known.float().mean()


def _vectors(network: Network, texts: Texts, pieces: Sequence[Sequence[int]]) -> torch.Tensor:
    found = torch.zeros(len(pieces), DIMENSIONS)
    order = sorted(range(len(pieces)), key=lambda row: len(pieces[row]))
    with torch.no_grad():
        for start in range(0, len(order), 128):
            rows = order[start : start + 128]
            found[rows] = network(*texts.batch([pieces[row] for row in rows]))
    return found


def adapt(network: Network, texts: Texts, data: Phrasings) -> None:
    """Fine-tune the network, in place."""
    known = _vectors(network, texts, data.pieces)
    topics, groups = _means(known, data.topic), _means(known, data.group)
    sign = torch.nn.Linear(DIMENSIONS, 1)
    torch.nn.init.zeros_(sign.weight)
    heads = {"params": [topics, groups, *sign.parameters()], "lr": HEAD_RATE}
    network_rate = {"params": network.parameters(), "lr": LEARNING_RATE}
    optimiser = torch.optim.AdamW([network_rate, heads], weight_decay=0.01)
    seen = [row for row, language in enumerate(data.languages) for _ in range(1 if language == ENGLISH else TIMES_SEEN)]
    steps = EPOCHS * (len(seen) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (0.1 * steps)) * max(0.02, 1 - step / steps)
    )
    for epoch in range(EPOCHS):
        varied = [data.varied(row) for row in range(len(data.pieces))]
        for batch in _batches(seen, [len(pieces) for pieces in varied]):
            found = network(*texts.batch([varied[row] for row in batch]))
            judged, signs = data.judged[batch], (data.group[batch] >= 0).float() * 0.96 + 0.02
            said = 10 * sign(found).squeeze(1)
            loss = (
                _near_mean(found, data.topic[batch], topics)
                + 0.5 * _near_mean(found, data.group[batch], groups)
                + torch.nn.functional.binary_cross_entropy_with_logits(said[judged], signs[judged])
            )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {EPOCHS}", flush=True)


def main() -> None:
    """Adapt and write the weights."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    with np.load(HERE / "weights.npz", allow_pickle=False) as stored:
        weights = dict(stored)
    texts, network = Texts(weights), Network(weights)
    adapt(network, texts, Phrasings(Path(sys.argv[1]), texts))
    kept = {name: weights[name] for name in SCALING}
    adapted = {name: array.detach().numpy().astype(np.float16) for name, array in network.named_parameters()}
    np.savez_compressed(HERE / "weights.npz", **kept, **adapted)
    print(hashlib.sha256((HERE / "weights.npz").read_bytes()).hexdigest(), "weights.npz")


if __name__ == "__main__":
    main()
