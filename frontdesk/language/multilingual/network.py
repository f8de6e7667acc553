"""The multilingual encoder in torch, for adapting it (adapt.py). A developer's job, not part of running Frontdesk.

The same layers as in `__init__.py`, on padded batches; its parameters have the names of `weights.npz`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from embeddings import Embeddings
from pieces import Pieces
from torch.nn.functional import conv1d, layer_norm, normalize, pad

HERE = Path(__file__).parent
SCALING = ("scale", "low", "starts", "rows", "epsilon")
DIMENSIONS, _WIDTH = 512, 256
_MOST_PIECES = 256
_FIRST, _LAST = 1, 2
_WINDOWS = {2: 0, 3: 1, 5: 2}


class Texts:
    """Cuts texts into pieces, and gives batches of their embeddings."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        with np.load(HERE / "pieces.npz") as stored:
            self._pieces = Pieces(dict(stored))
        scale, low, starts, rows = (weights[name] for name in SCALING[:4])
        self._embeddings = Embeddings(HERE / "embeddings.bin", scale, low, starts, int(rows))
        self._read: dict[int, torch.Tensor] = {}

    def cut(self, text: str) -> list[int]:
        """The numbers of a text's pieces."""
        return [_FIRST, *self._pieces.numbers(text, _MOST_PIECES), _LAST]

    def batch(self, texts: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """Embeddings (n, longest, 512) of some texts, given by their pieces, and a mask (n, longest)."""
        longest = max(len(pieces) for pieces in texts)
        embedded, mask = torch.zeros(len(texts), longest, DIMENSIONS), torch.zeros(len(texts), longest)
        for row, pieces in enumerate(texts):
            embedded[row, : len(pieces)] = torch.stack([self._of(piece) for piece in pieces])
            mask[row, : len(pieces)] = 1
        return embedded, mask

    def _of(self, piece: int) -> torch.Tensor:
        if piece not in self._read:
            self._read[piece] = torch.tensor(self._embeddings.of([piece])[0])
        return self._read[piece]


class Network(torch.nn.Module):
    """Embeddings and mask -> vectors (n, 512) of unit length."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        super().__init__()
        self._epsilon = float(weights["epsilon"])
        for name, array in weights.items():
            if name not in SCALING:
                self.register_parameter(name, torch.nn.Parameter(torch.tensor(array.astype(np.float32))))

    def forward(self, embedded: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Windows of pieces, averaged, through the dense layers."""
        kept = mask[:, :, None]
        found = [embedded, *(self._convolved(embedded, kept, span, before) for span, before in _WINDOWS.items())]
        joined = layer_norm(
            torch.cat(found, 2), (DIMENSIONS + len(_WINDOWS) * _WIDTH,), self.ln_g, self.ln_b, self._epsilon
        )
        lengths = mask.sum(1, keepdim=True)
        mean = ((joined * kept).sum(1) @ self.cnn_W + lengths * self.cnn_b) / lengths.sqrt()
        first = torch.relu(mean @ self.d0)
        second = torch.relu(mean @ self.p1 + first @ self.d1)
        third = torch.relu(second @ self.d2)
        return normalize(torch.tanh(second @ self.p3 + third @ self.d3), dim=1)

    def _convolved(self, embedded: torch.Tensor, kept: torch.Tensor, span: int, before: int) -> torch.Tensor:
        of = self.get_parameter
        rows = embedded @ of(f"proj{span}") + of(f"proj_b{span}")
        rows = layer_norm(rows, (_WIDTH,), of(f"ln_g{span}"), of(f"ln_b{span}"), self._epsilon)
        for layer in "12":
            padded = pad((rows * kept).transpose(1, 2), (before, span - 1 - before))
            filters = of(f"w{layer}_{span}").view(span, _WIDTH, _WIDTH).permute(2, 1, 0)
            rows = torch.relu(conv1d(padded, filters, of(f"b{layer}_{span}"))).transpose(1, 2) + rows
        return rows
