"""Tune a copy of the encoder's top two layers to tell signs from the rest. A developer's job, not part of running Frontdesk.

1. Take layers 4 and 5 of the shipped int8 encoder as they are, and what its layer 3 makes of each text.
2. Teach them with attention pooling on top: whether a text tells of a sign, and beside that of which group.
3. Trace states of layer 3 -> how much it looks like a sign (a number without bounds) to ONNX, and quantise to int8.

One thread in bfloat16; ten minutes of a processor with AVX-512. In the environment of the encoder's export.py:

    python -m frontdesk.engine.sign_texts > signs.tsv
    PYTHONPATH=. /tmp/export/bin/python frontdesk/language/sign_layers/tune.py signs.tsv
"""

import argparse
import hashlib
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn
from torch.nn import functional

from frontdesk.language.encoder import FOLDER, SentenceEncoder

EPOCHS = 3
BATCH = 48
LEARNING_RATE = 1e-4
HEAD_RATE = 1e-3
WIDTH = 384
HEADS = 12
LOOKS = 4  # attention pools
DROPOUT = 0.1
SIGN_WEIGHT = 2.0
GROUP_WEIGHT = 0.3
SMOOTHED = 0.015
SEED = 0
NONE = "-"
OUT = Path(__file__).parent / "sign-layers-int8.onnx"
# The weight matrices in the graph of the encoder, in the order in which a layer has them.
DENSE = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
         "intermediate.dense", "output.dense")  # fmt: skip
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


class Layer(nn.Module):
    """A BERT layer."""

    def __init__(self, known: dict[str, np.ndarray]) -> None:
        super().__init__()
        self.query, self.key, self.value, self.joined, self.wide, self.narrow = (
            self._dense(known, name) for name in DENSE
        )
        self.first, self.last = (self._norm(known, name) for name in NORMS)

    @staticmethod
    def _dense(known: dict[str, np.ndarray], name: str) -> nn.Linear:
        weight, bias = (torch.tensor(known[f"{name}.{kind}"]) for kind in ("weight", "bias"))
        dense = nn.Linear(weight.shape[1], weight.shape[0])
        dense.weight.data, dense.bias.data = weight, bias
        return dense

    @staticmethod
    def _norm(known: dict[str, np.ndarray], name: str) -> nn.LayerNorm:
        norm = nn.LayerNorm(WIDTH, eps=1e-12)
        norm.weight.data, norm.bias.data = (torch.tensor(known[f"{name}.{kind}"]) for kind in ("weight", "bias"))
        return norm

    def _by_head(self, states: torch.Tensor) -> torch.Tensor:
        return states.view(states.shape[0], -1, HEADS, WIDTH // HEADS).transpose(1, 2)

    def forward(self, states: torch.Tensor, away: torch.Tensor) -> torch.Tensor:
        """States (batch, length, 384) and what to add to attention (batch, 1, 1, length): 0, or much below 0."""
        query, key, value = (self._by_head(dense(states)) for dense in (self.query, self.key, self.value))
        looks = (query @ key.transpose(2, 3) / (WIDTH // HEADS) ** 0.5 + away).softmax(-1)
        mixed = (functional.dropout(looks, DROPOUT, self.training) @ value).transpose(1, 2)
        joined = self.joined(mixed.reshape(states.shape[0], -1, WIDTH))
        states = self.first(states + functional.dropout(joined, DROPOUT, self.training))
        narrow = self.narrow(functional.gelu(self.wide(states)))
        return self.last(states + functional.dropout(narrow, DROPOUT, self.training))


class SignLayers(nn.Module):
    """States of layer 3 -> how much a text looks like a sign, and its group."""

    def __init__(self, layers: Sequence[Layer], groups: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.look = nn.Linear(WIDTH, LOOKS)
        nn.init.zeros_(self.look.weight)
        self.sign = nn.Linear(WIDTH * LOOKS, 1)
        self.group = nn.Linear(WIDTH * LOOKS, groups)

    def pooled(self, states: torch.Tensor, away: torch.Tensor) -> torch.Tensor:
        """One row for each text, of LOOKS weighted means."""
        for layer in self.layers:
            states = layer(states, away)
        looks = (self.look(states).float() + away.flatten(1).unsqueeze(2)).softmax(1)
        pooled = (looks.transpose(1, 2) @ states.float()).flatten(1)
        return functional.dropout(pooled, 2 * DROPOUT, self.training)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """How much one text looks like a sign, from its states (1, length, 384)."""
        return self.sign(self.pooled(states, torch.zeros(1, 1, 1, 1)))[:, 0]


def top_layers() -> list[Layer]:
    """Layers 4 and 5 of the shipped encoder."""
    graph = onnx.load(str(FOLDER / "minilm-int8.onnx")).graph
    stored = {item.name: onnx.numpy_helper.to_array(item) for item in graph.initializer}
    products = {
        node.name: node.input[1].removesuffix("_quantized") for node in graph.node if "MatMul_quant" in node.name
    }
    layers = []
    for number in (4, 5):
        known = {}
        for name in DENSE:
            product = products[f"/bert/encoder/layer.{number}/{name.replace('.', '/')}/MatMul_quant"]
            whole, zero, scale = (stored[f"{product}_{kind}"] for kind in ("quantized", "zero_point", "scale"))
            known[f"{name}.weight"] = ((whole.astype(np.float32) - zero.astype(np.float32)) * scale).T.copy()
        for name in (*DENSE, *NORMS):
            known[f"{name}.bias"] = stored[f"bert.encoder.layer.{number}.{name}.bias"].copy()
        for name in NORMS:
            known[f"{name}.weight"] = stored[f"bert.encoder.layer.{number}.{name}.weight"].copy()
        layers.append(Layer(known))
    return layers


def padded(states: Sequence[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
    """States of some texts as one tensor, and what keeps attention away from the padding."""
    length = max(map(len, states))
    joined, away = torch.zeros(len(states), length, WIDTH), torch.full((len(states), 1, 1, length), -1e4)
    for row, found in enumerate(states):
        joined[row, : len(found)] = torch.from_numpy(found.astype(np.float32))
        away[row, :, :, : len(found)] = 0
    return joined, away


def batches(lengths: np.ndarray) -> Iterator[np.ndarray]:
    """Shuffled batches of texts of similar length."""
    order = np.random.permutation(len(lengths))
    chunks = [order[start : start + 2048] for start in range(0, len(order), 2048)]
    sorted_chunks = [chunk[np.argsort(lengths[chunk])] for chunk in chunks]
    found = [chunk[i : i + BATCH] for chunk in sorted_chunks for i in range(0, len(chunk), BATCH)]
    random.shuffle(found)
    yield from found


def tune(model: SignLayers, states: Sequence[np.ndarray], groups: torch.Tensor) -> None:
    """Teach the layers, in place. `groups`: the number of each text's group, -1 where it tells of no sign."""
    lengths = np.array([len(found) for found in states])
    head = [*model.look.parameters(), *model.sign.parameters(), *model.group.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": model.layers.parameters(), "lr": LEARNING_RATE}, {"params": head, "lr": HEAD_RATE}],
        weight_decay=0.01,
    )
    steps = EPOCHS * sum(1 for _ in batches(lengths))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (0.06 * steps)) * max(0.02, 1 - step / steps)
    )
    model.train()
    for epoch in range(EPOCHS):
        total = 0.0
        for rows in batches(lengths):
            given = groups[rows]
            signs = (given >= 0).float()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                pooled = model.pooled(*padded([states[row] for row in rows]))
                looks, of_group = model.sign(pooled)[:, 0].float(), model.group(pooled).float()
            wanted = signs * (1 - 2 * SMOOTHED) + SMOOTHED
            losses = functional.binary_cross_entropy_with_logits(looks, wanted, reduction="none")
            loss = (losses * (1 + (SIGN_WEIGHT - 1) * signs)).mean()
            if signs.any():
                named = functional.cross_entropy(of_group[given >= 0], given[given >= 0], label_smoothing=0.05)
                loss = loss + GROUP_WEIGHT * named * signs.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * EPOCHS / steps
        print(f"epoch {epoch + 1} of {EPOCHS}, mean loss {total:.4f}", flush=True)


def export(model: SignLayers) -> None:
    """Write the ONNX file and print its SHA-256."""
    model.eval()
    with tempfile.TemporaryDirectory() as scratch:
        fp32, prepared = Path(scratch) / "fp32.onnx", Path(scratch) / "prepared.onnx"
        torch.onnx.export(
            model,
            (torch.zeros(1, 9, WIDTH),),
            str(fp32),
            input_names=["states"],
            output_names=["sign"],
            dynamic_axes={"states": {1: "length"}},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(fp32), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(OUT), weight_type=QuantType.QInt8, per_channel=True)
    print(hashlib.sha256(OUT.read_bytes()).hexdigest(), OUT.name)


def main() -> None:
    """Encode, tune, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    random.seed(SEED)
    np.random.seed(SEED)
    lines = [line.split("\t", 1) for line in arguments.texts.read_text(encoding="utf-8").splitlines()]
    names = sorted({group for group, _ in lines} - {NONE})
    encoder = SentenceEncoder.load()
    states = [encoder.encoded(text).states.astype(np.float16) for _, text in lines]
    print(f"{len(states)} texts encoded", flush=True)
    groups = torch.tensor([names.index(group) if group != NONE else -1 for group, _ in lines])
    model = SignLayers(top_layers(), len(names))
    tune(model, states, groups)
    export(model)


if __name__ == "__main__":
    main()
