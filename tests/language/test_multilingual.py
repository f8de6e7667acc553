"""The multilingual encoder and its files."""

import shutil
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from frontdesk.language.encoder import EncoderFileError
from frontdesk.language.multilingual import DIMENSIONS, FOLDER, SHA256, MultilingualEncoder, multilingual_encoder
from frontdesk.language.multilingual.embeddings import WIDTH, Embeddings, compressed
from frontdesk.language.multilingual.pieces import UNKNOWN, Pieces, hashes

_MOST_BYTES = 25_000_000


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    with np.load(FOLDER / "pieces.npz") as stored:
        return Pieces(dict(stored))


def test_vectors_have_unit_length() -> None:
    vectors = multilingual_encoder().encode(["does it hurt", "ça fait mal?", "🙂", "", "douleur " * 500])
    assert vectors.shape == (5, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-3)


def test_texts_read_together_have_the_vectors_they_have_alone() -> None:
    texts = ["ok", "mon genou est raide depuis hier", "", *(f"{number} douleurs au dos" for number in range(80))]
    alone = np.concatenate([multilingual_encoder().encode([text]) for text in texts])
    np.testing.assert_allclose(multilingual_encoder().encode(texts), alone, atol=1e-5)


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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("est-ce que ça fait mal?", [239, 18, 596, 28, 928, 921, 421, 21]),
        (" à 14h30 \t svp\n", [144, 806, 131, 1192, 24644, 262]),
        ("☃☃☃ bonjour ☃", [6, UNKNOWN, 1998, 4694, 6, UNKNOWN]),
        ("\N{MATHEMATICAL BOLD FRAKTUR CAPITAL H}ello ½", [17486, 32259]),
        ("", []),
        ("\n ", []),
    ],
)
def test_texts_are_cut_as_by_the_published_tokenizer(pieces: Pieces, text: str, numbers: list[int]) -> None:
    assert pieces.numbers(text, 256) == numbers
    assert pieces.numbers(text, 2) == numbers[:2]


def test_the_vector_is_the_one_of_the_shipped_weights() -> None:
    vector = multilingual_encoder().encode(["est-ce que ça fait mal?"])[0]
    known = [0.01227347, -0.07932932, 0.05037078, 0.09044216, -0.01280834, 0.03569832]
    np.testing.assert_allclose(vector[:6], known, atol=1e-5)


def test_a_hash_stands_for_its_stretch_wherever_it_is() -> None:
    first, second = list(hashes("genou"))[2], list(hashes("le genou"))[2]
    assert first[0] == second[3]
    assert len(set(second.tolist())) == len(second)


def test_compressed_rows_come_back_whole(tmp_path: Path) -> None:
    values = np.random.default_rng(5).integers(0, 64, (50, WIDTH), dtype=np.uint8)
    stored, starts = compressed(values)
    (tmp_path / "rows.bin").write_bytes(stored)
    embeddings = Embeddings(tmp_path / "rows.bin", np.ones(1, np.float32), np.zeros(1, np.float32), starts, len(values))
    chosen = [49, 0, 17, 17]
    np.testing.assert_array_equal(embeddings.of(chosen), values[chosen])


def test_the_encoder_keeps_little_in_memory() -> None:
    tracemalloc.start()
    try:
        encoder = MultilingualEncoder.load()
        encoder.encode(["j'ai mal au genou depuis trois semaines"])
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < _MOST_BYTES


def test_words_are_told_apart_with_their_marks() -> None:
    text = "J'ai mal à l'épaule (gauche), mardi 14h30."
    words = multilingual_encoder().words(text)
    told = [text[start:end] for start, end in words.places]
    assert told == ["J", "'", "ai", "mal", "à", "l", "'", "épaule", "(", "gauche", ")", ",", "mardi", "14h30", "."]
    assert words.vectors.shape[0] == len(told)


def test_accents_typed_behind_their_letter_belong_to_it() -> None:
    text = "l'e\u0301paule"
    words = multilingual_encoder().words(text)
    assert [text[start:end] for start, end in words.places] == ["l", "'", "e\u0301paule"]


def test_the_vector_beside_the_words_is_that_of_the_text() -> None:
    text = "je voudrais un rendez-vous"
    assert np.allclose(multilingual_encoder().words(text).whole, multilingual_encoder().encode([text])[0], atol=1e-5)


def test_words_that_mean_the_same_are_nearer_than_others() -> None:
    genou, knee, tuesday = (multilingual_encoder().words(word).vectors[0] for word in ("genou", "knee", "tuesday"))
    assert genou @ knee > genou @ tuesday


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert multilingual_encoder().words(text).places == ()
