"""Adapt the official sentence encoder to patients' messages. A developer's job, not part of running Frontdesk.

1. Read the official weights and check their SHA-256 (see export.py).
2. Fine-tune for a few epochs on the training phrasings, with three aims: phrasings of one topic lie close to the
   topic's mean, signs of one safety group lie close to the group's mean, and a linear rule tells signs from the rest.
3. Some phrasings are seen badly typed, and some beside a sentence of an everyday message, which changes no label: what is
   asked for or told of must be found in a story and under misspellings.
4. Write the weights for export.py.

One thread in bfloat16: on two threads a processor with AMX is slower. About four minutes an epoch.

    python -m frontdesk.engine.encoder_texts > texts.tsv
    /tmp/export/bin/python frontdesk/language/encoder/adapt.py texts.tsv --out adapted.pt
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from export import SentenceEncoder, official_weights
from mistyping import mistyped
from tokenizers import Tokenizer
from transformers import BertModel

EPOCHS = 3
BATCH = 32
LEARNING_RATE = 4e-5
HEAD_RATE = 5e-3
TEMPERATURE = 20.0
MAX_TOKENS = 128
MISTYPED = 0.2
IN_A_STORY = 0.15
MIN_WORDS_IN_A_STORY = 4
SEED = 0


class Phrasings:
    """Token ids and the three kinds of labels of all phrasings."""

    def __init__(self, file: Path, tokenizer: Tokenizer) -> None:
        lines = [line.split("\t", 1) for line in file.read_text(encoding="utf-8").splitlines()]
        labels = [label for label, _ in lines]
        topics = sorted({label for label in labels if not label.startswith(("safety/", "no_sign/"))})
        groups = sorted({label for label in labels if label.startswith("safety/")})
        self._tokenizer = tokenizer
        self._texts = [text for _, text in lines]
        self._stories = [text for label, text in lines if label == "no_sign/everyday"]
        self._plain = [self._encoded(text) for text in self._texts]
        self.ids = self._plain
        self.topic = torch.tensor([topics.index(label) if label in topics else -1 for label in labels])
        self.group = torch.tensor([groups.index(label) if label in groups else -1 for label in labels])

    def _encoded(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text).ids[:MAX_TOKENS]
        return ids

    def vary(self) -> None:
        """Mistype some of the phrasings, and put some beside a sentence of a story."""
        self.ids = [self._varied(text, plain) for text, plain in zip(self._texts, self._plain)]

    def _varied(self, text: str, plain: list[int]) -> list[int]:
        varied = text
        if len(text.split()) >= MIN_WORDS_IN_A_STORY and random.random() < IN_A_STORY:
            story = random.choice(self._stories)
            varied = f"{story} {text}" if random.random() < 0.5 else f"{text} {story}"
        if random.random() < MISTYPED:
            varied = mistyped(varied)
        return plain if varied == text else self._encoded(varied)

    def batch(self, rows: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Padded token ids and mask of some rows."""
        length = max(len(self.ids[row]) for row in rows)
        ids, mask = torch.zeros(2, len(rows), length, dtype=torch.long)
        for number, row in enumerate(rows):
            cut = torch.tensor(self.ids[row])
            ids[number, : len(cut)] = cut
            mask[number, : len(cut)] = 1
        return ids, mask


def vectors(encoder: SentenceEncoder, data: Phrasings) -> torch.Tensor:
    """The vectors of all phrasings (n x 384)."""
    encoder.eval()
    result = torch.zeros(len(data.ids), 384)
    order = sorted(range(len(data.ids)), key=lambda row: len(data.ids[row]))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            result[rows] = encoder(*data.batch(rows)).float()
    return result


def _means(known: torch.Tensor, labels: torch.Tensor) -> torch.nn.Parameter:
    means = [known[labels == number].mean(0) for number in range(int(labels.max()) + 1)]
    return torch.nn.Parameter(torch.nn.functional.normalize(torch.stack(means), dim=1))


def _batches(rows: list[int], data: Phrasings) -> list[list[int]]:
    """Shuffled batches of phrasings of similar length."""
    random.shuffle(rows)
    batches = []
    for start in range(0, len(rows), 512):
        chunk = sorted(rows[start : start + 512], key=lambda row: len(data.ids[row]))
        batches += [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
    random.shuffle(batches)
    return batches


def _near_mean(found: torch.Tensor, labels: torch.Tensor, means: torch.Tensor) -> torch.Tensor:
    known = labels >= 0
    if not known.any():
        return found.sum() * 0
    scores = TEMPERATURE * found[known] @ torch.nn.functional.normalize(means, dim=1).T
    return torch.nn.functional.cross_entropy(scores, labels[known], label_smoothing=0.05) * known.float().mean()


def adapt(encoder: SentenceEncoder, data: Phrasings) -> None:
    """Fine-tune the encoder, in place."""
    torch.manual_seed(SEED)
    random.seed(SEED)
    rows = list(range(len(data.ids)))
    known = vectors(encoder, data)
    topics, groups = _means(known, data.topic), _means(known, data.group)
    sign = torch.nn.Linear(384, 1)
    torch.nn.init.zeros_(sign.weight)
    optimiser = torch.optim.AdamW(
        [
            {"params": encoder.parameters(), "lr": LEARNING_RATE},
            {"params": [topics, groups, *sign.parameters()], "lr": HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    steps = EPOCHS * (len(rows) // BATCH + len(rows) // 512 + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (0.1 * steps)) * max(0.02, 1 - step / steps)
    )
    for epoch in range(EPOCHS):
        encoder.train()
        data.vary()
        for batch in _batches(rows, data):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = encoder(*data.batch(batch)).float()
            signs = (data.group[batch] >= 0).float() * 0.96 + 0.02
            loss = (
                _near_mean(found, data.topic[batch], topics)
                + 0.5 * _near_mean(found, data.group[batch], groups)
                + torch.nn.functional.binary_cross_entropy_with_logits(10 * sign(found).squeeze(1), signs)
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {EPOCHS}", flush=True)


def main() -> None:
    """Adapt and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    folder = official_weights()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    data = Phrasings(arguments.texts, tokenizer)
    encoder = SentenceEncoder(BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager"))
    adapt(encoder, data)
    torch.save(encoder.bert.state_dict(), arguments.out)


if __name__ == "__main__":
    main()
