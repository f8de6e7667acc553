"""The multilingual encoder and its files."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from frontdesk.language.encoder import EncoderFileError
from frontdesk.language.multilingual import DIMENSIONS, FOLDER, SHA256, MultilingualEncoder, multilingual_encoder


def test_vectors_have_unit_length() -> None:
    vectors = multilingual_encoder().encode(["does it hurt", "ça fait mal?", "🙂", "", "douleur " * 500])
    assert vectors.shape == (5, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-3)


def test_no_texts_give_no_vectors() -> None:
    assert multilingual_encoder().encode([]).shape == (0, DIMENSIONS)


def test_one_meaning_lies_close_across_languages() -> None:
    french, english, other = multilingual_encoder().encode(
        ["combien coûte une séance", "how much is a session", "can i bring my dog"]
    )
    assert french @ english > french @ other + 0.2


@pytest.mark.parametrize("name", SHA256)
def test_a_changed_file_is_refused_with_a_remedy(tmp_path: Path, name: str) -> None:
    for file in SHA256:
        shutil.copy(FOLDER / file, tmp_path / file)
    with (tmp_path / name).open("ab") as changed:
        changed.write(b"x")
    with pytest.raises(EncoderFileError, match=r"git checkout"):
        MultilingualEncoder.load(tmp_path)
