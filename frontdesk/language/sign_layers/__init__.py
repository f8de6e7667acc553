"""How much a text looks like a warning sign to the encoder's top two layers, tuned for this alone (tune.py, MODEL_CARD.md)."""

from functools import lru_cache
from pathlib import Path

import onnxruntime

from frontdesk.language.encoder import Vectors, verified

FILE = Path(__file__).parent / "sign-layers-int8.onnx"
SHA256 = "0e1fb5b773ce99a703104ad43501972bf50d2af4176b8e01ce426d0c1446ad5b"


class SignLayers:
    """States of the encoder's fourth layer -> a number without bounds, greater the more a text looks like a sign."""

    def __init__(self, model: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def sign(self, states: Vectors) -> float:
        """Of one text, from its states (pieces x 384)."""
        return float(self._session.run(["sign"], {"states": states[None]})[0][0])


@lru_cache(maxsize=1)
def sign_layers() -> SignLayers:
    """The shipped layers, loaded once a process. Raises EncoderFileError unless the file has its recorded SHA-256."""
    return SignLayers(verified(FILE, SHA256))
