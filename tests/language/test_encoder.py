"""The sentence encoder and its files."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from frontdesk.language.encoder import DIMENSIONS, FOLDER, SHA256, EncoderFileError, SentenceEncoder, sentence_encoder


def test_vectors_have_unit_length() -> None:
    vectors = sentence_encoder().encode(["does it hurt", "¿duele?", "🙂"])
    assert vectors.shape == (3, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-3)


def test_no_texts_give_no_vectors() -> None:
    assert sentence_encoder().encode([]).shape == (0, DIMENSIONS)


def test_sentences_of_one_meaning_lie_closer_than_others() -> None:
    one, same, other = sentence_encoder().encode(["does it hurt", "is it painful", "where do i park"])
    assert one @ same > one @ other + 0.2


def test_a_very_long_text_is_cut_not_refused() -> None:
    assert sentence_encoder().encode(["pain " * 1000]).shape == (1, DIMENSIONS)


@pytest.mark.parametrize("name", SHA256)
def test_a_changed_file_is_refused_with_a_remedy(tmp_path: Path, name: str) -> None:
    for file in SHA256:
        shutil.copy(FOLDER / file, tmp_path / file)
    with (tmp_path / name).open("ab") as changed:
        changed.write(b"x")
    with pytest.raises(EncoderFileError, match=f"{name} has SHA-256 .*git checkout"):
        SentenceEncoder.load(tmp_path)


def test_a_missing_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(EncoderFileError, match="cannot be read"):
        SentenceEncoder.load(tmp_path)


def test_the_model_card_names_the_shipped_files() -> None:
    card = (FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert all(digest in card for digest in SHA256.values())
