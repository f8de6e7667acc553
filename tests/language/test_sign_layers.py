"""The encoder's layers that judge signs, and their file."""

import shutil
from pathlib import Path

import pytest

from frontdesk.language.encoder import EncoderFileError, sentence_encoder, verified
from frontdesk.language.sign_layers import FILE, SHA256, sign_layers


def sign(text: str) -> float:
    return sign_layers().sign(sentence_encoder().encoded(text).states)


@pytest.mark.parametrize(
    ("told", "denied"),
    [
        ("i have chest pain and i can not breathe", "no chest pain, and i can breathe"),
        ("my mother can not speak properly since this morning", "my mother had a stroke ten years ago and is fine"),
        ("i want to die", "i want to dye my hair"),
    ],
)
def test_a_sign_looks_more_like_one_than_what_is_denied_over_or_meant_otherwise(told: str, denied: str) -> None:
    assert sign(told) > sign(denied) + 1


def test_a_very_long_text_is_judged() -> None:
    assert isinstance(sign("pain " * 1000), float)


def test_a_changed_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    copy = Path(shutil.copy(FILE, tmp_path))
    with copy.open("ab") as changed:
        changed.write(b"x")
    with pytest.raises(EncoderFileError, match=r"has SHA-256 .*git checkout"):
        verified(copy, SHA256)


def test_the_model_card_names_the_shipped_file() -> None:
    assert SHA256 in (FILE.parent / "MODEL_CARD.md").read_text(encoding="utf-8")
